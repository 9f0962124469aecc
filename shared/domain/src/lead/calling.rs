//! Where a lead stands on a call list: what the fold decided, and who has it in hand.
//!
//! What must stay true: the hold of a caller is no activity, and ends by itself.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a caller has a lead in hand. Then it may be dealt out to somebody else.
pub const IN_HAND: SignedDuration = SignedDuration::from_mins(30);

/// A lead on a call list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calling {
    /// The list's name.
    pub list: String,
    /// The IANA name of the zone in whose hours it is called.
    pub zone: String,
    /// It is not called before.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub due: Timestamp,
    /// The lead itself named that time.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub promised: bool,
    /// Calls by this list that nobody answered.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tries: u8,
    /// Somebody spoke with it by this list.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub spoke: bool,
    /// It left the list. Its tries are remembered: whoever comes back has no more of them than are left.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub off: bool,
    /// Who has it in hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<CallHold>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(tries: &u8) -> bool {
    *tries == 0
}

/// A caller has a lead in hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallHold {
    /// The caller's id.
    pub by: String,
    /// Until when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub until: Timestamp,
}

/// What an activity makes of a lead's place on a call list; stored with the activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallPlan {
    /// It stands there, or has stood there and its tries are remembered. It names no caller.
    Known(Calling),
    /// It does not stand on a list, and nothing is to be remembered.
    Forgotten,
}

/// What came of a call by a list; stored with the activity, and counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallResult {
    /// The list's name.
    pub list: String,
    /// What came of it.
    pub came: CallOutcome,
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// Nobody answered.
    NoAnswer,
    /// They were spoken with.
    Reached,
    /// They were spoken with, and went to sales.
    Interested,
}

impl Calling {
    /// Who has it in hand at a moment.
    pub fn held_by(&self, now: Timestamp) -> Option<&str> {
        let hold = self.hold.as_ref().filter(|hold| !self.off && now < hold.until);
        hold.map(|hold| hold.by.as_str())
    }

    /// The same without who has it in hand: what activities alone say.
    pub(crate) fn unheld(&self) -> Self {
        Self { hold: None, ..self.clone() }
    }
}
