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
use leadwright_domain::zone::zone_of;
use leadwright_web::field::{Control, Field, Presence};

use crate::action::by_hand::{editable, stage_words, stages};
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
    pub(crate) title: &'static str,
    /// What it does, where the title does not say it.
    pub(crate) words: Cow<'static, str>,
    pub(crate) form: Form<'a>,
    /// What each button posts, and its words.
    pub(crate) buttons: Vec<(&'static str, &'static str)>,
}

/// Makes the forms of a visit.
struct Maker<'a> {
    visit: Visit<'a>,
    refused: Option<Refused<'a>>,
}

/// The forms, as they can be used by this visitor now.
pub(crate) fn forms<'a>(visit: Visit<'a>, refused: Option<Refused<'a>>) -> Forms<'a> {
    let make = Maker { visit, refused };
    let more = make.more();
    Forms {
        accept: visit.lead.may_be_accepted().then(|| make.form(&["accept"], vec![])),
        take_over: make.form(&["take-over"], vec![]),
        talk: make.form(
            &["reached", "no-answer", "replied", "met", "wrote", "note"],
            vec![Field { label: "What was said", ..note("talk") }],
        ),
        outcomes: make.outcomes(),
        nobody: (!visit.lead.stage.is_closed() && receivers(visit).is_none()).then(|| unable(visit)),
        is_more_refused: more.iter().any(|panel| panel.form.is_refused),
        more,
        edit: make.edit(),
        qualify: make.form(&["answers"], vec![Field { label: "How do you know?", ..note("answers") }]),
    }
}

/// The forms of what may come of a call by a list, the most frequent first.
pub(crate) fn call_forms<'a>(visit: Visit<'a>, list: &CallList, refused: Option<Refused<'a>>) -> Vec<Panel<'a>> {
    let make = Maker { visit, refused };
    let zone = zone_of(visit.lead, &visit.config.company);
    let today = visit.now.to_zoned(zone).date().to_string();
    let has = |aside| visit.config.funnel.reasons.get(&aside).is_some_and(|reasons| !reasons.is_empty());
    let call_back = Panel {
        words: format!("By their own clocks, within {}.", Vec::<String>::from(list.hours.clone()).join(", ")).into(),
        ..make.panel(
            "call-back",
            "Call back",
            vec![
                Field::new("day", "Day", Control::Day { first: today }),
                Field::new("time", "Time", Control::Line { kind: "time", autocomplete: "off" }),
                note("call-back"),
            ],
        )
    };
    let with_reason =
        |id, title, aside| has(aside).then(|| make.panel(id, title, vec![make.reason(id, aside), note(id)]));
    let panels = [
        Some(make.panel("no-answer", "No answer", vec![note("no-answer")])),
        Some(make.panel("interested", "Interested", vec![note("interested")])),
        Some(call_back),
        with_reason("not-interested", "Not interested", SetAside::Disqualified),
        with_reason("wrong-number", "Wrong number", SetAside::Bad),
        Some(Panel {
            words: "Kept until they take it back themselves: nobody calls them again.".into(),
            ..make.panel("no-calls", "They asked not to be called", vec![note("no-calls")])
        }),
    ];
    panels.into_iter().flatten().collect()
}

fn note(form: &str) -> Field<'static> {
    Field {
        id: format!("note-{form}").into(),
        presence: Presence::Optional,
        ..Field::new("note", "Note", Control::Text { rows: 2, most: NOTE })
    }
}

fn choice<'a>(name: &'a str, label: &'a str, options: Vec<(&'a str, &'a str)>) -> Field<'a> {
    Field::new(name, label, Control::Choice { none: "Choose…", options, closed: vec![] })
}

impl<'a> Maker<'a> {
    fn form(&self, buttons: &[&str], fields: Vec<Field<'a>>) -> Form<'a> {
        let Some((action, wrong)) = self.refused.filter(|(action, _)| buttons.contains(&action.button())) else {
            return Form { fields, is_refused: false, error: None };
        };
        let mut error = Some(wrong.message.as_str());
        let fill = |field: Field<'a>| Field {
            value: action.entered(field.name),
            error: if field.name == wrong.field { error.take() } else { None },
            ..field
        };
        let fields = fields.into_iter().map(fill).collect();
        Form { fields, is_refused: true, error }
    }

