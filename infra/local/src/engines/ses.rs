//! The embedded SES (rustack) behind its front: accepted mails go to the inbox.
//!
//! What must stay true: a mail is in the inbox before its sender gets the response; no more mail is accepted than the
//! limits allow.

use std::sync::Arc;

use anyhow::{Context, Result};
use bytes::Bytes;
use hyper::body::Incoming;
use hyper::{Request, StatusCode};
use jiff::SignedDuration;
use rustack_ses_core::config::SesConfig;
use rustack_ses_core::handler::RustackSesHandler;
use rustack_ses_core::provider::RustackSes;
use rustack_ses_http::dispatch::SesHandler;
use rustack_ses_http::request::parse_form_params;
use rustack_ses_http::response::error_to_response;
use rustack_ses_http::router::resolve_operation;

use super::front::{Call, FaultKind, Front, Service};
use super::limits::{Limits, SesLimits};
use super::protocol::query_error;
use super::sqs::Sqs;
use super::{mail_events, permissions, protocol};
use crate::clock::Clock;
use crate::http;
use crate::http::{BodyError, Dropped, HttpResponse};
use crate::inbox::{Inbox, StoredMail};
use crate::template::events::EventRoute;

/// SES's limit of a raw message is 40 MB; base64 adds a third.
const MAX_BODY: usize = 54 * 1024 * 1024;

/// The period of SES's quota.
const QUOTA_PERIOD: SignedDuration = SignedDuration::from_hours(24);

/// The engine, its front and its limits.
pub(crate) struct Ses {
    provider: Arc<RustackSes>,
    handler: RustackSesHandler,
    front: Arc<Front>,
    inbox: Arc<Inbox>,
    clock: Arc<Clock>,
    publisher: EventPublisher,
    limits: Limits,
}

/// Publishes the events of mails to queues.
pub(crate) struct EventPublisher {
    pub(crate) sqs: Arc<Sqs>,
    /// Each route with the URL of its queue.
    pub(crate) routes: Vec<(EventRoute, String)>,
}

impl EventPublisher {
    /// Publishes the events of a mail on the routes of a configuration set, or on all routes; returns a summary of each.
    pub(crate) fn publish(&self, mail: &StoredMail, configuration_set: Option<&str>) -> Vec<String> {
        let mut published = Vec::new();
        let is_of = |route: &EventRoute| configuration_set.is_none_or(|set| set == &*route.configuration_set);
        for (route, queue) in self.routes.iter().filter(|(route, _)| is_of(route)) {
            for event in mail_events::events(mail, route) {
                self.sqs.send_soon(queue, &event);
                published.push(mail_events::summary(&event));
            }
        }
        published
    }
}

impl Ses {
    /// Serves the front at `listener`.
    pub(crate) fn start(
        front: Arc<Front>,
        inbox: Arc<Inbox>,
        clock: Arc<Clock>,
        publisher: EventPublisher,
        limits: SesLimits,
        listener: tokio::net::TcpListener,
    ) {
        let provider = Arc::new(RustackSes::new(SesConfig::default()));
        let engine = Arc::new(Self {
            handler: RustackSesHandler::new(Arc::clone(&provider)),
            provider,
            front,
            inbox,
            clock,
            publisher,
            limits: Limits::new(limits),
        });
        http::serve(listener, move |request, _| {
            let engine = Arc::clone(&engine);
            async move { engine.handle(request).await }
        });
    }

    async fn handle(&self, request: Request<Incoming>) -> Result<HttpResponse, Dropped> {
        let (parts, body) = request.into_parts();
        let body = match http::read_body(body, MAX_BODY).await {
            Ok(body) => body,
            Err(BodyError::TooLarge) => {
                return Ok(query_error(
                    StatusCode::BAD_REQUEST,
                    "Sender",
                    "InvalidParameterValue",
                    "Message too long.",
                ));
            }
            Err(BodyError::Broken) => return Err(Dropped),
        };
        let params = parse_form_params(&body);
        let operation = params.iter().find(|(name, _)| name == "Action").map_or("", |(_, value)| value.as_str());
        let caller = protocol::caller(&parts.headers);
        self.front.count(caller, operation, 0.0, 0.0);
        let needs = permissions::of_mail(operation, &params);
        let call = Call { service: Service::Ses, operation, caller, needs };
        let execute = self.execute(operation, &params, body);
        self.front.pass(call, permissions::denied_mail, fault_answer, execute).await
    }

