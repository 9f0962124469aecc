//! What others changed of a lead, in a salesperson's words.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::lead::Lead;
use crate::lead::changes::{ChangedBy, FieldChange};
use crate::value::country::Country;
use crate::value::text::capital;
use crate::value::times::done_at;

/// Another value of a field than the one that the lead has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    /// The field.
    pub field: &'a str,
    /// The value that the lead has; empty if it was taken away.
    pub value: &'a str,
    /// The other value.
    pub other: &'a str,
    /// The value that the lead has, as salespeople read it.
    pub value_words: &'a str,
    /// The other value, as salespeople read it.
    pub other_words: &'a str,
    /// What happened, as a sentence without its end.
    pub words: String,
}

/// What others changed of the lead, and nobody has settled.
pub fn changes<'a>(lead: &'a Lead, now: Timestamp, zone: &TimeZone) -> Vec<Change<'a>> {
    let changes = lead.changes.iter().map(|(field, change)| {
        let value = lead.field(field).unwrap_or_default();
        let other = change.other.as_str();
        let (value_words, other_words) = (shown(field, value), shown(field, other));
        let words = words(field, [value_words, other_words], change, now, zone);
        Change { field, value, other, value_words, other_words, words }
    });
    changes.collect()
}

/// A field's value as salespeople read it: a country by its name.
pub(crate) fn shown<'a>(field: &str, value: &'a str) -> &'a str {
    let country = Country::of_code(value).filter(|_| field == "country");
    country.map_or(value, |country| country.name("en"))
}

fn words(field: &str, [value, other]: [&str; 2], change: &FieldChange, now: Timestamp, zone: &TimeZone) -> String {
    let by = match change.by {
        ChangedBy::Form => "a form",
        ChangedBy::List => "a list",
        ChangedBy::Program => "another program",
    };
    let at = done_at(crate::words::Words::english(), change.activity.occurred_at(), now, zone);
    if change.is_kept {
        format!("{} {other} came by {by} {at}; {value}, which one of you entered, stays", capital(field))
    } else if value.is_empty() {
        format!("{} removed by {by} {at}, was {other}", capital(field))
    } else {
        format!("{} changed by {by} {at}, was {other}", capital(field))
    }
}
