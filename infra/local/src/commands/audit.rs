//! `leadwright audit`: every stored lead equals the replay of its timeline.

use anyhow::{Context, Result, bail};
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use leadwright_cloud::table::Table;
use leadwright_domain::fold;
use leadwright_domain::lead::Lead;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::stage::Stage;
use serde_json::Value;

use super::models::Models;
use super::target::TargetStack;
use crate::listing::cards;
use crate::wording::count::count_of;

/// The number of leads that are compared at the same time.
const CONCURRENCY: usize = 8;

/// Replays every lead's timeline and compares it with the stored lead.
///
/// # Errors
/// The first difference found.
pub(crate) async fn audit(target: &TargetStack) -> Result<()> {
    let stack = target.connect().await?;
    let leads = cards(&stack.table, &Stage::ALL).await?;
    let progress = ProgressBar::new(leads.len() as u64)
        .with_style(ProgressStyle::with_template("{bar:40} {pos} of {len} leads, {per_sec}")?);
    let models = Models::new(&stack.table);
    let activities: usize = stream::iter(leads.iter().map(|card| audit_lead(&stack.table, &models, &card.id)))
        .buffer_unordered(CONCURRENCY)
        .inspect_ok(|_| progress.inc(1))
        .try_fold(0, |sum, activities| async move { Ok(sum + activities) })
        .await?;
    progress.finish_and_clear();
    println!("{} equal the replay of {}", count_of(leads.len(), "stored lead"), count_of(activities, "activity"));
    Ok(())
}

/// The number of the lead's activities; an error if their replay differs from the lead.
async fn audit_lead(table: &Table, models: &Models<'_>, id: &LeadId) -> Result<usize> {
    // The lead may change between the two reads: a difference counts only at the last try.
    for last in [false, false, true] {
        let timeline = table.timeline(id).await?;
        let stored = table.audited_lead(id).await?;
        let (stored, misplaced) = stored.with_context(|| format!("{id} is in the index, but not in the table"))?;
        let mut replayed: Option<Lead> = None;
        for applied in &timeline {
            let model = models.of(&applied.model).await?;
            replayed = Some(fold::replay(replayed, applied, &model));
        }
        let replayed = replayed.with_context(|| format!("{id} has no activities"))?;
        let same = replayed.settled() == stored.settled() && replayed.version() <= stored.version();
        if same && misplaced.is_none() {
            return Ok(timeline.len());
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
