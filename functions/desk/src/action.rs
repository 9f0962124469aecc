//! What a salesperson does with a button of a lead's page: read and checked into what happened, or words on what to fix.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use leadwright_domain::activity::{ActivityKind, Answers, Contact, Move};
use leadwright_domain::config::Config;
use leadwright_domain::form::FieldError;
use leadwright_domain::funnel::SetAside;
use leadwright_domain::lead::{Applied, NextStep};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::day::read_date;
use leadwright_domain::value::money::{AmountError, Money, written_amount};
use leadwright_domain::value::question::Question;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::value::times::done_at;
use leadwright_domain::words::Words;

use crate::pressed::Action;
use crate::visit::Visit;

pub(crate) mod by_hand;

/// What the action says happened.
///
/// # Errors
/// It can't be: which field to fix, `do` for the button, and how.
pub(crate) fn kind(action: &Action, visit: Visit<'_>, newest: &[Applied]) -> Result<ActivityKind, FieldError> {
    let (words, by) = (visit.words(), visit.person().id.clone());
    let button = action.button();
    if let Some(other) = visit.taken_by_other().filter(|_| !matches!(button, "take-over" | "undo")) {
        let when = done_at(words, other.activity.occurred_at(), visit.now, &visit.person().timezone.time_zone());
        return Err(FieldError::new(
            "do",
            words.with("lead-has-took-full", &[("name", visit.name(&other.by).into()), ("when", when.into())]),
        ));
    }
    let contact = |reached| Ok::<_, FieldError>(Contact { by: by.clone(), reached, note: action.note(words)? });
    Ok(match button {
        "accept" => ActivityKind::Accepted { by },
        "take-over" => ActivityKind::Assigned { to: Some(by.clone()), by, why: None },
        "reached" => ActivityKind::CallLogged(contact(true)?),
        "no-answer" => ActivityKind::CallLogged(contact(false)?),
        "replied" => ActivityKind::ReplyReceived(contact(true)?),
        "not-now" => {
            let again_on = Some(again_on(action.entered("again"), visit)?);
            ActivityKind::StageMoved(aside(action, visit, Stage::Recycled, again_on)?)
        }
        "not-a-fit" => ActivityKind::StageMoved(aside(action, visit, Stage::Disqualified, None)?),
        "won" => {
            let currency = visit.config.company.currency;
            ActivityKind::deal_won(false, amount(words, action.entered("amount"), currency)?, currency, Some(by))
        }
        "give" => ActivityKind::Assigned { to: receiver(action.given("to"), visit)?, by, why: action.note(words)? },
        "answers" => {
            ActivityKind::Qualified(Answers { answers: answers(action, visit)?, evidence: action.note(words)?, by })
        }
        "correct" => ActivityKind::Edited { fields: corrected(action, visit)?, by },
        "stop" => ActivityKind::NurtureStopped { by },
        "step-done" => ActivityKind::FollowUpDone { by, note: action.note(words)?, entry: None, what: None },
        "task-done" => task_done(action, visit)?,
        "met" => ActivityKind::MeetingHeld(contact(true)?),
        "wrote" => ActivityKind::MailWritten { by, note: action.note(words)? },
        "note" => {
            let note = action.note(words)?.ok_or_else(|| FieldError::new("note", words.say("lead-write-note")))?;
            ActivityKind::Noted { by, note }
        }
        "lost" => ActivityKind::StageMoved(aside(action, visit, Stage::Lost, None)?),
        "move" => ActivityKind::StageMoved(by_hand::stage_move(action, visit)?),
        "edit" => ActivityKind::Edited { fields: by_hand::edits(action, visit)?, by },
        "bad" => ActivityKind::MarkedBad { reason: by_hand::bad(action, visit)?, by, note: action.note(words)? },
        "not-bad" => ActivityKind::NotBad { by, note: action.note(words)? },
        "refuse" => {
            ActivityKind::DoNotContact { channel: by_hand::channel(action, visit)?, by, note: action.note(words)? }
        }
        "start" => ActivityKind::SequenceStarted { sequence: by_hand::sequence(action, visit)?, by },
        "segment-in" | "segment-out" => {
            let segment = by_hand::segment(action, visit)?;
            ActivityKind::SegmentSet { segment, is_in: button == "segment-in", by }
        }
        "undo" => ActivityKind::Undone { activity: by_hand::undone(action, visit, newest)?, by },
        _ => return Err(FieldError::new("do", words.say("desk-away-no-button"))),
    })
}

