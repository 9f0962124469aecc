//! Undoing what a person did: the lead as it would be without it, where that is still possible.
//!
//! What must stay true: undoing at once gives the lead from before, to the letter. Where something that the activity
//! changed was changed again since, nothing is undone, and what changed it is named. What the activity alone caused
//! (its mails, the sequence that it started) does not stand in the way: it ends, and what has left is said to have left.
//! A "no" of the lead is no mistake that anybody may take back: only who recorded it, and only at once.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::activity::Activity;
use crate::activity::id::ActivityId;
use crate::activity::ids::LIFTED;
use crate::activity::kinds::ActivityKind;
use crate::config::Config;
use crate::fold::patch::{FIELDS, by_entry, names};
use crate::fold::replay::replay;
use crate::fold::without;
use crate::lead::agenda::AgendaEntry;
use crate::lead::applied::{Applied, undone};
use crate::lead::consent::Suppression;
use crate::lead::delivery::Delivery;
use crate::lead::enrolment::Enrolment;
use crate::lead::undoing::{Departed, Undoing};
use crate::lead::{FieldValue, Lead};
use crate::timeline::{Reader, story};

/// So long who recorded that a lead wants no mail or no calls may say that it was a slip of the finger. Later only the
/// lead takes it back.
pub const SLIP: SignedDuration = SignedDuration::from_mins(10);

/// Fields of a lead that are counted again, or that have a rule of their own here.
const APART: [&str; 11] = [
    "version",
    "model",
    "tally",
    "score",
    "cools_on",
    "talked",
    "agenda",
    "wishes",
    "enrolments",
    "created_at",
    "unrecognised",
];

/// Fields that are put back if nothing touched them since, and else stay: nobody decided them.
const SOFT: [&str; 4] = ["told", "told_to", "segments", "untouched"];

/// Where a lead stands in sales. Whoever changed one of these since has built on the others.
const SALES: [&str; 7] = ["stage", "moved_back", "aside_until", "owner", "accepted", "waiting_since", "contacted"];

/// What says whether marketing mail may go: a sequence goes on only where none of it changed.
const MAY_BE_MAILED: [&str; 5] = ["stopped", "unsubscribed", "suppressed", "preferences", "no_contact"];

/// What undoing does to `lead`, which has all of `timeline` (in the order it was applied) in it.
///
/// # Errors
/// It can't be undone: why, in a reader's words.
pub(crate) fn undo(
    lead: &Lead,
    by: &Activity,
    timeline: &[Applied],
    config: &Config,
    now: Timestamp,
) -> Result<Undoing, String> {
    let ActivityKind::Undone { activity: id, by: person } = &by.kind else {
        return Err("There is nothing to undo".to_owned());
    };
    if let Some(import) = without::import_of(person) {
        return without::undo_row(lead, id, import, timeline, config, now);
    }
    if person.starts_with(LIFTED) {
        return lifted(lead, id);
    }
    let place = timeline.iter().position(|applied| applied.activity.id == *id);
    let place = place.ok_or("This lead has no such activity")?;
    let (earlier, rest) = timeline.split_at(place);
    let (applied, later) = rest.split_first().ok_or("This lead has no such activity")?;
    let mut gone = undone(timeline);
    may_be_undone(applied, !gone.insert(id.clone()), earlier.is_empty(), person, now)?;
    let model = &config.scoring;
    let before = earlier.iter().fold(None, |lead, applied| Some(replay(lead, applied, model)));
    let before: Lead = before.ok_or("The lead began with it")?;
    let after = replay(Some(before.clone()), applied, model);
    let change = Change { lead, before: &before, after: &after, applied, later, config };
    change.allows()?;
    let mut target = change.with_fields_put_back();
    target.wishes.undo(&before.wishes, &after.wishes);
    change.put_back_enrolments(&mut target);
    target.agenda = change.agenda()?;
    change.resumed_sequences_have_their_step(&target)?;
    let kept: Vec<Applied> = timeline.iter().filter(|applied| !gone.contains(&applied.activity.id)).cloned().collect();
    target.tally = model.recount(&kept).1;
    let talks = kept.iter().map(|applied| &applied.activity).filter(|activity| activity.kind.is_talk());
    target.last_contact = talks.map(|activity| activity.id.clone()).max();
    target.score = model.score_after(&target, now, true);
    target.temperature_changes_on = model.scored_temperature_changes_on(&target, now);
    Ok(Undoing::between(lead, &target, change.left()))
}

