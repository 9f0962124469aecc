//! `leadwright reindex`: every lead gets the rows that it is found by.

use anyhow::Result;
use clap::Args;
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use leadwright_cloud::table::Reindex;
use leadwright_domain::search::{RULES, SearchFields};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::zone::country_of;

use super::target::{Connected, TargetStack};
use crate::listing::ids;
use crate::wording::count::count_of;

/// The arguments of `reindex`.
#[derive(Debug, Args)]
pub(crate) struct ReindexArgs {
    /// Start over: neither what an interrupted run has done nor the last one counts.
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    target: TargetStack,
}

pub(crate) const HELP: &str = "\
Leads are found by rows of their own: address, number, words of name and company. They are written with each change of a
lead. Leads of an earlier release have none until this has run once; run it again after the country of company.yaml has
changed, which telephone numbers are read by. Every lead and its timeline are read; only what is missing or wrong is written.

  leadwright reindex            # it may be interrupted and run again: it goes on
  leadwright reindex --again    # start over";

/// The number of leads that are read at the same time.
const CONCURRENCY: usize = 8;

/// After so many leads it is written down how far it is.
const STEP: usize = 200;

/// A lead that changes while its rows are compared is compared again, so often.
const TRIES: usize = 5;

/// Gives every lead the rows that it is found by.
pub(crate) async fn reindex(args: &ReindexArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let country = country_of(&stack.config.company).map_or("none", |country| country.code());
    let rules = format!("{RULES}, numbers of {country}");
    let last = stack.table.reindex().await?.filter(|last| !args.again && last.rules == rules);
    if let Some(last) = last.as_ref().filter(|last| last.is_done) {
        println!("All {} are found by the rules of today already; --again starts over", count_of(last.leads, "lead"));
        return Ok(());
    }
    if let Some(last) = &last {
        println!("Going on after {}", count_of(last.leads, "lead"));
    }
    let done = walk(&stack, last.unwrap_or_else(|| Reindex { rules, ..Reindex::default() })).await?;
    println!("{} read: of {} something was missing or wrong", count_of(done.leads, "lead"), done.changed);
    Ok(())
}

async fn walk(stack: &Connected, mut reindex: Reindex) -> Result<Reindex> {
    let all = ids(&stack.table).await?;
    let progress = ProgressBar::new(all.len() as u64)
        .with_style(ProgressStyle::with_template("{bar:40} {pos} of {len} leads, {per_sec}, {eta} left")?);
    let left: Vec<&LeadId> = all.iter().filter(|id| Some(*id) > reindex.after.as_ref()).collect();
    progress.inc((all.len() - left.len()) as u64);
    for step in left.chunks(STEP) {
        compare(stack, step, &mut reindex, &progress).await?;
        reindex.after = step.last().map(|id| (*id).clone());
        stack.table.put_reindex(&reindex).await?;
    }
    // The lists are by stage: a lead that moved while they were read may stand in none of them.
    let more = ids(&stack.table).await?;
    let moved: Vec<&LeadId> = more.difference(&all).collect();
    compare(stack, &moved, &mut reindex, &progress).await?;
    reindex.is_done = true;
    stack.table.put_reindex(&reindex).await?;
    progress.finish_and_clear();
    Ok(reindex)
}

async fn compare(stack: &Connected, ids: &[&LeadId], reindex: &mut Reindex, progress: &ProgressBar) -> Result<()> {
    let answers = ids.iter().map(|id| repair(stack, id));
    let mut answers = stream::iter(answers).buffer_unordered(CONCURRENCY);
    while let Some(is_changed) = answers.try_next().await? {
        reindex.leads += 1;
        reindex.changed += usize::from(is_changed);
        progress.inc(1);
    }
    Ok(())
}

/// Whether something of the lead was missing or wrong.
async fn repair(stack: &Connected, id: &LeadId) -> Result<bool> {
    let mut is_changed = false;
    let mut compared: Option<SearchFields> = None;
    for _ in 0..TRIES {
        let Some(lead) = stack.table.lead(id).await? else { break };
        let fields = SearchFields::of(&lead);
        if compared.as_ref() == Some(&fields) {
            break;
        }
        is_changed |= stack.table.repair_search(&lead, &stack.config).await?;
        compared = Some(fields);
    }
    Ok(is_changed)
}
