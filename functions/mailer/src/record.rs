//! What becomes of an entry is written: as an activity, or as a change of the agenda alone.

use jiff::Timestamp;
use leadwright_domain::activity::{Activity, Mailing};
use leadwright_domain::lead::{AgendaEntry, Lead};
use tracing::info;

use crate::mailer::{Mailer, MailerError};

impl Mailer {
    /// Puts the mail off, and says why, unless that is said already.
    pub(crate) async fn put_off(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        mailing: Mailing,
        until: Timestamp,
        reason: String,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        if entry.delivery.held.as_ref() != Some(&reason) {
            let held = Activity::mail_held(&lead.id, mailing, until, reason, now);
            return self.record(lead.clone(), held, now).await;
        }
        self.put_aside(lead, entry, |held| held.delivery.hold_on(until)).await
    }

    /// Changes what the agenda says of an entry, in one conditional write; none if somebody else changed the lead meanwhile.
    pub(crate) async fn change(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        change: impl FnMut(&mut AgendaEntry),
    ) -> Result<Option<Lead>, MailerError> {
        let mut changed = lead.clone();
        changed.change_entry(&entry.id, change);
        Ok(self.ledger.table.put_agenda(&changed, lead.version()).await?.then_some(changed))
    }

    /// The same of an entry that nobody is at: the lead as it is then, whoever changed it.
    pub(crate) async fn put_aside(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        change: impl FnMut(&mut AgendaEntry),
    ) -> Result<Option<Lead>, MailerError> {
        match self.change(lead, entry, change).await? {
            Some(changed) => Ok(Some(changed)),
            None => Ok(self.ledger.table.lead(&lead.id).await?),
        }
    }

    /// Takes the mail off the agenda for good, and says why.
    pub(crate) async fn drop(
        &self,
        lead: &Lead,
        mailing: Mailing,
        now: Timestamp,
        reason: String,
    ) -> Result<Option<Lead>, MailerError> {
        info!(lead.id = %lead.id, send.id = mailing.send, reason, "mail dropped");
        let dropped = Activity::mail_dropped(&lead.id, mailing, reason, now);
        self.record(lead.clone(), dropped, now).await
    }

    pub(crate) async fn record(
        &self,
        lead: Lead,
        activity: Activity,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        let id = lead.id.clone();
        // On the heap: it would make every future around it large.
        Ok(Box::pin(self.ledger.apply_to(&id, Some(lead), &[activity], now)).await?.lead)
    }
}
