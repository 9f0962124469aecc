//! What the rows of a table of numbers are called, on pages and in mails: people and forms by their names, reasons in the
//! reader's words.

use crate::campaign::Campaign;
use crate::config::Config;
use crate::metrics::words::row_name;
use crate::metrics::{By, NONE};
use crate::timeline::recorded;
use crate::words::Words;

/// The name of a row, which is stored as `row`; what the configuration does not name is shown as it is stored, as a period
/// is: `2026-W47`.
pub fn shown_name(words: Words<'_>, config: &Config, by: By, row: &str) -> String {
    let named = match by.name() {
        "owner" => Some(config.team.name_of(row)),
        "form" => config.forms.get(row).map(|form| form.title.as_str()),
        "campaign" => config.campaigns.named(row).map(Campaign::title),
        "supplier" => config.suppliers.get(row).map(|supplier| supplier.name.as_str()),
        "refusal" if row != NONE => return recorded(words, row),
        "step_refusal" => return of_step(words, row),
        _ => None,
    };
    match named {
        Some(name) if name != row => name.to_owned(),
        _ => row_name(words, row),
    }
}

/// `welcome/guide: unsubscribed`: the step, and the reason in the reader's words.
fn of_step(words: Words<'_>, row: &str) -> String {
    match row.split_once(": ") {
        Some((step, reason)) => format!("{step}: {}", recorded(words, reason)),
        None => row_name(words, row),
    }
}
