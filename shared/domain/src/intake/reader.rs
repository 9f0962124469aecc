//! What reads activities from outside.

use jiff::Timestamp;

use crate::config::Config;
use crate::value::identity::IdentityKey;

/// What items are read with.
#[derive(Debug, Clone, Copy)]
pub struct Intake<'a> {
    /// The configuration of the day.
    pub config: &'a Config,
    /// What lead ids are made with.
    pub key: &'a IdentityKey,
    /// When.
    pub now: Timestamp,
}
