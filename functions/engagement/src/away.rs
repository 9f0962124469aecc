//! A salesperson's absences: shown by GET, changed by POST.
//!
//! The same change again changes nothing, so that a double click or a reload does no harm.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Body, Error, Request, RequestExt, Response};
use leadwright_cloud::table::TableError;
use leadwright_domain::company::Person;
use leadwright_domain::routing::{Availability, Away, People, days};
use leadwright_domain::value::token::{AwayLink, TokenError};
use minijinja::{Value, context};
use tracing::{error, info};

use crate::press::fields;
use crate::{Engagement, see_other};

/// A change of the absences of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// Away on these days.
    Add(Away),
    /// Here after all, on days that were to come.
    Cancel(Away),
    /// Here from today on.
    Back,
}

/// A field that is not right, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
struct Wrong {
    field: &'static str,
    words: &'static str,
}

/// What was entered, and why it was not taken.
struct Refused<'a> {
    wrong: Wrong,
    entered: &'a BTreeMap<String, String>,
}

impl Engagement {
    pub(crate) async fn away(&self, request: &Request, token: &str, now: Timestamp) -> Result<Response<Body>, Error> {
        let words = "The newest mail about a lead has a fresh one.";
        let expired = || self.words(StatusCode::GONE, "This link has expired", words);
        let id = match self.keys.verify(token, now) {
            Ok(AwayLink { person }) => person,
            Err(TokenError::Expired) => return expired(),
            Err(TokenError::Wrong) => return self.words(StatusCode::NOT_FOUND, "This link does not work", words),
        };
        let Some(person) = self.ledger.config.team.person(&id) else { return expired() };
        if *request.method() == Method::POST {
            return self.change(request, person, now).await;
        }
        let is_done = request.query_string_parameters().first("done").is_some();
        self.absences(person, now, is_done, None).await
    }

    async fn change(&self, request: &Request, person: &Person, now: Timestamp) -> Result<Response<Body>, Error> {
        let entered = match fields(request) {
            Ok(entered) => entered,
            Err(why) => return self.words(StatusCode::BAD_REQUEST, "That did not work", &why.to_string()),
        };
        let today = person.date(now);
        let change = match read(&entered, today) {
            Ok(change) => change,
            Err(wrong) => {
                let refused = Some(Refused { wrong, entered: &entered });
                return self.absences(person, now, false, refused).await;
            }
        };
        let make = |row: &mut Availability| match change {
            Change::Add(absence) => row.add(absence, today),
            Change::Cancel(absence) => row.away.retain(|other| *other != absence),
            Change::Back => row.back(today),
        };
        match self.ledger.table.change_availability(&person.id, make).await {
            Ok(_) => {
                info!(person = person.id, ?change, "an absence was changed");
                see_other("?done#now")
            }
            Err(failure) => self.not_now(failure),
        }
    }

    async fn absences(
        &self,
        person: &Person,
        now: Timestamp,
        is_done: bool,
        refused: Option<Refused<'_>>,
    ) -> Result<Response<Body>, Error> {
        let people = match self.ledger.table.people().await {
            Ok(people) => people,
            Err(failure) => return self.not_now(failure),
        };
        let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let today = person.date(now);
        let entered = |name| refused.as_ref().and_then(|refused| refused.entered.get(name)).cloned();
        let variables = context! {
            done => is_done,
            name => person.name.as_str(),
            today => today.to_string(),
            from => entered("from").unwrap_or_else(|| today.to_string()),
            until => entered("until").unwrap_or_default(),
            error => refused.as_ref().map(|refused| {
                context! { field => refused.wrong.field, words => refused.wrong.words }
            }),
            is_here => people.get(&person.id).is_none_or(|row| row.away_on(today).is_none()),
            absences => self.lines(&people, person, now),
        };
        self.page(status, "away.html", variables)
    }

    fn lines(&self, people: &People, person: &Person, now: Timestamp) -> Vec<Value> {
        let (today, distribution) = (person.date(now), self.ledger.config.distribution(people, now));
        let absences = people.get(&person.id).into_iter().flat_map(|row| &row.away);
        let line = |absence: &Away| {
            context! {
                words => format!("You are {}.", distribution.absence_in_words(person, *absence)),
                days => days(*absence, today),
                from => absence.from.to_string(),
                until => absence.until.to_string(),
                is_now => absence.from <= today,
            }
        };
        absences.filter(|absence| absence.until >= today).map(line).collect()
    }

    fn not_now(&self, failure: TableError) -> Result<Response<Body>, Error> {
        let why = format!("{:#}", anyhow::Error::from(failure));
        error!(why, "a page of absences did not work");
        self.words(StatusCode::SERVICE_UNAVAILABLE, "That did not work just now", "Please try again in a minute.")
    }
}

/// What is to change. The days are the person's.
fn read(entered: &BTreeMap<String, String>, today: Date) -> Result<Change, Wrong> {
    let of = |name| entered.get(name).map_or("", |value| value.trim());
    let wrong = |field, words| Wrong { field, words };
    let day = |field, words| of(field).parse::<Date>().map_err(|_| wrong(field, words));
    match of("do") {
        "back" => return Ok(Change::Back),
        "away" | "cancel" => {}
        _ => return Err(wrong("do", "There is no such button. Please load this page again.")),
    }
    let from = day("from", "Choose the first day away.")?;
    let until = day("until", "Choose the last day away.")?;
    let absence = Away { from, until };
    if of("do") == "cancel" {
        Ok(Change::Cancel(absence))
    } else if until < from {
        Err(wrong("until", "The last day lies before the first."))
    } else if until < today {
        Err(wrong("until", "That day is over: choose today or a day to come."))
    } else if until > today.saturating_add(2.years()) {
        Err(wrong("until", "Choose a day within two years."))
    } else {
        Ok(Change::Add(absence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_entered_is_checked_field_by_field() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let today = day("2026-11-23");
        let absence = |from, until| Away { from: day(from), until: day(until) };
        for (entered, expected) in [
            (["away", "2026-11-23", "2026-11-27"], Ok(Change::Add(absence("2026-11-23", "2026-11-27")))),
            (["away", " 2026-11-20", "2026-11-23 "], Ok(Change::Add(absence("2026-11-20", "2026-11-23")))),
            (["cancel", "2026-12-01", "2026-12-02"], Ok(Change::Cancel(absence("2026-12-01", "2026-12-02")))),
            (["back", "", ""], Ok(Change::Back)),
            (["away", "", "2026-11-27"], Err("from")),
            (["away", "2026-02-30", "2026-11-27"], Err("from")),
            (["away", "2026-11-23", ""], Err("until")),
            (["away", "2026-11-24", "2026-11-23"], Err("until")),
            (["away", "2026-11-20", "2026-11-22"], Err("until")),
            (["away", "2026-11-23", "2028-11-24"], Err("until")),
            (["dance", "2026-11-23", "2026-11-27"], Err("do")),
        ] {
            let entered = std::iter::zip(["do", "from", "until"], entered);
            let entered = entered.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            assert_eq!(read(&entered, today).map_err(|wrong| wrong.field), expected, "{entered:?}");
        }
    }
}
