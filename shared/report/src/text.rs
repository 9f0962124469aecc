//! The text part: a line a row, so that it reads well at any width and in any letters.

use leadwright_domain::metrics::Measure;
use leadwright_domain::metrics::table::{Cell, Row, Table};
use leadwright_domain::value::currency::Currency;

use crate::contents::{Contents, Part};
use crate::wording;

/// The text part. `files` are the attached ones and the commands for others.
pub(crate) fn text(contents: &Contents<'_>, files: &[String]) -> String {
    let currency = contents.config.company.currency;
    let mut lines = vec![contents.report.title.to_uppercase(), wording::days(contents)];
    for note in wording::notes(contents) {
        lines.extend([String::new(), format!("! {note}")]);
    }
    if let Some(advice) = &contents.advice {
        lines.extend([String::new(), String::new(), wording::ADVICE.to_uppercase()]);
        lines.extend(advice.iter().map(|sentence| format!("- {sentence}")));
        lines.extend(advice.is_empty().then(|| wording::NO_ADVICE.to_owned()));
    }
    for part in &contents.parts {
        lines.extend([String::new(), String::new(), part.section.heading.to_uppercase()]);
        lines.extend(rows_of(part, currency));
    }
    if !files.is_empty() {
        lines.extend([String::new(), String::new(), "ALL ROWS".to_owned()]);
        lines.extend_from_slice(files);
    }
    lines.extend([String::new(), String::new(), "WHAT THE NUMBERS ARE".to_owned()]);
    lines.extend(
        wording::measures(contents).iter().map(|measure| format!("{}: {}", measure.heading, measure.definition)),
    );
    if wording::has_nothing(contents) {
        lines.push("–: there is nothing to compute it from. A cost that is not known is not 0.".to_owned());
    }
    lines.extend([String::new(), "-- ".to_owned()]);
    lines.extend(wording::footer(contents));
    lines.join("\n") + "\n"
}

fn rows_of(part: &Part<'_>, currency: Currency) -> Vec<String> {
    let table = &part.shown;
    if !wording::is_of_rows(table) {
        return totals(table, currency);
    }
    if table.is_empty() {
        return vec![wording::empty(part)];
    }
    let mut lines = Vec::new();
    if table.range.period().is_none() {
        lines.push(format!("{}.", table.range.words()));
    }
    if let Some(past) = table.compare.first() {
        lines.push(format!("In brackets: the change against {}.", wording::against(table, past)));
    }
    lines.extend(wording::rows(table).map(|(row, name)| line(table, row, &name, currency)));
    if wording::has_unranked(table) {
        lines.push("* Too few cases to be compared with others.".to_owned());
    }
    lines
}

/// `New leads: 34  [+13.3% against 9–15 November 2026]`
fn totals(table: &Table, currency: Currency) -> Vec<String> {
    let line = |(measure, cell): (&&Measure, &Cell)| {
        let interval = cell.value.interval_text().map(|interval| format!(", 95%: {interval}")).unwrap_or_default();
        let changes = table.compare.iter().enumerate().filter_map(|(at, past)| {
            Some(format!("{} against {}", wording::change(cell, at)?, wording::against(table, past)))
        });
        let changes: Vec<String> = changes.collect();
        let changes = if changes.is_empty() { String::new() } else { format!("  [{}]", changes.join(", ")) };
        format!("{}: {}{interval}{changes}", measure.heading, cell.text(currency))
    };
    table.measures.iter().zip(&table.total.cells).map(line).collect()
}

/// `form: New leads 34 [+13.3%], Qualified 12.5% (5 of 40)`
fn line(table: &Table, row: &Row, name: &str, currency: Currency) -> String {
    let cells = table.measures.iter().zip(&row.cells).map(|(measure, cell)| {
        let change = wording::change(cell, 0).map(|change| format!(" [{change}]")).unwrap_or_default();
        format!("{} {}{change}", measure.heading, cell.text(currency))
    });
    let star = if wording::is_unranked(table, row) { "*" } else { "" };
    format!("- {name}{star}: {}", cells.collect::<Vec<_>>().join(", "))
}
