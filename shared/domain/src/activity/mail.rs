//! What activities say of mails: which, to whom, and what its reader did with it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::is_false;
use crate::agenda::StepOf;

/// One mail of one send id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailing {
    /// The send id: its agenda entry's id.
    pub send: String,
    /// The mail's name in `emails/`: of several variants, the one that this lead gets.
    pub mail: String,
    /// To whom.
    pub to: Recipient,
    /// The step of a sequence that it is; none for a notification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepOf>,
}

/// The pictures of a mail were fetched, which mostly means that it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The mail's send id.
    pub send: String,
    /// The mail's name.
    pub mail: String,
    /// How it is known that a machine did, in a reader's words; none if a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
}

/// A link of a mail was followed, by whomever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follow {
    /// The mail's send id.
    pub send: String,
    /// The mail's name.
    pub mail: String,
    /// Where it leads; none for the link that only machines see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How it is known from the request alone that a machine did, in a reader's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
}

/// A person followed a link of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Click {
    /// The mail's send id.
    pub send: String,
    /// The mail's name.
    pub mail: String,
    /// Where it leads.
    pub url: String,
}

/// Which marketing mail a lead wants.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Preferences {
    /// Topics of `sending.yaml` that it does not want.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub off: BTreeSet<String>,
    /// No marketing mail until then.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub paused_until: Option<Timestamp>,
    /// It agreed anew, after it had unsubscribed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub again: bool,
}

/// Who gets a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The lead.
    Lead,
    /// The salesperson who owns the lead.
    Owner,
    /// The salespeople's manager.
    Manager,
}
