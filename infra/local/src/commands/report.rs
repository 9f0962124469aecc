//! `leadwright report`: the nightly metrics as a table.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use jiff::ToSpan;
use jiff::civil::Date;
use leadwright_domain::metrics;
use leadwright_domain::metrics::Counts;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::arguments;
use super::spreadsheet::{Cell, Sheet};
use super::target::TargetStack;
use crate::output::Output;

/// The arguments of `report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The first day, like 2026-11-01. [default: 30 days before --to]
    #[arg(long, value_name = "DAY", value_parser = arguments::day)]
    from: Option<Date>,
    /// The last day. [default: today]
    #[arg(long, value_name = "DAY", value_parser = arguments::day)]
    to: Option<Date>,
    /// The dimension of the rows.
    #[arg(long, value_enum, default_value = "source")]
    by: By,
    /// Print CSV. A text that a spreadsheet would run as a formula has an apostrophe in front.
    #[arg(long)]
    csv: bool,
    /// Print JSON.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    Source,
    Form,
    Month,
    /// Sends, opens and clicks of each mail; variants and languages are separate rows.
    Mail,
    /// Leads that entered each sequence, reached its goal, or left it.
    Sequence,
}

impl By {
    /// The name of the dimension in CSV.
    fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Form => "form",
            Self::Month => "month",
            Self::Mail => "mail",
            Self::Sequence => "sequence",
        }
    }

    /// The heading of the dimension in the table.
    fn heading(self) -> &'static str {
        match self {
            Self::Source => "Source",
            Self::Form => "Form",
            Self::Month => "Month",
            Self::Mail => "Mail",
            Self::Sequence => "Sequence",
        }
    }

    /// The unit of the numbers in the table.
    fn unit(self) -> &'static str {
        match self {
            Self::Mail => "mails by day of the company; opens and clicks with bots excluded",
            Self::Sequence => "leads by day of the company",
            Self::Source | Self::Form | Self::Month => "leads and mails by day of the company",
        }
    }

    fn columns(self) -> &'static [Column] {
        match self {
            Self::Source | Self::Form | Self::Month => COLUMNS,
            Self::Mail => MAIL_COLUMNS,
            Self::Sequence => SEQUENCE_COLUMNS,
        }
    }
}

/// A column: its name in CSV, its heading in the table, and the metrics that it sums.
struct Column {
    name: &'static str,
    heading: &'static str,
    metrics: &'static [&'static str],
}

const fn column(name: &'static str, heading: &'static str, metrics: &'static [&'static str]) -> Column {
    Column { name, heading, metrics }
}

/// Of each mail: people only, bots excluded. A person who clicks two links of a mail counts as two clicks, and one who
/// clicks the same link again as one.
const MAIL_COLUMNS: &[Column] = &[
    column("sent", "Sent", &["mail"]),
    column("opened", "Opened", &["opened"]),
    column("clicks", "Clicks", &["clicked"]),
];

const SEQUENCE_COLUMNS: &[Column] = &[
    column("begun", "Started", &["begun"]),
    column("goal_reached", "Goal reached", &["goal"]),
    column("ended", "Ended", &["ended"]),
];

const COLUMNS: &[Column] = &[
    column("new_leads", "New leads", &["new_leads"]),
    column("forms", "Submissions", &["forms"]),
    column("to_mql", "New MQLs", &["to.mql"]),
    column("to_pql", "New PQLs", &["to.pql"]),
    column("to_sql", "New SQLs", &["to.sql"]),
    column("hand_offs", "Hand-offs", &["hand_offs"]),
    column("accepted", "Accepted", &["accepted"]),
    column("accept_missed", "Missed SLA", &["accept_missed"]),
    column("contacted", "Contacted", &["contacted"]),
    column("contacted_in_5m", "Contacted in 5 min", &["contacted.within_5m"]),
    column("to_prospect", "New prospects", &["to.prospect"]),
    column("to_customer", "New customers", &["to.customer"]),
    column("to_recycled", "Recycled", &["to.recycled"]),
    column("to_disqualified", "Disqualified", &["to.disqualified"]),
    column("to_lost", "Lost", &["to.lost"]),
    column("bad", "Bad leads", &["bad."]),
    column("mails", "Mails", &["mail"]),
    column("mails_dropped", "Dropped mails", &["mail_dropped"]),
    column("unsubscribed", "Unsubscribed", &["unsubscribed"]),
    column("bounces", "Hard bounces", &["bounced"]),
    column("complaints", "Spam complaints", &["complained"]),
];

