//! `POST /activities`: what other programs know of leads, one or many activities a request, each answered for itself.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::join_all;
use jiff::Timestamp;
use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Error, Request, RequestExt};
use leadwright_cloud::queue::{BATCH, QueueError};
use leadwright_cloud::table::UNMATCHED_DAYS;
use leadwright_domain::activity::{Activity, ActivityId};
use leadwright_domain::intake::Intake;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::text::capital;
use leadwright_domain::value::token::same;
use leadwright_domain::words::Words;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer, json};
use serde::Serialize;
use serde_json::{Value, json};
use tracing::{error, info};

use crate::capture::{ApiToken, Capture};
use crate::unique_json;

/// The most a request may hold, in bytes.
const BODY_LIMIT: usize = 1024 * 1024;

/// The most activities of a request.
const MOST: usize = 500;

/// How many calls to SQS are under way at once.
const SIDE_BY_SIDE: usize = 8;

/// What SQS has not taken by then is answered as failed: the function itself may take ten seconds.
const PATIENCE: Duration = Duration::from_secs(8);

impl ApiToken {
    fn is_shown_by(&self, request: &Request) -> bool {
        let shown = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let shown = shown.and_then(|value| value.split_once(' '));
        shown.is_some_and(|(scheme, token)| {
            scheme.eq_ignore_ascii_case("bearer") && !self.0.is_empty() && same(token.trim(), &self.0)
        })
    }
}

/// What became of an item.
#[derive(Debug, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
enum Outcome {
    /// SQS has it: it will be applied.
    Accepted { lead: LeadId, activity: ActivityId },
    /// It is not right.
    Refused { error: String },
    /// It is valid, but SQS did not take it.
    Failed { error: &'static str },
}

impl Outcome {
    fn of(activity: &Activity, taken: bool) -> Self {
        if taken {
            Self::Accepted { lead: activity.lead.clone(), activity: activity.id.clone() }
        } else {
            Self::Failed { error: "It could not be queued just now: please post it again in a minute." }
        }
    }
}

impl Capture {
    /// Answers a post of activities.
    pub(crate) async fn post_activities(&self, request: &Request, reader: Reader) -> Result<Answer, Error> {
        if !self.api_token.is_shown_by(request) {
            return Ok(self.unauthorised(reader));
        }
        let refuse = |status, words: &str| {
            info!(status = %status, why = words, "post of activities refused");
            Ok(Problem::new(status, "We could not read that", words).answer(
                reader,
                Access::Private,
                self.site(Words::english_for_visitors()),
            ))
        };
        let body: &[u8] = request.body();
        if body.len() > BODY_LIMIT {
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, "A request may have 1 MB at the most: post fewer at once.");
        }
        let items = match items(body) {
            Ok(items) => items,
            Err(why) => return refuse(StatusCode::BAD_REQUEST, &why),
        };
        let context = request.lambda_context();
        let intake = Intake { config: &self.config, key: &self.key, now: self.clock.now(&context)? };
        let read = items.iter().enumerate();
        let read: Vec<_> = read.map(|(at, item)| intake.read(item, &format!("{}:{at}", context.request_id))).collect();
        let taken = self.queue(&read).await;
        // This function reads no table: whether a lead has begun is found in scoring.
        let is_by_id = read.iter().flatten().any(|activity| !activity.may_begin());
        let results = std::iter::zip(read, taken).map(|(read, taken)| match read {
            Ok(activity) => Outcome::of(&activity, taken),
            Err(error) => Outcome::Refused { error },
        });
        Ok(self.report(reader, &results.collect::<Vec<_>>(), is_by_id))
    }

    /// Queues the activities; says of each item whether SQS took it.
    async fn queue(&self, read: &[Result<Activity, String>]) -> Vec<bool> {
        let until = self.clock.real() + PATIENCE;
        let lanes = lanes(read);
        let taken = join_all(lanes.iter().map(|lane| self.queue_lane(lane, until))).await;
        let mut all = vec![false; read.len()];
        for at in taken.into_iter().flatten() {
            all[at] = true;
        }
        all
    }

    /// Queues a lane's activities in their order; the places of those that SQS took. After a failure the rest waits
    /// for another request: nothing may overtake an earlier activity of its lead.
    async fn queue_lane(&self, lane: &[(usize, &Activity)], until: Timestamp) -> Vec<usize> {
        let mut taken = Vec::with_capacity(lane.len());
        for batch in lane.chunks(BATCH) {
            let sent = self.activities.send_activities(batch.iter().map(|(_, activity)| *activity));
            let (failed, why) = match self.clock.timeout_at(until, sent).await {
                Ok(Ok(())) => (Vec::new(), None),
                Ok(Err(QueueError::Refused { refused, code, .. })) => (refused, Some(code)),
                Ok(Err(failure)) => ((0..batch.len()).collect(), Some(format!("{:#}", anyhow::Error::from(failure)))),
                Err(_) => ((0..batch.len()).collect(), Some("SQS took too long".to_owned())),
            };
            taken.extend(batch.iter().enumerate().filter(|(at, _)| !failed.contains(at)).map(|(_, (place, _))| *place));
            if let Some(why) = why {
                error!(failed = failed.len(), why, "posted activities not queued");
                break;
            }
        }
        taken
    }

