//! The funnel.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a lead stands in the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Known, no interest shown: bought, cold, visitor.
    Suspect,
    /// Interest shown.
    Lead,
    /// Marketing-qualified: engaged and fits, not ready to buy.
    Mql,
    /// Sales-qualified: met criteria that sales owns.
    Sql,
    /// Converted.
    Customer,
}

impl Stage {
    /// All of them, in the funnel's order.
    pub const ALL: [Self; 5] = [Self::Suspect, Self::Lead, Self::Mql, Self::Sql, Self::Customer];

    /// The stage's name in the table, the API and commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Suspect => "suspect",
            Self::Lead => "lead",
            Self::Mql => "mql",
            Self::Sql => "sql",
            Self::Customer => "customer",
        }
    }

    /// The stage of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// The stage is marketing's: the lead is nurtured, and nobody is mailed about it.
    pub fn is_marketings(self) -> bool {
        self < Self::Sql
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A move in the funnel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageMove {
    /// From where; none for a lead that is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Stage>,
    /// To where.
    pub to: Stage,
    /// Why, in a reader's words.
    pub why: String,
}
