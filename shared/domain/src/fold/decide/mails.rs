//! Mails and sequences: what begins, what goes on, what ends.

use jiff::{SignedDuration, Timestamp};

use crate::activity::{ActivityId, Mailing, Recipient};
use crate::agenda::{Plan, StepOf, Task};
use crate::fold::decide::Deciding;
use crate::lead::Enrolment;
use crate::sequence::{Does, Step};

impl Deciding<'_> {
    pub(super) fn notify(&self, kind: &str, mail: &str, to: Recipient, due: Option<Timestamp>) -> Plan {
        let id = format!("{kind}_{}", self.activity.id.hash());
        Plan { id, due, about: None, task: Task::Mail { mail: mail.to_owned(), to, step: None } }
    }

    pub(super) fn begin_sequences(&mut self) {
        if !self.stage().is_marketings() || !self.lead.may_be_marketed_to() || self.lead.email().is_none() {
            return;
        }
        for (name, sequence) in &self.config.sequences {
            let is_new = sequence.starts_on.recycled || !self.lead.enrolments.contains_key(name);
            if let Some(first) =
                sequence.steps.first().filter(|_| is_new && sequence.starts_on.matches(&self.activity.what))
            {
                self.begin(name, first);
            }
        }
    }

    pub(super) fn begin(&mut self, name: &str, first: &Step) {
        let enrolment = format!("{name}-{}", self.activity.id.hash());
        self.decisions.planned.push(planned_step(name, &enrolment, first, None, self.now));
        self.decisions.begun.push((name.to_owned(), enrolment));
    }

    pub(super) fn end_sequences(&mut self, why: &str) {
        let going = self.lead.enrolments.iter().filter(|(_, enrolment)| enrolment.ended.is_none());
        let going = going.filter(|(name, _)| self.decisions.ended.iter().all(|(ended, _)| ended != *name));
        let ended: Vec<_> = going.map(|(name, _)| (name.clone(), why.to_owned())).collect();
        self.decisions.ended.extend(ended);
        // A claimed one is on its way to SES already; its record takes it off.
        let idle = self.lead.agenda.iter().filter(|entry| entry.is_marketing() && entry.claim.is_none());
        self.decisions.dropped.extend(idle.map(|entry| entry.id.clone()));
    }

    /// Takes the mail's entry off; the step it was, if it was one.
    pub(super) fn drop_entry(&mut self, mailing: &Mailing) -> Option<StepOf> {
        let entry = self.lead.agenda.iter().find(|entry| entry.id == mailing.send)?;
        self.decisions.dropped.push(entry.id.clone());
        entry.step().cloned()
    }

    /// The enrolment that a send id is of, if it still goes on: a sequence may have begun anew since.
    pub(super) fn enrolment_of(&self, sequence: &str, send: &str) -> Option<&Enrolment> {
        let enrolment = self.lead.enrolments.get(sequence)?;
        (enrolment.ended.is_none() && send.starts_with(&enrolment.id)).then_some(enrolment)
    }

    pub(super) fn after_mail(&mut self, mailing: &Mailing) {
        let Some(done) = self.drop_entry(mailing) else { return };
        let Some(enrolment) = self.enrolment_of(&done.sequence, &mailing.send) else { return };
        match self.config.sequences.get(&done.sequence).and_then(|sequence| sequence.after(&done.step)) {
            Some(next) => {
                let next = planned_step(&done.sequence, &enrolment.id, next, Some(&enrolment.by), self.now);
                self.decisions.planned.push(next);
            }
            None => self.decisions.ended.push((done.sequence, "All steps done".to_owned())),
        }
    }
}

fn planned_step(sequence: &str, enrolment: &str, step: &Step, about: Option<&ActivityId>, now: Timestamp) -> Plan {
    let of = StepOf { sequence: sequence.to_owned(), step: step.name.clone() };
    let task = match &step.does {
        Does::Mail { mail, .. } => Task::Mail { mail: mail.clone(), to: Recipient::Lead, step: Some(of) },
        _ => Task::Step { step: of },
    };
    let wait = step.wait.map_or(SignedDuration::ZERO, |wait| wait.duration());
    let (id, due) = (format!("{enrolment}_{}", step.name), Some(now + wait));
    Plan { id, due, about: about.cloned(), task }
}
