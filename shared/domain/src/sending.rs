//! May this mail go, now? Asked at the moment of sending, not only when it was planned.

mod rules;
mod waits;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::activity::Recipient;
use crate::agenda::{Entry, StepOf};
use crate::brake::{Brake, Outcomes};
use crate::config::Config;
use crate::lead::Lead;
use crate::sequence::{self, Does, Step};
pub(crate) use rules::MOST_A_WEEK;
pub use rules::{BrakeRules, Sending, Share, SoftBounces, Tracking};
pub use waits::PAUSED;
use waits::Waits;

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
///
/// A notification goes at any hour; marketing mail by the rules of `sending.yaml`. A moment to wait until is behind
/// `now`, and takes in all that is known now: it is looked at again once.
pub fn verdict(
    to: Recipient,
    entry: &Entry,
    lead: &Lead,
    outside: &Outside,
    config: &Config,
    now: Timestamp,
) -> Verdict {
    let refused = match to {
        Recipient::Lead => refusal_of_lead(lead, outside),
        Recipient::Owner | Recipient::Manager => refusal_of_seller(to, entry, lead, config),
    };
    if let Some(reason) = refused {
        return Verdict::Drop(reason);
    }
    let Some(of) = entry.step() else { return Verdict::Go };
    match step_of(entry, of, lead, config) {
        Err(reason) => Verdict::Drop(reason),
        Ok(step) => {
            let waits = Waits { entry, of, step, lead, control: &outside.control, config, now };
            match waits.judge() {
                _ if waits.is_too_late() => Verdict::Drop(waits.too_late()),
                Some((until, reason)) => Verdict::Wait { until, reason },
                None => Verdict::Go,
            }
        }
    }
}

/// Why a mail to a salesperson or the manager must not go, in a reader's words; none if it may.
fn refusal_of_seller(to: Recipient, entry: &Entry, lead: &Lead, config: &Config) -> Option<String> {
    // What was true when it was planned need not be so any more, after an outage for example.
    if lead.stage.is_closed() && lead.stage_since > entry.about.occurred_at() {
        return Some(format!("The lead is closed ({})", lead.stage));
    }
    if to == Recipient::Manager {
        return config.team.manager().is_none().then(|| "team.yaml names no manager".to_owned());
    }
    let known = lead.owner.as_ref().is_some_and(|owner| config.team.person(owner).is_some());
    (!known).then(|| "The owner is no longer in team.yaml".to_owned())
}

/// Why no mail at all may go to the lead, in a reader's words; none if it may.
fn refusal_of_lead(lead: &Lead, outside: &Outside) -> Option<String> {
    if lead.email().is_none() {
        return Some("No e-mail address".to_owned());
    }
    let listed = outside.suppressed.then(|| "The address is on the list of those that take no mail".to_owned());
    lead.suppression().map(|end| end.why.clone()).or(listed)
}

/// The step that marketing mail is; else why it must not go, in a reader's words.
fn step_of<'a>(entry: &Entry, of: &StepOf, lead: &Lead, config: &'a Config) -> Result<&'a Step, String> {
    let sequence = config.sequences.get(&of.sequence);
    let topic = sequence.map_or("", |sequence| sequence.topic.as_str());
    if lead.unsubscribed.is_some() && !lead.may_be_marketed_to() {
        return Err("Unsubscribed".to_owned());
    }
    if lead.declines(topic) {
        return Err(format!("They want no mail about “{}”", config.sending.words_of(topic)));
    }
    if !lead.may_be_marketed_to() {
        return Err("No consent to marketing mail".to_owned());
    }
    if !lead.stage.is_marketings() {
        return Err(format!("The stage is {}", lead.stage));
    }
    // Also what was taken out of the file while the lead waited for it.
    let over = sequence::over(entry, lead, config);
    let step = sequence.and_then(|sequence| sequence.step(&of.step)).filter(|_| over.is_none());
    let step = step.ok_or_else(|| over.unwrap_or_else(|| format!("The sequence {} is over", of.sequence)))?;
    if !matches!(step.does, Does::Mail { .. }) {
        return Err(format!("The step {} is no mail any more", of.step));
    }
    Ok(step)
}
