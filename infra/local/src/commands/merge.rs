//! `leadwright merge`: two leads that are one person, and the way back.

use anyhow::{Result, bail};
use clap::Args;
use leadwright_cloud::queue::BATCH;
use leadwright_domain::lead::Lead;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::words::Words;

use super::arguments::{lead_id, operator};
use super::target::{Connected, TargetStack};
use crate::wording::count::count_of;

pub(crate) const HELP: &str = "\
The first lead takes over what the other is: fields, score, timeline, what is planned. It keeps its own address, and mail
goes there alone. A \"no\" to marketing mail of either stands, and no consent is taken over. Links in mails to the other one,
late activities and its address mean the first lead from then on. Of two stages and owners those count that are further. Leads
that are known by the address of a desk (info@, sales@) are not merged. Nothing is lost: --undo makes both what they would be.

  leadwright merge maria@acme.example m.silva@home.example
  leadwright merge maria@acme.example ld_lamtth6yetyscghyvack4c5mcy --undo

`leadwright lead` lists possible duplicates of a lead.";

/// The arguments of `merge`.
#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// The lead that stays: an e-mail address, a phone number (+351…), a lead id (ld_…), or SOURCE:ID of an import.
    #[arg(value_name = "EMAIL|PHONE|ID")]
    who: String,
    /// The lead that is taken over, named in the same ways; with --undo by its id, as `lead` and `merge` print it.
    #[arg(value_name = "OTHER")]
    other: String,
    /// Take the merge back.
    #[arg(long)]
    undo: bool,
    /// The author: an id of team.yaml, or any short name. [default: your user name on this machine]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    target: TargetStack,
}

/// Merges two leads, or takes a merge back.
pub(crate) async fn merge(args: &MergeArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let by = args.by.clone().unwrap_or_else(operator);
    let id = lead_id(&stack, &args.who).await?;
    if args.undo {
        return undo(&stack, &id, &args.other, &by).await;
    }
    // By its own id even where that is another name by now: then nothing is left to do.
    let other = match LeadId::parse(&args.other) {
        Ok(other) => other,
        Err(_) => lead_id(&stack, &args.other).await?,
    };
    let lead = Box::pin(stack.table.merge_leads(&id, &other, &by, &stack.config, stack.now)).await?;
    println!("{other} is a part of {id} now; `leadwright merge {id} {other} --undo` takes that back");
    print(&lead);
    Ok(())
}

async fn undo(stack: &Connected, id: &LeadId, other: &str, by: &str) -> Result<()> {
    let Ok(other) = LeadId::parse(other) else {
        bail!("name the other lead by its id (ld_…): {other:?} names the lead that it is a part of");
    };
    let came_since = Box::pin(stack.table.unmerge_leads(id, &other, by, &stack.config, stack.now)).await?;
    for batch in came_since.chunks(BATCH) {
        stack.activities.send_activities_again(batch).await?;
    }
    println!("{id} and {other} are two leads again");
    if !came_since.is_empty() {
        println!("{} that came for {other} since are applied to it", count_of(came_since.len(), "activity"));
    }
    Ok(())
}

fn print(lead: &Lead) {
    println!("  {:<12} {}", "stage", lead.stage);
    println!("  {:<12} {}", "owner", lead.owner.as_deref().unwrap_or("none yet"));
    println!("  {:<12} {}, {} points of 100", "score", lead.score.temperature.word(Words::english()), lead.score.total);
    println!("  {:<12} {}", "marketing", if lead.may_be_marketed_to() { "yes" } else { "no" });
}
