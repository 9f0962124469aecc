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
