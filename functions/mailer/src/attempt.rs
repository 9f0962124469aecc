//! One attempt: hold on the entry, SES, and what becomes of it.
//!
//! A claim is a conditional write of the lead, so of two mailers one gets it. After it there is exactly one attempt.

use jiff::Timestamp;
use leadwright_cloud::control::Found;
use leadwright_cloud::mail::{Outgoing, SendError};
use leadwright_cloud::telemetry;
use leadwright_domain::activity::{Activity, Mailing};
use leadwright_domain::lead::{AgendaEntry, Claim, Lead};
use tracing::{error, info, warn};

use crate::letter::Made;
use crate::{Mailer, MailerError, pace};

/// What was refused so many times in a row does not pass by itself.
const PERSISTENT: u32 = 4;

impl Mailer {
    /// Takes hold of the entry; none if the lead changed meanwhile.
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
        found: &Found,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        let Some((entry, claim)) = claimed(&lead, &mailing.send) else { return Ok(Some(lead)) };
        let sent = match self.make(&lead, &entry, &mailing, &claim, found, now) {
            Ok(made) => self.send(&lead, &entry, &mailing, made).await,
            Err(failure) => Err(failure),
        };
        match sent {
            Ok(()) => {
                info!(lead.id = %lead.id, send.id = mailing.send, mail = mailing.mail, "sent");
                let record = Activity::mail_sent(&lead.id, mailing, claim.at);
                self.record(lead, record, now).await
            }
            Err(SendError::Unknown(why)) => {
                // The claim stands.
                warn!(lead.id = %lead.id, send.id = mailing.send, why, "no answer from SES");
                Ok(Some(lead))
            }
            Err(SendError::Never(why)) => self.drop(&lead, mailing, now, format!("SES refused it: {why}")).await,
            Err(SendError::Rejected(why)) => self.release(lead, mailing, &entry, now, &why, true).await,
            Err(SendError::TooFast) => self.wait_for_ses(&lead, &entry, now).await,
            Err(why @ SendError::TooMany) => {
                let until = now + pace::until_more(&entry);
                self.put_off(&lead, &entry, mailing, until, why.to_string(), now).await
            }
            Err(SendError::NotNow(why)) => self.release(lead, mailing, &entry, now, &why, false).await,
        }
    }

    async fn send(&self, lead: &Lead, entry: &AgendaEntry, mailing: &Mailing, made: Made) -> Result<(), SendError> {
        let Made { to, raw } = made;
        let from = &self.sender.address;
        let outgoing = Outgoing { from, to: &to, raw, send: &entry.id, lead: &lead.id, recipient: mailing.to };
        self.pace.send(&self.mail, outgoing).await
    }

    /// Lets go of the claim after a refusal that may pass.
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
            warn!(lead.id = %lead.id, send.id = entry.id, tries, why, "not sent for now");
        } else {
            // Somebody has to mend the account, the sender or the template. The mail waits until then.
            error!(lead.id = %lead.id, send.id = entry.id, tries, why, "still not sent");
            telemetry::count("NotSent", &self.stack);
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
    let entry = lead.agenda.iter().find(|entry| entry.id == send)?;
    Some((entry.clone(), entry.delivery.claim.clone()?))
}
