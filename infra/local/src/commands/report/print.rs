//! A table of numbers in a terminal.

use std::fmt::Write;

use leadwright_cloud::table::Answered;
use leadwright_domain::config::Config;
use leadwright_domain::metrics::words::number;
use leadwright_domain::metrics::{Measure, Row, Table, Unit};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::money::Money;
use leadwright_domain::value::text::listed;
use leadwright_domain::words::Words;

use crate::wording::count::count_of;

/// A terminal reads English.
const ENGLISH: Words<'static> = Words::english();

/// The columns of the narrowest terminal that people use.
const WIDTH: usize = 80;

/// Names of rows are shortened to this many characters; CSV and JSON have them whole.
const NAME: usize = 32;

/// The table with what there is to know about it.
pub(super) fn table(answered: &Answered, config: &Config) -> String {
    let (table, currency) = (&answered.table, config.company.currency);
    let mut text = String::new();
    let mut head =
        format!("{} from {} to {}", table.by.heading(ENGLISH), table.range.days().first, table.range.days().last);
    if let Some(period) = table.range.period() {
        let _ = write!(head, " ({})", period.words(ENGLISH));
    }
    if table.by.length().is_none() {
        for (compare, days) in &table.compare {
            let _ = write!(head, "; {} is {}", compare.words(ENGLISH), days.words(ENGLISH));
        }
    }
    let _ = writeln!(text, "{head}");
    for block in blocks(table, currency) {
        let _ = write!(text, "\n{block}");
    }
    text.push('\n');
    for line in notes(answered, currency) {
        let _ = writeln!(text, "{line}");
    }
    text
}

/// A column: its heading, and a cell for each row.
struct Column {
    heading: String,
    cells: Vec<String>,
}

impl Column {
    fn width(&self) -> usize {
        std::iter::once(&self.heading).chain(&self.cells).map(|cell| length(cell)).max().unwrap_or_default()
    }
}

/// The rows in the order of the terminal.
fn rows(table: &Table) -> impl Iterator<Item = &Row> {
    let others = table.others.as_ref().map(|others| &others.row);
    // The total of one row is that row.
    let total = (table.rows.len() > 1 || others.is_some()).then_some(&table.total);
    table.rows.iter().chain(others).chain(total)
}

fn names(table: &Table) -> Column {
    let name = |row: &Row| match &table.others {
        Some(others) if std::ptr::eq(&raw const others.row, row) => {
            format!("all {} others", number(ENGLISH, others.values as u64))
        }
        _ => shortened(&row.name),
    };
    let mark = |row: &Row| if is_unranked(table, row) { format!("{} *", name(row)) } else { name(row) };
    Column { heading: table.by.heading(ENGLISH), cells: rows(table).map(mark).collect() }
}

/// The row stands behind others that it might be larger than.
fn is_unranked(table: &Table, row: &Row) -> bool {
    !row.ranked && table.rows.iter().any(|of_table| std::ptr::eq(of_table, row)) && table.by.length().is_none()
}

/// The columns of a measure: itself, how sure it is, and its changes.
fn columns(table: &Table, at: usize, currency: Currency) -> Vec<Column> {
    let measure = table.measures[at];
    let cells = |cell: &dyn Fn(&Row) -> String| rows(table).map(cell).collect();
    let text = |row: &Row| match measure.unit {
        Unit::Percent => row.cells[at].text(ENGLISH, currency),
        _ => row.cells[at].short(ENGLISH, currency),
    };
    let heading = match measure.unit {
        Unit::Money => format!("{} {currency}", measure.heading(ENGLISH)),
        _ => measure.heading(ENGLISH),
    };
    let mut columns = vec![Column { heading, cells: cells(&text) }];
    if measure.unit == Unit::Percent {
        let interval = |row: &Row| row.cells[at].value.interval_text(ENGLISH).unwrap_or_default();
        columns.push(Column { heading: SURE.to_owned(), cells: cells(&interval) });
    }
    for (comparison, (compare, _)) in table.compare.iter().enumerate() {
        let change = |row: &Row| row.cells[at].change(comparison).text(ENGLISH);
        columns.push(Column { heading: compare.words(ENGLISH), cells: cells(&change) });
    }
    columns
}

/// The heading of intervals.
const SURE: &str = "95% sure";

