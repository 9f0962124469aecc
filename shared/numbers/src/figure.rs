//! Charts of what tables hold.

use leadwright_domain::metrics::{ALL, By, Cell, Counts, Measure, Metrics, Table, Unit, Value, dimension};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::period::Days;
use leadwright_domain::words::Words;
use leadwright_web::chart;
use leadwright_web::chart::{Bar, Bars, Chart, Content, Funnel, Lines, Series, Stage};

use crate::place::Ground;

/// The series of a chart over time; all other values are one more.
const SERIES: usize = 5;

/// The bars of a chart.
const BARS: usize = 12;

/// A number of a chart, with its words; none for nothing.
fn number(words: Words<'_>, value: Value, currency: Currency, link: Option<String>) -> Option<chart::Number> {
    let number = chart::Number::of(words, value, currency)?;
    Some(match link {
        Some(link) => number.with_link(link),
        None => number,
    })
}

/// The cell of a measure in the totals of a table.
pub(crate) fn total<'a>(table: &'a Table, name: &str) -> Option<(&'static Measure, &'a Cell)> {
    let mut cells = table.measures.iter().zip(&table.total.cells);
    cells.find(|(measure, _)| measure.name == name).map(|(measure, cell)| (*measure, cell))
}

/// A measure by the values of a dimension over time: the largest values, and all others together.
pub(crate) fn over_time(
    ground: &Ground<'_>,
    measure: &'static Measure,
    by: By,
    pieces: &[(Days, String, &Counts)],
    (times_heading, title): (String, String),
) -> Chart {
    let (currency, words) = (ground.currency(), ground.words());
    let value = |metrics: Option<&Metrics>| metrics.map_or(Value::Count(0), |metrics| measure.value(metrics, None));
    let count = |value: Value| if let Value::Count(count) = value { count } else { 0 };
    let mut totals: Vec<(u64, &String)> = Vec::new();
    for (_, _, counts) in pieces {
        for (name, metrics) in *counts {
            let of = count(value(Some(metrics)));
            match totals.iter_mut().find(|(_, other)| *other == name) {
                Some((sum, _)) => *sum += of,
                None => totals.push((of, name)),
            }
        }
    }
    totals.retain(|(sum, _)| *sum > 0);
    totals.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(right.1)));
    let rest = totals.split_off(SERIES.min(totals.len()));
    let mut series: Vec<Series> = totals
        .iter()
        .map(|(_, name)| Series {
            name: ground.name(by, name),
            numbers: pieces
                .iter()
                .map(|(days, _, counts)| {
                    let of = value(counts.get(*name));
                    let link = ground.leads(*days, measure, by, Some(name)).filter(|_| count(of) > 0);
                    number(words, of, currency, link)
                })
                .collect(),
            before: Vec::new(),
        })
        .collect();
    if !rest.is_empty() {
        let sum = |counts: &Counts| rest.iter().map(|(_, name)| count(value(counts.get(*name)))).sum();
        let numbers =
            pieces.iter().map(|(_, _, counts)| number(words, Value::Count(sum(counts)), currency, None)).collect();
        series.push(Series {
            name: words.with("numbers-others", &[("count", rest.len().to_string().into())]),
            numbers,
            before: Vec::new(),
        });
    }
    Chart {
        id: format!("{}-over-time", measure.name.replace('_', "-")),
        title,
        description: format!("{} {}.", measure.definition(words), ground.range.words(words)),
        empty: nothing(words, ground.range.days()),
        content: Content::Lines(Lines {
            unit: chart::Unit::of(measure.unit, currency),
            heading: measure.heading(words),
            times_heading,
            times: pieces.iter().map(|(_, name, _)| name.clone()).collect(),
            series,
            before: String::new(),
        }),
    }
}

/// A measure by month, each month beside the one before it.
pub(crate) fn by_period(ground: &Ground<'_>, table: &Table, (id, title): (&str, String)) -> Option<Chart> {
    let (currency, words, measure) = (ground.currency(), ground.words(), *table.measures.first()?);
    let link = |row: &str| ground.leads(table.range.days(), measure, table.by, Some(row));
    let numbers = table.rows.iter().map(|row| {
        let value = row.cells.first()?.value;
        number(words, value, currency, link(&row.name).filter(|_| value.number().is_some_and(|of| of > 0.0)))
    });
    Some(Chart {
        id: id.to_owned(),
        title,
        description: format!("{} {}.", measure.definition(words), table.range.days().words(words)),
        empty: words.say("numbers-nothing-so-far"),
        content: Content::Lines(Lines {
            unit: chart::Unit::of(measure.unit, currency),
            heading: measure.heading(words),
            times_heading: table.by.heading(words),
            times: table.rows.iter().map(|row| ground.name(table.by, &row.name)).collect(),
            series: vec![Series { name: measure.heading(words), numbers: numbers.collect(), before: Vec::new() }],
            before: String::new(),
        }),
    })
}

