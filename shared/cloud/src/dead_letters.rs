//! What lies in a dead-letter queue, and the way back. For commands: functions never look there.
//!
//! *Nothing is lost.* A message goes back by being sent first and deleted then, one by one. Where that ends between the
//! two, the message is in both queues: sent again it has the same deduplication id, and what it says is applied once.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{
    Message, MessageAttributeValue, MessageSystemAttributeName as System, QueueAttributeName as Attribute,
};
use jiff::Timestamp;

use crate::aws::Aws;
use crate::queue::{BATCH, QueueError, boxed, client};

/// How long a look keeps messages to itself: so long nobody else gets them.
const LOOK: Duration = Duration::from_secs(30);

/// A queue of the stack and its dead-letter queue.
#[derive(Debug, Clone)]
pub struct QueueAndDead {
    client: Client,
    url: String,
    dead_url: String,
    is_fifo: bool,
}

/// How many messages there are, by SQS's own approximate count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Depths {
    /// Messages that wait.
    pub waiting: u64,
    /// Messages in the hands of a function, or hidden until their next try.
    pub in_flight: u64,
    /// Messages that come later.
    pub delayed: u64,
    /// Messages in the dead-letter queue, those included that somebody looks at.
    pub dead: u64,
}

/// A message that no function could deal with.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// SQS's id of it.
    pub id: String,
    /// What it says. It may be personal.
    pub body: String,
    /// When it was sent, as far as SQS tells it.
    pub sent_at: Option<Timestamp>,
    /// Its group, in a FIFO queue.
    group: Option<String>,
    attributes: HashMap<String, MessageAttributeValue>,
    receipt: String,
}

impl QueueAndDead {
    /// The queue of that name.
    ///
    /// # Errors
    /// There is none, it has no dead-letter queue, or the caller may not see it.
    pub async fn named(aws: &Aws, name: &str) -> Result<Self, QueueError> {
        let client = client(aws);
        let url = url_of(&client, name).await?;
        let answer = client.get_queue_attributes().queue_url(&url).attribute_names(Attribute::RedrivePolicy);
        let answer = answer.send().await.map_err(boxed)?;
        let policy = answer.attributes().and_then(|all| all.get(&Attribute::RedrivePolicy));
        let policy: serde_json::Value = policy.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let dead = policy["deadLetterTargetArn"].as_str().and_then(|arn| arn.rsplit(':').next());
        let dead = dead.ok_or_else(|| QueueError::NoSuchQueue(format!("of dead letters of {name}")))?;
        let dead_url = url_of(&client, dead).await?;
        Ok(Self { client, url, dead_url, is_fifo: name.strip_suffix(".fifo").is_some() })
    }

    /// How many messages there are.
    ///
    /// # Errors
    /// SQS did not answer.
    pub async fn depths(&self) -> Result<Depths, QueueError> {
        let [waiting, in_flight, delayed] = self.counts(&self.url).await?;
        let dead = self.counts(&self.dead_url).await?.iter().sum();
        Ok(Depths { waiting, in_flight, delayed, dead })
    }

    async fn counts(&self, url: &str) -> Result<[u64; 3], QueueError> {
        let names = [
            Attribute::ApproximateNumberOfMessages,
            Attribute::ApproximateNumberOfMessagesNotVisible,
            Attribute::ApproximateNumberOfMessagesDelayed,
        ];
        let answer = self.client.get_queue_attributes().queue_url(url).set_attribute_names(Some(names.to_vec()));
        let answer = answer.send().await.map_err(boxed)?;
        let count = |name| answer.attributes().and_then(|all| all.get(&name)?.parse().ok()).unwrap_or_default();
        Ok(names.map(count))
    }

    /// Dead letters, `most` at the most, for a look: they stay, and are there again for others at once.
    ///
    /// # Errors
    /// SQS did not answer.
    pub async fn look(&self, most: usize) -> Result<Vec<DeadLetter>, QueueError> {
        let mut seen: Vec<DeadLetter> = Vec::new();
        while seen.len() < most {
            let more = self.take((most - seen.len()).min(BATCH)).await?;
            if more.is_empty() {
                break;
            }
            seen.extend(more);
        }
        for letter in &seen {
            self.leave(letter).await?;
        }
        Ok(seen)
    }

