//! The agenda of a lead: what is due, one entry after the other.

use jiff::Timestamp;
use leadwright_cloud::table::{MailContext, MailLookup};
use leadwright_domain::activity::{Activity, Mailing, Origin, Recipient, StepRef};
use leadwright_domain::lead::{AgendaEntry, Lead, NextStep, Task};
use leadwright_domain::sending::SendVerdict;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::words::Words;
use leadwright_domain::{mail, routing, sending, sequence};

use crate::mailer::{Mailer, MailerError};

impl Mailer {
    /// Sends what is due to or about the lead, one mail after the other.
    pub(crate) async fn deal_with_lead(&self, id: &LeadId, now: Timestamp, stop: Timestamp) -> Result<(), MailerError> {
        let mut lead = self.ledger.table.lead(id).await?;
        if lead.is_none() {
            return self.clear_erased(id, now, stop).await;
        }
        while let Some(current) = lead.as_ref().filter(|lead| lead.is_due(now)) {
            if self.clock.is_past(stop) {
                return Err(MailerError::OutOfTime);
            }
            lead = if let Some(entry) = sequence::next_ready(current, &self.ledger.config.sequences, now) {
                self.deal_with(current, entry, now).await?
            } else if let Some((days, at)) = current.untouched_next().filter(|(_, at)| *at <= now) {
                self.record(current.clone(), Activity::untouched(&current.id, current.version(), days, at), now).await?
            } else {
                let at = current.temperature_changes_at().unwrap_or(now);
                self.record(current.clone(), Activity::temperature_changed(&current.id, at), now).await?
            };
        }
        Ok(())
    }

    /// Goes on with the clearing of a lead that was erased; what is left then is due in the next minute.
    async fn clear_erased(&self, id: &LeadId, now: Timestamp, stop: Timestamp) -> Result<(), MailerError> {
        // On the heap: leads are seldom erased.
        Box::pin(self.ledger.eraser().go_on(id, now, || !self.clock.is_past(stop))).await?;
        Ok(())
    }

    /// Deals with one entry; the lead as it is then.
    async fn deal_with(&self, lead: &Lead, entry: &AgendaEntry, now: Timestamp) -> Result<Option<Lead>, MailerError> {
        match &entry.task {
            Task::Accept { owner, .. } => {
                let people = self.ledger.table.people().await?;
                let unable = self.ledger.config.distribution(&people, now).unable_to_accept(owner);
                // It is stored in English, and told in the reader's language.
                let unable = unable.map(|why| why.words(Words::english()));
                let missed = Activity::accept_missed(&lead.id, &entry.id, owner, unable, entry.delivery.due);
                self.record(lead.clone(), missed, now).await
            }
            Task::Step { step } | Task::Webhook { step, .. } | Task::Manual { step, .. }
                if self.is_paused(step).await? =>
            {
                self.put_aside(lead, entry, |waiting| waiting.delivery.put_off(now + sending::PAUSED)).await
            }
            Task::Step { step } => {
                let set = sequence::fields_set(entry, lead, &self.ledger.config.sequences);
                let taken = Activity::step_taken(&lead.id, step.clone(), &entry.id, set, entry.delivery.due);
                self.record(lead.clone(), taken, now).await
            }
            // Its time is up: the sequence goes on without it.
            Task::Manual { what, to, .. } => {
                let due = entry.delivery.due;
                let missed = Activity::follow_up_missed(&lead.id, &entry.id, what, Some(to), None, due);
                self.record(lead.clone(), missed, now).await
            }
            Task::Webhook { url, step } => self.call(lead, entry, url, step, now).await,
            Task::FollowUp { .. } => match NextStep::of_entry(entry) {
                Some(step) => self.deal_with_follow_up(lead, entry, step, now).await,
                None => Ok(Some(lead.clone())),
            },
            Task::Unconfirmed { form } => {
                let expired = Activity::consent_expired(&lead.id, &entry.id, form, entry.delivery.due);
                self.record(lead.clone(), expired, now).await
            }
            Task::ClassifyClicks { send, mail } => self.classify_clicks(lead, entry, send, mail, now).await,
            Task::Mail { mail, to, step } => {
                let to = self.recipient(lead, mail, *to, now).await?;
                let mail = self.mail_for(lead, step.as_ref(), mail, to, now);
                let mailing = Mailing { send: entry.id.clone(), mail, to, step: step.clone() };
                // On the heap: it would make every future around it large.
                Box::pin(self.deal_with_mail(lead, entry, mailing, now)).await
            }
        }
    }

