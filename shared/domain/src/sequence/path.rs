//! The way through a sequence: which step comes next.

use std::cmp::Reverse;

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

/// What is to be dealt with first of all that is ready: what is no step of a sequence, then the step of the sequence
/// with the higher priority, then what was due first.
pub fn next_ready<'a>(lead: &'a Lead, sequences: &Sequences, now: Timestamp) -> Option<&'a AgendaEntry> {
    let priority = |step: &StepRef| sequences.get(&step.sequence).map(|sequence| sequence.priority).unwrap_or_default();
    let ready = lead.agenda.iter().filter(|entry| entry.delivery.is_ready(now));
    // None is less than any.
    ready.min_by_key(|entry| (entry.step().map(|step| Reverse(priority(step))), entry.delivery.due))
}

/// What comes next on a way through a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next<'a> {
    /// This step is to be planned.
    Step(&'a Step),
    /// Nothing: for this reason, in a reader's words.
    Over(&'static str),
}

impl Sequence {
    /// What comes behind the step `from`, or first: past what was taken already, and what is over as soon as it is
    /// reached.
    pub(crate) fn next(&self, from: Option<&Step>, enrolment: &Enrolment, facts: &Facts<'_>) -> Next<'_> {
        let facts = Facts { enrolment: Some(enrolment), ..*facts };
        let mut next = from.map_or_else(|| self.steps.first(), |from| self.behind(from, &facts));
        // More steps than there are would be a loop. The check forbids them; nothing may hang here on that.
        for _ in 0..=self.steps.len() {
            match next {
                None => return Next::Over("All steps done"),
                Some(step) if step.is_passed(enrolment, &facts) => next = self.behind(step, &facts),
                Some(step) => return Next::Step(step),
            }
        }
        Next::Over("Its steps go in a circle")
    }

    /// The step behind one of its own; none at the end.
    fn behind(&self, step: &Step, facts: &Facts<'_>) -> Option<&Step> {
        let jump = match &step.action {
            StepAction::If { test, then, .. } if test.holds(facts) => then.as_ref(),
            StepAction::If { otherwise, .. } => otherwise.as_ref(),
            _ => None,
        };
        // No step may be named like the end.
        match jump.or(step.next.as_ref()) {
            Some(name) => self.step(name),
            None => self.below(&step.name),
        }
    }
}

impl Step {
    /// It is done by the mailer with somebody else, and not by its time alone.
    pub(crate) fn is_outside(&self) -> bool {
        matches!(self.action, StepAction::Mail { .. } | StepAction::Webhook(_))
    }

    /// It needs no time, or had it: the way goes past it.
    fn is_passed(&self, enrolment: &Enrolment, facts: &Facts<'_>) -> bool {
        // In a sequence that was edited it may stand behind where the lead is by now.
        enrolment.taken.contains(&self.name)
            || match &self.action {
                StepAction::If { .. } => self.wait.is_none() && self.at.is_none(),
                StepAction::Until { test, .. } => test.holds(facts),
                _ => false,
            }
    }
}

/// Which program is told in a step that was planned with the address `planned`: by the file as it is now. A step that
/// is no webhook any more keeps what was planned.
pub fn webhook<'a>(of: &StepRef, planned: &'a str, sequences: &'a Sequences) -> &'a str {
    let step = sequences.get(&of.sequence).and_then(|sequence| sequence.step(&of.step));
    match step.map(|step| &step.action) {
        Some(StepAction::Webhook(url)) => url,
        _ => planned,
    }
}

/// Why the step is no longer there, in a reader's words; none if it is.
pub(crate) fn gone(step: &StepRef, sequences: &Sequences) -> Option<String> {
    match sequences.get(&step.sequence) {
        None => Some(format!("The sequence {} is gone", step.sequence)),
        Some(sequence) if sequence.step(&step.step).is_none() => Some(format!("The step {} is gone", step.step)),
        Some(_) => None,
    }
}

/// Why a step on the agenda is not to be taken, whatever else holds, in a reader's words: it is gone from the file, or
/// the lead's way through the sequence is over. None if it may be, and for what is no step.
pub fn over(entry: &AgendaEntry, lead: &Lead, sequences: &Sequences) -> Option<String> {
    let step = entry.step()?;
    let goes_on = |enrolment: &Enrolment| enrolment.ended.is_none() && enrolment.is_of(&entry.id);
    if !lead.enrolments.get(&step.sequence).is_some_and(goes_on) {
        return Some(format!("The sequence {} is over", step.sequence));
    }
    gone(step, sequences)
}

/// What a salesperson is asked to call about: the words of the step that `about` says was taken. Empty for what is no
/// such step, or one that is gone from the file.
pub fn task<'a>(about: &'a Activity, sequences: &'a Sequences) -> &'a str {
    match taken(about, sequences) {
        Some((_, StepAction::Call(words))) => words,
        _ => "",
    }
}

/// Which sequence gave a lead to sales, and why: its name and the words of the step that `about` says was taken. None
/// for what is no such step, or one that is gone from the file.
pub(crate) fn handed_over<'a>(about: &'a Activity, sequences: &'a Sequences) -> Option<(&'a str, &'a str)> {
    match taken(about, sequences)? {
        (of, StepAction::HandOver(why)) => Some((&of.sequence, why)),
        _ => None,
    }
}

/// The step that `about` says was taken, and what it does; none for one that is gone from the file.
fn taken<'a>(about: &'a Activity, sequences: &'a Sequences) -> Option<(&'a StepRef, &'a StepAction)> {
    let ActivityKind::StepTaken { step: of, .. } = &about.kind else { return None };
    let step = sequences.get(&of.sequence)?.step(&of.step)?;
    Some((of, &step.action))
}
