//! Calls of other programs, over the HTTP client that AWS is called with.

use std::convert::Infallible;
use std::time::Duration;

use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::interceptors::context::{Error, Output};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::ser_de::DeserializeResponse;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;

use crate::aws::{Aws, behavior};

/// The other program has this long to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The other program did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// What was to be called is no web address, or a header is none.
    #[error("it is no web address")]
    NoAddress,
    /// It was not called.
    #[error("it can't be reached")]
    Unreachable,
    /// It was called, and the connection ended.
    #[error("it broke off")]
    BrokeOff,
    /// It took too long.
    #[error("no answer within {} seconds", PATIENCE.as_secs())]
    TooSlow,
}

/// Calls other programs.
#[derive(Debug, Clone)]
pub struct WebhookClient {
    aws: Aws,
}

impl WebhookClient {
    /// Over the HTTP client of the connection.
    pub fn new(aws: &Aws) -> Self {
        Self { aws: aws.clone() }
    }

    /// Posts JSON, once, and gives the status of the answer; what else it says is not read. Redirects are not followed.
    ///
    /// # Errors
    /// There was no answer.
    pub async fn post(&self, url: &str, headers: &[(&'static str, &str)], json: String) -> Result<u16, WebhookError> {
        let request = request(url, headers, json).ok_or(WebhookError::NoAddress)?;
        let endpoint = origin(request.uri()).ok_or(WebhookError::NoAddress)?.to_owned();
        let operation = Operation::builder()
            .service_name("webhook")
            .operation_name("post")
            .behavior_version(behavior())
            .http_client(self.aws.http.clone())
            .time_source(self.aws.time.clone())
            .sleep_impl(self.aws.sleep.clone())
            .timeout_config(TimeoutConfig::builder().operation_timeout(PATIENCE).build())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .endpoint_url(&endpoint)
            .no_auth()
            .no_retry()
            .serializer(|request: HttpRequest| Ok(request))
            .deserializer_impl::<u16, Infallible>(Status)
            .build();
        operation.invoke(request).await.map_err(|error| match error {
            SdkError::TimeoutError(_) => WebhookError::TooSlow,
            SdkError::DispatchFailure(failure) if failure.is_timeout() => WebhookError::TooSlow,
            SdkError::DispatchFailure(failure) if failure.is_io() => WebhookError::Unreachable,
            SdkError::ConstructionFailure(_) => WebhookError::NoAddress,
            _ => WebhookError::BrokeOff,
        })
    }
}

fn request(url: &str, headers: &[(&'static str, &str)], json: String) -> Option<HttpRequest> {
    let mut request = HttpRequest::new(SdkBody::from(json));
    request.set_method("POST").ok()?;
    request.set_uri(url).ok()?;
    // A connection that Lambda froze between two calls would fail the next one.
    let always = [("content-type", "application/json"), ("connection", "close")];
    for (name, value) in always.iter().chain(headers) {
        request.headers_mut().try_insert(*name, (*value).to_owned()).ok()?;
    }
    Some(request)
}

/// Scheme and authority of a web address, as in `https://crm.example:8443`.
fn origin(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let authority = rest.split(['/', '?', '#']).next().filter(|authority| !authority.is_empty())?;
    Some(&url[..url.len() - rest.len() + authority.len()])
}

/// Reads an answer's status and leaves its body.
#[derive(Debug)]
struct Status;

impl DeserializeResponse for Status {
    fn deserialize_streaming_with_config(
        &self,
        response: &mut HttpResponse,
        _: &ConfigBag,
    ) -> Option<Result<Output, OrchestratorError<Error>>> {
        Some(Ok(Output::erase(response.status().as_u16())))
    }

    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        _: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        Ok(Output::erase(response.status().as_u16()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_an_origin() {
        for (url, expected) in [
            ("https://crm.example/hooks/7?key=a&b=c", Some("https://crm.example")),
            ("https://crm.example:8443?key=a", Some("https://crm.example:8443")),
            ("http://127.0.0.1:9/", Some("http://127.0.0.1:9")),
            ("https://crm.example", Some("https://crm.example")),
            ("https:///x", None),
            ("ftp://crm.example", None),
            ("/hooks", None),
        ] {
            assert_eq!(origin(url), expected, "{url}");
        }
    }
}
