//! SQS event sources: messages become invocations, as with Lambda's pollers.
//!
//! What must stay true: a message is deleted only after the function has handled it; a failed message becomes visible
//! again after the visibility time-out; a source never has more invocations at once than it allows.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rustack_sqs_model::types::Message;
use serde_json::{Value as Json, json};
use tokio::sync::Semaphore;

use crate::lambda::Function;
use crate::lambda::environment::InvocationResult;
use crate::stack::Stack;
use crate::template::functions::QueueSource;
use crate::template::names::REGION;
use crate::template::resources::QueueSpec;

/// The longest wait of a poll in SQS.
const WAIT_S: i32 = 20;

/// SQS gives no more messages in an answer.
const MOST: usize = 10;

/// The visibility time-out of a queue that sets none.
const DEFAULT_VISIBILITY: Duration = Duration::from_secs(30);

/// Polls a source without end.
pub(crate) async fn poll(stack: Arc<Stack>, function: Arc<Function>, source: QueueSource, url: String) {
    let hidden = stack.template.queue_by_arn(&source.queue_arn).map_or(DEFAULT_VISIBILITY, visibility);
    let slots = Arc::new(Semaphore::new(source.concurrency));
    let source = Arc::new(source);
    loop {
        // The slot comes first: a received message must not wait while its visibility time-out runs.
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else {
            return;
        };
        stack.deliveries.polls(&url, true);
        let received = receive(&stack, &url, source.batch_size).await;
        stack.deliveries.polls(&url, false);
        let received_at = Instant::now();
        let messages = match received {
            Ok(messages) if messages.is_empty() => continue,
            Ok(messages) => messages,
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "polling a queue failed");
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                continue;
            }
        };
        let (stack, function, source, url) =
            (Arc::clone(&stack), Arc::clone(&function), Arc::clone(&source), url.clone());
        tokio::spawn(async move {
            let event = event(&messages, &source.queue_arn);
            let outcome = stack.invoke(&function, event).await;
            let failed = failed(&messages, &outcome, source.partial);
            for message in &messages {
                if failed.contains(message.message_id.as_deref().unwrap_or_default()) {
                    let receipt = message.receipt_handle.as_deref().unwrap_or_default();
                    let hidden = stack.engines.sqs.take_hidden(receipt).unwrap_or(hidden);
                    stack.deliveries.failed(&url, receipt, received_at, hidden, stack.clock.now());
                    continue;
                }
                if let Err(error) = stack.engines.sqs.delete(&url, message).await {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "deleting a handled message failed; SQS will deliver it again"
                    );
                }
            }
            drop(slot);
        });
    }
}

/// Waits for messages, and takes as many of those that are there as a batch may have. Lambda's pollers would also wait for
/// more of them; see `MaximumBatchingWindowInSeconds`.
async fn receive(stack: &Stack, url: &str, batch: usize) -> anyhow::Result<Vec<Message>> {
    let mut messages = stack.engines.sqs.receive(url, batch.min(MOST), WAIT_S).await?;
    while batch > MOST && !messages.is_empty() && messages.len() < batch {
        let more = stack.engines.sqs.receive(url, (batch - messages.len()).min(MOST), 0).await?;
        if more.is_empty() {
            break;
        }
        messages.extend(more);
    }
    Ok(messages)
}

/// How long a queue hides a message from its delivery on.
fn visibility(queue: &QueueSpec) -> Duration {
    let seconds = queue.attributes.get("VisibilityTimeout").and_then(|text| text.parse().ok());
    seconds.map_or(DEFAULT_VISIBILITY, Duration::from_secs)
}

/// The ids of the messages that stay in the queue.
fn failed<'a>(messages: &'a [Message], outcome: &InvocationResult, partial: bool) -> HashSet<&'a str> {
    let all = || messages.iter().filter_map(|message| message.message_id.as_deref()).collect();
    let body = match outcome {
        InvocationResult::Failed(_) => return all(),
        InvocationResult::Answered(_) if !partial => return HashSet::new(),
        InvocationResult::Answered(body) => body,
    };
    // Lambda's rules: an empty body, null and an empty list are success; an invalid response fails the batch.
    if body.is_empty() {
        return HashSet::new();
    }
    let Ok(answer) = serde_json::from_slice::<Json>(body) else {
        return all();
    };
    let failures = match &answer {
        Json::Null => return HashSet::new(),
        Json::Object(map) => match map.get("batchItemFailures") {
            None | Some(Json::Null) => return HashSet::new(),
            Some(Json::Array(failures)) => failures,
            Some(_) => return all(),
        },
        _ => return all(),
    };
    let mut failed = HashSet::new();
    for failure in failures {
        let id = failure["itemIdentifier"].as_str().filter(|id| !id.is_empty());
        let known = id.and_then(|id| {
            messages.iter().filter_map(|message| message.message_id.as_deref()).find(|known| *known == id)
        });
        match known {
            Some(id) => {
                failed.insert(id);
            }
            None => return all(),
        }
    }
    failed
}

/// The event as Lambda sends it.
fn event(messages: &[Message], queue_arn: &str) -> Bytes {
    let records: Vec<Json> = messages.iter().map(|message| record(message, queue_arn)).collect();
    Bytes::from(json!({ "Records": records }).to_string())
}

fn record(message: &Message, queue_arn: &str) -> Json {
    let message_attributes: serde_json::Map<String, Json> = message
        .message_attributes
        .iter()
        .map(|(name, value)| {
            let binary = value.binary_value.as_ref().map(|bytes| data_encoding::BASE64.encode(bytes));
            let value = json!({
                "stringValue": value.string_value,
                "binaryValue": binary,
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": value.data_type,
            });
            (name.clone(), value)
        })
        .collect();
    json!({
        "messageId": message.message_id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": message.attributes,
        "messageAttributes": message_attributes,
        "md5OfBody": message.md5_of_body,
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": REGION,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages() -> Vec<Message> {
        ["a", "b"].map(|id| Message { message_id: Some(id.to_owned()), ..Message::default() }).to_vec()
    }

    #[test]
    fn messages_stay_in_the_queue_as_with_lambda() {
        let messages = messages();
        for (answer, expected) in [
            (r#"{"batchItemFailures":[]}"#, vec![]),
            (r#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#, vec!["b"]),
            (r#"{"batchItemFailures":[{"itemIdentifier":"unknown"}]}"#, vec!["a", "b"]),
            (r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#, vec!["a", "b"]),
            (r#"{"batchItemFailures":[{"wrong":"b"}]}"#, vec!["a", "b"]),
            (r#"{"batchItemFailures":"b"}"#, vec!["a", "b"]),
            (r#"{"batchItemFailures":null}"#, vec![]),
            ("{}", vec![]),
            ("null", vec![]),
            ("", vec![]),
            ("not json", vec!["a", "b"]),
        ] {
            let outcome = InvocationResult::Answered(Bytes::from(answer));
            let mut ids: Vec<&str> = failed(&messages, &outcome, true).into_iter().collect();
            ids.sort_unstable();
            assert_eq!(ids, expected, "{answer}");
        }
        assert_eq!(failed(&messages, &InvocationResult::Failed("x".to_owned()), true).len(), 2);
        assert!(failed(&messages, &InvocationResult::Answered(Bytes::from("not json")), false).is_empty());
    }
}
