//! What an open worklist asks every ten seconds: is there a new hot lead?
//!
//! The answer has an `ETag`. While it stays, the answer is 304: one read of the session and one query, half a read unit
//! each. The request does not keep the session alive: nobody may sit before the page.

use jiff::SignedDuration;
use lambda_http::http::header::{ETAG, IF_NONE_MATCH};
use lambda_http::http::{HeaderValue, StatusCode};
use leadwright_domain::lead::Temperature;
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::identity::LeadId;
use leadwright_web::response;
use leadwright_web::response::{Access, Answer};
use serde_json::json;

use crate::admitted::Admitted;
use crate::desk::Desk;

/// A lead counts as new for this time after it was handed off.
const NEW: SignedDuration = SignedDuration::from_mins(15);

/// The most new leads that are looked at. Of five cards, all fit into half a read unit.
const MOST: usize = 5;

impl Desk {
    pub(crate) async fn poll(&self, admitted: &Admitted<'_>) -> Answer {
        let (person, now) = (admitted.viewer.person, admitted.now);
        // Who gets a hot lead now is to accept it by `until`: the later it was handed off, the later that is. So the new
        // ones are those that are to be accepted last.
        let by = |from| self.ledger.config.routing.accept_by(self.team(), &person.id, Temperature::Hot, from);
        let (from, until) = (by(now - NEW).unwrap_or(now - NEW), by(now));
        let new = match self.ledger.table.hot_and_new(&person.id, from, until, MOST).await {
            Ok(new) => new,
            Err(failure) => return admitted.try_later("poll", &person.id, failure, ""),
        };
        let ids: Vec<&str> = new.iter().map(LeadId::as_str).collect();
        let tag = format!("\"{}\"", content_hash(&ids));
        let known = admitted.request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let mut answer = if known == Some(tag.as_str()) {
            response::empty(StatusCode::NOT_MODIFIED, Access::Private)
        } else {
            response::json(StatusCode::OK, Access::Private, &json!({ "new": ids }))
        };
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            answer.headers_mut().insert(ETAG, tag);
        }
        answer
    }
}
