//! Activities from the queues become leads: each batch of a lead is one transaction.

use jiff::Timestamp;
use lambda_runtime::{Context, Error};
use leadwright_cloud::Environment;
use leadwright_cloud::batch::{BatchRecord, SqsBatchResponse, SqsEvent, by_group};
use leadwright_cloud::clock::Clock;
use leadwright_cloud::ledger::{Ledger, LedgerError};
use leadwright_cloud::queue::{Queue, QueueError};
use leadwright_domain::activity::Activity;
use leadwright_domain::value::identity::LeadId;
use tracing::error;

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Scoring {
    ledger: Ledger,
    send: Queue,
    clock: Clock,
}

/// A lead's batch could not be applied.
#[derive(Debug, thiserror::Error)]
enum ScoringError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("the activities are applied, but the lead was not queued for the mailer: {0}")]
    Send(#[from] QueueError),
}

impl Scoring {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it, or the table does not answer.
    pub async fn connect(environment: &Environment) -> Result<Self, Error> {
        Ok(Self {
            ledger: Ledger::connect(environment).await?,
            send: Queue::connect(environment, "SEND_QUEUE")?,
            clock: Clock::connect(environment),
        })
    }

    /// Applies a batch of either queue.
    ///
    /// # Errors
    /// The local runner gave no time.
    pub async fn handle(&self, event: SqsEvent, context: Context) -> Result<SqsBatchResponse, Error> {
        let now = self.clock.now(&context)?;
        Ok(by_group(event, |group, records| self.apply(now, group, records)).await)
    }

    /// Applies the activities of one lead; says how many records at the front are done.
    async fn apply(&self, now: Timestamp, group: String, records: Vec<BatchRecord>) -> usize {
        let (activities, poisoned) = decode(&records);
        let Some(id) = activities.first().map(|activity| activity.lead.clone()) else {
            return report(&group, 0, poisoned.as_deref());
        };
        match self.apply_and_tell(now, &id, &activities).await {
            Ok(None) => report(&group, activities.len(), poisoned.as_deref()),
            Ok(Some((done, why))) => report(&group, done, Some(&why)),
            Err(failure) => report(&group, 0, Some(&format!("{:#}", anyhow::Error::from(failure)))),
        }
    }

    async fn apply_and_tell(
        &self,
        now: Timestamp,
        id: &LeadId,
        activities: &[Activity],
    ) -> Result<Option<(usize, String)>, ScoringError> {
        let outcome = self.ledger.apply(id, activities, now).await?;
        // Also for activities that were applied before: the first time may have ended between the two.
        // What came for another name of a lead is applied to that lead.
        if let Some(lead) = outcome.lead.filter(|lead| lead.is_due(now)) {
            self.send.send_due(&[lead.id]).await?;
        }
        Ok(outcome.stopped.map(|(at, why)| (at, why.to_string())))
    }
}

/// The activities at the front that can be read, and what is wrong with the next.
fn decode(records: &[BatchRecord]) -> (Vec<Activity>, Option<String>) {
    let mut activities = Vec::with_capacity(records.len());
    for record in records {
        match serde_json::from_str(&record.body) {
            Ok(activity) => activities.push(activity),
            // The body holds personal data; where it breaks does not.
            Err(wrong) => {
                let place = format!("line {} column {}", wrong.line(), wrong.column());
                return (activities, Some(format!("message {} is no activity ({place})", record.id)));
            }
        }
    }
    (activities, None)
}

/// Logs what stopped a batch, once, and passes on how many records are done.
fn report(group: &str, done: usize, why: Option<&str>) -> usize {
    if let Some(why) = why {
        error!(lead.id = group, done, why, "activities of a batch not applied");
    }
    done
}
