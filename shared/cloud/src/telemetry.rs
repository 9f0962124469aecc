//! Logs: one JSON object a line. Ids only, never an address, a name or a visitor's words.

use tracing_subscriber::EnvFilter;

/// Begins to log; `RUST_LOG` sets the level, `info` without it.
pub fn init() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // CloudWatch adds the time itself.
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_env_filter(filter)
        .without_time()
        .with_target(false)
        .init();
}

/// Counts one of something that an alarm of the template looks at, as CloudWatch reads it from a function's log
/// (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>).
pub fn count(name: &str, stack: &str) {
    let line = serde_json::json!({
        "_aws": {
            "Timestamp": jiff::Timestamp::now().as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": "Leadwright",
                "Dimensions": [["Stack"]],
                "Metrics": [{"Name": name, "Unit": "Count"}],
            }],
        },
        "Stack": stack,
        name: 1,
    });
    println!("{line}");
}
