//! The forms of a lead's page: what a salesperson can do, and what to fix in a form that was not taken.
//!
//! What is done every day is one press away. Everything else stands folded, in the order of how often it is done.

use std::borrow::Cow;

use jiff::ToSpan;
use leadwright_domain::call_lists::CallList;
use leadwright_domain::form::{self, FieldControl, FieldError};
use leadwright_domain::funnel::SetAside;
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::country::Country;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::words::Words;
use leadwright_domain::zone;
use leadwright_domain::zone::zone_of;
use leadwright_web::field::{Control, Field, Options, Presence};

use crate::action::by_hand::{editable, is_same, stage_words, stages};
use crate::action::readings;
use crate::pressed::{Action, NOTE};
use crate::visit::Visit;

/// An action that was not taken, and why.
pub(crate) type Refused<'a> = (&'a Action, &'a FieldError);

/// The forms of the page, each with what was entered if it was not taken; none if its button can't be pressed now.
pub(crate) struct Forms<'a> {
    pub(crate) accept: Option<Form<'a>>,
    pub(crate) take_over: Form<'a>,
    pub(crate) talk: Form<'a>,
    /// The outcomes of a lead.
    pub(crate) outcomes: Vec<Panel<'a>>,
    /// Why nobody can be given the lead: everybody else with the reason. None if somebody can, or it is closed.
    pub(crate) nobody: Option<Vec<String>>,
    /// What is done now and then.
    pub(crate) more: Vec<Panel<'a>>,
    /// One of them was not taken.
    pub(crate) is_more_refused: bool,
    pub(crate) edit: Panel<'a>,
    pub(crate) qualify: Form<'a>,
}

pub(crate) struct Form<'a> {
    pub(crate) fields: Vec<Field<'a>>,
    /// It was sent and not taken.
    pub(crate) is_refused: bool,
    /// What is wrong with no field of its own.
    pub(crate) error: Option<&'a str>,
}

/// A form that is folded until it is needed.
pub(crate) struct Panel<'a> {
    /// The id of the form: links of mails lead to some.
    pub(crate) id: &'static str,
    pub(crate) title: String,
    /// What it does, where the title does not say it.
    pub(crate) hint: String,
    pub(crate) form: Form<'a>,
    /// What each button posts, and its words.
    pub(crate) buttons: Vec<(&'static str, String)>,
    /// The amount that was entered may be each of these: what is posted of it, and its words. Each has a form of its own, so
    /// that the Enter key never chooses one.
    pub(crate) readings: Vec<(String, String)>,
    /// What the page shows of each field, which is posted with it: what nobody touched is not taken for a correction.
    pub(crate) shown: Vec<(&'a str, &'a str)>,
}

/// Makes the forms of a visit.
struct Maker<'a> {
    visit: Visit<'a>,
    refused: Option<Refused<'a>>,
}

/// The forms, as they can be used by this visitor now.
pub(crate) fn forms<'a>(visit: Visit<'a>, refused: Option<Refused<'a>>) -> Forms<'a> {
    let (words, make) = (visit.words(), Maker { visit, refused });
    let more = make.more();
    Forms {
        accept: visit.lead.may_be_accepted().then(|| make.form(&["accept"], vec![])),
        take_over: make.form(&["take-over"], vec![]),
        talk: make.form(
            &["reached", "no-answer", "replied", "met", "wrote", "note"],
            vec![Field { label: words.say("lead-what-was-said").into(), ..note(words, "talk") }],
        ),
        outcomes: make.outcomes(),
        nobody: (!visit.lead.stage.is_closed() && receivers(visit).is_none()).then(|| unable(visit)),
        is_more_refused: more.iter().any(|panel| panel.form.is_refused),
        more,
        edit: make.edit(),
        qualify: make
            .form(&["answers"], vec![Field { label: words.say("lead-how-known").into(), ..note(words, "answers") }]),
    }
}

