//! `leadwright cost open`: a closed month can be changed again.

use anyhow::{Result, bail};
use clap::Args;
use leadwright_domain::campaign::{Costs, MonthClosing};
use leadwright_domain::value::money::Money;
use leadwright_domain::value::month::Month;
use leadwright_domain::value::period::Days;
use leadwright_domain::words::Words;
use leadwright_report::read::Source;
use leadwright_report::wording::changed;

use crate::commands::target::{Connected, TargetStack};
use crate::wording::time::readable;

/// The end of `cost open --help`.
pub(super) const HELP: &str = "\
From then on the month's costs are those of campaigns.yaml, of its rates and of imported files again, as they are today. What
that changes at once is printed, with the mailed reports that it changes: their next mail names it. Import what was missing,
and close the month again.

  leadwright cost open 2026-10
  leadwright cost import late.csv
  leadwright cost close 2026-10

Exit code 0: the month is open. Exit code 1: it was not closed, or the last line says what to do.";

/// The arguments of `cost open`.
#[derive(Debug, Args)]
pub(super) struct OpenArgs {
    /// The month, like 2026-10.
    month: Month,
    #[command(flatten)]
    target: TargetStack,
}

/// Opens a month.
pub(super) async fn open(args: &OpenArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let (month, zone) = (args.month, stack.config.company.timezone.time_zone());
    let closing = stack.table.costs(month, month).await?.remove(&month).and_then(|stored| stored.closing);
    let Some(closing @ MonthClosing { at, .. }) = closing else {
        bail!("{month} is not closed: its costs can be changed");
    };
    let before = total(&stack, month).await?;
    stack.table.open_month(month, closing).await?;
    let now = total(&stack, month).await?;
    let verb = if closing.done { "was closed since" } else { "was being closed since" };
    println!("{month} is open again; it {verb} {}", readable(at, &zone));
    if before == now {
        println!("  its costs are {now}, as they were");
    } else {
        println!("  its costs were {before}, and are {now} now");
    }
    for line in mailed(&stack, month).await? {
        println!("  {line}");
    }
    println!("Import what was missing, and close it again with `leadwright cost close {month}`");
    Ok(())
}

async fn total(stack: &Connected, month: Month) -> Result<Money> {
    let (config, stored) = (&stack.config, stack.table.costs(month, month).await?);
    let today = stack.now.to_zoned(config.company.timezone.time_zone()).date();
    let to = month.last().min(today);
    Ok(Costs::of(&config.campaigns, config.company.currency, &stored, month.first(), to).total())
}

/// The mailed reports whose numbers of the month are others now.
async fn mailed(stack: &Connected, month: Month) -> Result<Vec<String>> {
    let config = &stack.config;
    let today = stack.now.to_zoned(config.company.timezone.time_zone()).date();
    let source = Source { table: &stack.table, config, today };
    let mut lines = Vec::new();
    for (name, report) in &config.reports {
        let log = stack.table.report_log(name).await?;
        let has_month = |Days { first, last }: Days| first <= month.last() && month.first() <= last;
        for change in source.changes(report, &log, |period| has_month(period.days())).await? {
            let words = changed(Words::english(), &change, config.company.currency);
            lines.push(format!("the next mail of the report {name} says: {words}"));
        }
    }
    Ok(lines)
}