/// The table in parts that a terminal is wide enough for. A measure stays together.
fn blocks(table: &Table, currency: Currency) -> Vec<String> {
    let names = names(table);
    let mut blocks: Vec<Vec<Column>> = Vec::new();
    let mut width = WIDTH + 1;
    for at in 0..table.measures.len() {
        let columns = columns(table, at, currency);
        let more: usize = columns.iter().map(|column| column.width() + 2).sum();
        if width + more > WIDTH {
            blocks.push(Vec::new());
            width = names.width();
        }
        width += more;
        if let Some(block) = blocks.last_mut() {
            block.extend(columns);
        }
    }
    blocks.iter().map(|columns| block(&names, columns)).collect()
}

fn block(names: &Column, columns: &[Column]) -> String {
    let mut text = String::new();
    let mut line = |name: &str, cells: &mut dyn Iterator<Item = &str>| {
        let mut line = padded(name, names.width());
        for (cell, column) in cells.zip(columns) {
            let _ = write!(line, "  {}{cell}", " ".repeat(column.width() - length(cell)));
        }
        let _ = writeln!(text, "{}", line.trim_end());
    };
    line(&names.heading, &mut columns.iter().map(|column| column.heading.as_str()));
    for (at, name) in names.cells.iter().enumerate() {
        line(name, &mut columns.iter().map(|column| column.cells[at].as_str()));
    }
    text
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(length(text))))
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn shortened(name: &str) -> String {
    if length(name) <= NAME {
        return name.to_owned();
    }
    let begin: String = name.chars().take(NAME - 1).collect();
    format!("{begin}…")
}

/// What there is to know about the numbers.
fn notes(answered: &Answered, currency: Currency) -> Vec<String> {
    let table = &answered.table;
    let mut notes: Vec<String> = table.measures.iter().map(|measure| definition(measure)).collect();
    notes.push(String::new());
    if table.measures.iter().any(|measure| measure.unit == Unit::Percent) {
        notes.push(format!("{SURE}: the true share lies in this range with a probability of 95%."));
    }
    if table.rows.iter().any(|row| is_unranked(table, row)) {
        notes.push("* rests on fewer than 20 cases, or on none: shown, not ranked.".to_owned());
    }
    if let Some(days) = table.not_counted {
        notes.push(format!("Not counted to the end yet: {}. Days are counted four times a day.", days.words(ENGLISH)));
    }
    if !answered.waiting.is_empty() {
        let days: Vec<String> = answered.waiting.iter().map(ToString::to_string).collect();
        notes.push(format!(
            "{} to be counted again, since something came in late: {}.",
            waits(days.len()),
            listed(&days)
        ));
    }
    if !answered.by_other_definitions.is_empty() {
        let spans: Vec<String> = answered.by_other_definitions.iter().map(ToString::to_string).collect();
        notes.push(format!(
            "Counted by earlier definitions: {}. `leadwright recount` counts by those of today.",
            listed(&spans)
        ));
    } else if table.old > 0 {
        let old = number(ENGLISH, table.old);
        notes.push(format!(
            "Activities counted by earlier definitions: {old}. `leadwright recount` counts by those of today."
        ));
    }
    notes.extend(table.apart_note(ENGLISH, currency));
    notes.extend(of_costs(answered, currency));
    // One blank line between the definitions and what follows, and none at the end.
    if notes.last().is_some_and(String::is_empty) {
        notes.pop();
    }
    notes
}

fn waits(days: usize) -> String {
    let verb = if days == 1 { "waits" } else { "wait" };
    format!("{} {verb}", count_of(days, "day"))
}

fn definition(measure: &Measure) -> String {
    format!("{} ({}): {}", measure.heading(ENGLISH), measure.name, measure.definition(ENGLISH))
}

fn of_costs(answered: &Answered, currency: Currency) -> Vec<String> {
    let Some(costs) = &answered.costs else { return Vec::new() };
    let mut notes = Vec::new();
    if !costs.without.is_empty() {
        notes.push(format!("Without a known cost in these days: {}.", listed(costs.without.keys())));
    }
    for (of, apart) in costs.apart() {
        let amount = Money::new(apart.minor, of);
        notes.push(format!("{amount} stands apart, in no sum: give {of} a rate in {currency} from {} on.", apart.from));
    }
    let twice: Vec<&String> =
        costs.campaigns.iter().filter(|(_, of)| !of.overlaps.is_empty()).map(|(name, _)| name).collect();
    if !twice.is_empty() {
        notes.push(format!(
            "Costs imported and in campaigns.yaml for the same days, the imported ones count: {}.",
            listed(twice)
        ));
    }
    notes
}
