//! The embedded SQS (rustack) and the front before it.
//!
//! What must stay true: what a sender was told is accepted stands in the journal; what AWS refuses (a delay over
//! 900 seconds) is refused here too, although the engine would take it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::{Request, StatusCode};
use jiff::Timestamp;
use rustack_sqs_core::config::SqsConfig;
use rustack_sqs_core::handler::RustackSqsHandler;
use rustack_sqs_core::provider::RustackSqs;
use rustack_sqs_http::dispatch::SqsHandler;
use rustack_sqs_http::response::error_to_response;
use rustack_sqs_http::router::resolve_operation;
use rustack_sqs_model::input::{
    CreateQueueInput, DeleteMessageInput, GetQueueAttributesInput, ReceiveMessageInput, SendMessageInput,
};
use rustack_sqs_model::operations::SqsOperation;
use rustack_sqs_model::types::Message;
use serde_json::{Value as Json, json};

use super::front::{FaultKind, Front, Service};
use super::journal::{Journal, Line, Sent};
use super::{front, permissions};
use crate::http;
use crate::http::{Answer, BodyError, Dropped};
use crate::sync::locked;
use crate::template::{ACCOUNT, QueueSpec, REGION};

const MAX_BODY: usize = 2 * 1024 * 1024;
/// SQS's longest delay.
const MAX_DELAY_S: i64 = 900;

/// How long an event of SES takes to its queue. On AWS it is seconds; here it is enough for the mailer to write its own
/// record first, as it mostly does there.
const DETOUR: Duration = Duration::from_millis(60);

/// How many messages a queue holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Depth {
    pub(crate) visible: u64,
    pub(crate) in_flight: u64,
    pub(crate) delayed: u64,
}

impl Depth {
    /// Whether nothing waits, is worked on, or will appear.
    pub(crate) fn empty(self) -> bool {
        self == Self::default()
    }
}

/// The engine, its journal and its front.
pub(crate) struct Sqs {
    provider: Arc<RustackSqs>,
    handler: RustackSqsHandler,
    front: Arc<Front>,
    journal: Option<Journal>,
    /// How many sends were begun, so that a look at several queues can tell whether one was missed.
    sends: AtomicU64,
    /// Messages on a detour, by queue.
    soon: Mutex<HashMap<String, u64>>,
}

impl Sqs {
    /// Serves the front at `listener`.
    pub(crate) fn start(
        journal: Option<Journal>,
        front: Arc<Front>,
        listener: tokio::net::TcpListener,
        port: u16,
    ) -> Arc<Self> {
        let provider = Arc::new(RustackSqs::new(SqsConfig {
            skip_signature_validation: true,
            default_region: REGION.to_owned(),
            account_id: ACCOUNT.to_owned(),
            host: "127.0.0.1".to_owned(),
            port,
        }));
        let engine = Arc::new(Self {
            handler: RustackSqsHandler::new(Arc::clone(&provider)),
            provider,
            front,
            journal,
            sends: AtomicU64::new(0),
            soon: Mutex::default(),
        });
        let served = Arc::clone(&engine);
        http::serve(listener, move |request, _| {
            let engine = Arc::clone(&served);
            async move { engine.handle(request).await }
        });
        engine
    }

    /// Creates a queue.
    pub(crate) async fn create(&self, queue: &QueueSpec) -> Result<()> {
        self.provider
            .create_queue(CreateQueueInput {
                queue_name: queue.name.clone(),
                attributes: queue.attributes.clone().into_iter().collect(),
                tags: std::collections::HashMap::new(),
            })
            .await
            .map_err(|error| anyhow!("the queue {}: {}", queue.resource, error.message))?;
        Ok(())
    }

