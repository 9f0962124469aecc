//! The page of posts that are kept aside as spam: somebody releases or condemns them.
//!
//! What must stay true: a release applies the submission as it arrived, by the same ledger as its arrival would have, so
//! that it counts once however often it is pressed; and it is stored who decided.

use std::borrow::Cow;

use askama::Template;
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, ToSpan};
use lambda_http::RequestExt;
use lambda_http::http::StatusCode;
use leadwright_cloud::ledger::LedgerError;
use leadwright_cloud::table::{DecideResult, SuspectId, TableError};
use leadwright_domain::suspicion::{Decision, Suspect, SuspectVerdict};
use leadwright_domain::value::times::moment;
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::{error, info};

use crate::admitted::Admitted;
use crate::desk::Desk;

/// The posts of a page.
const MOST: usize = 50;
/// The decided ones that are shown.
const DECIDED: usize = 20;
/// How many are released side by side.
const SIDE_BY_SIDE: usize = 8;
/// So long before the function's end no further post is begun.
const SPARE: SignedDuration = SignedDuration::from_secs(4);
/// The days that are summed up.
const DAYS: i64 = 30;

/// What the field of a chosen post begins with, and of one that is on the page.
const CHOSEN: &str = "suspect-";
const SHOWN: &str = "shown-";

#[derive(Template)]
#[template(path = "suspects.html")]
struct SuspectsPage<'a> {
    words: Words<'a>,
    press: String,
    keep: u16,
    /// What came of the last press, in words.
    done: Vec<String>,
    error: Option<String>,
    share: Option<String>,
    waiting: Vec<Post>,
    more: Option<String>,
    decided: Vec<Post>,
}

/// A post.
struct Post {
    id: String,
    title: String,
    /// Address and company.
    who: String,
    /// Form and time.
    posted: String,
    points: String,
    signs: Vec<String>,
    message: Option<String>,
    /// Who decided what; none while it waits.
    decision: Option<String>,
    may_release: bool,
}

impl Page for SuspectsPage<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("desk-suspects").into()
    }
}

/// What came of a press.
#[derive(Default)]
struct Outcome {
    done: usize,
    /// Somebody else decided, or the post has expired.
    gone: usize,
    /// There was no time, or the table did not answer.
    left: usize,
}

impl Desk {
    pub(crate) async fn suspects(&self, admitted: &Admitted<'_>) -> Answer {
        if !admitted.viewer.role.may_judge_suspects() {
            return admitted.not_for_role("desk-suspects-for");
        }
        let words = admitted.words;
        if !admitted.is_post() {
            return self.show_suspects(admitted, StatusCode::OK, None).await;
        }
        let asked = match admitted.form.get("do").map(String::as_str) {
            Some("release") => Some((SuspectVerdict::Released, CHOSEN)),
            Some("condemn") => Some((SuspectVerdict::Condemned, CHOSEN)),
            Some("condemn-all") => Some((SuspectVerdict::Condemned, SHOWN)),
            _ => None,
        };
        let Some((verdict, prefix)) = asked else {
            let error = Some(words.say("desk-suspects-choose"));
            return self.show_suspects(admitted, StatusCode::UNPROCESSABLE_ENTITY, error).await;
        };
        let names = admitted.form.keys().filter_map(|name| name.strip_prefix(prefix));
        let chosen: Vec<SuspectId> = names.filter_map(|name| SuspectId::parse(name).ok()).take(MOST).collect();
        if chosen.is_empty() {
            let error = Some(words.say("desk-suspects-choose"));
            return self.show_suspects(admitted, StatusCode::UNPROCESSABLE_ENTITY, error).await;
        }
        let Outcome { done, gone, left } = self.decide(admitted, chosen, verdict).await;
        let what = if verdict == SuspectVerdict::Released { "released" } else { "condemned" };
        see_other(Access::Private, &format!("/desk/suspects?{what}={done}&gone={gone}&left={left}"))
    }

    /// Decides about posts, side by side, as long as there is time.
    async fn decide(&self, admitted: &Admitted<'_>, chosen: Vec<SuspectId>, verdict: SuspectVerdict) -> Outcome {
        let stop = self.clock.stop(&admitted.request.lambda_context(), SPARE);
        let one = |id: SuspectId| async move {
            if self.clock.is_past(stop) {
                return None;
            }
            match Box::pin(self.decide_one(admitted, &id, verdict)).await {
                Ok(result) => Some(result),
                Err(failure) => {
                    error!(suspect = %id, why = format!("{:#}", anyhow::Error::from(failure)), "post not decided about");
                    None
                }
            }
        };
        let mut results = stream::iter(chosen.into_iter().map(one)).buffer_unordered(SIDE_BY_SIDE);
        let mut outcome = Outcome::default();
        while let Some(result) = results.next().await {
            match result {
                Some(DecideResult::Decided) => outcome.done += 1,
                Some(DecideResult::Already | DecideResult::Released | DecideResult::Gone) => outcome.gone += 1,
                None => outcome.left += 1,
            }
        }
        let (person, done) = (&admitted.viewer.person.id, outcome.done);
        info!(person, ?verdict, done, gone = outcome.gone, left = outcome.left, "posts kept aside decided about");
        outcome
    }

