//! What people and the brake decide from day to day, without a deployment: the row `CONTROL`, and the counts of SES's
//! events by which the brake decides.
//!
//! The field names are stored: they must not change.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The counts of SES's events for mails, usually of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcomes {
    /// Mails that SES accepted.
    pub sent: u64,
    /// Delivered mails.
    pub delivered: u64,
    /// Delayed mails.
    pub delayed: u64,
    /// Soft bounces.
    pub soft_bounced: u64,
    /// Hard bounces.
    pub bounced: u64,
    /// Spam complaints.
    pub complained: u64,
    /// Mails that SES accepted and then rejected.
    pub rejected: u64,
}

impl Outcomes {
    /// All counts are zero.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The sum of both counts.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.with(other, u64::saturating_add)
    }

    /// The part of the counts that was added after `before`.
    #[must_use]
    pub fn since(self, before: Self) -> Self {
        self.with(before, u64::saturating_sub)
    }

    /// The counts of a mail that was sent at `sent_at`, for the brake. Bounces and complaints of a mail sent before the
    /// last release do not count, however late they arrive.
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

/// The brake, while it is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brake {
    /// The time it was put on.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// The cause in a few words.
    #[serde(default)]
    pub headline: String,
    /// The cause in a reader's words, with numbers.
    pub why: String,
    /// The notice to whoever runs the system is in the outbox, or was sent.
    #[serde(default)]
    pub told: bool,
    /// The id of the invocation that put the brake on, or that last took over the notification. The invocation
    /// recognises its own write by it.
    #[serde(default)]
    pub by: String,
}

/// The row `CONTROL`: decisions that need no deployment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Control {
    /// The brake, which stops marketing mail and mail to visitors; none while it is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brake: Option<Brake>,
    /// The time a person last released the brake: mails sent before it no longer count.
    #[serde(skip_serializing_if = "Option::is_none", with = "jiff::fmt::serde::timestamp::millisecond::optional")]
    pub released_at: Option<Timestamp>,
    /// The counts of the release's UTC day at the moment of release. They are subtracted.
    #[serde(skip_serializing_if = "Outcomes::is_none")]
    pub forgiven: Outcomes,
    /// The names of paused sequences.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub paused: BTreeSet<String>,
}