/// The task of a sequence is done.
fn task_done(action: &Action, visit: Visit<'_>) -> Result<ActivityKind, FieldError> {
    let task = visit.lead.open_task(Some(action.entered("entry")));
    let step = task.and_then(NextStep::of_entry);
    let words = visit.config.words_for(visit.person());
    let step = step.ok_or_else(|| FieldError::new("do", words.say("lead-task-over")))?;
    let (entry, what) = (Some(step.entry.to_owned()), Some(step.what.to_owned()));
    Ok(ActivityKind::FollowUpDone { by: visit.person().id.clone(), note: action.note(words)?, entry, what })
}

fn again_on(entered: &str, visit: Visit<'_>) -> Result<Date, FieldError> {
    let (words, today) = (visit.words(), visit.today());
    let date = read_date(entered).ok_or_else(|| FieldError::new("again", words.say("lead-choose-again")))?;
    if date <= today {
        Err(FieldError::new("again", words.say("lead-again-ahead")))
    } else if date > today.saturating_add(3.years()) {
        Err(FieldError::new("again", words.say("lead-within-three-years")))
    } else {
        Ok(date)
    }
}

fn aside(action: &Action, visit: Visit<'_>, to: Stage, again_on: Option<Date>) -> Result<Move, FieldError> {
    let words = visit.words();
    if !visit.may_move(to) {
        let stage = visit.lead.stage_word(words);
        return Err(FieldError::new("do", words.with("lead-not-aside", &[("stage", stage.into())])));
    }
    let reason = action.entered("reason");
    let is_known = SetAside::of(to).is_some_and(|aside| visit.config.funnel.reason(aside, reason).is_some());
    if !is_known {
        return Err(FieldError::new("reason", words.say("lead-choose-reason")));
    }
    let by = visit.person().id.clone();
    Ok(Move { to, reason: Some(reason.to_owned()), again_on, by, note: action.note(words)? })
}

/// The amount in minor units.
fn amount(words: Words<'_>, entered: &str, currency: Currency) -> Result<Option<u64>, FieldError> {
    if entered.is_empty() {
        return Ok(None);
    }
    written_amount(entered, currency).map(Some).map_err(|why| {
        let said = match why {
            AmountError::NotAnAmount(_) | AmountError::Negative(_) => {
                words.with("lead-amount-number", &[("currency", currency.code().into())])
            }
            AmountError::OtherCurrency { .. } => {
                words.with("lead-amount-currency", &[("currency", currency.code().into())])
            }
            AmountError::Ambiguous { text, .. } => words.with("lead-amount-ambiguous", &[("text", text.into())]),
            AmountError::TooManyDigits { digits: 0, .. } => {
                words.with("lead-amount-whole", &[("currency", currency.code().into())])
            }
            AmountError::TooManyDigits { digits, .. } => words.with("lead-amount-digits", &[("digits", digits.into())]),
            AmountError::TooLarge { most, .. } => words.with("lead-amount-most", &[("most", most.to_string().into())]),
        };
        FieldError::new("amount", said)
    })
}

/// What an amount that can be read in two ways may be: each as it is written without doubt, and as it is shown. Empty for
/// every other text.
pub(crate) fn readings(words: Words<'_>, entered: &str, currency: Currency) -> Vec<(String, String)> {
    let Err(AmountError::Ambiguous { thousands, fraction, .. }) = written_amount(entered, currency) else {
        return Vec::new();
    };
    let shown = |plain: String| {
        let minor = written_amount(&plain, currency).ok()?;
        Some((plain, Money::new(minor, currency).text(words)))
    };
    [thousands, fraction].into_iter().filter_map(shown).collect()
}

