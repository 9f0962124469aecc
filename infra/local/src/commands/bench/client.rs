//! The stack under measurement, over HTTP.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::form::Form;
use serde::Deserialize;
use serde_json::{Value, json};

/// A client of a stack on this machine.
pub(super) struct StackClient {
    web: Client<HttpConnector, Full<Bytes>>,
    url: String,
    /// Distinguishes the leads of this run from those of other runs.
    pub(super) run: String,
}

/// The field by which the leads of a measurement are told apart.
pub(super) const EMAIL: &str = "email";

/// An accepted form post.
pub(super) struct AcceptedPost {
    pub(super) lead: String,
    /// The time of the post, by the clock of this process.
    pub(super) began: Timestamp,
    /// The time until the response.
    pub(super) took: Duration,
}

/// A mail in the inbox of the stack.
#[derive(Deserialize)]
pub(super) struct ReceivedMail {
    pub(super) at: Timestamp,
    pub(super) tags: HashMap<String, String>,
}

#[derive(Deserialize)]
struct PostResponse {
    lead: String,
}

impl StackClient {
    /// A client of the stack at an address like `http://127.0.0.1:3000`.
    pub(super) fn new(url: &str) -> Self {
        let web = Client::builder(TokioExecutor::new()).build_http();
        let run = Timestamp::now().as_millisecond().to_string();
        Self { web, url: url.trim_end_matches('/').to_owned(), run }
    }

    /// Requests the page of a form; returns the time until the response.
    pub(super) async fn form_page(&self, form: &str) -> Result<Duration> {
        let began = Instant::now();
        let (status, _) = self.call(Method::GET, &format!("/forms/{form}"), None).await?;
        ensure!(status == StatusCode::OK, "the form page got the response {status}");
        Ok(began.elapsed())
    }

    /// An address that no other lead has. `name` makes its company unique too: colleagues get the same owner.
    pub(super) fn address(&self, name: &str) -> String {
        format!("maria@bench-{}-{name}.example", self.run)
    }

    /// Posts a form as a new lead of that name, with a sample in every other field.
    pub(super) async fn post_sample(&self, form_name: &str, form: &Form, name: &str) -> Result<AcceptedPost> {
        let mut fields = form.sample();
        fields.insert(EMAIL.to_owned(), self.address(name));
        let clock = Instant::now();
        let began = Timestamp::now();
        let (status, body) =
            self.call(Method::POST, &format!("/forms/{form_name}"), Some(json!(fields).to_string())).await?;
        ensure!(
            status == StatusCode::ACCEPTED,
            "a post of the form {form_name} got the response {status}: {}",
            String::from_utf8_lossy(&body)
        );
        let response: PostResponse = serde_json::from_slice(&body)?;
        Ok(AcceptedPost { lead: response.lead, began, took: clock.elapsed() })
    }

    /// All mails in the inbox.
    pub(super) async fn inbox(&self) -> Result<Vec<ReceivedMail>> {
        let (_, body) = self.call(Method::GET, "/_local/inbox.json", None).await?;
        serde_json::from_slice(&body).context("the inbox is not readable")
    }

    /// The status of the stack.
    pub(super) async fn status(&self) -> Result<Value> {
        let (_, body) = self.call(Method::GET, "/_local/status", None).await?;
        serde_json::from_slice(&body).with_context(|| format!("{} is not a stack on this machine", self.url))
    }

    /// How far the clock of the stack is ahead, in whole seconds: it may have been moved by days.
    pub(super) async fn clock_offset(&self) -> Result<SignedDuration> {
        let ahead = time(&self.status().await?)?.duration_since(Timestamp::now());
        Ok(if ahead.as_secs() == 0 { SignedDuration::ZERO } else { ahead })
    }

    /// Sends a request to the stack.
    pub(super) async fn call(&self, method: Method, path: &str, body: Option<String>) -> Result<(StatusCode, Bytes)> {
        let headers = [("content-type", "application/json".to_owned())];
        let response = self.request(method, &format!("{}{path}", self.url), &headers, body.unwrap_or_default()).await?;
        Ok((response.status(), response.into_body()))
    }

    /// Requests a page with these headers.
    pub(super) async fn get(&self, path: &str, headers: &[(&'static str, String)]) -> Result<Response<Bytes>> {
        self.request(Method::GET, &format!("{}{path}", self.url), headers, String::new()).await
    }

    /// Calls the embedded `DynamoDB` of the stack as an AWS client does.
    pub(super) async fn dynamodb(&self, status: &Value, operation: &str, body: Value) -> Result<Value> {
        let endpoint = status["endpoints"]["dynamodb"].as_str().context("the status has no endpoint of DynamoDB")?;
        let headers = [
            ("content-type", "application/x-amz-json-1.0".to_owned()),
            ("x-amz-target", format!("DynamoDB_20120810.{operation}")),
            ("x-amz-date", "20261121T000000Z".to_owned()),
            (
                "authorization",
                "AWS4-HMAC-SHA256 Credential=bench/20261121/us-east-1/x/aws4_request, SignedHeaders=host, Signature=0"
                    .to_owned(),
            ),
        ];
        let response = self.request(Method::POST, endpoint, &headers, body.to_string()).await?;
        ensure!(response.status() == StatusCode::OK, "{operation} got the response {}", response.status());
        Ok(serde_json::from_slice(response.body())?)
    }

    async fn request(
        &self,
        method: Method,
        url: &str,
        headers: &[(&'static str, String)],
        body: String,
    ) -> Result<Response<Bytes>> {
        let request = Request::builder().method(method).uri(url);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let request = request.body(Full::from(body))?;
        let response = self.web.request(request).await;
        let response = response.with_context(|| format!("no response from {}: start it with `cargo run`", self.url))?;
        let (parts, body) = response.into_parts();
        Ok(Response::from_parts(parts, body.collect().await?.to_bytes()))
    }
}

/// The time in a status.
pub(super) fn time(status: &Value) -> Result<Timestamp> {
    Ok(status["now"].as_str().context("the status has no time")?.parse()?)
}
