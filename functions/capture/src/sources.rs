//! `POST /sources/{source}`: leads that other tools post, each read by the source's file. Of a tool that posts ids alone the
//! fields are asked for behind capture.
//!
//! A post is taken whole or not at all: of several leads none is queued if one can't be taken.

use std::time::Duration;

use jiff::Timestamp;
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Error, Request, RequestExt};
use leadwright_cloud::intake_job::{IntakeJob, LeadAtSource};
use leadwright_cloud::queue::{BATCH, QueueError};
use leadwright_domain::activity::Activity;
use leadwright_domain::intake::{Intake, SourceError};
use leadwright_domain::lead_source::{LeadSource, Shown};
use leadwright_domain::value::text::capital;
use leadwright_domain::value::token::same;
use leadwright_domain::words::Words;
use leadwright_web::method::Methods;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response;
use leadwright_web::response::{Access, Answer};
use serde_json::{Value, json};
use tracing::{error, info};

use crate::capture::Capture;
use crate::unique_json;

/// The most a post may hold, in bytes.
const BODY_LIMIT: usize = 256 * 1024;

/// What SQS has not taken by then is answered as failed: the function itself may take ten seconds.
const PATIENCE: Duration = Duration::from_secs(8);

/// The most mistakes that an answer names.
const NAMED: usize = 20;

/// The longest text that a handshake brings back.
const CHALLENGE: usize = 200;

/// Why a post was not taken.
enum Refused {
    /// It does not show the key.
    Key,
    /// It can't be read.
    Unreadable(StatusCode, String),
    /// Some of its leads can't be taken: the place of each, and why.
    Leads(Vec<(usize, SourceError)>),
    /// SQS did not take it.
    NotQueued,
}

/// What is to be queued of a post.
enum ToQueue {
    Activities(Vec<Activity>),
    Jobs(Vec<IntakeJob>),
}

