//! `leadwright report --leads`: the activities that a number counts.

use anyhow::{Result, bail};
use jiff::civil::Date;
use leadwright_cloud::table::Counted;
use leadwright_domain::metrics::{By, Filter, Grain, Measure, Range};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::text::nearest;
use leadwright_domain::words::Words;
use serde::Serialize;

use super::args::ReportArgs;
use crate::commands::spreadsheet::{Cell, Sheet};
use crate::commands::target::Connected;
use crate::output::Output;
use crate::wording::count::count_of;
use crate::wording::time::readable;

/// The activities that are read at once.
const PAGE: usize = 500;

/// A line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    lead: &'a LeadId,
    at: jiff::Timestamp,
    /// What it adds to the number: 1, or an amount in the smallest unit of the currency.
    number: u64,
}

/// Prints the activities that `measure` counts in a row of the table of these days, or in all rows.
pub(super) async fn print(
    args: &ReportArgs,
    stack: &Connected,
    measure: &'static Measure,
    range: Range,
    today: Date,
) -> Result<()> {
    let zone = stack.config.company.timezone.time_zone();
    let row = (args.by, args.value.as_deref());
    let filter = Filter::new(row, measure, range, today, (zone.clone(), &stack.config.campaigns))?;
    let found = all(stack, &filter, args.top.unwrap_or(usize::MAX)).await?;
    if found.is_empty()
        && let Some(value) = &args.value
    {
        check_value(args, stack, value, range).await?;
    }
    if args.json {
        let lines: Vec<Line<'_>> =
            found.iter().map(|Counted { lead, at, number }| Line { lead, at: *at, number: *number }).collect();
        println!("{}", serde_json::to_string_pretty(&lines)?);
        return Ok(());
    }
    if args.csv {
        let mut out = Sheet::new(Output);
        out.row(["lead", "at", "number"].map(Cell::Text))?;
        for Counted { lead, at, number } in &found {
            out.row([Cell::Text(lead.as_str()), Cell::Text(&at.to_string()), Cell::Number(*number)])?;
        }
        return Ok(out.finish()?);
    }
    let leads: std::collections::BTreeSet<&str> = found.iter().map(|counted| counted.lead.as_str()).collect();
    let days = filter.days();
    println!(
        "{} ({}), {}: {} of {}",
        measure.heading(Words::english()),
        measure.name,
        days.words(Words::english()),
        count_of(found.len(), "activity"),
        count_of(leads.len(), "lead")
    );
    for Counted { lead, at, .. } in &found {
        println!("{lead}  {}", readable(*at, &zone));
    }
    Ok(())
}

/// The number of values that are named where there is no such one.
const NAMED: usize = 10;

/// Where a value counts nothing at all in these days, it may be written wrong: the ones that do are named.
async fn check_value(args: &ReportArgs, stack: &Connected, value: &str, range: Range) -> Result<()> {
    let By::Dimension(dimension) = args.by else { return Ok(()) };
    if args.by.length().is_some() {
        return Ok(());
    }
    let days = range.days();
    let (company, campaigns) = (&stack.config.company, &stack.config.campaigns);
    let numbers = stack.table.numbers(&[dimension.name], (days.first, days.last), Grain::Whole, company).await?;
    let counts = numbers.pieces.into_iter().next().and_then(|mut piece| piece.counts.remove(dimension.name));
    let rows = dimension.rows(&counts.unwrap_or_default(), campaigns).into_owned();
    if rows.contains_key(value) {
        return Ok(());
    }
    let heading = args.by.heading(Words::english()).to_lowercase();
    let known: Vec<&str> = rows.keys().map(String::as_str).collect();
    let meant = nearest(value, known.iter().copied()).map(|name| format!("; do you mean {name:?}?"));
    let some: Vec<String> = known.iter().take(NAMED).map(|name| format!("{name:?}")).collect();
    let more = known.len().saturating_sub(some.len());
    let there = match (some.is_empty(), more) {
        (true, _) => "nothing was counted in them yet".to_owned(),
        (false, 0) => format!("there are: {}", some.join(", ")),
        (false, more) => format!("there are: {} and {more} more", some.join(", ")),
    };
    bail!(
        "--value: no {heading} {value:?} was counted in the days {}; {there}{}",
        days.words(Words::english()),
        meant.unwrap_or_default()
    )
}

/// The newest activities that the filter finds.
async fn all(stack: &Connected, filter: &Filter<'_>, most: usize) -> Result<Vec<Counted>> {
    let mut found = Vec::new();
    let mut start = None;
    loop {
        let page = stack.table.counted(filter, start, PAGE.min(most - found.len())).await?;
        found.extend(page.counted);
        start = page.next;
        if start.is_none() || found.len() >= most {
            return Ok(found);
        }
    }
}
