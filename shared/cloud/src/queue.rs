//! The queues: activities on their way to scoring, leads on their way to the mailer, parts of large days to be counted.

use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::builders::SendMessageBatchRequestEntryBuilder;
use aws_sdk_sqs::types::{BatchResultErrorEntry, QueueAttributeName, SendMessageBatchRequestEntry};
use jiff::Timestamp;
use leadwright_domain::activity::Activity;
use leadwright_domain::lead::Lead;
use leadwright_domain::suspicion::Arrival;
use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::aws::Aws;
use crate::due::Due;
use crate::environment::{Environment, MissingVariable};

/// SQS takes at most this many messages a call.
pub const BATCH: usize = 10;

/// A message was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// The call failed.
    #[error("SQS did not take the message")]
    Call(#[source] Box<aws_sdk_sqs::Error>),
    /// Some entries of a batch were refused, the first with this code. The others were taken.
    #[error("SQS refused {} of {sent} messages ({code})", refused.len())]
    Refused {
        /// Which were refused, by their places in the batch.
        refused: Vec<usize>,
        /// Of how many.
        sent: usize,
        /// SQS's code for the first.
        code: String,
    },
    /// The queue can't be found.
    #[error("there is no queue {0}")]
    NoSuchQueue(String),
}

/// An activity as scoring gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// It.
    pub activity: Activity,
    /// What the post of a form brought besides; none of all that is no post of a form.
    pub arrival: Option<Arrival>,
}

/// A message with a posted form: the activity, and beside its keys one more.
#[derive(Serialize)]
struct Posted<'a> {
    #[serde(flatten)]
    activity: &'a Activity,
    arrival: &'a Arrival,
}

/// What stands in a message beside the activity.
#[derive(Deserialize)]
struct Beside {
    #[serde(default)]
    arrival: Option<Arrival>,
}

impl Arrived {
    /// Reads a message of the queue of activities.
    ///
    /// # Errors
    /// It is none.
    pub fn read(body: &str) -> Result<Self, serde_json::Error> {
        let Beside { arrival } = serde_json::from_str(body)?;
        Ok(Self { activity: serde_json::from_str(body)?, arrival })
    }
}

