//! The one fold: lead + activity + configuration + now → lead' + decisions.
//!
//! It has three steps. *Absorb*: what the activity says goes into the lead; score, consent and first touch depend on the
//! set of activities alone, never on their order. *Decide*: what follows from it, by the configuration of the day.
//! *Enact*: the decisions change the lead. Decisions are stored with the activity, so that a replay absorbs and enacts
//! but never decides: it gives the stored lead exactly, whatever the configuration says by then.

pub(crate) mod changes;
pub(crate) mod before;
pub(crate) mod absorb;
pub(crate) mod merge;
pub(crate) mod split;
pub(crate) mod decide;
pub(crate) mod enact;
pub(crate) mod replay;
pub(crate) mod facts;
pub(crate) mod patch;
pub(crate) mod without;
pub(crate) mod undo;

pub use facts::facts;
pub use replay::replay;
pub use split::{Split, came_since, moved, split};
pub use undo::SLIP;
pub use without::{RowsOfImport, by_import, rows_of};

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::kinds::ActivityKind;
use crate::config::Config;
use crate::fold::before::Before;
use crate::fold::decide::NeedsOwner;
use crate::lead::Lead;
use crate::lead::applied::{Applied, Decisions};
use crate::lead::tally::Tally;
use crate::routing::choose::OwnerChoice;

/// Folds one activity into its lead.
///
/// What the fold can't know it asks for: [`Folded::NeedsOwner`], [`Folded::NeedsRecount`] and [`Folded::NeedsTimeline`] go
/// on with the answer, on the lead that they hold, so that no lead is copied.
///
/// # Errors
/// See [`FoldError`].
///
/// # Examples
/// A visitor downloads the guide. The lead begins with it, and the activity records the decision.
/// ```
/// use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Submission};
/// use leadwright_domain::config::Config;
/// use leadwright_domain::fold::{Folded, fold, replay};
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
/// let posted = [("email".to_owned(), "maria@acme.example".to_owned())].into_iter().collect();
/// let submission = config.forms["guide"].read(leadwright_domain::words::Words::english_for_visitors(), "guide", &posted, None).expect("it passes the form");
/// let id = LeadId::of(&IdentityKey::new("secret"), &Identity::Entry("1".to_owned()));
/// let activity = Activity::new(ActivityId::new(now, &["1"]), id, ActivityKind::FormSubmitted(submission));
///
/// let Folded::Done(lead, applied) = fold(None, activity, &config, now)? else { panic!("it asks for nothing") };
/// assert_eq!((lead.stage, lead.score.total), (Stage::Lead, 10));
/// assert_eq!(applied.decisions.stage.as_ref().map(|moved| moved.to), Some(Stage::Lead));
/// assert_eq!(replay(None, &applied, &config.scoring), lead);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fold(before: Option<Lead>, activity: Activity, config: &Config, now: Timestamp) -> Result<Folded, FoldError> {
    may_fold(before.as_ref(), &activity)?;
    Ok(match before {
        Some(lead) if matches!(activity.kind, ActivityKind::Undone { .. }) => {
            Folded::NeedsTimeline(Box::new(TimelineRequest { lead, activity }))
        }
        Some(lead) if lead.model != config.model_hash => {
            Folded::NeedsRecount(Box::new(RecountRequest { lead, activity }))
        }
        before => absorbed(before, activity, config, now, None),
    })
}

/// Whether an activity belongs into a lead, asked before the lead is given away to [`fold`].
///
/// # Errors
/// See [`FoldError`].
pub fn may_fold(before: Option<&Lead>, activity: &Activity) -> Result<(), FoldError> {
    match before {
        Some(lead) if lead.id != activity.lead => Err(FoldError::AnotherLead),
        None if !activity.may_begin() => Err(FoldError::UnknownLead),
        _ => Ok(()),
    }
}

/// What the fold came to.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "`Done` is what nearly every fold comes to, and is taken apart at once")]
pub enum Folded {
    /// The activity is in the lead.
    Done(Lead, Applied),
    /// The activity hands the lead off: who gets it?
    NeedsOwner(Box<OwnerRequest>),
    /// Another model counted the lead: what is its tally by the model of the day?
    NeedsRecount(Box<RecountRequest>),
    /// The activity undoes another one: what happened to the lead so far?
    NeedsTimeline(Box<TimelineRequest>),
}

/// A lead that needs an owner, with the activity that asks for one.
#[derive(Debug)]
pub struct OwnerRequest {
    absorbed: Absorbed,
    /// Who is not to get it.
    pub excluded: Vec<String>,
}

impl OwnerRequest {
    /// The lead with what the activity says of it.
    pub fn lead(&self) -> &Lead {
        &self.absorbed.lead
    }

    /// Goes on with the answer.
    pub fn answer(self, choice: &OwnerChoice, config: &Config, now: Timestamp) -> (Lead, Applied) {
        let decisions = self.absorbed.decisions(config, now, Some(choice)).expect("with an answer nothing is asked");
        self.absorbed.enacted(decisions, config, now)
    }
}

/// A lead that another model counted, with an activity that is not in it yet.
#[derive(Debug)]
pub struct RecountRequest {
    lead: Lead,
    activity: Activity,
}

impl RecountRequest {
    /// The lead, as it was counted by the other model.
    pub fn lead(&self) -> &Lead {
        &self.lead
    }

    /// Goes on with the tally that [`Model::recount`](crate::scoring::model::Model::recount) makes of the lead's timeline.
    pub fn answer(self, tally: Tally, config: &Config, now: Timestamp) -> Folded {
        absorbed(Some(self.lead), self.activity, config, now, Some(tally))
    }
}

