//! The text part: a line a row, so that it reads well at any width and in any letters.

use leadwright_domain::config::Config;
use leadwright_domain::metrics::Measure;
use leadwright_domain::metrics::table::{Cell, Row, Table};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::words::Words;

use crate::contents::{Contents, Part};
use crate::wording;

/// The text part. `files` are the attached ones and the commands for others.
pub(crate) fn text(words: Words<'_>, contents: &Contents<'_>, files: &[String]) -> String {
    let mut lines = vec![contents.report.title.to_uppercase(), wording::days(words, contents)];
    for note in wording::notes(words, contents) {
        lines.extend([String::new(), format!("! {note}")]);
    }
    if let Some(advice) = contents.advice(words) {
        lines.extend([String::new(), String::new(), words.say("numbers-what-to-do").to_uppercase()]);
        lines.extend(advice.iter().map(|sentence| format!("- {sentence}")));
        lines.extend(advice.is_empty().then(|| words.say("report-no-advice")));
    }
    for part in &contents.parts {
        lines.extend([String::new(), String::new(), part.section.heading.to_uppercase()]);
        lines.extend(rows_of(words, contents.config, part));
    }
    if !files.is_empty() {
        lines.extend([String::new(), String::new(), words.say("report-all-rows").to_uppercase()]);
        lines.extend_from_slice(files);
    }
    lines.extend([String::new(), String::new(), words.say("report-what-numbers-are").to_uppercase()]);
    let measures = wording::measures(contents);
    lines.extend(measures.iter().map(|measure| format!("{}: {}", measure.heading(words), measure.definition(words))));
    if wording::has_nothing(words, contents) {
        lines.push(format!("–: {}", words.say("report-nothing-is")));
    }
    lines.extend([String::new(), "-- ".to_owned()]);
    lines.extend(wording::footer(words, contents));
    lines.join("\n") + "\n"
}

fn rows_of(words: Words<'_>, config: &Config, part: &Part<'_>) -> Vec<String> {
    let (table, currency) = (&part.shown, config.company.currency);
    if !wording::is_of_rows(table) {
        return totals(words, table, currency);
    }
    if table.is_empty() {
        return vec![wording::empty(words, part)];
    }
    let mut lines = Vec::new();
    if table.range.period().is_none() {
        lines.push(format!("{}.", table.range.words(words)));
    }
    if let Some(past) = table.compare.first() {
        let values = [("past", wording::against(words, table, past).into())];
        lines.push(words.with("report-in-brackets", &values));
    }
    lines.extend(wording::rows(words, config, table).map(|(row, name)| line(words, table, row, &name, currency)));
    if wording::has_unranked(table) {
        lines.push(words.say("report-too-few"));
    }
    lines
}

/// `New leads: 34  [+13.3% against 9–15 November 2026]`
fn totals(words: Words<'_>, table: &Table, currency: Currency) -> Vec<String> {
    let line = |(measure, cell): (&&Measure, &Cell)| {
        let interval = wording::sure(words, cell).map(|sure| format!(", {sure}")).unwrap_or_default();
        let changes = table.compare.iter().enumerate().filter_map(|(at, past)| {
            let change = wording::change(words, cell, at)?;
            let values = [("change", change.into()), ("past", wording::against(words, table, past).into())];
            Some(words.with("report-change-against", &values))
        });
        let changes: Vec<String> = changes.collect();
        let changes = if changes.is_empty() { String::new() } else { format!("  [{}]", changes.join(", ")) };
        format!("{}: {}{interval}{changes}", measure.heading(words), cell.text(words, currency))
    };
    table.measures.iter().zip(&table.total.cells).map(line).collect()
}

/// `form: New leads 34 [+13.3%], Qualified 12.5% (5 of 40)`
fn line(words: Words<'_>, table: &Table, row: &Row, name: &str, currency: Currency) -> String {
    let cells = table.measures.iter().zip(&row.cells).map(|(measure, cell)| {
        let change = wording::change(words, cell, 0).map(|change| format!(" [{change}]")).unwrap_or_default();
        format!("{} {}{change}", measure.heading(words), cell.text(words, currency))
    });
    let star = if wording::is_unranked(table, row) { "*" } else { "" };
    format!("- {name}{star}: {}", cells.collect::<Vec<_>>().join(", "))
}
