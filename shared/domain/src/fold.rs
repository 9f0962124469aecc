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
///
/// # Examples
/// A visitor downloads the guide. The lead begins with it, and the activity records the decision.
/// ```
/// use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Submission};
/// use leadwright_domain::config::Config;
/// use leadwright_domain::fold::{FoldInput, fold, replay};
/// use leadwright_domain::value::identity::{Identity, IdentityKey, LeadId};
/// use leadwright_domain::value::stage::Stage;
/// use serde_json::json;
///
/// let config: Config = serde_json::from_value(json!({
///     "company": {
///         "name": "Acme", "address": "Rua 1, Lisboa", "website": "https://acme.example",
///         "timezone": "Europe/Lisbon", "reply_to": "hello@acme.example",
///     },
///     "forms": {"guide": {
///         "title": "The guide", "button": "Send", "wants": "downloaded the guide", "source": "download",
///         "thanks": "Thanks.", "fields": [{"name": "email", "label": "E-mail", "type": "email"}],
///     }},
///     "scoring": {
///         "fit": [], "engagement": [{"rule": "guide", "label": "Downloaded the guide", "points": 10, "form": "guide"}],
///         "temperature": {"warm": 25, "hot": 65}, "grades": {"A": 40, "B": 25, "C": 10},
///     },
///     // …
/// #   "team": {"people": []}, "funnel": {"mql": [{"label": "Enough points", "score": 45}], "reasons": {}},
/// #   "routing": {}, "segments": {}, "sequences": {}, "emails": {},
/// #   "sending": {
/// #       "topics": {}, "a_day": 1, "a_week": 3, "after_a_talk": "14d",
/// #       "soft_bounces": {"count": 5, "within": "30d"},
/// #       "brake": {"bounces": "2.5%", "complaints": "0.05%", "over": "7d", "at_least": 200},
/// #   },
/// }))?;
/// let now = "2026-11-23T09:00:00Z".parse()?;
/// let posted = [("email".to_owned(), "maria@acme.example".to_owned())].into();
/// let submission = config.forms["guide"].read("guide", &posted, None).expect("it passes the form");
/// let id = LeadId::of(&IdentityKey::new("secret"), &Identity::Entry("1".to_owned()));
/// let activity = Activity::new(ActivityId::new(now, &["1"]), id, ActivityKind::FormSubmitted(submission));
///
/// let (lead, applied) = fold(None, activity, &config, now, &FoldInput::default())?;
/// assert_eq!((lead.stage, lead.score.total), (Stage::Lead, 10));
/// assert_eq!(applied.decisions.stage.as_ref().map(|moved| moved.to), Some(Stage::Lead));
/// assert_eq!(replay(None, &applied, &config.scoring), lead);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
