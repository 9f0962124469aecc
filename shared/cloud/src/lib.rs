//! The ports to AWS: table, queues, mail, configuration, clock, telemetry. Nothing else names an AWS type.

pub mod random;
pub mod aws;
pub mod environment;
pub mod clock;
pub mod telemetry;
pub mod config;
pub mod batch;
pub mod due;
pub mod queue;
pub mod webhook;
pub mod mail;
mod pauses;
pub mod table;
pub mod personal;
pub mod handoff;
pub mod ledger;
#[cfg(feature = "operator")]
pub mod secrets;

pub use aws::Aws;
pub use environment::Environment;