fn receiver(to: Option<String>, visit: Visit<'_>) -> Result<Option<String>, FieldError> {
    let words = visit.words();
    let Some(id) = to else {
        return if visit.has_next() {
            Ok(None)
        } else if visit.others().any(|person| visit.unable(person).is_none()) {
            Err(FieldError::new("to", words.say("lead-choose-receiver")))
        } else {
            Err(FieldError::new("do", words.say("lead-no-receiver")))
        };
    };
    let person = visit.config.team.person(&id);
    let person = person.ok_or_else(|| FieldError::new("to", words.say("lead-choose-person")))?;
    match visit.unable(person) {
        Some(why) => Err(FieldError::new(
            "to",
            words.with(
                "lead-receiver-unable",
                &[("name", person.name.as_str().into()), ("why", why.words(words).into())],
            ),
        )),
        None => Ok(Some(id)),
    }
}

/// Which of the two values of a field is right that somebody else changed.
fn corrected(action: &Action, visit: Visit<'_>) -> Result<BTreeMap<String, String>, FieldError> {
    let (field, value) = (action.entered("field"), action.entered("value"));
    let change = visit
        .lead
        .changes
        .get(field)
        .filter(|change| value == change.other || value == visit.lead.field(field).unwrap_or_default());
    match change {
        Some(_) if !is_readable(visit.config, field, value) => {
            Err(FieldError::new("do", visit.words().with("lead-not-readable", &[("value", value.into())])))
        }
        Some(_) => Ok(BTreeMap::from([(field.to_owned(), value.to_owned())])),
        None => Err(FieldError::new("do", visit.words().say("lead-changed-since"))),
    }
}

/// The value can be read as what the field asks for, so that a salesperson can say that it is right. An empty one takes
/// the value away.
pub(crate) fn is_readable(config: &Config, field: &str, value: &str) -> bool {
    value.is_empty() || config.field(field).is_none_or(|field| field.read(Words::english(), value).is_ok())
}

/// The answers that differ from what was known.
fn answers(action: &Action, visit: Visit<'_>) -> Result<BTreeMap<Question, bool>, FieldError> {
    let answers: BTreeMap<Question, bool> = Question::ALL
        .into_iter()
        .filter_map(|question| {
            let yes = match action.entered(question.name()) {
                "yes" => true,
                "no" => false,
                _ => return None,
            };
            let known = visit.lead.answer(question, &visit.config.funnel);
            (known != Some(yes)).then_some((question, yes))
        })
        .collect();
    if answers.is_empty() { Err(FieldError::new("do", visit.words().say("lead-no-new-answer"))) } else { Ok(answers) }
}

#[cfg(test)]
mod tests {
    use leadwright_domain::activity::Move;
    use leadwright_domain::lead::Lead;
    use leadwright_domain::routing::{Availability, Away, People};

    use super::*;
    use crate::pressed::NOTE;
    use crate::viewer::Viewer;
    use crate::visit::sample::{accepted, at, config, lead};

    const PAGE: &str = "0123456789abcdef";

    fn action(fields: &[(&str, &str)]) -> Action {
        let fields = fields.iter().chain(&[("press", PAGE)]);
        Action::of(fields.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()).unwrap()
    }

    /// What Ana's action says happened, on a Saturday afternoon.
    fn read(config: &Config, lead: &Lead, fields: &[(&str, &str)]) -> Result<ActivityKind, FieldError> {
        let people = People::new();
        let ana = Viewer::sample(&config.team, "ana");
        kind(&action(fields), Visit::open(config, lead, ana, &people, at("2026-11-21T14:07:00Z")).unwrap(), &[])
    }