/// The address that the activity put on the suppression list takes mail again. What had ended then has ended.
fn lifted(lead: &Lead, id: &ActivityId) -> Result<Undoing, String> {
    let suppression = lead.suppressed.iter().find(|suppression| suppression.activity == *id);
    match suppression {
        None => Err("It keeps no address from mail".to_owned()),
        Some(suppression) if suppression.why == Suppression::COMPLAINED => {
            Err("They called our mail spam: that is their own “no”, which nobody lifts".to_owned())
        }
        Some(_) => {
            let mut target = lead.clone();
            target.suppressed.retain(|suppression| suppression.activity != *id);
            Ok(Undoing::between(lead, &target, Vec::new()))
        }
    }
}

/// Whether an activity is one that this person may undo.
fn may_be_undone(
    applied: &Applied,
    is_undone: bool,
    is_first: bool,
    person: &str,
    now: Timestamp,
) -> Result<(), String> {
    let kind = &applied.activity.kind;
    let Some(author) = kind.done_by() else {
        return Err(match kind {
            ActivityKind::Undone { .. } => "An undoing is not undone: do again what was undone",
            _ => "Nobody of the team did that: there is nothing to undo",
        }
        .to_owned());
    };
    if is_undone {
        return Err("It is undone already".to_owned());
    }
    if is_first {
        return Err("The lead began with it".to_owned());
    }
    let is_no = matches!(kind, ActivityKind::NurtureStopped { .. } | ActivityKind::DoNotContact { .. });
    // From when it was recorded to now, whatever time anybody wrote into the one or the other.
    let since = now.duration_since(applied.applied_at);
    let is_slip = author == person && (SignedDuration::ZERO..=SLIP).contains(&since);
    if is_no && !is_slip {
        return Err("It is the lead's own “no”: only they can take it back, by the link in a mail to them".to_owned());
    }
    Ok(())
}

/// An activity that is to be undone, with the lead around it.
struct Change<'a> {
    /// The lead as it is now.
    lead: &'a Lead,
    before: &'a Lead,
    after: &'a Lead,
    applied: &'a Applied,
    later: &'a [Applied],
    config: &'a Config,
}

/// A field of a stored lead, and the entry in it where it has many.
type Part = (String, Option<String>);

