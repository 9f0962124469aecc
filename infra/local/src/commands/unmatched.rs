//! `leadwright unmatched`: activities that were accepted for a lead that does not exist.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use clap::Args;
use jiff::SignedDuration;
use leadwright_cloud::table::{UNMATCHED_DAYS, Unmatched};
use leadwright_domain::timeline::{Reader, story};
use leadwright_domain::value::identity::LeadId;
use serde_json::json;

use super::arguments::lead_id;
use super::target::{Connected, TargetStack};
use crate::wording::count::count_of;
use crate::wording::time::readable;

/// The end of `unmatched --help`.
pub(crate) const HELP: &str = "\
Another program may post an activity for a lead id that does not exist: the id of another stack, or of a lead that is
not imported yet. It is accepted and kept, and applied by itself when the lead begins. CloudWatch's alarm `Unmatched`
tells of each.

What names a telephone number that several leads have is kept too: it can't be said whom it is about. Give it to one of them.

  leadwright unmatched
  leadwright unmatched --give ld_lamtth6yetyscghyvack4c5mcy --to maria@acme.example
  leadwright unmatched --apply
  leadwright unmatched --discard ld_lamtth6yetyscghyvack4c5mcy";

/// The arguments of `unmatched`.
#[derive(Debug, Args)]
pub(crate) struct UnmatchedArgs {
    /// Queue those whose lead exists by now, for example after a table was restored.
    #[arg(long, conflicts_with = "discard")]
    apply: bool,
    /// Discard the activities of this lead id.
    #[arg(long, value_name = "ID", value_parser = lead)]
    discard: Option<LeadId>,
    /// Give the activities of this lead id to another lead.
    #[arg(long, value_name = "ID", value_parser = lead, requires = "to", conflicts_with_all = ["apply", "discard"])]
    give: Option<LeadId>,
    /// The lead that gets them: an e-mail address, a phone number (+351…), a lead id (ld_…), or SOURCE:ID of an import.
    #[arg(long, value_name = "EMAIL|PHONE|ID", requires = "give")]
    to: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

fn lead(text: &str) -> Result<LeadId, String> {
    LeadId::parse(text).map_err(|wrong| wrong.to_string())
}

/// Lists, applies or discards activities whose lead does not exist.
pub(crate) async fn unmatched(args: &UnmatchedArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let all = stack.table.unmatched().await?;
    if let Some(lead) = &args.discard {
        let of_lead: Vec<&Unmatched> = all.iter().filter(|one| one.activity.lead == *lead).collect();
        ensure!(!of_lead.is_empty(), "no activity waits for {lead}");
        for one in &of_lead {
            stack.table.forget_unmatched(&one.activity).await?;
        }
        say(args, "discarded", of_lead.len());
    } else if let (Some(id), Some(to)) = (&args.give, &args.to) {
        let of_id: Vec<&Unmatched> = all.iter().filter(|one| one.activity.lead == *id).collect();
        ensure!(!of_id.is_empty(), "no activity waits for {id}");
        let to = lead_id(&stack, to).await?;
        for one in &of_id {
            stack.bulk.send_activity(&one.activity.redirected(&to)).await?;
            stack.table.forget_unmatched(&one.activity).await?;
        }
        say(args, "queued", of_id.len());
    } else if args.apply {
        let applied = apply(&stack, &all).await?;
        say(args, "queued", applied);
    } else {
        list(args, &stack, &all);
    }
    Ok(())
}

/// Queues the activities whose lead exists; how many.
async fn apply(stack: &Connected, all: &[Unmatched]) -> Result<usize> {
    let mut exists: BTreeMap<&LeadId, bool> = BTreeMap::new();
    let mut queued = 0;
    for Unmatched { activity, .. } in all {
        if !exists.contains_key(&activity.lead) {
            exists.insert(&activity.lead, stack.table.lead(&activity.lead).await?.is_some());
        }
        if exists[&activity.lead] {
            // In this order: once it is queued, it is not lost.
            stack.bulk.send_activity(activity).await?;
            stack.table.forget_unmatched(activity).await?;
            queued += 1;
        }
    }
    Ok(queued)
}

fn say(args: &UnmatchedArgs, done: &str, count: usize) {
    if args.json {
        println!("{}", json!({ done: count }));
    } else {
        println!("{} {done}", count_of(count, "activity"));
    }
}

fn list(args: &UnmatchedArgs, stack: &Connected, all: &[Unmatched]) {
    let expires = |one: &Unmatched| one.since + SignedDuration::from_hours(24 * i64::from(UNMATCHED_DAYS));
    if args.json {
        let rows = all.iter().map(|one| {
            json!({
                "activity": one.activity, "since": one.since, "expires": expires(one), "shared_by": one.shared_by,
            })
        });
        println!("{}", json!(rows.collect::<Vec<_>>()));
        return;
    }
    if all.is_empty() {
        println!("Every activity has its lead.");
        return;
    }
    println!("{} without a lead:", count_of(all.len(), "activity"));
    let zone = stack.config.company.timezone.time_zone();
    let time = |at| readable(at, &zone);
    for one in all {
        let activity = &one.activity;
        let words = story(&activity.kind, &stack.config, Reader::Operator).words;
        println!("{}  {}  {words}; kept until {}", activity.lead, time(activity.occurred_at()), time(expires(one)));
        if !one.shared_by.is_empty() {
            let leads: Vec<&str> = one.shared_by.iter().map(LeadId::as_str).collect();
            println!("  several leads have its number: {}; give it to one with --give and --to", leads.join(", "));
        }
    }
}
