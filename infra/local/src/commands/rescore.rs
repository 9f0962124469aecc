//! `leadwright rescore`: a preview of changed rules in scoring.yaml and funnel.yaml, and their application to all leads.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Args;
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use leadwright_cloud::queue::BATCH;
use leadwright_cloud::table::Card;
use leadwright_domain::activity::Activity;
use leadwright_domain::lead::Lead;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::words::Words;
use serde::Serialize;

use super::target::{Connected, TargetStack};
use crate::listing::cards;
use crate::wording::count::count_of;

/// The arguments of `rescore`.
#[derive(Debug, Args)]
pub(crate) struct RescoreArgs {
    /// Only print which leads would change, by scoring.yaml and funnel.yaml of this checkout. Nothing is changed.
    #[arg(long)]
    check: bool,
    /// With --check: print every lead that would change, as JSON.
    #[arg(long, requires = "check")]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

pub(crate) const HELP: &str = "Change infra/config/scoring.yaml or funnel.yaml, then:\n  \
    cargo run -- rescore --check     # which leads would change; nothing is changed\n  \
    restart `cargo run`, or `compile` and deploy\n  \
    cargo run -- rescore             # all leads, in the background; it may be stopped and run again";

/// The number of leads that are compared at the same time.
const CONCURRENCY: usize = 8;

/// The most changes that are printed; the rest is only counted.
const PRINTED: usize = 20;

/// A lead that the rules of this checkout would change.
#[derive(Serialize)]
struct LeadChange {
    lead: String,
    #[serde(skip)]
    title: String,
    from: Standing,
    to: Standing,
}

/// The score and stage of a lead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Standing {
    temperature: String,
    grade: &'static str,
    total: i32,
    /// The stage by the criteria of funnel.yaml.
    stage: Stage,
}

/// Previews or applies the rules of this checkout.
///
/// # Errors
/// The stack does not respond, or runs with other rules.
pub(crate) async fn rescore(args: &RescoreArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let all = cards(&stack.table, &Stage::ALL).await?;
    if args.check { check(&stack, &all, args.json).await } else { apply(&stack, &all).await }
}

fn bar(leads: usize) -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} leads, {per_sec}, {eta} left")?;
    Ok(ProgressBar::new(leads as u64).with_style(style))
}

async fn check(stack: &Connected, all: &[Card], json: bool) -> Result<()> {
    let progress = bar(all.len())?;
    let compared: Vec<Option<LeadChange>> = stream::iter(all.iter().map(|card| compare(stack, card)))
        .buffer_unordered(CONCURRENCY)
        .inspect_ok(|_| progress.inc(1))
        .try_collect()
        .await?;
    progress.finish_and_clear();
    let mut changes: Vec<LeadChange> = compared.into_iter().flatten().collect();
    changes.sort_by_key(|one| std::cmp::Reverse((one.to.total - one.from.total).abs()));
    if json {
        println!("{}", serde_json::to_string_pretty(&changes)?);
        return Ok(());
    }
    let scored = |one: &&LeadChange| Standing { stage: one.from.stage, ..one.to.clone() } != one.from;
    let warmer = |one: &&LeadChange| one.from.temperature != one.to.temperature;
    let staged = |one: &&LeadChange| one.from.stage != one.to.stage;
    println!(
        "{} of {} would change score; {} would change temperature; {} would change stage. Nothing was changed.",
        changes.iter().filter(scored).count(),
        count_of(all.len(), "lead"),
        changes.iter().filter(warmer).count(),
        changes.iter().filter(staged).count(),
    );
    let mut transitions: BTreeMap<String, usize> = BTreeMap::new();
    for one in &changes {
        if one.from.temperature != one.to.temperature {
            *transitions.entry(format!("{} → {}", one.from.temperature, one.to.temperature)).or_default() += 1;
        }
        if one.from.stage != one.to.stage {
            *transitions.entry(format!("{} → {}", one.from.stage, one.to.stage)).or_default() += 1;
        }
    }
    for (transition, count) in transitions {
        println!("  {count:>6}  {transition}");
    }
    if !changes.is_empty() {
        println!("\nLargest changes");
    }
    for one in changes.iter().take(PRINTED) {
        println!(
            "  {:>3} → {:>3}  {:<4} → {:<4}  {:>9} → {:<9}  {}",
            one.from.total,
            one.to.total,
            one.from.temperature,
            one.to.temperature,
            one.from.stage,
            one.to.stage,
            one.title
        );
    }
    if changes.len() > PRINTED {
        println!("  … and {} more; --json lists all", changes.len() - PRINTED);
    }
    Ok(())
}

