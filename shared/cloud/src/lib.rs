//! The ports to AWS: table, queues, mail, configuration, clock, telemetry. Nothing else names an AWS type.

pub mod aws;
pub mod batch;
pub mod clock;
pub mod config;
pub mod mail;
pub mod queue;
pub mod table;
pub mod handoff;
pub mod ledger;
#[cfg(feature = "operator")]
pub mod secrets;
pub mod telemetry;

pub use aws::Aws;
