//! The local console under `/_local/`: pages for people, JSON for tests.
//!
//! What must stay true: a POST from a page of another site is refused.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HOST, ORIGIN};
use hyper::{HeaderMap, Method, Request, StatusCode};
use jiff::Timestamp;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::words::Words;
use leadwright_numbers::Place;
use leadwright_web::frame::Site;
use leadwright_web::method::Methods;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{self, Access, Answer, see_other};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::engines::front::Fault;
use crate::http::Dropped;
use crate::jump::{JumpError, Target};
use crate::lambda::environment::InvocationResult;
use crate::pages::first::FirstPage;
use crate::pages::inbox::InboxPage;
use crate::pages::leads::{LeadPage, LeadsPage};
use crate::pages::show;
use crate::stack::Stack;
use crate::{http, jump, status};

const MAX_BODY: usize = 6 * 1024 * 1024;

/// It stands at the end of pages about problems.
const SITE: Site<'static> = Site::new("Leadwright, on this machine", "/_local/", Words::english());

/// The new time of the clock: exactly one of the two.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockMove {
    advance: Option<String>,
    set: Option<Timestamp>,
}

/// Responds to a request under `/_local/`, or to `/`.
pub(crate) async fn handle(stack: &Arc<Stack>, request: Request<Incoming>) -> Result<Answer, Dropped> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    let query = parts.uri.query().unwrap_or_default();
    let answer = match parts.method {
        Method::GET | Method::HEAD => get(stack, path, query, &parts.headers).await,
        Method::POST if foreign(&parts.headers) => {
            Ok(problem(&parts.headers, StatusCode::FORBIDDEN, "a page of another site may not do this"))
        }
        Method::POST => {
            let Ok(body) = http::read_body(body, MAX_BODY).await else {
                return Err(Dropped);
            };
            post(stack, path, &parts.headers, body).await
        }
        _ => {
            let reader = Reader::of_api(&parts.headers);
            Ok(Methods::SHOW_AND_ACT.refusal(&parts.method, reader, SITE).unwrap_or_else(|| not_found(&parts.headers)))
        }
    };
    Ok(answer.unwrap_or_else(|error| {
        eprintln!("{path}: {error:#}");
        problem(&parts.headers, StatusCode::INTERNAL_SERVER_ERROR, &format!("{error:#}"))
    }))
}

async fn get(stack: &Arc<Stack>, path: &str, query: &str, headers: &HeaderMap) -> Result<Answer> {
    match path {
        "/" | "/_local" => Ok(see_other(Access::Private, "/_local/")),
        "/_local/" => match FirstPage::new(stack, parameter(query, "form").as_deref()).await? {
            Some(page) => show::page(&page),
            None => Ok(not_found(headers)),
        },
        "/_local/leads" => show::page(&LeadsPage::new(stack).await?),
        "/_local/inbox" => {
            let (to, open) = (parameter(query, "to"), parameter(query, "open"));
            show::page(&InboxPage::new(stack, to.as_deref(), open.as_deref()).await?)
        }
        "/_local/inbox.json" => {
            let mails = stack.engines.inbox.list(parameter(query, "to").as_deref());
            let mails: Vec<_> = mails.iter().map(AsRef::as_ref).collect();
            json(&mails)
        }
        "/_local/numbers" => numbers(stack, "", query, headers).await,
        "/_local/status" => json(&status::status(stack).await?),
        _ => {
            if let Some(page) = path.strip_prefix("/_local/numbers/").filter(|page| !page.is_empty()) {
                return numbers(stack, page, query, headers).await;
            }
            let found = match path.strip_prefix("/_local/").and_then(|rest| rest.split_once('/')) {
                Some(("leads", id)) => match LeadId::parse(id) {
                    Ok(id) => LeadPage::new(stack, &id).await?.map(|page| show::page(&page)).transpose()?,
                    Err(_) => None,
                },
                Some(("mail", id)) => {
                    stack.engines.inbox.get(id).and_then(|mail| mail.html_with_pictures()).map(|html| show::mail(&html))
                }
                Some(_) => None,
                None => path.strip_prefix("/_local/").and_then(show::file),
            };
            Ok(found.unwrap_or_else(|| not_found(headers)))
        }
    }
}

/// A page of the dashboard.
async fn numbers(stack: &Arc<Stack>, page: &str, query: &str, headers: &HeaderMap) -> Result<Answer> {
    let place = Place {
        site: SITE,
        base: "/_local/numbers",
        leads: "/_local/leads",
        home: ("Start page", "/_local/"),
        hint: "On this machine the nights pass when you press “Jump 3 days ahead” on the start page.",
    };
    let reader = Reader::of_api(headers);
    let answer =
        leadwright_numbers::answer(&stack.table, &stack.config, stack.clock.now(), &place, (page, query, reader));
    answer.await.context("reading the numbers")
}

