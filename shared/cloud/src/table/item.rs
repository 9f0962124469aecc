//! The attributes of rows. One of them, `body`, holds a row's content as JSON.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::TableError;

pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) const BODY: &str = "body";

/// The attribute of a row that stands in the place of one that was erased. To every reader it is not there, but to those
/// that ask for it.
pub(crate) const ERASED: &str = "erased";

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// When DynamoDB may take a row away, for its attribute `expires`.
pub(crate) fn expiry(at: Timestamp) -> AttributeValue {
    number(u64::try_from(at.as_second()).unwrap_or_default())
}

pub(crate) fn json(value: &impl Serialize) -> AttributeValue {
    text(serde_json::to_string(value).expect("plain structs with text keys"))
}

/// Reads a row's JSON attribute.
pub(crate) fn read<T: DeserializeOwned>(item: &Item, attribute: &str) -> Result<T, TableError> {
    // Without serde's own words: they quote the value, which may be personal.
    serde_json::from_str(text_of(item, attribute)?).map_err(|error| TableError::Broken {
        key: shown_key(item),
        why: format!("`{attribute}` breaks at column {}", error.column()),
    })
}

pub(crate) fn text_of<'a>(item: &'a Item, attribute: &str) -> Result<&'a str, TableError> {
    item.get(attribute)
        .and_then(|value| value.as_s().ok())
        .map(String::as_str)
        .ok_or_else(|| TableError::Broken { key: shown_key(item), why: format!("no text attribute `{attribute}`") })
}

/// A number attribute.
pub(crate) fn number_of(value: Option<&AttributeValue>) -> Option<u64> {
    value.and_then(|value| value.as_n().ok()).and_then(|number| number.parse().ok())
}

pub(crate) fn shown_key(item: &Item) -> String {
    let part = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).map_or("?", String::as_str).to_owned();
    format!("{} / {}", part("pk"), part("sk"))
}

/// A time that sorts as text, to the millisecond.
pub(crate) fn sortable(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The UTC day of a time, as activity ids begin with it: `20261121`.
pub(crate) fn utc_day(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%d").to_string()
}
