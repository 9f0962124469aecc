//! Leads for measurements: copies of one lead that posted a form, written directly into the table.
//!
//! Their ids and addresses are generated, and what is next on their agenda is due when a measurement says.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use data_encoding::BASE32_NOPAD;
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::form::Form;
use leadwright_domain::value::identity::LeadId;
use serde_json::{Value, json};

use super::client::StackClient;

/// The most rows in a call of `BatchWriteItem`.
const BATCH_ROWS: usize = 25;

/// The name of the lead that is copied.
const SEED: &str = "seed";

/// The longest wait until a stack is idle.
const IDLE_TIMEOUT: Duration = Duration::from_mins(2);

/// Begins the partition of an owner's worklist.
const WORKLIST: &str = "OWNER#";

/// Later than the end of any measurement.
pub(super) const FAR: SignedDuration = SignedDuration::from_hours(300 * 24);

/// The rows of a lead.
pub(super) struct Seed {
    lead: String,
    address: String,
    pub(super) rows: Vec<Value>,
    shards: u16,
}

impl Seed {
    /// Posts a form and reads the rows of its lead once everything that follows at once is done.
    pub(super) async fn post(client: &StackClient, name: &str, form: &Form) -> Result<Self> {
        let address = client.address(SEED);
        let lead = client.post_sample(name, form, SEED).await?.lead;
        let status = until_idle(client).await?;
        let query = json!({
            "TableName": status["table"], "ConsistentRead": true, "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": format!("LEAD#{lead}")}},
        });
        let mut answer = client.dynamodb(&status, "Query", query).await?;
        let rows = serde_json::from_value(answer["Items"].take()).context("reading the rows of the lead")?;
        let shards = status["shards"].as_u64().and_then(|shards| u16::try_from(shards).ok());
        Ok(Self { lead, address, rows, shards: shards.context("the status has no number of shards")? })
    }

    /// The owner of the lead.
    pub(super) fn owner(&self) -> Option<&str> {
        self.rows.iter().find_map(|row| row["work_pk"]["S"].as_str()?.strip_prefix(WORKLIST))
    }

    /// The rows as those of another lead, whose next mail is due at a time.
    pub(super) fn copies(&self, name: &str, due: Timestamp, whole: bool) -> Vec<Value> {
        let id = generated_id(name);
        let shard = id.shard(self.shards);
        let copied = self.rows.iter().filter(|row| whole || row["sk"]["S"] == "PROFILE");
        copied.map(|row| self.copy(row, &id, name, shard, due)).collect()
    }

    fn copy(&self, row: &Value, id: &LeadId, name: &str, shard: u16, due: Timestamp) -> Value {
        let address = format!("maria@bench-{name}.example");
        let text = row.to_string().replace(&self.lead, id.as_str()).replace(&self.address, &address);
        let mut row: Value = serde_json::from_str(&text).expect("the replaced texts keep it valid JSON");
        for partition in ["stage_pk", "day_pk", "due_pk"] {
            if let Some(key) = row[partition]["S"].as_str().and_then(|key| key.rsplit_once('#')) {
                row[partition]["S"] = json!(format!("{}#{shard}", key.0));
            }
        }
        if row["due_sk"].is_object() {
            let body = row["body"]["S"].as_str().unwrap_or_default();
            let mut lead: Value = serde_json::from_str(body).expect("a lead is JSON");
            for entry in lead["agenda"].as_array_mut().into_iter().flatten() {
                entry["due"] = json!(due.as_millisecond());
            }
            row["body"]["S"] = json!(lead.to_string());
            let sortable = due.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%3fZ");
            row["due_sk"]["S"] = json!(format!("{sortable}#{id}"));
        }
        row
    }
}

/// Makes a row one of a lead that nobody has.
pub(super) fn take_owner(row: &mut Value) {
    for (attribute, name) in [("body", "owner"), ("card", "o")] {
        let text = row[attribute]["S"].as_str().unwrap_or_default();
        if let Ok(Value::Object(mut object)) = serde_json::from_str(text) {
            object.remove(name);
            row[attribute]["S"] = json!(Value::Object(object).to_string());
        }
    }
    if row["work_pk"].is_object() {
        row["work_pk"]["S"] = json!(WORKLIST);
    }
}

/// The id of a lead without an identity.
pub(super) fn generated_id(name: &str) -> LeadId {
    let hash = leadwright_domain::value::hash::content_hash(&["bench", name]);
    let id = format!("ld_{hash}{}", &BASE32_NOPAD.encode(name.as_bytes()).to_lowercase().repeat(2)[..10]);
    LeadId::parse(&id).expect("26 letters of Base32")
}

/// Writes rows into the table of the stack.
pub(super) async fn write(client: &StackClient, rows: impl Iterator<Item = Value>) -> Result<()> {
    let status = client.status().await?;
    let rows: Vec<Value> = rows.map(|row| json!({"PutRequest": {"Item": row}})).collect();
    let table = status["table"].as_str().context("the status has no table")?;
    stream::iter(rows.chunks(BATCH_ROWS))
        .map(|rows| client.dynamodb(&status, "BatchWriteItem", json!({"RequestItems": {table: rows}})))
        .buffer_unordered(4)
        .try_for_each(async |answer| {
            let left = answer["UnprocessedItems"].as_object().is_none_or(serde_json::Map::is_empty);
            ensure!(left, "some rows were not written");
            Ok(())
        })
        .await
}

/// Waits until the stack is idle; its status then.
pub(super) async fn until_idle(client: &StackClient) -> Result<Value> {
    let began = Instant::now();
    loop {
        let status = client.status().await?;
        if status["idle"] == true {
            return Ok(status);
        }
        ensure!(
            began.elapsed() < IDLE_TIMEOUT,
            "the stack is not idle after two minutes: use one that nobody else uses"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