/// The forms of what may come of a call by a list, the most frequent first.
pub(crate) fn call_forms<'a>(visit: Visit<'a>, list: &CallList, refused: Option<Refused<'a>>) -> Vec<Panel<'a>> {
    let (words, make) = (visit.words(), Maker { visit, refused });
    let zone = zone_of(visit.lead, &visit.config.company);
    let today = visit.now.to_zoned(zone).date().to_string();
    let has = |aside| visit.config.funnel.reasons.get(&aside).is_some_and(|reasons| !reasons.is_empty());
    let call_back = Panel {
        hint: words.with("calls-call-back-hint", &[("hours", list.hours.text(words).into())]),
        ..make.panel(
            "call-back",
            "calls-call-back",
            vec![
                Field::new(words, "day", words.say("lead-step-day"), Control::Day { first: Some(today), last: None }),
                Field::new(
                    words,
                    "time",
                    words.say("lead-step-time"),
                    Control::Line { kind: "time", autocomplete: "off" },
                ),
                note(words, "call-back"),
            ],
        )
    };
    let with_reason =
        |id, message, aside| has(aside).then(|| make.panel(id, message, vec![make.reason(id, aside), note(words, id)]));
    let panels = [
        Some(make.panel("no-answer", "calls-no-answer", vec![note(words, "no-answer")])),
        Some(make.panel("interested", "calls-interested", vec![note(words, "interested")])),
        Some(call_back),
        with_reason("not-interested", "calls-not-interested", SetAside::Disqualified),
        with_reason("wrong-number", "calls-wrong-number", SetAside::Bad),
        Some(Panel {
            hint: words.say("calls-no-calls-hint"),
            ..make.panel("no-calls", "calls-no-calls", vec![note(words, "no-calls")])
        }),
    ];
    panels.into_iter().flatten().collect()
}

fn note<'a>(words: Words<'a>, form: &str) -> Field<'a> {
    Field {
        id: format!("note-{form}").into(),
        presence: Presence::Optional,
        ..Field::new(words, "note", words.say("lead-note"), Control::Text { rows: 2, most: NOTE })
    }
}

/// A choice; `message` is its label.
fn choice<'a>(words: Words<'a>, name: &'a str, message: &str, options: Options<'a>) -> Field<'a> {
    Field::new(
        words,
        name,
        words.say(message),
        Control::Choice { none: words.say("lead-choose").into(), options, closed: vec![] },
    )
}

impl<'a> Maker<'a> {
    fn form(&self, buttons: &[&str], fields: Vec<Field<'a>>) -> Form<'a> {
        let Some((action, wrong)) = self.refused.filter(|(action, _)| buttons.contains(&action.button())) else {
            return Form { fields, is_refused: false, error: None };
        };
        let mut error = Some(wrong.message.as_str());
        let fill = |field: Field<'a>| Field {
            value: entered(action, &field),
            error: if field.name == wrong.field { error.take() } else { None },
            ..field
        };
        let fields = fields.into_iter().map(fill).collect();
        Form { fields, is_refused: true, error }
    }

