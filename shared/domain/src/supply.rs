//! Bought leads: who delivers them and on which terms, what came, and what a supplier owes for bad rows.
//!
//! A row is bad, never a person: the mark stands on the delivery. What is owed is counted for each delivery by itself, from
//! what was ordered and what came; it is never negative, and the sums of a supplier are those of its deliveries.

pub mod rules;
pub mod delivery;
pub mod account;
pub mod credit;

pub use account::{Account, RowCounts};
pub use credit::{PaidCredit, PaidCredits, paid};
pub use delivery::{Delivery, is_delivery};
pub use rules::{DUPLICATE, Supplier, Suppliers};
