//! Consents that the lead has to confirm, and stops.

use crate::activity::kinds::Submission;
use crate::activity::mail::{CONFIRM, Confirmation, Recipient};
use crate::fold::decide::Deciding;

impl Deciding<'_> {
    /// The box was ticked for an address that had said no: its owner is asked, by mail, whether to believe it.
    pub(crate) fn ask_to_confirm(&mut self, sent: &Submission) {
        let is_asked = sent.consent.is_some()
            && self.config.emails.contains_key(CONFIRM)
            && self.lead.may_be_asked_to_confirm(&self.activity.id, self.now);
        if is_asked {
            self.decisions.planned.push(self.notify("confirm", CONFIRM, Recipient::Lead, None));
        }
    }

    pub(crate) fn on_confirmation(&mut self, what: &Confirmation) {
        if self.lead.standing_no().is_some_and(|no| no.occurred_at() >= what.asked.occurred_at()) {
            self.ignore("They unsubscribed after they had ticked the box".to_owned());
        }
    }

    /// Somebody of the team stops the mails: who is written to said so, and they alone take it back.
    pub(crate) fn on_stop(&mut self, by: &str) {
        self.decisions.stopped = true;
        self.end_sequences(&format!("Stopped by {}", self.name_of(by)));
    }
}
