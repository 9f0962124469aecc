//! Going through the steps of a sequence.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::activity::kinds::ActivityKind;
use crate::activity::mail::{Mailing, Recipient, StepRef, TeamMail};
use crate::fold::decide::{Deciding, NeedsOwner};
use crate::funnel::criteria::Facts;
use crate::lead::Lead;
use crate::lead::agenda::{Plan, Task};
use crate::lead::enrolment::Enrolment;
use crate::sequence::path::{Next, gone};
use crate::sequence::rules::Sequence;
use crate::sequence::step::{Step, StepAction};
use crate::value::channel::Channel;
use crate::value::hours::Hours;
use crate::value::span::Wait;
use crate::value::stage::Stage;
use crate::zone::zone_of;

impl<'a> Deciding<'a> {
    /// A step that is no mail has come to its time: what it does.
    pub(crate) fn on_step(&mut self, entry: &str) -> Result<(), NeedsOwner> {
        // Told again, or over since: nothing.
        let Some(entry) = self.entry(entry).filter(|entry| self.path_of(entry).is_some()) else { return Ok(()) };
        let Some((_, step)) = entry.step().and_then(|of| self.written(of)) else { return Ok(()) };
        match &step.action {
            StepAction::Stage(stage) => self.move_by_step(*stage, &step.name),
            StepAction::Call(_) => self.ask_to_call(),
            StepAction::HandOver(why) => {
                self.go_to(Stage::Sql, why, None, None);
                self.hand_off()?;
            }
            // What was set is absorbed; the others are ways to go on.
            StepAction::Set(_)
            | StepAction::Mail { .. }
            | StepAction::Until { .. }
            | StepAction::If { .. }
            | StepAction::Webhook(_)
            | StepAction::Wait => {}
        }
        Ok(())
    }

    /// The step as the file has it now.
    fn written(&self, of: &StepRef) -> Option<(&'a Sequence, &'a Step)> {
        let sequence = self.config.sequences.get(&of.sequence)?;
        Some((sequence, sequence.step(&of.step)?))
    }

    fn move_by_step(&mut self, to: Stage, step: &str) {
        let from = self.stage();
        if from.may_become(to) && to.is_marketings() {
            self.go_to(to, &format!("Step {step}"), None, None);
        } else if from != to {
            self.ignore(format!("A rule does not move a lead from {from} to {to}"));
        }
    }

    fn ask_to_call(&mut self) {
        if self.lead.refuses(Channel::Calls).is_some() {
            return self
                .ignore(format!("No call task: they {}", Channel::Calls.refused(crate::words::Words::english())));
        }
        let owner = self.present_owner().map(|_| Recipient::Owner);
        match owner.or_else(|| self.config.team.manager().map(|_| Recipient::Manager)) {
            Some(to) => self.decisions.planned.push(self.notify("call", TeamMail::Call.name(), to, None)),
            None => self.ignore("It has no owner, and team.yaml names no manager, to call".to_owned()),
        }
    }

    /// The step that this activity is the end of is done: on to the next one.
    pub(crate) fn go_on(&mut self, facts: &Facts<'_>) {
        let (ActivityKind::MailSent(Mailing { send: id, .. })
        | ActivityKind::StepTaken { entry: id, .. }
        | ActivityKind::WebhookCalled { entry: id, .. }) = &self.activity.kind
        else {
            return;
        };
        let Some(entry) = self.entry(id) else { return };
        self.decisions.dropped.push(entry.id.clone());
        let (Some((name, enrolment)), Some(of)) = (self.path_of(entry), entry.step()) else { return };
        match self.written(of) {
            // Edited while the lead waited for it: now there is something to do that takes more than its time.
            Some((_, step)) if self.was_taken() && step.is_outside() => {
                let plan = Plan { due: None, ..self.planned(name, enrolment, step) };
                self.decisions.planned.push(plan);
            }
            Some((sequence, step)) => self.go_on_behind(name, enrolment, sequence, step, facts),
            // Nothing says what would have been next.
            None => self.end_sequence(name, &gone(of, &self.config.sequences).unwrap_or_default()),
        }
    }

    /// The activity says only that the step's time has come.
    fn was_taken(&self) -> bool {
        matches!(self.activity.kind, ActivityKind::StepTaken { .. })
    }

    /// What was waited for holds by now: on to the next step, at once.
    pub(crate) fn stop_waiting_for(&mut self, facts: &Facts<'_>) {
        let lead: &'a Lead = self.lead;
        for entry in lead.agenda.iter().filter(|entry| matches!(entry.task, Task::Step { .. })) {
            let (Some((name, enrolment)), Some(of)) = (self.path_of(entry), entry.step()) else { continue };
            let Some((sequence, step)) = self.written(of) else { continue };
            let StepAction::Until { test, .. } = &step.action else { continue };
            let holds = test.holds(&Facts { enrolment: Some(enrolment), ..*facts });
            if holds && !self.decisions.dropped.contains(&entry.id) {
                self.decisions.dropped.push(entry.id.clone());
                self.go_on_behind(name, enrolment, sequence, step, facts);
            }
        }
    }

    fn go_on_behind(
        &mut self,
        name: &str,
        enrolment: &Enrolment,
        sequence: &'a Sequence,
        step: &Step,
        facts: &Facts<'_>,
    ) {
        match sequence.next(Some(step), enrolment, facts) {
            Next::Step(next) => {
                let plan = self.planned(name, enrolment, next);
                self.decisions.planned.push(plan);
            }
            Next::Over(why) => self.end_sequence(name, why),
        }
    }

    pub(crate) fn planned(&self, name: &str, enrolment: &Enrolment, step: &Step) -> Plan {
        let of = StepRef { sequence: name.to_owned(), step: step.name.clone() };
        let task = match &step.action {
            StepAction::Mail { mail, .. } => Task::Mail { mail: mail.clone(), to: Recipient::Lead, step: Some(of) },
            StepAction::Webhook(url) => Task::Webhook { url: url.clone(), step: of },
            _ => Task::Step { step: of },
        };
        let due = Some(self.due(step)).filter(|due| *due > self.now);
        let about = Some(&enrolment.by).filter(|by| **by != self.activity.id).cloned();
        Plan { id: format!("{}_{}", enrolment.id, step.name), due, about, task }
    }

    /// When the step is due: after its wait, at the first moment of its hours; of a mail also of those of `sending.yaml`.
    fn due(&self, step: &Step) -> Timestamp {
        let wait = match &step.action {
            StepAction::Until { at_the_latest, .. } => Some(*at_the_latest),
            _ => step.wait,
        };
        let after = self.now + wait.map_or(SignedDuration::ZERO, Wait::duration);
        let sending = matches!(step.action, StepAction::Mail { .. }).then_some(&self.config.sending.hours);
        let hours: Vec<&Hours> = step.at.iter().chain(sending).collect();
        if hours.is_empty() { after } else { first_in_all(&hours, &zone_of(self.lead, &self.config.company), after) }
    }
}

/// Rounds of asking one list of hours after the other: more than a week has spans in any sensible file.
const ROUNDS: usize = 100;

/// The first moment from `after` on that lies in all of these hours on the clocks of `zone`.
fn first_in_all(hours: &[&Hours], zone: &TimeZone, after: Timestamp) -> Timestamp {
    let mut at = after;
    for _ in 0..ROUNDS {
        let then = hours.iter().fold(at, |at, hours| hours.opening(at, zone));
        if then == at {
            break;
        }
        at = then;
    }
    at
}
