//! The ports to AWS: table, queues, mail, configuration, clock, telemetry. Nothing else names an AWS type.

pub mod aws;
pub mod batch;
pub mod clock;
pub mod config;
pub mod control;
pub mod handoff;
mod item;
pub mod ledger;
pub mod mail;
pub mod mail_event;
pub mod outcomes;
pub mod people;
pub mod queue;
pub mod quota;
pub mod reports;
#[cfg(feature = "operator")]
pub mod secrets;
pub mod table;
pub mod telemetry;

pub use aws::Aws;
