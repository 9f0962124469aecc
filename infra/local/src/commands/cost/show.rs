//! `leadwright cost show`: what each campaign cost in a month.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use clap::Args;
use jiff::civil::Date;
use leadwright_domain::campaign::{CampaignCosts, Costs};
use leadwright_domain::value::money::Money;
use leadwright_domain::value::month::Month;
use serde_json::{Value, json};

use crate::commands::target::TargetStack;
use crate::wording::count::count_of;

/// The arguments of `cost show`.
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The month, like 2026-10; of this month the days up to today. [default: this month]
    #[arg(long)]
    month: Option<Month>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// Shows the costs of a month.
pub(super) async fn show(args: &ShowArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let today = stack.now.to_zoned(stack.config.company.timezone.time_zone()).date();
    let month = args.month.unwrap_or(Month::of(today));
    ensure!(month.first() <= today, "{month} is yet to come: its costs are shown from {} on", month.first());
    let (config, to) = (&stack.config, month.last().min(today));
    let stored = stack.table.costs(month, month).await?;
    let costs = Costs::of(&config.campaigns, config.company.currency, &stored, month.first(), to);
    if args.json {
        println!("{}", serde_json::to_string_pretty(&in_json(&costs, month, to))?);
    } else {
        print(&costs, month, to);
    }
    Ok(())
}

fn print(costs: &Costs, month: Month, to: Date) {
    let closed = if costs.closed.is_empty() { "" } else { "; closed" };
    println!("Costs from {} to {to} in {}{closed}", month.first(), costs.currency);
    let known = |of: &CampaignCosts| {
        if of.days.is_empty() { Err("stands apart") } else { Ok(Money::new(of.total(), costs.currency).amount()) }
    };
    let with = costs.campaigns.iter().map(|(name, of)| (name.as_str(), of.source.as_deref(), known(of)));
    let without = costs.without.iter().map(|(name, why)| (name.as_str(), None, Err(why.words())));
    let mut rows: Vec<(&str, Option<&str>, Result<String, &str>)> = with.chain(without).collect();
    rows.push(("Total", None, Ok(costs.total().amount())));
    let widest =
        |cells: &mut dyn Iterator<Item = &str>| cells.map(|cell| cell.chars().count()).max().unwrap_or_default();
    let names = widest(&mut rows.iter().map(|(name, ..)| *name).chain(["Campaign"]));
    let sources = widest(&mut rows.iter().filter_map(|(_, source, _)| *source).chain(["Source"]));
    let amounts = widest(&mut rows.iter().filter_map(|(.., cost)| cost.as_deref().ok()).chain(["Cost"]));
    println!("{:<names$}  {:<sources$}  {:>amounts$}", "Campaign", "Source", "Cost");
    for (name, source, cost) in &rows {
        let source = source.unwrap_or_default();
        match cost {
            Ok(amount) => println!("{name:<names$}  {source:<sources$}  {amount:>amounts$}"),
            Err(words) => println!("{name:<names$}  {source:<sources$}  {words}"),
        }
    }
    for (name, of) in &costs.campaigns {
        print_notes(name, of);
    }
}

/// What is to know or to do about a campaign.
fn print_notes(name: &str, of: &CampaignCosts) {
    for (currency, apart) in &of.apart {
        let money = Money::new(apart.minor, *currency);
        println!(
            "{name}: {money} stands apart and is in no sum: add to `rates` in campaigns.yaml {{currency: {currency}, from: {}, rate: …}}",
            apart.from
        );
    }
    if !of.overlaps.is_empty() {
        println!(
            "{name}: the imported cost counts, not that of campaigns.yaml, on {}: {}",
            count_of(of.overlaps.len(), "day"),
            spans(&of.overlaps)
        );
    }
    // A supplier's costs name their source themselves.
    if of.title.is_none() && of.source.is_none() {
        println!("{name}: not in campaigns.yaml: add it there, or to `match` of the campaign that it is part of");
    }
}

/// Days in words, with neighbours as one span: `2026-11-02 to 2026-11-04, 2026-11-09`.
fn spans(days: &BTreeSet<Date>) -> String {
    let mut spans: Vec<(Date, Date)> = Vec::new();
    for day in days {
        match spans.last_mut() {
            Some((_, last)) if last.tomorrow().ok() == Some(*day) => *last = *day,
            _ => spans.push((*day, *day)),
        }
    }
    let shown = |(first, last): &(Date, Date)| {
        if first == last { first.to_string() } else { format!("{first} to {last}") }
    };
    spans.iter().map(shown).collect::<Vec<_>>().join(", ")
}

fn in_json(costs: &Costs, month: Month, to: Date) -> Value {
    let campaign = |(name, of): (&String, &CampaignCosts)| {
        let apart: BTreeMap<&str, String> = of
            .apart
            .iter()
            .map(|(currency, apart)| (currency.code(), Money::new(apart.minor, *currency).plain()))
            .collect();
        let cost = (!of.days.is_empty()).then(|| Money::new(of.total(), costs.currency).plain());
        json!({
            "campaign": name, "title": of.title, "source": of.source, "cost": cost, "apart": apart,
            "overlaps": of.overlaps, "is_in_campaigns_yaml": of.title.is_some(),
        })
    };
    let without: BTreeMap<&String, &str> = costs.without.iter().map(|(name, why)| (name, why.words())).collect();
    json!({
        "from": month.first(), "to": to, "currency": costs.currency, "closed": !costs.closed.is_empty(),
        "campaigns": costs.campaigns.iter().map(campaign).collect::<Vec<_>>(),
        "without_cost": without,
        "total": costs.total().plain(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_days_are_one_span() {
        let days = |days: &[&str]| days.iter().map(|day| day.parse().unwrap()).collect();
        assert_eq!(
            spans(&days(&["2026-10-31", "2026-11-01", "2026-11-02", "2026-11-09"])),
            "2026-10-31 to 2026-11-02, 2026-11-09"
        );
    }
}
