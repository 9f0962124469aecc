//! Who has the lead, and who is told of it.

use jiff::SignedDuration;

use crate::activity::mail::{Recipient, TeamMail};
use crate::company::Person;
use crate::fold::decide::{Deciding, NeedsOwner};
use crate::lead::agenda::{AgendaEntry, Plan, Task};
use crate::lead::applied::Assignment;
use crate::routing::choose::OwnerChoice;
use crate::value::stage::Stage;

/// An owner gets at most one mail about a lead in this time: later wishes wait for its end, and come in one mail.
const TELL_AGAIN: SignedDuration = SignedDuration::from_mins(10);

impl Deciding<'_> {
    /// The lead's owner, unless that person has left the team.
    pub(crate) fn present_owner(&self) -> Option<&Person> {
        let owner = self.decisions.owner.as_ref().map(|assignment| &assignment.owner).or(self.lead.owner.as_ref());
        owner.and_then(|owner| self.config.team.person(owner))
    }

    /// Who is to have the lead; none if there is nobody but those who are excluded.
    pub(crate) fn wanted(&self, excluded: &[String]) -> Result<Option<Assignment>, NeedsOwner> {
        match self.choice {
            Some(OwnerChoice::Owner(assignment)) => Ok(Some(assignment.clone())),
            Some(OwnerChoice::Nobody) => Ok(None),
            None => Err(NeedsOwner { excluded: excluded.to_vec() }),
        }
    }

    /// Gives the lead to whom `routing.yaml` says, and tells them.
    pub(crate) fn hand_off(&mut self) -> Result<(), NeedsOwner> {
        if let Some(assignment) = self.wanted(&[])? {
            self.give_to(assignment, &[]);
            self.tell_owner();
        } else {
            // Nobody takes leads: it waits, and the manager knows.
            self.end_sequences("Handed to sales");
            self.decisions.handed_off = true;
            self.tell_manager();
        }
        Ok(())
    }

    /// A mail to the owner can't go: if that is because the owner has left the team, the lead goes to who is next, also from
    /// recycled, where a promised call would be forgotten.
    pub(crate) fn give_on(&mut self) -> Result<(), NeedsOwner> {
        let owner: Vec<String> = self.lead.owner.iter().cloned().collect();
        let is_over = self.lead.stage.is_closed() || self.lead.stage == Stage::Customer;
        if owner.is_empty() || is_over || self.present_owner().is_some() {
            return Ok(());
        }
        let Some(assignment) = self.wanted(&owner)? else {
            self.tell_manager();
            return Ok(());
        };
        if self.stage().is_marketings() {
            self.go_to(Stage::Sql, "Its owner has left the team", None, None);
        }
        self.give_to(assignment, &[]);
        self.tell_owner();
        Ok(())
    }

    pub(crate) fn give_to(&mut self, assignment: Assignment, missed: &[String]) {
        self.end_sequences("Handed to sales");
        self.stop_waiting();
        self.decisions.handed_off = true;
        let owner = assignment.owner.clone();
        if self.lead.owner.as_ref() != Some(&owner) {
            self.decisions.owner = Some(assignment);
        }
        let due = self.config.routing.accept_by(&self.config.team, &owner, self.lead.score.temperature, self.now);
        if let Some(due) = due {
            let id = format!("accept_{}", self.activity.id.hash());
            let task = Task::Accept { owner, missed: missed.to_vec() };
            self.decisions.planned.push(Plan { id, due: Some(due), about: None, task });
        }
    }

    /// Nobody need be told any more that the lead waits, or that its day has come.
    pub(crate) fn stop_waiting(&mut self) {
        let is_over = |entry: &&AgendaEntry| match &entry.task {
            Task::Accept { .. } => true,
            Task::Step { .. }
            | Task::Manual { .. }
            | Task::Webhook { .. }
            | Task::ClassifyClicks { .. }
            | Task::Unconfirmed { .. }
            | Task::FollowUp { .. } => false,
            Task::Mail { mail, .. } => {
                (TeamMail::Reminder.is(mail) || TeamMail::Escalation.is(mail)) && entry.delivery.claim.is_none()
            }
        };
        let over = self.lead.agenda.iter().filter(is_over);
        self.decisions.dropped.extend(over.map(|entry| entry.id.clone()));
        self.decisions.planned.retain(|entry| !matches!(entry.task, Task::Accept { .. }));
    }

    pub(crate) fn tell_manager(&mut self) {
        if self.config.team.manager().is_some() {
            self.decisions.planned.push(self.notify("missed", TeamMail::Escalation.name(), Recipient::Manager, None));
        }
    }

    /// Plans the owner's mail about this activity: at once, or with the end of the pause since the last one.
    pub(crate) fn tell_owner(&mut self) {
        let is_owners =
            |task: &Task| matches!(task, Task::Mail { mail, to: Recipient::Owner, .. } if TeamMail::HandOff.is(mail));
        if self.decisions.planned.iter().any(|plan| is_owners(&plan.task)) {
            return;
        }
        let is_for_another = self.decisions.owner.is_some();
        let waiting = self.lead.agenda.iter().find(|entry| is_owners(&entry.task) && entry.delivery.claim.is_none());
        let due = match (waiting, self.lead.owner_notified_at) {
            _ if is_for_another => None,
            (Some(entry), _) => Some(entry.delivery.due),
            (None, Some(told)) => Some(told.min(self.now) + TELL_AGAIN),
            (None, None) => None,
        };
        let due = due.filter(|due| *due > self.now);
        self.decisions.dropped.extend(waiting.map(|entry| entry.id.clone()));
        // What came first is still the reason: who reassigned the lead, and why. The wishes that came since, the mail
        // finds in the lead.
        let about = waiting.filter(|_| !is_for_another).map(|entry| entry.about.clone());
        let notice = self.notify("owner", TeamMail::HandOff.name(), Recipient::Owner, due);
        self.decisions.planned.insert(0, Plan { about, ..notice });
    }
}
