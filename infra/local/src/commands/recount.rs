//! `leadwright recount`: the facts of all activities are made anew, and all days counted anew, by the rules of today.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::SignedDuration;
use leadwright_cloud::table::{Corrected, Recount};
use leadwright_domain::metrics::definitions;
use leadwright_domain::value::identity::LeadId;

use super::target::{Connected, TargetStack};
use crate::listing::ids;
use crate::wording::count::count_of;

/// The arguments of `recount`.
#[derive(Debug, Args)]
pub(crate) struct RecountArgs {
    /// Start over: neither what an interrupted recount has done nor the last one counts.
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    target: TargetStack,
}

pub(crate) const HELP: &str = "\
Reports are sums of counters, which are counted four times a day. A new release may define a measure or a dimension that the
counters of past days do not have; reports say so then. This gives it its past: every lead is read once, what each of its
activities counts as is decided anew by the rules of today, and every day is counted anew.

  leadwright recount            # it may be interrupted and run again: it goes on
  leadwright recount --again    # start over

Nothing else changes: no lead, no score, no mail. Reports show the earlier counts until a day is counted anew. Of what
belongs to the lead (its first source, campaign, form, country) today's values count, of a salesperson and a team those of
then; a team is looked up in the team.yaml of today.

On this machine the days are counted at once. With --stack they are marked, and the next run of the rollup counts them,
within six hours.";

/// The number of leads that are read at the same time.
const CONCURRENCY: usize = 8;

/// After so many leads it is written down how far the recount is.
const STEP: usize = 200;

/// Marks of transactions are younger than this: those of a recount are not, so that the run that counts a day takes them away.
const SETTLED: SignedDuration = SignedDuration::from_mins(20);

/// A count of days that makes no progress for so long is given up.
const PATIENCE: Duration = Duration::from_mins(2);

/// Counts everything anew.
pub(crate) async fn recount(args: &RecountArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let today = definitions(&stack.config.company.timezone.time_zone());
    let last = stack.table.recount().await?.filter(|last| !args.again && last.definitions == today);
    let done = match last {
        Some(last) if last.is_done => {
            println!("Everything was recounted by the definitions of today already; --again starts over");
            last
        }
        last => {
            if let Some(last) = &last {
                println!("Going on after {}", count_of(last.leads, "lead"));
            }
            let done =
                walk(&stack, last.unwrap_or_else(|| Recount { definitions: today, ..Recount::default() })).await?;
            println!(
                "{} read: {} of {} changed",
                count_of(done.leads, "lead"),
                count_of(done.changed_facts, "fact"),
                count_of(done.changed_leads, "lead"),
            );
            done
        }
    };
    let days = waiting(&stack).await?;
    if days == 0 {
        println!("No day waits to be counted: every day is counted by the definitions of today ({})", done.definitions);
        return Ok(());
    }
    if args.target.stack.is_some() {
        println!("{} marked: the next run of the rollup counts them, within six hours", count_of(days, "day"));
        return Ok(());
    }
    count_days(&stack, args, days).await?;
    println!("{} counted anew", count_of(days, "day"));
    Ok(())
}

/// Makes the facts of all leads anew, and marks the days of their activities.
async fn walk(stack: &Connected, mut recount: Recount) -> Result<Recount> {
    let all = ids(&stack.table).await?;
    let progress = ProgressBar::new(all.len() as u64)
        .with_style(ProgressStyle::with_template("{bar:40} {pos} of {len} leads, {per_sec}, {eta} left")?);
    let mut marked = BTreeSet::new();
    let left: Vec<&LeadId> = all.iter().filter(|id| Some(*id) > recount.after.as_ref()).collect();
    progress.inc((all.len() - left.len()) as u64);
    for step in left.chunks(STEP) {
        correct(stack, step, &mut recount, &mut marked, &progress).await?;
        recount.after = step.last().map(|id| (*id).clone());
        stack.table.put_recount(&recount).await?;
    }
    // The lists are by stage: a lead that moved while they were read may stand in none of them.
    let more = ids(&stack.table).await?;
    let moved: Vec<&LeadId> = more.difference(&all).collect();
    correct(stack, &moved, &mut recount, &mut marked, &progress).await?;
    // Days without activities too: what stands there was counted by definitions of then.
    let zone = stack.config.company.timezone.time_zone();
    for (day, definitions) in stack.table.counted_days().await? {
        if definitions.as_ref() != Some(&recount.definitions) {
            stack.table.mark_day(day, &zone, stack.now - SETTLED).await?;
        }
    }
    recount.is_done = true;
    stack.table.put_recount(&recount).await?;
    progress.finish_and_clear();
    Ok(recount)
}

/// Makes the facts of some leads anew. Their days are marked before it is written down that they are done.
async fn correct(
    stack: &Connected,
    ids: &[&LeadId],
    recount: &mut Recount,
    marked: &mut BTreeSet<String>,
    progress: &ProgressBar,
) -> Result<()> {
    let answers = ids.iter().map(|id| stack.table.correct(id, &stack.config, stack.now));
    let mut answers = stream::iter(answers).buffer_unordered(CONCURRENCY);
    while let Some(Corrected { changed, days }) = answers.try_next().await? {
        recount.leads += 1;
        recount.changed_leads += usize::from(changed > 0);
        recount.changed_facts += changed;
        for day in days {
            if marked.insert(day.clone()) {
                stack.table.mark_utc_day(&day, stack.now - SETTLED).await?;
            }
        }
        progress.inc(1);
    }
    Ok(())
}

/// The number of UTC days that wait to be counted.
async fn waiting(stack: &Connected) -> Result<usize> {
    Ok(stack.table.dirty_days().await?.iter().filter(|day| !day.is_counted()).count())
}

/// Runs the rollup until no day waits.
async fn count_days(stack: &Connected, args: &RecountArgs, days: usize) -> Result<()> {
    let progress = ProgressBar::new(days as u64)
        .with_style(ProgressStyle::with_template("{bar:40} {pos} of {len} days, {eta} left")?);
    let (mut left, mut last_progress) = (days, Instant::now());
    while left > 0 {
        args.target.run("rollup").await.context("a day could not be counted; run this again when that is mended")?;
        let now_left = waiting(stack).await?;
        if now_left < left {
            (left, last_progress) = (now_left, Instant::now());
        }
        progress.set_position((days.saturating_sub(left)) as u64);
        if last_progress.elapsed() > PATIENCE {
            progress.abandon();
            bail!("{} still not counted after two minutes; look at the log of the rollup", count_of(left, "day"));
        }
        if left > 0 {
            // Large days are counted over a queue.
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
    progress.finish_and_clear();
    Ok(())
}
