//! A program that showed a token, and why one gets no answer.

use std::collections::BTreeSet;

use jiff::Timestamp;
use lambda_http::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use lambda_http::http::{HeaderMap, HeaderValue, StatusCode};
use leadwright_cloud::table::TableError;
use leadwright_domain::company::{MachineToken, TokenText};
use leadwright_domain::form::FieldError;
use leadwright_domain::routing::People;
use leadwright_domain::words::Words;
use leadwright_web::frame::Site;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer};
use serde_json::{Value, json};
use tracing::{error, warn};

use crate::desk::{Desk, RequestCount};
use crate::viewer::Viewer;

/// A token's requests are counted in the table when an environment has had so many of a minute: a write unit for 20
/// requests. So many more than its limit may a token make for each environment that answers at the same time.
const COUNTED_AT_ONCE: u64 = 20;

/// A program that a guard let through.
#[derive(Debug)]
pub(crate) struct Program<'a> {
    /// The person for whom it acts.
    pub(crate) viewer: Viewer<'a>,
    /// The id of its token.
    pub(crate) token: String,
    /// What its owner calls it.
    pub(crate) name: String,
    /// It changes nothing.
    pub(crate) read_only: bool,
    /// The routes that it may ask; empty for all.
    pub(crate) routes: BTreeSet<String>,
    /// What was said of people, where it was asked for.
    pub(crate) people: People,
    pub(crate) now: Timestamp,
    /// The words in the person's language.
    pub(crate) words: Words<'a>,
}

/// Why there is no answer, and what to do.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    detail: String,
    members: Vec<(&'static str, Value)>,
    retry_after: Option<i64>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), members: Vec::new(), retry_after: None }
    }

    /// The request has no meaning.
    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// It is not there, or the program may not see it.
    pub(crate) fn no_lead() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is no such lead among those that the token's person may see.")
    }

    /// Its person was erased.
    pub(crate) fn erased() -> Self {
        Self::new(
            StatusCode::GONE,
            "The lead was erased: nothing is left of it, and it does not come back by this API.",
        )
    }

    /// A field is not right.
    pub(crate) fn field(wrong: &FieldError) -> Self {
        let refusal = Self::new(StatusCode::UNPROCESSABLE_ENTITY, wrong.message.clone());
        refusal.with("errors", json!([wrong]))
    }

    /// The table does not answer.
    pub(crate) fn try_later(what: &'static str, failure: impl Into<anyhow::Error>) -> Self {
        error!(what, why = format!("{:#}", failure.into()), "request of a program failed");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "This could not be done just now: send it again in a minute.")
    }

    pub(crate) fn with(mut self, member: &'static str, value: Value) -> Self {
        self.members.push((member, value));
        self
    }

    /// What to do, and what else is said of it.
    pub(crate) fn said(self) -> (String, Vec<(&'static str, Value)>) {
        (self.detail, self.members)
    }

    /// The answer that says it.
    pub(crate) fn answer(self, site: Site<'_>) -> Answer {
        let problem = Problem::new(self.status, "", self.detail);
        let problem = self.members.into_iter().fold(problem, |problem, (name, value)| problem.with(name, value));
        let mut answer = problem.answer(Reader::Program, Access::Private, site);
        if self.status == StatusCode::UNAUTHORIZED {
            answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        answer
    }
}

/// The token that a request shows. The header alone is asked: addresses stand in logs.
fn shown(headers: &HeaderMap) -> Option<TokenText> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    TokenText::read(token.trim()).filter(|_| scheme.eq_ignore_ascii_case("bearer"))
}

impl Desk {
    /// Lets a program through that shows a token which may ask this route of the template.
    ///
    /// One request of the table. `of_people`: what was said of people is read with it.
    pub(crate) async fn by_token<'a>(
        &'a self,
        headers: &HeaderMap,
        (route, changes, of_people): (&str, bool, bool),
        now: Timestamp,
    ) -> Result<Program<'a>, Refusal> {
        let refused = || {
            let detail = "Show a token as in `Authorization: Bearer lw_…`. `leadwright token new` makes one; one that was \
                          ended or is over works no more.";
            Refusal::new(StatusCode::UNAUTHORIZED, detail)
        };
        let text = shown(headers).ok_or_else(refused)?;
        let people = self.team().people.iter().map(|person| person.id.as_str()).filter(|_| of_people);
        let read = self.ledger.table.machine_token_and_people(&text.id, people).await;
        let (token, people) = read.map_err(|failure| Refusal::try_later("token", failure))?;
        let token = token.ok_or_else(refused)?;
        let viewer = Viewer::of_token(self.team(), &token, &text, now).ok_or_else(refused)?;
        if !token.may_ask(route) {
            let routes: Vec<&str> = token.routes.iter().map(String::as_str).collect();
            let detail = format!("This token is for {} alone: make another for {route}.", routes.join(", "));
            return Err(Refusal::new(StatusCode::FORBIDDEN, detail));
        }
        if changes && token.read_only {
            let detail = "This token may read and change nothing: make one without `--read-only`.";
            return Err(Refusal::new(StatusCode::FORBIDDEN, detail));
        }
        self.count_request(&text.id, &token, now).await?;
        if token.is_use_to_write(now)
            && let Err(failure) = self.ledger.table.write_token_use(&text.id, &token, now).await
        {
            // The next request tries again.
            warn!(
                token = text.id,
                why = format!("{:#}", anyhow::Error::from(failure)),
                "use of a token not written down"
            );
        }
        let words = self.ledger.config.words_for(viewer.person);
        let MachineToken { name, read_only, routes, .. } = token;
        Ok(Program { viewer, token: text.id, name, read_only, routes, people, now, words })
    }

    /// Counts a request of a token, unless it has had too many in this minute.
    async fn count_request(&self, id: &str, token: &MachineToken, now: Timestamp) -> Result<(), Refusal> {
        let (minute, most) = (now.as_second().div_euclid(60), u64::from(token.per_minute));
        let at_once = COUNTED_AT_ONCE.min(most / 4).max(1);
        let (is_over, to_write) = self.with_count(id, minute, |count| {
            count.waiting += 1;
            let is_over = count.written + count.waiting > most;
            (is_over, (!is_over && count.waiting >= at_once).then(|| std::mem::take(&mut count.waiting)))
        });
        let mut is_over = is_over;
        if let Some(requests) = to_write {
            match self.ledger.table.count_requests(id, requests, now).await {
                Ok(all) => {
                    self.with_count(id, minute, |count| count.written = count.written.max(all));
                    is_over = all > most;
                }
                // Whoever may ask is not kept from it because it can't be counted.
                Err(failure) => {
                    let why = format!("{:#}", anyhow::Error::from(failure));
                    warn!(token = id, why, "requests of a token not counted");
                }
            }
        }
        if !is_over {
            return Ok(());
        }
        let detail = format!("This token may make {most} requests a minute: wait as long as `Retry-After` says.");
        let retry_after = Some(60 - now.as_second().rem_euclid(60));
        Err(Refusal { retry_after, ..Refusal::new(StatusCode::TOO_MANY_REQUESTS, detail) })
    }

    fn with_count<T>(&self, id: &str, minute: i64, change: impl FnOnce(&mut RequestCount) -> T) -> T {
        let mut counts = self.requests.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        counts.retain(|_, count| count.minute == minute);
        change(counts.entry(id.to_owned()).or_insert(RequestCount { minute, written: 0, waiting: 0 }))
    }
}

impl From<TableError> for Refusal {
    fn from(failure: TableError) -> Self {
        Self::try_later("table", failure)
    }
}
