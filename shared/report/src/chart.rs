//! The charts of sections: periods as lines, the values of a dimension as bars. A single row needs none.

use leadwright_domain::config::Config;
use leadwright_domain::metrics::measure::Measure;
use leadwright_domain::metrics::table::{Cell, Row, Table};
use leadwright_domain::metrics::{By, Value};
use leadwright_domain::row_names::shown_name;
use leadwright_domain::value::currency::Currency;
use leadwright_domain::words::Words;
use leadwright_web::chart::{Bar, Bars, Chart, Content, Lines, Number, Series, Unit as Scale};

use crate::contents::Part;

/// The most lines that can be told apart.
const LINES: usize = 4;

/// The chart of a section, if it has something that a chart shows better than its table. `number` counts the sections.
pub(crate) fn of(words: Words<'_>, config: &Config, part: &Part<'_>, number: usize) -> Option<Chart> {
    let (table, currency) = (&part.shown, config.company.currency);
    if table.rows.len() < 2 || table.by.cohort().is_some() {
        return None;
    }
    let first = table.measures.first()?;
    let content = match table.by {
        By::Time(_) => Content::Lines(lines(words, table, first, currency)),
        By::Dimension(_) => Content::Bars(bars(words, config, table, first)),
    };
    Some(Chart {
        id: format!("chart-{number}"),
        title: part.section.heading.clone(),
        description: table.range.words(words),
        empty: String::new(),
        content,
    })
}

fn lines(words: Words<'_>, table: &Table, first: &Measure, currency: Currency) -> Lines {
    let of_one_unit = table
        .measures
        .iter()
        .enumerate()
        .filter(|(_, measure)| Scale::of(measure.unit, currency) == Scale::of(first.unit, currency));
    let series = of_one_unit.take(LINES).enumerate().map(|(line, (at, measure))| Series {
        name: measure.heading(words),
        numbers: table.rows.iter().map(|row| Number::of(words, row.cells[at].value, currency)).collect(),
        // Dashes beside every line would be a thicket.
        before: match table.compare.first() {
            Some(_) if line == 0 => table.rows.iter().map(|row| past(words, &row.cells[at], currency)).collect(),
            _ => Vec::new(),
        },
    });
    Lines {
        unit: Scale::of(first.unit, currency),
        heading: first.unit.words(words),
        times_heading: table.by.heading(words),
        times: table.rows.iter().map(|row| row.name.clone()).collect(),
        series: series.collect(),
        before: before(words, table),
    }
}

fn bars(words: Words<'_>, config: &Config, table: &Table, first: &Measure) -> Bars {
    let currency = config.company.currency;
    let bar = |row: &Row| {
        let cell = &row.cells[0];
        let interval = cell.value.interval().map(|(low, high)| {
            let end = |share: f64| Scale::Share.number(words, share);
            (end(low), end(high))
        });
        let note = match cell.value {
            Value::Share { of, among } => {
                words.with("numbers-of", &[("of", of.to_string().into()), ("among", among.to_string().into())])
            }
            _ => String::new(),
        };
        Bar {
            name: shown_name(words, config, table.by, &row.name),
            number: Number::of(words, cell.value, currency),
            interval,
            note,
            before: past(words, cell, currency),
        }
    };
    Bars {
        unit: Scale::of(first.unit, currency),
        values_heading: table.by.heading(words),
        heading: first.heading(words),
        notes_heading: words.say("numbers-counted"),
        bars: table.rows.iter().map(bar).collect(),
        before: before(words, table),
    }
}

fn before(words: Words<'_>, table: &Table) -> String {
    table.compare.first().map(|(compare, _)| compare.words(words)).unwrap_or_default()
}

fn past(words: Words<'_>, cell: &Cell, currency: Currency) -> Option<Number> {
    Number::of(words, *cell.past.first()?, currency)
}
