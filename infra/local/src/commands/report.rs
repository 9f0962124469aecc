//! `leadwright report`: the numbers of the company, and the activities that they count.

mod leads;
mod list;
mod print;

use anyhow::Result;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use leadwright_cloud::table::Answered;
use leadwright_domain::metrics::{Area, By, Compare, Order, Question, Range};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::period::Period;

use super::arguments;
use super::spreadsheet::{Cell, Sheet};
use super::target::TargetStack;
use crate::output::Output;

/// What `report --help` ends with.
pub(crate) const HELP: &str = "\
Examples:
  leadwright report --period 2026-11 --by campaign       what each campaign brought, and cost
  leadwright report --by month --measures qualified      lead velocity rate: growth against the month before
  leadwright report --by cohort_month                    how far the leads of each month came
  leadwright report --by owner --sort speed_median       who is slow to call
  leadwright report --by source --leads won --value fair the leads that a number counts
  leadwright report --list                               every measure with its definition";

/// The arguments of `report`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(crate) struct ReportArgs {
    /// The first day, like 2026-11-01. [default: 30 days before --to; by weeks, months or years, more]
    #[arg(long, value_name = "DAY", value_parser = arguments::day)]
    from: Option<Date>,
    /// The last day. [default: today]
    #[arg(long, value_name = "DAY", value_parser = arguments::day)]
    to: Option<Date>,
    /// A day, week, month or year in place of --from and --to: 2026-11-23, 2026-W47, 2026-11, 2026.
    #[arg(long, value_parser = Period::parse, conflicts_with_all = ["from", "to"])]
    period: Option<Period>,
    /// What the rows are.
    #[arg(long, default_value = "source", value_parser = rows(), hide_possible_values = false)]
    by: By,
    /// The columns: names of measures with commas between them, in this order. `report --list` has them all.
    /// [default: a readable few; with --csv and --json all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    measures: Vec<String>,
    /// All measures of an area as columns.
    #[arg(long, value_parser = PossibleValuesParser::new(Area::ALL.map(Area::name)), conflicts_with = "measures")]
    area: Option<String>,
    /// Compare with the days before, with the same days of the year before, or both: `before,year`. Rows that are days,
    /// weeks, months or years are compared with the one before anyway.
    #[arg(long, value_enum, value_delimiter = ',')]
    compare: Vec<ComparedWith>,
    /// The number of rows; one more is for all others. [default: 50; with --csv and --json all]
    #[arg(long, value_name = "ROWS")]
    top: Option<usize>,
    /// Order the rows by a measure, the largest first. Rates of fewer than 20 cases stand at the end. [default: the first
    /// measure; periods by time]
    #[arg(long, value_name = "MEASURE")]
    sort: Option<String>,
    /// The smallest first.
    #[arg(long, requires = "sort")]
    rising: bool,
    /// List the activities that this measure counts, newest first, with the ids of their leads.
    #[arg(long, value_name = "MEASURE", conflicts_with_all = ["measures", "area", "compare", "sort"])]
    leads: Option<String>,
    /// Only those of this row: a source, a campaign, a month. [default: all rows]
    #[arg(long, value_name = "ROW", requires = "leads")]
    value: Option<String>,
    /// List every measure with its definition, and do nothing else; with --by those that it can show.
    #[arg(long, conflicts_with_all = ["csv", "json", "leads"])]
    list: bool,
    /// Print CSV. A text that a spreadsheet would run as a formula has an apostrophe in front. Durations are in seconds.
    #[arg(long)]
    csv: bool,
    /// Print JSON.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ComparedWith {
    /// The days before: of a month, the month before.
    Before,
    /// The same days of the year before.
    Year,
}

impl From<ComparedWith> for Compare {
    fn from(with: ComparedWith) -> Self {
        match with {
            ComparedWith::Before => Self::Before,
            ComparedWith::Year => Self::Year,
        }
    }
}

/// Parses the name of what the rows are. The help has them all with their definitions.
fn rows() -> impl TypedValueParser<Value = By> {
    let values = By::all().map(|by| PossibleValue::new(by.name()).help(by.definition()));
    PossibleValuesParser::new(values).try_map(|name| By::read(&name))
}

/// Rows that a person reads without paging.
const ROWS: usize = 50;

/// Prints the report.
pub(crate) async fn report(args: &ReportArgs) -> Result<()> {
    if args.list {
        list::print(args.by);
        return Ok(());
    }
    let stack = args.target.connect().await?;
    let today = stack.now.to_zoned(stack.config.company.timezone.time_zone()).date();
    let range = args.range(today)?;
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
        println!("No metrics from {} to {}: days are counted at night.", days.first, days.last);
        args.print_how_to_count();
        return Ok(());
    }
    print!("{}", print::table(&answered, &stack.config));
    if answered.table.not_counted.is_some() {
        args.print_how_to_count();
    }
    Ok(())
}

impl ReportArgs {
    fn range(&self, today: Date) -> Result<Range> {
        if let Some(period) = self.period {
            return Ok(Range::of(period, today)?);
        }
        let last = self.to.unwrap_or(today);
        let usual = Range::usual(self.by, last);
        if self.from.is_none() && last <= today {
            return Ok(usual);
        }
        Ok(Range::between(self.from.unwrap_or(usual.days().first), last, today)?)
    }

    fn question(&self, range: Range) -> Result<Question> {
        let by = self.by;
        let measures = match &self.area {
            Some(area) => by.read_area(area)?,
            None if !self.measures.is_empty() => by.read_measures(self.measures.iter().map(|name| name.trim()))?,
            None if self.csv || self.json => by.measures().collect(),
            None => by.usual(),
        };
        let mut compare: Vec<Compare> = self.compare.iter().copied().map(Compare::from).collect();
        compare.dedup();
        if compare.is_empty() && matches!(by, By::Time(_)) && !self.csv && !self.json {
            compare.push(Compare::Before);
        }
        let mut question = Question::new(by, range).with(measures).compared(compare)?;
        if let Some(sort) = &self.sort {
            question = question.ordered(Order { measure: by.read_measure(sort)?, rising: self.rising });
        }
        let rows = self.top.or_else(|| (!self.csv && !self.json && by.length().is_none()).then_some(ROWS));
        Ok(match rows {
            Some(rows) => question.top(rows)?,
            None => question,
        })
    }

    fn print_how_to_count(&self) {
        if self.target.stack.is_none() {
            println!("Count now: curl -X POST {}/_local/run/rollup", self.target.against);
        }
    }
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
