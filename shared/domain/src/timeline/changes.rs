//! What others changed of a lead, in a salesperson's words.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::lead::Lead;
use crate::lead::changes::{ChangedBy, FieldChange};
use crate::value::country::Country;
use crate::value::text::capital;
use crate::value::times::done_at;
use crate::words::Words;

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
pub fn changes<'a>(lead: &'a Lead, words: Words<'_>, now: Timestamp, zone: &TimeZone) -> Vec<Change<'a>> {
    let changes = lead.changes.iter().map(|(field, change)| {
        let value = lead.field(field).unwrap_or_default();
        let other = change.other.as_str();
        let (value_words, other_words) = (shown(field, value, words), shown(field, other, words));
        let at = done_at(words, change.activity.occurred_at(), now, zone);
        let words = told(words, field, [value_words, other_words], change, at);
        Change { field, value, other, value_words, other_words, words }
    });
    changes.collect()
}

/// A field's value as salespeople read it: a country by its name.
pub(crate) fn shown<'a>(field: &str, value: &'a str, words: Words<'_>) -> &'a str {
    let country = Country::of_code(value).filter(|_| field == "country");
    country.map_or(value, |country| country.name(words.language()))
}

fn told(words: Words<'_>, field: &str, [value, other]: [&str; 2], change: &FieldChange, at: String) -> String {
    let by = match change.by {
        ChangedBy::Form => "form",
        ChangedBy::List => "list",
        ChangedBy::Program => "program",
    };
    let key = if change.is_kept {
        "story-changed-kept"
    } else if value.is_empty() {
        "story-changed-away"
    } else {
        "story-changed"
    };
    let values = [
        ("field", capital(field).into()),
        ("other", other.into()),
        ("value", value.into()),
        ("by", by.into()),
        ("at", at.into()),
    ];
    words.with(key, &values)
}
