//! Going through the steps of a sequence.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::activity::kinds::ActivityKind;
use crate::activity::mail::{Mailing, Recipient, StepRef, TeamMail};
use crate::fold::decide::{Deciding, NeedsOwner};
use crate::funnel::criteria::Facts;
use crate::lead::Lead;
use crate::lead::agenda::{AgendaEntry, Plan, Task};
use crate::lead::applied::SkippedStep;
use crate::lead::enrolment::Enrolment;
use crate::sequence::manual::{MANAGER, ManualTask};
use crate::sequence::path::{Next, gone};
use crate::sequence::refusal::missed_date;
use crate::sequence::rules::Sequence;
use crate::sequence::step::{Step, StepAction};
use crate::sequence::wait::Late;
use crate::value::channel::Channel;
use crate::value::hours::Hours;
use crate::value::span::{TimeLimit, Wait};
use crate::value::stage::Stage;
use crate::zone::zone_of;

impl<'a> Deciding<'a> {
    /// A step that is no mail has come to its time: what it does.
    pub(crate) fn on_step(&mut self, entry: &str) -> Result<(), NeedsOwner> {
        // Told again, or over since: nothing.
        let Some(entry) = self.entry(entry).filter(|entry| self.path_of(entry).is_some()) else { return Ok(()) };
        let Some((of, (_, step))) = entry.step().and_then(|of| Some((of, self.written(of)?))) else { return Ok(()) };
        if let Some(why) = self.missed_date(entry) {
            self.skip(&of.sequence, &step.name, why);
            return Ok(());
        }
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
            | StepAction::Message { .. }
            | StepAction::Manual(_)
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
            return self.ignore(format!(
                "No call task: they {}",
                Channel::Calls.refused(crate::words::Words::english_for_visitors())
            ));
        }
        let owner = self.present_owner().map(|_| Recipient::Owner);
        match owner.or_else(|| self.config.team.manager().map(|_| Recipient::Manager)) {
            Some(to) => self.decisions.planned.push(self.notify("call", TeamMail::Call.name(), to, None)),
            None => self.ignore("It has no owner, and team.yaml names no manager, to call".to_owned()),
        }
    }

    /// The date has come that the step of an entry was to be taken before: why it is skipped.
    pub(crate) fn missed_date(&self, entry: &AgendaEntry) -> Option<String> {
        missed_date(entry.step()?, self.lead, &self.config.sequences, &self.config.company, self.now)
    }

    pub(crate) fn skip(&mut self, sequence: &str, step: &str, why: String) {
        let step = StepRef { sequence: sequence.to_owned(), step: step.to_owned() };
        self.decisions.skipped.push(SkippedStep { step, why });
    }

    /// The agenda entry of the step that this activity is the end of.
    fn ended_step(&self) -> Option<&'a AgendaEntry> {
        match &self.activity.kind {
            ActivityKind::MailSent(Mailing { send: id, .. })
            | ActivityKind::StepTaken { entry: id, .. }
            | ActivityKind::WebhookCalled { entry: id, .. } => self.entry(id),
            // The time of a task is up. A salesperson's own next step has none.
            ActivityKind::FollowUpMissed { entry: id, .. } => {
                self.entry(id).filter(|entry| matches!(entry.task, Task::Manual { .. }))
            }
            // Other mails that are dropped end their sequence.
            ActivityKind::MailDropped { mailing, .. } => {
                self.entry(&mailing.send).filter(|entry| self.missed_date(entry).is_some())
            }
            _ => None,
        }
    }

    /// The step that this activity is the end of is done: on to the next one.
    pub(crate) fn go_on(&mut self, facts: &Facts<'_>) {
        let Some(entry) = self.ended_step() else { return };
        self.decisions.dropped.push(entry.id.clone());
        let (Some((name, enrolment)), Some(of)) = (self.path_of(entry), entry.step()) else { return };
        match self.written(of) {
            // Edited while the lead waited for it: now there is something to do that takes more than its time.
            Some((_, step)) if self.was_taken() && step.is_outside() => {
                let plan = self.planned(name, enrolment, step, self.now);
                self.decisions.planned.push(plan);
            }
            Some((sequence, step)) => match (&step.action, &entry.task) {
                (StepAction::Manual(task), Task::Step { .. }) if self.missed_date(entry).is_none() => {
                    match self.task_for(task, of) {
                        Ok((task, due)) => {
                            let plan = Plan { due: Some(due), task, ..self.planned(name, enrolment, step, due) };
                            self.decisions.planned.push(plan);
                        }
                        Err(why) => {
                            self.skip(name, &step.name, why);
                            self.go_on_behind(name, enrolment, sequence, step, facts);
                        }
                    }
                }
                _ => self.go_on_behind(name, enrolment, sequence, step, facts),
            },
            // Nothing says what would have been next.
            None => self.end_sequence(name, &gone(of, &self.config.sequences).unwrap_or_default()),
        }
    }

    /// The task that a step gives to a person, and when its time is up; else why nobody gets it.
    fn task_for(&self, task: &ManualTask, of: &StepRef) -> Result<(Task, Timestamp), String> {
        if let Some(why) = task.kind.refusal(self.lead) {
            return Err(why);
        }
        let team = &self.config.team;
        let named = task.person.as_deref().filter(|person| *person != MANAGER && self.lead.owner.is_none());
        let person = self.present_owner().or_else(|| named.and_then(|id| team.person(id))).or_else(|| team.manager());
        let person = person.ok_or("it has no owner, and team.yaml names no manager, to do it")?;
        let due = match task.within {
            TimeLimit::For(wait) => Some(self.now + wait.duration()),
            TimeLimit::WorkingDays(days) => team.working_time(person).working_days_later(self.now, days),
        };
        let due = due.ok_or_else(|| format!("{} does not work on that many days", person.name))?;
        Ok((Task::Manual { step: of.clone(), what: task.text.clone(), to: person.id.clone() }, due))
    }

    /// The activity says only that the step's time has come.
    fn was_taken(&self) -> bool {
        matches!(self.activity.kind, ActivityKind::StepTaken { .. })
    }

    /// What was waited for holds by now: on to the next step, at once.
    pub(crate) fn stop_waiting_for(&mut self, facts: &Facts<'_>) {
        let lead: &'a Lead = self.lead;
        let waits = |entry: &&AgendaEntry| matches!(entry.task, Task::Step { .. } | Task::Manual { .. });
        for entry in lead.agenda.iter().filter(waits) {
            let (Some((name, enrolment)), Some(of)) = (self.path_of(entry), entry.step()) else { continue };
            if self.decisions.dropped.contains(&entry.id) {
                continue;
            }
            let is_task = matches!(entry.task, Task::Manual { .. });
            let is_done = is_task && enrolment.done.contains(&of.step);
            let Some((sequence, step)) = self.written(of) else {
                if is_done {
                    self.end_sequence(name, &gone(of, &self.config.sequences).unwrap_or_default());
                }
                continue;
            };
            let refused = match &step.action {
                StepAction::Manual(task) if is_task && !is_done => task.kind.refusal(lead),
                _ => None,
            };
            let holds = match &step.action {
                _ if is_task => is_done || refused.is_some(),
                StepAction::Until { test, .. } => test.holds(&Facts { enrolment: Some(enrolment), ..*facts }),
                _ => false,
            };
            if let Some(why) = refused {
                self.skip(name, &step.name, why);
            }
            if holds {
                self.decisions.dropped.push(entry.id.clone());
                self.go_on_behind(name, enrolment, sequence, step, facts);
            }
        }
    }

    /// Dates of the lead that steps wait for are others now: the steps are planned anew.
    pub(crate) fn move_dates(&mut self, facts: &Facts<'_>) {
        let lead: &'a Lead = self.lead;
        for entry in lead.agenda.iter().filter(|entry| entry.delivery.claim.is_none()) {
            let (Some((name, enrolment)), Some(of)) = (self.path_of(entry), entry.step()) else { continue };
            let Some((sequence, step)) = self.written(of) else { continue };
            let (Some(before), Some(date)) = (self.was.dates.get(&entry.id), step.date()) else { continue };
            let is_moved = date.target(lead, &zone_of(lead, &self.config.company)) != *before;
            // A task that a person has is theirs until its own time is up.
            if !is_moved || matches!(entry.task, Task::Manual { .. }) || self.decisions.dropped.contains(&entry.id) {
                continue;
            }
            let timing = self.timing(step);
            // Planned for then already, even if the mail waits for longer: by its hours, or put back by an undoing.
            if matches!(timing, Timing::At(due) if due == entry.delivery.planned.unwrap_or(entry.delivery.due)) {
                continue;
            }
            self.decisions.dropped.push(entry.id.clone());
            match timing {
                Timing::At(due) => {
                    let plan = self.planned(name, enrolment, step, due);
                    self.decisions.planned.push(plan);
                }
                Timing::Late(why) => {
                    self.skip(name, &step.name, why);
                    self.go_on_behind(name, enrolment, sequence, step, facts);
                }
                Timing::Never(why) => {
                    self.skip(name, &step.name, why.clone());
                    self.end_sequence(name, &why);
                }
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
        if let Err(why) = self.plan_behind(name, enrolment, sequence, Some(step), facts) {
            self.end_sequence(name, &why);
        }
    }

    /// Plans the step that comes behind `from`, or the first one. Steps whose date has passed are skipped.
    ///
    /// # Errors
    /// There is none to plan: why the way is over, in a reader's words.
    pub(crate) fn plan_behind(
        &mut self,
        name: &str,
        enrolment: &Enrolment,
        sequence: &'a Sequence,
        from: Option<&Step>,
        facts: &Facts<'_>,
    ) -> Result<(), String> {
        let mut next = sequence.next(from, enrolment, facts);
        // More rounds than steps would be a loop, which the check refuses.
        for _ in 0..=sequence.steps.len() {
            let step = match next {
                Next::Step(step) => step,
                Next::Over(why) => return Err(why.to_owned()),
            };
            match self.timing(step) {
                Timing::At(due) => {
                    let plan = self.planned(name, enrolment, step, due);
                    self.decisions.planned.push(plan);
                    return Ok(());
                }
                Timing::Late(why) => self.skip(name, &step.name, why),
                Timing::Never(why) => {
                    self.skip(name, &step.name, why.clone());
                    return Err(why);
                }
            }
            next = sequence.next(Some(step), enrolment, facts);
        }
        Err("Its steps go in a circle".to_owned())
    }

    fn planned(&self, name: &str, enrolment: &Enrolment, step: &Step, due: Timestamp) -> Plan {
        let of = StepRef { sequence: name.to_owned(), step: step.name.clone() };
        let task = match &step.action {
            StepAction::Mail { mail, .. } => Task::Mail { mail: mail.clone(), to: Recipient::Lead, step: Some(of) },
            StepAction::Webhook(url) | StepAction::Message { url, .. } => Task::Webhook { url: url.clone(), step: of },
            _ => Task::Step { step: of },
        };
        let due = Some(due).filter(|due| *due > self.now);
        let about = Some(&enrolment.by).filter(|by| **by != self.activity.id).cloned();
        Plan { id: format!("{}_{}", enrolment.id, step.name), due, about, task }
    }

    /// When the step is due: after its wait, at the first moment of its hours; of a mail also of those of `sending.yaml`.
    fn timing(&self, step: &Step) -> Timing {
        let wait = match &step.action {
            StepAction::Until { at_the_latest, .. } => Some(*at_the_latest),
            _ => step.length(),
        };
        let zone = || zone_of(self.lead, &self.config.company);
        let (after, date) = match step.date() {
            None => (self.now + wait.map_or(SignedDuration::ZERO, Wait::duration), None),
            Some(date) => match date.target(self.lead, &zone()) {
                Ok(target) if target.at < self.now && date.late == Late::Skip => {
                    return Timing::Late(date.has_passed());
                }
                Ok(target) => (target.at.max(self.now), Some((date, target))),
                Err(why) => return Timing::Never(why),
            },
        };
        let sending = matches!(step.action, StepAction::Mail { .. }).then_some(&self.config.sending.hours);
        let hours: Vec<&Hours> = step.at.iter().chain(sending).collect();
        let due = if hours.is_empty() { after } else { first_in_all(&hours, &zone(), after) };
        match date {
            Some((date, target)) if target.deadline.is_some_and(|deadline| deadline <= due) => {
                Timing::Late(date.has_passed())
            }
            _ => Timing::At(due),
        }
    }
}

/// When a step is to be taken.
enum Timing {
    /// Then.
    At(Timestamp),
    /// Its time has passed: why it is skipped.
    Late(String),
    /// It has no time, and so neither has what comes behind it: why.
    Never(String),
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
