//! What a salesperson says is next about a lead: the fields that ask for it, and what was entered.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use leadwright_domain::activity::ActivityKind;
use leadwright_domain::form::FieldError;
use leadwright_domain::funnel::ProposedStep;
use leadwright_domain::lead::{NextStep, Occasion, WORDS};
use leadwright_domain::timeline::recorded;
use leadwright_domain::value::day::read_date;
use leadwright_domain::value::hours::WallTime;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::value::text::one_line;
use leadwright_domain::value::times::moment;
use leadwright_domain::words::Words;

use crate::lead_forms::Refused;
use crate::pressed::Action;
use crate::visit::Visit;

/// The buttons of the form for the outcome of a talk, with what each is followed by.
const TALK: [(&str, &str, Occasion); 3] = [
    ("reached", "lead-reached", Occasion::Spoke),
    ("no-answer", "lead-no-answer", Occasion::NoAnswer),
    ("replied", "lead-they-replied", Occasion::Spoke),
];

/// The button that says what is next, and nothing else.
const NEXT: &str = "next";

/// The fields that ask for the next step, shown by `templates/next_step.html`.
#[derive(Template)]
#[template(path = "next_step.html")]
pub(crate) struct StepFields<'a> {
    words: Words<'a>,
    /// Begins the ids of the fields.
    form: &'static str,
    what: String,
    day: String,
    time: String,
    /// The first day that may be chosen.
    first: Date,
    most: usize,
    must_be_filled: bool,
    /// The field that was not taken, and why.
    error: Option<(String, String)>,
    /// What is next if the fields stay empty.
    hints: Vec<String>,
}

/// The template escapes what it is given.
impl HtmlSafe for StepFields<'_> {}

impl<'a> StepFields<'a> {
    /// Fields with nothing in them, which may stay so.
    fn empty(visit: Visit<'a>) -> Self {
        Self {
            words: visit.words(),
            form: "",
            what: String::new(),
            day: String::new(),
            time: String::new(),
            first: visit.today(),
            most: WORDS,
            must_be_filled: false,
            error: None,
            hints: Vec::new(),
        }
    }

    /// What was entered was not taken.
    pub(crate) fn is_refused(&self) -> bool {
        self.error.is_some()
    }

    /// Why what was entered into the field was not taken.
    fn wrong(&self, field: &str) -> Option<&str> {
        self.error.as_ref().filter(|(wrong, _)| wrong == field).map(|(_, message)| message.as_str())
    }
}

/// The forms of a page that ask for the next step.
pub(crate) struct StepForms<'a> {
    /// Below the outcome of a talk; none for a lead that salespeople do not work on.
    pub(crate) talk: Option<StepFields<'a>>,
    /// The form of its own, filled with what is next by now; none for a lead that salespeople do not work on.
    pub(crate) own: Option<StepFields<'a>>,
    /// There is something that may be done, besides accepting the lead.
    pub(crate) is_doable: bool,
    /// The tasks that sequences gave to somebody: the agenda entry, and the words of the button that says it is done.
    pub(crate) tasks: Vec<(String, String)>,
}

