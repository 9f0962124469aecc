//! `leadwright rescore`: what new rules of scoring.yaml and funnel.yaml change, before they do; and then to every lead.

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
use serde::Serialize;

use super::{Connected, Target, cards};

/// What `rescore` takes.
#[derive(Debug, Args)]
pub(crate) struct RescoreArgs {
    /// Only say who would move, from where to where, by this checkout's scoring.yaml and funnel.yaml. Changes nothing.
    #[arg(long)]
    check: bool,
    /// With --check: as JSON, every lead that moves.
    #[arg(long, requires = "check")]
    json: bool,
    #[command(flatten)]
    target: Target,
}

pub(crate) const HELP: &str = "Change infra/config/scoring.yaml or funnel.yaml, then:\n  \
    cargo run -- rescore --check     # who would move, before anything changes\n  \
    restart `cargo run`, or `compile` and deploy\n  \
    cargo run -- rescore             # every lead, in the background; it may be stopped and run again";

/// How many leads are looked at side by side.
const SIDE_BY_SIDE: usize = 8;

/// So many leads that move are named; the rest is counted.
const NAMED: usize = 20;

/// A lead under the rules it has, and this checkout's.
#[derive(Serialize)]
struct Moved {
    lead: String,
    #[serde(skip)]
    title: String,
    from: Place,
    to: Place,
}

/// Where a lead stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Place {
    temperature: &'static str,
    grade: &'static str,
    total: i32,
    /// The stage that the criteria of funnel.yaml would give it.
    stage: Stage,
}

/// Previews or applies the rules of this checkout.
///
/// # Errors
/// The stack does not answer, or still runs with other rules.
pub(crate) async fn rescore(args: &RescoreArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let all = cards(&stack.table, &Stage::ALL).await?;
    if args.check { check(&stack, &all, args.json).await } else { apply(&stack, &all).await }
}

fn bar(leads: usize) -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} leads, {per_sec}, {eta} to go")?;
    Ok(ProgressBar::new(leads as u64).with_style(style))
}

async fn check(stack: &Connected, all: &[Card], json: bool) -> Result<()> {
    let progress = bar(all.len())?;
    let both: Vec<Option<Moved>> = stream::iter(all.iter().map(|card| compare(stack, card)))
        .buffer_unordered(SIDE_BY_SIDE)
        .inspect_ok(|_| progress.inc(1))
        .try_collect()
        .await?;
    progress.finish_and_clear();
    let mut moved: Vec<Moved> = both.into_iter().flatten().collect();
    moved.sort_by_key(|one| std::cmp::Reverse((one.to.total - one.from.total).abs()));
    if json {
        println!("{}", serde_json::to_string_pretty(&moved)?);
        return Ok(());
    }
    let scored = |one: &&Moved| Place { stage: one.from.stage, ..one.to.clone() } != one.from;
    let warmer = |one: &&Moved| one.from.temperature != one.to.temperature;
    let staged = |one: &&Moved| one.from.stage != one.to.stage;
    println!(
        "{} of {} leads would have another score: {} another temperature; {} another stage. Nothing was changed.",
        moved.iter().filter(scored).count(),
        all.len(),
        moved.iter().filter(warmer).count(),
        moved.iter().filter(staged).count(),
    );
    let mut ways: BTreeMap<String, usize> = BTreeMap::new();
    for one in &moved {
        if one.from.temperature != one.to.temperature {
            *ways.entry(format!("{} → {}", one.from.temperature, one.to.temperature)).or_default() += 1;
        }
        if one.from.stage != one.to.stage {
            *ways.entry(format!("{} → {}", one.from.stage, one.to.stage)).or_default() += 1;
        }
    }
    for (way, count) in ways {
        println!("  {count:>6}  {way}");
    }
    if !moved.is_empty() {
        println!("\nThe most moved");
    }
    for one in moved.iter().take(NAMED) {
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
    if moved.len() > NAMED {
        println!("  … and {} more; --json lists all", moved.len() - NAMED);
    }
    Ok(())
}

/// The lead under its own rules and this checkout's; none if both give the same.
async fn compare(stack: &Connected, card: &Card) -> Result<Option<Moved>> {
    let Some(lead) = stack.table.lead(&card.id).await? else { return Ok(None) };
    let mut after = lead.clone();
    if lead.model != stack.config.model_hash {
        after.tally = stack.config.scoring.recount(&stack.table.timeline(&card.id).await?).1;
    }
    let after = staged(after, stack);
    let to = place(&after);
    let mut before = lead;
    if let Some(own) = stack.table.model(&before.model).await? {
        before.score = own.score(&before, stack.now);
    }
    let from = place(&before);
    Ok((from != to).then(|| Moved { lead: card.id.to_string(), title: card.title.clone(), from, to }))
}

/// The lead with the score and the stage that its tally gives it now.
fn staged(mut lead: Lead, stack: &Connected) -> Lead {
    lead.score = stack.config.scoring.score(&lead, stack.now);
    lead.stage = stack.config.funnel.stage_by_marketing(&lead, &stack.config.scoring, stack.now);
    lead
}

/// The lead has not what the rules of this checkout give it.
fn is_behind(lead: &Lead, stack: &Connected) -> bool {
    lead.model != stack.config.model_hash || staged(lead.clone(), stack).stage != lead.stage
}

fn place(lead: &Lead) -> Place {
    let score = &lead.score;
    Place { temperature: score.temperature.word(), grade: score.grade.letter(), total: score.total, stage: lead.stage }
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
        println!("every lead has the score and the stage of these rules ({})", stack.config.version);
        return Ok(());
    }
    let count = waiting.len();
    // It runs in the stack; this only watches.
    let mut last_news = Instant::now();
    while let Some(id) = waiting.last() {
        // Not by its version, nor by the activity: a stack with other rules applies it too, by those.
        if !stack.table.lead(id).await?.is_some_and(|lead| is_behind(&lead, stack)) {
            waiting.pop();
            progress.inc(1);
            last_news = Instant::now();
            continue;
        }
        if last_news.elapsed() > Duration::from_mins(1) {
            progress.abandon();
            bail!(
                "{} leads wait; none moved for a minute. Does the stack run with this checkout's configuration ({})? Restart it or deploy, then run this again: it goes on where it is",
                waiting.len(),
                stack.config.version
            );
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    progress.finish_and_clear();
    println!("{count} leads have the score and the stage of the new rules ({})", stack.config.version);
    Ok(())
}

/// The same for the same lead and rules, however often it is sent.
fn rescored(lead: &Lead, stack: &Connected) -> Activity {
    Activity::rescored(&lead.id, lead.version, &stack.config.version, stack.now)
}
