//! Claims what is due, makes one SES attempt, records it.
//!
//! A claim is a conditional write of the row, a lead's or an outbox mail's, so of two mailers one gets it. After it there
//! is exactly one attempt. A lead's record takes the entry off and puts the next step on in one transaction. If the
//! answer of SES is lost, or this process ends between attempt and record, the claim stands: SES's `Send` event settles
//! it (the `feedback` function). Without one the mail is sent again when the lease ends: a duplicate needs a lost answer
//! *and* a `Send` event that comes later than the lease.
//!
//! A mail of the outbox that was rendered when it was made is sent as its object's bytes. If the object has expired, the
//! mail is given up with an alarm; if S3 does not answer, it is tried again later.

mod mime;
mod pace;
mod mailer;
mod letter;
mod record;
mod attempt;
mod clicks;
mod webhook;
mod follow_up;
mod agenda;
mod outbox;
mod handle;

pub use mailer::Mailer;
