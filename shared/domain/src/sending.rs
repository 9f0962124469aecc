//! May this mail go, now? Asked at the moment of sending, not only when it was planned.

mod rules;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::activity::Recipient;
use crate::agenda::Entry;
use crate::brake::{Brake, Outcomes};
use crate::config::Config;
use crate::lead::Lead;
pub use rules::{BrakeRules, Sending, Share, SoftBounces, Tracking};

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
    /// The address is on the list of those that take no mail.
    pub suppressed: bool,
    /// What is decided by the day.
    pub control: Control,
}

/// What becomes of a mail that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may go.
    Go,
    /// Not now: it is looked at again then.
    Wait {
        /// When.
        until: Timestamp,
        /// Why, in a reader's words.
        reason: String,
    },
    /// Never, for this reason, in a reader's words.
    Drop(String),
}

/// Whether the mail of an entry may go now.
pub fn verdict(
    to: Recipient,
    entry: &Entry,
    lead: &Lead,
    outside: &Outside,
    config: &Config,
    now: Timestamp,
) -> Verdict {
    let _ = (outside, now);
    refusal(to, entry, lead, config).map_or(Verdict::Go, Verdict::Drop)
}

/// Why the mail must never go, in a reader's words; none if it may.
fn refusal(to: Recipient, entry: &Entry, lead: &Lead, config: &Config) -> Option<String> {
    // What was true when it was planned need not be so any more, after an outage for example.
    let closed = lead.stage.is_closed() && lead.stage_since > entry.about.occurred_at();
    match to {
        Recipient::Owner | Recipient::Manager if closed => Some(format!("The lead is closed ({})", lead.stage)),
        Recipient::Manager if config.team.manager().is_none() => Some("team.yaml names no manager".to_owned()),
        Recipient::Manager => None,
        Recipient::Owner => {
            let known = lead.owner.as_ref().is_some_and(|owner| config.team.person(owner).is_some());
            (!known).then(|| "The owner is no longer in team.yaml".to_owned())
        }
        Recipient::Lead if lead.email().is_none() => Some("No e-mail address".to_owned()),
        Recipient::Lead if lead.suppressed.is_some() => lead.suppressed.as_ref().map(|end| end.why.clone()),
        Recipient::Lead => entry.step().and_then(|step| {
            let going = lead.enrolments.get(&step.sequence).is_some_and(|enrolment| enrolment.ended.is_none());
            if lead.unsubscribed.is_some() && !lead.may_be_marketed_to() {
                Some("Unsubscribed".to_owned())
            } else if !lead.may_be_marketed_to() {
                Some("No consent to marketing mail".to_owned())
            } else if !lead.stage.is_marketings() {
                Some(format!("The stage is {}", lead.stage))
            } else if !going {
                Some(format!("The sequence {} is over", step.sequence))
            } else {
                None
            }
        }),
    }
}
