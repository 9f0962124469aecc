//! The words around numbers, for HTML and text alike.

use leadwright_domain::company::Zone;
use leadwright_domain::config::Config;
use leadwright_domain::metrics::table::{Cell, Row, Table};
use leadwright_domain::metrics::words::{Change as Growth, parts};
use leadwright_domain::metrics::{By, Compare, Unit, Value};
use leadwright_domain::metrics::{Measure, measure};
use leadwright_domain::report::mailed::Change;
use leadwright_domain::report::rules::{Report, Weekday};
use leadwright_domain::row_names::shown_name;
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::period::{Days, PeriodLength};
use leadwright_domain::words::Words;

use crate::contents::{Contents, Part};

/// The subject: `Marketing: week 47 of 2026 (16–22 November 2026)`.
pub(crate) fn subject(words: Words<'_>, contents: &Contents<'_>) -> String {
    format!("{}: {}", contents.report.title, days(words, contents))
}

/// The days of the report, in words.
pub(crate) fn days(words: Words<'_>, contents: &Contents<'_>) -> String {
    let period = contents.period;
    match period.length() {
        PeriodLength::Week => format!("{} ({})", period.words(words), period.days().words(words)),
        _ => period.words(words),
    }
}

/// What lists of mails show behind the subject: the first numbers.
pub(crate) fn preview(words: Words<'_>, contents: &Contents<'_>) -> String {
    let Some(table) = contents.parts.first().map(|part| &part.shown) else { return String::new() };
    let cells = table.measures.iter().zip(&table.total.cells).take(4);
    let currency = contents.config.company.currency;
    let said = cells.map(|(measure, cell)| format!("{} {}", measure.heading(words), cell.text(words, currency)));
    said.collect::<Vec<_>>().join(" · ")
}

/// What must be known before the numbers are read, a sentence each.
pub(crate) fn notes(words: Words<'_>, contents: &Contents<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(days) = contents.not_counted {
        let values = [("days", days.words(words).into()), ("count", days.count().into())];
        notes.push(words.with("report-not-counted", &values));
    }
    notes.extend(contents.parts.iter().find_map(|part| part.shown.apart_note(words, contents.config.company.currency)));
    notes.extend(contents.changes.iter().map(|change| changed(words, change, contents.config.company.currency)));
    notes
}

/// `November 2026: New leads was 212 when it was mailed and is 214 now (2 more, counted late).`
pub fn changed(words: Words<'_>, change: &Change, currency: Currency) -> String {
    let Some(measure) = measure(&change.measure) else { return String::new() };
    let value = |number| match measure.unit {
        Unit::Money => Value::Money(number).text(words, currency),
        _ => Value::Count(number).text(words, currency),
    };
    let apart = value(change.mailed.abs_diff(change.now));
    let message = match (change.now > change.mailed, measure.needs_cost()) {
        (true, false) => "report-more-counted-late",
        (true, true) => "report-more-costs",
        (false, false) => "report-fewer",
        (false, true) => "report-less-costs",
    };
    let values = [
        ("period", leadwright_domain::value::text::capital(&change.period.words(words)).into()),
        ("measure", measure.heading(words).into()),
        ("mailed", value(change.mailed).into()),
        ("now", value(change.now).into()),
        ("apart", apart.into()),
    ];
    words.with(message, &values)
}

/// What stands in the place of a table without rows.
pub(crate) fn empty(words: Words<'_>, part: &Part<'_>) -> String {
    let table = &part.shown;
    let headings: Vec<String> = table.measures.iter().map(|measure| measure.heading(words)).collect();
    let message = match table.by {
        By::Time(_) => "report-empty-series",
        By::Dimension(_) => "report-empty-rows",
    };
    words.with(message, &[("measures", headings.join(", ").into()), ("by", table.by.noun(words).into())])
}

/// Above a table: its days and what its rows are, and what small numbers are.
pub(crate) fn caption(words: Words<'_>, part: &Part<'_>, contents: &Contents<'_>) -> String {
    let table = &part.shown;
    let days = if table.range.period() == Some(contents.period) {
        String::new()
    } else {
        format!("{}. ", table.range.words(words))
    };
    let compared = table.compare.first().filter(|_| is_of_rows(table) && !table.is_empty());
    let compared =
        compared.map(|past| words.with("report-below-a-number", &[("past", against(words, table, past).into())]));
    format!("{days}{}", compared.unwrap_or_default()).trim().to_owned()
}

