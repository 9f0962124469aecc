//! How rows look: keys, index keys, and the one attribute that holds the row's content as JSON.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadwright_domain::activity::ActivityId;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::metrics::Fact;
use leadwright_domain::value::identity::LeadId;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::table::{Card, TableError};

pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) const PROFILE: &str = "PROFILE";
pub(crate) const BODY: &str = "body";

/// Begins the worklist key of leads that are no longer sales' to work on: it sorts behind every digit.
pub(crate) const CLOSED: &str = "~";

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn lead_key(id: &LeadId) -> String {
    format!("LEAD#{id}")
}

pub(crate) fn activity_key(id: &ActivityId) -> String {
    format!("ACT#{id}")
}

pub(crate) fn key(pk: impl Into<String>, sk: impl Into<String>) -> Item {
    HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))])
}

/// A time that sorts as text, to the millisecond.
pub(crate) fn sortable(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The UTC day of a time, as activity ids begin with it: `20261121`.
pub(crate) fn utc_day(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%d").to_string()
}

pub(crate) fn due_partition(shard: u16) -> String {
    format!("DUE#{shard}")
}

pub(crate) fn day_partition(day: &str, shard: u16) -> String {
    format!("DAY#{day}#{shard}")
}

pub(crate) fn json(value: &impl Serialize) -> AttributeValue {
    text(serde_json::to_string(value).expect("plain structs with text keys"))
}

/// Reads a row's JSON attribute.
pub(crate) fn read<T: DeserializeOwned>(item: &Item, attribute: &str) -> Result<T, TableError> {
    let broken = |why: String| TableError::Broken { key: shown_key(item), why };
    let body = item
        .get(attribute)
        .and_then(|value| value.as_s().ok())
        .ok_or_else(|| broken(format!("no text attribute `{attribute}`")))?;
    // Without serde's own words: they quote the value, which may be personal.
    serde_json::from_str(body).map_err(|error| broken(format!("`{attribute}` breaks at column {}", error.column())))
}

pub(crate) fn text_of<'a>(item: &'a Item, attribute: &str) -> Result<&'a str, TableError> {
    item.get(attribute)
        .and_then(|value| value.as_s().ok())
        .map(String::as_str)
        .ok_or_else(|| TableError::Broken { key: shown_key(item), why: format!("no text attribute `{attribute}`") })
}

fn shown_key(item: &Item) -> String {
    let part = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).map_or("?", String::as_str).to_owned();
    format!("{} / {}", part("pk"), part("sk"))
}

/// The row of a lead. An index key stands in it only where the index has the lead.
pub(crate) fn lead_item(lead: &Lead, shards: u16) -> Item {
    let shard = lead.id.shard(shards);
    let mut item = key(lead_key(&lead.id), PROFILE);
    let mut set = |name: &str, value: AttributeValue| {
        item.insert(name.to_owned(), value);
    };
    set("version", number(lead.version));
    set(BODY, json(lead));
    set("card", json(&Card::of(lead)));
    set("stage_pk", text(format!("STAGE#{}#{shard}", lead.stage)));
    set("stage_sk", text(format!("{}#{}", sortable(lead.stage_since), lead.id)));
    if let Some(owner) = &lead.owner {
        set("work_pk", text(format!("OWNER#{owner}")));
        // Hottest first in an ascending query; of equals, who asked last. What is closed comes behind all that is open.
        let asked = lead.last_submission.as_ref().map_or(0, |asked| asked.occurred_at().as_millisecond());
        let closed = if lead.stage.is_sales() { "" } else { CLOSED };
        let (heat, asked) = (999 - lead.score.total, 99_999_999_999_999 - asked);
        set("work_sk", text(format!("{closed}{heat:03}#{asked:014}#{}", lead.id)));
    }
    if let Some(wake) = lead.next_wake() {
        set("due_pk", text(due_partition(shard)));
        set("due_sk", text(due_sort_key(wake, &lead.id)));
    }
    item
}

pub(crate) fn due_sort_key(wake: Timestamp, lead: &LeadId) -> String {
    format!("{}#{lead}", sortable(wake))
}

/// The row of an applied activity.
pub(crate) fn activity_item(applied: &Applied, lead: &Lead, shards: u16) -> Item {
    let id = &applied.activity.id;
    let mut item = key(lead_key(&lead.id), activity_key(id));
    item.insert(BODY.to_owned(), json(applied));
    item.insert("day_pk".to_owned(), text(day_partition(id.day(), lead.id.shard(shards))));
    item.insert("fact".to_owned(), json(&Fact::of(applied, lead)));
    item
}
