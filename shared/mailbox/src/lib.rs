//! Mails that people write to the company: what a mail is, and what becomes of it. Nothing here does I/O.
//!
//! What must stay true:
//! - A mail touches a known lead only if SES says that its sender wrote it, and that it is harmless. All others are kept
//!   aside for a person to decide about.
//! - Only what SES itself wrote above a mail counts, not what its sender wrote below.
//! - No mail gives consent, and none lifts a "no".
//! - What a machine, a list or one of our own people sent makes no lead, and gets no answer.
//!
//! # Rooms, bottom to top
//! - [`verdict`]: What SES found out about a mail.
//! - [`words`]: What the person wrote, without what they quote and sign with.
//! - [`ours`]: Which senders are the company itself.
//! - [`ignored`]: Mails that nobody is to read as an enquiry.
//! - [`received`]: A mail that was read.
//! - [`outcome`]: What becomes of it.

pub mod verdict;
pub mod words;
pub mod ours;
pub mod ignored;
pub mod received;
pub mod outcome;

pub use ignored::Ignored;
pub use ours::Ours;
pub use outcome::{Outcome, of};
pub use received::{MAIL_LIMIT, Received, Unreadable};
