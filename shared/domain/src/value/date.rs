//! Dates as companies write them in their files: year, month, day.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

/// A date, with a message of ours for what is none.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct WrittenDate(Date);

impl TryFrom<String> for WrittenDate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self).map_err(|_| {
            let meant = turned(&text).map_or("2026-12-25".to_owned(), |date| date.to_string());
            format!("{text:?} is no date: write year, month and day, like {meant}")
        })
    }
}

/// The date that is written day first with points, as in 25.12.2026: with slashes the month may be first.
fn turned(text: &str) -> Option<Date> {
    let mut parts = text.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    Date::new(year.trim().parse().ok()?, month.trim().parse().ok()?, day.trim().parse().ok()?).ok()
}

/// Reads a list of dates.
pub(crate) fn dates<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Date>, D::Error> {
    Ok(Vec::<WrittenDate>::deserialize(deserializer)?.into_iter().map(|WrittenDate(date)| date).collect())
}

/// Reads a date.
pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    WrittenDate::deserialize(deserializer).map(|WrittenDate(date)| date)
}

/// Reads a date that may be left out.
pub(crate) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    Ok(Option::<WrittenDate>::deserialize(deserializer)?.map(|WrittenDate(date)| date))
}
