//! The one table: its rows by what they hold, bottom to top.
//!
//! Every write of a lead is conditional on its version, and goes through the [ledger](crate::ledger) unless it changes
//! the agenda alone. Every row that people change by the day is written on the condition that nobody else changed it.
//! Nothing scans; what is read and written for a lead does not grow with their number.

mod error;
mod item;
mod key;
mod write;
mod rows;
mod models;
mod card;
mod due;
mod counters;
mod metrics;
mod numbers;
mod counting;
mod call_lists;
mod worklist;
mod leads;
mod lists;
mod suppressed;
mod outbox;
mod reports;
mod control;
mod corrections;
mod recount;
mod reindex;
mod mail_context;
mod outcomes;
mod visitors;
mod people;
mod sessions;
mod log_ins;
mod views;
mod unmatched;
mod search;
mod alias;
mod merge;
mod costs;
mod answer;
mod evidence;
mod counted;
mod call_numbers;

pub use alias::{Alias, Named};
pub use answer::Answered;
pub use call_lists::InHand;
pub use call_numbers::CallNumbers;
pub use card::Card;
pub use corrections::{Corrected, Correction};
pub use counted::{Counted, CountedPage, Older};
pub use counters::{CountersWriter, Place, SHARD_DAYS, dimensions_in_order};
pub use counting::{Counting, run_of};
pub use due::DueRow;
pub use error::TableError;
pub(crate) use error::condition_held;
pub(crate) use item::{Item, expiry, number, number_of, text, text_of, utc_day};
pub(crate) use key::Key;
pub use key::RowKind;
pub(crate) use leads::{activity_item, lead_item};
pub use lists::{ListPart, ListedCards};
pub use mail_context::{MailContext, MailLookup};
pub use merge::MergeError;
pub use metrics::{CountedUntil, DirtyDay};
pub use numbers::{Asked, Numbers, Piece};
pub use outbox::RenderedMailError;
pub(crate) use people::drawn_by;
pub use recount::Recount;
pub use reindex::Reindex;
pub use rows::{Page, Start, Table};
pub use search::{FOUND, Found};
pub use suppressed::Suppressed;
pub use unmatched::{UNMATCHED_DAYS, Unmatched};
pub use views::{VIEW_DAYS, View};
pub use worklist::NOBODY;
pub(crate) use write::{Write, did_not_hold};
