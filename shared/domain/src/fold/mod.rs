//! The one fold: lead + activity + configuration + now → lead' + decisions.
//!
//! It has three steps. *Absorb*: what the activity says goes into the lead; score, consent and first touch depend on the
//! set of activities alone, never on their order. *Decide*: what follows from it, by the configuration of the day.
//! *Enact*: the decisions change the lead. Decisions are stored with the activity, so that a replay absorbs and enacts
//! but never decides: it gives the stored lead exactly, whatever the configuration says by then.

mod absorb;
mod decide;
mod enact;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::activity::{Activity, is_false};
use crate::agenda::Plan;
use crate::config::Config;
use crate::lead::Lead;
use crate::routing::{Assignment, Chosen};
use crate::scoring::{Model, Tally};
use crate::stage::{Stage, StageMove};

/// An activity as it is stored: with where it stands in its lead's order, and what it caused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// What happened.
    #[serde(flatten)]
    pub activity: Activity,
    /// The version of the lead that it made. A replay runs by it.
    pub seq: u64,
    /// When it was applied.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub applied_at: Timestamp,
    /// The hash of the scoring model it was applied with.
    pub model: String,
    /// What it caused.
    #[serde(default, skip_serializing_if = "Decisions::is_none")]
    pub decisions: Decisions,
}

/// What an activity caused.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Decisions {
    /// The same wish as a minute ago: it is kept, and causes nothing.
    #[serde(skip_serializing_if = "is_false")]
    pub duplicate: bool,
    /// Why it is kept and causes nothing, in a reader's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignored: Option<String>,
    /// What the lead did before, counted by the model that is new to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recounted: Option<Tally>,
    /// A move in the funnel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageMove>,
    /// The lead was given to sales: it waits for a salesperson.
    #[serde(skip_serializing_if = "is_false")]
    pub handed_off: bool,
    /// A new owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Assignment>,
    /// The salesperson who accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
    /// Somebody spoke with the lead, for the first time since it asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contacted: Option<SpeedToLead>,
    /// The segments it is in now, if they are others than before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<BTreeSet<String>>,
    /// Sequences begun: name and enrolment id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub begun: Vec<(String, String)>,
    /// Sequences over: name and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<(String, String)>,
    /// Those of them whose goal was reached.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<String>,
    /// Agenda entries that go, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<String>,
    /// Agenda entries that come.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub planned: Vec<Plan>,
}

impl Decisions {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// How long a lead waited from asking until somebody spoke with it, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeedToLead {
    /// By the clock.
    pub real: u64,
    /// In the owner's working time.
    pub working: u64,
}

/// What a fold is given besides the lead and the activity.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Who is to have the lead, if the fold asked for it with [`FoldError::NeedsOwner`].
    pub chosen: Option<Chosen>,
    /// What the lead did, counted by the model of the day, if the fold asked for it with [`FoldError::NeedsRecount`].
    pub recounted: Option<Tally>,
}

/// The fold can't take the activity as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// Activities come to the lead they name.
    #[error("the activity belongs to another lead")]
    AnotherLead,
    /// The activity hands the lead off: fold again with an assignment.
    #[error("the activity hands the lead off, which needs an owner")]
    NeedsOwner(Box<Wanted>),
    /// There is no lead of that id, and the activity does not say whom it is about.
    #[error("there is no such lead")]
    UnknownLead,
    /// The lead was counted by another model: fold again with [`Model::recount`] of its timeline.
    #[error("the lead was counted by another scoring model")]
    NeedsRecount,
}

/// A lead that needs an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The lead with what the activity says of it.
    pub lead: Lead,
    /// Who is not to get it.
    pub excluded: Vec<String>,
}

/// Folds one activity into its lead.
///
/// # Errors
/// See [`FoldError`].
pub fn fold(
    before: Option<Lead>,
    activity: Activity,
    config: &Config,
    now: Timestamp,
    given: &Given,
) -> Result<(Lead, Applied), FoldError> {
    if before.as_ref().is_some_and(|lead| lead.id != activity.lead) {
        return Err(FoldError::AnotherLead);
    }
    if before.is_none() && !activity.may_begin() {
        return Err(FoldError::UnknownLead);
    }
    let is_of_another_model = before.as_ref().is_some_and(|lead| lead.model != config.model_hash);
    let recounted = match &given.recounted {
        None if is_of_another_model => return Err(FoldError::NeedsRecount),
        given => given.as_ref().filter(|_| is_of_another_model),
    };
    let was = decide::Was::of(before.as_ref(), &activity, recounted, config, now);
    let (mut lead, duplicate) = absorb::absorb(before, &activity, now, &config.scoring, recounted);
    let mut decisions = decide::decide(&was, &lead, &activity, duplicate, config, now, given)?;
    decisions.duplicate = duplicate;
    decisions.recounted = recounted.cloned();
    enact::enact(&mut lead, &activity, &decisions, now);
    lead.model.clone_from(&config.model_hash);
    let applied = Applied { activity, seq: lead.version, applied_at: now, model: config.model_hash.clone(), decisions };
    Ok((lead, applied))
}

/// The stage that marketing's criteria give the lead, which a new model moves it to: never into the hands of sales.
pub fn stage_by_marketing(lead: &Lead, config: &Config, now: Timestamp) -> Stage {
    if lead.moved_back { lead.stage } else { decide::stage_by_marketing(lead, config, now) }
}

/// Repeats what a stored activity did to its lead.
pub fn replay(before: Option<Lead>, applied: &Applied, model: &Model) -> Lead {
    let recounted = applied.decisions.recounted.as_ref();
    let (mut lead, _) = absorb::absorb(before, &applied.activity, applied.applied_at, model, recounted);
    enact::enact(&mut lead, &applied.activity, &applied.decisions, applied.applied_at);
    lead.version = applied.seq;
    lead.model.clone_from(&applied.model);
    lead
}
