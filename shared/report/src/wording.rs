//! The words around numbers, for HTML and text alike.

use leadwright_domain::company::Zone;
use leadwright_domain::metrics::table::{Cell, Row, Table};
use leadwright_domain::metrics::words::{Change as Growth, number};
use leadwright_domain::metrics::{By, Compare, Unit, Value};
use leadwright_domain::metrics::{Measure, measure};
use leadwright_domain::report::mailed::Change;
use leadwright_domain::report::rules::{Report, Weekday};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::period::{Days, PeriodLength};

use crate::contents::{Contents, Part};

/// The subject: `Marketing: week 47 of 2026 (16–22 November 2026)`.
pub(crate) fn subject(contents: &Contents<'_>) -> String {
    format!("{}: {}", contents.report.title, days(contents))
}

/// The days of the report, in words.
pub(crate) fn days(contents: &Contents<'_>) -> String {
    let period = contents.period;
    match period.length() {
        PeriodLength::Week => format!("{} ({})", period.words(), period.days().words()),
        _ => period.words(),
    }
}

/// What lists of mails show behind the subject: the first numbers.
pub(crate) fn preview(contents: &Contents<'_>) -> String {
    let Some(table) = contents.parts.first().map(|part| &part.shown) else { return String::new() };
    let cells = table.measures.iter().zip(&table.total.cells).take(4);
    let currency = contents.config.company.currency;
    let words = cells.map(|(measure, cell)| format!("{} {}", measure.heading, cell.text(currency)));
    words.collect::<Vec<_>>().join(" · ")
}

/// What must be known before the numbers are read, a sentence each.
pub(crate) fn notes(contents: &Contents<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(days) = contents.not_counted {
        notes.push(format!(
            "{} {} not counted in full yet, so these numbers will change; the next report names what changed.",
            days.words(),
            if days.count() == 1 { "is" } else { "are" },
        ));
    }
    notes.extend(contents.parts.iter().find_map(|part| part.shown.apart_note(contents.config.company.currency)));
    notes.extend(contents.changes.iter().map(|change| changed(change, contents.config.company.currency)));
    notes
}

/// `November 2026: New leads was 212 when it was mailed and is 214 now (2 more, counted late).`
pub fn changed(change: &Change, currency: Currency) -> String {
    let Some(measure) = measure(&change.measure) else { return String::new() };
    let value = |number| match measure.unit {
        Unit::Money => Value::Money(number).text(currency),
        _ => Value::Count(number).text(currency),
    };
    let apart = value(change.mailed.abs_diff(change.now));
    let why = match (change.now > change.mailed, measure.needs_cost()) {
        (true, false) => "more, counted late",
        (true, true) => "more, imported or changed since",
        (false, false) => "fewer, after corrections",
        (false, true) => "less, after corrections",
    };
    format!(
        "{}: {} was {} when it was mailed and is {} now ({apart} {why}).",
        leadwright_domain::value::text::capital(&change.period.words()),
        measure.heading,
        value(change.mailed),
        value(change.now),
    )
}

/// The heading of what the numbers advise.
pub(crate) const ADVICE: &str = "What to do";

/// Stands below it where nothing is advised.
pub(crate) const NO_ADVICE: &str = "Nothing: no difference in these days is larger than chance makes them.";

/// What stands in the place of a table without rows.
pub(crate) fn empty(part: &Part<'_>) -> String {
    let table = &part.shown;
    let headings: Vec<&str> = table.measures.iter().map(|measure| measure.heading).collect();
    let rows = match table.by {
        By::Time(length) => format!("for each {}", length.name()),
        By::Dimension(dimension) => format!("by {}", dimension.heading.to_lowercase()),
    };
    format!(
        "Nothing was counted here in these days. As soon as something is, this shows {}, {rows}.",
        headings.join(", ")
    )
}

/// Above a table: its days and what its rows are, and what small numbers are.
pub(crate) fn caption(part: &Part<'_>, contents: &Contents<'_>) -> String {
    let table = &part.shown;
    let days = if table.range.period() == Some(contents.period) {
        String::new()
    } else {
        format!("{}. ", table.range.words())
    };
    let compared = table.compare.first().filter(|_| is_of_rows(table) && !table.is_empty());
    let compared = compared.map(|past| format!("Below a number: its change against {}.", against(table, past)));
    format!("{days}{}", compared.unwrap_or_default()).trim().to_owned()
}