/// Prints the report.
pub(crate) async fn report(args: &ReportArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let today = stack.now.to_zoned(stack.config.company.timezone.time_zone()).date();
    let to = args.to.unwrap_or(today);
    let from = match args.from {
        Some(from) => from,
        None => to.checked_sub(30.days())?,
    };
    ensure!(from <= to, "--from {from} is after --to {to}");
    let dimension = match args.by {
        By::Source => "source",
        By::Form => "form",
        By::Mail => "mail",
        By::Sequence => "sequence",
        By::Month => "all",
    };
    let mut rows = Counts::new();
    for (date, counts) in stack.table.metrics(dimension, from, to).await? {
        match args.by {
            By::Month => {
                let month = date.strftime("%Y-%m").to_string();
                let all = counts.into_values().next().unwrap_or_default();
                metrics::add(&mut rows, &Counts::from([(month, all)]));
            }
            By::Source | By::Form | By::Mail | By::Sequence => metrics::add(&mut rows, &counts),
        }
    }
    let columns = args.by.columns();
    let table: Vec<(String, Vec<u64>)> =
        rows.into_iter().map(|(value, metrics)| (value, sums(&metrics, columns))).collect();
    if args.csv {
        return print_csv(args.by, &table);
    }
    if args.json {
        let rows = table.iter().map(|(value, counts)| json_row(args.by, value, counts)).collect();
        println!("{}", serde_json::to_string_pretty(&JsonReport { from, to, by: args.by.name(), rows })?);
        return Ok(());
    }
    if table.is_empty() {
        println!("No metrics from {from} to {to}: days are counted at night.");
        if args.target.stack.is_none() {
            println!("Count now: curl -X POST {}/_local/run/rollup", args.target.against);
        }
        return Ok(());
    }
    let uncounted = if to >= today { "; today will be counted tonight" } else { "" };
    println!("From {from} to {to}, {}{uncounted}", args.by.unit());
    print_table(args.by, &table);
    Ok(())
}

/// The sum of each column.
fn sums(metrics: &BTreeMap<String, u64>, columns: &[Column]) -> Vec<u64> {
    let sum = |names: &[&str]| {
        let is_meant = |metric: &str| {
            names.iter().any(|name| metric == *name || (name.ends_with('.') && metric.starts_with(name)))
        };
        metrics.iter().filter(|(metric, _)| is_meant(metric)).map(|(_, count)| count).sum()
    };
    columns.iter().map(|column| sum(column.metrics)).collect()
}

/// The output of `report --json`.
#[derive(Serialize)]
struct JsonReport {
    from: Date,
    to: Date,
    /// The dimension, and the name of its value in each row.
    by: &'static str,
    rows: Vec<Map<String, Value>>,
}

/// A row: the value of the dimension, and the numbers by the names of their columns in CSV.
fn json_row(by: By, value: &str, counts: &[u64]) -> Map<String, Value> {
    let counts = std::iter::zip(by.columns(), counts).map(|(column, count)| (column.name.to_owned(), json!(count)));
    std::iter::once((by.name().to_owned(), json!(value))).chain(counts).collect()
}

fn print_csv(by: By, table: &[(String, Vec<u64>)]) -> Result<()> {
    let mut out = Sheet::new(Output);
    out.row(std::iter::once(by.name()).chain(by.columns().iter().map(|column| column.name)).map(Cell::Text))?;
    for (value, counts) in table {
        out.row(std::iter::once(Cell::Text(value)).chain(counts.iter().copied().map(Cell::Number)))?;
    }
    Ok(out.finish()?)
}

fn print_table(by: By, table: &[(String, Vec<u64>)]) {
    let (heading, columns) = (by.heading(), by.columns());
    let width = table.iter().map(|(value, _)| value.chars().count()).chain([heading.len(), 5]).max().unwrap_or(5);
    let line = |first: &str, cells: Vec<String>| {
        let cells: Vec<String> =
            std::iter::zip(cells, columns).map(|(cell, column)| format!("{cell:>0$}", column.heading.len())).collect();
        println!("{first:<width$}  {}", cells.join("  "));
    };
    line(heading, columns.iter().map(|column| column.heading.to_owned()).collect());
    let mut totals = vec![0; columns.len()];
    for (value, counts) in table {
        line(value, counts.iter().map(u64::to_string).collect());
        for (total, count) in totals.iter_mut().zip(counts) {
            *total += count;
        }
    }
    line("Total", totals.iter().map(u64::to_string).collect());
}