    #[test]
    fn each_button_says_what_happened() {
        let config = config();
        let (lead, _) = lead(&config);
        let ana = || "ana".to_owned();
        let contact = |reached, note: Option<&str>| Contact { by: ana(), reached, note: note.map(ToOwned::to_owned) };
        let aside = |to, reason: &str, again_on: Option<&str>| {
            let again_on = again_on.map(|day| day.parse().unwrap());
            ActivityKind::StageMoved(Move { to, reason: Some(reason.to_owned()), again_on, by: ana(), note: None })
        };
        let won = |amount: Option<u64>, amount_minor: Option<u64>| ActivityKind::DealWon {
            history: false,
            amount,
            amount_minor,
            currency: amount.or(amount_minor).map(|_| Currency::EUR),
            by: Some(ana()),
            corrects: None,
        };
        let assigned =
            |to: Option<&str>| ActivityKind::Assigned { to: to.map(ToOwned::to_owned), by: ana(), why: None };
        let yes = BTreeMap::from([(Question::Need, true), (Question::Budget, false)]);
        for (fields, expected) in [
            (&[("do", "accept")][..], ActivityKind::Accepted { by: ana() }),
            (&[("do", "take-over")], assigned(Some("ana"))),
            (&[("do", "reached"), ("note", " a\r\nb ")], ActivityKind::CallLogged(contact(true, Some("a\nb")))),
            (&[("do", "no-answer"), ("note", " ")], ActivityKind::CallLogged(contact(false, None))),
            (&[("do", "replied")], ActivityKind::ReplyReceived(contact(true, None))),
            (
                &[("do", "not-now"), ("again", "2026-11-22"), ("reason", "not-now")],
                aside(Stage::Recycled, "not-now", Some("2026-11-22")),
            ),
            (&[("do", "not-a-fit"), ("reason", "no-need")], aside(Stage::Disqualified, "no-need", None)),
            (&[("do", "won"), ("amount", "12 500")], won(Some(12_500), None)),
            (&[("do", "won"), ("amount", "€12,500.50")], won(None, Some(1_250_050))),
            (&[("do", "won"), ("amount", "9999999999999")], won(Some(9_999_999_999_999), None)),
            (&[("do", "won")], won(None, None)),
            (&[("do", "give"), ("to", "ben")], assigned(Some("ben"))),
            (&[("do", "give"), ("to", "")], assigned(None)),
            (
                &[("do", "answers"), ("need", "yes"), ("budget", "no"), ("authority", "unknown")],
                ActivityKind::Qualified(Answers { answers: yes, evidence: None, by: ana() }),
            ),
            (&[("do", "stop")], ActivityKind::NurtureStopped { by: ana() }),
        ] {
            assert_eq!(read(&config, &lead, fields), Ok(expected), "{fields:?}");
        }
    }

    #[test]
    fn what_can_not_be_is_refused_with_the_field_to_fix() {
        let config = config();
        let (lead, _) = lead(&config);
        let long = "é".repeat(NOTE + 1);
        for (fields, expected) in [
            (&[("do", "reached"), ("note", long.as_str())][..], "note"),
            (&[("do", "not-now"), ("again", ""), ("reason", "not-now")], "again"),
            (&[("do", "not-now"), ("again", "2026-11-21"), ("reason", "not-now")], "again"),
            (&[("do", "not-now"), ("again", "2029-11-22"), ("reason", "not-now")], "again"),
            (&[("do", "not-now"), ("again", "2026-11-22"), ("reason", "no-need")], "reason"),
            (&[("do", "not-a-fit")], "reason"),
            (&[("do", "won"), ("amount", "a lot")], "amount"),
            (&[("do", "won"), ("amount", "+12")], "amount"),
            (&[("do", "won"), ("amount", "12.500")], "amount"),
            (&[("do", "won"), ("amount", "12,505.555")], "amount"),
            (&[("do", "won"), ("amount", "$12")], "amount"),
            (&[("do", "won"), ("amount", "10000000000000")], "amount"),
            (&[("do", "won"), ("amount", "18446744073709551615")], "amount"),
            (&[("do", "give"), ("to", "nobody")], "to"),
            (&[("do", "answers"), ("need", "unknown")], "do"),
            (&[("do", "dance")], "do"),
            (&[], "do"),
        ] {
            let wrong = read(&config, &lead, fields).unwrap_err();
            assert_eq!(wrong.field, expected, "{fields:?}: {}", wrong.message);
        }
    }

