//! When followed links are judged.

use crate::fold::decide::Deciding;
use crate::lead::agenda::{Plan, Task};
use crate::tracking::burst::CLASSIFIED_AFTER;
use crate::value::hash::content_hash;

impl Deciding<'_> {
    /// Has the links and the picture of a mail judged together, once no other was followed for a while.
    pub(crate) fn classify_clicks_later(&mut self, send: &str, mail: &str) {
        if self.lead.pending_clicks.iter().all(|other| other.activity != self.activity.id) {
            return;
        }
        let (id, task) = (entry(send), Task::ClassifyClicks { send: send.to_owned(), mail: mail.to_owned() });
        self.drop_classification(&id);
        self.decisions.planned.push(Plan { id, due: Some(self.now + CLASSIFIED_AFTER), about: None, task });
    }

    /// The links of a mail need not be judged any more, once none of them waits.
    pub(crate) fn clicks_classified(&mut self, send: &str) {
        if self.lead.pending_clicks.iter().all(|follow| follow.send != send) {
            self.drop_classification(&entry(send));
        }
    }

    fn drop_classification(&mut self, id: &str) {
        let there = self.lead.agenda.iter().filter(|entry| entry.id == id);
        self.decisions.dropped.extend(there.map(|entry| entry.id.clone()));
    }
}

/// The agenda entry's id: one a mail.
fn entry(send: &str) -> String {
    format!("judge_{}", content_hash(&[send]))
}
