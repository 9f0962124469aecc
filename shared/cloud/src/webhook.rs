//! Calls of other programs by steps of a sequence: webhooks.

use std::time::Duration;

use aws_smithy_runtime_api::client::interceptors::context::{Error, Output};
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::ser_de::DeserializeResponse;
use aws_smithy_types::config_bag::ConfigBag;

use crate::aws::Aws;
use crate::call::{CallError, call, request};

/// The other program has this long to answer.
const PATIENCE: Duration = Duration::from_secs(10);

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
    pub async fn post(&self, url: &str, headers: &[(&'static str, &str)], json: String) -> Result<u16, CallError> {
        let headers: Vec<_> = [("content-type", "application/json")].iter().chain(headers).copied().collect();
        let request = request("POST", url, &headers, json).ok_or(CallError::NoAddress)?;
        call(&self.aws, request, PATIENCE, Status).await
    }
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