    /// A panel with one button, which says the same as the title.
    fn panel(&self, id: &'static str, title: &'static str, fields: Vec<Field<'a>>) -> Panel<'a> {
        Panel { id, title, words: "".into(), form: self.form(&[id], fields), buttons: vec![(id, title)] }
    }

    fn reason(&self, form: &str, aside: SetAside) -> Field<'a> {
        let reasons = self.visit.config.funnel.reasons.get(&aside).into_iter().flatten();
        let options = reasons.map(|(name, words)| (name.as_str(), words.as_str())).collect();
        Field { id: format!("reason-{form}").into(), ..choice("reason", "Why", options) }
    }

    fn outcomes(&self) -> Vec<Panel<'a>> {
        let visit = self.visit;
        // A reason is needed, and there is none to choose where funnel.yaml has none.
        let may = |stage| {
            let reasons = SetAside::of(stage).and_then(|aside| visit.config.funnel.reasons.get(&aside));
            visit.may_move(stage) && reasons.is_some_and(|reasons| !reasons.is_empty())
        };
        let again = || {
            let tomorrow = visit.today().saturating_add(1.day()).to_string();
            Field::new("again", "Follow up on", Control::Day { first: tomorrow })
        };
        let currency = visit.config.company.currency.code();
        let amount =
            || Field { presence: Presence::Optional, ..Field::new("amount", "Amount", Control::Amount { currency }) };
        let aside = |to, id, title, kind| may(to).then(|| self.panel(id, title, vec![self.reason(id, kind), note(id)]));
        let recycled = may(Stage::Recycled).then(|| {
            let fields = vec![again(), self.reason("not-now", SetAside::Recycled), note("not-now")];
            self.panel("not-now", "Follow up later", fields)
        });
        let won = (visit.lead.stage != Stage::Customer).then(|| self.panel("won", "Won", vec![amount()]));
        let reassign = receivers(visit).filter(|_| !visit.lead.stage.is_closed());
        let panels = [
            recycled,
            won,
            aside(Stage::Lost, "lost", "Lost", SetAside::Lost),
            aside(Stage::Disqualified, "not-a-fit", "Disqualify", SetAside::Disqualified),
            reassign.map(|to| self.panel("give", "Reassign", vec![to, note("give")])),
        ];
        panels.into_iter().flatten().collect()
    }

    fn more(&self) -> Vec<Panel<'a>> {
        let Visit { config, lead, .. } = self.visit;
        let options: Vec<(&str, &str)> = stages(self.visit).map(|stage| (stage.name(), stage_words(stage))).collect();
        let title = if lead.stage.is_closed() { "Reopen" } else { "Move in the funnel" };
        let stage = (!options.is_empty())
            .then(|| self.panel("move", title, vec![choice("stage", "To", options), note("move")]));
        let is_in = |name: &String| lead.enrolments.get(name).is_some_and(|way| way.ended.is_none());
        let startable: Vec<(&str, &str)> =
            config.sequences.keys().filter(|name| !is_in(name)).map(|name| (name.as_str(), name.as_str())).collect();
        let may_start = lead.stage.is_marketings() && lead.may_be_marketed_to() && !startable.is_empty();
        let start =
            may_start.then(|| self.panel("start", "Start a sequence", vec![choice("sequence", "Sequence", startable)]));
        let stop = leadwright_domain::timeline::is_nurtured(lead).then(|| Panel {
            words: "They get no marketing mail any more, until they agree to it anew.".into(),
            ..self.panel("stop", "Stop the mails to them", vec![])
        });
        let segments: Vec<(&str, &str)> =
            config.segments.iter().map(|(name, rule)| (name.as_str(), rule.label.as_str())).collect();
        let segment = (!segments.is_empty()).then(|| Panel {
            id: "segment",
            title: "Segments",
            words: "What you say here holds, whatever segments.yaml says.".into(),
            form: self.form(&["segment-in", "segment-out"], vec![choice("segment", "Segment", segments)]),
            buttons: vec![("segment-in", "Put them in"), ("segment-out", "Take them out")],
        });
        let open = Channel::ALL.into_iter().filter(|channel| lead.refuses(*channel).is_none());
        let open: Vec<(&str, &str)> = open.map(|channel| (channel.name(), refusal_words(channel))).collect();
        let refuse = (!open.is_empty()).then(|| Panel {
            words: "Kept until they take it back themselves, by the link in a mail to them.".into(),
            ..self.panel(
                "refuse",
                "They asked to be left alone",
                vec![choice("channel", "They want", open), note("refuse")],
            )
        });
        let bad = match lead.is_bad() {
            Some(_) => Some(self.panel("not-bad", "Not bad after all", vec![note("not-bad")])),
            None if config.funnel.reasons.contains_key(&SetAside::Bad) => Some(Panel {
                words: "The delivered data is unusable: it is credited against who delivered it.".into(),
                ..self.panel("bad", "Mark as bad", vec![self.reason("bad", SetAside::Bad), note("bad")])
            }),
            None => None,
        };
        [stage, refuse, stop, start, segment, bad].into_iter().flatten().collect()
    }

    fn edit(&self) -> Panel<'a> {
        let fields = editable(self.visit).into_iter().filter_map(|name| self.edited(name)).collect();
        Panel { words: "An empty field takes the value away.".into(), ..self.panel("edit", "Edit details", fields) }
    }

    /// A field of the lead with its value; none if its form is gone.
    fn edited(&self, name: &'a str) -> Option<Field<'a>> {
        let Visit { config, lead, .. } = self.visit;
        let defined: Option<&'a form::Field> =
            config.forms.values().flat_map(|form| &form.fields).find(|field| field.name == name);
        let options = defined.into_iter().flat_map(|field| &field.options);
        let control = match config.field(name)?.kind.control(name) {
            FieldControl::Line { html_type, .. } => Control::Line { kind: html_type, autocomplete: "off" },
            FieldControl::Number => Control::Number,
            FieldControl::Country => {
                let countries = Country::all(&config.company.language).into_iter();
                Control::Country {
                    none: "Unknown",
                    options: countries.map(|(country, name)| (country.code(), name)).collect(),
                }
            }
            FieldControl::Text { most } => Control::Text { rows: 2, most },
            FieldControl::Choice => Control::Choice {
                none: "Unknown",
                options: options.map(|option| (option.value.as_str(), option.label.as_str())).collect(),
                closed: vec![],
            },
        };
        let label = profile_label(name).or_else(|| defined.map(|field| field.label.as_str())).unwrap_or(name);
        let value = lead.field(name).unwrap_or_default();
        let id = format!("edit-{name}").into();
        Some(Field { id, presence: Presence::Preset, value, ..Field::new(name, label, control) })
    }
}

