//! Calls of other programs, over the HTTP client that AWS is called with: one attempt each, and redirects are not followed.

use std::convert::Infallible;
use std::fmt::Debug;
use std::time::Duration;

use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_smithy_async::future::timeout::Timeout;
use aws_smithy_async::rt::sleep::AsyncSleep;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::interceptors::context::{Error, Output};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_runtime_api::client::ser_de::DeserializeResponse;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::config_bag::ConfigBag;

use crate::aws::{Aws, behavior};
use crate::public_address::NotPublic;

/// The other program did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// What was to be called is no web address, or a header is none.
    #[error("it is no web address")]
    NoAddress,
    /// It was not called.
    #[error("it can't be reached")]
    Unreachable,
    /// It was not called, because its name leads to no public address.
    #[error(transparent)]
    NotPublic(#[from] NotPublic),
    /// It was called, and the connection ended.
    #[error("it broke off")]
    BrokeOff,
    /// It took too long: longer than this number of seconds.
    #[error("no answer within {0} seconds")]
    TooSlow(u64),
    /// It answered with more than this number of bytes.
    #[error("its answer has more than {0} bytes")]
    TooLarge(usize),
}

/// What another program answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The status of HTTP.
    pub status: u16,
    /// The whole body.
    pub body: Vec<u8>,
}

/// The beginning of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The status of HTTP.
    pub status: u16,
    /// Where it leads on to, if it says so.
    pub location: Option<String>,
    /// The kind of its body, if it says so.
    pub content_type: Option<String>,
    /// As much of the body as was read.
    pub body: Vec<u8>,
}

/// How much an answer may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The time until the whole answer is there.
    pub time: Duration,
    /// The bytes of its body.
    pub bytes: usize,
}

/// Asks other programs.
#[derive(Debug, Clone)]
pub struct HttpClient {
    aws: Aws,
    http: SharedHttpClient,
}

impl HttpClient {
    /// Over the HTTP client of the connection.
    pub fn new(aws: &Aws) -> Self {
        Self { aws: aws.clone(), http: aws.http.clone() }
    }

    /// The same, to public addresses alone, and where `is_local` to this machine: for addresses that others choose, such as
    /// the home page of whoever leaves an address.
    pub fn public(aws: &Aws, is_local: bool) -> Self {
        Self { aws: aws.clone(), http: aws.public_http(is_local) }
    }

