//! What others changed of a lead, in a salesperson's words.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::lead::Lead;
use crate::lead::changes::{ChangedBy, FieldChange};
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
    /// What happened, as a sentence without its end.
    pub words: String,
}

/// What others changed of the lead, and nobody has settled.
pub fn changes<'a>(lead: &'a Lead, now: Timestamp, zone: &TimeZone) -> Vec<Change<'a>> {
    let changes = lead.changes.iter().map(|(field, change)| {
        let value = lead.field(field).unwrap_or_default();
        Change { field, value, other: &change.other, words: words(field, value, change, now, zone) }
    });
    changes.collect()
}

fn words(field: &str, value: &str, change: &FieldChange, now: Timestamp, zone: &TimeZone) -> String {
    let by = match change.by {
        ChangedBy::Form => "a form",
        ChangedBy::List => "a list",
        ChangedBy::Program => "another program",
    };
    let at = done_at(change.activity.occurred_at(), now, zone);
    let FieldChange { other, is_kept, .. } = change;
    if *is_kept {
        format!("{} {other} came by {by} {at}; {value}, which one of you entered, stays", capital(field))
    } else if value.is_empty() {
        format!("{} removed by {by} {at}, was {other}", capital(field))
    } else {
        format!("{} changed by {by} {at}, was {other}", capital(field))
    }
}
