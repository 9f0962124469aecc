//! `leadwright audit`: every stored lead equals the replay of its timeline, and every counted number what its activities
//! count as.

mod numbers;

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use leadwright_cloud::table::Table;
use leadwright_domain::config::Config;
use leadwright_domain::erasure::Erasure;
use leadwright_domain::fold;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::metrics::Fact;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::stage::Stage;
use numbers::{AuditedFact, Numbers};
use serde_json::Value;

use super::arguments;
use super::models::Models;
use super::target::TargetStack;
use crate::listing::{cards, merged};
use crate::wording::count::count_of;

/// The number of leads that are compared at the same time.
const CONCURRENCY: usize = 8;

/// The arguments of `audit`.
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    /// The first day whose numbers are compared. [default: the first there is]
    #[arg(long, value_name = "DAY", value_parser = arguments::day)]
    from: Option<Date>,
    /// The last day whose numbers are compared. [default: the last there is]
    #[arg(long, value_name = "DAY", value_parser = arguments::day)]
    to: Option<Date>,
    #[command(flatten)]
    target: TargetStack,
}

pub(crate) const HELP: &str = "\
Compared are: each lead with the replay of its timeline; what each activity counts as with what today's rules make of the
timeline; the counters of each day with what its activities count as; the counters of months and years with those of their
days; the sums of each dimension with the totals. Of people who were erased, what stays of their activities counts.

Days that were not counted yet, or are to be counted again, are left out; how many is said. Nothing is changed.";

/// Compares what is stored with what it comes from.
///
/// # Errors
/// The first difference found.
pub(crate) async fn audit(args: &AuditArgs) -> Result<()> {
    if let (Some(from), Some(to)) = (args.from, args.to) {
        ensure!(from <= to, "--from {from} is after --to {to}");
    }
    let stack = args.target.connect().await?;
    let mut leads: BTreeSet<LeadId> = cards(&stack.table, &Stage::ALL).await?.into_iter().map(|card| card.id).collect();
    leads.extend(merged(&stack.table).await?);
    let progress = ProgressBar::new(leads.len() as u64)
        .with_style(ProgressStyle::with_template("{bar:40} {pos} of {len} leads, {per_sec}")?);
    let models = Models::new(&stack.table);
    let mut numbers = Numbers::begin(&stack, args.from, args.to).await?;
    let audited = leads.iter().map(|id| audit_lead(&stack.table, &models, &stack.config, id));
    let mut audited = stream::iter(audited).buffer_unordered(CONCURRENCY);
    let mut activities = 0;
    while let Some(facts) = audited.try_next().await? {
        progress.inc(1);
        activities += facts.len();
        numbers.add(&facts)?;
    }
    progress.finish_and_clear();
    add_erased(&stack.table, &leads, &mut numbers).await?;
    println!("{} equal the replay of {}", count_of(leads.len(), "stored lead"), count_of(activities, "activity"));
    println!("{}", numbers.compare(&stack).await?);
    Ok(())
}

/// Counts what stays of the activities of people who were erased: their days have counted them.
async fn add_erased(table: &Table, audited: &BTreeSet<LeadId>, numbers: &mut Numbers) -> Result<()> {
    let erasures = table.erasures().await?;
    let ids: BTreeSet<&LeadId> = erasures.iter().flat_map(Erasure::ids).collect();
    for id in ids {
        // Of a lead that began anew, what is not cleared is its own.
        for (activity, fact) in table.erased_facts(id, !audited.contains(id)).await? {
            let fact = fact.with_context(|| format!("{id}: what {activity} counts as can't be read"))?;
            numbers.add_fact(&activity, &fact);
        }
    }
    Ok(())
}

/// What the lead's activities count as; an error if their replay differs from the lead.
async fn audit_lead(table: &Table, models: &Models<'_>, config: &Config, id: &LeadId) -> Result<Vec<AuditedFact>> {
    // The lead may change between the two reads: a difference counts only at the last try.
    for last in [false, false, true] {
        let (timeline, facts): (Vec<Applied>, Vec<Option<Fact>>) = table.stored_facts(id).await?.into_iter().unzip();
        let stored = table.audited_lead(id).await?;
        let (stored, misplaced) = stored.with_context(|| format!("{id} is in the index, but not in the table"))?;
        let mut replayed: Option<Lead> = None;
        for applied in &timeline {
            let model = models.of(&applied.model).await?;
            replayed = Some(fold::replay(replayed, applied, &model));
        }
        let mut replayed = replayed.with_context(|| format!("{id} has no activities"))?;
        if stored.row_mark.is_none() {
            // An earlier release stored of it that the row is bad, and not in the lead.
            replayed.row_mark = None;
        }
        let same = replayed.settled() == stored.settled() && replayed.version() <= stored.version();
        if same && misplaced.is_none() {
            let made = fold::facts(&timeline, config);
            let all = timeline.into_iter().zip(made).zip(facts);
            return Ok(all.map(|((applied, made), stored)| (applied, made, stored)).collect());
        }
        if let (true, true, Some(attribute)) = (last, same, misplaced) {
            bail!("{id}: the attribute {attribute} of its row does not match the lead");
        }
        if last {
            let (said, is) = (serde_json::to_value(replayed.settled())?, serde_json::to_value(stored.settled())?);
            let activities = count_of(timeline.len(), "activity");
            bail!("{id} differs from the replay of {activities}: {}", first_difference("", &said, &is));
        }
    }
    unreachable!("the last round returns")
}

/// The path of the first difference. Only numbers are printed with it: other values may be personal data.
fn first_difference(path: &str, said: &Value, is: &Value) -> String {
    match (said, is) {
        (Value::Object(said), Value::Object(is)) => {
            let mut keys = said.keys().chain(is.keys().filter(|key| !said.contains_key(*key)));
            let differing = keys.find(|key| said.get(*key) != is.get(*key));
            let Some(key) = differing else { return path.to_owned() };
            let of = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or(Value::Null);
            first_difference(&format!("{path}.{key}"), &of(said), &of(is))
        }
        (Value::Array(said), Value::Array(is)) if said.len() == is.len() => {
            let differing = std::iter::zip(said, is).position(|(said, is)| said != is).unwrap_or(0);
            first_difference(&format!("{path}[{differing}]"), &said[differing], &is[differing])
        }
        (Value::Number(said), Value::Number(is)) => format!("{path} is {is} instead of {said}"),
        _ => format!("{path} differs"),
    }
}
