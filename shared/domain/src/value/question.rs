//! The four questions of qualification: need, budget, authority, timeline (BANT).
//!
//! Their names are stored in activities and written in files: they must not change.

use serde::{Deserialize, Serialize};

use crate::words::Words;

/// A question that sales answers before a lead becomes a prospect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// What we sell helps them.
    Need,
    /// They have the money.
    Budget,
    /// They decide, or speak for the person who does.
    Authority,
    /// They know when they want it.
    Timeline,
}

impl Question {
    /// All questions.
    pub const ALL: [Self; 4] = [Self::Need, Self::Budget, Self::Authority, Self::Timeline];

    /// The question's name in files, the API and commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Need => "need",
            Self::Budget => "budget",
            Self::Authority => "authority",
            Self::Timeline => "timeline",
        }
    }

    /// What salespeople call it.
    pub fn word(self, words: Words<'_>) -> String {
        words.say(match self {
            Self::Need => "story-question-need",
            Self::Budget => "story-question-budget",
            Self::Authority => "story-question-authority",
            Self::Timeline => "story-question-timeline",
        })
    }
}

/// An answer as files write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}
