//! The charts of sections: periods as lines, the values of a dimension as bars. A single row needs none.

use leadwright_domain::metrics::measure::Measure;
use leadwright_domain::metrics::table::{Cell, Row, Table};
use leadwright_domain::metrics::{By, Value};
use leadwright_domain::value::currency::Currency;
use leadwright_web::chart::{Bar, Bars, Chart, Content, Lines, Number, Series, Unit as Scale};

use crate::contents::Part;

/// The most lines that can be told apart.
const LINES: usize = 4;

/// The chart of a section, if it has something that a chart shows better than its table. `number` counts the sections.
pub(crate) fn of(part: &Part<'_>, number: usize, currency: Currency) -> Option<Chart> {
    let table = &part.shown;
    if table.rows.len() < 2 || table.by.cohort().is_some() {
        return None;
    }
    let first = table.measures.first()?;
    let content = match table.by {
        By::Time(_) => Content::Lines(lines(table, first, currency)),
        By::Dimension(_) => Content::Bars(bars(table, first, currency)),
    };
    Some(Chart {
        id: format!("chart-{number}"),
        title: part.section.heading.clone(),
        description: table.range.words(),
        empty: String::new(),
        content,
    })
}

fn lines(table: &Table, first: &Measure, currency: Currency) -> Lines {
    let of_one_unit = table
        .measures
        .iter()
        .enumerate()
        .filter(|(_, measure)| Scale::of(measure.unit, currency) == Scale::of(first.unit, currency));
    let series = of_one_unit.take(LINES).enumerate().map(|(line, (at, measure))| Series {
        name: measure.heading.to_owned(),
        numbers: table.rows.iter().map(|row| Number::of(row.cells[at].value, currency)).collect(),
        // Dashes beside every line would be a thicket.
        before: match table.compare.first() {
            Some(_) if line == 0 => table.rows.iter().map(|row| past(&row.cells[at], currency)).collect(),
            _ => Vec::new(),
        },
    });
    Lines {
        unit: Scale::of(first.unit, currency),
        heading: first.unit.words().to_owned(),
        times_heading: table.by.heading().to_owned(),
        times: table.rows.iter().map(|row| row.name.clone()).collect(),
        series: series.collect(),
        before: before(table),
    }
}

fn bars(table: &Table, first: &Measure, currency: Currency) -> Bars {
    let bar = |row: &Row| {
        let cell = &row.cells[0];
        let interval = cell.value.interval().map(|(low, high)| {
            let end = |share: f64| Scale::Share.number(share);
            (end(low), end(high))
        });
        let note = match cell.value {
            Value::Share { of, among } => format!("{of} of {among}"),
            _ => String::new(),
        };
        Bar {
            name: row.name.clone(),
            number: Number::of(cell.value, currency),
            interval,
            note,
            before: past(cell, currency),
        }
    };
    Bars {
        unit: Scale::of(first.unit, currency),
        values_heading: table.by.heading().to_owned(),
        heading: first.heading.to_owned(),
        notes_heading: "Counted".to_owned(),
        bars: table.rows.iter().map(bar).collect(),
        before: before(table),
    }
}

fn before(table: &Table) -> String {
    table.compare.first().map(|(compare, _)| compare.words().to_owned()).unwrap_or_default()
}

fn past(cell: &Cell, currency: Currency) -> Option<Number> {
    Number::of(*cell.past.first()?, currency)
}
