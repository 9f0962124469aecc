//! What the rules of sending look at, and what they say.

use jiff::Timestamp;

use crate::company::{Company, Team};
use crate::sending::rules::Sending;
use crate::sequence::rules::Sequences;

/// The parts of the configuration that say whether a mail may go.
#[derive(Debug, Clone, Copy)]
pub struct SendingRules<'a> {
    /// `sending.yaml`.
    pub sending: &'a Sending,
    /// `sequences/`.
    pub sequences: &'a Sequences,
    /// `team.yaml`.
    pub team: &'a Team,
    /// `company.yaml`: the zone of leads that have none of their own.
    pub company: &'a Company,
}

/// What becomes of a mail that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendVerdict {
    /// It may go.
    Go,
    /// Not now: it is looked at again then.
    Wait {
        /// When.
        until: Timestamp,
        /// Why, in a reader's words.
        reason: String,
    },
    /// Never, for this reason, in a reader's words.
    Drop(String),
}