/// The change of a lead from its own rules to those of this checkout; none if nothing changes.
async fn compare(stack: &Connected, card: &Card) -> Result<Option<LeadChange>> {
    let Some(lead) = stack.table.lead(&card.id).await? else { return Ok(None) };
    let mut after = lead.clone();
    if lead.model != stack.config.model_hash {
        after.tally = stack.config.scoring.recount(&stack.table.whole_timeline(&lead).await?).1;
    }
    let after = staged(after, stack);
    let to = standing(&after);
    let mut before = lead;
    if let Some(own) = stack.table.model(&before.model).await? {
        before.score = own.score(&before, stack.now);
    }
    let from = standing(&before);
    Ok((from != to).then(|| LeadChange { lead: card.id.to_string(), title: card.title.clone(), from, to }))
}

/// The lead with the score and the stage of its tally at this time.
fn staged(mut lead: Lead, stack: &Connected) -> Lead {
    lead.score = stack.config.scoring.score(&lead, stack.now);
    lead.stage = stack.config.funnel.stage_by_marketing(&lead, &stack.config.scoring, stack.now);
    lead
}

/// Whether the lead is not scored by the rules of this checkout, or has another stage or stands on another call list than they
/// give it.
fn is_behind(lead: &Lead, stack: &Connected) -> bool {
    lead.model != stack.config.model_hash
        || staged(lead.clone(), stack).stage != lead.stage
        || !stack.config.call_lists.has_placed(lead, &stack.config.company)
}

fn standing(lead: &Lead) -> Standing {
    let score = &lead.score;
    Standing {
        temperature: score.temperature.word(Words::english()),
        grade: score.grade.letter(),
        total: score.total,
        stage: lead.stage,
    }
}

async fn apply(stack: &Connected, all: &[Card]) -> Result<()> {
    let progress = bar(all.len())?;
    let mut waiting = Vec::new();
    for batch in all.chunks(BATCH) {
        let leads = stream::iter(batch.iter().map(|card| stack.table.lead(&card.id)))
            .buffered(BATCH)
            .try_collect::<Vec<_>>()
            .await?;
        let behind = leads.into_iter().flatten().filter(|lead| is_behind(lead, stack));
        let activities: Vec<Activity> = behind.map(|lead| rescored(&lead, stack)).collect();
        if !activities.is_empty() {
            stack.bulk.send_activities(&activities).await?;
        }
        progress.inc((batch.len() - activities.len()) as u64);
        waiting.extend(activities.into_iter().map(|activity| activity.lead));
    }
    if waiting.is_empty() {
        progress.finish_and_clear();
        println!("every lead has the score and stage of these rules ({})", stack.config.version);
        return Ok(());
    }
    let count = waiting.len();
    // The stack does the work; this loop only watches.
    let mut last_progress = Instant::now();
    while let Some(id) = waiting.last() {
        // The version of the lead or the activity would not tell: a stack with other rules applies the activity too.
        if !stack.table.lead(id).await?.is_some_and(|lead| is_behind(&lead, stack)) {
            waiting.pop();
            progress.inc(1);
            last_progress = Instant::now();
            continue;
        }
        if last_progress.elapsed() > Duration::from_mins(1) {
            progress.abandon();
            bail!(
                "{} waiting; none was rescored for a minute. Does the stack run the configuration of this checkout ({})? Restart or deploy it, then run this again: it continues",
                count_of(waiting.len(), "lead"),
                stack.config.version
            );
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    progress.finish_and_clear();
    println!("{} rescored by the new rules ({})", count_of(count, "lead"), stack.config.version);
    Ok(())
}

/// Sent again for the same version of the lead and the same rules, it changes nothing.
fn rescored(lead: &Lead, stack: &Connected) -> Activity {
    Activity::rescored(&lead.id, lead.version(), &stack.config.version, stack.now)
}
