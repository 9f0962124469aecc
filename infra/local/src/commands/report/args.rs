//! The arguments of `report`, and what they ask for.

use anyhow::Result;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use leadwright_domain::metrics::{Area, By, Compare, Order, Question, Range};
use leadwright_domain::value::period::Period;
use leadwright_domain::words::Words;

use crate::commands::arguments;
use crate::commands::target::TargetStack;

/// The arguments of `report`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub(crate) struct ReportArgs {
    /// A report of infra/config/reports.yaml, of its last whole period or of --period.
    #[arg(value_name = "REPORT", conflicts_with_all = ["from", "to", "by", "measures", "area", "compare", "top", "sort", "leads", "list", "advice"])]
    pub(super) name: Option<String>,
    /// Open the report in a browser.
    #[arg(long, requires = "name", conflicts_with_all = ["csv", "json"])]
    pub(super) open: bool,
    /// The first day, like 2026-11-01. [default: 30 days before --to; by weeks, months or years, more]
    #[arg(long, value_name = "DAY", value_parser = arguments::day)]
    pub(super) from: Option<Date>,
    /// The last day. [default: today]
    #[arg(long, value_name = "DAY", value_parser = arguments::day)]
    pub(super) to: Option<Date>,
    /// A day, week, month or year in place of --from and --to: 2026-11-23, 2026-W47, 2026-11, 2026.
    #[arg(long, value_parser = Period::parse, conflicts_with_all = ["from", "to"])]
    pub(super) period: Option<Period>,
    /// What the rows are.
    #[arg(long, default_value = "source", value_parser = rows(), hide_possible_values = false)]
    pub(super) by: By,
    /// The columns: names of measures with commas between them, in this order. `report --list` has them all.
    /// [default: a readable few; with --csv and --json all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(super) measures: Vec<String>,
    /// All measures of an area as columns.
    #[arg(long, value_parser = PossibleValuesParser::new(Area::ALL.map(Area::name)), conflicts_with = "measures")]
    pub(super) area: Option<String>,
    /// Compare with the days before, with the same days of the year before, or both: `before,year`. Rows that are days,
    /// weeks, months or years are compared with the one before anyway.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub(super) compare: Vec<ComparedWith>,
    /// The number of rows; one more is for all others. [default: 50; with --csv and --json all]
    #[arg(long, value_name = "ROWS", value_parser = row_count)]
    pub(super) top: Option<usize>,
    /// Order the rows by a measure, the largest first. Rates of fewer than 20 cases stand at the end. [default: the first
    /// measure; periods by time]
    #[arg(long, value_name = "MEASURE")]
    pub(super) sort: Option<String>,
    /// The smallest first.
    #[arg(long, requires = "sort")]
    pub(super) rising: bool,
    /// List the activities that this measure counts, newest first, with the ids of their leads.
    #[arg(long, value_name = "MEASURE", conflicts_with_all = ["measures", "area", "compare", "sort"])]
    pub(super) leads: Option<String>,
    /// Only those of this row: a source, a campaign, a month. [default: all rows]
    #[arg(long, value_name = "ROW", requires = "leads")]
    pub(super) value: Option<String>,
    /// Say what the numbers of the days advise, where a difference is beyond chance: leaks of the funnel, campaigns to stop
    /// or feed, steps that lose people, the source that waits longest, the better mail.
    #[arg(long, conflicts_with_all = ["by", "measures", "area", "compare", "top", "sort", "leads", "list", "csv"])]
    pub(super) advice: bool,
    /// List every measure with its definition, and do nothing else; with --by those that it can show.
    #[arg(long, conflicts_with_all = ["csv", "json", "leads"])]
    pub(super) list: bool,
    /// Print CSV. A text that a spreadsheet would run as a formula has an apostrophe in front. Durations are in seconds.
    #[arg(long)]
    pub(super) csv: bool,
    /// Print JSON.
    #[arg(long, conflicts_with = "csv")]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) target: TargetStack,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ComparedWith {
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

/// Parses a number of rows.
fn row_count(text: &str) -> Result<usize, String> {
    let rows = text.parse().ok().filter(|rows| *rows > 0);
    rows.ok_or_else(|| "write a number of rows, 1 or more".to_owned())
}

/// Parses the name of what the rows are. The help has them all with their definitions.
fn rows() -> impl TypedValueParser<Value = By> {
    let values = By::all().map(|by| PossibleValue::new(by.name()).help(by.definition(Words::english())));
    PossibleValuesParser::new(values).try_map(|name| By::read(&name))
}

/// Rows that a person reads without paging.
const ROWS: usize = 50;

impl ReportArgs {
    /// The days that the report is about.
    pub(super) fn range(&self, today: Date) -> Result<Range> {
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

    /// What is asked for.
    pub(super) fn question(&self, range: Range) -> Result<Question> {
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

    /// Says how to count at once, on this machine.
    pub(super) fn print_how_to_count(&self) {
        if self.target.stack.is_none() {
            println!("Count now: curl -X POST {}/_local/run/rollup", self.target.against);
        }
    }
}
