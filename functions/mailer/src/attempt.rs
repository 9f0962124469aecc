//! One attempt at a mail of a lead's agenda: the claim, the call of SES, and its result.
//!
//! A claim is a conditional write of the lead, so one of two mailers gets it. After it there is exactly one attempt.

use jiff::Timestamp;
use leadwright_cloud::mail::{MailRef, MimeMail, SendError};
use leadwright_cloud::table::MailContext;
use leadwright_cloud::telemetry::Alarm;
use leadwright_domain::activity::{Activity, Mailing, Origin};
use leadwright_domain::lead::{AgendaEntry, Claim, Lead};
use tracing::{error, info, warn};

use crate::letter::Ready;
use crate::mailer::{Mailer, MailerError};
use crate::pace::{A_MOMENT, until_more};

/// What was refused this often in a row does not pass by itself: somebody has to look.
pub(crate) const PERSISTENT: u32 = 4;

impl Mailer {
    /// Claims the entry; none if the lead changed meanwhile.
    pub(crate) async fn claim(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        mail: &str,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        self.change(lead, entry, |held| held.claim(now, mail)).await
    }

    /// Makes the one attempt that the claim allows.
    pub(crate) async fn attempt(
        &self,
        lead: Lead,
        mailing: Mailing,
        found: &MailContext,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        let Some((entry, claim)) = claimed(&lead, &mailing.send) else { return Ok(Some(lead)) };
        let sent = match self.make(&lead, &entry, &mailing, &claim, found, now) {
            Ok(ready) => self.send(&lead, &mailing, ready).await,
            Err(failure) => Err(failure),
        };
        if mailing.origin() == Origin::Visitor && sent.as_ref().is_err_and(SendError::is_refusal) {
            self.is_not_under_way(&lead, now).await;
        }
        match sent {
            Ok(()) => {
                info!(lead.id = %lead.id, send.id = mailing.send, mail = mailing.mail, "mail handed to SES");
                let record = Activity::mail_sent(&lead.id, mailing, claim.at);
                self.record(lead, record, now).await
            }
            Err(SendError::Unknown(why)) => {
                // The claim stands.
                warn!(lead.id = %lead.id, send.id = mailing.send, why, "no answer from SES about a mail: its claim stands");
                Ok(Some(lead))
            }
            Err(SendError::Never(why)) => self.drop(&lead, mailing, now, format!("SES refused it: {why}")).await,
            Err(SendError::Rejected(why)) => self.release(lead, mailing, &entry, now, &why, true).await,
            Err(SendError::TooFast) => self.wait_for_ses(&lead, &entry, now).await,
            Err(why @ SendError::TooMany) => {
                let until = now + until_more(entry.is_marketing());
                self.put_off(&lead, &entry, mailing, until, why.to_string(), now).await
            }
            Err(SendError::NotNow(why)) => self.release(lead, mailing, &entry, now, &why, false).await,
        }
    }

    /// A mail to a visitor was counted before the attempt, and did not go. If that can't be written it counts as under way
    /// for some minutes; the claim is released all the same.
    async fn is_not_under_way(&self, lead: &Lead, now: Timestamp) {
        if let Err(why) = self.ledger.table.count_known_visitor_mails(now, 1).await {
            warn!(lead.id = %lead.id, %why, "refused mail to a visitor counts as under way for some minutes");
        }
    }

    async fn send(&self, lead: &Lead, mailing: &Mailing, ready: Ready) -> Result<(), SendError> {
        let Ready { to, raw } = ready;
        let is = MailRef::of_lead(lead.id.clone(), mailing);
        self.pace.send(&self.ses, MimeMail { from: &self.sender.address, to: &to, raw, is: &is }).await
    }

    /// Releases the claim: SES's rate is used up. That is no refusal of this mail, and does not count as one.
    async fn wait_for_ses(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        warn!(lead.id = %lead.id, send.id = entry.id, why = %SendError::TooFast, "mail waits a minute for SES's rate");
        // Changed by somebody else meanwhile: the claim's lease ends by itself.
        self.change(lead, entry, |held| held.delivery.put_off(now + A_MOMENT)).await
    }

    /// Releases the claim after a refusal that may pass.
    async fn release(
        &self,
        lead: Lead,
        mailing: Mailing,
        entry: &AgendaEntry,
        now: Timestamp,
        why: &str,
        is_about_this_mail: bool,
    ) -> Result<Option<Lead>, MailerError> {
        let tries = entry.delivery.tries + 1;
        if tries < PERSISTENT {
            warn!(lead.id = %lead.id, send.id = entry.id, tries, why, "mail refused by SES, tried again later");
        } else {
            // A person has to fix the account, the sender or the template. The mail waits until then.
            error!(lead.id = %lead.id, send.id = entry.id, tries, why, "mail still not sent");
            self.alarms.raise(Alarm::NotSent);
        }
        let mut released = entry.clone();
        if !released.delivery.release(now, is_about_this_mail) {
            return self.drop(&lead, mailing, now, format!("SES refused it too often: {why}")).await;
        }
        // Changed by somebody else meanwhile: the claim's lease ends by itself.
        self.change(&lead, entry, |held| held.clone_from(&released)).await
    }
}

fn claimed(lead: &Lead, send: &str) -> Option<(AgendaEntry, Claim)> {
    let entry = lead.entry(send)?;
    Some((entry.clone(), entry.delivery.claim.clone()?))
}
