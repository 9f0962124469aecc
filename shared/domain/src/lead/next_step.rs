//! The next step of a lead that is with salespeople: what is to be done, and when.
//!
//! What must stay true: it is read off the agenda, and nothing else knows of it. So it is stored, dropped and repeated with
//! the activity that decides it. That there always is one is the fold's to see to.

use jiff::Timestamp;

use crate::lead::agenda::{AgendaEntry, Task};
use crate::lead::occasion::Occasion;
use crate::value::stage::Stage;

/// What the owner of a lead is to do that they have not accepted yet.
pub(crate) const ACCEPT: &str = "Accept it and call";

/// The longest words for a step, in characters.
pub const WORDS: usize = 100;

/// What a salesperson is to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextStep<'a> {
    /// The id of its agenda entry.
    pub entry: &'a str,
    /// When it is due, or was.
    pub due: Timestamp,
    /// What is to be done, in words that a salesperson reads.
    pub what: &'a str,
    /// Who promised it; none where a rule set it.
    pub by: Option<&'a str>,
    /// What it follows.
    pub on: Occasion,
    /// Whose it is, by id, where that is said: a task that a sequence gave to somebody. Else the owner's.
    pub to: Option<&'a str>,
    /// It was not done in its time, and goes up to the manager until somebody acts.
    pub is_missed: bool,
}

impl<'a> NextStep<'a> {
    /// The step that a task with that id is, which is due then; none for what is no salesperson's to do.
    pub(crate) fn of(entry: &'a str, task: &'a Task, due: Timestamp) -> Option<Self> {
        match task {
            Task::Accept { .. } => {
                Some(Self { entry, due, what: ACCEPT, by: None, on: Occasion::HandedOff, to: None, is_missed: false })
            }
            Task::FollowUp { what, by, on, missed } => Some(Self {
                entry,
                due: missed.unwrap_or(due),
                what,
                by: by.as_deref(),
                on: *on,
                to: None,
                is_missed: missed.is_some(),
            }),
            Task::Manual { what, to, .. } => {
                Some(Self { entry, due, what, by: None, on: Occasion::Sequence, to: Some(to), is_missed: false })
            }
            Task::Mail { .. }
            | Task::Step { .. }
            | Task::Webhook { .. }
            | Task::ClassifyClicks { .. }
            | Task::Unconfirmed { .. } => None,
        }
    }

    /// The step that an entry of an agenda is; none for what is no salesperson's to do.
    pub fn of_entry(entry: &'a AgendaEntry) -> Option<Self> {
        Self::of(&entry.id, &entry.task, entry.delivery.due)
    }

    /// Its time has come.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.due <= now
    }
}

/// A lead of that stage must have a next step: one that salespeople work on, one that was set aside until a day, and a
/// customer who asked for a salesperson.
pub(crate) fn needs_next_step(stage: Stage, has_day: bool, is_waiting: bool) -> bool {
    stage.is_sales() || (stage == Stage::Recycled && has_day) || (stage == Stage::Customer && is_waiting)
}