/// The forms, with what was entered if it was not taken.
pub(crate) fn step_forms<'a>(visit: Visit<'a>, refused: Option<Refused<'_>>) -> StepForms<'a> {
    let words = visit.words();
    let next = todo(visit);
    let stays = next.filter(|step| step.on == Occasion::Chosen && day_of(visit, step) > visit.today());
    let hints = match stays {
        _ if !visit.lead.stage.is_sales() => Vec::new(),
        Some(step) => {
            vec![words.with(
                "lead-step-stays",
                &[("what", recorded(words, step.what).into()), ("when", said(visit, step.due).into())],
            )]
        }
        None => {
            // Whoever else calls in vain does not take the lead on: it is still to be accepted.
            let is_others = visit.lead.owner.as_ref() != Some(&visit.person().id);
            let is_to_accept = is_others && visit.lead.steps().any(|step| step.on == Occasion::HandedOff);
            let buttons = TALK[..2].iter().filter(|(.., on)| !is_to_accept || *on != Occasion::NoAnswer);
            let hints = buttons.map(|(_, message, occasion)| {
                let step = proposed(visit, *occasion);
                let button = words.say(message);
                let values = [
                    ("button", button.into()),
                    ("what", recorded(words, &step.what).into()),
                    ("when", said(visit, step.due).into()),
                ];
                words.with("lead-step-proposed", &values)
            });
            hints.collect()
        }
    };
    let talk = StepFields { form: "talk", hints, ..StepFields::empty(visit) };
    let known = next.filter(|step| !step.is_due(visit.now)).map(|step| (recorded(words, step.what), step.due));
    let (what, due) = known.unwrap_or_else(|| {
        let step = proposed(visit, Occasion::Otherwise);
        (recorded(words, &step.what), step.due)
    });
    let due = due.to_zoned(visit.zone());
    let (day, time) = (due.date().to_string(), due.strftime("%H:%M").to_string());
    let own = StepFields { form: "step", what, day, time, must_be_filled: true, ..StepFields::empty(visit) };
    let filled = |fields: StepFields<'a>, is_its: bool| match refused.filter(|_| is_its) {
        Some((action, wrong)) => StepFields {
            what: action.entered("step").to_owned(),
            day: action.entered("step_day").to_owned(),
            time: action.entered("step_time").to_owned(),
            error: Some((wrong.field.clone(), wrong.message.clone())),
            ..fields
        },
        None => fields,
    };
    let button = refused.map_or("", |(action, _)| action.button());
    let is_open = visit.lead.stage.is_sales() || matches!(visit.lead.stage, Stage::Recycled | Stage::Customer);
    StepForms {
        talk: is_open.then(|| filled(talk, TALK.iter().any(|(name, ..)| *name == button))),
        own: is_open.then(|| filled(own, button == NEXT)),
        is_doable: next.is_some(),
        tasks: visit
            .lead
            .steps()
            .filter(is_task)
            .map(|step| (step.entry.to_owned(), done_words(visit, &step)))
            .collect(),
    }
}

