//! The front of every engine: it counts requests and capacity units by caller, checks permissions, and injects the
//! faults that tests plan.
//!
//! What must stay true: a fault is injected exactly as often as it was planned.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use super::permissions::Need;
use crate::http::{Dropped, HttpResponse};
use crate::sync::locked;
use crate::template::policies::Grant;

/// The service of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Service {
    DynamoDb,
    Sqs,
    Ses,
    S3,
}

/// Requests and capacity units since the start.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub(crate) struct RequestCount {
    pub(crate) requests: u64,
    pub(crate) read_units: f64,
    pub(crate) write_units: f64,
}

/// Counts by caller and operation.
pub(crate) type RequestCounts = BTreeMap<String, BTreeMap<String, RequestCount>>;

/// A fault that a test plans.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    service: Service,
    operation: String,
    #[serde(rename = "fault")]
    kind: FaultKind,
    #[serde(default = "once")]
    times: u32,
    /// The function whose requests fail; all callers if left out.
    function: Option<String>,
}

/// The kind of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FaultKind {
    /// Another transaction holds the first item.
    Conflict,
    Throttle,
    /// HTTP 500.
    Error,
    /// SES refuses all mail of the account: its owner has switched sending off.
    Pause,
    /// SES refuses all mail of the account: SES has paused it.
    Paused,
    /// SES refuses mail of a sender that is not verified.
    Unverified,
    /// SES refuses the mail because of its content.
    Reject,
    /// The request is executed; the connection is closed without a response.
    DropResponse,
    /// The connection is closed; nothing is executed.
    DropRequest,
    /// Nothing is executed, and there is no response until the caller is gone: a test can kill it at that moment.
    HangRequest,
    /// The request is executed, and there is no response until the caller is gone.
    HangResponse,
}

/// What a request asks for, who asks, and what that needs.
pub(super) struct Call<'a> {
    pub(super) service: Service,
    pub(super) operation: &'a str,
    pub(super) caller: &'a str,
    pub(super) needs: Vec<Need>,
}

fn once() -> u32 {
    1
}

/// Counters, permissions and planned faults, shared by the four engines.
#[derive(Debug, Default)]
pub(crate) struct Front {
    /// The permissions of each function. Other callers may do everything.
    grants: BTreeMap<String, Vec<Grant>>,
    counts: Mutex<RequestCounts>,
    faults: Mutex<Vec<Fault>>,
    hung: AtomicU64,
}

impl Front {
    /// A front with the permissions that the template gives each function.
    pub(crate) fn new(grants: BTreeMap<String, Vec<Grant>>) -> Self {
        Self { grants, ..Self::default() }
    }

    /// The first permission that a request needs and its caller does not have.
    pub(super) fn forbidden(&self, caller: &str, needs: Vec<Need>) -> Option<Need> {
        let grants = self.grants.get(caller)?;
        let denied = |(action, resource): &Need| !grants.iter().any(|grant| grant.allows(action, resource));
        let need = needs.into_iter().find(denied)?;
        tracing::error!(
            function = caller,
            action = need.0,
            resource = need.1,
            "access denied: the template does not allow the action"
        );
        Some(need)
    }

    /// Lets a request through to its engine, `execute`, if its caller may make it, with the fault that is planned for it.
    ///
    /// `denied` and `failed` write a refusal and a fault as the service does; a fault of the connection has no answer.
    pub(super) async fn pass(
        &self,
        request: Call<'_>,
        denied: impl FnOnce(&Need) -> HttpResponse,
        failed: impl FnOnce(FaultKind) -> Option<HttpResponse>,
        execute: impl Future<Output = anyhow::Result<HttpResponse>>,
    ) -> Result<HttpResponse, Dropped> {
        let Call { service, operation, caller, needs } = request;
        if let Some(need) = self.forbidden(caller, needs) {
            return Ok(denied(&need));
        }
        let fault = self.fault(service, operation, caller);
        match fault {
            Some(FaultKind::DropRequest) => return Err(Dropped),
            Some(FaultKind::HangRequest) => self.hang().await,
            _ => {}
        }
        if let Some(answer) = fault.and_then(failed) {
            return Ok(answer);
        }
        let answer = execute.await.map_err(|error| {
            tracing::error!(error = format!("{error:#}"), operation, "the embedded {service:?} did not respond");
            Dropped
        })?;
        match fault {
            Some(FaultKind::DropResponse) => return Err(Dropped),
            Some(FaultKind::HangResponse) => self.hang().await,
            _ => {}
        }
        Ok(answer)
    }

    /// Counts a request.
    pub(crate) fn count(&self, caller: &str, operation: &str, read_units: f64, write_units: f64) {
        let mut counts = locked(&self.counts);
        let count = counts.entry(caller.to_owned()).or_default().entry(operation.to_owned()).or_default();
        count.requests += 1;
        count.read_units += read_units;
        count.write_units += write_units;
    }

    /// The counts so far.
    pub(crate) fn counts(&self) -> RequestCounts {
        locked(&self.counts).clone()
    }

    /// Waits until the caller closes the connection.
    pub(crate) async fn hang(&self) {
        self.hung.fetch_add(1, Ordering::SeqCst);
        std::future::pending::<()>().await;
    }

    /// The number of requests without a response since the start.
    pub(crate) fn hung(&self) -> u64 {
        self.hung.load(Ordering::SeqCst)
    }

    /// Plans a fault.
    pub(crate) fn plan(&self, fault: Fault) {
        locked(&self.faults).push(fault);
    }

    /// The planned fault for a request, if there is one; it counts as injected.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_injected_as_often_as_planned_and_only_where_planned() {
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
}
