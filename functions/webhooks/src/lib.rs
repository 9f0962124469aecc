//! Tells other programs of what happens to leads: the addresses of `webhooks.yaml`.
//!
//! At least once: a call whose answer is lost is made again, under the same id. In order for each lead and address: the row
//! of a later event waits for the earlier one, until that is told or parked. A row is claimed before its calls, by a
//! conditional write, so that nobody calls twice at once; if this process ends between call and record, the claim's lease
//! ends and the call is made again.
//!
//! An address that is slow or does not answer holds up nobody else for long: of a batch its calls are made one after the
//! other beside those of others, within a bounded time, and then it rests. No mail waits here: the mailer is another function.

mod rest;
mod webhooks;
mod tell;
mod handle;

pub use webhooks::Webhooks;
