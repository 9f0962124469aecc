//! A batch of the queues: leads that have something due, and mails of the outbox.

use jiff::Timestamp;
use lambda_runtime::{Context, Error};
use leadwright_cloud::batch::{BatchRecord, SqsBatchResponse, SqsEvent, one_by_one};
use leadwright_cloud::due::Due;
use tracing::error;

use crate::mailer::{ATTEMPT, Mailer, MailerError};

impl Mailer {
    /// Deals with what is due.
    ///
    /// # Errors
    /// The local runner gave no time.
    pub async fn handle(&self, event: SqsEvent, context: Context) -> Result<SqsBatchResponse, Error> {
        let now = self.clock.now(&context)?;
        let stop = self.clock.stop(&context, ATTEMPT);
        Ok(one_by_one(event, |record| self.take(record, now, stop)).await)
    }

    async fn take(&self, record: BatchRecord, now: Timestamp, stop: Timestamp) -> bool {
        let Ok(due) = serde_json::from_str::<Due>(&record.body) else {
            error!(message.id = record.id, "message of the send queue refused: it names neither a lead nor a mail");
            return false;
        };
        let Err(failure) = self.send_due(&due, now, stop).await else { return true };
        let why = format!("{:#}", anyhow::Error::from(failure));
        match due {
            Due::Lead(id) => error!(message.id = record.id, lead.id = %id, why, "due entries of a lead not dealt with"),
            Due::Outbox(id) => error!(message.id = record.id, send.id = %id, why, "mail of the outbox not dealt with"),
            Due::Events(due) => error!(message.id = record.id, lead.id = %due.lead, why, "events are not the mailer's"),
        }
        false
    }

    async fn send_due(&self, due: &Due, now: Timestamp, stop: Timestamp) -> Result<(), MailerError> {
        match due {
            // On the heap: it holds whole leads.
            Due::Lead(id) => Box::pin(self.deal_with_lead(id, now, stop)).await,
            Due::Outbox(id) => self.deal_with_outbox(id, now, stop).await,
            Due::Events(_) => Err(MailerError::NotMine),
        }
    }
}
