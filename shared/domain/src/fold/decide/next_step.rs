//! What a salesperson is to do next.
//!
//! What must stay true: after every activity, a lead that [needs](crate::lead::Lead::needs_next_step) a next step has one
//! with a date. There are few: the time to accept it, a step that a rule set, and one that a person chose. Whoever acts ends
//! what was to be done; what nobody does is missed, and goes up every working morning until somebody does.

use jiff::Timestamp;

use crate::activity::kinds::ActivityKind;
use crate::activity::mail::TeamMail;
use crate::fold::decide::{Deciding, NeedsOwner};
use crate::lead::agenda::{AgendaEntry, Plan, Task};
use crate::lead::applied::Assignment;
use crate::lead::next_step::{ACCEPT, NextStep, needs_next_step};
use crate::lead::occasion::Occasion;
use crate::lead::score::Temperature;
use crate::value::hours::WorkingTime;
use crate::value::stage::Stage;

/// What is to be done about a lead that there is nobody for.
const GIVE: &str = "Give it to somebody";

/// What is to be done about a lead on the day until which it was set aside.
const AGAIN: &str = "Try again";

/// A step that is to be planned.
struct Draft {
    due: Timestamp,
    what: String,
    by: Option<String>,
    on: Occasion,
    missed: Option<Timestamp>,
}

impl Draft {
    fn by_rule(on: Occasion, what: &str, due: Timestamp) -> Self {
        Self { due, what: what.to_owned(), by: None, on, missed: None }
    }
}

