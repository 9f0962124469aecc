//! Logs: one JSON object a line. Ids only, never an address, a name or a visitor's words.

use tracing_subscriber::EnvFilter;

use crate::clock::Clock;
use crate::environment::{Environment, MissingVariable};

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

/// What an alarm of the template looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// The brake went on: marketing mail and mail to visitors stop.
    BrakeOn,
    /// SES has refused a mail again and again, or for good.
    NotSent,
    /// An activity was accepted for a lead that is not there.
    Unmatched,
    /// A past day waits longer to be counted than it may.
    DayNotCounted,
    /// The token of a source is not valid, or not for long.
    SourceToken,
    /// An address of `webhooks.yaml` was not told of something, and will not be until a person says so.
    WebhookParked,
}

impl Alarm {
    /// The metric's name.
    const fn metric(self) -> &'static str {
        match self {
            Self::BrakeOn => "BrakeOn",
            Self::NotSent => "NotSent",
            Self::Unmatched => "Unmatched",
            Self::DayNotCounted => "DayNotCounted",
            Self::SourceToken => "SourceToken",
            Self::WebhookParked => "WebhookParked",
        }
    }
}

/// Raises the alarms of a stack.
#[derive(Debug, Clone)]
pub struct Alarms {
    stack: String,
    clock: Clock,
}

impl Alarms {
    /// Those of the environment's stack: its configuration set has the stack's name.
    ///
    /// # Errors
    /// `CONFIGURATION_SET` is not set.
    pub fn connect(environment: &Environment) -> Result<Self, MissingVariable> {
        let stack = environment.variable("CONFIGURATION_SET")?.to_owned();
        Ok(Self { stack, clock: Clock::new(environment.aws()) })
    }

    /// Counts one for an alarm, as CloudWatch reads it from a function's log
    /// (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>).
    pub fn raise(&self, alarm: Alarm) {
        let name = alarm.metric();
        let line = serde_json::json!({
            "_aws": {
                "Timestamp": self.clock.real().as_millisecond(),
                "CloudWatchMetrics": [{
                    "Namespace": "Leadwright",
                    "Dimensions": [["Stack"]],
                    "Metrics": [{"Name": name, "Unit": "Count"}],
                }],
            },
            "Stack": self.stack,
            name: 1,
        });
        println!("{line}");
    }
}
