//! The forms of a lead's page: what a salesperson can do, and what to fix in a form that was not taken.

use jiff::ToSpan;
use leadwright_domain::form::FieldError;
use leadwright_domain::funnel::SetAside;
use leadwright_domain::value::stage::Stage;
use leadwright_web::field::{Control, Field, Presence};

use crate::action::{Action, NOTE};
use crate::visit::Visit;

/// An action that was not taken, and why.
pub(crate) type Refused<'a> = (&'a Action, &'a FieldError);

/// The forms of the page, each with what was entered if it was not taken; none if its button can't be pressed now.
pub(crate) struct Forms<'a> {
    pub(crate) accept: Option<Form<'a>>,
    pub(crate) take_over: Form<'a>,
    pub(crate) talk: Form<'a>,
    pub(crate) recycle: Option<Form<'a>>,
    pub(crate) disqualify: Option<Form<'a>>,
    pub(crate) win: Option<Form<'a>>,
    /// None if nobody can be given the lead now, or it is closed.
    pub(crate) reassign: Option<Form<'a>>,
    /// Why nobody can be given the lead: everybody else with the reason. None if somebody can, or it is closed.
    pub(crate) nobody: Option<Vec<String>>,
    pub(crate) stop: Form<'a>,
    pub(crate) qualify: Form<'a>,
}

pub(crate) struct Form<'a> {
    pub(crate) fields: Vec<Field<'a>>,
    /// It was sent and not taken.
    pub(crate) is_refused: bool,
    /// What is wrong with no field of its own.
    pub(crate) error: Option<&'a str>,
}

/// The forms, as they can be used by this visitor now.
pub(crate) fn forms<'a>(visit: Visit<'a>, refused: Option<Refused<'a>>) -> Forms<'a> {
    let form = |buttons: &[&str], fields: Vec<Field<'a>>| {
        let Some((action, wrong)) = refused.filter(|(action, _)| buttons.contains(&action.button())) else {
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
    };
    let note = |form: &str, label| Field {
        id: format!("note-{form}").into(),
        presence: Presence::Optional,
        ..Field::new("note", label, Control::Text { rows: 2, most: NOTE })
    };
    let reason = |form: &str, aside| {
        let reasons = visit.config.funnel.reasons.get(&aside).into_iter().flatten();
        let options = reasons.map(|(name, words)| (name.as_str(), words.as_str())).collect();
        let control = Control::Choice { none: "Choose…", options, closed: vec![] };
        Field { id: format!("reason-{form}").into(), ..Field::new("reason", "Why", control) }
    };
    let again = || {
        let tomorrow = visit.today().saturating_add(1.day()).to_string();
        Field::new("again", "Follow up on", Control::Day { first: tomorrow })
    };
    let currency = visit.config.company.currency.code();
    let amount =
        || Field { presence: Presence::Optional, ..Field::new("amount", "Amount", Control::Amount { currency }) };
    let reassign = receivers(visit).map(|to| form(&["give"], vec![to, note("give", "Note")]));
    let may_give = !visit.lead.stage.is_closed();
    let may = |stage| visit.may_move(stage);
    Forms {
        accept: visit.lead.may_be_accepted().then(|| form(&["accept"], vec![])),
        take_over: form(&["take-over"], vec![]),
        talk: form(&["reached", "no-answer", "replied"], vec![note("talk", "Note")]),
        recycle: may(Stage::Recycled)
            .then(|| form(&["not-now"], vec![again(), reason("not-now", SetAside::Recycled), note("not-now", "Note")])),
        disqualify: may(Stage::Disqualified).then(|| {
            form(&["not-a-fit"], vec![reason("not-a-fit", SetAside::Disqualified), note("not-a-fit", "Note")])
        }),
        win: (visit.lead.stage != Stage::Customer).then(|| form(&["won"], vec![amount()])),
        nobody: (may_give && reassign.is_none()).then(|| unable(visit)),
        reassign: reassign.filter(|_| may_give),
        stop: form(&["stop"], vec![]),
        qualify: form(&["answers"], vec![note("answers", "How do you know?")]),
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
