//! `leadwright import --undo ID`: every lead as it would be without the import.
//!
//! What must stay true: asked for again, it changes nothing that is done, and does what is left. A lead that the import alone
//! brought is taken away; of any other only the import's rows are, and what went out because of them is said.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use leadwright_cloud::queue::BATCH;
use leadwright_cloud::table::ImportedActivity;
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind};
use leadwright_domain::fold::{by_import, rows_of};
use leadwright_domain::lead::Departed;
use leadwright_domain::value::identity::LeadId;
use serde::Serialize;

use super::bar::bar;
use super::draining::drain;
use crate::commands::target::Connected;
use crate::wording::count::count_of;

/// Leads that are read at the same time.
const CONCURRENCY: usize = 16;

/// Things that are named; the others are counted.
const NAMED: usize = 20;

/// What came of undoing an import.
#[derive(Debug, Default, Serialize)]
struct UndoSummary {
    /// Leads that were nothing but rows of it, and are gone.
    removed: usize,
    /// Leads that are as they would be without it.
    restored: usize,
    /// Mails that it caused and that had gone: lead and mail.
    mails_gone: Vec<(LeadId, String)>,
    /// Calls of other programs that it caused.
    calls_gone: Vec<(LeadId, String)>,
    /// Rows that could not be undone: lead and why.
    not_undone: Vec<(LeadId, String)>,
}

/// What is found of a lead.
enum Found {
    /// It is gone now.
    Removed,
    /// These rows are to be undone.
    Open(Vec<Activity>),
    /// Rows of it stay in this lead: why, and what to do.
    Left(LeadId, String),
    /// Nothing of the import is left in it, or it is no more.
    Nothing,
}

/// Undoes an import.
pub(super) async fn undo(stack: &Connected, id: &str, as_json: bool) -> Result<()> {
    let mut record = stack.table.import(id).await?.with_context(|| format!("there is no import {id}: see --list"))?;
    ensure!(
        !record.is_delivery,
        "{id} is a delivery of a supplier, which is paid: claim its bad rows with `leadwright supplier claim`"
    );
    let mut summary = UndoSummary::default();
    let progress = bar(record.done, "{bar:40} {pos} of {len} rows, {per_sec}")?;
    for part in 0..record.parts {
        let activities = stack.table.imported_part(id, part).await?;
        let leads = by_lead(&activities);
        let found: Vec<Found> = stream::iter(&leads)
            .map(|(lead, rows)| undo_in(stack, id, lead, rows))
            .buffer_unordered(CONCURRENCY)
            .try_collect()
            .await
            .context("it stopped; run it again: it goes on where it stopped")?;
        let mut undoings = Vec::new();
        for found in found {
            match found {
                Found::Removed => summary.removed += 1,
                Found::Open(rows) => undoings.extend(rows),
                Found::Left(lead, why) => summary.not_undone.push((lead, why)),
                Found::Nothing => {}
            }
        }
        for batch in undoings.chunks(BATCH) {
            stack.bulk.send_activities(batch).await?;
        }
        progress.inc(activities.len() as u64);
    }
    progress.finish_and_clear();
    drain(&stack.bulk).await?;
    let mut asked = HashSet::new();
    for part in 0..record.parts {
        let activities = stack.table.imported_part(id, part).await?;
        let leads: Vec<&LeadId> =
            by_lead(&activities).into_keys().filter(|lead| asked.insert((*lead).clone())).collect();
        let undone: Vec<UndoSummary> = stream::iter(leads)
            .map(|lead| undone_in(stack, id, lead))
            .buffer_unordered(CONCURRENCY)
            .try_collect()
            .await?;
        for of_lead in undone {
            summary.add(of_lead);
        }
    }
    record.undone_at = record.undone_at.or(Some(stack.now));
    record.ended_at = record.ended_at.or(Some(stack.now));
    stack.table.record_import(&record).await?;
    if as_json {
        println!("{}", serde_json::to_string(&summary)?);
    } else {
        summary.print();
    }
    ensure!(summary.not_undone.is_empty(), "{} could not be undone", count_of(summary.not_undone.len(), "row"));
    Ok(())
}

