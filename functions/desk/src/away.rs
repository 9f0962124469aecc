//! A salesperson's absences: shown by GET, changed by POST.
//!
//! The same change again changes nothing, so that a double click or a reload does no harm.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;
use lambda_http::http::StatusCode;
use leadwright_domain::company::Person;
use leadwright_domain::form::FieldError;
use leadwright_domain::routing::{Availability, Away, People, days};
use leadwright_domain::words::Words;
use leadwright_web::field::{Control, Field};
use leadwright_web::frame::Page;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::info;

use crate::absence_change::{AbsenceChange, read};
use crate::admitted::Admitted;
use crate::desk::Desk;

#[derive(Template)]
#[template(path = "away.html")]
struct AwayPage<'a> {
    words: Words<'a>,
    press: &'a str,
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
    fn title(&self) -> Cow<'_, str> {
        self.words.say("desk-away").into()
    }
}

impl Desk {
    pub(crate) async fn away(&self, admitted: &Admitted<'_>) -> Answer {
        if admitted.is_post() {
            return self.change_absences(admitted).await;
        }
        self.absences(admitted, admitted.query("done").is_some(), None).await
    }

    async fn change_absences(&self, admitted: &Admitted<'_>) -> Answer {
        let (person, entered) = (admitted.viewer.person, &admitted.form);
        let today = person.date(admitted.now);
        let change = match read(admitted.words, entered, today) {
            Ok(change) => change,
            Err(wrong) => {
                return match admitted.refusal(&wrong) {
                    Some(answer) => answer,
                    None => self.absences(admitted, false, Some((entered, &wrong))).await,
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
            Err(failure) => {
                admitted.try_later("away", &person.id, failure, &admitted.words.say("desk-nothing-changed-hint"))
            }
        }
    }

    async fn absences(&self, admitted: &Admitted<'_>, is_saved: bool, refused: Option<Refused<'_>>) -> Answer {
        let (person, now) = (admitted.viewer.person, admitted.now);
        let people = match self.ledger.table.people().await {
            Ok(people) => people,
            Err(failure) => return admitted.try_later("away", &person.id, failure, ""),
        };
        let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let today = person.date(now);
        let is_returned = people.get(&person.id).is_some_and(|row| row.unreachable(person).is_some());
        let returned = is_returned.then(|| person.email.as_str());
        let first = today.to_string();
        let words = admitted.words;
        let field = |name: &'static str, message, preset| {
            let entered = refused.and_then(|(entered, _)| entered.get(name));
            let error = refused.filter(|(_, wrong)| wrong.field == name).map(|(_, wrong)| wrong.message.as_str());
            let value = entered.map_or(preset, String::as_str);
            Field {
                value,
                error,
                ..Field::new(words, name, words.say(message), Control::Day { first: Some(first.clone()), last: None })
            }
        };
        let page = AwayPage {
            words,
            press: &admitted.press(),
            name: &person.name,
            is_saved,
            is_available: returned.is_none() && people.get(&person.id).is_none_or(|row| row.away_on(today).is_none()),
            returned,
            absences: self.lines(words, &people, person, now),
            fields: [field("from", "desk-away-first", &first), field("until", "desk-away-last", "")],
            error: refused.filter(|(_, wrong)| wrong.field == "do").map(|(_, wrong)| wrong.message.as_str()),
        };
        admitted.page(status, &page)
    }

    fn lines(&self, words: Words<'_>, people: &People, person: &Person, now: Timestamp) -> Vec<Line> {
        let (today, distribution) = (person.date(now), self.ledger.config.distribution(people, now));
        let absences = people.get(&person.id).into_iter().flat_map(|row| &row.away);
        let line = |absence: &Away| Line {
            words: words
                .with("desk-away-you", &[("absence", distribution.absence_in_words(person, *absence, words).into())]),
            days: days(*absence, today, words),
            from: absence.from,
            until: absence.until,
            is_now: absence.from <= today,
        };
        absences.filter(|absence| absence.until >= today).map(line).collect()
    }
}
