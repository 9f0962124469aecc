//! When followed links are judged.

use crate::activity::{Follow, content_hash};
use crate::agenda::{Plan, Task};
use crate::fold::decide::Deciding;
use crate::tracking::JUDGED_AFTER;

impl Deciding<'_> {
    /// Has the links of a mail judged together, once no other was followed for a while.
    pub(super) fn judge_later(&mut self, follow: &Follow) {
        if self.lead.follows.iter().all(|other| other.activity != self.activity.id) {
            return;
        }
        let (id, task) = (entry(&follow.send), Task::Judge { send: follow.send.clone(), mail: follow.mail.clone() });
        self.drop_judging(&id);
        self.decisions.planned.push(Plan { id, due: Some(self.now + JUDGED_AFTER), about: None, task });
    }

    /// The links of a mail need not be judged any more, once none of them waits.
    pub(super) fn judged(&mut self, send: &str) {
        if self.lead.follows.iter().all(|follow| follow.send != send) {
            self.drop_judging(&entry(send));
        }
    }

    fn drop_judging(&mut self, id: &str) {
        let there = self.lead.agenda.iter().filter(|entry| entry.id == id);
        self.decisions.dropped.extend(there.map(|entry| entry.id.clone()));
    }
}

/// The agenda entry's id: one a mail.
fn entry(send: &str) -> String {
    format!("judge_{}", content_hash(&[send]))
}