fn by_lead(activities: &[ImportedActivity]) -> BTreeMap<&LeadId, BTreeSet<ActivityId>> {
    let mut leads: BTreeMap<&LeadId, BTreeSet<ActivityId>> = BTreeMap::new();
    for ImportedActivity(lead, activity) in activities {
        leads.entry(lead).or_default().insert(activity.clone());
    }
    leads
}

/// Takes a lead away that is nothing but rows of the import, or gives the activities that undo its rows.
async fn undo_in(stack: &Connected, import: &str, id: &LeadId, deals: &BTreeSet<ActivityId>) -> Result<Found> {
    let Some(lead) = stack.table.lead(id).await? else { return Ok(Found::Nothing) };
    let timeline = stack.table.timeline(&lead.id).await?;
    let rows = rows_of(&timeline, import, deals);
    if rows.open.is_empty() {
        let is_merged = lead.id != *id;
        let has_rows = is_merged && !rows_of(&stack.table.timeline(id).await?, import, deals).open.is_empty();
        if !has_rows {
            return Ok(Found::Nothing);
        }
        let why = format!("it was merged into {} since: take the merge back, then undo the import again", lead.id);
        return Ok(Found::Left(id.clone(), why));
    }
    // What a merge left in it, taking it back put back to the letter.
    if timeline.iter().any(|applied| matches!(applied.activity.kind, ActivityKind::Unmerged { .. })) {
        let why = "it was merged and taken apart since, and keeps what it was then: correct it on its page";
        return Ok(Found::Left(lead.id, why.to_owned()));
    }
    if rows.is_all
        && lead.id == *id
        && stack.table.remove_imported_lead(&lead, &timeline, &stack.config, stack.now).await?
    {
        return Ok(Found::Removed);
    }
    let by = by_import(import);
    let undo = |row: &&Activity| Activity::import_undone(lead.id.clone(), row.id.clone(), by.clone(), stack.now);
    Ok(Found::Open(rows.open.iter().map(undo).collect()))
}

/// What the lead's timeline says of the undoing.
async fn undone_in(stack: &Connected, import: &str, id: &LeadId) -> Result<UndoSummary> {
    let mut summary = UndoSummary::default();
    let Some(lead) = stack.table.lead(id).await? else { return Ok(summary) };
    let by = by_import(import);
    for applied in stack.table.timeline(&lead.id).await? {
        if !matches!(&applied.activity.kind, ActivityKind::Undone { by: other, .. } if *other == by) {
            continue;
        }
        summary.restored = 1;
        summary.not_undone.extend(applied.decisions.ignored.map(|why| (lead.id.clone(), why)));
        for left in applied.decisions.undone.map(|undone| undone.left).unwrap_or_default() {
            match left {
                Departed::Mail(mailing) => summary.mails_gone.push((lead.id.clone(), mailing.mail)),
                Departed::Webhook(step) => summary.calls_gone.push((lead.id.clone(), step.step)),
            }
        }
    }
    Ok(summary)
}

impl UndoSummary {
    fn add(&mut self, other: Self) {
        self.restored += other.restored;
        self.mails_gone.extend(other.mails_gone);
        self.calls_gone.extend(other.calls_gone);
        self.not_undone.extend(other.not_undone);
    }

    fn print(&self) {
        println!(
            "{} taken away that the import alone brought; {} as they would be without it",
            count_of(self.removed, "lead"),
            count_of(self.restored, "lead")
        );
        for (what, gone) in [("mail", &self.mails_gone), ("call of another program", &self.calls_gone)] {
            if gone.is_empty() {
                continue;
            }
            println!("{} had gone because of it, and can't be called back:", count_of(gone.len(), what));
            for (lead, name) in gone.iter().take(NAMED) {
                println!("  {name} to {lead}");
            }
            if gone.len() > NAMED {
                println!("  and {} more", gone.len() - NAMED);
            }
        }
        for (lead, why) in self.not_undone.iter().take(NAMED) {
            println!("{lead}: {why}");
        }
    }
}
