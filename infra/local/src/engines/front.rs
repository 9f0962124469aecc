//! What stands before every engine: it counts requests and capacity units by caller, and makes the faults that
//! tests ask for.
//!
//! What must stay true: the caller is the access key's name, which the runner gives each function; a fault is made
//! exactly as often as it was asked for.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use hyper::header::AUTHORIZATION;
use hyper::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use super::permissions::Need;
use crate::http;
use crate::http::Answer;
use crate::sync::locked;
use crate::template::Grant;

/// Which engine a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Service {
    DynamoDb,
    Sqs,
    Ses,
}

/// What was asked of AWS, since the start.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub(crate) struct Count {
    pub(crate) requests: u64,
    pub(crate) read_units: f64,
    pub(crate) write_units: f64,
}

/// Counts by caller and operation.
pub(crate) type Counts = BTreeMap<String, BTreeMap<String, Count>>;

/// A fault that a test asks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    service: Service,
    operation: String,
    #[serde(rename = "fault")]
    kind: FaultKind,
    #[serde(default = "once")]
    times: u32,
    /// Only requests of this function; of all, if left out.
    function: Option<String>,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FaultKind {
    /// Another transaction holds the first item.
    Conflict,
    Throttle,
    /// HTTP 500.
    Error,
    /// SES takes no mail of the account: its owner has switched sending off.
    Pause,
    /// The same, as SES says it of an account that it has paused itself.
    Paused,
    /// SES takes no mail of the sender, who is not verified.
    Unverified,
    /// SES refuses the mail for what is in it.
    Reject,
    /// The request is executed, but the connection is closed without an answer.
    DropResponse,
    /// The connection is closed, and nothing is executed; SES only.
    DropRequest,
    /// Nothing is executed and nothing is answered, until the caller is gone: it can be killed at that very moment.
    HangRequest,
    /// The same behind the execution.
    HangResponse,
}

fn once() -> u32 {
    1
}

/// The counters and the pending faults, shared by the three engines.
#[derive(Debug, Default)]
pub(crate) struct Front {
    /// What each function may do; who is no function may do all.
    grants: BTreeMap<String, Vec<Grant>>,
    counts: Mutex<Counts>,
    faults: Mutex<Vec<Fault>>,
    hung: AtomicU64,
}

impl Front {
    /// A front that lets each function do what the template allows it.
    pub(crate) fn new(grants: BTreeMap<String, Vec<Grant>>) -> Self {
        Self { grants, ..Self::default() }
    }

    /// The first thing that a request needs and its caller may not do.
    pub(super) fn forbidden(&self, caller: &str, needs: Vec<Need>) -> Option<Need> {
        let grants = self.grants.get(caller)?;
        let denied = |(action, resource): &Need| !grants.iter().any(|grant| grant.allows(action, resource));
        let need = needs.into_iter().find(denied)?;
        tracing::error!(function = caller, action = need.0, resource = need.1, "the template does not allow it");
        Some(need)
    }

    /// Counts one request.
    pub(crate) fn count(&self, caller: &str, operation: &str, read_units: f64, write_units: f64) {
        let mut counts = locked(&self.counts);
        let count = counts.entry(caller.to_owned()).or_default().entry(operation.to_owned()).or_default();
        count.requests += 1;
        count.read_units += read_units;
        count.write_units += write_units;
    }

    /// What was counted so far.
    pub(crate) fn counts(&self) -> Counts {
        locked(&self.counts).clone()
    }

    /// Never answers.
    pub(crate) async fn hang(&self) {
        self.hung.fetch_add(1, Ordering::SeqCst);
        std::future::pending::<()>().await;
    }

    /// How many requests were never answered, since the start.
    pub(crate) fn hung(&self) -> u64 {
        self.hung.load(Ordering::SeqCst)
    }

    /// Plans a fault.
    pub(crate) fn plan(&self, fault: Fault) {
        locked(&self.faults).push(fault);
    }

    /// The fault that this request meets, if one was planned for it.
    pub(crate) fn fault(&self, service: Service, operation: &str, caller: &str) -> Option<FaultKind> {
        let mut faults = locked(&self.faults);
        let index = faults.iter().position(|fault| {
            fault.service == service
                && fault.operation == operation
                && fault.function.as_deref().is_none_or(|function| function == caller)
        })?;
        let fault = &mut faults[index];
        let kind = fault.kind;
        fault.times = fault.times.saturating_sub(1);
        if fault.times == 0 {
            faults.remove(index);
        }
        Some(kind)
    }
}

/// Who calls: the access key id of the `SigV4` header.
pub(crate) fn caller(headers: &HeaderMap) -> &str {
    headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once("Credential="))
        .and_then(|(_, rest)| rest.split('/').next())
        .unwrap_or("unknown")
}

/// The operation of the JSON protocols: `X-Amz-Target: AmazonSQS.SendMessage`.
pub(crate) fn target(headers: &HeaderMap) -> &str {
    headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit_once('.'))
        .map_or("", |(_, operation)| operation)
}

/// An error as AWS's JSON protocols write it.
pub(crate) fn json_error(status: StatusCode, kind: &str, body: &serde_json::Value) -> Answer {
    let mut body = body.clone();
    body["__type"] = kind.into();
    http::answer(status, "application/x-amz-json-1.0", Bytes::from(body.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_made_as_often_as_asked_and_only_where_asked() {
        let front = Front::default();
        let fault = r#"{"service":"dynamodb","operation":"PutItem","fault":"throttle","times":2,"function":"mailer"}"#;
        front.plan(serde_json::from_str(fault).unwrap());
        let meets = |operation, caller| front.fault(Service::DynamoDb, operation, caller);
        assert_eq!(meets("GetItem", "mailer"), None);
        assert_eq!(meets("PutItem", "scoring"), None);
        assert_eq!(meets("PutItem", "mailer"), Some(FaultKind::Throttle));
        assert_eq!(meets("PutItem", "mailer"), Some(FaultKind::Throttle));
        assert_eq!(meets("PutItem", "mailer"), None);
    }

    #[test]
    fn the_caller_is_the_access_key() {
        let mut headers = HeaderMap::new();
        assert_eq!(caller(&headers), "unknown");
        let value = "AWS4-HMAC-SHA256 Credential=scoring/20261121/us-east-1/sqs/aws4_request, SignedHeaders=host";
        headers.insert(AUTHORIZATION, value.parse().unwrap());
        assert_eq!(caller(&headers), "scoring");
    }
}