/// What the table is compared with, in words: `23–29 November 2026`; of a series `a year before`.
pub(crate) fn against(words: Words<'_>, table: &Table, (compare, days): &(Compare, Days)) -> String {
    match table.by {
        By::Time(_) => compare.words(words),
        By::Dimension(_) => days.words(words),
    }
}

/// It has rows of its own, not one for the whole company.
pub(crate) fn is_of_rows(table: &Table) -> bool {
    table.by.name() != leadwright_domain::metrics::ALL
}

/// The change of a cell against a comparison; none if there is nothing to compare.
pub(crate) fn change(words: Words<'_>, cell: &Cell, comparison: usize) -> Option<String> {
    let change = cell.change(comparison);
    (change != Growth::Unknown).then(|| change.text(words))
}

/// The counts of a share: `5 of 40`.
pub(crate) fn counts(words: Words<'_>, cell: &Cell) -> Option<String> {
    match cell.value {
        Value::Share { of, among } if !cell.too_early => Some(parts(words, of, among)),
        _ => None,
    }
}

/// How sure a share is: `95%: 5–26%`.
pub(crate) fn sure(words: Words<'_>, cell: &Cell) -> Option<String> {
    let interval = cell.value.interval_text(words)?;
    Some(words.with("report-sure", &[("interval", interval.into())]))
}

/// The rows of a table as people read them: its largest, all others, and the total where it says something.
pub(crate) fn rows<'t>(words: Words<'_>, config: &Config, table: &'t Table) -> impl Iterator<Item = (&'t Row, String)> {
    let named = table.rows.iter().map(move |row| (row, shown_name(words, config, table.by, &row.name)));
    let others = table
        .others
        .iter()
        .map(move |others| (&others.row, words.with("numbers-others", &[("count", others.values.to_string().into())])));
    // Periods are read one by one; their total is nobody's question.
    let total =
        (table.by.length().is_none() && table.rows.len() > 1).then(|| (&table.total, words.say("numbers-total")));
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
pub(crate) fn has_nothing(words: Words<'_>, contents: &Contents<'_>) -> bool {
    let tables = contents.parts.iter().map(|part| &part.shown);
    tables
        .flat_map(|table| rows(words, contents.config, table))
        .any(|(row, _)| row.cells.iter().any(|cell| cell.value == Value::Nothing && !cell.too_early))
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
pub(crate) fn footer(words: Words<'_>, contents: &Contents<'_>) -> [String; 2] {
    let Contents { config, report, name, .. } = contents;
    let company = &config.company;
    let operator = company.operator.as_ref().unwrap_or(&company.reply_to);
    [
        words.with(
            "report-why",
            &[("when", when(words, report).into()), ("name", (*name).into()), ("operator", operator.as_str().into())],
        ),
        words.with(
            "report-whose-days",
            &[("company", company.name.as_str().into()), ("zone", String::from(company.timezone.clone()).into())],
        ),
    ]
}

/// When a report comes: `every Monday at 7:00`.
pub(crate) fn when(words: Words<'_>, report: &Report) -> String {
    let message = match report.every {
        PeriodLength::Day => "report-every-day",
        PeriodLength::Week => match report.on.unwrap_or(Weekday::Mon) {
            Weekday::Mon => "report-every-monday",
            Weekday::Tue => "report-every-tuesday",
            Weekday::Wed => "report-every-wednesday",
            Weekday::Thu => "report-every-thursday",
            Weekday::Fri => "report-every-friday",
            Weekday::Sat => "report-every-saturday",
            Weekday::Sun => "report-every-sunday",
        },
        PeriodLength::Month => "report-every-month",
        PeriodLength::Year => "report-every-year",
    };
    let zone = report.timezone.clone().map(|zone: Zone| format!(" ({})", String::from(zone))).unwrap_or_default();
    words.with(message, &[("time", format!("{}{zone}", String::from(report.at)).into())])
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
