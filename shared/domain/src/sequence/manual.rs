//! Tasks that a sequence gives to a person, and messages that another program sends: letters, social messages, SMS.

use serde::{Deserialize, Serialize};

use crate::lead::Lead;
use crate::value::channel::Channel;
use crate::value::span::TimeLimit;
use crate::words::Words;

/// What kind of task it is: it decides which "no" of the lead stands in its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// A letter on paper.
    Letter,
    /// A message in a social network.
    Social,
    /// A text message to the lead's telephone number.
    Sms,
    /// Anything else.
    Other,
}

/// A task for a person: the sequence waits until it is done, or until its time is up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManualTask {
    /// Its kind.
    pub kind: TaskKind,
    /// What is to be done, in words that a salesperson reads.
    pub text: String,
    /// The time in which it is to be done.
    pub within: TimeLimit,
    /// Who does it for a lead that has no owner: an id of `team.yaml`, or [`MANAGER`]; the manager if left out.
    pub person: Option<String>,
}

/// In place of a person's id: the manager of `team.yaml`.
pub const MANAGER: &str = "manager";

impl TaskKind {
    /// The name in files, and for readers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Social => "social message",
            Self::Sms => "SMS",
            Self::Other => "task",
        }
    }

    /// The channel by which it reaches the lead; none for what is no message.
    fn channel(self) -> Option<Channel> {
        match self {
            Self::Letter => Some(Channel::Letters),
            Self::Social | Self::Sms => Some(Channel::Messages),
            Self::Other => None,
        }
    }

    /// The reason why the lead gets none of this kind, in a reader's words; none if it may.
    pub fn refusal(self, lead: &Lead) -> Option<String> {
        let refused = self.channel().filter(|channel| lead.refuses(*channel).is_some());
        let needs_number = self == Self::Sms && lead.recognised("phone").is_none();
        // Nobody can write to "ask my boss".
        let without_number = || match lead.field("phone") {
            Some(_) => "their telephone number can't be read".to_owned(),
            None => "they left no telephone number".to_owned(),
        };
        let why = refused
            .map(|channel| format!("they {}", channel.refused(Words::english_for_visitors())))
            .or_else(|| needs_number.then(without_number))?;
        Some(format!("no {}: {why}", self.name()))
    }
}
