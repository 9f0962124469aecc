//! A post that is kept aside, and what a person decided about it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::activity::{Activity, ActivityKind, Submission};
use crate::suspicion::sign::Weighed;

/// A post that somebody decided about is kept for this number of days: the decision can be seen, and a wrong one taken back.
pub const CONDEMNED_DAYS: u16 = 7;

/// A post that is kept aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspect {
    /// The submission as it arrived. It is applied unchanged when the post is released.
    pub activity: Activity,
    /// When it was kept aside.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// Why.
    pub signs: Vec<Weighed>,
    /// What somebody decided; none while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
}

/// What somebody decided about a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What.
    pub verdict: SuspectVerdict,
    /// Who: an id of `team.yaml`, or the name of whoever ran the command.
    pub by: String,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
}

/// What becomes of a post that was kept aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuspectVerdict {
    /// It is none: all that its arrival would have done is done.
    Released,
    /// It is spam.
    Condemned,
}

impl Suspect {
    /// What was posted; none if it is no form.
    pub fn submission(&self) -> Option<&Submission> {
        match &self.activity.kind {
            ActivityKind::FormSubmitted(sent) => Some(sent),
            _ => None,
        }
    }

    /// What its sender is known by, like `email`; none if it does not say.
    pub fn field(&self, name: &str) -> Option<&str> {
        let fields = self.submission().map_or(&self.activity.who, |sent| &sent.fields);
        fields.get(name).map(String::as_str)
    }

    /// What its sender wrote.
    pub fn message(&self) -> Option<&str> {
        match &self.activity.kind {
            ActivityKind::FormSubmitted(sent) => sent.message.as_deref(),
            ActivityKind::ReplyReceived(reply) => reply.note.as_deref(),
            _ => None,
        }
    }

    /// All points together.
    pub fn points(&self) -> i32 {
        self.signs.iter().map(|weighed| weighed.points).sum()
    }

    /// The same post with a decision; none if it was released before: what is applied can't be taken back here.
    #[must_use]
    pub fn decided(&self, decision: Decision) -> Option<Self> {
        let is_released = self.decision.as_ref().is_some_and(|made| made.verdict == SuspectVerdict::Released);
        (!is_released).then(|| Self { decision: Some(decision), ..self.clone() })
    }
}
