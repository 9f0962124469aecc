//! Undoing an import: the lead as it would be without a row of it.
//!
//! What must stay true: everything else that happened to the lead still counts, in its order, with what was decided then: a
//! later form, a "no", a mail that was sent. Nobody's own word is taken back with the row.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::id::ActivityId;
use crate::activity::kinds::ActivityKind;
use crate::config::Config;
use crate::fold::replay::replay;
use crate::lead::Lead;
use crate::lead::applied::{Applied, Decisions};
use crate::lead::undoing::{Departed, Undoing};

/// What stands in front of the id of an import where somebody else's name would say who undid an activity.
const IMPORT: &str = "import ";

/// Who undoes the rows of an import of that id.
pub fn by_import(import: &str) -> String {
    format!("{IMPORT}{import}")
}

/// The import that `person` stands for, if none of the team.
pub(super) fn import_of(person: &str) -> Option<&str> {
    person.strip_prefix(IMPORT)
}

/// Whether an activity is a row of that import: a lead of it, or a deal of a list. Which deals an import brought, its record
/// says.
fn is_of_import(kind: &ActivityKind, import: &str) -> bool {
    match kind {
        ActivityKind::LeadImported(row) => row.import.as_deref() == Some(import),
        ActivityKind::DealWon { by, .. } => by.is_none(),
        _ => false,
    }
}

/// What undoing the row `id` of `import` does to `lead`, which has all of `timeline` in it.
///
/// # Errors
/// It can't be undone: why, in a reader's words.
pub(super) fn undo_row(
    lead: &Lead,
    id: &ActivityId,
    import: &str,
    timeline: &[Applied],
    config: &Config,
    now: Timestamp,
) -> Result<Undoing, String> {
    let applied = timeline.iter().find(|applied| applied.activity.id == *id).ok_or("This lead has no such activity")?;
    if !is_of_import(&applied.activity.kind, import) {
        return Err("It is no row of that import".to_owned());
    }
    let mut gone = undone_rows(timeline);
    if !gone.insert(id.clone()) {
        return Err("It is undone already".to_owned());
    }
    let is_gone = |applied: &Applied| {
        gone.contains(&applied.activity.id) || undone_row(applied).is_some_and(|row| gone.contains(row))
    };
    let kept: Vec<Applied> = timeline.iter().filter(|applied| !is_gone(applied)).cloned().collect();
    // What can't begin a lead (a mail that was sent) stays with the address that it is about, and nothing else of the row.
    let needs_begin = kept.first().is_none_or(|first| !first.activity.may_begin());
    let address = timeline.first().filter(|_| needs_begin).map(only_address);
    let model = &config.scoring;
    let without = address.iter().chain(&kept).fold(None, |lead, applied| Some(replay(lead, applied, model)));
    let mut target = without.ok_or("The lead began with it")?;
    target.version = lead.version;
    target.model.clone_from(&config.model_hash);
    let ways: Vec<&String> = applied.decisions.begun.iter().map(|(_, enrolment)| enrolment).collect();
    let is_caused = |send: &str| {
        let of_way = |way: &&&String| send.strip_prefix(way.as_str()).is_some_and(|step| step.starts_with('_'));
        ways.iter().any(|way| of_way(&way)) || applied.decisions.planned.iter().any(|plan| plan.id == send)
    };
    for entry in &mut target.agenda {
        if let Some(current) = lead.entry(&entry.id) {
            entry.delivery = current.delivery.clone();
        }
    }
    // What is on its way to SES stays until its record takes it off.
    let under_way: Vec<_> = lead.agenda.iter().filter(|entry| entry.delivery.claim.is_some()).cloned().collect();
    let left = departed(timeline, &is_caused);
    let left = left.chain(
        under_way.iter().filter(|entry| is_caused(&entry.id)).filter_map(|entry| entry.mailing().map(Departed::Mail)),
    );
    let left: Vec<Departed> = left.collect();
    let missing = under_way.into_iter().filter(|entry| target.agenda.iter().all(|other| other.id != entry.id));
    let missing: Vec<_> = missing.collect();
    target.agenda.extend(missing);
    target.tally = model.recount(&kept).1;
    target.score = model.score_after(&target, now, true);
    target.temperature_changes_on = model.scored_temperature_changes_on(&target, now);
    Ok(Undoing::between(lead, &target, left))
}

/// The row of an import that an activity undid.
fn undone_row(applied: &Applied) -> Option<&ActivityId> {
    match &applied.activity.kind {
        ActivityKind::Undone { activity, by } if applied.decisions.undone.is_some() => {
            import_of(by).is_some().then_some(activity)
        }
        _ => None,
    }
}

/// The rows of imports that were undone.
fn undone_rows(timeline: &[Applied]) -> BTreeSet<ActivityId> {
    timeline.iter().filter_map(undone_row).cloned().collect()
}

/// The mails and calls of other programs that a row caused and that had gone.
fn departed(timeline: &[Applied], is_caused: &impl Fn(&str) -> bool) -> impl Iterator<Item = Departed> {
    timeline.iter().filter_map(move |applied| match &applied.activity.kind {
        ActivityKind::MailSent(mailing) if is_caused(&mailing.send) => Some(Departed::Mail(mailing.clone())),
        ActivityKind::WebhookCalled { step, entry, failed: None } if is_caused(entry) => {
            Some(Departed::Webhook(step.clone()))
        }
        _ => None,
    })
}

/// The first activity of a lead with nothing in it but whom it is about.
fn only_address(applied: &Applied) -> Applied {
    let mut bare = applied.clone();
    bare.decisions = Decisions::default();
    if let ActivityKind::LeadImported(row) = &mut bare.activity.kind {
        row.fields.retain(|field, _| ["email", "phone"].contains(&field.as_str()));
        row.unrecognised.retain(|field| row.fields.contains_key(field));
        row.history = true;
        (row.consent, row.consent_phone, row.tip) = (false, false, false);
        (row.campaign, row.note, row.referred_by, row.by, row.opt_in) = (None, None, None, None, None);
    }
    bare
}

/// The rows of an import in a lead's timeline. `deals` are those that the import brought.
pub fn rows_of<'t>(timeline: &'t [Applied], import: &str, deals: &BTreeSet<ActivityId>) -> RowsOfImport<'t> {
    let gone = undone_rows(timeline);
    let is_row = |applied: &&Applied| {
        let activity = &applied.activity;
        let is_deal = matches!(activity.kind, ActivityKind::DealWon { .. });
        is_of_import(&activity.kind, import) && (!is_deal || deals.contains(&activity.id))
    };
    let is_of_ours = |applied: &Applied| {
        is_row(&applied)
            || undone_row(applied).is_some()
            || matches!(applied.activity.kind, ActivityKind::TemperatureChanged | ActivityKind::Rescored)
    };
    RowsOfImport {
        open: timeline
            .iter()
            .filter(is_row)
            .map(|applied| &applied.activity)
            .filter(|row| !gone.contains(&row.id))
            .collect(),
        is_all: timeline.iter().all(is_of_ours),
    }
}

/// The rows of an import in a lead's timeline.
#[derive(Debug)]
pub struct RowsOfImport<'t> {
    /// Those that are not undone.
    pub open: Vec<&'t Activity>,
    /// Nothing else ever happened to the lead.
    pub is_all: bool,
}
