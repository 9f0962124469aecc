//! The path through a sequence: the step that comes next, and the reasons why a step is no longer taken.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::kinds::ActivityKind;
use crate::activity::mail::StepRef;
use crate::funnel::criteria::Facts;
use crate::lead::Lead;
use crate::lead::agenda::AgendaEntry;
use crate::lead::enrolment::Enrolment;
use crate::sequence::rules::{Sequence, Sequences};
use crate::sequence::step::{Step, StepAction};

/// The agenda entry to handle first of all that are ready: an entry that is no step of a sequence, then the step of the
/// sequence with the higher priority, then the entry with the earliest due time.
pub fn next_ready<'a>(lead: &'a Lead, sequences: &Sequences, now: Timestamp) -> Option<&'a AgendaEntry> {
    let priority = |step: &StepRef| sequences.get(&step.sequence).map(|sequence| sequence.priority).unwrap_or_default();
    let ready = lead.agenda.iter().filter(|entry| entry.delivery.is_ready(now));
    // None is less than every Some.
    ready.min_by_key(|entry| (entry.step().map(|step| Reverse(priority(step))), entry.delivery.due))
}

/// The continuation of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next<'a> {
    /// This step is to be planned.
    Step(&'a Step),
    /// The path is over, for this reason in a reader's words.
    Over(&'static str),
}

impl Sequence {
    /// The step after `from`, or the first step. Steps that were taken and steps that are over at once are passed.
    pub(crate) fn next(&self, from: Option<&Step>, enrolment: &Enrolment, facts: &Facts<'_>) -> Next<'_> {
        let facts = Facts { enrolment: Some(enrolment), ..*facts };
        let mut next = from.map_or_else(|| self.steps.first(), |from| self.behind(from, &facts));
        // More rounds than steps would be a loop. The check refuses loops, and even so nothing may hang here.
        for _ in 0..=self.steps.len() {
            match next {
                None => return Next::Over("All steps done"),
                Some(step) if step.is_passed(enrolment, &facts) => next = self.behind(step, &facts),
                Some(step) => return Next::Step(step),
            }
        }
        Next::Over("Its steps go in a circle")
    }

    /// The step after `step`, by its test, its `next` or the order of the file; none at the end.
    fn behind(&self, step: &Step, facts: &Facts<'_>) -> Option<&Step> {
        let jump = match &step.action {
            StepAction::If { test, then, .. } if test.holds(facts) => then.as_ref(),
            StepAction::If { otherwise, .. } => otherwise.as_ref(),
            _ => None,
        };
        // The check refuses a step whose name is that of the end.
        match jump.or(step.next.as_ref()) {
            Some(name) => self.step(name),
            None => self.below(&step.name),
        }
    }
}

impl Step {
    /// The step calls an external service (mail or webhook).
    pub(crate) fn is_outside(&self) -> bool {
        matches!(self.action, StepAction::Mail { .. } | StepAction::Webhook(_) | StepAction::Message { .. })
    }

    /// The path passes the step without a stop: it was taken, or it has nothing to wait for.
    fn is_passed(&self, enrolment: &Enrolment, facts: &Facts<'_>) -> bool {
        // In an edited sequence, a step that was taken may stand after the lead's current step.
        enrolment.taken.contains(&self.name)
            || match &self.action {
                StepAction::If { .. } => self.wait.is_none() && self.at.is_none(),
                StepAction::Until { test, .. } => test.holds(facts),
                _ => false,
            }
    }
}

/// The reason why the step does not exist any more, in a reader's words; none if it exists.
pub(crate) fn gone(step: &StepRef, sequences: &Sequences) -> Option<String> {
    match sequences.get(&step.sequence) {
        None => Some(format!("The sequence {} is gone", step.sequence)),
        Some(sequence) if sequence.step(&step.step).is_none() => Some(format!("The step {} is gone", step.step)),
        Some(_) => None,
    }
}

/// The reason why a step on the agenda must not be taken, in a reader's words: it is gone from the file, or the lead's
/// enrolment is over. None if it may be taken, and for an entry that is no step.
pub fn over(entry: &AgendaEntry, lead: &Lead, sequences: &Sequences) -> Option<String> {
    let step = entry.step()?;
    let goes_on = |enrolment: &Enrolment| enrolment.ended.is_none() && enrolment.is_of(&entry.id);
    if !lead.enrolments.get(&step.sequence).is_some_and(goes_on) {
        return Some(format!("The sequence {} is over", step.sequence));
    }
    gone(step, sequences)
}

/// The fields that a step on the agenda sets when it is taken, by the file as it is now: none if the step is gone, or the
/// lead's way through the sequence is over.
pub fn fields_set(entry: &AgendaEntry, lead: &Lead, sequences: &Sequences) -> BTreeMap<String, String> {
    let step = entry.step().and_then(|step| sequences.get(&step.sequence)?.step(&step.step));
    match step.map(|step| &step.action) {
        Some(StepAction::Set(set)) if over(entry, lead, sequences).is_none() => set.clone(),
        _ => BTreeMap::new(),
    }
}

/// The task for a salesperson's call: the words of the step that the activity `about` took. Empty if `about` took no
/// such step, or if the step is gone from the file.
pub fn task<'a>(about: &'a Activity, sequences: &'a Sequences) -> &'a str {
    match taken(about, sequences) {
        Some((_, StepAction::Call(words))) => words,
        _ => "",
    }
}

/// The sequence that handed a lead to sales, and the reason: its name and the words of the step that the activity
/// `about` took. None if `about` took no such step, or if the step is gone from the file.
pub(crate) fn handed_over<'a>(about: &'a Activity, sequences: &'a Sequences) -> Option<(&'a str, &'a str)> {
    match taken(about, sequences)? {
        (of, StepAction::HandOver(why)) => Some((&of.sequence, why)),
        _ => None,
    }
}

/// The step that the activity `about` took, and its action; none if the step is gone from the file.
fn taken<'a>(about: &'a Activity, sequences: &'a Sequences) -> Option<(&'a StepRef, &'a StepAction)> {
    let ActivityKind::StepTaken { step: of, .. } = &about.kind else { return None };
    let step = sequences.get(&of.sequence)?.step(&of.step)?;
    Some((of, &step.action))
}