    /// Sends again what was accepted and not consumed before the last stop.
    pub(crate) async fn restore(&self, pending: Vec<Sent>, queues: &[QueueSpec]) -> Result<()> {
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        let mut restored = Vec::with_capacity(pending.len());
        for mut sent in pending {
            let Some(queue) = queues.iter().find(|queue| queue.name == sent.queue) else {
                tracing::warn!(queue = sent.queue, "a kept message belongs to a queue that the template no longer has");
                continue;
            };
            let mut input = sent.input.clone();
            input["QueueUrl"] = queue.url.clone().into();
            if let Some(delay) = input["DelaySeconds"].as_i64() {
                let passed = (Timestamp::now().as_millisecond() - sent.at) / 1000;
                input["DelaySeconds"] = (delay - passed).max(0).into();
            }
            let input: SendMessageInput = serde_json::from_value(input).context("a kept message")?;
            let output = self
                .provider
                .send_message(input)
                .await
                .map_err(|error| anyhow!("sending a kept message to {}: {}", queue.resource, error.message))?;
            sent.id = output.message_id.unwrap_or_default();
            restored.push(sent);
        }
        if !restored.is_empty() {
            tracing::info!(messages = restored.len(), "messages of the last run are queued again");
        }
        journal.restart(&restored)
    }

    /// Notes which messages lie in dead-letter queues, so that the next start leaves them there.
    pub(crate) async fn note_dead(&self, queues: &[QueueSpec]) -> Result<()> {
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        for dead in dead_letter_queues(queues) {
            loop {
                let messages = self.receive(&dead.url, 10, 0).await?;
                if messages.is_empty() {
                    break;
                }
                let lines: Vec<Line> = messages
                    .into_iter()
                    .filter_map(|message| message.message_id)
                    .map(|id| Line::Moved { id, queue: dead.name.clone() })
                    .collect();
                journal.append(&lines)?;
            }
        }
        Ok(())
    }

    /// Waits up to `wait_s` seconds for up to `max` messages.
    pub(crate) async fn receive(&self, url: &str, max: usize, wait_s: i32) -> Result<Vec<Message>> {
        let output = self
            .provider
            .receive_message(ReceiveMessageInput {
                queue_url: url.to_owned(),
                max_number_of_messages: Some(i32::try_from(max)?),
                wait_time_seconds: Some(wait_s),
                message_system_attribute_names: vec!["All".to_owned()],
                message_attribute_names: vec!["All".to_owned()],
                ..ReceiveMessageInput::default()
            })
            .await
            .map_err(|error| anyhow!("receiving from {url}: {}", error.message))?;
        Ok(output.messages)
    }

    /// Deletes a message that was handled.
    pub(crate) async fn delete(&self, url: &str, message: &Message) -> Result<()> {
        let receipt = message.receipt_handle.clone().unwrap_or_default();
        self.provider
            .delete_message(DeleteMessageInput { queue_url: url.to_owned(), receipt_handle: receipt })
            .await
            .map_err(|error| anyhow!("deleting from {url}: {}", error.message))?;
        if let (Some(journal), Some(id)) = (&self.journal, &message.message_id) {
            journal.append(&[Line::Deleted(id.clone())])?;
        }
        Ok(())
    }

    /// How many messages a queue holds.
    pub(crate) async fn depth(&self, url: &str) -> Result<Depth> {
        let output = self
            .provider
            .get_queue_attributes(GetQueueAttributesInput {
                queue_url: url.to_owned(),
                attribute_names: vec!["All".to_owned()],
            })
            .await
            .map_err(|error| anyhow!("looking into {url}: {}", error.message))?;
        let number =
            |name: &str| -> u64 { output.attributes.get(name).and_then(|text| text.parse().ok()).unwrap_or_default() };
        Ok(Depth {
            visible: number("ApproximateNumberOfMessages"),
            in_flight: number("ApproximateNumberOfMessagesNotVisible"),
            delayed: number("ApproximateNumberOfMessagesDelayed") + locked(&self.soon).get(url).copied().unwrap_or(0),
        })
    }

    #[cfg(test)]
    pub(crate) async fn send(&self, url: &str, group: &str, body: &str) -> Result<()> {
        let input = json!({
            "QueueUrl": url, "MessageBody": body, "MessageGroupId": group, "MessageDeduplicationId": body,
        });
        let sent = self.provider.send_message(serde_json::from_value(input)?).await;
        sent.map(drop).map_err(|error| anyhow!("{}", error.message))
    }

