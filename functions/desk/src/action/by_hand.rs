//! What the less frequent buttons of a lead's page say: each value is one of those that the page offered, or refused.

use std::collections::BTreeMap;

use leadwright_domain::activity::{ActivityId, Move};
use leadwright_domain::form::{FieldError, Form, PROFILE_FIELDS};
use leadwright_domain::funnel::SetAside;
use leadwright_domain::lead::Applied;
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::stage::Stage;

use crate::pressed::Action;
use crate::visit::Visit;

/// Fields of a form that the page itself posts.
const OWN: [&str; 2] = ["press", "do"];

/// The fields of a lead that a salesperson may correct, each once, those of every lead's profile first. Not its address: a
/// lead is known by it.
pub(crate) fn editable(visit: Visit<'_>) -> Vec<&str> {
    let asked = visit.config.forms.values().flat_map(Form::asked).map(|field| field.name.as_str());
    // Nobody is to dial a number of who asked not to be called.
    let is_called = visit.lead.refuses(Channel::Calls).is_none();
    let mut names: Vec<&str> = Vec::new();
    for name in PROFILE_FIELDS.into_iter().chain(asked) {
        let is_shown = name != "email"
            && (name != "phone" || is_called)
            && !OWN.contains(&name)
            && visit.config.field(name).is_some();
        if is_shown && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The fields that were changed on the page, each as its form takes it; an empty one takes the value away. One that can't
/// be taken refuses all of them.
pub(super) fn edits(action: &Action, visit: Visit<'_>) -> Result<BTreeMap<String, String>, FieldError> {
    let mut edits = BTreeMap::new();
    for name in editable(visit) {
        let (Some(field), Some(entered)) = (visit.config.field(name), action.field(name)) else { continue };
        let known = visit.lead.field(name).unwrap_or_default();
        let shown = action.field(&format!("was-{name}"));
        // What could not be read stays as it was typed until somebody changes it.
        if is_same(entered, known) || shown.is_some_and(|shown| is_same(entered, shown)) {
            continue;
        }
        // Somebody, or the lead, was faster: the page showed what is no longer known.
        if shown.is_some_and(|shown| !is_same(shown, known)) {
            let words = visit.words();
            let why = if known.is_empty() {
                words.say("lead-edit-emptied")
            } else {
                words.with("lead-edit-changed", &[("value", known.into())])
            };
            return Err(FieldError::new(name, why));
        }
        let read = field.read(visit.words(), entered).map_err(|why| FieldError::new(name, why))?.unwrap_or_default();
        if read != known {
            edits.insert(name.to_owned(), read);
        }
    }
    if edits.is_empty() { Err(FieldError::new("do", visit.words().say("lead-no-edit"))) } else { Ok(edits) }
}

/// Browsers send line ends as CR LF.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one.replace('\r', "").trim() == other.replace('\r', "").trim()
}

/// The stages that a salesperson may choose: those aside need a reason, and a deal its amount, so they have their own
/// buttons.
pub(crate) fn stages(visit: Visit<'_>) -> impl Iterator<Item = Stage> {
    let to = visit.lead.stage.moves_by_hand().iter().copied();
    to.filter(|to| SetAside::of(*to).is_none() && *to != Stage::Customer)
}

/// The message that says to a salesperson what a move to the stage means.
pub(crate) fn stage_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Suspect => "lead-stage-suspect",
        Stage::Lead => "lead-stage-lead",
        Stage::Mql => "lead-stage-mql",
        Stage::Pql => "lead-stage-pql",
        Stage::Sql => "lead-stage-sql",
        Stage::Prospect => "lead-stage-prospect",
        Stage::Customer => "desk-stage-customer",
        Stage::Recycled => "desk-stage-recycled",
        Stage::Disqualified => "desk-stage-disqualified",
        Stage::Lost => "desk-stage-lost",
    }
}

pub(super) fn stage_move(action: &Action, visit: Visit<'_>) -> Result<Move, FieldError> {
    let to = stages(visit).find(|stage| stage.name() == action.entered("stage"));
    let to = to.ok_or_else(|| FieldError::new("stage", visit.words().say("lead-choose-stage")))?;
    Ok(Move { to, reason: None, again_on: None, by: visit.person().id.clone(), note: action.note(visit.words())? })
}

pub(super) fn bad(action: &Action, visit: Visit<'_>) -> Result<String, FieldError> {
    let reason = action.entered("reason");
    let known = visit.config.funnel.reason(SetAside::Bad, reason).map(|_| reason.to_owned());
    known.ok_or_else(|| FieldError::new("reason", visit.words().say("lead-choose-reason")))
}

pub(super) fn channel(action: &Action, visit: Visit<'_>) -> Result<Channel, FieldError> {
    let channel = Channel::named(action.entered("channel"));
    channel.ok_or_else(|| FieldError::new("channel", visit.words().say("lead-choose-channel")))
}

pub(super) fn sequence(action: &Action, visit: Visit<'_>) -> Result<String, FieldError> {
    let known = visit.config.sequences.keys().find(|name| *name == action.entered("sequence"));
    known.cloned().ok_or_else(|| FieldError::new("sequence", visit.words().say("lead-choose-sequence")))
}

pub(super) fn segment(action: &Action, visit: Visit<'_>) -> Result<String, FieldError> {
    let known = visit.config.segments.keys().find(|name| *name == action.entered("segment"));
    known.cloned().ok_or_else(|| FieldError::new("segment", visit.words().say("lead-choose-segment")))
}

/// The viewer may undo what they did themselves; who leads the team, what everybody did.
pub(crate) fn may_undo(applied: &Applied, visit: Visit<'_>) -> bool {
    let is_own = |by: &str| by == visit.person().id || visit.viewer.role.may_lead_team();
    visit.may_change && applied.seq > 1 && applied.activity.kind.done_by().is_some_and(is_own)
}

pub(super) fn undone(action: &Action, visit: Visit<'_>, newest: &[Applied]) -> Result<ActivityId, FieldError> {
    let id = ActivityId::parse(action.entered("activity")).ok();
    let applied = newest.iter().find(|applied| Some(&applied.activity.id) == id.as_ref());
    let applied = applied.ok_or_else(|| FieldError::new("do", visit.words().say("lead-too-long-ago")))?;
    if !may_undo(applied, visit) {
        return Err(FieldError::new("do", visit.words().say("lead-undo-own")));
    }
    Ok(applied.activity.id.clone())
}
