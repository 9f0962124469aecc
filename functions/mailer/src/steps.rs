//! Steps of sequences that are no mails.

use std::collections::BTreeMap;

use leadwright_domain::activity::{Activity, ActivityId, What};
use leadwright_domain::agenda::{Entry, StepOf};
use leadwright_domain::config::Config;
use leadwright_domain::lead::Lead;
use leadwright_domain::sequence::{Does, over};

/// A step was taken. The id is the same however often that is found.
pub(crate) fn taken(lead: &Lead, entry: &Entry, step: &StepOf, config: &Config) -> Activity {
    let written = config.sequences.get(&step.sequence).and_then(|sequence| sequence.step(&step.step));
    let set = match written.map(|step| &step.does) {
        Some(Does::Set(set)) if over(entry, lead, config).is_none() => set.clone(),
        _ => BTreeMap::new(),
    };
    let id = ActivityId::new(entry.due, &[lead.id.as_str(), &entry.id, "step_taken"]);
    let what = What::StepTaken { step: step.clone(), entry: entry.id.clone(), set };
    Activity::new(id, lead.id.clone(), what)
}