/// What the table is compared with, in words: `23–29 November 2026`; of a series `a year before`.
pub(crate) fn against(table: &Table, (compare, days): &(Compare, Days)) -> String {
    match table.by {
        By::Time(_) => compare.words().to_owned(),
        By::Dimension(_) => days.words(),
    }
}

/// It has rows of its own, not one for the whole company.
pub(crate) fn is_of_rows(table: &Table) -> bool {
    table.by.name() != leadwright_domain::metrics::ALL
}

/// The change of a cell against a comparison; none if there is nothing to compare.
pub(crate) fn change(cell: &Cell, comparison: usize) -> Option<String> {
    let change = cell.change(comparison);
    (change != Growth::Unknown).then(|| change.text())
}

/// The counts of a share: `5 of 40`.
pub(crate) fn counts(cell: &Cell) -> Option<String> {
    match cell.value {
        Value::Share { of, among } if !cell.too_early => Some(format!("{} of {}", number(of), number(among))),
        _ => None,
    }
}

/// The rows of a table as people read them: its largest, all others, and the total where it says something.
pub(crate) fn rows(table: &Table) -> impl Iterator<Item = (&Row, String)> {
    let named = table.rows.iter().map(|row| (row, row.name.clone()));
    let others = table.others.iter().map(|others| (&others.row, format!("All {} others", others.values)));
    // Periods are read one by one; their total is nobody's question.
    let total = (table.by.length().is_none() && table.rows.len() > 1).then(|| (&table.total, table.total.name.clone()));
    named.chain(others).chain(total)
}

/// Some rows rest on too few cases to be compared.
pub(crate) fn has_unranked(table: &Table) -> bool {
    table.rows.iter().any(|row| is_unranked(table, row))
}

/// The row's place says nothing: its numbers rest on too few cases.
pub(crate) fn is_unranked(table: &Table, row: &Row) -> bool {
    !row.ranked
        && table.rows.iter().any(|other| std::ptr::eq(other, row))
        && row.cells.first().is_some_and(|cell| cell.value != Value::Nothing)
}

/// Some cell of the report has nothing to be computed from.
pub(crate) fn has_nothing(contents: &Contents<'_>) -> bool {
    let tables = contents.parts.iter().map(|part| &part.shown);
    tables.flat_map(rows).any(|(row, _)| row.cells.iter().any(|cell| cell.value == Value::Nothing && !cell.too_early))
}

/// The measures of the report, each once.
pub(crate) fn measures(contents: &Contents<'_>) -> Vec<&'static Measure> {
    let mut all: Vec<&'static Measure> = Vec::new();
    for measure in contents.parts.iter().flat_map(|part| &part.shown.measures) {
        if !all.contains(measure) {
            all.push(measure);
        }
    }
    all
}

/// Why people get it, and who changes it.
pub(crate) fn footer(contents: &Contents<'_>) -> [String; 2] {
    let Contents { config, report, name, .. } = contents;
    let company = &config.company;
    let operator = company.operator.as_ref().unwrap_or(&company.reply_to);
    [
        format!(
            "You get this report {}, because reports.yaml names you for `{name}`. {} changes that, and what it shows.",
            when(report),
            operator.as_str(),
        ),
        format!(
            "{} counts by its own days ({}). Names and addresses of leads are never in a report.",
            company.name,
            String::from(company.timezone.clone()),
        ),
    ]
}

/// When a report comes: `every Monday at 7:00`.
pub(crate) fn when(report: &Report) -> String {
    let day = match report.every {
        PeriodLength::Day => "every day",
        PeriodLength::Week => match report.on.unwrap_or(Weekday::Mon) {
            Weekday::Mon => "every Monday",
            Weekday::Tue => "every Tuesday",
            Weekday::Wed => "every Wednesday",
            Weekday::Thu => "every Thursday",
            Weekday::Fri => "every Friday",
            Weekday::Sat => "every Saturday",
            Weekday::Sun => "every Sunday",
        },
        PeriodLength::Month => "on the first of every month",
        PeriodLength::Year => "on the first of every year",
    };
    let zone = report.timezone.clone().map(|zone: Zone| format!(" ({})", String::from(zone))).unwrap_or_default();
    format!("{day} at {}{zone}", String::from(report.at))
}

/// The command that prints all rows of a section as CSV.
pub(crate) fn csv_command(part: &Part<'_>) -> String {
    let table = &part.all;
    let measures: Vec<&str> = table.measures.iter().map(|measure| measure.name).collect();
    let days = table.range.days();
    format!(
        "leadwright report --by {} --measures {} --from {} --to {} --csv",
        table.by.name(),
        measures.join(","),
        days.first,
        days.last,
    )
}