async fn post(stack: &Arc<Stack>, path: &str, headers: &HeaderMap, body: Bytes) -> Result<Answer> {
    match path {
        "/_local/clock" => move_clock(stack, headers, &body).await,
        "/_local/fault" => match serde_json::from_slice::<Fault>(&body) {
            Ok(fault) => {
                stack.engines.front.plan(fault);
                json(&json!({ "planned": true }))
            }
            Err(error) => Ok(problem(headers, StatusCode::BAD_REQUEST, &error.to_string())),
        },
        _ => match path.strip_prefix("/_local/run/") {
            Some(function) => run(stack, function, headers, body).await,
            None => Ok(not_found(headers)),
        },
    }
}

async fn move_clock(stack: &Arc<Stack>, headers: &HeaderMap, body: &[u8]) -> Result<Answer> {
    let refused = |why: &str| Ok(problem(headers, StatusCode::BAD_REQUEST, why));
    let target = match read_move(headers, body) {
        Ok(target) => target,
        Err(error) => return refused(&format!("{error:#}")),
    };
    match jump::jump(stack, target).await {
        Ok(jumped) => match Reader::of_api(headers) {
            Reader::Browser => Ok(see_other(Access::Private, "/_local/")),
            Reader::Program => json(&jumped),
        },
        Err(JumpError::Refused(why)) => refused(&why),
        Err(JumpError::Failed(error)) => Err(error),
    }
}

/// Programs send JSON, the button of the pages a form.
fn read_move(headers: &HeaderMap, body: &[u8]) -> Result<Target> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let ClockMove { advance, set } =
        if !kind.starts_with("application/x-www-form-urlencoded") || body.first() == Some(&b'{') {
            serde_json::from_slice(body)
                .context("the body must be {\"advance\":\"3d 4h\"} or {\"set\":\"2026-12-01T08:00:00Z\"}")?
        } else {
            let body = std::str::from_utf8(body)?;
            let field = |name: &str| parameter(body, name).filter(|text| !text.is_empty());
            ClockMove { advance: field("advance"), set: field("set").map(|text| text.parse()).transpose()? }
        };
    match (advance, set) {
        (Some(span), None) => Ok(Target::Ahead(span)),
        (None, Some(at)) => Ok(Target::At(at)),
        _ => bail!("give either \"advance\" (like \"3d 4h\") or \"set\" (a time)"),
    }
}

async fn run(stack: &Arc<Stack>, name: &str, headers: &HeaderMap, body: Bytes) -> Result<Answer> {
    let Some(function) = stack.functions.get(name) else {
        let names: Vec<&str> = stack.functions.keys().map(String::as_str).collect();
        let message = format!("there is no function {name}; the functions are {}", names.join(", "));
        return Ok(problem(headers, StatusCode::NOT_FOUND, &message));
    };
    let event = if body.is_empty() { jump::scheduled_event(stack.clock.now(), name) } else { body };
    Ok(match stack.invoke(function, event).await {
        InvocationResult::Answered(body) => response::answer(StatusCode::OK, Access::Private, "application/json", body),
        InvocationResult::Failed(why) => problem(headers, StatusCode::BAD_GATEWAY, &why),
    })
}

fn json(value: &impl Serialize) -> Result<Answer> {
    let body = serde_json::to_vec(value).context("writing JSON")?;
    Ok(response::answer(StatusCode::OK, Access::Private, "application/json", body))
}

fn problem(headers: &HeaderMap, status: StatusCode, detail: &str) -> Answer {
    Problem::new(status, "That did not work", detail).answer(Reader::of_api(headers), Access::Private, SITE)
}

fn not_found(headers: &HeaderMap) -> Answer {
    Problem::not_found(Words::english()).answer(Reader::of_api(headers), Access::Private, SITE)
}

/// The first value of a field of a query or a form.
fn parameter(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Whether a page of another site sent this. Browsers say so; of an old one the origin tells, which is `null` for pages
/// that keep their address to themselves.
fn foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text(ORIGIN.as_str()), text(HOST.as_str())) {
        (Some(site), ..) => !["same-origin", "none"].contains(&site),
        (None, Some(origin), Some(host)) => origin.split_once("://").map(|(_, authority)| authority) != Some(host),
        (None, Some(_), None) => true,
        (None, None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderName;

    use super::*;

    #[test]
    fn only_pages_of_this_machine_may_change_something() {
        for (headers, expected) in [
            (&[("host", "127.0.0.1:3000")][..], false),
            (&[("host", "127.0.0.1:3000"), ("origin", "http://127.0.0.1:3000")], false),
            (&[("host", "127.0.0.1:3000"), ("origin", "null"), ("sec-fetch-site", "same-origin")], false),
            (&[("host", "127.0.0.1:3000"), ("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")], true),
            (&[("host", "127.0.0.1:3000"), ("origin", "http://127.0.0.1:4000"), ("sec-fetch-site", "same-site")], true),
            (&[("host", "127.0.0.1:3000"), ("origin", "https://evil.example")], true),
            (&[("host", "127.0.0.1:3000"), ("origin", "null")], true),
            (&[("origin", "http://127.0.0.1:3000")], true),
        ] {
            let pairs = headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
            assert_eq!(foreign(&pairs.collect()), expected, "{headers:?}");
        }
    }
}
