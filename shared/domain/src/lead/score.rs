//! What a lead's score consists of. How it is counted is in [`crate::scoring`].

use serde::{Deserialize, Serialize};

use crate::words::Words;

/// How much a lead is worth a salesperson's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Points for who they are.
    pub fit: i32,
    /// Points for what they do.
    pub engagement: i32,
    /// Both, from 0 to 100.
    pub total: i32,
    /// The fit as a letter.
    pub grade: Grade,
    /// The total as a word.
    pub temperature: Temperature,
}

impl Default for Score {
    fn default() -> Self {
        Self { fit: 0, engagement: 0, total: 0, grade: Grade::D, temperature: Temperature::Cold }
    }
}

/// The fit as a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// The best fit.
    A,
    /// A good fit.
    B,
    /// Some fit.
    C,
    /// Little fit, or little known.
    D,
}

impl Grade {
    /// The letter.
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }
}

/// The total as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Temperature {
    /// Not now.
    Cold,
    /// Interested.
    Warm,
    /// Call.
    Hot,
}

impl Temperature {
    /// All temperatures, the hottest first.
    pub const ALL: [Self; 3] = [Self::Hot, Self::Warm, Self::Cold];

    /// The name in files, addresses and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cold => "cold",
            Self::Warm => "warm",
            Self::Hot => "hot",
        }
    }

    /// What sellers read.
    pub fn word(self, words: Words<'_>) -> String {
        words.say(match self {
            Self::Cold => "story-temperature-cold",
            Self::Warm => "story-temperature-warm",
            Self::Hot => "story-temperature-hot",
        })
    }
}
