//! `leadwright cost close`: the costs of a month are stored as they are, and stay.

use anyhow::{Result, ensure};
use clap::Args;
use leadwright_domain::campaign::{Costs, WithoutCost};
use leadwright_domain::value::money::Money;
use leadwright_domain::value::month::Month;

use crate::commands::target::{Connected, TargetStack};
use crate::wording::count::count_of;
use crate::wording::time::readable;

/// The end of `cost close --help`.
pub(super) const HELP: &str = "\
Close a month once all files of it are imported. From then on reports use what was stored: later edits of campaigns.yaml
and of its rates change nothing in it, and a file that would change it is refused. `leadwright cost open` opens it again.

  leadwright cost show --month 2026-10    what will be stored
  leadwright cost close 2026-10

Exit code 0: the month is closed, now or before. Exit code 1: it stays open, and the last line says why.";

/// The arguments of `cost close`.
#[derive(Debug, Args)]
pub(super) struct CloseArgs {
    /// The month, like 2026-10. It has to be over.
    month: Month,
    #[command(flatten)]
    target: TargetStack,
}

/// Closes a month.
pub(super) async fn close(args: &CloseArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let (month, zone) = (args.month, stack.config.company.timezone.time_zone());
    let today = stack.now.to_zoned(zone.clone()).date();
    ensure!(month.last() < today, "{month} is not over: it can be closed from {} on", month.next().first());
    let stored = stack.table.costs(month, month).await?;
    if let Some(closed) = stored.get(&month).filter(|month| month.is_closed()).and_then(|month| month.closing) {
        println!("{month} is closed already, since {}: nothing was changed", readable(closed.at, &zone));
        return Ok(());
    }
    // Before anything is stored: a month that can't be closed yet stays open to files.
    costs_of(&stack, month).await?;
    let closing = stack.table.begin_closing(month, stack.now).await?;
    // Again, with what was imported until then.
    let costs = costs_of(&stack, month).await?;
    stack.table.close_month(month, closing, &costs.to_close()).await?;
    println!("{month} is closed: {} of {}", costs.total(), count_of(costs.campaigns.len(), "campaign"));
    for (name, costs) in &costs.campaigns {
        println!("  {name}: {}", Money::new(costs.total(), stack.config.company.currency));
    }
    for name in costs.without.iter().filter(|(_, why)| **why == WithoutCost::NoneKnown).map(|(name, _)| name) {
        println!("  {name}: {}", WithoutCost::NoneKnown.words());
    }
    Ok(())
}

/// The costs of the month, if each can be stored.
async fn costs_of(stack: &Connected, month: Month) -> Result<Costs> {
    let (config, stored) = (&stack.config, stack.table.costs(month, month).await?);
    let costs = Costs::of(&config.campaigns, config.company.currency, &stored, month.first(), month.last());
    let missing: Vec<String> = costs
        .apart()
        .into_iter()
        .map(|(currency, apart)| format!("{{currency: {currency}, from: {}, rate: …}}", apart.from))
        .collect();
    ensure!(
        missing.is_empty(),
        "{month} has costs in other currencies on days without a rate: add to `rates` in campaigns.yaml {}",
        missing.join(" and ")
    );
    Ok(costs)
}
