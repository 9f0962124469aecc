//! Mails of the outbox, which have no lead: a claim, one attempt and its record, as for a lead's mails.

use jiff::Timestamp;
use leadwright_cloud::files::{FILE_DAYS, PATIENCE};
use leadwright_cloud::mail::{MailRef, MimeMail, SendError};
use leadwright_cloud::telemetry::Alarm;
use leadwright_domain::mail::{DeskLinks, Mailbox, Notice, OutboxLetter, outbox_letter};
use leadwright_domain::sending::{MailFile, OutboxEntry, OutboxId};
use tracing::{error, info, warn};

use crate::attempt::PERSISTENT;
use crate::mailer::{Mailer, MailerError};
use crate::mime::Mime;
use crate::pace::{A_MOMENT, until_more};

impl Mailer {
    /// Sends a mail of the outbox, if it is due and not claimed.
    pub(crate) async fn deal_with_outbox(
        &self,
        id: &OutboxId,
        now: Timestamp,
        stop: Timestamp,
    ) -> Result<(), MailerError> {
        let Some(mail) = self.ledger.table.outbox(id).await? else {
            warn!(send.id = %id, "message of the send queue dropped: no such mail in the outbox");
            return Ok(());
        };
        if !mail.is_ready(now) {
            return Ok(());
        }
        // A rendered mail is read after the claim, before the attempt.
        if self.clock.real() + PATIENCE > stop {
            return Err(MailerError::OutOfTime);
        }
        match self.change_outbox(&mail, |mail| mail.claim(now)).await? {
            Some(claimed) => self.attempt_outbox(&claimed, now).await,
            // Another mailer has claimed it.
            None => Ok(()),
        }
    }

    /// Makes the one attempt that the claim allows, and writes its result.
    async fn attempt_outbox(&self, claimed: &OutboxEntry, now: Timestamp) -> Result<(), MailerError> {
        let (id, tries) = (&claimed.id, claimed.delivery.tries + 1);
        let letter = match claimed.mail.due_steps() {
            None => {
                let links = DeskLinks { base: &self.public_url, keys: &self.keys };
                outbox_letter(&claimed.mail, &self.ledger.config, &self.stack, links)
            }
            Some((reader, lead)) => {
                let Some(notice) = self.due_steps(reader, lead, now).await? else {
                    info!(send.id = %id, "mail of the outbox not needed: somebody acted on all that was due");
                    self.change_outbox(claimed, |mail| mail.give_up(now, "Nothing is due any more")).await?;
                    return Ok(());
                };
                Some(OutboxLetter::Notice(notice))
            }
        };
        // Where somebody else changed the row since the claim, SES's `Send` event has settled it.
        match self.send_outbox(claimed, letter, now).await {
            Ok(()) => {
                info!(send.id = %id, "mail of the outbox handed to SES");
                self.change_outbox(claimed, |mail| mail.sent(now)).await?;
            }
            Err(SendError::Unknown(why)) => {
                warn!(send.id = %id, why, "no answer from SES about a mail of the outbox: its claim stands");
            }
            Err(SendError::Never(why)) => {
                error!(send.id = %id, why, "mail of the outbox given up: it can never go");
                self.alarms.raise(Alarm::NotSent);
                self.change_outbox(claimed, |mail| mail.give_up(now, &why)).await?;
            }
            Err(why @ SendError::TooFast) => {
                warn!(send.id = %id, %why, "mail of the outbox waits for SES's rate");
                self.change_outbox(claimed, |mail| mail.put_off(now + A_MOMENT)).await?;
            }
            Err(why @ SendError::TooMany) => {
                warn!(send.id = %id, %why, "mail of the outbox waits for SES's quota");
                let is_marketing = claimed.mail.origin().is_marketing();
                self.change_outbox(claimed, |mail| mail.put_off(now + until_more(is_marketing))).await?;
            }
            Err(SendError::Rejected(why)) => self.release_outbox(claimed, tries, &why, true, now).await?,
            Err(SendError::NotNow(why)) => self.release_outbox(claimed, tries, &why, false, now).await?,
        }
        Ok(())
    }

    async fn send_outbox(
        &self,
        claimed: &OutboxEntry,
        letter: Option<OutboxLetter<'_>>,
        now: Timestamp,
    ) -> Result<(), SendError> {
        let (to, raw) = match letter.ok_or_else(|| SendError::Never("whom it is about has left the team".to_owned()))? {
            OutboxLetter::Notice(notice) => self.written(claimed, notice, now)?,
            OutboxLetter::Rendered { to, file } => (to.as_str().to_owned(), self.rendered(file).await?),
        };
        let is = MailRef::of_outbox(claimed);
        self.pace.send(&self.ses, MimeMail { from: &self.sender.address, to: &to, raw, is: &is }).await
    }

    /// The recipient and the MIME text of a mail that is written when it goes.
    fn written(&self, claimed: &OutboxEntry, notice: Notice, now: Timestamp) -> Result<(String, Vec<u8>), SendError> {
        let to = notice.to.as_str().to_owned();
        let mime = Mime {
            from: &self.sender,
            to: &Mailbox { name: None, address: notice.to },
            reply_to: None,
            subject: &notice.subject,
            text: &notice.text,
            html: &notice.html,
            send: claimed.id.as_str(),
            reference: None,
            at: now,
            unsubscribe: None,
        };
        let raw = mime.build().map_err(|why| SendError::Never(why.to_string()))?;
        Ok((to, raw))
    }

    /// The MIME text of a mail that was rendered when it was made. If S3 does not answer, another try may find it.
    async fn rendered(&self, file: &MailFile) -> Result<Vec<u8>, SendError> {
        match self.files.get(file.name()).await {
            Ok(Some(raw)) => Ok(raw),
            Ok(None) => Err(SendError::Never(format!("its file is gone: files expire after {FILE_DAYS} days"))),
            Err(failure) => Err(SendError::NotNow(format!("its file: {:#}", anyhow::Error::from(failure)))),
        }
    }

    /// Releases the claim after a refusal that may pass.
    async fn release_outbox(
        &self,
        claimed: &OutboxEntry,
        tries: u32,
        why: &str,
        is_about_this_mail: bool,
        now: Timestamp,
    ) -> Result<(), MailerError> {
        let released = self.change_outbox(claimed, |mail| mail.release(now, why, is_about_this_mail)).await?;
        let id = &claimed.id;
        if released.is_some_and(|mail| mail.end.is_some()) {
            error!(send.id = %id, tries, why, "mail of the outbox given up: SES refused it too often");
            self.alarms.raise(Alarm::NotSent);
        } else if tries < PERSISTENT {
            warn!(send.id = %id, tries, why, "mail of the outbox not sent, tried again later");
        } else {
            // A person has to fix the account or the sender. The mail waits until then.
            error!(send.id = %id, tries, why, "mail of the outbox still not sent");
            self.alarms.raise(Alarm::NotSent);
        }
        Ok(())
    }

    /// Changes the mail's row in one conditional write; none if somebody else changed it meanwhile.
    async fn change_outbox(
        &self,
        mail: &OutboxEntry,
        change: impl FnOnce(&mut OutboxEntry),
    ) -> Result<Option<OutboxEntry>, MailerError> {
        let mut changed = mail.clone();
        change(&mut changed);
        Ok(self.ledger.table.put_outbox(&changed, mail.version).await?.then_some(changed))
    }
}
