//! What is to be done about a lead, read off its agenda. What the words mean stands in
//! [`next_step`](crate::lead::next_step) and [`attention`](crate::lead::attention).

use crate::activity::id::ActivityId;
use crate::lead::Lead;
use crate::lead::agenda::{AgendaEntry, Task};
use crate::lead::attention::{Attention, ListedStep, Urgency};
use crate::lead::next_step::{NextStep, needs_next_step};
use crate::lead::occasion::Occasion;
use crate::lead::score::Temperature;

impl Lead {
    /// What a salesperson is to do next: to accept it, else what is due first. A lead that [needs](Self::needs_next_step)
    /// a step has one after each activity.
    pub fn next_step(&self) -> Option<NextStep<'_>> {
        self.steps().min_by_key(|step| (step.on != Occasion::HandedOff, step.due))
    }

    /// All that salespeople are to do: to accept it, what rules set, and what a person chose.
    pub fn steps(&self) -> impl Iterator<Item = NextStep<'_>> {
        self.agenda.iter().filter_map(NextStep::of_entry)
    }

    /// The task of a sequence that is said to be done: the one of that agenda entry; with none named, the one that is due
    /// first, where there is nothing else to do. None if there is no such task, or not any more.
    pub fn open_task(&self, entry: Option<&str>) -> Option<&AgendaEntry> {
        let mut tasks = self.agenda.iter().filter(|other| matches!(other.task, Task::Manual { .. }));
        match entry {
            Some(id) => tasks.find(|task| task.id == id),
            None if self.steps().any(|step| !matches!(step.on, Occasion::HandedOff | Occasion::Sequence)) => None,
            None => tasks.min_by_key(|task| task.delivery.due),
        }
    }

    /// The task is done: its sequence may ask for that.
    pub(crate) fn take_done(&mut self, entry: Option<&str>) {
        let Some(task) = self.open_task(entry) else { return };
        let (id, Some(step)) = (task.id.clone(), task.step().cloned()) else { return };
        let way = self.enrolments.get_mut(&step.sequence).filter(|way| way.ended.is_none() && way.is_of(&id));
        if let Some(way) = way {
            way.done.insert(step.step);
        }
    }

    /// It is with salespeople, or waits for them: it must have a next step.
    pub fn needs_next_step(&self) -> bool {
        needs_next_step(self.stage, self.aside_until.is_some(), self.waiting_since.is_some())
    }

    /// Its place on a worklist.
    pub fn urgency(&self) -> Urgency {
        let next = self.next_step();
        let is_waiting = self.waiting_since.is_some()
            || next.is_some_and(|step| matches!(step.on, Occasion::HandedOff | Occasion::Replied));
        match next {
            _ if self.stage.is_sales() && self.score.temperature == Temperature::Hot && is_waiting => Urgency::Now,
            _ if self.stage.is_sales() => Urgency::Planned,
            Some(_) => Urgency::Aside,
            None => Urgency::Nothing,
        }
    }

    /// What a worklist must know of it.
    pub fn attention(&self) -> Attention {
        let next = self.next_step().map(ListedStep::from);
        if next.is_none() && !self.stage.is_sales() {
            return Attention::default();
        }
        let asked = self.last_submission.as_ref().map(ActivityId::occurred_at);
        let done = [
            self.last_contact.as_ref().map(ActivityId::occurred_at),
            self.accepted.as_ref().map(|accepted| accepted.activity.occurred_at()),
            Some(self.stage_since),
        ];
        let is_to_accept = next.as_ref().is_some_and(|step| step.on == Occasion::HandedOff);
        Attention {
            waits: self.waiting_since.filter(|_| !is_to_accept),
            touched: done.into_iter().flatten().max().filter(|done| asked.is_none_or(|asked| *done > asked)),
            next,
            incomplete: ["name", "email", "phone"].into_iter().any(|name| self.recognised(name).is_none()),
            bounced: self.suppression().is_some(),
        }
    }
}