/// A lead with an activity that undoes another one, and is not in it yet.
#[derive(Debug)]
pub struct TimelineRequest {
    lead: Lead,
    activity: Activity,
}

impl TimelineRequest {
    /// Goes on with all of the lead's activities, in the order they were applied.
    pub fn answer(self, timeline: &[Applied], config: &Config, now: Timestamp) -> (Lead, Applied) {
        let Self { lead, activity } = self;
        let recounted = (lead.model != config.model_hash).then(|| config.scoring.recount(timeline).1);
        let before = Before::of(Some(&lead), &activity, recounted.as_ref(), config, now);
        let (lead, is_duplicate) =
            absorb::absorb(Some(lead), &activity, now, &config.scoring, recounted.as_ref(), None);
        let decisions = match undo::undo(&lead, &activity, timeline, config, now) {
            Ok(undoing) => {
                let mut put_back = lead.clone();
                undoing.enact(&mut put_back);
                let moved = decide::dates_moved(&before, &put_back, &activity, config, now);
                Decisions { undone: Some(Box::new(undoing)), ..moved }
            }
            Err(why) => Decisions { ignored: Some(why), ..Decisions::default() },
        };
        Absorbed { before, lead, activity, is_duplicate, recounted, joined: None }.enacted(decisions, config, now)
    }
}

/// The first step is done: the activity is in the lead, and nothing is decided.
#[derive(Debug)]
struct Absorbed {
    before: Before,
    lead: Lead,
    activity: Activity,
    is_duplicate: bool,
    recounted: Option<Tally>,
    joined: Option<String>,
}

/// Merges two leads: `activity` is a [`Merged`](crate::activity::ActivityKind::Merged) of `lead` with the other one, `tally`
/// what both timelines come to by the model of the day. It hands nothing off and asks for nothing.
pub fn merge(
    lead: Lead,
    other: &Lead,
    activity: Activity,
    tally: Tally,
    config: &Config,
    now: Timestamp,
) -> (Lead, Applied) {
    join(lead, other, activity, Some(tally), config, now)
}

/// Makes a lead what it is without a merge: `activity` is an [`Unmerged`](crate::activity::ActivityKind::Unmerged), and
/// `without` comes of [`split`].
pub fn unmerge(lead: Lead, without: &Lead, activity: Activity, config: &Config, now: Timestamp) -> (Lead, Applied) {
    join(lead, without, activity, None, config, now)
}

fn join(
    lead: Lead,
    other: &Lead,
    activity: Activity,
    recounted: Option<Tally>,
    config: &Config,
    now: Timestamp,
) -> (Lead, Applied) {
    let joined = Some(serde_json::to_string(other).expect("plain structs with text keys"));
    let mut before = Before::of(Some(&lead), &activity, recounted.as_ref(), config, now);
    // What comes with the other lead waits for that one's dates.
    for (entry, date) in before::dates(other, config) {
        before.dates.entry(entry).or_insert(date);
    }
    let (lead, _) = absorb::absorb(Some(lead), &activity, now, &config.scoring, recounted.as_ref(), joined.as_deref());
    let absorbed = Absorbed { before, lead, activity, is_duplicate: false, recounted, joined };
    let decisions = absorbed.decisions(config, now, None).expect("these kinds hand nothing off");
    absorbed.enacted(decisions, config, now)
}

fn absorbed(
    before: Option<Lead>,
    activity: Activity,
    config: &Config,
    now: Timestamp,
    recounted: Option<Tally>,
) -> Folded {
    let then = Before::of(before.as_ref(), &activity, recounted.as_ref(), config, now);
    let (lead, is_duplicate) = absorb::absorb(before, &activity, now, &config.scoring, recounted.as_ref(), None);
    let absorbed = Absorbed { before: then, lead, activity, is_duplicate, recounted, joined: None };
    match absorbed.decisions(config, now, None) {
        Ok(decisions) => {
            let (lead, applied) = absorbed.enacted(decisions, config, now);
            Folded::Done(lead, applied)
        }
        Err(NeedsOwner { excluded }) => Folded::NeedsOwner(Box::new(OwnerRequest { absorbed, excluded })),
    }
}

impl Absorbed {
    /// The second step.
    fn decisions(
        &self,
        config: &Config,
        now: Timestamp,
        choice: Option<&OwnerChoice>,
    ) -> Result<Decisions, NeedsOwner> {
        let Self { before, lead, activity, is_duplicate, .. } = self;
        decide::decide(before, lead, activity, *is_duplicate, config, now, choice)
    }

    /// The third step.
    fn enacted(self, mut decisions: Decisions, config: &Config, now: Timestamp) -> (Lead, Applied) {
        let Self { mut lead, activity, is_duplicate, recounted, joined, .. } = self;
        decisions.duplicate = is_duplicate;
        decisions.recounted = recounted;
        decisions.joined = joined;
        enact::enact(&mut lead, &activity, &decisions, now);
        lead.model.clone_from(&config.model_hash);
        let model = config.model_hash.clone();
        let applied = Applied { activity, seq: lead.version, applied_at: now, model, decisions };
        (lead, applied)
    }
}

/// An activity does not belong into the lead that it was folded into. Neither is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// Activities come to the lead they name.
    #[error("the activity belongs to another lead")]
    AnotherLead,
    /// There is no lead of that id, and the activity does not say whom it is about.
    #[error("there is no such lead")]
    UnknownLead,
}
