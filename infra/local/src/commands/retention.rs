//! `leadwright retention`: which leads the rules of `company.yaml` erase by themselves.

use anyhow::Result;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, Timestamp};
use leadwright_cloud::erasure::Eraser;
use leadwright_cloud::table::TableError;
use leadwright_domain::retention::months_ago;
use leadwright_domain::value::stage::Stage;
use serde_json::json;

use super::target::{Connected, TargetStack};
use crate::wording::count::count_of;

/// The end of `retention --help`.
pub(crate) const HELP: &str = "\
`retention` in infra/config/company.yaml says for stages after how many months without a sign of life their leads are erased. The
stack looks four times a day. A sign of life is what a lead or a person about it did: a form, a click, a reply, a call, a note;
not what was sent to it. A list counts from the day it was imported. Leads with a next step stay. This command changes nothing.

  leadwright retention          # with the rules of this checkout, on the data of the stack
  leadwright retention --days 90";

/// The arguments of `retention`.
#[derive(Debug, Args)]
pub(crate) struct RetentionArgs {
    /// So many days ahead, besides now.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3650))]
    days: u16,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// Says how many leads are erased by each rule.
pub(crate) async fn retention(args: &RetentionArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let later = stack.now + SignedDuration::from_hours(24 * i64::from(args.days));
    let mut all = Vec::new();
    for (stage, months) in &stack.config.company.retention {
        let now = over(&stack, *stage, *months, stack.now).await?;
        let then = over(&stack, *stage, *months, later).await?;
        all.push((stage, months, now, then - now));
    }
    if args.json {
        let rule = |(stage, months, now, then): &(&Stage, &u16, usize, usize)| json!({"stage": stage.name(), "months": months, "due": now, "due_later": then, "days": args.days});
        println!("{}", all.iter().map(rule).collect::<serde_json::Value>());
        return Ok(());
    }
    if all.is_empty() {
        println!("No lead is erased by itself: company.yaml has no `retention`");
    }
    for (stage, months, now, then) in all {
        let months = count_of(usize::from(*months), "month");
        let now = count_of(now, "lead");
        println!(
            "{}, after {months}: {now} now, {then} more within {}",
            stage.name(),
            count_of(args.days.into(), "day")
        );
    }
    Ok(())
}

/// How many leads of a stage are erased by then, if nothing happens to them.
async fn over(stack: &Connected, stage: Stage, months: u16, then: Timestamp) -> Result<usize> {
    let eraser = Eraser { table: &stack.table, key: &stack.key, config: &stack.config };
    let since = months_ago(months, then);
    let progress = ProgressBar::no_length()
        .with_style(ProgressStyle::with_template("{spinner} {msg}: {pos} leads looked at, {elapsed}")?)
        .with_message(stage.name());
    let mut count = 0;
    for shard in 0..stack.table.shards {
        let mut after: Option<String> = None;
        loop {
            let (rows, has_more) = stack.table.standing((stage, shard), after.as_deref(), since).await?;
            for (place, id) in rows {
                match eraser.is_over(&id, (stage, since), then).await {
                    Ok(lead) => count += usize::from(lead.is_some()),
                    Err(TableError::Broken { key, why }) => eprintln!("{key} can't be read, and is passed over: {why}"),
                    Err(failure) => return Err(failure.into()),
                }
                after = Some(place);
                progress.inc(1);
            }
            if !has_more {
                break;
            }
        }
    }
    progress.finish_and_clear();
    Ok(count)
}
