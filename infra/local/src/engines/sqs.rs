//! The embedded SQS (rustack) behind its front.
//!
//! What must stay true: an accepted message is in the journal before the response; a delay over 900 seconds is refused
//! as on AWS, although the engine would accept it.

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
    ChangeMessageVisibilityInput, CreateQueueInput, DeleteMessageInput, GetQueueAttributesInput, ReceiveMessageInput,
    SendMessageInput,
};
use rustack_sqs_model::operations::SqsOperation;
use rustack_sqs_model::types::Message;
use serde_json::{Value as Json, json};

use super::front::{Call, FaultKind, Front, Service};
use super::journal::{Journal, JournalLine, SentMessage};
use super::permissions::Need;
use super::{journal, permissions, protocol};
use crate::http;
use crate::http::{BodyError, Dropped, HttpResponse};
use crate::sync::locked;
use crate::template::names::{ACCOUNT, REGION};
use crate::template::resources::{QueueSpec, dead_letter_queues};

const MAX_BODY: usize = 2 * 1024 * 1024;
/// SQS's longest delay.
const MAX_DELAY_S: i64 = 900;

/// How long an event of SES takes to its queue. On AWS it takes seconds. Here it is long enough for the mailer to record
/// the send first, as it mostly does on AWS.
const EVENT_DELAY: Duration = Duration::from_millis(60);

/// The number of messages in a queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Depth {
    pub(crate) visible: u64,
    /// In the hands of a function, or hidden until the next try.
    pub(crate) in_flight: u64,
    pub(crate) delayed: u64,
}

/// The engine, its front and its journal.
pub(crate) struct Sqs {
    provider: Arc<RustackSqs>,
    handler: RustackSqsHandler,
    front: Arc<Front>,
    journal: Option<Journal>,
    /// The number of sends so far. It shows whether a message was sent while several queues were counted.
    sends: AtomicU64,
    /// Events of SES that are not in their queue yet, by queue.
    soon: Mutex<HashMap<String, u64>>,
    /// How long a function lets messages wait that it did not deal with, by their receipts.
    hidden: Mutex<HashMap<String, Duration>>,
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
            hidden: Mutex::default(),
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

    /// Sends the messages again that were not consumed in the last run.
    pub(crate) async fn restore(&self, pending: Vec<SentMessage>, queues: &[QueueSpec]) -> Result<()> {
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        let mut restored = Vec::with_capacity(pending.len());
        for mut sent in pending {
            let Some(queue) = queues.iter().find(|queue| queue.name == sent.queue) else {
                tracing::warn!(
                    queue = sent.queue,
                    "a stored message was dropped: the template has no such queue any more"
                );
                continue;
            };
            let mut input = sent.input.clone();
            input["QueueUrl"] = queue.url.clone().into();
            if let Some(delay) = input["DelaySeconds"].as_i64() {
                let passed = (Timestamp::now().as_millisecond() - sent.at) / 1000;
                input["DelaySeconds"] = (delay - passed).max(0).into();
            }
            let input: SendMessageInput = serde_json::from_value(input).context("reading a stored message")?;
            let output = self
                .provider
                .send_message(input)
                .await
                .map_err(|error| anyhow!("sending a stored message to {}: {}", queue.resource, error.message))?;
            sent.id = output.message_id.unwrap_or_default();
            restored.push(sent);
        }
        if !restored.is_empty() {
            tracing::info!(messages = restored.len(), "messages of the last run were queued again");
        }
        journal.restart(&restored)
    }

