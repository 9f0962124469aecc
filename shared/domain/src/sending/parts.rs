//! The input of the sending rules, and their verdict.

use jiff::Timestamp;

use crate::company::{Company, Team};
use crate::sending::control::Control;
use crate::sending::rules::Sending;
use crate::sending::traffic::VisitorTraffic;
use crate::sequence::rules::Sequences;

/// The parts of the configuration that decide whether a mail may be sent.
#[derive(Debug, Clone, Copy)]
pub struct SendingRules<'a> {
    /// The file `sending.yaml`.
    pub sending: &'a Sending,
    /// The files in `sequences/`.
    pub sequences: &'a Sequences,
    /// The file `team.yaml`.
    pub team: &'a Team,
    /// The file `company.yaml`: its zone is that of leads without one of their own.
    pub company: &'a Company,
}

/// The facts for a verdict that lie in other rows than the lead's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outside {
    /// The address is on the suppression list.
    pub suppressed: bool,
    /// The row `CONTROL`.
    pub control: Control,
    /// The counts of mail to visitors; read for such a mail alone.
    pub visitors: VisitorTraffic,
}

/// The verdict on a mail that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendVerdict {
    /// The mail may be sent.
    Go,
    /// The mail waits and is checked again.
    Wait {
        /// The time of the next check.
        until: Timestamp,
        /// The reason, in a reader's words.
        reason: String,
    },
    /// The mail is never sent, for this reason in a reader's words.
    Drop(String),
}
