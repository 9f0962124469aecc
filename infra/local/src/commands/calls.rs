//! `leadwright calls`: how far each call list is.

use anyhow::{Result, bail};
use clap::Args;
use leadwright_cloud::table::{CallNumbers, InHand};
use leadwright_domain::value::text::listed;
use leadwright_domain::value::times::clock;
use serde::Serialize;

use super::target::TargetStack;

/// The arguments of `calls`.
#[derive(Debug, Args)]
pub(crate) struct CallsArgs {
    /// A list of `infra/config/call_lists.yaml`; left out: all.
    list: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

pub(crate) const HELP: &str = "Calls, reached and interested are those of the last 30 days, counted four times a day; \
    `report --by call_list` has them by any days.";

/// A list, as `calls --json` prints it.
#[derive(Serialize)]
struct Line<'a> {
    list: &'a str,
    title: &'a str,
    /// Leads that wait to be called, now or later.
    remaining: u32,
    in_hand: Vec<Held<'a>>,
    /// Of the last 30 days.
    calls: u64,
    reached: u64,
    interested: u64,
}

/// A lead that a caller has in hand.
#[derive(Serialize)]
struct Held<'a> {
    lead: &'a str,
    by: &'a str,
    until: String,
}

/// Prints the lists.
pub(crate) async fn calls(args: &CallsArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let lists = &stack.config.call_lists.lists;
    let names = || lists.iter().map(|list| &list.name);
    if let Some(name) = args.list.as_ref().filter(|name| names().all(|known| known != *name)) {
        bail!("call_lists.yaml has no list `{name}`; there are: {}", listed(names()));
    }
    let is_asked = |numbers: &CallNumbers| args.list.as_ref().is_none_or(|list| *list == numbers.list);
    let mut all = stack.table.call_numbers(&stack.config, stack.now, u32::MAX).await?;
    all.retain(is_asked);
    if args.json {
        let lines: Vec<Line<'_>> = all.iter().map(line).collect();
        println!("{}", serde_json::to_string_pretty(&lines)?);
        return Ok(());
    }
    if all.is_empty() {
        println!("there is no call list: write one in infra/config/call_lists.yaml");
        return Ok(());
    }
    let zone = stack.config.company.timezone.time_zone();
    println!(
        "{:<20} {:>9}  {:>7}  {:>5}  {:>11}  {:>10}",
        "list", "remaining", "in hand", "calls", "reached", "interested"
    );
    for CallNumbers { list, remaining, in_hand, calls, reached, interested, .. } in &all {
        let share = match reached.saturating_mul(100).checked_div(*calls) {
            Some(share) => format!("{reached} ({share}%)"),
            None => "-".to_owned(),
        };
        println!("{list:<20} {remaining:>9}  {:>7}  {calls:>5}  {share:>11}  {interested:>10}", in_hand.len());
    }
    for held in all.iter().flat_map(|list| &list.in_hand) {
        let name = stack.config.team.name_of(&held.by);
        println!(
            "{name} has {} in hand until {}",
            held.lead,
            clock(leadwright_domain::words::Words::english(), held.until, stack.now, &zone)
        );
    }
    Ok(())
}

fn line(numbers: &CallNumbers) -> Line<'_> {
    Line {
        list: &numbers.list,
        title: &numbers.title,
        remaining: numbers.remaining,
        in_hand: numbers.in_hand.iter().map(held).collect(),
        calls: numbers.calls,
        reached: numbers.reached,
        interested: numbers.interested,
    }
}

fn held(InHand { lead, by, until }: &InHand) -> Held<'_> {
    Held { lead: lead.as_str(), by, until: until.to_string() }
}