impl Change<'_> {
    /// What the activity changed, but for what is apart.
    fn parts(&self) -> Vec<Part> {
        let (before, after) = (by_entry(self.before), by_entry(self.after));
        let differing = names(&before, &after).filter(|name| !APART.contains(&name.as_str()));
        let mut parts = Vec::new();
        for name in differing.filter(|name| before.get(*name) != after.get(*name)) {
            let none = Map::new();
            let entries = |of: &'_ Map<String, Value>| match of.get(name) {
                Some(Value::Object(entries)) => Some(entries.clone()),
                None => Some(none.clone()),
                Some(_) => None,
            };
            match (entries(&before), entries(&after)) {
                (Some(before), Some(after)) => {
                    let differing = names(&before, &after).filter(|entry| before.get(*entry) != after.get(*entry));
                    parts.extend(differing.map(|entry| (name.clone(), Some(entry.clone()))));
                }
                _ => parts.push((name.clone(), None)),
            }
        }
        parts
    }

    /// Nothing that it changed was changed again since.
    fn allows(&self) -> Result<(), String> {
        let mut watched: Vec<Part> = self.parts().into_iter().filter(|part| !self.is_soft(part)).collect();
        let whole = |name: &&str| ((*name).to_owned(), None);
        let touches_sales = watched.iter().any(|(name, _)| SALES.contains(&name.as_str()));
        // A step that waits for another date stands elsewhere, and is still the same.
        let all = |lead| ids(lead).into_iter().collect::<BTreeSet<_>>();
        let touches_agenda = all(self.before) != all(self.after) || self.before.enrolments != self.after.enrolments;
        if touches_sales || touches_agenda {
            watched.extend(SALES.iter().map(whole));
        }
        let is_answer =
            self.before.wishes != self.after.wishes || self.before.waiting_since != self.after.waiting_since;
        if is_answer && self.before.last_contact != self.after.last_contact {
            watched.push(("talked".to_owned(), None));
        }
        if self.ended().next().is_some() {
            watched.extend(MAY_BE_MAILED.iter().map(whole));
            watched.extend(self.ended().map(|(name, _)| ("enrolments".to_owned(), Some(name.clone()))));
        }
        for (name, way) in self.gone_on() {
            let is_on_its_way = |entry: &AgendaEntry| way.is_of(&entry.id) && entry.delivery.claim.is_some();
            if self.lead.agenda.iter().any(is_on_its_way) {
                return Err(self.in_the_way(None));
            }
            watched.push(("enrolments".to_owned(), Some(name.clone())));
        }
        let (now, after) = (by_entry(&self.lead.settled()), by_entry(self.after));
        match watched.iter().find(|part| part_of(&now, part) != part_of(&after, part)) {
            Some(part) => Err(self.changed_later(part)),
            None => Ok(()),
        }
    }

    /// The words for what changed a part since.
    fn changed_later(&self, part: &Part) -> String {
        let mut lead = self.after.clone();
        let mut culprit = None;
        for applied in self.later {
            let then = replay(Some(lead.clone()), applied, &self.config.scoring);
            if part_of(&by_entry(&then), part) != part_of(&by_entry(&lead), part) {
                culprit = Some(applied);
            }
            lead = then;
        }
        self.in_the_way(culprit)
    }

    fn in_the_way(&self, culprit: Option<&Applied>) -> String {
        match culprit {
            Some(applied) => {
                let words = story(&applied.activity.kind, self.config, Reader::Operator).words;
                format!("It was changed since ({words}): undo that first, or change the lead as it should be")
            }
            None => "It was changed since: change the lead as it should be".to_owned(),
        }
    }

    fn with_fields_put_back(&self) -> Lead {
        let (before, after, settled) = (by_entry(self.before), by_entry(self.after), by_entry(&self.lead.settled()));
        let mut undoing = Undoing::default();
        for part in self.parts() {
            if self.is_soft(&part) && part_of(&settled, &part) != part_of(&after, &part) {
                continue;
            }
            let value = part_of(&before, &part).cloned().unwrap_or_default();
            match part {
                // What has no entry any more is left out, as it is stored.
                (name, Some(_)) if !before.contains_key(&name) && only_has(&settled, &after, &name) => {
                    undoing.fields.insert(name, Value::Null);
                }
                (name, Some(entry)) => {
                    undoing.entries.entry(name).or_default().insert(entry, value);
                }
                (name, None) => {
                    undoing.fields.insert(name, value);
                }
            }
        }
        let mut target = self.lead.clone();
        undoing.enact(&mut target);
        // Whether a value could be read goes with it.
        for name in self.fields_put_back(&target) {
            if self.before.unrecognised.contains(name) {
                target.unrecognised.insert(name.clone());
            } else {
                target.unrecognised.remove(name);
            }
        }
        target
    }

    /// The fields of the person that the activity changed, and that the lead has again as they were before.
    fn fields_put_back<'b>(&'b self, target: &Lead) -> Vec<&'b String> {
        let (before, after) = (&self.before.fields, &self.after.fields);
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let is_put_back =
            |name: &&String| before.get(*name) != after.get(*name) && before.get(*name) == target.fields.get(*name);
        names.into_iter().filter(is_put_back).collect()
    }

    /// A part that is put back if nothing touched it since, and else stays: nobody decided it, as that a field was said
    /// again by who only named the lead by it.
    fn is_soft(&self, (name, entry): &Part) -> bool {
        let value = |lead: &Lead| {
            let field = entry.as_ref().and_then(|entry| lead.fields.get(entry));
            field.map(|FieldValue(value, _, by_hand)| (value.clone(), *by_hand))
        };
        SOFT.contains(&name.as_str()) || (name == FIELDS && value(self.before) == value(self.after))
    }

    /// The ways through sequences that it ended.
    fn ended(&self) -> impl Iterator<Item = (&String, &Enrolment)> {
        let is_over = |name: &String, was: &Enrolment| {
            self.after.enrolments.get(name).is_some_and(|is| is.id == was.id && is.ended.is_some())
        };
        self.before.enrolments.iter().filter(move |(name, was)| was.ended.is_none() && is_over(name, was))
    }

    /// The ways that it brought to their next step, by a task that was done: what the step sent is not sent again.
    fn gone_on(&self) -> impl Iterator<Item = (&String, &Enrolment)> {
        let went_on = |name: &String, was: &Enrolment| {
            self.after.enrolments.get(name).is_some_and(|is| is.id == was.id && is.ended.is_none() && is != was)
        };
        self.before.enrolments.iter().filter(move |(name, was)| went_on(name, was))
    }

    /// The ways that it began.
    fn begun(&self) -> impl Iterator<Item = (&String, &Enrolment)> {
        let is_new = |name: &String, is: &Enrolment| self.before.enrolments.get(name).is_none_or(|was| was.id != is.id);
        self.after.enrolments.iter().filter(move |(name, is)| is_new(name, is))
    }

    fn put_back_enrolments(&self, target: &mut Lead) {
        let changed = |name: &&String| self.before.enrolments.get(*name) != self.after.enrolments.get(*name);
        let all: BTreeSet<&String> = self.before.enrolments.keys().chain(self.after.enrolments.keys()).collect();
        for name in all.into_iter().filter(changed) {
            let id = |lead: &Lead| lead.enrolments.get(name).map(|enrolment| enrolment.id.clone());
            // Begun anew since, by something else: that one stays.
            if id(self.lead) == id(self.after) {
                match self.before.enrolments.get(name) {
                    Some(was) => target.enrolments.insert(name.clone(), was.clone()),
                    None => target.enrolments.remove(name),
                };
            }
        }
    }

    /// The agenda without what the activity put on it, with what it took off, and with the times that it moved. What is on
    /// its way to SES stays: its record takes it off.
    fn agenda(&self) -> Result<Vec<AgendaEntry>, String> {
        let (was, is) = (ids(self.before), ids(self.after));
        let is_new = |entry: &AgendaEntry| is.contains(&entry.id.as_str()) && !was.contains(&entry.id.as_str());
        let is_of_new_way = |entry: &AgendaEntry| self.begun().any(|(_, way)| way.is_of(&entry.id));
        let goes = |entry: &&AgendaEntry| entry.delivery.claim.is_none() && (is_new(entry) || is_of_new_way(entry));
        let mut agenda: Vec<AgendaEntry> = self.lead.agenda.iter().filter(|entry| !goes(entry)).cloned().collect();
        for entry in agenda.iter_mut().filter(|entry| entry.delivery.claim.is_none()) {
            let (Some(was), Some(is)) = (self.before.entry(&entry.id), self.after.entry(&entry.id)) else { continue };
            if was.delivery.due != is.delivery.due && entry.delivery.due == is.delivery.due {
                entry.delivery = Delivery { wake: None, ..was.delivery.clone() };
            }
        }
        for entry in self.before.agenda.iter().filter(|entry| !is.contains(&entry.id.as_str())) {
            if let Some(record) = self.later.iter().find(|applied| is_about(&applied.activity.kind, &entry.id)) {
                return Err(self.in_the_way(Some(record)));
            }
            if agenda.iter().all(|other| other.id != entry.id) {
                let delivery = Delivery { wake: None, ..entry.delivery.clone() };
                agenda.push(AgendaEntry { delivery, ..entry.clone() });
            }
        }
        // In the order it had.
        let place = |entry: &AgendaEntry| was.iter().position(|id| *id == entry.id).unwrap_or(was.len());
        agenda.sort_by_key(place);
        Ok(agenda)
    }

    /// A sequence with nothing on the agenda would stand still for ever.
    fn resumed_sequences_have_their_step(&self, target: &Lead) -> Result<(), String> {
        let stands = |way: &Enrolment| target.agenda.iter().all(|entry| !way.is_of(&entry.id));
        match self.ended().find(|(_, way)| stands(way)) {
            Some((_, way)) => {
                let of_way = |applied: &&Applied| about(&applied.activity.kind).is_some_and(|entry| way.is_of(entry));
                Err(self.in_the_way(self.later.iter().find(of_way)))
            }
            None => Ok(()),
        }
    }

    /// What the activity sent, or is sending.
    fn left(&self) -> Vec<Departed> {
        let planned = |id: &str| {
            self.applied.decisions.planned.iter().any(|plan| plan.id == id)
                || self.begun().any(|(_, way)| way.is_of(id))
        };
        let sent = self.later.iter().filter_map(|applied| match &applied.activity.kind {
            ActivityKind::MailSent(mailing) if planned(&mailing.send) => Some(Departed::Mail(mailing.clone())),
            ActivityKind::WebhookCalled { step, entry, failed: None } if planned(entry) => {
                Some(Departed::Webhook(step.clone()))
            }
            _ => None,
        });
        let under_way = self.lead.agenda.iter().filter(|entry| entry.delivery.claim.is_some() && planned(&entry.id));
        sent.chain(under_way.filter_map(AgendaEntry::mailing).map(Departed::Mail)).collect()
    }
}

