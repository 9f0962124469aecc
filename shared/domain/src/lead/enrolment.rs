//! A lead's way through a sequence, and what is kept of it to choose the next step.
//!
//! What must stay true: an enrolment has one id, and all its send ids contain it, so a step is sent once.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::activity::id::ActivityId;

/// What a person did with a mail of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// Opened it.
    Opened,
    /// Followed a link of it.
    Clicked,
}

/// A way through a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Its id, part of every send id.
    pub id: String,
    /// The activity that began it.
    pub by: ActivityId,
    /// Why it is over, in a reader's words; none while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// What a person did with the mails of its steps: step → the most of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub seen: BTreeMap<String, Seen>,
    /// The steps that it came to so far: none is taken twice, however the sequence is edited meanwhile.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub taken: BTreeSet<String>,
    /// The steps whose task a person did.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub done: BTreeSet<String>,
}

impl Enrolment {
    /// A way through a sequence, from now on.
    pub fn new(id: String, by: ActivityId) -> Self {
        Self { id, by, ended: None, seen: BTreeMap::new(), taken: BTreeSet::new(), done: BTreeSet::new() }
    }

    /// The send id is of one of its steps.
    pub fn is_of(&self, send: &str) -> bool {
        send.strip_prefix(&self.id).is_some_and(|step| step.starts_with('_'))
    }
}