    /// A panel with one button, which says the same as the title.
    fn panel(&self, id: &'static str, message: &str, fields: Vec<Field<'a>>) -> Panel<'a> {
        let title = self.visit.words().say(message);
        Panel {
            id,
            title: title.clone(),
            hint: String::new(),
            form: self.form(&[id], fields),
            buttons: vec![(id, title)],
            readings: Vec::new(),
            shown: Vec::new(),
        }
    }

    fn reason(&self, form: &str, aside: SetAside) -> Field<'a> {
        let reasons = self.visit.config.funnel.reasons.get(&aside).into_iter().flatten();
        let options = reasons.map(|(name, label)| (name.as_str(), label.as_str().into())).collect();
        Field { id: format!("reason-{form}").into(), ..choice(self.visit.words(), "reason", "lead-why", options) }
    }

    fn outcomes(&self) -> Vec<Panel<'a>> {
        let (visit, words) = (self.visit, self.visit.words());
        // A reason is needed, and there is none to choose where funnel.yaml has none.
        let may = |stage| {
            let reasons = SetAside::of(stage).and_then(|aside| visit.config.funnel.reasons.get(&aside));
            visit.may_move(stage) && reasons.is_some_and(|reasons| !reasons.is_empty())
        };
        let again = || {
            let tomorrow = visit.today().saturating_add(1.day()).to_string();
            Field::new(
                words,
                "again",
                words.say("lead-follow-up-on"),
                Control::Day { first: Some(tomorrow), last: None },
            )
        };
        let currency = visit.config.company.currency.code();
        let amount = || Field {
            presence: Presence::Optional,
            ..Field::new(words, "amount", words.say("lead-amount"), Control::Amount { currency })
        };
        let aside =
            |to, id, title, kind| may(to).then(|| self.panel(id, title, vec![self.reason(id, kind), note(words, id)]));
        let recycled = may(Stage::Recycled).then(|| {
            let fields = vec![again(), self.reason("not-now", SetAside::Recycled), note(words, "not-now")];
            self.panel("not-now", "lead-follow-up-later", fields)
        });
        let asked = self.refused.filter(|(action, _)| action.button() == "won");
        let won = (visit.lead.stage != Stage::Customer).then(|| Panel {
            readings: asked.map_or_else(Vec::new, |(action, _)| {
                readings(words, action.entered("amount"), visit.config.company.currency)
            }),
            ..self.panel("won", "lead-won", vec![amount()])
        });
        let reassign = receivers(visit).filter(|_| !visit.lead.stage.is_closed());
        let panels = [
            recycled,
            won,
            aside(Stage::Lost, "lost", "lead-lost", SetAside::Lost),
            aside(Stage::Disqualified, "not-a-fit", "lead-disqualify", SetAside::Disqualified),
            reassign.map(|to| self.panel("give", "lead-reassign", vec![to, note(words, "give")])),
        ];
        panels.into_iter().flatten().collect()
    }

    fn more(&self) -> Vec<Panel<'a>> {
        let (Visit { config, lead, .. }, words) = (self.visit, self.visit.words());
        let options: Options<'a> =
            stages(self.visit).map(|stage| (stage.name(), words.say(stage_words(stage)).into())).collect();
        let title = if lead.stage.is_closed() { "lead-reopen" } else { "lead-move" };
        let stage = (!options.is_empty()).then(|| {
            self.panel("move", title, vec![choice(words, "stage", "lead-to-stage", options), note(words, "move")])
        });
        let is_in = |name: &String| lead.enrolments.get(name).is_some_and(|way| way.ended.is_none());
        let startable: Options<'a> = config
            .sequences
            .keys()
            .filter(|name| !is_in(name))
            .map(|name| (name.as_str(), name.as_str().into()))
            .collect();
        let may_start = lead.stage.is_marketings() && lead.may_be_marketed_to() && !startable.is_empty();
        let start = may_start
            .then(|| self.panel("start", "lead-start", vec![choice(words, "sequence", "lead-sequence", startable)]));
        let stop = leadwright_domain::timeline::is_nurtured(lead)
            .then(|| Panel { hint: words.say("lead-stop-hint"), ..self.panel("stop", "lead-stop", vec![]) });
        let segments: Options<'a> =
            config.segments.iter().map(|(name, rule)| (name.as_str(), rule.label.as_str().into())).collect();
        let segment = (!segments.is_empty()).then(|| Panel {
            id: "segment",
            title: words.say("lead-segments"),
            hint: words.say("lead-segments-hint"),
            form: self.form(&["segment-in", "segment-out"], vec![choice(words, "segment", "lead-segment", segments)]),
            buttons: vec![("segment-in", words.say("lead-segment-in")), ("segment-out", words.say("lead-segment-out"))],
            readings: Vec::new(),
            shown: Vec::new(),
        });
        let open = Channel::ALL.into_iter().filter(|channel| lead.refuses(*channel).is_none());
        let open: Options<'a> =
            open.map(|channel| (channel.name(), words.say(refusal_words(channel)).into())).collect();
        let refuse = (!open.is_empty()).then(|| Panel {
            hint: words.say("lead-refuse-hint"),
            ..self.panel(
                "refuse",
                "lead-refuse",
                vec![choice(words, "channel", "lead-they-want", open), note(words, "refuse")],
            )
        });
        let bad = match lead.is_bad() {
            Some(_) => Some(self.panel("not-bad", "lead-not-bad", vec![note(words, "not-bad")])),
            None if config.funnel.reasons.contains_key(&SetAside::Bad) => Some(Panel {
                hint: words.say("lead-bad-hint"),
                ..self.panel("bad", "lead-bad", vec![self.reason("bad", SetAside::Bad), note(words, "bad")])
            }),
            None => None,
        };
        [stage, refuse, stop, start, segment, bad].into_iter().flatten().collect()
    }

    fn edit(&self) -> Panel<'a> {
        let lead = self.visit.lead;
        let names = editable(self.visit).into_iter();
        let (fields, shown) =
            names.filter_map(|name| Some((self.edited(name)?, (name, lead.field(name).unwrap_or_default())))).unzip();
        Panel { shown, hint: self.visit.words().say("lead-edit-hint"), ..self.panel("edit", "lead-edit", fields) }
    }

    /// A field of the lead with its value; none if its form is gone.
    fn edited(&self, name: &'a str) -> Option<Field<'a>> {
        let (Visit { config, lead, .. }, words) = (self.visit, self.visit.words());
        let defined: Option<&'a form::Field> =
            config.forms.values().flat_map(form::Form::asked).find(|field| field.name == name);
        let options = defined.into_iter().flat_map(|field| &field.options);
        let control = match config.field(name)?.kind.control(name) {
            FieldControl::Line { html_type, .. } => Control::Line { kind: html_type, autocomplete: "off" },
            FieldControl::Number => Control::Number,
            FieldControl::Country => {
                let countries = Country::all(words.language()).into_iter();
                Control::Country {
                    none: words.say("lead-unknown").into(),
                    options: countries.map(|(country, name)| (country.code(), name.into())).collect(),
                }
            }
            FieldControl::Text { most } => Control::Text { rows: 2, most },
            FieldControl::Choice => {
                one_of(words, options.map(|option| (option.value.as_str(), option.label.as_str().into())).collect())
            }
            FieldControl::Choices => Control::Checks {
                options: options.map(|option| (option.value.as_str(), option.label.as_str().into())).collect(),
            },
            // A box that is not ticked posts nothing: "no" and "unknown" are two answers.
            FieldControl::Check => {
                one_of(words, vec![("yes", words.say("page-yes").into()), ("no", words.say("page-no").into())])
            }
            FieldControl::Day => Control::Day { first: None, last: None },
            FieldControl::Zone => {
                Control::Name { none: words.say("lead-unknown").into(), names: zone::names().collect() }
            }
            FieldControl::Hidden => Control::Line { kind: "text", autocomplete: "off" },
        };
        let label: Cow<'a, str> = match profile_label(name) {
            Some(message) => words.say(message).into(),
            None => defined.map_or(name.into(), |field| field.label(words)),
        };
        let value = lead.field(name).unwrap_or_default();
        let id = format!("edit-{name}").into();
        Some(Field { id, presence: Presence::Preset, value, ..Field::new(words, name, label, control) })
    }
}