/// A queue that is written to.
#[derive(Debug, Clone)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// The queue that a variable of the template names.
    ///
    /// # Errors
    /// It is not set.
    pub fn connect(environment: &Environment, variable: &'static str) -> Result<Self, MissingVariable> {
        Ok(Self::new(environment.aws(), environment.variable(variable)?.to_owned()))
    }

    /// The queue at `url`.
    pub fn new(aws: &Aws, url: String) -> Self {
        Self { client: client(aws), url }
    }

    /// The queue of that name, in the caller's account.
    ///
    /// # Errors
    /// There is no such queue, or the caller may not see it.
    pub async fn named(aws: &Aws, name: &str) -> Result<Self, QueueError> {
        let client = client(aws);
        let found = client.get_queue_url().queue_name(name).send().await.map_err(boxed)?;
        let url = found.queue_url.ok_or_else(|| QueueError::NoSuchQueue(name.to_owned()))?;
        Ok(Self { client, url })
    }

    /// Queues a posted form behind the other activities of its lead, with what it brought besides. Once this returns, it is
    /// not lost.
    ///
    /// # Errors
    /// SQS did not take it.
    pub async fn send_post(&self, activity: &Activity, arrival: &Arrival) -> Result<(), QueueError> {
        self.send_of_lead(activity, body(&Posted { activity, arrival })).await
    }

    /// Queues an activity behind the others of its lead. Once this returns, it is not lost.
    ///
    /// # Errors
    /// SQS did not take it.
    pub async fn send_activity(&self, activity: &Activity) -> Result<(), QueueError> {
        self.send_of_lead(activity, body(activity)).await
    }

    async fn send_of_lead(&self, activity: &Activity, body: String) -> Result<(), QueueError> {
        self.client
            .send_message()
            .queue_url(&self.url)
            .message_group_id(activity.lead.as_str())
            .message_deduplication_id(activity.id.as_str())
            .message_body(body)
            .send()
            .await
            .map_err(boxed)?;
        Ok(())
    }

    /// Queues up to [`BATCH`] activities in one call.
    ///
    /// # Errors
    /// SQS did not take all of them, and [`QueueError::Refused`] says which; those it took are applied once all the
    /// same when the call is made again.
    pub async fn send_activities<'a>(
        &self,
        activities: impl IntoIterator<Item = &'a Activity>,
    ) -> Result<(), QueueError> {
        let entries = activities.into_iter().enumerate().map(|(at, activity)| {
            entry(at, body(activity))
                .message_group_id(activity.lead.as_str())
                .message_deduplication_id(activity.id.as_str())
        });
        self.send_batch(entries.collect()).await
    }

    /// The same for activities that were queued for their lead a moment ago: SQS would take them for the same messages, and
    /// leave them out.
    ///
    /// # Errors
    /// SQS did not take all of them.
    pub async fn send_activities_again<'a>(
        &self,
        activities: impl IntoIterator<Item = &'a Activity>,
    ) -> Result<(), QueueError> {
        let entries = activities.into_iter().enumerate().map(|(at, activity)| {
            entry(at, body(activity))
                .message_group_id(activity.lead.as_str())
                .message_deduplication_id(format!("again-{}", activity.id))
        });
        self.send_batch(entries.collect()).await
    }

    /// Queues up to [`BATCH`] leads, or mails of the outbox, for the mailer in one call.
    ///
    /// # Errors
    /// SQS did not take all of them.
    pub async fn send_due<D: Into<Due> + Clone>(&self, due: &[D]) -> Result<(), QueueError> {
        let entries = due.iter().enumerate().map(|(at, due)| entry(at, body(&due.clone().into())));
        self.send_batch(entries.collect()).await
    }

    /// Queues a lead for the mailer if something of it is due. Where that fails, the index of what is due finds it within a
    /// minute.
    pub async fn hurry(&self, lead: &Lead, now: Timestamp) {
        if lead.is_due(now)
            && let Err(failure) = self.send_due(std::slice::from_ref(&lead.id)).await
        {
            warn!(lead.id = %lead.id, why = failure.to_string(), "due lead not queued for the mailer");
        }
    }

    /// Queues any number of messages, [`BATCH`] in a call.
    ///
    /// # Errors
    /// SQS did not take all of them.
    pub async fn send_all(&self, messages: &[impl Serialize]) -> Result<(), QueueError> {
        for batch in messages.chunks(BATCH) {
            self.send_batch(batch.iter().enumerate().map(|(at, message)| entry(at, body(message))).collect()).await?;
        }
        Ok(())
    }

    /// Lets a message that was not dealt with wait for its next try, at most twelve hours from now on.
    ///
    /// # Errors
    /// SQS did not do it: the message comes again after the queue's own time.
    pub async fn hide(&self, receipt: &str, wait: Duration) -> Result<(), QueueError> {
        let seconds = i32::try_from(wait.as_secs()).unwrap_or(i32::MAX);
        let change = self.client.change_message_visibility().queue_url(&self.url).receipt_handle(receipt);
        change.visibility_timeout(seconds).send().await.map_err(boxed)?;
        Ok(())
    }

    /// How many messages wait or are being worked on.
    ///
    /// # Errors
    /// SQS did not answer.
    pub async fn depth(&self) -> Result<u64, QueueError> {
        let names = [
            QueueAttributeName::ApproximateNumberOfMessages,
            QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
        ];
        let answer = self
            .client
            .get_queue_attributes()
            .queue_url(&self.url)
            .set_attribute_names(Some(names.to_vec()))
            .send()
            .await
            .map_err(boxed)?;
        let count = |name| answer.attributes()?.get(name)?.parse::<u64>().ok();
        Ok(names.iter().filter_map(count).sum())
    }

    /// How many messages lie in its dead-letter queue.
    ///
    /// # Errors
    /// SQS did not answer.
    pub async fn dead_letters(&self) -> Result<u64, QueueError> {
        let policy = QueueAttributeName::RedrivePolicy;
        let answer = self.client.get_queue_attributes().queue_url(&self.url).attribute_names(policy.clone());
        let answer = answer.send().await.map_err(boxed)?;
        let policy = answer.attributes().and_then(|all| all.get(&policy)).cloned().unwrap_or_default();
        let policy: serde_json::Value = serde_json::from_str(&policy).unwrap_or_default();
        let Some(name) = policy["deadLetterTargetArn"].as_str().and_then(|arn| arn.rsplit(':').next()) else {
            return Ok(0);
        };
        let found = self.client.get_queue_url().queue_name(name).send().await.map_err(boxed)?;
        let url = found.queue_url.ok_or_else(|| QueueError::NoSuchQueue(name.to_owned()))?;
        Self { client: self.client.clone(), url }.depth().await
    }

    async fn send_batch(&self, entries: Vec<SendMessageBatchRequestEntryBuilder>) -> Result<(), QueueError> {
        if entries.is_empty() {
            return Ok(());
        }
        let sent = entries.len();
        let entries: Result<Vec<_>, _> = entries.into_iter().map(SendMessageBatchRequestEntryBuilder::build).collect();
        let entries = entries.map_err(boxed)?;
        let answer = self
            .client
            .send_message_batch()
            .queue_url(&self.url)
            .set_entries(Some(entries))
            .send()
            .await
            .map_err(boxed)?;
        all_taken(answer.failed(), sent)
    }
}

/// The entries' ids are their places, as [`entry`] gave them.
fn all_taken(failed: &[BatchResultErrorEntry], sent: usize) -> Result<(), QueueError> {
    let Some(first) = failed.first() else { return Ok(()) };
    let refused = failed.iter().filter_map(|entry| entry.id().parse().ok()).collect();
    Err(QueueError::Refused { refused, sent, code: first.code().to_owned() })
}

pub(crate) fn client(aws: &Aws) -> Client {
    let mut config = aws_sdk_sqs::config::Builder::from(&aws.sdk);
    if let Some(endpoints) = &aws.endpoints {
        config = config.endpoint_url(&endpoints.sqs);
    }
    Client::from_conf(config.build())
}

fn entry(at: usize, body: String) -> SendMessageBatchRequestEntryBuilder {
    SendMessageBatchRequestEntry::builder().id(at.to_string()).message_body(body)
}

fn body(message: &impl Serialize) -> String {
    serde_json::to_string(message).expect("plain structs with text keys")
}

pub(crate) fn boxed(error: impl Into<aws_sdk_sqs::Error>) -> QueueError {
    QueueError::Call(Box::new(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SQS may take some of a batch and refuse others: who sent it learns which.
    #[test]
    fn a_batch_that_is_refused_in_part_says_which() {
        let failed = |id: &str| {
            let entry = BatchResultErrorEntry::builder().id(id).code("InternalError").sender_fault(false);
            entry.build().expect("all that is required")
        };
        assert!(all_taken(&[], 3).is_ok());
        let refused = all_taken(&[failed("2"), failed("0")], 3).unwrap_err();
        assert_eq!(refused.to_string(), "SQS refused 2 of 3 messages (InternalError)");
        assert!(matches!(refused, QueueError::Refused { refused, .. } if refused == [2, 0]));
    }
}
