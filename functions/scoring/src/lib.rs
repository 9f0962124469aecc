//! Activities from the queues become leads: each batch of a lead is one transaction.

// Bottom to top: a module imports only modules above it in this list.
mod velocity; // How many posts came from a network block within an hour.
mod rest; // A program that did not answer is left alone for a while.
mod captchas; // The provider of captchas, asked over HTTP.
mod insights; // What SES knows of the address of somebody new.
mod sieve; // Suspicious posts are kept aside.

use jiff::Timestamp;
use lambda_runtime::{Context, Error};
use leadwright_cloud::Environment;
use leadwright_cloud::batch::{BatchRecord, SqsBatchResponse, SqsEvent, by_group};
use leadwright_cloud::clock::Clock;
use leadwright_cloud::intake_job::{IntakeJob, LeadToLookUp};
use leadwright_cloud::ledger::{Ledger, LedgerError};
use leadwright_cloud::queue::{Arrived, Queue, QueueError};
use leadwright_cloud::table::TableError;
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::lead::Lead;
use leadwright_domain::value::identity::LeadId;
use tracing::error;

use crate::sieve::{Brought, Sieve, Sifting};

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Scoring {
    ledger: Ledger,
    send: Queue,
    /// What is looked up of leads that begin.
    intake: Queue,
    clock: Clock,
    sieve: Sieve,
}

/// A lead's batch could not be applied.
#[derive(Debug, thiserror::Error)]
enum ScoringError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("the activities are applied, but the lead was not queued for what follows: {0}")]
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
            intake: Queue::connect(environment, "INTAKE_QUEUE")?,
            clock: Clock::connect(environment),
            sieve: Sieve::connect(environment)?,
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
        let (batch, poisoned) = decode(&records);
        let Some(id) = batch.first().map(|brought| brought.arrived.activity.lead.clone()) else {
            return report(&group, 0, poisoned.as_deref());
        };
        let done = batch.len();
        // On the heap: it would make the invocation's future large.
        match Box::pin(self.apply_and_tell(now, &id, batch)).await {
            Ok(None) => report(&group, done, poisoned.as_deref()),
            Ok(Some((done, why))) => report(&group, done, Some(&why)),
            Err(failure) => report(&group, 0, Some(&format!("{:#}", anyhow::Error::from(failure)))),
        }
    }

    async fn apply_and_tell(
        &self,
        now: Timestamp,
        id: &LeadId,
        batch: Vec<Brought>,
    ) -> Result<Option<(usize, String)>, ScoringError> {
        let Ledger { table, config, .. } = &self.ledger;
        let lead = table.lead(id).await?;
        let places = self.sieve.sift(Sifting { table, config, lead: lead.as_ref(), now }, &batch).await?;
        let kept = |(at, brought): (usize, Brought)| places.contains(&at).then_some(brought.arrived.activity);
        let activities: Vec<Activity> = batch.into_iter().enumerate().filter_map(kept).collect();
        if activities.is_empty() {
            return Ok(None);
        }
        let outcome = self.ledger.apply_to(id, lead, &activities, now).await?;
        // Also for activities that were applied before: the first time may have ended between the two.
        // What came for another name of a lead is applied to that lead.
        if let Some(lead) = outcome.lead {
            if lead.is_due(now) {
                self.send.send_due(std::slice::from_ref(&lead.id)).await?;
            }
            if begins_with(&lead, &activities) && self.ledger.config.company.enrichment.is_some() {
                let job = IntakeJob::Enrich(LeadToLookUp { lead: lead.id });
                self.intake.send_all(&[job]).await?;
            }
        }
        Ok(outcome.stopped.map(|(at, why)| (places[at], why.to_string())))
    }
}

/// The lead began with one of these, and not as a row of the past.
fn begins_with(lead: &Lead, activities: &[Activity]) -> bool {
    let is_past = |activity: &Activity| matches!(&activity.kind, ActivityKind::LeadImported(row) if row.history);
    activities.iter().any(|activity| activity.id == lead.first_touch.activity && !is_past(activity))
}

/// The activities at the front that can be read, and what is wrong with the next.
fn decode(records: &[BatchRecord]) -> (Vec<Brought>, Option<String>) {
    let mut activities = Vec::with_capacity(records.len());
    for record in records {
        match Arrived::read(&record.body) {
            Ok(arrived) => activities.push(Brought { arrived, is_repeated: record.is_repeated }),
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
