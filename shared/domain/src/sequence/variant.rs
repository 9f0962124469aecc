//! Which of a step's mails a lead gets.
//!
//! Chosen at the moment of sending, by what is known then. Shares go by a hash of lead, sequence and step: the same lead
//! always gets the same, and who gets what in one step says nothing of the next.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::activity::mail::StepRef;
use crate::funnel::criteria::Facts;
use crate::lead::Lead;
use crate::scoring::model::Model;
use crate::sequence::rules::Sequences;
use crate::sequence::step::{Step, StepAction};
use crate::value::identity::LeadId;

/// The name of the mail that the lead gets in this step; none if the step is no mail.
///
/// The first of `instead` that fits. Shares of those that fit add up: of two with `share: 30` each has thirty of a
/// hundred leads, and the step's own mail has the rest.
pub fn variant<'a>(step: &'a Step, of: &StepRef, facts: &Facts<'_>) -> Option<&'a str> {
    let StepAction::Mail { mail, instead } = &step.action else { return None };
    let drawn = draw(&facts.rated.lead.id, of);
    let mut below = 0;
    for variant in instead.iter().filter(|variant| variant.when.holds(facts)) {
        let Some(share) = variant.share else { return Some(&variant.mail) };
        below += u64::from(share.count());
        if drawn < below {
            return Some(&variant.mail);
        }
    }
    Some(mail)
}

/// The name of the mail that goes out for a step that was planned with the mail `planned`. To be asked at the moment of
/// sending. A step that is gone from the file keeps what was planned.
pub fn mail_for(
    lead: &Lead,
    of: &StepRef,
    planned: &str,
    sequences: &Sequences,
    scoring: &Model,
    now: Timestamp,
) -> String {
    let step = sequences.get(&of.sequence).and_then(|sequence| sequence.step(&of.step));
    let Some(step) = step else { return planned.to_owned() };
    let facts = Facts { enrolment: lead.enrolments.get(&of.sequence), ..Facts::today(lead, scoring, now) };
    variant(step, of, &facts).unwrap_or(planned).to_owned()
}

/// A number below 100.
fn draw(lead: &LeadId, of: &StepRef) -> u64 {
    let mut hasher = Sha256::new();
    for text in [lead.as_str(), &of.sequence, &of.step] {
        hasher.update(text.len().to_be_bytes());
        hasher.update(text.as_bytes());
    }
    let first = hasher.finalize()[..8].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    first % 100
}