    /// Records which messages are in dead-letter queues, so that the next run finds them there.
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
                let lines: Vec<JournalLine> = messages
                    .into_iter()
                    .filter_map(|message| message.message_id)
                    .map(|id| JournalLine::Moved { id, queue: dead.name.clone() })
                    .collect();
                journal.append(&lines)?;
            }
        }
        Ok(())
    }

    /// Receives up to `max` messages; waits up to `wait_s` seconds for the first.
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
            journal.append(&[JournalLine::Deleted(id.clone())])?;
        }
        Ok(())
    }

    /// How long a function lets a message wait; none if it did not say so.
    pub(crate) fn take_hidden(&self, receipt: &str) -> Option<Duration> {
        locked(&self.hidden).remove(receipt)
    }

    /// Makes a message visible whose visibility time-out has not ended. One that is visible already stays so.
    pub(crate) async fn make_visible(&self, url: &str, receipt: &str) {
        let input = ChangeMessageVisibilityInput {
            queue_url: url.to_owned(),
            receipt_handle: receipt.to_owned(),
            visibility_timeout: 0,
        };
        if let Err(error) = self.provider.change_message_visibility(input).await {
            tracing::debug!(error = error.message, "a message was visible before its next try was due");
        }
    }

    /// The number of messages in a queue.
    pub(crate) async fn depth(&self, url: &str) -> Result<Depth> {
        let output = self
            .provider
            .get_queue_attributes(GetQueueAttributesInput {
                queue_url: url.to_owned(),
                attribute_names: vec!["All".to_owned()],
            })
            .await
            .map_err(|error| anyhow!("counting the messages of {url}: {}", error.message))?;
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

    /// Sends an event of SES after [`EVENT_DELAY`].
    ///
    /// Until then it counts as delayed, so that the system does not seem idle.
    pub(crate) fn send_soon(self: &Arc<Self>, url: &str, body: &Json) {
        let sqs = Arc::clone(self);
        let url = url.to_owned();
        let request = json!({ "QueueUrl": url, "MessageBody": body.to_string() });
        *locked(&sqs.soon).entry(url.clone()).or_default() += 1;
        tokio::spawn(async move {
            tokio::time::sleep(EVENT_DELAY).await;
            if let Err(error) = sqs.execute(SqsOperation::SendMessage, "SendMessage", request.to_string().into()).await
            {
                tracing::error!(error = format!("{error:#}"), "sending an event of SES to its queue failed");
            }
            if let Some(count) = locked(&sqs.soon).get_mut(&url) {
                *count -= 1;
            }
        });
    }

    /// The number of sends so far.
    pub(crate) fn sends(&self) -> u64 {
        self.sends.load(Ordering::SeqCst)
    }

    async fn handle(&self, request: Request<Incoming>) -> Result<HttpResponse, Dropped> {
        let (parts, body) = request.into_parts();
        let body = match http::read_body(body, MAX_BODY).await {
            Ok(body) => body,
            Err(BodyError::TooLarge) => return Ok(invalid("the request is over 2 MiB")),
            Err(BodyError::Broken) => return Err(Dropped),
        };
        let caller = protocol::caller(&parts.headers);
        let operation = protocol::target(&parts.headers);
        self.front.count(caller, operation, 0.0, 0.0);
        let needs = permissions::of_queue(operation, &body);
        let call = Call { service: Service::Sqs, operation, caller, needs };
        let execute = async {
            match resolve_operation(&parts.headers) {
                Ok(known) => self.execute(known, operation, body).await,
                Err(error) => http::whole(error_to_response(&error, &request_id())).await,
            }
        };
        let denied = |need: &Need| permissions::denied(need, "AccessDenied");
        self.front.pass(call, denied, fault_answer, execute).await
    }

    async fn execute(
        &self,
        known: rustack_sqs_model::operations::SqsOperation,
        operation: &str,
        body: Bytes,
    ) -> Result<HttpResponse> {
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
        if let ("ChangeMessageVisibility", Some(receipt), Some(seconds)) =
            (operation, request["ReceiptHandle"].as_str(), request["VisibilityTimeout"].as_u64())
        {
            locked(&self.hidden).insert(receipt.to_owned(), Duration::from_secs(seconds));
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
            let lines = journal::lines(operation, request, &body);
            if !lines.is_empty() {
                journal.append(&lines)?;
            }
        }
        Ok(HttpResponse::from_parts(parts, Full::new(body)))
    }
}

fn delays(request: &Json) -> impl Iterator<Item = i64> {
    std::iter::once(request)
        .chain(request["Entries"].as_array().into_iter().flatten())
        .filter_map(|entry| entry["DelaySeconds"].as_i64())
}

fn request_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

fn fault_answer(fault: FaultKind) -> Option<HttpResponse> {
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
    Some(protocol::json_error(status, &format!("com.amazonaws.sqs#{kind}"), &json!({ "message": message })))
}

fn invalid(message: &str) -> HttpResponse {
    protocol::json_error(
        StatusCode::BAD_REQUEST,
        "com.amazonaws.sqs#InvalidParameterValue",
        &json!({ "message": message }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_delay_of_a_request_is_seen() {
        let batch = json!({ "Entries": [{ "DelaySeconds": 5 }, { "DelaySeconds": 901 }] });
        assert_eq!(delays(&batch).max(), Some(901));
        assert_eq!(delays(&json!({ "DelaySeconds": 900 })).max(), Some(900));
    }
}
