//! The event of a request, in payload format 2.0.
//!
//! What must stay true: header names are in lower case, repeated headers and parameters are joined by a comma, cookies
//! are a list of their own, and a body that is not text (also a form post) is in base64.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use bytes::Bytes;
use data_encoding::BASE64;
use hyper::HeaderMap;
use hyper::header::{CONTENT_TYPE, COOKIE, HOST, USER_AGENT};
use hyper::http::request::Parts;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::routes::PathParameters;
use crate::template::functions::Route;
use crate::template::names::ACCOUNT;

/// A request on a route.
pub(super) struct Matched<'a> {
    pub(super) route: &'a Route,
    pub(super) parameters: PathParameters,
    pub(super) peer: SocketAddr,
    pub(super) now: Timestamp,
}

/// The event of a request.
pub(super) fn request_event(parts: &Parts, body: &Bytes, matched: &Matched<'_>) -> Bytes {
    let path = parts.uri.path();
    let query = parts.uri.query().unwrap_or_default();
    let route_key = matched.route.key();
    let host = text(&parts.headers, HOST.as_str());
    let mut event = json!({
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers(&parts.headers),
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "local",
            "domainName": host,
            "domainPrefix": host.split('.').next().unwrap_or_default(),
            "http": {
                "method": parts.method.as_str(),
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": matched.peer.ip().to_string(),
                "userAgent": text(&parts.headers, USER_AGENT.as_str()),
            },
            "requestId": uuid::Uuid::new_v4().to_string(),
            "routeKey": route_key,
            "stage": "$default",
            "time": matched.now.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            "timeEpoch": matched.now.as_millisecond(),
        },
        "isBase64Encoded": false,
    });
    let cookies = cookies(&parts.headers);
    if !cookies.is_empty() {
        event["cookies"] = cookies.into();
    }
    let parameters = query_parameters(query);
    if !parameters.is_empty() {
        event["queryStringParameters"] = json!(parameters);
    }
    if !matched.parameters.is_empty() {
        let parameters: serde_json::Map<String, Json> =
            matched.parameters.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        event["pathParameters"] = Json::Object(parameters);
    }
    if !body.is_empty() {
        if let Some(text) = plain_text(&parts.headers, body) {
            event["body"] = text.into();
        } else {
            event["body"] = BASE64.encode(body).into();
            event["isBase64Encoded"] = true.into();
        }
    }
    Bytes::from(event.to_string())
}

fn headers(headers: &HeaderMap) -> BTreeMap<&str, String> {
    let mut joined: BTreeMap<&str, String> = BTreeMap::new();
    for (name, value) in headers.iter().filter(|(name, _)| **name != COOKIE) {
        let value = String::from_utf8_lossy(value.as_bytes());
        joined
            .entry(name.as_str())
            .and_modify(|joined| {
                joined.push(',');
                joined.push_str(&value);
            })
            .or_insert_with(|| value.clone().into_owned());
    }
    joined
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .map(|cookie| cookie.trim().to_owned())
        .filter(|cookie| !cookie.is_empty())
        .collect()
}

fn query_parameters(query: &str) -> BTreeMap<String, String> {
    let mut joined: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        joined
            .entry(name.into_owned())
            .and_modify(|joined| {
                joined.push(',');
                joined.push_str(&value);
            })
            .or_insert_with(|| value.into_owned());
    }
    joined
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The body, if API Gateway would pass it as text.
fn plain_text<'a>(headers: &HeaderMap, body: &'a [u8]) -> Option<&'a str> {
    let kind = text(headers, CONTENT_TYPE.as_str()).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_text = kind.is_empty()
        || kind.starts_with("text/")
        || ["application/json", "application/javascript", "application/xml"].contains(&kind.as_str())
        || kind.ends_with("+json")
        || kind.ends_with("+xml");
    if is_text { std::str::from_utf8(body).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn event(request: Request<()>, body: &'static str) -> Json {
        let (parts, ()) = request.into_parts();
        let route = Route { method: "POST".to_owned(), path: "/forms/{form}".to_owned() };
        let matched = Matched {
            route: &route,
            parameters: vec![("form".to_owned(), "demo".to_owned())],
            peer: "127.0.0.1:5".parse().unwrap(),
            now: "2026-11-21T10:02:03Z".parse().unwrap(),
        };
        serde_json::from_slice(&request_event(&parts, &Bytes::from(body), &matched)).unwrap()
    }

    #[test]
    fn a_form_post_is_an_event_as_api_gateway_sends_it() {
        let request = Request::post("/forms/demo?a=1&a=2&b=x+y")
            .header("Host", "127.0.0.1:3000")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Cookie", "a=1; b=2")
            .header("X-Forwarded-For", "203.0.113.7, 10.0.0.1")
            .header("Accept", "text/html")
            .header("Accept", "*/*")
            .body(())
            .unwrap();
        let event = event(request, "email=a%40b.c");
        assert_eq!(event["routeKey"], "POST /forms/{form}");
        assert_eq!(event["headers"]["accept"], "text/html,*/*");
        assert_eq!(event["headers"]["cookie"], Json::Null);
        assert_eq!(event["cookies"], json!(["a=1", "b=2"]));
        assert_eq!(event["queryStringParameters"], json!({ "a": "1,2", "b": "x y" }));
        assert_eq!(event["pathParameters"], json!({ "form": "demo" }));
        assert_eq!(event["requestContext"]["http"]["sourceIp"], "127.0.0.1", "whatever a header says");
        assert_eq!(event["requestContext"]["time"], "21/Nov/2026:10:02:03 +0000");
        assert_eq!(event["isBase64Encoded"], true);
        assert_eq!(event["body"], "ZW1haWw9YSU0MGIuYw==");
    }

    #[test]
    fn json_is_passed_as_text_and_no_body_as_none() {
        let request =
            || Request::post("/forms/demo").header("Content-Type", "application/json; charset=utf-8").body(()).unwrap();
        let with_body = event(request(), "{}");
        assert_eq!((&with_body["body"], &with_body["isBase64Encoded"]), (&json!("{}"), &json!(false)));
        assert_eq!(with_body["requestContext"]["http"]["sourceIp"], "127.0.0.1");
        assert!(event(request(), "").get("body").is_none());
    }
}