    async fn execute(&self, operation: &str, params: &[(String, String)], body: Bytes) -> Result<HttpResponse> {
        match operation {
            "GetSendQuota" => return Ok(self.limits.quota(self.sent_in_24_hours())),
            "GetIdentityVerificationAttributes" => return Ok(self.verified(params)),
            "GetAccountSendingEnabled" => return Ok(sending_enabled()),
            "SendRawEmail" | "SendEmail" => {
                let recipients = params.iter().filter(|(name, _)| name.starts_with("Destination")).count();
                let recipients = u32::try_from(recipients.max(1)).unwrap_or(u32::MAX);
                if let Some(why) = self.limits.refusal(recipients, self.sent_in_24_hours()) {
                    return Ok(query_error(StatusCode::BAD_REQUEST, "Sender", "Throttling", why));
                }
            }
            _ => {}
        }
        let request_id = uuid::Uuid::new_v4().to_string();
        let response = match resolve_operation(params) {
            Ok(operation) => self.handler.handle_operation(operation, body).await,
            Err(error) => Err(error),
        };
        let answer = http::whole(response.unwrap_or_else(|error| error_to_response(&error, &request_id))).await?;
        let set = params.iter().find(|(name, _)| name == "ConfigurationSetName").map(|(_, value)| value.as_str());
        self.take_mails(set)?;
        Ok(answer)
    }

    /// The response to `GetIdentityVerificationAttributes`: of those asked for, the identities that somebody has verified here.
    /// The engine would say that every other one is, too.
    fn verified(&self, params: &[(String, String)]) -> HttpResponse {
        let all = serde_json::from_str("{}").ok().and_then(|all| self.provider.list_identities(all).ok());
        let known = all.map(|all| all.identities).unwrap_or_default();
        let asked = params.iter().filter(|(name, _)| name.starts_with("Identities.")).map(|(_, identity)| identity);
        let mut entries = String::new();
        for identity in asked.filter(|identity| known.contains(identity)) {
            let key = identity.replace('&', "&amp;").replace('<', "&lt;");
            entries += &[
                "<entry><key>",
                &key,
                "</key><value><VerificationStatus>Success</VerificationStatus></value></entry>",
            ]
            .concat();
        }
        let request_id = uuid::Uuid::new_v4();
        let body = format!(
            "<GetIdentityVerificationAttributesResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">\
             <GetIdentityVerificationAttributesResult><VerificationAttributes>{entries}</VerificationAttributes>\
             </GetIdentityVerificationAttributesResult><ResponseMetadata><RequestId>{request_id}</RequestId>\
             </ResponseMetadata></GetIdentityVerificationAttributesResponse>"
        );
        http::response(StatusCode::OK, "text/xml", body)
    }

    /// The number of recipients in the last 24 hours, by the runner's clock.
    fn sent_in_24_hours(&self) -> u64 {
        self.inbox.recipients_since(self.clock.now() - QUOTA_PERIOD)
    }

    /// Moves accepted mails from the engine to the inbox. A concurrent request may move the mail of this one.
    fn take_mails(&self, configuration_set: Option<&str>) -> Result<()> {
        for sent in self.provider.email_store().query(None, None) {
            let mut to = sent.destination.to_addresses;
            to.extend(sent.destination.cc_addresses);
            to.extend(sent.destination.bcc_addresses);
            let mut mail = StoredMail {
                id: sent.id.clone(),
                at: self.clock.now(),
                source: sent.source,
                to,
                tags: sent.tags.into_iter().map(|tag| (tag.name, tag.value)).collect(),
                events: Vec::new(),
                raw: sent.raw_data.unwrap_or_default(),
            };
            mail.events = self.publisher.publish(&mail, Some(configuration_set.unwrap_or_default()));
            self.inbox.add(mail).context("storing a mail")?;
            self.provider.email_store().remove(&sent.id);
        }
        Ok(())
    }
}

/// The response to `GetAccountSendingEnabled`: nobody pauses this account.
fn sending_enabled() -> HttpResponse {
    let request_id = uuid::Uuid::new_v4();
    let body = format!(
        "<GetAccountSendingEnabledResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">\
         <GetAccountSendingEnabledResult><Enabled>true</Enabled></GetAccountSendingEnabledResult>\
         <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></GetAccountSendingEnabledResponse>"
    );
    http::response(StatusCode::OK, "text/xml", body)
}

fn fault_answer(fault: FaultKind) -> Option<HttpResponse> {
    Some(match fault {
        FaultKind::DropResponse | FaultKind::DropRequest | FaultKind::HangRequest | FaultKind::HangResponse => {
            return None;
        }
        FaultKind::Throttle | FaultKind::Conflict => {
            query_error(StatusCode::BAD_REQUEST, "Sender", "Throttling", "Maximum sending rate exceeded.")
        }
        FaultKind::Pause => query_error(
            StatusCode::BAD_REQUEST,
            "Sender",
            "AccountSendingPausedException",
            "Email sending is disabled for the entire account.",
        ),
        FaultKind::Reject => rejected("Message content rejected: it contains a virus."),
        FaultKind::Unverified => rejected(
            "Email address is not verified. The following identities failed the check in region US-EAST-1: \
             hello@acme.example",
        ),
        FaultKind::Paused => rejected(
            "Sending paused for this account. For more information, please check the inbox of the email address \
             associated with your AWS account.",
        ),
        FaultKind::Error => {
            query_error(StatusCode::INTERNAL_SERVER_ERROR, "Receiver", "InternalFailure", "An internal error occurred.")
        }
    })
}

fn rejected(message: &str) -> HttpResponse {
    query_error(StatusCode::BAD_REQUEST, "Sender", "MessageRejected", message)
}