/// What is shown again of a field: what was entered; of a field that nobody touched, what is known now.
fn entered<'a>(action: &'a Action, field: &Field<'a>) -> &'a str {
    let shown = action.field(&format!("was-{}", field.name));
    let entered = action.entered(field.name);
    if shown.is_some_and(|shown| is_same(entered, shown)) { field.value } else { entered }
}

/// One of the options, or nothing known.
fn one_of<'a>(words: Words<'a>, options: Options<'a>) -> Control<'a> {
    Control::Choice { none: words.say("lead-unknown").into(), options, closed: vec![] }
}

/// The message of what a salesperson calls a field of every lead's profile.
fn profile_label(name: &str) -> Option<&'static str> {
    Some(match name {
        "name" => "lead-field-name",
        "company" => "lead-field-company",
        "title" => "lead-field-title",
        "phone" => "lead-field-phone",
        "country" => "lead-field-country",
        "employees" => "lead-field-employees",
        "language" => "lead-field-language",
        _ => return None,
    })
}

fn refusal_words(channel: Channel) -> &'static str {
    match channel {
        Channel::Calls => "lead-no-calls",
        Channel::Mail => "lead-no-mail",
        Channel::Letters => "lead-no-letters",
        Channel::Messages => "lead-no-messages",
    }
}

/// Whom the lead can be given to; none if there is nobody. The others are shown with the reason.
fn receivers(visit: Visit<'_>) -> Option<Field<'_>> {
    let options: Options<'_> = visit
        .others()
        .filter(|person| visit.unable(person).is_none())
        .map(|person| (person.id.as_str(), person.name.as_str().into()))
        .collect();
    let words = visit.words();
    let (none, presence) = if visit.has_next() {
        ("lead-next-in-rotation", Presence::Preset)
    } else {
        ("lead-choose", Presence::Required)
    };
    (!options.is_empty()).then(|| {
        let to = Control::Choice { none: words.say(none).into(), options, closed: unable(visit) };
        Field { presence, ..Field::new(words, "to", words.say("lead-to"), to) }
    })
}

/// Everybody but the owner who can't be given the lead, with the reason: `Ben Weber (away until Fri 27 Nov)`.
fn unable(visit: Visit<'_>) -> Vec<String> {
    let of = |person| {
        visit.unable(person).map(|why| {
            visit
                .words()
                .with("lead-unable", &[("name", person.name.as_str().into()), ("why", why.words(visit.words()).into())])
        })
    };
    visit.others().filter_map(of).collect()
}
