//! What a supplier paid of what it owes for a delivery.
//!
//! What must stay true: a payment is recorded as it came, and is never more than a mistake away from being taken back: the
//! last one is the first to go.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A credit that a supplier paid, or took off a bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidCredit {
    /// The day.
    pub on: Date,
    /// The amount in minor units of the currency of the delivery.
    pub minor: u64,
}

/// What was paid for each delivery, by its [key](crate::supply::Delivery::key), in the order in which it was recorded.
pub type PaidCredits = BTreeMap<String, Vec<PaidCredit>>;

/// The sum of payments, in minor units.
pub fn paid(credits: Option<&Vec<PaidCredit>>) -> u64 {
    credits.into_iter().flatten().fold(0, |sum, credit| sum.saturating_add(credit.minor))
}
