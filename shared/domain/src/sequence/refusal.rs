//! Reasons why a step whose time has come is not taken.

use jiff::Timestamp;

use crate::activity::mail::StepRef;
use crate::company::Company;
use crate::lead::Lead;
use crate::sequence::rules::Sequences;
use crate::sequence::step::StepAction;
use crate::zone::zone_of;

/// The reason why a step of a sequence must not be taken any more, in a reader's words: it is one before a date of the
/// lead, and the date has come. None if it may be taken.
pub fn missed_date(
    of: &StepRef,
    lead: &Lead,
    sequences: &Sequences,
    company: &Company,
    now: Timestamp,
) -> Option<String> {
    let date = sequences.get(&of.sequence)?.step(&of.step)?.date()?;
    let target = date.target(lead, &zone_of(lead, company)).ok()?;
    target.deadline.filter(|deadline| *deadline <= now).map(|_| date.has_passed())
}

/// The reason why the message of a step that another program sends must not be sent to the lead; none for every other
/// step.
pub fn refused_message(of: &StepRef, lead: &Lead, sequences: &Sequences) -> Option<String> {
    match &sequences.get(&of.sequence)?.step(&of.step)?.action {
        StepAction::Message { kind, .. } => kind.refusal(lead),
        _ => None,
    }
}
