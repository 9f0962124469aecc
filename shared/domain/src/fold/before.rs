//! What decisions need of the lead as it was before the activity.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::kinds::ActivityKind;
use crate::config::Config;
use crate::fold::changes::changed;
use crate::funnel::criteria::Facts;
use crate::lead::Lead;
use crate::lead::changes::FieldChange;
use crate::lead::tally::Tally;
use crate::sequence::wait::DateTarget;
use crate::value::stage::Stage;
use crate::zone::zone_of;

/// What a decision needs of the lead as it was.
#[derive(Debug, Default)]
pub(crate) struct Before {
    /// None for a lead that is new.
    pub(crate) stage: Option<Stage>,
    /// When the form that is sent now was last sent.
    pub(crate) last_of_form: Option<Timestamp>,
    /// Which criteria held, where only new ones move the lead.
    pub(crate) held: Option<Vec<Stage>>,
    /// The points it had, where sequences start on them.
    pub(crate) points: i32,
    /// The reason for which its row was marked as bad, if it was.
    pub(crate) bad: Option<String>,
    /// What others changed of it.
    pub(crate) changed: BTreeMap<String, Option<FieldChange>>,
    /// The dates of the lead that steps on its agenda wait for, by the entry's id.
    pub(crate) dates: Dates,
}

/// Dates of a lead, or why it has none, by the id of the entry that waits for it.
pub(crate) type Dates = BTreeMap<String, Result<DateTarget, String>>;

impl Before {
    /// `recounted` is the tally of what came before by the model of the day, if the lead's is another model's.
    pub(crate) fn of(
        before: Option<&Lead>,
        activity: &Activity,
        recounted: Option<&Tally>,
        config: &Config,
        now: Timestamp,
    ) -> Self {
        let Some(lead) = before else { return Self::default() };
        let last_of_form = match &activity.kind {
            ActivityKind::FormSubmitted(sent) => lead.submissions.last_of_form(&sent.form),
            _ => None,
        };
        let held = lead.moved_back.then(|| {
            // Of another model's tally it can't be said what held; that the model is new is nothing the lead did.
            let is_counted = lead.model == config.model_hash;
            let held = is_counted.then(|| {
                // As it is worth now, not when something last happened.
                let today = Facts::today(lead, &config.scoring, now);
                config.funnel.criteria(today).map(|(stage, _)| stage).collect()
            });
            held.unwrap_or_else(|| Stage::ALL.to_vec())
        });
        let starts_on_points = config.sequences.values().any(|sequence| sequence.starts_on.score.is_some());
        let points = if starts_on_points {
            config.scoring.score_by(lead, recounted.unwrap_or(&lead.tally), now).total
        } else {
            0
        };
        let bad = lead.is_bad().map(ToOwned::to_owned);
        let changed = changed(lead, activity, &config.company);
        let dates = dates(lead, config);
        Self { stage: Some(lead.stage), last_of_form, held, points, bad, changed, dates }
    }
}

/// The dates that the steps on a lead's agenda wait for.
pub(crate) fn dates(lead: &Lead, config: &Config) -> Dates {
    let waits = lead.agenda.iter().filter_map(|entry| {
        let of = entry.step()?;
        Some((entry, config.sequences.get(&of.sequence)?.step(&of.step)?.date()?))
    });
    waits.map(|(entry, date)| (entry.id.clone(), date.target(lead, &zone_of(lead, &config.company)))).collect()
}