    /// Who gets the mail: its owner's manager, where the owner can't be reached.
    async fn recipient(
        &self,
        lead: &Lead,
        mail: &str,
        to: Recipient,
        now: Timestamp,
    ) -> Result<Recipient, MailerError> {
        // Mostly, and for every new lead: then nothing is read.
        if routing::is_watched(mail, to, lead) {
            return Ok(to);
        }
        let people = self.ledger.table.people().await?;
        Ok(self.ledger.config.distribution(&people, now).recipient(mail, to, lead))
    }

    /// The file of the mail that goes out: of its variants the one for this lead, in its language.
    fn mail_for(&self, lead: &Lead, step: Option<&StepRef>, planned: &str, to: Recipient, now: Timestamp) -> String {
        let config = &self.ledger.config;
        let mail = step.map_or_else(
            || planned.to_owned(),
            |step| sequence::mail_for(lead, step, planned, &config.sequences, &config.scoring, now),
        );
        mail::file_for(config, &mail, to, lead).to_owned()
    }

    /// Somebody stopped the sequence for a while. (A mail learns it with all else that stands in its way.)
    async fn is_paused(&self, step: &StepRef) -> Result<bool, MailerError> {
        Ok(self.ledger.table.control().await?.paused.contains(&step.sequence))
    }

    /// Sends the mail, puts it off or drops it, as the rules say of it now.
    async fn deal_with_mail(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        mailing: Mailing,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        let found = self.look_up(lead, entry, &mailing, now).await?;
        let verdict = self.ledger.config.sending_rules().verdict(mailing.to, entry, lead, &found.outside, now);
        match self.pace.turn(verdict, entry, now).await {
            SendVerdict::Go => {}
            SendVerdict::Wait { until, reason } => return self.put_off(lead, entry, mailing, until, reason, now).await,
            SendVerdict::Drop(reason) => return self.drop(lead, mailing, now, reason).await,
        }
        if mailing.origin() == Origin::Visitor {
            // Before the attempt: what is under way is never less than what is counted.
            self.ledger.table.count_visitor_mail(now).await?;
        }
        match self.claim(lead, entry, &mailing.mail, now).await? {
            // On the heap: it would make every future around it large.
            Some(claimed) => Box::pin(self.attempt(claimed, mailing, &found, now)).await,
            // Somebody else changed the lead: look again.
            None => Ok(self.ledger.table.lead(&lead.id).await?),
        }
    }

    /// Reads what the mail is about and what may stand in its way.
    async fn look_up(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        mailing: &Mailing,
        now: Timestamp,
    ) -> Result<MailContext, MailerError> {
        let to_lead = mailing.to == Recipient::Lead;
        let address = lead.email().filter(|_| to_lead);
        let suppression = address.map(|address| self.identity.suppression(&address));
        let wanted = MailLookup {
            lead: &lead.id,
            merged: &lead.merged,
            about: &entry.about,
            asked: if to_lead { Vec::new() } else { lead.wishes_to_show() },
            suppression: suppression.as_deref(),
            origin: mailing.origin(),
            brake: &self.ledger.config.sending.brake,
            now,
        };
        let found = self.ledger.table.before_mail(wanted).await?;
        found.ok_or_else(|| MailerError::NoActivity(entry.about.clone()))
    }
}