    #[test]
    fn of_two_values_of_a_field_one_is_right() {
        let config = config();
        let (mut lead, asked) = lead(&config);
        let change = serde_json::json!({"other": "+351912345678", "activity": asked.activity.id, "by": "form"});
        lead.changes.insert("phone".to_owned(), serde_json::from_value(change).unwrap());
        lead.fields.insert("phone".to_owned(), serde_json::from_value(serde_json::json!(["+8819912345", 0])).unwrap());
        let change = serde_json::json!({"other": "Narnia", "activity": asked.activity.id, "by": "form"});
        lead.changes.insert("country".to_owned(), serde_json::from_value(change).unwrap());
        for (field, value, is_right) in [
            ("country", "Narnia", false),
            ("phone", "+351912345678", true),
            ("phone", "+8819912345", true),
            ("phone", "+49301234567", false),
            ("name", "Maria", false),
            ("", "", false),
        ] {
            let read = read(&config, &lead, &[("do", "correct"), ("field", field), ("value", value)]);
            let fields = BTreeMap::from([(field.to_owned(), value.to_owned())]);
            let expected = ActivityKind::Edited { fields, by: "ana".to_owned() };
            assert_eq!(read.map_err(|wrong| wrong.field), if is_right { Ok(expected) } else { Err("do".to_owned()) });
        }
    }

    #[test]
    fn what_somebody_else_took_can_only_be_taken_over() {
        let config = config();
        let (mut lead, _) = lead(&config);
        lead.accepted = Some(accepted("ben"));
        for button in ["accept", "reached", "won", "stop"] {
            let wrong = read(&config, &lead, &[("do", button)]).unwrap_err();
            assert_eq!(wrong.message, "Ben Weber took this at 14:05.", "{button}");
        }
        assert!(read(&config, &lead, &[("do", "take-over")]).is_ok());
    }

    /// Whoever is away would not accept it, and the manager would hear that they did not.
    #[test]
    fn a_lead_is_given_only_to_who_can_take_it() {
        let mut config = config();
        config.team.people[2].takes_leads = false;
        let (lead, _) = lead(&config);
        let day = |text: &str| text.parse().unwrap();
        let away = Availability {
            away: vec![Away { from: day("2026-11-20"), until: day("2026-11-27") }],
            ..Availability::default()
        };
        for (ben_is_away, to, expected) in [
            (false, "ben", Ok(Some("ben"))),
            (false, "", Ok(None)),
            (false, "dora", Err(("to", "Dora Lima can't take it: takes no leads. Choose somebody else."))),
            (true, "ben", Err(("to", "Ben Weber can't take it: away until Fri 27 Nov. Choose somebody else."))),
            (true, "", Err(("do", "Nobody else can take it now."))),
            // She takes it over herself.
            (true, "ana", Ok(Some("ana"))),
        ] {
            let people: People = ben_is_away.then(|| ("ben".to_owned(), away.clone())).into_iter().collect();
            let ana = Viewer::sample(&config.team, "ana");
            let visit = Visit::open(&config, &lead, ana, &people, at("2026-11-21T14:07:00Z")).unwrap();
            let given = kind(&action(&[("do", "give"), ("to", to)]), visit, &[]);
            let given = given.map(|kind| match kind {
                ActivityKind::Assigned { to, .. } => to,
                other => panic!("{other:?}"),
            });
            let given = given.as_ref().map(Option::as_deref);
            let expected = expected.map_err(|(field, words)| FieldError::new(field, words));
            assert_eq!(given, expected.as_ref().map(|to| *to), "{ben_is_away} {to}");
        }
    }

    #[test]
    fn only_posts_of_our_pages_are_actions() {
        let of = |page: &str| Action::of(BTreeMap::from([("press".to_owned(), page.to_owned())]));
        assert!(of(PAGE).is_some() && Action::of(BTreeMap::new()).is_none());
        for page in ["", "x", "0123456789ABCDEF", "0123456789abcdef0"] {
            assert!(of(page).is_none(), "{page}");
        }
    }
}
