//! Ids of activities: chosen once, by the producer, with the time in them.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

use crate::value::hash::content_hash;

/// An activity's id: its time to the millisecond and a hash, as in `20261121T140312123-k5l2m3n4p5q6r7s2`.
///
/// Chosen once, by the producer, so that a retry has the same id; sorts by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActivityId(String);

/// The text is not an activity id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an activity id")]
pub struct NotAnActivityId;

const TIME_FORMAT: &str = "%Y%m%dT%H%M%S%3f";
const TIME_LENGTH: usize = 18;
const HASH_LENGTH: usize = 16;

impl ActivityId {
    /// The id of what happened at `occurred_at` and is told apart by `seeds` from whatever else happened then.
    pub fn new(occurred_at: Timestamp, seeds: &[&str]) -> Self {
        let time = occurred_at.to_zoned(TimeZone::UTC).strftime(TIME_FORMAT).to_string();
        Self(format!("{time}-{}", content_hash(seeds)))
    }

    /// Reads an id.
    ///
    /// # Errors
    /// The text has another shape, or no time.
    pub fn parse(text: &str) -> Result<Self, NotAnActivityId> {
        let (time, hash) = text.split_once('-').ok_or(NotAnActivityId)?;
        let hash_fits = hash.len() == HASH_LENGTH && hash.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if time.len() == TIME_LENGTH && hash_fits && parse_time(time).is_some() {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnActivityId)
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// When it happened, to the millisecond.
    pub fn occurred_at(&self) -> Timestamp {
        parse_time(&self.0[..TIME_LENGTH]).expect("checked when the id was made")
    }

    /// The UTC day it happened on, as in `20261121`.
    pub fn day(&self) -> &str {
        &self.0[..8]
    }

    /// What tells it apart from others of its time: 16 characters.
    pub fn hash(&self) -> &str {
        &self.0[TIME_LENGTH + 1..]
    }
}

fn parse_time(text: &str) -> Option<Timestamp> {
    // By hand: every look at an activity's time comes through here.
    let text = text.as_bytes();
    if text.len() != TIME_LENGTH || text[8] != b'T' {
        return None;
    }
    let number = |from: usize, to: usize| {
        text[from..to]
            .iter()
            .try_fold(0_i32, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i32::from(digit - b'0')))
    };
    let part = |from: usize| i8::try_from(number(from, from + 2)?).ok();
    let year = i16::try_from(number(0, 4)?).ok()?;
    let nanoseconds = number(15, 18)? * 1_000_000;
    let time = DateTime::new(year, part(4)?, part(6)?, part(9)?, part(11)?, part(13)?, nanoseconds).ok()?;
    Offset::UTC.to_timestamp(time).ok()
}

impl TryFrom<String> for ActivityId {
    type Error = NotAnActivityId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ActivityId> for String {
    fn from(id: ActivityId) -> Self {
        id.0
    }
}

impl fmt::Display for ActivityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_hold_their_time_and_sort_by_it() {
        let early: Timestamp = "2026-11-21T14:03:12.123456Z".parse().unwrap();
        let late: Timestamp = "2026-11-21T14:03:12.124Z".parse().unwrap();
        let id = ActivityId::new(early, &["x"]);
        assert_eq!(id.occurred_at(), "2026-11-21T14:03:12.123Z".parse().unwrap());
        assert_eq!(id.day(), "20261121");
        assert_eq!(id.hash().len(), 16);
        assert!(id < ActivityId::new(late, &["a"]));
        assert_eq!(ActivityId::parse(id.as_str()).unwrap(), id);
        assert_ne!(ActivityId::new(early, &["ab", "c"]), ActivityId::new(early, &["a", "bc"]));
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in ["", "x", "20261121T140312123", "20269921T140312123-aaaaaaaaaaaaaaaa", "20261121T140312123-AAAA"] {
            assert!(ActivityId::parse(text).is_err(), "{text:?}");
        }
    }
}
