//! `leadwright audit`: every stored lead is what its timeline says.

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
use super::{Target, cards};

/// How many leads are looked at side by side.
const SIDE_BY_SIDE: usize = 8;

/// Replays every lead's timeline and compares it with the stored lead.
///
/// # Errors
/// The first difference found.
pub(crate) async fn audit(target: &Target) -> Result<()> {
    let stack = target.connect().await?;
    let leads = cards(&stack.table, &Stage::ALL).await?;
    let progress = ProgressBar::new(leads.len() as u64)
        .with_style(ProgressStyle::with_template("{bar:40} {pos} of {len} leads, {per_sec}")?);
    let models = Models::new(&stack.table);
    let activities: usize = stream::iter(leads.iter().map(|card| audit_lead(&stack.table, &models, &card.id)))
        .buffer_unordered(SIDE_BY_SIDE)
        .inspect_ok(|_| progress.inc(1))
        .try_fold(0, |sum, activities| async move { Ok(sum + activities) })
        .await?;
    progress.finish_and_clear();
    println!("{} leads are what their {activities} activities say", leads.len());
    Ok(())
}

/// How many activities the lead has; an error if it is not what they say.
async fn audit_lead(table: &Table, models: &Models<'_>, id: &LeadId) -> Result<usize> {
    // A live lead may change between the two reads: it is compared again before it is called wrong.
    for last in [false, false, true] {
        let timeline = table.timeline(id).await?;
        let stored = table.audited_lead(id).await?;
        let (stored, misplaced) = stored.with_context(|| format!("{id} is in the index and not in the table"))?;
        let mut replayed: Option<Lead> = None;
        for applied in &timeline {
            let model = models.of(&applied.model).await?;
            replayed = Some(fold::replay(replayed, applied, &model));
        }
        let replayed = replayed.with_context(|| format!("{id} has no activities"))?;
        let same = replayed.settled() == stored.settled() && replayed.version <= stored.version;
        if same && misplaced.is_none() {
            return Ok(timeline.len());
        }
        if let (true, true, Some(attribute)) = (last, same, misplaced) {
            bail!("{id}: the attribute {attribute} of its row is not what the lead says");
        }
        if last {
            let (said, is) = (serde_json::to_value(replayed.settled())?, serde_json::to_value(stored.settled())?);
            bail!("{id} is not what its {} activities say: {}", timeline.len(), first_difference("", &said, &is));
        }
    }
    unreachable!("the last round returns")
}

/// Where two values differ first, without the values: they may be personal.
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
        (Value::Number(said), Value::Number(is)) => format!("{path} should be {said} and is {is}"),
        _ => format!("{path} differs"),
    }
}