    /// Sends a message of another service (an event of SES), a moment later, as AWS's own detours take one.
    ///
    /// Until then it counts as delayed, so that nobody takes the system for quiet.
    pub(crate) fn send_soon(self: &Arc<Self>, url: &str, body: &Json) {
        let sqs = Arc::clone(self);
        let url = url.to_owned();
        let request = json!({ "QueueUrl": url, "MessageBody": body.to_string() });
        *locked(&sqs.soon).entry(url.clone()).or_default() += 1;
        tokio::spawn(async move {
            tokio::time::sleep(DETOUR).await;
            if let Err(error) = sqs.execute(SqsOperation::SendMessage, "SendMessage", request.to_string().into()).await
            {
                tracing::error!(error = format!("{error:#}"), "an event of SES was lost");
            }
            if let Some(count) = locked(&sqs.soon).get_mut(&url) {
                *count -= 1;
            }
        });
    }

    /// How many sends were begun so far.
    pub(crate) fn sends(&self) -> u64 {
        self.sends.load(Ordering::SeqCst)
    }

    async fn handle(&self, request: Request<Incoming>) -> Result<Answer, Dropped> {
        let (parts, body) = request.into_parts();
        let body = match http::read_body(body, MAX_BODY).await {
            Ok(body) => body,
            Err(BodyError::TooLarge) => return Ok(invalid("the request is over 2 MiB")),
            Err(BodyError::Broken) => return Err(Dropped),
        };
        let caller = front::caller(&parts.headers);
        let operation = front::target(&parts.headers);
        self.front.count(caller, operation, 0.0, 0.0);
        if let Some(need) = self.front.forbidden(caller, permissions::of_queue(operation, &body)) {
            return Ok(permissions::denied(&need, "AccessDenied"));
        }
        let fault = self.front.fault(Service::Sqs, operation, caller);
        if fault == Some(FaultKind::HangRequest) {
            self.front.hang().await;
        }
        if let Some(answer) = fault.and_then(fault_answer) {
            return Ok(answer);
        }
        let answer = match resolve_operation(&parts.headers) {
            Ok(known) => self.execute(known, operation, body).await,
            Err(error) => http::whole(error_to_response(&error, &request_id())).await,
        };
        match answer {
            Ok(_) if fault == Some(FaultKind::DropResponse) => Err(Dropped),
            Ok(answer) if fault == Some(FaultKind::HangResponse) => {
                self.front.hang().await;
                Ok(answer)
            }
            Ok(answer) => Ok(answer),
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), operation, "the embedded SQS did not answer");
                Err(Dropped)
            }
        }
    }

    async fn execute(
        &self,
        known: rustack_sqs_model::operations::SqsOperation,
        operation: &str,
        body: Bytes,
    ) -> Result<Answer> {
        let sends = matches!(operation, "SendMessage" | "SendMessageBatch");
        let request: Json = serde_json::from_slice(&body).unwrap_or_default();
        if sends {
            self.sends.fetch_add(1, Ordering::SeqCst);
            if delays(&request).any(|delay| delay > MAX_DELAY_S) {
                return Ok(invalid(
                    "Value for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
                ));
            }
        }
        let response = match self.handler.handle_operation(known, body).await {
            Ok(response) => response,
            Err(error) => error_to_response(&error, &request_id()),
        };
        let (parts, body) = response.into_parts();
        let body = http_body_util::BodyExt::collect(body).await?.to_bytes();
        if let Some(journal) = &self.journal
            && parts.status.is_success()
        {
            let lines = lines(operation, request, &body);
            if !lines.is_empty() {
                journal.append(&lines)?;
            }
        }
        Ok(Answer::from_parts(parts, Full::new(body)))
    }
}

/// The queues that others name as their dead-letter queue.
pub(crate) fn dead_letter_queues(queues: &[QueueSpec]) -> impl Iterator<Item = &QueueSpec> {
    queues.iter().filter(|queue| queues.iter().any(|other| other.dead_letter.as_ref() == Some(&queue.arn)))
}

fn delays(request: &Json) -> impl Iterator<Item = i64> {
    std::iter::once(request)
        .chain(request["Entries"].as_array().into_iter().flatten())
        .filter_map(|entry| entry["DelaySeconds"].as_i64())
}

