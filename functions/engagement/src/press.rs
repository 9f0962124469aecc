//! A press on a seller's page, read and checked: one activity, or words on what to mend.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use lambda_http::{Body, Request};
use leadwright_domain::activity::{ActivityKind, Answers, Contact, Move};
use leadwright_domain::funnel::SetAside;
use leadwright_domain::lead::Accepted;
use leadwright_domain::value::question::Question;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::value::times::done_at;

use crate::seller::Visit;

/// The most a note may hold, in characters. Keeps an activity small.
const NOTE: usize = 2000;

/// The most a post may hold, in bytes.
const BODY: usize = 32 * 1024;

/// What was posted.
#[derive(Debug)]
pub(crate) struct Press {
    /// Names the page it was made on: 16 letters and digits.
    pub(crate) id: String,
    fields: BTreeMap<String, String>,
}

/// A post is no press.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("Please open the link in the mail again and press the button there.")]
    Body,
    #[error("Please open the link in the mail again: this page was not complete.")]
    NoPage,
}

impl Press {
    pub(crate) fn read(request: &Request) -> Result<Self, Unreadable> {
        Self::of(fields(request)?)
    }

    pub(crate) fn of(mut fields: BTreeMap<String, String>) -> Result<Self, Unreadable> {
        let id = fields.remove("press").unwrap_or_default();
        let is_ours = id.len() == 16 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if is_ours { Ok(Self { id, fields }) } else { Err(Unreadable::NoPage) }
    }

    /// The button.
    pub(crate) fn button(&self) -> &str {
        self.entered("do")
    }

    /// A field as it was entered; empty if it was not.
    pub(crate) fn entered(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |value| value.trim())
    }

    fn given(&self, name: &str) -> Option<String> {
        Some(self.entered(name).to_owned()).filter(|text| !text.is_empty())
    }

    fn note(&self) -> Result<Option<String>, String> {
        // Browsers send line ends as CR LF.
        let note = self.given("note").map(|note| note.replace('\r', ""));
        match note.as_ref().map_or(0, |note| note.chars().count()) {
            ..=NOTE => Ok(note),
            length => Err(format!("The note has {length} characters; {NOTE} fit.")),
        }
    }
}

/// The fields of a form as it was posted.
pub(crate) fn fields(request: &Request) -> Result<BTreeMap<String, String>, Unreadable> {
    let body = match request.body() {
        Body::Text(text) => text.as_bytes(),
        Body::Binary(bytes) => bytes,
        _ => return Err(Unreadable::Body),
    };
    if body.len() > BODY {
        return Err(Unreadable::Body);
    }
    Ok(form_urlencoded::parse(body).into_owned().collect())
}

/// What the press says happened; words for the page if it can't be.
pub(crate) fn what(press: &Press, visit: Visit<'_>) -> Result<ActivityKind, String> {
    let by = visit.person.id.clone();
    let button = press.button();
    if let Some(other) = taken_by_other(visit).filter(|_| button != "take-over") {
        let when = done_at(other.activity.occurred_at(), visit.now, &visit.person.timezone.time_zone());
        return Err(format!("{} took this {when}.", name(visit, &other.by)));
    }
    let contact = |reached| Ok::<_, String>(Contact { by: by.clone(), reached, note: press.note()? });
    Ok(match button {
        "accept" => ActivityKind::Accepted { by },
        "take-over" => ActivityKind::Assigned { to: Some(by.clone()), by, why: None },
        "reached" => ActivityKind::CallLogged(contact(true)?),
        "no-answer" => ActivityKind::CallLogged(contact(false)?),
        "replied" => ActivityKind::ReplyReceived(contact(true)?),
        "not-now" => {
            let again_on = Some(again_on(press.entered("again"), visit)?);
            ActivityKind::StageMoved(aside(press, visit, Stage::Recycled, again_on)?)
        }
        "not-a-fit" => ActivityKind::StageMoved(aside(press, visit, Stage::Disqualified, None)?),
        "won" => ActivityKind::DealWon { history: false, amount: amount(press.entered("amount"))?, by: Some(by) },
        "give" => ActivityKind::Assigned { to: receiver(press.given("to"), visit)?, by, why: press.note()? },
        "answers" => ActivityKind::Qualified(Answers { answers: answers(press, visit)?, evidence: press.note()?, by }),
        "stop" => ActivityKind::NurtureStopped { by },
        _ => return Err("There is no such button. Please load this page again.".to_owned()),
    })
}

/// Who accepted the lead, if it was somebody else.
pub(crate) fn taken_by_other(visit: Visit<'_>) -> Option<&Accepted> {
    visit.lead.accepted.as_ref().filter(|accepted| accepted.by != visit.person.id)
}

/// The name of a person; the id of one who left.
pub(crate) fn name<'a>(visit: Visit<'a>, id: &'a str) -> &'a str {
    visit.config.team.name_of(id)
}

/// Today, where the person is.
pub(crate) fn today(visit: Visit<'_>) -> Date {
    visit.now.to_zoned(visit.person.timezone.time_zone()).date()
}

/// Somebody may set the lead aside there.
pub(crate) fn may_move(visit: Visit<'_>, to: Stage) -> bool {
    visit.lead.stage.moves_by_hand().contains(&to)
}

fn again_on(entered: &str, visit: Visit<'_>) -> Result<Date, String> {
    let today = today(visit);
    let date: Date = entered.parse().map_err(|_| "Choose the day to try again.".to_owned())?;
    if date <= today {
        Err("Choose a day to come: the day to try again must lie ahead.".to_owned())
    } else if date > today.saturating_add(3.years()) {
        Err("Choose a day within three years.".to_owned())
    } else {
        Ok(date)
    }
}

fn aside(press: &Press, visit: Visit<'_>, to: Stage, again_on: Option<Date>) -> Result<Move, String> {
    if !may_move(visit, to) {
        return Err(format!("The lead is “{}”: it can't be set aside from there.", visit.lead.stage.word()));
    }
    let reason = press.entered("reason");
    let is_known = SetAside::of(to).is_some_and(|aside| visit.config.funnel.reason(aside, reason).is_some());
    if !is_known {
        return Err("Choose a reason from the list.".to_owned());
    }
    let by = visit.person.id.clone();
    Ok(Move { to, reason: Some(reason.to_owned()), again_on, by, note: press.note()? })
}

fn amount(entered: &str) -> Result<Option<u64>, String> {
    if entered.is_empty() {
        return Ok(None);
    }
    let digits: String = entered.chars().filter(|c| !c.is_whitespace()).collect();
    let amount = digits.parse().map_err(|_| "Write the amount as a whole number, like 12500, or leave it out.")?;
    Ok(Some(amount))
}

fn receiver(to: Option<String>, visit: Visit<'_>) -> Result<Option<String>, String> {
    match to {
        Some(id) if visit.config.team.person(&id).is_none() => Err("Choose somebody from the list.".to_owned()),
        to => Ok(to),
    }
}

/// What is answered otherwise than it was.
fn answers(press: &Press, visit: Visit<'_>) -> Result<BTreeMap<Question, bool>, String> {
    let answers: BTreeMap<Question, bool> = Question::ALL
        .into_iter()
        .filter_map(|question| {
            let yes = match press.entered(question.name()) {
                "yes" => true,
                "no" => false,
                _ => return None,
            };
            let known = visit.lead.answer(question, &visit.config.funnel);
            (known != Some(yes)).then_some((question, yes))
        })
        .collect();
    if answers.is_empty() { Err("Nothing is answered otherwise than before.".to_owned()) } else { Ok(answers) }
}
