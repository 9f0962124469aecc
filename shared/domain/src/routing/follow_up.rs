//! What becomes of a next step whose time has come: its owner is reminded, then it is missed, then it goes up to the
//! manager, every working morning, until somebody acts.
//!
//! What must stay true: each answer but [`FollowUpDue::Missed`] says when the step is looked at again, so that it is never
//! left. What is missed is planned anew by the fold, with its next time.

use jiff::Timestamp;

use crate::company::Company;
use crate::lead::{AgendaEntry, Lead, Occasion, Task, Temperature};
use crate::routing::absence::Unable;
use crate::routing::choose::Distribution;
use crate::sending::outbox::StepsReader;

/// What is to be done with a next step that is due now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowUpDue {
    /// Its owner is reminded. Nobody else need know before that time.
    Remind {
        /// When it is looked at again.
        again: Timestamp,
    },
    /// It was not done in its time.
    Missed {
        /// Why its owner could not do it, if so.
        unable: Option<Unable>,
        /// The lead is hot: the manager hears of it now.
        at_once: bool,
    },
    /// It was missed: the manager and the owner hear of it this morning.
    GoUp {
        /// When it is looked at again: the next working morning.
        again: Timestamp,
    },
}

impl Distribution<'_> {
    /// What is to be done with an entry of the lead's agenda that is due now; none if it is no follow-up.
    pub fn follow_up_due(&self, lead: &Lead, entry: &AgendaEntry, company: &Company) -> Option<FollowUpDue> {
        let Task::FollowUp { missed, on, .. } = &entry.task else { return None };
        let manager = self.team.manager_time(company);
        if missed.is_some() {
            return Some(FollowUpDue::GoUp { again: manager.next_morning(self.now) });
        }
        let temperature = lead.score.temperature;
        // What nobody chose, and nothing that happened asks for, can wait for the morning.
        let at_once = temperature == Temperature::Hot && !matches!(on, Occasion::Otherwise | Occasion::SetAside);
        let owner = lead.owner.as_ref();
        let Some(person) = owner.and_then(|owner| self.team.person(owner)) else {
            let unable = owner.map(|_| Unable::Left);
            return Some(FollowUpDue::Missed { unable, at_once });
        };
        if let Some(why) = self.absent(person) {
            return Some(FollowUpDue::Missed { unable: Some(why), at_once });
        }
        let due = entry.delivery.due;
        // A hot lead waits no longer for what was promised than for being accepted.
        let soon = self.routing.accept_by(self.team, &person.id, temperature, due).filter(|_| at_once);
        let again = soon.unwrap_or_else(|| manager.next_morning(due)).max(due);
        let is_late = again <= self.now;
        Some(if is_late { FollowUpDue::Missed { unable: None, at_once } } else { FollowUpDue::Remind { again } })
    }

    /// Who sees to leads with an overdue step: the manager, and whoever runs the system if the manager is not there.
    pub fn supervisors(&self) -> impl Iterator<Item = StepsReader> {
        let manager = self.team.manager();
        let is_there = manager.is_some_and(|manager| self.absent(manager).is_none());
        let manager = manager.map(|manager| StepsReader::Person { id: manager.id.clone() });
        manager.into_iter().chain((!is_there).then_some(StepsReader::Operator))
    }

    /// The lead's owner, who is there, and does not see to all leads.
    pub fn present_owner(&self, lead: &Lead) -> Option<StepsReader> {
        let owner = self.team.person(lead.owner.as_ref()?)?;
        let is_other = self.team.manager.as_ref() != Some(&owner.id);
        (is_other && self.absent(owner).is_none()).then(|| StepsReader::Person { id: owner.id.clone() })
    }
}
