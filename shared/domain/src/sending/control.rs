//! TODO-DOC

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What became of mails, of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcomes {
    /// SES took so many.
    pub sent: u64,
    /// Arrived.
    pub delivered: u64,
    /// Are late.
    pub delayed: u64,
    /// Came back for now.
    pub soft_bounced: u64,
    /// Came back for good.
    pub bounced: u64,
    /// Were called spam.
    pub complained: u64,
    /// SES took and did not send.
    pub rejected: u64,
}

impl Outcomes {
    /// Nothing was counted.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.with(other, u64::saturating_add)
    }

    /// What came after `before`, which was counted earlier.
    #[must_use]
    pub fn since(self, before: Self) -> Self {
        self.with(before, u64::saturating_sub)
    }

    /// The same of a mail that was sent then, for the counts: what was sent before the brake was released is forgiven,
    /// however late it comes back.
    #[must_use]
    pub fn of_mail(self, sent_at: Timestamp, control: &Control) -> Self {
        let is_forgiven = control.released_at.is_some_and(|released| sent_at < released);
        if is_forgiven { Self { bounced: 0, complained: 0, ..self } } else { self }
    }

    fn with(self, other: Self, of: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            sent: of(self.sent, other.sent),
            delivered: of(self.delivered, other.delivered),
            delayed: of(self.delayed, other.delayed),
            soft_bounced: of(self.soft_bounced, other.soft_bounced),
            bounced: of(self.bounced, other.bounced),
            complained: of(self.complained, other.complained),
            rejected: of(self.rejected, other.rejected),
        }
    }
}

/// The brake is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brake {
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// What happened, in a few words.
    #[serde(default)]
    pub headline: String,
    /// Why, in a reader's words.
    pub why: String,
    /// Who runs the system was told, or is being told.
    #[serde(default)]
    pub told: bool,
    /// The invocation that put it on, or took on the telling last: it knows its own write by it.
    #[serde(default)]
    pub by: String,
}

/// What is decided by the day, without a deployment: the row `CONTROL`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Control {
    /// All marketing mail stands still.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brake: Option<Brake>,
    /// When a person last released the brake: what came back before counts no more.
    #[serde(skip_serializing_if = "Option::is_none", with = "jiff::fmt::serde::timestamp::millisecond::optional")]
    pub released_at: Option<Timestamp>,
    /// What the UTC day of the release had counted by then.
    #[serde(skip_serializing_if = "Outcomes::is_none")]
    pub forgiven: Outcomes,
    /// Sequences that stand still.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub paused: BTreeSet<String>,
}

/// What stands in other rows than the lead's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outside {
    /// The address is on the suppression list.
    pub suppressed: bool,
    /// What is decided by the day.
    pub control: Control,
}