/// The stages of the funnel: the measures that count the leads that reached each for the first time, and the messages
/// that name them.
pub(crate) const STAGES: [(&str, &str); 5] = [
    ("new_leads", "numbers-stage-lead"),
    ("qualified", "numbers-stage-qualified"),
    ("reached_sql", "numbers-stage-sql"),
    ("reached_prospect", "numbers-stage-prospect"),
    ("won", "numbers-stage-customer"),
];

/// The stages of a funnel, from the totals of a table: measures, and the messages that name them.
pub(crate) fn stages(ground: &Ground<'_>, table: &Table, stages: &[(&str, &str)]) -> Vec<Stage> {
    let (currency, words) = (ground.currency(), ground.words());
    let stages = stages.iter().filter_map(|(name, message)| {
        let (measure, cell) = total(table, name)?;
        let link = ground.leads(table.range.days(), measure, table.by, None);
        Some(Stage {
            name: words.say(message),
            count: number(words, cell.value, currency, link.filter(|_| cell.value != Value::Count(0)))?,
            before: cell.past.first().and_then(|past| number(words, *past, currency, None)),
        })
    });
    stages.collect()
}

/// The funnel of the totals of a table.
pub(crate) fn funnel(ground: &Ground<'_>, table: &Table) -> Chart {
    let words = ground.words();
    Chart {
        id: "funnel".to_owned(),
        title: words.say("numbers-funnel"),
        description: words.with("numbers-funnel-is", &[("days", table.range.words(words).into())]),
        empty: words.with("numbers-no-lead-moved", &[("days", table.range.days().words(words).into())]),
        content: Content::Funnel(Funnel {
            heading: words.say("numbers-unit-leads-heading"),
            stages: stages(ground, table, &STAGES),
            before: table.compare.first().map(|(_, days)| days.words(words)).unwrap_or_default(),
        }),
    }
}

/// A measure by the rows of a table, in its order; rows without a number are left out.
pub(crate) fn bars(ground: &Ground<'_>, table: &Table, name: &str, id: &str) -> Option<Chart> {
    let (currency, words) = (ground.currency(), ground.words());
    let at = table.measures.iter().position(|measure| measure.name == name)?;
    let measure = table.measures[at];
    let interval_end = |end: f64| chart::Unit::Share.number(words, end);
    let bars = table.rows.iter().filter_map(|row| {
        let cell = &row.cells[at];
        let counts = cell.value.number().is_some_and(|number| number > 0.0);
        let link = ground.leads(table.range.days(), measure, table.by, Some(&row.name)).filter(|_| counts);
        let note = match cell.value {
            Value::Share { of, among } => {
                words.with("numbers-of", &[("of", of.to_string().into()), ("among", among.to_string().into())])
            }
            _ => String::new(),
        };
        Some(Bar {
            name: ground.name(table.by, &row.name),
            number: Some(number(words, cell.value, currency, link)?),
            interval: cell.value.interval().map(|(low, high)| (interval_end(low), interval_end(high))),
            note,
            before: cell.past.first().and_then(|past| number(words, *past, currency, None)),
        })
    });
    let by = [("measure", measure.heading(words).into()), ("by", table.by.noun(words).into())];
    let title = if measure.unit == Unit::Money {
        words.with("numbers-measure-by-in", &[&by[..], &[("currency", currency.code().into())]].concat())
    } else {
        words.with("numbers-measure-by", &by)
    };
    Some(Chart {
        id: id.to_owned(),
        title,
        description: format!("{} {}.", measure.definition(words), table.range.words(words)),
        empty: nothing(words, table.range.days()),
        content: Content::Bars(Bars {
            unit: chart::Unit::of(measure.unit, currency),
            values_heading: table.by.heading(words),
            heading: measure.heading(words),
            notes_heading: if measure.unit == Unit::Percent { words.say("numbers-counted") } else { String::new() },
            bars: bars.take(BARS).collect(),
            before: table.compare.first().map(|(_, days)| days.words(words)).unwrap_or_default(),
        }),
    })
}

/// Stands in the place of a chart without numbers.
fn nothing(words: Words<'_>, days: Days) -> String {
    words.with("numbers-nothing-in", &[("days", days.words(words).into())])
}

/// The dimension of the whole company.
pub(crate) fn all() -> By {
    By::Dimension(dimension(ALL).expect("`all` is a dimension"))
}
