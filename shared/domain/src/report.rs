//! Scheduled reports: the file `reports.yaml`, when a report is due and for which period, and what was mailed of it.

pub mod rules;
pub mod due;
pub mod mailed;
pub mod questions;
