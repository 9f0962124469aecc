//! A salesperson's absences: shown by GET, changed by POST.
//!
//! The same change again changes nothing, so that a double click or a reload does no harm.

use std::collections::BTreeMap;

use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Request, RequestExt};
use leadwright_domain::company::Person;
use leadwright_domain::form::FieldError;
use leadwright_domain::routing::{Availability, Away, People, days};
use leadwright_domain::value::token::AwayLink;
use leadwright_domain::value::token::TokenError;
use leadwright_web::field::{Control, Field};
use leadwright_web::frame::Page;
use leadwright_web::problem::Problem;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::info;

use crate::absence_change::{AbsenceChange, read};
use crate::engagement::Engagement;

#[derive(Template)]
#[template(path = "away.html")]
struct AwayPage<'a> {
    name: &'a str,
    is_saved: bool,
    is_available: bool,
    /// Mail to the person came back: the address, while that holds.
    returned: Option<&'a str>,
    absences: Vec<Line>,
    fields: [Field<'a>; 2],
    /// What is wrong with no field of its own.
    error: Option<&'a str>,
}

/// An absence that is not over.
struct Line {
    words: String,
    days: String,
    from: Date,
    until: Date,
    is_now: bool,
}

/// What was entered, and why it was not taken.
type Refused<'a> = (&'a BTreeMap<String, String>, &'a FieldError);

impl Page for AwayPage<'_> {
    fn title(&self) -> &'static str {
        "I am away"
    }
}

impl Engagement {
    pub(crate) async fn away(&self, request: &Request, token: &str, now: Timestamp) -> Answer {
        let words = "The newest mail about a lead has a fresh one.";
        let closed = |status, title| self.problem(request, Problem::new(status, title, words));
        let person = match self.keys.verify::<AwayLink>(token, now) {
            Ok(link) => self.ledger.config.team.person(&link.person),
            Err(TokenError::Expired) => None,
            Err(TokenError::Wrong) => return closed(StatusCode::NOT_FOUND, "This link does not work"),
        };
        let Some(person) = person else { return closed(StatusCode::GONE, "This link has expired") };
        if *request.method() == Method::POST {
            return self.change(request, person, now).await;
        }
        let is_saved = request.query_string_parameters().first("done").is_some();
        self.absences(request, person, now, is_saved, None).await
    }

    async fn change(&self, request: &Request, person: &Person, now: Timestamp) -> Answer {
        let entered = match self.fields(request) {
            Ok(entered) => entered,
            Err(answer) => return *answer,
        };
        let today = person.date(now);
        let change = match read(&entered, today) {
            Ok(change) => change,
            Err(wrong) => {
                return match self.refusal(request, &wrong) {
                    Some(answer) => answer,
                    None => self.absences(request, person, now, false, Some((&entered, &wrong))).await,
                };
            }
        };
        let make = |row: &mut Availability| match change {
            AbsenceChange::Add(absence) => row.add(absence, today),
            AbsenceChange::Cancel(absence) => row.away.retain(|other| *other != absence),
            AbsenceChange::Back => row.back(today),
        };
        match self.ledger.table.change_availability(&person.id, make).await {
            Ok(_) => {
                info!(person = person.id, ?change, "absence changed");
                see_other(Access::Private, "?done#now")
            }
            Err(failure) => self.try_later(request, "away", &person.id, failure, "Nothing was changed."),
        }
    }

    async fn absences(
        &self,
        request: &Request,
        person: &Person,
        now: Timestamp,
        is_saved: bool,
        refused: Option<Refused<'_>>,
    ) -> Answer {
        let people = match self.ledger.table.people().await {
            Ok(people) => people,
            Err(failure) => return self.try_later(request, "away", &person.id, failure, ""),
        };
        let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let today = person.date(now);
        let is_returned = people.get(&person.id).is_some_and(|row| row.unreachable(person).is_some());
        let returned = is_returned.then(|| person.email.as_str());
        let first = today.to_string();
        let field = |name: &'static str, label, preset| {
            let entered = refused.and_then(|(entered, _)| entered.get(name));
            let error = refused.filter(|(_, wrong)| wrong.field == name).map(|(_, wrong)| wrong.message.as_str());
            let value = entered.map_or(preset, String::as_str);
            Field { value, error, ..Field::new(name, label, Control::Day { first: first.clone() }) }
        };
        let page = AwayPage {
            name: &person.name,
            is_saved,
            is_available: returned.is_none() && people.get(&person.id).is_none_or(|row| row.away_on(today).is_none()),
            returned,
            absences: self.lines(&people, person, now),
            fields: [field("from", "First day", &first), field("until", "Last day", "")],
            error: refused.filter(|(_, wrong)| wrong.field == "do").map(|(_, wrong)| wrong.message.as_str()),
        };
        self.page(status, &page)
    }

    fn lines(&self, people: &People, person: &Person, now: Timestamp) -> Vec<Line> {
        let (today, distribution) = (person.date(now), self.ledger.config.distribution(people, now));
        let absences = people.get(&person.id).into_iter().flat_map(|row| &row.away);
        let line = |absence: &Away| Line {
            words: format!("You are {}.", distribution.absence_in_words(person, *absence)),
            days: days(*absence, today),
            from: absence.from,
            until: absence.until,
            is_now: absence.from <= today,
        };
        absences.filter(|absence| absence.until >= today).map(line).collect()
    }
}
