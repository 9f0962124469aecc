//! Steps of sequences that are no mails.

use std::collections::BTreeMap;

use leadwright_domain::activity::{Activity, StepRef};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{AgendaEntry, Lead};
use leadwright_domain::sequence::{StepAction, over};

/// A step was taken.
pub(crate) fn taken(lead: &Lead, entry: &AgendaEntry, step: &StepRef, config: &Config) -> Activity {
    let written = config.sequences.get(&step.sequence).and_then(|sequence| sequence.step(&step.step));
    let set = match written.map(|step| &step.action) {
        Some(StepAction::Set(set)) if over(entry, lead, &config.sequences).is_none() => set.clone(),
        _ => BTreeMap::new(),
    };
    Activity::step_taken(&lead.id, step.clone(), &entry.id, set, entry.delivery.due)
}
