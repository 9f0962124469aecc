//! Webhooks: calls that tell other programs of something.
//!
//! Each call is one attempt to a public address: a name is resolved here, and the connection is made to what was looked
//! at ([`public_address`](crate::public_address)). Redirects are not followed, through no proxy is gone, and of an answer
//! the head alone is read, so that no answer is too long.

use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::interceptors::context::{Error, Output};
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::ser_de::DeserializeResponse;
use aws_smithy_types::config_bag::ConfigBag;
use jiff::Timestamp;
use leadwright_domain::company::may_be_called;
use leadwright_domain::value::token::{WebhookSecret, standard_signature};

use crate::aws::Aws;
use crate::call::{CallError, call, request};
use crate::environment::Environment;

/// The other program has this long to answer.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// What is sent to another program.
#[derive(Debug, Clone, Copy)]
pub struct WebhookCall<'a> {
    /// Where.
    pub url: &'a str,
    /// The call's id: the same at each try.
    pub id: &'a str,
    /// The time of this try, by the clock that the other program compares it with.
    pub at: Timestamp,
    /// It is signed with each of these; with none it is not signed.
    pub secrets: &'a [WebhookSecret],
    /// Headers of this kind of call.
    pub headers: &'a [(&'static str, &'a str)],
    /// The media type of the body.
    pub content_type: &'static str,
    /// The body.
    pub body: &'a str,
}

/// What another program answered to a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookAnswer {
    /// The status of HTTP.
    pub status: u16,
    /// When it may be called again, as it says: the header `Retry-After`.
    pub retry_after: Option<String>,
}

/// Calls other programs.
#[derive(Debug, Clone)]
pub struct WebhookClient {
    aws: Aws,
    http: SharedHttpClient,
    is_local: bool,
}

impl WebhookClient {
    /// Over the connection of the environment. In the local runner this machine may be called, too.
    pub fn connect(environment: &Environment) -> Self {
        Self::new(environment.aws(), environment.is_local())
    }

    /// Over a connection; where `is_local` this machine may be called, too.
    pub fn new(aws: &Aws, is_local: bool) -> Self {
        Self { aws: aws.clone(), http: aws.public_http(is_local), is_local }
    }

    /// Makes a call, once, with the headers of Standard Webhooks (<https://www.standardwebhooks.com>).
    ///
    /// # Errors
    /// There was no answer, or the address is none that may be called.
    pub async fn post(&self, webhook: WebhookCall<'_>) -> Result<WebhookAnswer, CallError> {
        let WebhookCall { url, id, at, secrets, headers, content_type, body } = webhook;
        if !may_be_called(url, self.is_local) {
            return Err(CallError::NoAddress);
        }
        let (time, signature) = (at.as_second().to_string(), standard_signature(secrets, id, at, body));
        let mut all = vec![
            ("content-type", content_type),
            ("user-agent", concat!("leadwright/", env!("CARGO_PKG_VERSION"))),
            ("webhook-id", id),
            ("webhook-timestamp", time.as_str()),
        ];
        if !secrets.is_empty() {
            all.push(("webhook-signature", signature.as_str()));
        }
        all.extend(headers);
        let request = request("POST", url, &all, body.to_owned()).ok_or(CallError::NoAddress)?;
        call(&self.aws, &self.http, request, PATIENCE, Head).await
    }
}

/// Reads the head of an answer and leaves its body.
#[derive(Debug)]
struct Head;

fn head(response: &HttpResponse) -> Output {
    let retry_after = response.headers().get("retry-after").map(str::to_owned);
    Output::erase(WebhookAnswer { status: response.status().as_u16(), retry_after })
}

impl DeserializeResponse for Head {
    fn deserialize_streaming_with_config(
        &self,
        response: &mut HttpResponse,
        _: &ConfigBag,
    ) -> Option<Result<Output, OrchestratorError<Error>>> {
        Some(Ok(head(response)))
    }

    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        _: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        Ok(head(response))
    }
}
