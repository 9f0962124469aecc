//! The HTTP response for the response of a function.
//!
//! What must stay true: JSON with a `statusCode` is a response of format 2.0; other JSON is the body itself.

use anyhow::{Context, Result};
use bytes::Bytes;
use data_encoding::BASE64;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, SET_COOKIE};
use hyper::{Response, StatusCode};
use serde_json::Value as Json;

use crate::http;
use crate::http::HttpResponse;

/// The HTTP response that API Gateway makes from the response of a function.
pub(super) fn to_response(body: &Bytes) -> Result<HttpResponse> {
    let answer: Json = serde_json::from_slice(body).context("the response of the function is not JSON")?;
    let Some(status) = answer.get("statusCode") else {
        return Ok(http::response(StatusCode::OK, "application/json", body.clone()));
    };
    let status = status
        .as_u64()
        .or_else(|| status.as_str()?.parse().ok())
        .and_then(|status| u16::try_from(status).ok())
        .and_then(|status| StatusCode::from_u16(status).ok())
        .with_context(|| format!("the statusCode {status} of the function is not an HTTP status"))?;
    let text = answer["body"].as_str().unwrap_or_default();
    let content = if answer["isBase64Encoded"] == Json::Bool(true) {
        Bytes::from(BASE64.decode(text.as_bytes()).context("the body of the function is not base64")?)
    } else {
        Bytes::from(text.to_owned())
    };
    let mut response = Response::new(Full::new(content));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in answer["headers"].as_object().into_iter().flatten() {
        let text = crate::template::resolve::scalar_text(value).unwrap_or_default();
        headers.insert(
            HeaderName::try_from(name).with_context(|| format!("the header {name} of the function"))?,
            HeaderValue::try_from(text).with_context(|| format!("the header {name} of the function"))?,
        );
    }
    for cookie in answer["cookies"].as_array().into_iter().flatten().filter_map(Json::as_str) {
        headers.append(SET_COOKIE, HeaderValue::try_from(cookie).context("a cookie of the function")?);
    }
    headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("text/plain; charset=utf-8"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_of_format_two_and_plain_json() {
        let see_other = br#"{"statusCode":303,"headers":{"Location":"/x"},"cookies":["a=1","b=2"],"body":"aGk=","isBase64Encoded":true}"#;
        let answer = to_response(&Bytes::from_static(see_other)).unwrap();
        assert_eq!(answer.status(), 303);
        assert_eq!(answer.headers()["location"], "/x");
        assert_eq!(answer.headers().get_all(SET_COOKIE).iter().count(), 2);

        let plain = to_response(&Bytes::from_static(br#"{"a":1}"#)).unwrap();
        assert_eq!(
            (plain.status(), &plain.headers()[CONTENT_TYPE]),
            (StatusCode::OK, &HeaderValue::from_static("application/json"))
        );
        assert!(to_response(&Bytes::from_static(br#"{"statusCode":7}"#)).is_err());
        assert!(to_response(&Bytes::from_static(b"no json")).is_err());
    }
}
