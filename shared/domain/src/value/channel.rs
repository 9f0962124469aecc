//! The channels by which a salesperson reaches a person, and which the person may ask to be left alone by.
//!
//! Their names are stored in activities and named in `POST /activities`: they must not change.

use serde::{Deserialize, Serialize};

use crate::words::Words;

/// A channel to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Telephone calls.
    Calls,
    /// E-mail: marketing mail, and what a salesperson writes. What the person asks for on a form is still answered.
    Mail,
    /// Letters on paper.
    Letters,
    /// Text messages: SMS and messengers.
    Messages,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 4] = [Self::Calls, Self::Mail, Self::Letters, Self::Messages];

    /// The channel's name in the table, the API and commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Mail => "mail",
            Self::Letters => "letters",
            Self::Messages => "messages",
        }
    }

    /// The channel of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }

    /// What the person asked for who refuses the channel, in words that follow "they", or stand alone.
    pub fn refused(self, words: Words<'_>) -> String {
        words.say(match self {
            Self::Calls => "page-asked-no-calls",
            Self::Mail => "page-asked-no-mail",
            Self::Letters => "page-asked-no-letters",
            Self::Messages => "page-asked-no-messages",
        })
    }
}
