//! The row of a supplier's delivery that an activity is.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where a bought lead stands in what its supplier delivered, on the terms of that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// The supplier's name in `suppliers.yaml`.
    pub supplier: String,
    /// The delivery among those of the supplier.
    pub delivery: String,
    /// The supplier's own number of the order; else the file and the line.
    pub row: String,
    /// The last of the company's days on which the supplier takes it back if it is bad.
    pub claim_until: Date,
}

impl Delivered {
    /// The delivery with its supplier, as counters name it: `leadmarket/2026-11-a`.
    pub fn key(&self) -> String {
        key_of(&self.supplier, &self.delivery)
    }
}

/// A supplier's delivery, as counters name it.
pub fn key_of(supplier: &str, delivery: &str) -> String {
    format!("{supplier}/{delivery}")
}

/// The supplier of a delivery as counters name it.
pub fn supplier_of(key: &str) -> &str {
    key.split_once('/').map_or(key, |(supplier, _)| supplier)
}