/// What a salesperson calls a field of every lead's profile.
fn profile_label(name: &str) -> Option<&'static str> {
    Some(match name {
        "name" => "Name",
        "company" => "Company",
        "title" => "Job title",
        "phone" => "Phone",
        "country" => "Country",
        "employees" => "Employees",
        "language" => "Language",
        _ => return None,
    })
}

fn refusal_words(channel: Channel) -> &'static str {
    match channel {
        Channel::Calls => "No calls",
        Channel::Mail => "No mail",
        Channel::Letters => "No letters",
        Channel::Messages => "No text messages",
    }
}

/// Whom the lead can be given to; none if there is nobody. The others are shown with the reason.
fn receivers(visit: Visit<'_>) -> Option<Field<'_>> {
    let options: Vec<(&str, &str)> = visit
        .others()
        .filter(|person| visit.unable(person).is_none())
        .map(|person| (person.id.as_str(), person.name.as_str()))
        .collect();
    let (none, presence) =
        if visit.has_next() { ("Next in rotation", Presence::Preset) } else { ("Choose…", Presence::Required) };
    (!options.is_empty()).then(|| {
        let to = Control::Choice { none, options, closed: unable(visit) };
        Field { presence, ..Field::new("to", "To", to) }
    })
}

/// Everybody but the owner who can't be given the lead, with the reason: `Ben Weber (away until Fri 27 Nov)`.
fn unable(visit: Visit<'_>) -> Vec<String> {
    let of = |person| visit.unable(person).map(|why| format!("{} ({why})", person.name));
    visit.others().filter_map(of).collect()
}
