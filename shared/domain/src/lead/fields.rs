//! The fields of a lead as it stores them. Most came with one form: their time is written once.
//!
//! A lead's row is to stay below two kilobytes while its first mails wait, since each kilobyte more costs two write units.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field's value, when it was given, in milliseconds, and whether by a salesperson.
///
/// Of two, a salesperson's counts, else the later, whichever came in first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldValue(
    pub String,
    pub i64,
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")] pub bool,
);

/// Who a lead is: field → value.
pub(crate) type Fields = BTreeMap<String, FieldValue>;

/// As any release wrote it: the first ones wrote the time of every value.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredFields {
    /// A time, and the values, which are of that time where they do not say another.
    OfOneTime(i64, BTreeMap<String, StoredValue>),
    Each(Fields),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum StoredValue {
    OfThatTime(String),
    Whole(FieldValue),
}

/// The same for writing, without copies.
#[derive(Serialize)]
#[serde(untagged)]
enum WrittenValue<'a> {
    OfThatTime(&'a str),
    Whole(&'a FieldValue),
}

/// The time that most of the values have, if several have one.
fn common_time(fields: &Fields) -> Option<i64> {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for FieldValue(_, at, _) in fields.values() {
        *counts.entry(*at).or_default() += 1;
    }
    let (at, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count > 1).then_some(at)
}

pub(crate) fn serialize<S: Serializer>(fields: &Fields, serializer: S) -> Result<S::Ok, S::Error> {
    let Some(time) = common_time(fields) else { return fields.serialize(serializer) };
    let values = fields.iter().map(|(name, value)| match value {
        FieldValue(text, at, false) if *at == time => (name, WrittenValue::OfThatTime(text)),
        whole => (name, WrittenValue::Whole(whole)),
    });
    let values: BTreeMap<&String, WrittenValue<'_>> = values.collect();
    (time, values).serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
    let read = |time, stored| match stored {
        StoredValue::OfThatTime(text) => FieldValue(text, time, false),
        StoredValue::Whole(value) => value,
    };
    Ok(match StoredFields::deserialize(deserializer)? {
        StoredFields::OfOneTime(time, values) => {
            values.into_iter().map(|(name, value)| (name, read(time, value))).collect()
        }
        StoredFields::Each(fields) => fields,
    })
}