    /// GETs an address, or posts a form to it, and reads the answer.
    ///
    /// # Errors
    /// There was no answer, or it is over the limits.
    pub async fn ask(
        &self,
        url: &str,
        headers: &[(&'static str, &str)],
        form: Option<String>,
        limits: Limits,
    ) -> Result<Answered, CallError> {
        let form_type = form.is_some().then_some(("content-type", "application/x-www-form-urlencoded"));
        let headers: Vec<_> = headers.iter().copied().chain(form_type).collect();
        let method = if form.is_some() { "POST" } else { "GET" };
        self.answer(request(method, url, &headers, form.unwrap_or_default()), limits).await
    }

    /// Posts JSON, and reads the answer. Redirects are not followed.
    ///
    /// # Errors
    /// There was no answer, or it is over the limits.
    pub async fn post_json(
        &self,
        url: &str,
        headers: &[(&'static str, &str)],
        json: String,
        limits: Limits,
    ) -> Result<Answered, CallError> {
        let headers: Vec<_> = [("content-type", "application/json")].iter().chain(headers).copied().collect();
        self.answer(request("POST", url, &headers, json), limits).await
    }

    /// GETs the beginning of a page: what is beyond the bytes of the limits is not read. Redirects are not followed.
    ///
    /// # Errors
    /// There was no answer in time.
    pub async fn begin(&self, url: &str, headers: &[(&'static str, &str)], limits: Limits) -> Result<Begun, CallError> {
        let request = request("GET", url, headers, String::new()).ok_or(CallError::NoAddress)?;
        let answer = Box::pin(async {
            let Head { status, location, content_type, body } =
                call(&self.aws, &self.http, request, limits.time, HeadAndBody).await?;
            Ok(Begun { status, location, content_type, body: read_beginning(body, limits.bytes).await? })
        });
        self.in_time(limits, answer).await
    }

    /// The whole answer to a request; none if a part of it is none of HTTP.
    async fn answer(&self, request: Option<HttpRequest>, limits: Limits) -> Result<Answered, CallError> {
        let request = request.ok_or(CallError::NoAddress)?;
        let answer = Box::pin(async {
            let head: Head = call(&self.aws, &self.http, request, limits.time, HeadAndBody).await?;
            Ok(Answered { status: head.status, body: read(head.body, limits.bytes).await? })
        });
        self.in_time(limits, answer).await
    }

    /// The callers keep the answer on the heap: it would make every future around it large.
    async fn in_time<T>(
        &self,
        limits: Limits,
        answer: impl Future<Output = Result<T, CallError>>,
    ) -> Result<T, CallError> {
        let timed = Timeout::new(answer, self.aws.sleep.sleep(limits.time)).await;
        timed.unwrap_or(Err(CallError::TooSlow(limits.time.as_secs())))
    }
}

/// The first bytes of a body, no more than `most`.
async fn read_beginning(body: SdkBody, most: usize) -> Result<Vec<u8>, CallError> {
    let mut stream = ByteStream::new(body);
    let mut bytes = Vec::new();
    while bytes.len() < most
        && let Some(part) = stream.next().await
    {
        bytes.extend_from_slice(&part.map_err(|_| CallError::BrokeOff)?);
    }
    bytes.truncate(most);
    Ok(bytes)
}

/// The body, if it has no more than `most` bytes.
async fn read(body: SdkBody, most: usize) -> Result<Vec<u8>, CallError> {
    let mut stream = ByteStream::new(body);
    let mut bytes = Vec::new();
    while let Some(part) = stream.next().await {
        let part = part.map_err(|_| CallError::BrokeOff)?;
        if bytes.len() + part.len() > most {
            return Err(CallError::TooLarge(most));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// Makes a call, once, and gives what `reader` reads of the answer's head.
pub(crate) async fn call<O: Debug + Send + Sync + 'static>(
    aws: &Aws,
    http: &SharedHttpClient,
    request: HttpRequest,
    patience: Duration,
    reader: impl DeserializeResponse + 'static,
) -> Result<O, CallError> {
    let endpoint = origin(request.uri()).ok_or(CallError::NoAddress)?.to_owned();
    let operation = Operation::builder()
        .service_name("other program")
        .operation_name("call")
        .behavior_version(behavior())
        .http_client(http.clone())
        .time_source(aws.time.clone())
        .sleep_impl(aws.sleep.clone())
        .timeout_config(TimeoutConfig::builder().operation_timeout(patience).build())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .endpoint_url(&endpoint)
        .no_auth()
        .no_retry()
        .serializer(|request: HttpRequest| Ok(request))
        .deserializer_impl::<O, Infallible>(reader)
        .build();
    let too_slow = CallError::TooSlow(patience.as_secs());
    operation.invoke(request).await.map_err(|error| match error {
        SdkError::TimeoutError(_) => too_slow,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => too_slow,
        SdkError::DispatchFailure(failure) if failure.as_connector_error().is_some_and(is_not_public) => {
            CallError::NotPublic(NotPublic)
        }
        SdkError::DispatchFailure(failure) if failure.is_io() => CallError::Unreachable,
        SdkError::ConstructionFailure(_) => CallError::NoAddress,
        _ => CallError::BrokeOff,
    })
}

/// The name was resolved, and leads nowhere that may be called.
fn is_not_public(failure: &ConnectorError) -> bool {
    let mut source = std::error::Error::source(failure);
    while let Some(error) = source {
        if error.is::<NotPublic>() {
            return true;
        }
        source = error.source();
    }
    false
}

/// A request; none if a part of it is none of HTTP.
pub(crate) fn request(method: &str, url: &str, headers: &[(&'static str, &str)], body: String) -> Option<HttpRequest> {
    let mut request = HttpRequest::new(SdkBody::from(body));
    request.set_method(method).ok()?;
    request.set_uri(url).ok()?;
    // A connection that Lambda froze between two calls would fail the next one.
    for (name, value) in [("connection", "close")].iter().chain(headers) {
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

/// What an answer begins with, and its body before it was read.
#[derive(Debug)]
struct Head {
    status: u16,
    location: Option<String>,
    content_type: Option<String>,
    body: SdkBody,
}

/// Takes the head of an answer, and its body before it was read.
#[derive(Debug)]
struct HeadAndBody;

fn head(response: &HttpResponse, body: SdkBody) -> Output {
    let header = |name: &str| response.headers().get(name).map(str::to_owned);
    let (location, content_type) = (header("location"), header("content-type"));
    Output::erase(Head { status: response.status().as_u16(), location, content_type, body })
}

impl DeserializeResponse for HeadAndBody {
    fn deserialize_streaming_with_config(
        &self,
        response: &mut HttpResponse,
        _: &ConfigBag,
    ) -> Option<Result<Output, OrchestratorError<Error>>> {
        let body = std::mem::replace(response.body_mut(), SdkBody::taken());
        Some(Ok(head(response, body)))
    }

    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        _: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        let body = response.body().bytes().unwrap_or_default().to_vec();
        Ok(head(response, SdkBody::from(body)))
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