/// What is to be done, besides accepting the lead and the tasks of sequences.
fn todo(visit: Visit<'_>) -> Option<NextStep<'_>> {
    visit.lead.steps().filter(|step| step.on != Occasion::HandedOff && !is_task(step)).min_by_key(|step| step.due)
}

fn done_words(visit: Visit<'_>, step: &NextStep<'_>) -> String {
    visit.config.words_for(visit.person()).with("lead-task-done", &[("what", step.what.into())])
}

fn is_task(step: &NextStep<'_>) -> bool {
    step.on == Occasion::Sequence
}

fn day_of(visit: Visit<'_>, step: &NextStep<'_>) -> Date {
    step.due.to_zoned(visit.zone()).date()
}

fn said(visit: Visit<'_>, due: Timestamp) -> String {
    moment(visit.words(), due, visit.now, &visit.zone())
}

fn proposed(visit: Visit<'_>, occasion: Occasion) -> ProposedStep {
    let owner = visit.lead.owner.as_ref().and_then(|owner| visit.config.team.person(owner));
    let time = visit.config.team.working_time(owner.unwrap_or(visit.person()));
    visit.config.funnel.next_steps.propose(occasion, &time, visit.now)
}

/// The button says what is next, and nothing else.
pub(crate) fn is_all(action: &Action) -> bool {
    action.button() == NEXT
}

/// What the action says is next, of a button that may say so; none if it says nothing.
///
/// # Errors
/// It can't be: which field to fix, and how.
pub(crate) fn chosen(action: &Action, visit: Visit<'_>) -> Result<Option<ActivityKind>, FieldError> {
    let talk = TALK.iter().find(|(button, ..)| *button == action.button());
    if talk.is_none() && action.button() != NEXT {
        return Ok(None);
    }
    let (what, day, time) = (action.entered("step"), action.entered("step_day"), action.entered("step_time"));
    if talk.is_some() && what.is_empty() && day.is_empty() && time.is_empty() {
        return Ok(None);
    }
    let (words, wrong) = (visit.words(), |field, words: String| FieldError::new(field, words));
    let what = match one_line(what, usize::MAX) {
        text if text.is_empty() => proposed(visit, talk.map_or(Occasion::Otherwise, |(.., on)| *on)).what,
        text => text,
    };
    let length = what.chars().count();
    if length > WORDS {
        return Err(wrong(
            "step",
            words.with("lead-step-too-long", &[("length", length.into()), ("most", WORDS.into())]),
        ));
    }
    let day = read_date(day).ok_or_else(|| wrong("step_day", words.say("lead-step-choose-day")))?;
    if day > visit.today().saturating_add(3.years()) {
        return Err(wrong("step_day", words.say("lead-within-three-years")));
    }
    let time = if time.is_empty() { "9:00" } else { time };
    let time = WallTime::try_from(time.to_owned());
    let time = time.map_err(|_| wrong("step_time", words.say("lead-step-write-time")))?;
    let due = time.on(day, &visit.zone()).filter(|due| *due > visit.now);
    let due = due.ok_or_else(|| wrong("step_day", words.say("lead-step-ahead")))?;
    Ok(Some(ActivityKind::FollowUpSet { due, what, by: visit.person().id.clone() }))
}

#[cfg(test)]
mod tests {
    use leadwright_domain::config::Config;
    use leadwright_domain::lead::Lead;
    use leadwright_domain::routing::People;

    use super::*;
    use crate::viewer::Viewer;
    use crate::visit::sample::{at, config, lead};

    fn action(fields: &[(&str, &str)]) -> Action {
        let fields = fields.iter().chain(&[("press", "0123456789abcdef")]);
        Action::of(fields.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()).unwrap()
    }

    /// What Ana's action says is next, on a Saturday afternoon in Lisbon.
    fn read(config: &Config, lead: &Lead, fields: &[(&str, &str)]) -> Result<Option<ActivityKind>, FieldError> {
        let people = People::new();
        let ana = Viewer::sample(&config.team, "ana");
        let visit = Visit::open(config, lead, ana, &people, at("2026-11-21T14:07:00Z")).unwrap();
        chosen(&action(fields), visit)
    }

    #[test]
    fn what_is_entered_is_next_on_the_persons_clocks() {
        let config = config();
        let (lead, _) = lead(&config);
        let set = |due: &str, what: &str| {
            Some(ActivityKind::FollowUpSet { due: at(due), what: what.to_owned(), by: "ana".to_owned() })
        };
        for (fields, expected) in [
            (&[("do", "no-answer")][..], None),
            (&[("do", "won"), ("step", "x"), ("step_day", "2026-11-23")], None),
            (
                &[("do", "no-answer"), ("step", " An\noffer "), ("step_day", "2026-11-23"), ("step_time", "14:30")],
                set("2026-11-23T14:30:00Z", "An offer"),
            ),
            (&[("do", "no-answer"), ("step_day", "2026-11-23")], set("2026-11-23T09:00:00Z", "Call again")),
            (
                &[("do", "next"), ("step", "Call"), ("step_day", "2027-07-01"), ("step_time", "9:00")],
                // In summer it is an hour earlier by UTC.
                set("2027-07-01T08:00:00Z", "Call"),
            ),
        ] {
            assert_eq!(read(&config, &lead, fields), Ok(expected), "{fields:?}");
        }
    }

    #[test]
    fn what_can_not_be_next_is_refused_with_the_field_to_fix() {
        let config = config();
        let (lead, _) = lead(&config);
        let long = "é".repeat(WORDS + 1);
        for (fields, expected) in [
            (&[("do", "next")][..], "step_day"),
            (&[("do", "reached"), ("step", "An offer")], "step_day"),
            (&[("do", "reached"), ("step", "An offer"), ("step_day", "soon")], "step_day"),
            (&[("do", "reached"), ("step_day", "2026-11-21"), ("step_time", "9:00")], "step_day"),
            (&[("do", "reached"), ("step_day", "2030-11-21")], "step_day"),
            (&[("do", "reached"), ("step_day", "2026-11-23"), ("step_time", "25:00")], "step_time"),
            (&[("do", "next"), ("step", long.as_str()), ("step_day", "2026-11-23")], "step"),
        ] {
            let wrong = read(&config, &lead, fields).unwrap_err();
            assert_eq!(wrong.field, expected, "{fields:?}: {}", wrong.message);
        }
    }
}