/// What a successful request changes, as lines of the journal.
fn lines(operation: &str, mut request: Json, answer: &[u8]) -> Vec<Line> {
    let queue = queue_name(request["QueueUrl"].as_str().unwrap_or_default());
    let answer: Json = serde_json::from_slice(answer).unwrap_or_default();
    match operation {
        "SendMessage" => sent(queue, &answer["MessageId"], request).into_iter().collect(),
        "SendMessageBatch" => {
            let Json::Array(mut entries) = request["Entries"].take() else {
                return Vec::new();
            };
            let mut lines = Vec::new();
            for done in answer["Successful"].as_array().into_iter().flatten() {
                if let Some(entry) = entries.iter_mut().find(|entry| entry["Id"] == done["Id"]) {
                    lines.extend(sent(queue.clone(), &done["MessageId"], entry.take()));
                }
            }
            lines
        }
        "DeleteMessage" => deleted(&request["ReceiptHandle"]).into_iter().collect(),
        "DeleteMessageBatch" => request["Entries"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|entry| deleted(&entry["ReceiptHandle"]))
            .collect(),
        "PurgeQueue" => vec![Line::Purged(queue)],
        _ => Vec::new(),
    }
}

fn sent(queue: String, id: &Json, mut input: Json) -> Option<Line> {
    let id = id.as_str()?.to_owned();
    if let Some(map) = input.as_object_mut() {
        map.remove("QueueUrl");
        map.remove("Id");
    }
    let at = Timestamp::now().as_millisecond();
    Some(Line::Sent(Sent { id, queue, at, input }))
}

/// The engine's receipt handles start with the message id.
fn deleted(receipt: &Json) -> Option<Line> {
    let receipt = data_encoding::BASE64.decode(receipt.as_str()?.as_bytes()).ok()?;
    let receipt = String::from_utf8(receipt).ok()?;
    let (id, _) = receipt.split_once(':')?;
    Some(Line::Deleted(id.to_owned()))
}

fn queue_name(url: &str) -> String {
    url.rsplit('/').next().unwrap_or_default().to_owned()
}

fn request_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

fn fault_answer(fault: FaultKind) -> Option<Answer> {
    let (status, kind, message) = match fault {
        FaultKind::DropResponse | FaultKind::DropRequest | FaultKind::HangRequest | FaultKind::HangResponse => {
            return None;
        }
        FaultKind::Throttle | FaultKind::Conflict => {
            (StatusCode::BAD_REQUEST, "RequestThrottled", "The request was denied due to request throttling.")
        }
        FaultKind::Error | FaultKind::Reject | FaultKind::Pause | FaultKind::Paused | FaultKind::Unverified => {
            (StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", "We encountered an internal error.")
        }
    };
    Some(front::json_error(status, &format!("com.amazonaws.sqs#{kind}"), &json!({ "message": message })))
}

fn invalid(message: &str) -> Answer {
    front::json_error(
        StatusCode::BAD_REQUEST,
        "com.amazonaws.sqs#InvalidParameterValue",
        &json!({ "message": message }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_journalled_by_what_was_accepted() {
        let request = json!({
            "QueueUrl": "http://127.0.0.1:1/0/q.fifo",
            "Entries": [{ "Id": "1", "MessageBody": "a" }, { "Id": "2", "MessageBody": "b" }],
        });
        let answer = br#"{"Successful":[{"Id":"2","MessageId":"m"}],"Failed":[{"Id":"1"}]}"#;
        let lines = lines("SendMessageBatch", request, answer);
        let [Line::Sent(sent)] = lines.as_slice() else {
            panic!("{lines:?}");
        };
        assert_eq!((sent.id.as_str(), sent.queue.as_str()), ("m", "q.fifo"));
        assert_eq!(sent.input, json!({ "MessageBody": "b" }));
    }

    #[test]
    fn the_longest_delay_of_a_request_is_seen() {
        let batch = json!({ "Entries": [{ "DelaySeconds": 5 }, { "DelaySeconds": 901 }] });
        assert_eq!(delays(&batch).max(), Some(901));
        assert_eq!(delays(&json!({ "DelaySeconds": 900 })).max(), Some(900));
    }
}
