//! The local console under `/_local/`: pages for people, JSON for tests.
//!
//! What must stay true: a POST from a page of another site is refused.

use std::sync::Arc;

use anyhow::{Context, Result};
use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST, ORIGIN};
use hyper::{HeaderMap, Method, Request, StatusCode};
use jiff::Timestamp;
use leadwright_domain::value::identity::LeadId;
use serde::Deserialize;
use serde_json::json;

use crate::engines::front::Fault;
use crate::http::{Dropped, HttpResponse};
use crate::lambda::environment::InvocationResult;
use crate::stack::Stack;
use crate::{http, jump, pages, status};

const MAX_BODY: usize = 6 * 1024 * 1024;

/// The new time of the clock: exactly one of the two.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockMove {
    advance: Option<String>,
    set: Option<Timestamp>,
}

/// Responds to a request under `/_local/`, or to `/`.
pub(crate) async fn handle(stack: &Arc<Stack>, request: Request<Incoming>) -> Result<HttpResponse, Dropped> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    let query = parts.uri.query().unwrap_or_default();
    let answer = match parts.method {
        Method::GET | Method::HEAD => get(stack, path, query).await,
        Method::POST if foreign(&parts.headers) => {
            Ok(http::message(StatusCode::FORBIDDEN, "a page of another site may not do this"))
        }
        Method::POST => {
            let Ok(body) = http::read_body(body, MAX_BODY).await else {
                return Err(Dropped);
            };
            post(stack, path, &parts.headers, body).await
        }
        _ => Ok(http::message(StatusCode::METHOD_NOT_ALLOWED, "use GET or POST")),
    };
    Ok(answer.unwrap_or_else(|error| {
        eprintln!("{path}: {error:#}");
        http::message(StatusCode::INTERNAL_SERVER_ERROR, &format!("{error:#}"))
    }))
}

async fn get(stack: &Arc<Stack>, path: &str, query: &str) -> Result<HttpResponse> {
    match path {
        "/" | "/_local" => Ok(http::see_other("/_local/")),
        "/_local/" => pages::first(stack).await.map(http::page),
        "/_local/leads" => pages::leads(stack).await.map(http::page),
        "/_local/inbox" => {
            let (to, open) = (parameter(query, "to"), parameter(query, "open"));
            pages::inbox::inbox(stack, to.as_deref(), open.as_deref()).await.map(http::page)
        }
        "/_local/inbox.json" => {
            let mails = stack.engines.inbox.list(parameter(query, "to").as_deref());
            let mails: Vec<_> = mails.iter().map(AsRef::as_ref).collect();
            http::json(StatusCode::OK, &mails)
        }
        "/_local/status" => http::json(StatusCode::OK, &status::status(stack).await?),
        _ => match path.strip_prefix("/_local/leads/").map(LeadId::parse) {
            Some(Ok(id)) => Ok(pages::lead(stack, &id).await?.map_or_else(not_found, http::page)),
            _ => Ok(not_found()),
        },
    }
}

async fn post(stack: &Arc<Stack>, path: &str, headers: &HeaderMap, body: Bytes) -> Result<HttpResponse> {
    match path {
        "/_local/clock" => move_clock(stack, headers, &body).await,
        "/_local/fault" => match serde_json::from_slice::<Fault>(&body) {
            Ok(fault) => {
                stack.engines.front.plan(fault);
                http::json(StatusCode::OK, &json!({ "planned": true }))
            }
            Err(error) => Ok(http::message(StatusCode::BAD_REQUEST, &error.to_string())),
        },
        _ => match path.strip_prefix("/_local/run/") {
            Some(function) => run(stack, function, body).await,
            None => Ok(not_found()),
        },
    }
}

async fn move_clock(stack: &Arc<Stack>, headers: &HeaderMap, body: &[u8]) -> Result<HttpResponse> {
    let wanted = match read_move(headers, body) {
        Ok(wanted) => wanted,
        Err(error) => {
            return Ok(http::message(StatusCode::BAD_REQUEST, &format!("{error:#}")));
        }
    };
    let mut refused = None;
    let target = |now: Timestamp| {
        let target = match (&wanted.advance, wanted.set) {
            (Some(span), None) => jump::advance(now, span),
            (None, Some(target)) => Ok(target),
            _ => Err(anyhow::anyhow!("give either \"advance\" (like \"3d 4h\") or \"set\" (a time)")),
        }
        .and_then(|target| {
            anyhow::ensure!(
                target >= now,
                "the clock never goes backwards: it is {now:.0} and cannot be set to {target:.0}"
            );
            Ok(target)
        });
        if let Err(error) = &target {
            refused = Some(format!("{error:#}"));
        }
        target
    };
    let jumped = jump::jump(stack, target).await;
    if let Some(refused) = refused {
        return Ok(http::message(StatusCode::BAD_REQUEST, &refused));
    }
    let jumped = jumped?;
    if wants_html(headers) {
        return Ok(http::see_other("/_local/"));
    }
    http::json(StatusCode::OK, &jumped)
}

/// Programs send JSON, the button of the pages a form.
fn read_move(headers: &HeaderMap, body: &[u8]) -> Result<ClockMove> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") || body.first() == Some(&b'{') {
        return serde_json::from_slice(body)
            .context("the body must be {\"advance\":\"3d 4h\"} or {\"set\":\"2026-12-01T08:00:00Z\"}");
    }
    let body = std::str::from_utf8(body)?;
    let set = parameter(body, "set").filter(|text| !text.is_empty());
    Ok(ClockMove {
        advance: parameter(body, "advance").filter(|text| !text.is_empty()),
        set: set.map(|text| text.parse()).transpose()?,
    })
}

async fn run(stack: &Arc<Stack>, name: &str, body: Bytes) -> Result<HttpResponse> {
    let Some(function) = stack.functions.get(name) else {
        let names: Vec<&str> = stack.functions.keys().map(String::as_str).collect();
        let message = format!("there is no function {name}; the functions are {}", names.join(", "));
        return Ok(http::message(StatusCode::NOT_FOUND, &message));
    };
    let event = if body.is_empty() { jump::scheduled_event(stack.clock.now(), name) } else { body };
    Ok(match stack.invoke(function, event).await {
        InvocationResult::Answered(body) => http::response(StatusCode::OK, "application/json", body),
        InvocationResult::Failed(why) => http::message(StatusCode::BAD_GATEWAY, &why),
    })
}

fn not_found() -> HttpResponse {
    http::message(StatusCode::NOT_FOUND, "Not Found")
}

/// The first value of a field of a query or a form.
fn parameter(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn wants_html(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// Whether a page of another origin sent this.
fn foreign(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(ORIGIN), text(HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").map(|(_, authority)| authority) != Some(host),
        (Some(_), None) => true,
        (None, _) => false,
    }
}
