//! `leadwright rescore`: what a new scoring model changes, before it does; and then to every lead.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Args;
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use leadwright_cloud::queue::BATCH;
use leadwright_cloud::table::Card;
use leadwright_domain::activity::{Activity, ActivityId, What};
use leadwright_domain::fold;
use leadwright_domain::lead::Lead;
use leadwright_domain::stage::Stage;
use serde::Serialize;

use super::{Connected, Target, cards};

/// What `rescore` takes.
#[derive(Debug, Args)]
pub(crate) struct RescoreArgs {
    /// Only say who would move, from where to where, by this checkout's scoring.yaml. Changes nothing.
    #[arg(long)]
    check: bool,
    /// With --check: as JSON, every lead that moves.
    #[arg(long, requires = "check")]
    json: bool,
    #[command(flatten)]
    target: Target,
}

pub(crate) const HELP: &str = "Change infra/config/scoring.yaml, then:\n  \
    cargo run -- rescore --check     # who would move, before anything changes\n  \
    restart `cargo run`, or `compile` and deploy\n  \
    cargo run -- rescore             # every lead, in the background; it may be stopped and run again";

/// How many leads are looked at side by side.
const SIDE_BY_SIDE: usize = 8;

/// So many leads that move are named; the rest is counted.
const NAMED: usize = 20;

/// A lead under both models.
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

/// Previews or applies the model of this checkout.
///
/// # Errors
/// The stack does not answer, or still runs with another model.
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
    let warmer = |one: &&Moved| one.from.temperature != one.to.temperature;
    let staged = moved.iter().filter(|one| one.from.stage != one.to.stage).count();
    println!(
        "{} of {} leads would have another score: {} another temperature, {staged} another stage. Nothing was changed.",
        moved.len(),
        all.len(),
        moved.iter().filter(warmer).count(),
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

/// The lead under its own model and this checkout's; none if both give the same.
async fn compare(stack: &Connected, card: &Card) -> Result<Option<Moved>> {
    let Some(lead) = stack.table.lead(&card.id).await? else { return Ok(None) };
    let timeline = stack.table.timeline(&card.id).await?;
    let model = &stack.config.scoring;
    let mut after = lead.clone();
    after.tally = model.recount(&timeline).1;
    after.score = model.score(&after, stack.now);
    let to = Place { stage: fold::stage_by_marketing(&after, &stack.config, stack.now), ..place(&after) };
    let mut before = lead;
    if let Some(own) = stack.table.model(&before.model).await? {
        before.score = own.score(&before, stack.now);
    }
    let from = place(&before);
    Ok((from != to).then(|| Moved { lead: card.id.to_string(), title: card.title.clone(), from, to }))
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
        let behind = leads.into_iter().flatten().filter(|lead| lead.model != stack.config.model_hash);
        let activities: Vec<Activity> = behind.map(|lead| rescored(&lead, stack)).collect();
        if !activities.is_empty() {
            stack.bulk.send_activities(&activities).await?;
        }
        progress.inc((batch.len() - activities.len()) as u64);
        waiting.extend(activities.into_iter().map(|activity| activity.lead));
    }
    if waiting.is_empty() {
        progress.finish_and_clear();
        println!("every lead has the scores of this scoring.yaml ({})", stack.config.model_hash);
        return Ok(());
    }
    let count = waiting.len();
    // It runs in the stack; this only watches.
    let mut last_news = Instant::now();
    while let Some(id) = waiting.last() {
        let lead = stack.table.lead(id).await?;
        match lead.map(|lead| lead.model) {
            Some(model) if model != stack.config.model_hash => {
                if last_news.elapsed() > Duration::from_mins(1) {
                    progress.abandon();
                    bail!(
                        "{} leads wait; none moved for a minute. Does the stack run with this checkout's configuration ({})? Restart it or deploy, then run this again: it goes on where it is",
                        waiting.len(),
                        stack.config.model_hash
                    );
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            _ => {
                waiting.pop();
                progress.inc(1);
                last_news = Instant::now();
            }
        }
    }
    progress.finish_and_clear();
    println!("{count} leads are scored by the new scoring.yaml ({})", stack.config.model_hash);
    Ok(())
}

/// The same for the same lead and model, however often it is sent.
fn rescored(lead: &Lead, stack: &Connected) -> Activity {
    let at: Timestamp = stack.now;
    let what = What::Rescored;
    let seeds = [lead.id.as_str(), what.kind(), &stack.config.model_hash];
    let external_id = Some(format!("rescore:{}:{}", stack.config.model_hash, lead.version));
    Activity { external_id, ..Activity::new(ActivityId::new(at, &seeds), lead.id.clone(), what) }
}
