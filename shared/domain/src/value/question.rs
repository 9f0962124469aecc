//! TODO-DOC

use serde::{Deserialize, Serialize};

/// What is asked before a lead is a prospect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// What we sell helps them.
    Need,
    /// They have the money.
    Budget,
    /// They decide, or speak for who does.
    Authority,
    /// They know when they want it.
    Timeline,
}

impl Question {
    /// All of them.
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
}

/// An answer in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}