fn ids(lead: &Lead) -> Vec<&str> {
    lead.agenda.iter().map(|entry| entry.id.as_str()).collect()
}

/// The agenda entry that an activity is the end of.
fn about(kind: &ActivityKind) -> Option<&str> {
    match kind {
        ActivityKind::MailSent(mailing) | ActivityKind::MailDropped { mailing, .. } => Some(&mailing.send),
        ActivityKind::StepTaken { entry, .. }
        | ActivityKind::WebhookCalled { entry, .. }
        | ActivityKind::AcceptMissed { entry, .. }
        | ActivityKind::FollowUpMissed { entry, .. } => Some(entry),
        _ => None,
    }
}

fn is_about(kind: &ActivityKind, entry: &str) -> bool {
    about(kind) == Some(entry)
}

fn part_of<'a>(of: &'a Map<String, Value>, (name, entry): &Part) -> Option<&'a Value> {
    let field = of.get(name)?;
    match entry {
        Some(entry) => field.get(entry),
        None => Some(field),
    }
}

/// The field has no other entry now than the activity gave it.
fn only_has(now: &Map<String, Value>, after: &Map<String, Value>, name: &str) -> bool {
    now.get(name) == after.get(name)
}

/// The id of an activity that stands for nothing in the lead's figures: it was undone, or a later word took it back.
pub(crate) fn void(timeline: &[Applied]) -> Vec<(ActivityId, Void)> {
    let gone = undone(timeline);
    let mut void: Vec<(ActivityId, Void)> = gone.iter().map(|id| (id.clone(), Void::Undone)).collect();
    let mut bad = None;
    for Applied { activity, .. } in timeline.iter().filter(|applied| !gone.contains(&applied.activity.id)) {
        match &activity.kind {
            // Marked anew, for another reason perhaps: it is one bad row all the same.
            ActivityKind::MarkedBad { .. } => {
                void.extend(bad.replace(activity.id.clone()).map(|id| (id, Void::NotBad)));
            }
            ActivityKind::NotBad { .. } => void.extend(bad.take().map(|id| (id, Void::NotBad))),
            _ => {}
        }
    }
    void
}

/// Why an activity counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Void {
    /// It was undone.
    Undone,
    /// The row that it marked as bad is good.
    NotBad,
}