    async fn decide_one(
        &self,
        admitted: &Admitted<'_>,
        id: &SuspectId,
        verdict: SuspectVerdict,
    ) -> Result<DecideResult, LedgerError> {
        let (table, now) = (&self.ledger.table, admitted.now);
        if verdict == SuspectVerdict::Released {
            let Some(suspect) = table.suspect(id, now).await? else { return Ok(DecideResult::Gone) };
            let activity = std::slice::from_ref(&suspect.activity);
            // One that was released before is known there, and changes nothing.
            let outcome = self.ledger.apply(&suspect.activity.lead, activity, now).await?;
            if let Some(lead) = &outcome.lead {
                self.send.hurry(lead, now).await;
            }
        }
        let decision = Decision { verdict, by: admitted.viewer.person.id.clone(), at: now };
        Ok(table.decide_suspect(id, &decision).await?)
    }

    async fn show_suspects(&self, admitted: &Admitted<'_>, status: StatusCode, error: Option<String>) -> Answer {
        match self.suspects_page(admitted, error).await {
            Ok(page) => admitted.page(status, &page),
            Err(failure) => admitted.try_later("suspects", &admitted.viewer.person.id, failure, ""),
        }
    }

    async fn suspects_page<'a>(
        &self,
        admitted: &Admitted<'a>,
        error: Option<String>,
    ) -> Result<SuspectsPage<'a>, TableError> {
        let (table, words) = (&self.ledger.table, admitted.words);
        let before = admitted.query("before").and_then(|before| SuspectId::parse(&before).ok());
        let today = admitted.now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let first = today.checked_sub((DAYS - 1).days()).unwrap_or(today);
        let (mut waiting, decided, counts) = futures_util::try_join!(
            table.waiting_suspects(before.as_ref(), MOST + 1, admitted.now),
            table.decided_suspects(DECIDED, admitted.now),
            table.suspect_counts(first, today),
        )?;
        let has_more = waiting.len() > MOST;
        waiting.truncate(MOST);
        let more = waiting.last().filter(|_| has_more).map(|(id, _)| format!("/desk/suspects?before={id}"));
        let numbers = [
            ("aside", counts.aside.into()),
            ("released", counts.released.into()),
            ("condemned", counts.condemned.into()),
        ];
        let post = |(id, suspect): &(SuspectId, Suspect)| self.post(admitted, id, suspect);
        Ok(SuspectsPage {
            words,
            press: admitted.press(),
            keep: self.ledger.config.spam.keep.count(),
            done: done(admitted),
            error,
            share: (counts.aside > 0).then(|| words.with("desk-suspects-share", &numbers)),
            waiting: waiting.iter().map(post).collect(),
            more,
            decided: decided.iter().map(post).collect(),
        })
    }

    fn post(&self, admitted: &Admitted<'_>, id: &SuspectId, suspect: &Suspect) -> Post {
        let (words, config) = (admitted.words, &self.ledger.config);
        let zone = admitted.viewer.person.timezone.time_zone();
        let when = |at| moment(words, at, admitted.now, &zone);
        let sent = suspect.submission();
        let field = |name: &str| suspect.field(name).map(str::to_owned);
        let email = field("email").or_else(|| field("phone")).unwrap_or_default();
        let reply = words.say("story-replied-to-mail");
        let form = sent
            .map_or(reply.as_str(), |sent| config.forms.get(&sent.form).map_or(sent.form.as_str(), |form| &form.title));
        let posted = when(suspect.activity.occurred_at());
        let decision = suspect.decision.as_ref();
        Post {
            id: id.to_string(),
            title: field("name").unwrap_or_else(|| email.clone()),
            who: [Some(email), field("company")].into_iter().flatten().collect::<Vec<_>>().join(", "),
            posted: words.with("desk-suspects-posted", &[("form", form.into()), ("when", posted.into())]),
            points: words.with("desk-suspects-points", &[("points", suspect.points().into())]),
            signs: suspect.signs.iter().map(|weighed| weighed.sign.words(words)).collect(),
            message: suspect.message().map(str::to_owned),
            may_release: decision.is_none_or(|made| made.verdict == SuspectVerdict::Condemned),
            decision: decision.map(|made| {
                let by = config.team.name_of(&made.by);
                let said = [("name", by.into()), ("when", when(made.at).into())];
                match made.verdict {
                    SuspectVerdict::Released => words.with("desk-suspects-released-by", &said),
                    SuspectVerdict::Condemned => words.with("desk-suspects-condemned-by", &said),
                }
            }),
        }
    }
}

/// What came of the last press, as the address says it.
fn done(admitted: &Admitted<'_>) -> Vec<String> {
    let count = |name: &str| {
        let count = admitted.query(name).and_then(|count| count.parse::<u32>().ok());
        count.filter(|count| *count > 0)
    };
    let words = admitted.words;
    let said = |name: &str, message: fn(Words<'_>, u32) -> String| count(name).map(|count| message(words, count));
    [
        said("released", |words, count| words.with("desk-suspects-done-released", &[("count", count.into())])),
        said("condemned", |words, count| words.with("desk-suspects-done-condemned", &[("count", count.into())])),
        said("gone", |words, count| words.with("desk-suspects-gone", &[("count", count.into())])),
        said("left", |words, count| words.with("desk-suspects-left", &[("count", count.into())])),
    ]
    .into_iter()
    .flatten()
    .collect()
}