impl Capture {
    /// Answers a request of a tool.
    pub(crate) async fn source(&self, request: &Request, name: &str, reader: Reader) -> Result<Answer, Error> {
        let site = self.site(Words::english_for_visitors());
        let problem = |status, title: &'static str, detail: String| {
            Problem::new(status, title, detail).answer(reader, Access::Private, site)
        };
        let Some((name, source)) = self.config.sources.get_key_value(name) else {
            let detail = "Sources are the files of infra/config/sources; their names end the address.".to_owned();
            return Ok(problem(StatusCode::NOT_FOUND, "There is no such source", detail));
        };
        if self.source_secrets.of(&source.key.secret).is_empty() {
            info!(source = name, "post of a source that is not set up");
            let detail = format!(
                "The source is not set up: `leadwright sources` says how (its secret is {:?}).",
                source.key.secret
            );
            return Ok(problem(StatusCode::NOT_FOUND, "There is no such source yet", detail));
        }
        if request.method() == Method::GET {
            return Ok(match &source.handshake {
                Some(secret) => self.shake_hands(request, secret).unwrap_or_else(|| {
                    info!(source = name, "handshake refused");
                    problem(
                        StatusCode::FORBIDDEN,
                        "This is not our token",
                        "Show the token that this stack has.".to_owned(),
                    )
                }),
                None => Methods::ACT.refusal(request.method(), reader, site).unwrap_or_else(|| {
                    problem(StatusCode::METHOD_NOT_ALLOWED, "Post here", "Tools POST their leads here.".to_owned())
                }),
            });
        }
        let now = self.clock.now(&request.lambda_context())?;
        let refused = match self.take_post(request, (name, source), now).await {
            Ok(answer) => return Ok(response::json(StatusCode::OK, Access::Private, &answer)),
            Err(refused) => refused,
        };
        let title = "We could not take that";
        Ok(match refused {
            Refused::Key => {
                info!(source = name, "post of a source without its key");
                let detail =
                    "Show the source's key, as its file says: the stack's secret `source-keys` holds it.".to_owned();
                problem(StatusCode::UNAUTHORIZED, "This is for a tool with a key", detail)
            }
            Refused::Unreadable(status, why) => {
                info!(source = name, %status, why, "post of a source not readable");
                problem(status, title, why)
            }
            Refused::NotQueued => problem(
                StatusCode::SERVICE_UNAVAILABLE,
                title,
                "It could not be queued just now: post it again in a minute.".to_owned(),
            ),
            Refused::Leads(errors) => {
                // Names of fields and no word of the post.
                let fields: Vec<&str> = errors
                    .iter()
                    .take(NAMED)
                    .map(|(_, error)| error.field.as_str())
                    .filter(|name| self.is_of(source, name))
                    .collect();
                info!(source = name, ?fields, mistakes = errors.len(), "post of a source refused");
                let named = errors.iter().take(NAMED).map(|(at, error)| json!({"lead": at, "field": error.field, "from": error.from, "message": error.message}));
                let detail = "Nothing of it was taken: `errors` says which field of which lead is not right.";
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title, detail)
                    .with("errors", named.collect::<Vec<_>>().into())
                    .answer(reader, Access::Private, site)
            }
        })
    }

    /// A name of the configuration, and not of the post.
    fn is_of(&self, source: &LeadSource, field: &str) -> bool {
        let is_asked = self.config.forms.get(&source.form).is_some_and(|form| form.asks_for(field));
        is_asked || ["id", "at", "form"].contains(&field) || source.fields.contains_key(field)
    }

    /// What a tool posted, once SQS has it: how many leads, and what of it is none.
    async fn take_post(
        &self,
        request: &Request,
        (name, source): (&str, &LeadSource),
        now: Timestamp,
    ) -> Result<Value, Refused> {
        let body: &[u8] = request.body();
        if body.len() > BODY_LIMIT {
            return Err(Refused::Unreadable(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("A post may have {} KB at the most.", BODY_LIMIT / 1024),
            ));
        }
        // Whoever does not show the key in the head learns nothing of the body.
        if source.key.json.is_none() && !self.shows_key(request, source, None) {
            return Err(Refused::Key);
        }
        let unreadable = |why| Refused::Unreadable(StatusCode::BAD_REQUEST, why);
        std::str::from_utf8(body)
            .map_err(|_| unreadable("This is not UTF-8 text: JSON is sent as UTF-8.".to_owned()))?;
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        let post = unique_json::read(body).map_err(|why| unreadable(format!("{}.", capital(&why))))?;
        if source.key.json.is_some() && !self.shows_key(request, source, Some(&post)) {
            return Err(Refused::Key);
        }
        let items =
            source.items(&post).map_err(|many| Refused::Unreadable(StatusCode::PAYLOAD_TOO_LARGE, many.to_string()))?;
        if items.leads.is_empty() && items.ignored.is_empty() {
            let from = source.each.as_ref().map(ToString::to_string).unwrap_or_default();
            return Err(Refused::Unreadable(StatusCode::UNPROCESSABLE_ENTITY, format!("There is no lead at {from}.")));
        }
        let seed = &request.lambda_context().request_id;
        let queued = self.queued((name, source), &items.leads, seed, now)?;
        let taken = match &queued {
            ToQueue::Activities(activities) => self.queue_activities(name, activities).await,
            ToQueue::Jobs(jobs) => self.queue_jobs(name, jobs).await,
        };
        if !taken {
            return Err(Refused::NotQueued);
        }
        info!(source = name, leads = items.leads.len(), ignored = ?items.ignored, "post of a source accepted");
        Ok(json!({ "leads": items.leads.len(), "ignored": items.ignored }))
    }

    fn shows_key(&self, request: &Request, source: &LeadSource, json: Option<&Value>) -> bool {
        let proof = &source.key;
        let header = proof.header.as_ref().and_then(|name| request.headers().get(name.as_str())?.to_str().ok());
        let parameters = request.query_string_parameters();
        let query = proof.query.as_ref().and_then(|name| parameters.first(name));
        let shown = Shown { header, query, body: request.body(), json };
        proof.holds(self.source_secrets.of(&proof.secret), shown, self.clock.real())
    }

    fn queued(
        &self,
        (name, source): (&str, &LeadSource),
        leads: &[&Value],
        seed: &str,
        now: Timestamp,
    ) -> Result<ToQueue, Refused> {
        let mut errors = Vec::new();
        if let Some(fetch) = &source.fetch {
            let mut jobs = Vec::with_capacity(leads.len());
            for (at, lead) in leads.iter().enumerate() {
                match source.id_to_fetch(lead) {
                    Some(id) => jobs.push(IntakeJob::Fetch(LeadAtSource { source: name.to_owned(), id })),
                    None => errors.push((at, no_id(fetch.id.to_string()))),
                }
            }
            return if errors.is_empty() { Ok(ToQueue::Jobs(jobs)) } else { Err(Refused::Leads(errors)) };
        }
        let intake = Intake { config: &self.config, key: &self.key, now };
        let mut activities = Vec::with_capacity(leads.len());
        for (at, lead) in leads.iter().enumerate() {
            match intake.read_source((name, source), lead, None, &format!("{seed}:{at}")) {
                Ok(activity) => activities.push(activity),
                Err(refused) => errors.extend(refused.into_iter().map(|error| (at, error))),
            }
        }
        if errors.is_empty() { Ok(ToQueue::Activities(activities)) } else { Err(Refused::Leads(errors)) }
    }

    async fn queue_activities(&self, source: &str, activities: &[Activity]) -> bool {
        let until = self.clock.real() + PATIENCE;
        for batch in activities.chunks(BATCH) {
            let sent = self.clock.timeout_at(until, self.activities.send_activities(batch)).await;
            if !is_taken(source, sent.map_err(|late| late.to_string())) {
                return false;
            }
        }
        true
    }

    async fn queue_jobs(&self, source: &str, jobs: &[IntakeJob]) -> bool {
        let until = self.clock.real() + PATIENCE;
        let sent = self.clock.timeout_at(until, self.intake.send_all(jobs)).await;
        is_taken(source, sent.map_err(|late| late.to_string()))
    }

    /// The text that a tool wants back before it posts (Meta, "Verification Requests"), if it shows the token.
    fn shake_hands(&self, request: &Request, secret: &str) -> Option<Answer> {
        let parameters = request.query_string_parameters();
        let is_asked = parameters.first("hub.mode") == Some("subscribe");
        let shown = parameters.first("hub.verify_token").filter(|_| is_asked)?;
        let is_ours = self.source_secrets.of(secret).iter().filter(|token| same(shown, token)).count() > 0;
        let challenge = parameters.first("hub.challenge").filter(|text| (1..=CHALLENGE).contains(&text.len()))?;
        let is_plain = challenge.bytes().all(|b| b.is_ascii_graphic());
        let answer =
            || response::answer(StatusCode::OK, Access::Private, "text/plain; charset=utf-8", challenge.to_owned());
        (is_ours && is_plain).then(answer)
    }
}

fn no_id(from: String) -> SourceError {
    let message = "Send the id of the lead: 1 to 64 letters, digits, dashes or `_`.".to_owned();
    SourceError { field: "id".to_owned(), from: Some(from), message }
}

fn is_taken(source: &str, sent: Result<Result<(), QueueError>, String>) -> bool {
    let why = match sent {
        Ok(Ok(())) => return true,
        Ok(Err(failure)) => format!("{:#}", anyhow::Error::from(failure)),
        Err(late) => late,
    };
    error!(source, why, "post of a source not queued");
    false
}
