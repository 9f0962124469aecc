//! Mails that people write to the company: a new lead, a reply of a known one, or kept aside.
//!
//! What must stay true: a mail is read once, and one that comes again changes nothing. What became of it is stored behind all
//! that follows from it.

use jiff::Timestamp;
use leadwright_cloud::intake_job::MailFile;
use leadwright_cloud::table::MailBecame;
use leadwright_domain::suspicion::{Arrival, Suspect};
use leadwright_mailbox::{Ours, Outcome, Received, Unreadable};
use tracing::info;

use crate::intake::Intake;

impl Intake {
    /// Reads the mail in that file.
    ///
    /// # Errors
    /// A port does not answer: the job comes again.
    pub(crate) async fn receive(&self, MailFile { file, at }: MailFile, now: Timestamp) -> anyhow::Result<()> {
        if self.table.received_mail(&file).await?.is_some() {
            return Ok(());
        }
        let became = match self.mails.get(&file).await? {
            Some(raw) => self.take_mail(&file, &raw, at, now).await?,
            None => ignored("it is not there any more"),
        };
        match &became {
            MailBecame::Ignored { why } => info!(file, why, "mail ignored"),
            became => info!(file, ?became, "mail taken in"),
        }
        Ok(self.table.put_received_mail(&file, &became, now).await?)
    }

    async fn take_mail(&self, file: &str, raw: &[u8], at: Timestamp, now: Timestamp) -> anyhow::Result<MailBecame> {
        let ours = Ours { config: &self.config, mail_from: self.mail_from.as_ref() };
        let mail = match leadwright_mailbox::received::read(raw, &ours) {
            Ok(Ok(mail)) => mail,
            Ok(Err(why)) => return Ok(ignored(&why.to_string())),
            Err(Unreadable::TooLarge) => return Ok(ignored("it has more than 10 MB")),
            Err(Unreadable::TooManyParts) => return Ok(ignored("it has more parts than any mail program writes")),
            Err(Unreadable::NoMail) => return Ok(ignored("it is no mail")),
        };
        let Some(outcome) = self.outcome(&mail, file, at).await? else {
            return Ok(ignored("company.yaml has no `mailbox`, which says what a mail becomes"));
        };
        match outcome {
            Outcome::Lead(activity) => {
                // Its words are weighed as those of a form are.
                self.activities.send_post(&activity, &Arrival::default()).await?;
                Ok(MailBecame::Lead { lead: activity.lead })
            }
            Outcome::Reply(activity) => {
                self.activities.send_activity(&activity).await?;
                Ok(MailBecame::Reply { lead: activity.lead })
            }
            Outcome::Aside(activity, signs) => {
                let lead = activity.lead.clone();
                let suspect = Suspect { activity, since: now, signs, decision: None };
                self.table.keep_suspect(&suspect, self.config.spam.keep.count()).await?;
                Ok(MailBecame::Aside { lead })
            }
        }
    }

    async fn outcome(&self, mail: &Received, file: &str, at: Timestamp) -> anyhow::Result<Option<Outcome>> {
        let mut known = None;
        for lead in leadwright_mailbox::outcome::leads_of(mail, &self.key) {
            if self.table.lead(&lead).await?.is_some() {
                known = Some(lead);
                break;
            }
        }
        Ok(leadwright_mailbox::of(mail, known.as_ref(), file, &self.config, &self.key, at))
    }
}

fn ignored(why: &str) -> MailBecame {
    MailBecame::Ignored { why: why.to_owned() }
}
