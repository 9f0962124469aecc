//! The one fold: lead + activity + configuration + now → lead' + decisions.
//!
//! It has three steps. *Absorb*: what the activity says goes into the lead; score, consent and first touch depend on the
//! set of activities alone, never on their order. *Decide*: what follows from it, by the configuration of the day.
//! *Enact*: the decisions change the lead. Decisions are stored with the activity, so that a replay absorbs and enacts
//! but never decides: it gives the stored lead exactly, whatever the configuration says by then.

pub(crate) mod input;
pub(crate) mod before;
pub(crate) mod absorb;
pub(crate) mod decide;
pub(crate) mod enact;

pub use input::{FoldError, FoldInput, OwnerRequest};

use jiff::Timestamp;

use crate::activity::Activity;
use crate::config::Config;
use crate::fold::before::Before;
use crate::lead::Lead;
use crate::lead::applied::Applied;
use crate::scoring::model::Model;

/// Folds one activity into its lead.
///
/// # Errors
/// See [`FoldError`].
pub fn fold(
    before: Option<Lead>,
    activity: Activity,
    config: &Config,
    now: Timestamp,
    given: &FoldInput,
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
    let was = Before::of(before.as_ref(), &activity, recounted, config, now);
    let (mut lead, duplicate) = absorb::absorb(before, &activity, now, &config.scoring, recounted);
    let mut decisions = decide::decide(&was, &lead, &activity, duplicate, config, now, given)?;
    decisions.duplicate = duplicate;
    decisions.recounted = recounted.cloned();
    enact::enact(&mut lead, &activity, &decisions, now);
    lead.model.clone_from(&config.model_hash);
    let applied = Applied { activity, seq: lead.version, applied_at: now, model: config.model_hash.clone(), decisions };
    Ok((lead, applied))
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