    /// The answer, item by item: as problem details if none of them was accepted.
    fn report(&self, reader: Reader, results: &[Outcome], is_by_id: bool) -> Answer {
        let count = |is: fn(&Outcome) -> bool| results.iter().filter(|result| is(result)).count();
        let accepted = count(|result| matches!(result, Outcome::Accepted { .. }));
        let refused = count(|result| matches!(result, Outcome::Refused { .. }));
        let failed = results.len() - accepted - refused;
        info!(accepted, refused, failed, "activities posted");
        let (status, words) = match (accepted, refused, failed) {
            (_, 0, 0) => (StatusCode::ACCEPTED, None),
            (0, _, 0) => (StatusCode::UNPROCESSABLE_ENTITY, Some("No activity is valid: `results` says why.")),
            (0, 0, _) => (StatusCode::SERVICE_UNAVAILABLE, Some("Nothing could be queued just now: post it again.")),
            _ => (StatusCode::MULTI_STATUS, None),
        };
        match words {
            None if is_by_id => {
                let note = format!(
                    "An activity with the `lead` of nobody is kept for {UNMATCHED_DAYS} days and applied when that lead \
                     begins; `leadwright unmatched` lists those that wait."
                );
                json(status, Access::Private, &json!({ "results": results, "note": note }))
            }
            None => json(status, Access::Private, &json!({ "results": results })),
            Some(words) => Problem::new(status, "No activity was accepted", words)
                .with("results", json!(results))
                .answer(reader, Access::Private, self.site(Words::english_for_visitors())),
        }
    }

    fn unauthorised(&self, reader: Reader) -> Answer {
        info!("post of activities without the token");
        let words =
            "Show the token of this stack, as in `Authorization: Bearer TOKEN`: its secret `api-token` holds it.";
        let problem = Problem::new(StatusCode::UNAUTHORIZED, "This is for programs with a token", words);
        let mut answer = problem.answer(reader, Access::Private, self.site(Words::english_for_visitors()));
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        answer
    }
}

/// Spreads activities over lanes that are queued side by side. All of a lead are in one lane, in their order.
fn lanes(read: &[Result<Activity, String>]) -> Vec<Vec<(usize, &Activity)>> {
    let right: Vec<_> = read.iter().enumerate().filter_map(|(at, read)| Some((at, read.as_ref().ok()?))).collect();
    let mut lanes = vec![Vec::new(); right.len().div_ceil(BATCH).min(SIDE_BY_SIDE)];
    let mut lane_of: HashMap<&LeadId, usize> = HashMap::new();
    for (at, activity) in right {
        let shortest = (0..lanes.len()).min_by_key(|lane| lanes[*lane].len()).unwrap_or_default();
        let lane = *lane_of.entry(&activity.lead).or_insert(shortest);
        lanes[lane].push((at, activity));
    }
    lanes
}

/// The items of a body: one object, a list, or `{"activities": [...]}`.
fn items(body: &[u8]) -> Result<Vec<Value>, String> {
    std::str::from_utf8(body).map_err(|_| "This is not UTF-8 text: JSON is sent as UTF-8.".to_owned())?;
    let body = unique_json::read(body).map_err(|why| format!("{}.", capital(&why)))?;
    let items = match body {
        Value::Array(items) => items,
        Value::Object(mut object) => match object.remove("activities") {
            Some(Value::Array(items)) if object.is_empty() => items,
            Some(_) => return Err("`activities` is a list, and stands alone.".to_owned()),
            None => vec![Value::Object(object)],
        },
        _ => return Err("Post one activity, a list of them, or {\"activities\": [...]}.".to_owned()),
    };
    if items.len() > MOST {
        return Err(format!("A request may have {MOST} activities at the most; here are {}.", items.len()));
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_json_in_utf_8() {
        assert_eq!(items(b"{\"kind\": \"accepted\"}").unwrap().len(), 1);
        assert_eq!(items(b"{\"by\": \"Jos\xe9\"}").unwrap_err(), "This is not UTF-8 text: JSON is sent as UTF-8.");
        assert!(items(b"{\"by\": }").unwrap_err().contains("line 1, column 8"));
    }
}