    /// Takes up to [`BATCH`] dead letters in hand: nobody else gets them for a while.
    ///
    /// # Errors
    /// SQS did not answer.
    pub async fn take(&self, most: usize) -> Result<Vec<DeadLetter>, QueueError> {
        let answer = self
            .client
            .receive_message()
            .queue_url(&self.dead_url)
            .max_number_of_messages(i32::try_from(most.min(BATCH)).unwrap_or(1))
            .visibility_timeout(seconds(LOOK))
            // A short poll asks a part of SQS's servers, and may miss a message that is there.
            .wait_time_seconds(1)
            .message_system_attribute_names(System::All)
            .message_attribute_names("All")
            .send()
            .await
            .map_err(boxed)?;
        Ok(answer.messages.unwrap_or_default().into_iter().map(letter).collect())
    }

    /// Leaves a dead letter where it is.
    ///
    /// # Errors
    /// SQS did not answer.
    pub async fn leave(&self, letter: &DeadLetter) -> Result<(), QueueError> {
        let change = self.client.change_message_visibility().queue_url(&self.dead_url).receipt_handle(&letter.receipt);
        change.visibility_timeout(0).send().await.map_err(boxed)?;
        Ok(())
    }

    /// Sends a dead letter back to its queue, and takes it away here once SQS has taken it there.
    ///
    /// # Errors
    /// SQS did not take it: it stays. Or it did, and the letter could not be taken away: it is in both queues.
    pub async fn send_back(&self, letter: &DeadLetter) -> Result<(), QueueError> {
        let mut send = self.client.send_message().queue_url(&self.url).message_body(&letter.body);
        if !letter.attributes.is_empty() {
            send = send.set_message_attributes(Some(letter.attributes.clone()));
        }
        if self.is_fifo {
            // Its own id, and not that with which it was queued: within five minutes of that SQS would swallow it. SQS
            // gives it another one when it comes here again.
            send = send
                .message_group_id(letter.group.as_deref().unwrap_or(&letter.id))
                .message_deduplication_id(format!("redrive-{}", letter.id));
        }
        send.send().await.map_err(boxed)?;
        self.drop(letter).await
    }

    /// Takes a dead letter away for good.
    ///
    /// # Errors
    /// SQS did not answer.
    pub async fn drop(&self, letter: &DeadLetter) -> Result<(), QueueError> {
        let delete = self.client.delete_message().queue_url(&self.dead_url).receipt_handle(&letter.receipt);
        delete.send().await.map_err(boxed)?;
        Ok(())
    }
}

async fn url_of(client: &Client, name: &str) -> Result<String, QueueError> {
    let found = client.get_queue_url().queue_name(name).send().await.map_err(|failure| match failure.into() {
        aws_sdk_sqs::Error::QueueDoesNotExist(_) => QueueError::NoSuchQueue(name.to_owned()),
        other => boxed(other),
    })?;
    found.queue_url.ok_or_else(|| QueueError::NoSuchQueue(name.to_owned()))
}

fn letter(message: Message) -> DeadLetter {
    let system = message.attributes.unwrap_or_default();
    let sent_at = system.get(&System::SentTimestamp).and_then(|at| at.parse().ok());
    DeadLetter {
        id: message.message_id.unwrap_or_default(),
        body: message.body.unwrap_or_default(),
        sent_at: sent_at.and_then(|at| Timestamp::from_millisecond(at).ok()),
        group: system.get(&System::MessageGroupId).cloned(),
        attributes: message.message_attributes.unwrap_or_default(),
        receipt: message.receipt_handle.unwrap_or_default(),
    }
}

fn seconds(span: Duration) -> i32 {
    i32::try_from(span.as_secs()).unwrap_or(i32::MAX)
}
