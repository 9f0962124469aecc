//! What SES tells of mails.
//!
//! A `Send` event settles a claim whose answer was lost: it writes the very record that the mailer would have written.
//! A permanent bounce or a complaint ends mail to that lead, at once and for good. Everything else changes nothing.

use jiff::Timestamp;
use lambda_runtime::{Context, Error};
use leadwright_cloud::aws::Aws;
use leadwright_cloud::batch::{Record, SqsBatchResponse, SqsEvent, one_by_one};
use leadwright_cloud::ledger::{Ledger, LedgerError};
use leadwright_cloud::mail::{MailEvent, Verdict};
use leadwright_cloud::table::{Table, TableError};
use leadwright_cloud::{clock, config};
use leadwright_domain::activity::{Activity, ActivityId, What};
use leadwright_domain::config::Config;
use leadwright_domain::identity::LeadId;
use tracing::{error, info};

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Feedback {
    table: Table,
    config: Config,
}

/// An event could not be dealt with; the queue brings it again.
#[derive(Debug, thiserror::Error)]
enum FeedbackError {
    #[error("not an event of SES (line {0}, column {1})")]
    Malformed(usize, usize),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl Feedback {
    /// Connects, and keeps the scoring model for replays: the call also warms the connection.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it, or the table does not answer.
    pub async fn connect() -> Result<Self, Error> {
        let config = config::load()?;
        let table = Table::connect(&Aws::connect().await)?;
        table.keep_model(&config).await?;
        Ok(Self { table, config })
    }

    /// Deals with a batch of events.
    ///
    /// # Errors
    /// The local runner gave no time.
    pub async fn handle(&self, event: SqsEvent, context: Context) -> Result<SqsBatchResponse, Error> {
        let now = clock::now(&context)?;
        Ok(one_by_one(event, |record| self.record(record, now)).await)
    }

    async fn record(&self, record: Record, now: Timestamp) -> bool {
        let Err(failure) = self.take(&record.body, now).await else { return true };
        let why = format!("{:#}", anyhow::Error::from(failure));
        error!(message.id = record.id, why, "an event of SES was not dealt with");
        false
    }

    async fn take(&self, body: &str, now: Timestamp) -> Result<(), FeedbackError> {
        // SES's own word to a new event destination; no event, and nothing is wrong with it.
        if body.starts_with("Successfully validated SNS topic for Amazon SES event publishing") {
            return Ok(());
        }
        let event: MailEvent =
            serde_json::from_str(body).map_err(|wrong| FeedbackError::Malformed(wrong.line(), wrong.column()))?;
        // Mail of somebody else's through the same configuration set.
        let Some((lead, send)) = event.names() else { return Ok(()) };
        let what = match event.verdict() {
            Verdict::Sent => return self.settle(&lead, send, event.sent_at(), now).await,
            Verdict::Bounced if event.is_to_lead() => What::Bounced { send: send.to_owned() },
            Verdict::Complained if event.is_to_lead() => What::Complained { send: send.to_owned() },
            Verdict::Bounced | Verdict::Complained | Verdict::Rejected => {
                error!(lead.id = %lead, send.id = send, verdict = ?event.verdict(), "a mail did not reach its owner");
                return Ok(());
            }
            Verdict::Passing => return Ok(()),
        };
        info!(lead.id = %lead, send.id = send, kind = what.kind(), "mail to the lead ends");
        let id = ActivityId::new(event.sent_at(), &[lead.as_str(), send, what.kind()]);
        self.ledger(now).apply(&lead, &[Activity { id, lead: lead.clone(), external_id: None, what }]).await?;
        Ok(())
    }

    /// Records a mail as sent whose claim is still open. Mostly the mailer has done so: then this is one read.
    async fn settle(&self, id: &LeadId, send: &str, sent_at: Timestamp, now: Timestamp) -> Result<(), FeedbackError> {
        let Some(lead) = self.table.lead(id).await? else { return Ok(()) };
        let Some(entry) = lead.agenda.iter().find(|entry| entry.id == send) else { return Ok(()) };
        let Some(mailing) = entry.mailing() else { return Ok(()) };
        info!(lead.id = %id, send.id = send, "settled");
        let claimed_at = entry.claim.as_ref().map_or(sent_at, |claim| claim.at);
        let record = Activity::mail_sent(id, mailing, claimed_at);
        self.ledger(now).apply_to(id, Some(lead), &[record]).await?;
        Ok(())
    }

    fn ledger(&self, now: Timestamp) -> Ledger<'_> {
        Ledger { table: &self.table, config: &self.config, now }
    }
}
