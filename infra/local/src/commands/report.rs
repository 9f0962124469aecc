//! `leadwright report`: the numbers of the company, and the activities that they count.

pub(crate) mod args;
mod advice;
mod leads;
mod list;
pub(crate) mod named;
mod print;

use anyhow::Result;
use leadwright_cloud::table::Answered;
use leadwright_domain::value::currency::Currency;

use self::args::ReportArgs;
use super::spreadsheet::{Cell, Sheet};
use crate::output::Output;

/// What `report --help` ends with.
pub(crate) const HELP: &str = "\
Examples:
  leadwright report --period 2026-11 --by campaign       what each campaign brought, and cost
  leadwright report --by month --measures qualified      lead velocity rate: growth against the month before
  leadwright report --by cohort_month                    how far the leads of each month came
  leadwright report --by owner --sort speed_median       who is slow to call
  leadwright report --by source --leads won --value fair the leads that a number counts
  leadwright report --advice --period 2026-11            what the numbers of the month advise
  leadwright report monday --open                        a report of reports.yaml, in a browser
  leadwright report --list                               every measure with its definition";

/// Prints the report.
pub(crate) async fn report(args: &ReportArgs) -> Result<()> {
    if args.list {
        list::print(args.by);
        return Ok(());
    }
    if let Some(name) = &args.name {
        return Box::pin(named::report(name, args)).await;
    }
    let stack = args.target.connect().await?;
    let today = stack.now.to_zoned(stack.config.company.timezone.time_zone()).date();
    let range = args.range(today)?;
    if args.advice {
        return advice::print(args, &stack, range, today).await;
    }
    if let Some(name) = &args.leads {
        let measure = args.by.read_measure(name)?;
        return leads::print(args, &stack, measure, range, today).await;
    }
    let question = args.question(range)?;
    let answered = stack.table.answer(&question, &stack.config).await?;
    let currency = stack.config.company.currency;
    if args.csv {
        return print_csv(&answered, currency);
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&answered.table.json(currency))?);
        return Ok(());
    }
    if answered.table.is_empty() {
        let days = answered.table.range.days();
        println!("No metrics from {} to {}: days are counted four times a day.", days.first, days.last);
        args.print_how_to_count();
        return Ok(());
    }
    print!("{}", print::table(&answered, &stack.config));
    if answered.table.not_counted.is_some() {
        args.print_how_to_count();
    }
    Ok(())
}

fn print_csv(answered: &Answered, currency: Currency) -> Result<()> {
    let table = &answered.table;
    let mut out = Sheet::new(Output);
    out.row(table.head().iter().map(|name| Cell::Text(name)))?;
    for record in table.records(currency) {
        out.row(record.iter().map(|cell| Cell::Text(cell)))?;
    }
    Ok(out.finish()?)
}
