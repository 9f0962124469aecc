//! What two leads would be that were merged, had they not been.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::kinds::ActivityKind;
use crate::config::Config;
use crate::fold::before::{Dates, dates};
use crate::fold::replay::replay;
use crate::lead::Lead;
use crate::lead::agenda::AgendaEntry;
use crate::lead::applied::Applied;
use crate::value::identity::LeadId;

/// Two leads that were one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The lead that had taken over the other, without it.
    pub lead: Lead,
    /// The other one, with what was done of its agenda since.
    pub other: Lead,
    /// What came for the other since, oldest first: it is applied to it.
    pub came_since: Vec<Activity>,
}

/// Takes a merge back. `lead` is as it is now, `timeline` its own, in the order it was applied; none if `other` is not
/// merged with it now.
pub fn split(lead: &Lead, timeline: &[Applied], other: &LeadId, config: &Config, now: Timestamp) -> Option<Split> {
    let merged_at = merge_of(timeline, other)?;
    let was: Lead = serde_json::from_str(timeline[merged_at].decisions.joined.as_deref()?).ok()?;
    let names = names_of(&timeline[merged_at], other);
    let is_others = |place: usize, applied: &Applied| {
        place > merged_at && applied.activity.via.as_ref().is_some_and(|via| names.contains(via))
    };
    let is_kept = |(place, applied): &(usize, &Applied)| *place != merged_at && !is_others(*place, applied);
    let kept: Vec<Applied> = timeline.iter().enumerate().filter(is_kept).map(|(_, applied)| applied.clone()).collect();
    let came_since = came_since(timeline, other)?;
    let mut without: Option<Lead> = None;
    let mut after_merge: Option<Lead> = None;
    for (place, applied) in timeline.iter().enumerate() {
        if place <= merged_at {
            after_merge = Some(replay(after_merge, applied, &config.scoring));
        }
        if is_kept(&(place, applied)) {
            without = Some(replay(without, applied, &config.scoring));
        }
    }
    let mut without = without?;
    // What is planned of the ways that came with the other one is not its own.
    let enrolments = without.enrolments.clone();
    without.agenda.retain(|entry| {
        entry.step().is_none_or(|step| enrolments.get(&step.sequence).is_some_and(|way| way.is_of(&entry.id)))
    });
    let (dates, merged_dates) = (dates(&without, config), dates(lead, config));
    for entry in &mut without.agenda {
        if let Some(current) = lead.entry(&entry.id)
            && !is_moved(current, &dates, &merged_dates)
        {
            entry.delivery = current.delivery.clone();
        }
    }
    let kept: Vec<Applied> =
        std::iter::zip(kept.clone(), moved(&kept)).filter(|(_, moved)| !moved).map(|(one, _)| one).collect();
    without.tally = config.scoring.recount(&kept).1;
    without.model.clone_from(&config.model_hash);
    without.score = config.scoring.score(&without, now);
    let other = of_now(&was, lead, &after_merge?, config);
    Some(Split { lead: without, other, came_since })
}

/// What came for the other lead of a merge, from it on until it was taken back, oldest first; none if there was no merge.
pub fn came_since(timeline: &[Applied], other: &LeadId) -> Option<Vec<Activity>> {
    let is_merge = |applied: &Applied| matches!(&applied.activity.kind, ActivityKind::Merged { other: merged, .. } if merged == other);
    let merged_at = timeline.iter().rposition(is_merge)?;
    let names = names_of(&timeline[merged_at], other);
    let is_others = |applied: &&Applied| applied.activity.via.as_ref().is_some_and(|via| names.contains(via));
    let back = |applied: &Applied| {
        let activity = applied.activity.clone();
        Activity { lead: other.clone(), via: Some(other.clone()), ..activity }
    };
    Some(timeline[merged_at..].iter().filter(is_others).map(back).collect())
}

/// Of each activity of a timeline, whether it is another lead's again: it came for one that was merged with this one, and
/// that merge was taken back. It counts for nothing here.
pub fn moved(timeline: &[Applied]) -> Vec<bool> {
    let mut moved = vec![false; timeline.len()];
    for (place, applied) in timeline.iter().enumerate() {
        let ActivityKind::Unmerged { other, .. } = &applied.activity.kind else { continue };
        let Some(merged_at) = merge_of(&timeline[..place], other) else { continue };
        let names = names_of(&timeline[merged_at], other);
        for (moved, since) in std::iter::zip(&mut moved[merged_at..place], &timeline[merged_at..place]) {
            *moved |= since.activity.via.as_ref().is_some_and(|via| names.contains(via));
        }
    }
    moved
}

/// The ids that named the other lead of a merge.
fn names_of(merged: &Applied, other: &LeadId) -> BTreeSet<LeadId> {
    let was = merged.decisions.joined.as_deref().and_then(|stored| serde_json::from_str::<Lead>(stored).ok());
    let names = was.map(|was| was.merged.into_iter().chain(was.aliases.into_keys()));
    names.into_iter().flatten().chain([other.clone()]).collect()
}

/// The place of the merge with a lead that was not taken back.
fn merge_of(timeline: &[Applied], other: &LeadId) -> Option<usize> {
    let newest = timeline.iter().rposition(|applied| match &applied.activity.kind {
        ActivityKind::Merged { other: merged, .. } | ActivityKind::Unmerged { other: merged, .. } => merged == other,
        _ => false,
    })?;
    matches!(timeline[newest].activity.kind, ActivityKind::Merged { .. }).then_some(newest)
}

/// The entry of the merged lead waits for a date that the one of the two alone has not: then its own plan is the one it has
/// again. What is on its way to SES stays as it is.
fn is_moved(current: &AgendaEntry, own: &Dates, merged: &Dates) -> bool {
    current.delivery.claim.is_none() && own.get(&current.id) != merged.get(&current.id)
}

/// The other lead with what was done of its agenda while it was a part of `lead`, which was `after_merge` at first.
fn of_now(was: &Lead, lead: &Lead, after_merge: &Lead, config: &Config) -> Lead {
    let mut now = was.clone();
    for (name, way) in &mut now.enrolments {
        // What the merge itself ended did not go on since.
        let went_on = after_merge.enrolments.get(name).is_some_and(|then| then.id == way.id && then.ended == way.ended);
        if let Some(current) = lead.enrolments.get(name).filter(|current| went_on && current.id == way.id) {
            way.clone_from(current);
        }
    }
    // Taken over and no more there: it is done. Not taken over: it waits for its turn.
    let is_done = |entry: &AgendaEntry| after_merge.entry(&entry.id).is_some() && lead.entry(&entry.id).is_none();
    now.agenda.retain(|entry| !is_done(entry));
    let (dates, merged_dates) = (dates(was, config), dates(lead, config));
    for entry in &mut now.agenda {
        if let Some(current) = lead.entry(&entry.id).filter(|current| !is_moved(current, &dates, &merged_dates)) {
            entry.clone_from(current);
        }
    }
    let is_of_way = |entry: &&AgendaEntry| {
        entry.step().is_some_and(|step| now.enrolments.get(&step.sequence).is_some_and(|way| way.is_of(&entry.id)))
    };
    let more = lead.agenda.iter().filter(is_of_way).filter(|entry| now.entry(&entry.id).is_none());
    let more: Vec<AgendaEntry> = more.cloned().collect();
    now.agenda.extend(more);
    now.marketing_sent_at
        .extend(lead.marketing_sent_at.iter().filter(|at| !after_merge.marketing_sent_at.contains(at)));
    now.marketing_sent_at.sort_unstable();
    now
}
