//! Steps of sequences that are no mails.

use std::collections::BTreeMap;

use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, StepRef};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{AgendaEntry, Lead};
use leadwright_domain::sequence::{StepAction, over};

/// A step was taken. The id is the same however often that is found.
pub(crate) fn taken(lead: &Lead, entry: &AgendaEntry, step: &StepRef, config: &Config) -> Activity {
    let written = config.sequences.get(&step.sequence).and_then(|sequence| sequence.step(&step.step));
    let set = match written.map(|step| &step.action) {
        Some(StepAction::Set(set)) if over(entry, lead, &config.sequences).is_none() => set.clone(),
        _ => BTreeMap::new(),
    };
    let id = ActivityId::new(entry.delivery.due, &[lead.id.as_str(), &entry.id, "step_taken"]);
    let what = ActivityKind::StepTaken { step: step.clone(), entry: entry.id.clone(), set };
    Activity::new(id, lead.id.clone(), what)
}