impl Deciding<'_> {
    /// Somebody says what is next, in place of all that was to be done.
    pub(crate) fn on_follow_up_set(&mut self, due: Timestamp, what: &str, by: &str) {
        if !self.stage().is_sales() && !matches!(self.stage(), Stage::Recycled | Stage::Customer) {
            // Of a lead on a call list it is the time of the next call.
            if self.lead.on_call_list().is_some() {
                return;
            }
            self.ignore(format!("Salespeople do not work on it ({}): accept it first", self.stage()));
            return;
        }
        self.drop_steps(|step| step.on != Occasion::HandedOff);
        self.drop_reminders();
        let what = what.to_owned();
        self.plan_step(Draft { due, what, by: Some(by.to_owned()), on: Occasion::Chosen, missed: None });
    }

    /// The day that a mail would remind of is another, or has come.
    fn drop_reminders(&mut self) {
        let is_reminder = |task: &Task| matches!(task, Task::Mail { mail, .. } if TeamMail::Reminder.is(mail));
        let waiting = |entry: &&AgendaEntry| is_reminder(&entry.task) && entry.delivery.claim.is_none();
        let over = self.lead.agenda.iter().filter(waiting).map(|entry| entry.id.clone());
        self.decisions.dropped.extend(over);
    }

    /// What was to be done is done. What comes behind the task of a sequence, the sequence says.
    pub(crate) fn on_follow_up_done(&mut self, entry: Option<&str>) {
        if self.lead.open_task(entry).is_some() {
            return;
        }
        let is_it = |step: &NextStep<'_>| {
            !matches!(step.on, Occasion::HandedOff | Occasion::Sequence)
                && entry.is_none_or(|entry| step.entry == entry)
        };
        let next = self.steps().filter(is_it).min_by_key(|step| step.due);
        match next.map(|step| step.entry.to_owned()) {
            Some(entry) => self.decisions.dropped.push(entry),
            None if entry.is_some() => self.ignore("It was done before, or its time was over".to_owned()),
            None => self.ignore("There was nothing to do".to_owned()),
        }
    }

    /// What was to be done was not done in its time: it goes up. Who has left the team will never do it.
    pub(crate) fn on_follow_up_missed(&mut self, id: &str) -> Result<(), NeedsOwner> {
        let lead = self.lead;
        if lead.open_task(Some(id)).is_some() {
            // The time of a sequence's task is over: the sequence goes on.
            return Ok(());
        }
        let Some(AgendaEntry { delivery, task: Task::FollowUp { what, by, on, missed: None }, .. }) = lead.entry(id)
        else {
            self.ignore("It was done meanwhile".to_owned());
            return Ok(());
        };
        let owner: Vec<String> = lead.owner.iter().cloned().collect();
        if !owner.is_empty() && self.present_owner().is_none() {
            if let Some(assignment) = self.wanted(&owner)? {
                if self.stage().is_marketings() {
                    self.go_to(Stage::Sql, "Its owner has left the team", None, None);
                }
                self.give_to(assignment, &[]);
                self.tell_owner();
                return Ok(());
            }
            self.give_to_manager();
        }
        self.decisions.dropped.push(id.to_owned());
        let (what, by, on) = (what.clone(), by.clone(), *on);
        self.plan_step(Draft { due: self.morning(), what, by, on, missed: Some(delivery.due) });
        Ok(())
    }

    /// Nobody can be given the lead of somebody who has left: it is the manager's, who sees to it, or anybody's.
    pub(crate) fn give_to_manager(&mut self) {
        let team = &self.config.team;
        if let Some(person) = team.manager().or_else(|| team.people.first()) {
            self.decisions.owner = Some(Assignment::to(&person.id, "manager"));
        }
    }

    /// Nobody accepted the lead in its time, and nobody else gets it: that goes up.
    pub(crate) fn on_not_accepted(&mut self, due: Timestamp) {
        let draft = Draft::by_rule(Occasion::NotAccepted, ACCEPT, self.morning());
        self.plan_step(Draft { missed: Some(due), ..draft });
    }

    /// The lead was set aside until a day, which begins at `due` for whoever is told then.
    pub(crate) fn on_set_aside(&mut self, due: Timestamp) {
        self.plan_step(Draft::by_rule(Occasion::SetAside, AGAIN, due));
    }

    /// After every activity: sees to it that a lead that needs a next step has one, and that nothing else is left to do.
    pub(crate) fn keep_next_step(&mut self) {
        self.end_steps();
        // The task of a sequence ends with the sequence: it is no step that the lead is left with.
        if !self.needs_step() || self.steps().any(|step| step.on != Occasion::Sequence) {
            return;
        }
        let has_owner = self.lead.owner.is_some() || self.decisions.owner.is_some();
        let draft = if let Some(due) = self.day_aside() {
            Draft::by_rule(Occasion::SetAside, AGAIN, due)
        } else if !has_owner {
            Draft { missed: Some(self.now), ..Draft::by_rule(Occasion::NoOwner, GIVE, self.morning()) }
        } else if self.present_owner().is_none() {
            // Missed at once: it goes to who is next.
            Draft { due: self.now, ..self.proposed(Occasion::Otherwise) }
        } else if self.decisions.handed_off {
            // There is no time to accept it in.
            Draft { what: ACCEPT.to_owned(), ..self.proposed(Occasion::Otherwise) }
        } else {
            let accepted = self.decisions.accepted.as_ref().map(|_| Occasion::Accepted);
            self.proposed(self.contact().or(accepted).unwrap_or(Occasion::Otherwise))
        };
        self.plan_step(draft);
    }

    /// What the activity puts an end to, of all that was to be done.
    fn end_steps(&mut self) {
        if let Some(moved) = &self.decisions.stage {
            // It is another lead to salespeople now, or none of theirs any more.
            let (was_aside, is_sales) = (moved.from == Some(Stage::Recycled), moved.to.is_sales());
            self.drop_steps(|step| !is_sales || (was_aside && step.on == Occasion::SetAside));
        }
        if self.decisions.accepted.is_some() {
            self.drop_steps(|step| step.by.is_none() && step.on != Occasion::SetAside);
        }
        if self.decisions.handed_off || self.decisions.accepted.is_some() {
            if self.decisions.owner.is_some() {
                self.hand_on_steps();
            } else if self.decisions.handed_off && self.present_owner().is_some() {
                self.drop_steps(|step| step.by.is_none() && step.on != Occasion::HandedOff);
            }
        }
        match self.contact() {
            Some(Occasion::Replied) => self.answer_next(),
            Some(_) => self.end_what_was_done(),
            None => {}
        }
    }

    /// Somebody did something about the lead: what rules wanted, and what a person wanted until today.
    fn end_what_was_done(&mut self) {
        let (at, now, zone) = (self.activity.occurred_at(), self.now, self.owners_time().zone());
        let today = now.to_zoned(zone.clone()).date();
        self.drop_entries(|entry, step| {
            let was_there = entry.about.occurred_at() <= at;
            let is_its_day = step.due.to_zoned(zone.clone()).date() <= today;
            was_there
                && match step.on {
                    Occasion::HandedOff => false,
                    Occasion::Chosen | Occasion::SetAside => is_its_day,
                    _ => true,
                }
        });
    }

    /// What a rule set was for another owner. What a person promised goes with the lead; if it is overdue, its new owner
    /// gets time for it.
    fn hand_on_steps(&mut self) {
        self.drop_steps(|step| step.by.is_none());
        let promised = self.lead.agenda.iter().filter(|entry| !self.decisions.dropped.contains(&entry.id));
        let overdue = promised.filter_map(NextStep::of_entry).find(|step| step.by.is_some() && step.is_due(self.now));
        if let Some(step) = overdue {
            let due = self.proposed(Occasion::Otherwise).due;
            let by = step.by.map(ToOwned::to_owned);
            self.decisions.dropped.push(step.entry.to_owned());
            self.plan_step(Draft { due, what: step.what.to_owned(), by, on: Occasion::Chosen, missed: None });
        }
    }

    /// The lead answered a mail: that is to be answered, besides what was promised.
    fn answer_next(&mut self) {
        if self.needs_step() && self.steps().all(|step| step.on != Occasion::HandedOff) {
            self.drop_steps(|step| !matches!(step.on, Occasion::Chosen | Occasion::SetAside));
            self.plan_step(self.proposed(Occasion::Replied));
        }
    }

    /// What somebody did about the lead, or the lead itself; none for what is no contact, or was told late.
    fn contact(&self) -> Option<Occasion> {
        let occasion = match &self.activity.kind {
            ActivityKind::CallLogged(contact) if !contact.reached => Occasion::NoAnswer,
            ActivityKind::CallLogged(_) | ActivityKind::MeetingHeld(_) => Occasion::Spoke,
            ActivityKind::ReplyReceived(contact) if self.config.team.person(&contact.by).is_some() => Occasion::Spoke,
            ActivityKind::ReplyReceived(_) => Occasion::Replied,
            _ => return None,
        };
        let at = self.activity.occurred_at();
        let is_late = self.lead.waiting_since.is_some_and(|since| at < since);
        (!is_late).then_some(occasion)
    }

    fn needs_step(&self) -> bool {
        let Some(moved) = &self.decisions.stage else {
            let was = self.lead.waiting_since.is_some() && self.decisions.first_contact.is_none();
            let is_waiting = was || self.decisions.handed_off;
            return needs_next_step(self.lead.stage, self.lead.aside_until.is_some(), is_waiting);
        };
        needs_next_step(moved.to, self.decisions.aside_until.is_some(), self.decisions.handed_off)
    }

    /// All that is to be done, as far as it is decided.
    fn steps(&self) -> impl Iterator<Item = NextStep<'_>> {
        let staying = self.lead.agenda.iter().filter(|entry| !self.decisions.dropped.contains(&entry.id));
        let planned = self.decisions.planned.iter();
        staying
            .filter_map(NextStep::of_entry)
            .chain(planned.filter_map(|plan| NextStep::of(&plan.id, &plan.task, plan.due.unwrap_or(self.now))))
    }

    fn drop_steps(&mut self, is_over: impl Fn(&NextStep<'_>) -> bool) {
        self.drop_entries(|_, step| is_over(step));
    }

    fn drop_entries(&mut self, is_over: impl Fn(&AgendaEntry, &NextStep<'_>) -> bool) {
        // When the task of a sequence is over, the sequence says.
        let is_over = |entry: &&AgendaEntry| {
            NextStep::of_entry(entry).is_some_and(|step| step.on != Occasion::Sequence && is_over(entry, &step))
        };
        let over = self.lead.agenda.iter().filter(is_over).map(|entry| entry.id.clone());
        let over: Vec<String> = over.filter(|id| !self.decisions.dropped.contains(id)).collect();
        self.decisions.dropped.extend(over);
    }

    fn plan_step(&mut self, draft: Draft) {
        let Draft { due, what, by, on, missed } = draft;
        let id = format!("next_{}_{}", if by.is_some() { "said" } else { "rule" }, self.activity.id.hash());
        let task = Task::FollowUp { what, by, on, missed };
        self.decisions.planned.push(Plan { id, due: Some(due), about: None, task });
    }

    /// The step that `funnel.yaml` proposes after that.
    fn proposed(&self, on: Occasion) -> Draft {
        let step = self.config.funnel.next_steps.propose(on, &self.owners_time(), self.now);
        Draft::by_rule(on, &step.what, step.due)
    }

    /// The day until which a lead is set aside that stays so; the next morning if the day has come.
    fn day_aside(&self) -> Option<Timestamp> {
        let day =
            self.lead.aside_until.filter(|_| self.decisions.stage.is_none() && self.stage() == Stage::Recycled)?;
        let nine = day.at(9, 0, 0, 0).to_zoned(self.owners_time().zone()).ok()?.timestamp();
        Some(if nine > self.now { nine } else { self.owners_time().next_morning(self.now) })
    }

    /// The owner's working time; of a lead without one, that of whoever sees to it.
    pub(crate) fn owners_time(&self) -> WorkingTime<'_> {
        let team = &self.config.team;
        let owner = self.present_owner().map(|owner| team.working_time(owner));
        owner.unwrap_or_else(|| team.manager_time(&self.config.company))
    }

    /// When the manager hears of what is overdue.
    fn morning(&self) -> Timestamp {
        self.config.team.manager_time(&self.config.company).next_morning(self.now)
    }

    /// The manager hears of what nobody did in time: of a hot lead at once, of others in the morning.
    pub(crate) fn escalate(&mut self) {
        if self.lead.score.temperature == Temperature::Hot {
            self.tell_manager();
        }
    }
}
