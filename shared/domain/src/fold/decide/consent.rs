//! Consents that the lead has to confirm, those that nobody confirmed, and stops.

use crate::activity::kinds::Submission;
use crate::activity::mail::{CONFIRM, Confirmation, Recipient, TeamMail};
use crate::fold::decide::{Deciding, NeedsOwner};
use crate::form::Form;
use crate::lead::agenda::{Plan, Task};
use crate::value::purpose::Purpose;
use crate::value::stage::Stage;

/// Forms of one lead that wait at once for one confirmation: more are not remembered, and have to be sent again.
const WAITING: usize = 8;

/// Why a lead goes back to the suspects of whom nothing is known but what nobody confirmed.
const UNCONFIRMED: &str = "Nobody confirmed the address";

impl Deciding<'_> {
    /// The box was ticked and does not count before the address's owner confirms it: after a "no", or because the form asks
    /// for double opt-in.
    fn is_to_confirm(&self, sent: &Submission) -> bool {
        sent.consent.is_some()
            && self.config.emails.contains_key(CONFIRM)
            && self.lead.is_to_confirm(&self.activity.id, sent.agreed.double_opt_in)
    }

    /// Nothing follows the form before it is confirmed, not even its thank-you mail: anybody may have sent it.
    pub(crate) fn waits_for_confirmation(&self, sent: &Submission) -> bool {
        sent.agreed.double_opt_in && self.is_to_confirm(sent)
    }

    /// The address's owner is asked, by mail, whether to believe the tick. One mail asks for all that is posted as long as
    /// its link works.
    pub(crate) fn ask_to_confirm(&mut self, sent: &Submission) {
        if !self.is_to_confirm(sent) {
            return;
        }
        let waits = sent.agreed.double_opt_in;
        if !self.lead.was_just_asked_to_confirm(self.now) {
            self.decisions.planned.push(self.notify("confirm", CONFIRM, Recipient::Lead, None));
            self.decisions.after_no = self.lead.standing_no().is_some();
        } else if let Some(request) = self.lead.confirmation.as_ref().filter(|_| waits) {
            let is_new = request.what.all().all(|other| other.form != sent.form);
            self.decisions.waits = is_new && request.what.also.len() < WAITING;
        }
        let is_asked = self.decisions.waits || self.decisions.planned.iter().any(is_request);
        if waits && is_asked {
            self.expire_later(&sent.form);
        }
    }

    /// What waits is forgotten after the time of `sending.yaml`, counted from the newest form.
    fn expire_later(&mut self, form: &str) {
        let mut about = None;
        for entry in self.lead.agenda.iter().filter(|entry| matches!(entry.task, Task::Unconfirmed { .. })) {
            // What nobody confirmed the first time is still what is known of the lead.
            about = Some(entry.about.clone());
            self.decisions.dropped.push(entry.id.clone());
        }
        let id = format!("unconfirmed_{}", self.activity.id.hash());
        let due = Some(self.now + self.config.sending.unconfirmed.duration());
        self.decisions.planned.push(Plan { id, due, about, task: Task::Unconfirmed { form: form.to_owned() } });
    }

    pub(crate) fn on_confirmation(&mut self, what: &Confirmation) {
        if self.lead.standing_no().is_some_and(|no| no.occurred_at() >= what.asked.occurred_at()) {
            self.ignore("They unsubscribed after they had ticked the box".to_owned());
            return;
        }
        self.release(what);
    }

    /// The lead agreed on its preference page: that is as good as the link of the mail.
    pub(crate) fn release_waiting(&mut self) {
        if let Some(request) = self.lead.confirmation.as_ref().filter(|_| self.lead.may_be_marketed_to()) {
            self.release(&request.what);
        }
    }

    /// What the forms would have been answered with at once.
    fn release(&mut self, what: &Confirmation) {
        for (at, one) in what.all().enumerate().filter(|(_, one)| one.waits) {
            let mail = self.config.forms.get(&one.form).and_then(|form| form.acknowledge.as_ref());
            if let Some(mail) = mail {
                let kind = if at == 0 { "thanks".to_owned() } else { format!("thanks{at}") };
                let plan = self.notify(&kind, mail, Recipient::Lead, None);
                self.decisions.planned.push(Plan { about: Some(one.asked.clone()), ..plan });
            }
        }
        self.forget_expiry();
    }

    fn forget_expiry(&mut self) {
        let waits = self.lead.agenda.iter().filter(|entry| matches!(entry.task, Task::Unconfirmed { .. }));
        self.decisions.dropped.extend(waits.map(|entry| entry.id.clone()));
    }

    /// Nobody confirmed in time. Of whom nothing else is known has shown no interest: a stranger may have typed the address.
    /// That it was asked is remembered, so that no call list takes it.
    pub(crate) fn on_expired(&mut self, entry: &str, form: &str) {
        let Some(entry) = self.entry(entry) else {
            return self.ignore("It was confirmed meanwhile".to_owned());
        };
        self.decisions.dropped.push(entry.id.clone());
        let asks_twice = |form: &str| self.config.forms.get(form).is_some_and(Form::asks_for_double_opt_in);
        let lead = self.lead;
        let is_all = lead.first_touch.activity == entry.about
            && lead.submissions.forms().all(|sent| sent == form || asks_twice(sent))
            && lead.consent.is_none()
            && lead.owner.is_none();
        if is_all && self.stage() == Stage::Lead {
            self.go_to(Stage::Suspect, UNCONFIRMED, None, None);
        }
    }

    /// The lead withdrew a consent: what was planned by it goes.
    pub(crate) fn on_withdrawn(&mut self, purpose: Purpose) -> Result<(), NeedsOwner> {
        match purpose {
            Purpose::Mail => self.on_end("Unsubscribed"),
            Purpose::Phone => {
                self.drop_calls();
                Ok(())
            }
            Purpose::Measuring => Ok(()),
        }
    }

    /// Mails that ask a salesperson to call: a step of a sequence that was to offer something.
    pub(crate) fn drop_calls(&mut self) {
        let is_call = |task: &Task| matches!(task, Task::Mail { mail, .. } if TeamMail::Call.is(mail));
        let idle = self.lead.agenda.iter().filter(|entry| entry.delivery.claim.is_none());
        let calls: Vec<_> = idle.filter(|entry| is_call(&entry.task)).map(|entry| entry.id.clone()).collect();
        self.decisions.dropped.extend(calls);
    }

    /// Somebody of the team stops the mails: who is written to said so, and they alone take it back.
    pub(crate) fn on_stop(&mut self, by: &str) {
        self.decisions.stopped = true;
        self.end_sequences(&format!("Stopped by {}", self.name_of(by)));
    }
}

fn is_request(plan: &Plan) -> bool {
    plan.task.mailing(&plan.id).is_some_and(|mailing| mailing.asks_to_confirm())
}
