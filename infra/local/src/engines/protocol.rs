//! Headers and errors of AWS's wire protocols.

use bytes::Bytes;
use hyper::header::AUTHORIZATION;
use hyper::{HeaderMap, StatusCode};

use crate::http;
use crate::http::HttpResponse;

/// The caller: the access key id of the `SigV4` header. The runner gives each function its own.
pub(crate) fn caller(headers: &HeaderMap) -> &str {
    headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once("Credential="))
        .and_then(|(_, rest)| rest.split('/').next())
        .unwrap_or("unknown")
}

/// The operation of a request in the JSON protocols, from `X-Amz-Target: AmazonSQS.SendMessage`.
pub(crate) fn target(headers: &HeaderMap) -> &str {
    headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit_once('.'))
        .map_or("", |(_, operation)| operation)
}

/// An error as AWS's JSON protocols write it.
pub(crate) fn json_error(status: StatusCode, kind: &str, body: &serde_json::Value) -> HttpResponse {
    let mut body = body.clone();
    body["__type"] = kind.into();
    http::response(status, "application/x-amz-json-1.0", Bytes::from(body.to_string()))
}

/// An error as AWS's query protocol (SES) writes it; `fault` is `Sender` or `Receiver`.
pub(crate) fn query_error(status: StatusCode, fault: &str, code: &str, message: &str) -> HttpResponse {
    let request_id = uuid::Uuid::new_v4();
    let body = format!(
        "<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><Error><Type>{fault}</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    );
    http::response(status, "text/xml", body)
}

/// An error as S3 writes it. What it says is our own text, without marks of XML.
pub(crate) fn xml_error(status: StatusCode, code: &str, message: &str) -> HttpResponse {
    let request_id = uuid::Uuid::new_v4();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{message}</Message>\
         <RequestId>{request_id}</RequestId></Error>"
    );
    http::response(status, "application/xml", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caller_is_the_access_key() {
        let mut headers = HeaderMap::new();
        assert_eq!(caller(&headers), "unknown");
        let value = "AWS4-HMAC-SHA256 Credential=scoring/20261121/us-east-1/sqs/aws4_request, SignedHeaders=host";
        headers.insert(AUTHORIZATION, value.parse().unwrap());
        assert_eq!(caller(&headers), "scoring");
    }
}
