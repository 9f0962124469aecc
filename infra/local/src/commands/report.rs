//! `leadwright report`: the nights' counts as a table.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use jiff::ToSpan;
use jiff::civil::Date;
use leadwright_domain::metrics;
use leadwright_domain::metrics::Counts;

use super::Target;

/// What `report` takes.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The first day, as in 2026-11-01; 30 days ago if not said.
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    from: Option<Date>,
    /// The last day; today if not said.
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    to: Option<Date>,
    /// A row for each of these.
    #[arg(long, value_enum, default_value = "source")]
    by: By,
    /// As CSV.
    #[arg(long)]
    csv: bool,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    Source,
    Form,
    Month,
    /// What became of each mail; variants and languages apart.
    Mail,
    /// Who entered each sequence, and for how many it was a success.
    Sequence,
}

impl By {
    fn heading(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Form => "form",
            Self::Month => "month",
            Self::Mail => "mail",
            Self::Sequence => "sequence",
        }
    }

    /// What the numbers of its table are of.
    fn counted_in(self) -> &'static str {
        match self {
            Self::Mail => "mails of the company's days; opened and clicks are people's, machines apart",
            Self::Sequence => "leads of the company's days",
            Self::Source | Self::Form | Self::Month => "leads and mails of the company's days",
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

/// A heading, and the metrics that sum to it.
type Column = (&'static str, &'static [&'static str]);

/// Of each mail: people, not machines. Somebody who follows two links of a mail clicks twice.
const MAIL_COLUMNS: &[Column] = &[("sent", &["mail"]), ("opened", &["opened"]), ("clicks", &["clicked"])];

const SEQUENCE_COLUMNS: &[Column] = &[("begun", &["begun"]), ("goal_reached", &["goal"]), ("ended", &["ended"])];

const COLUMNS: &[Column] = &[
    ("new_leads", &["new_leads"]),
    ("forms", &["forms"]),
    ("to_mql", &["to.mql"]),
    ("to_pql", &["to.pql"]),
    ("to_sql", &["to.sql"]),
    ("hand_offs", &["hand_offs"]),
    ("accepted", &["accepted"]),
    ("accept_missed", &["accept_missed"]),
    ("contacted", &["contacted"]),
    ("contacted_in_5m", &["contacted.within_5m"]),
    ("to_prospect", &["to.prospect"]),
    ("to_customer", &["to.customer"]),
    ("to_recycled", &["to.recycled"]),
    ("to_disqualified", &["to.disqualified"]),
    ("to_lost", &["to.lost"]),
    ("bad", &["bad."]),
    ("mails", &["mail."]),
    ("mails_dropped", &["mail_dropped"]),
    ("unsubscribed", &["unsubscribed"]),
    ("bounces", &["bounced"]),
    ("complaints", &["complained"]),
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
    ensure!(from <= to, "--from {from} lies behind --to {to}");
    let dimension = match args.by {
        By::Source => "source",
        By::Form => "form",
        By::Month | By::Mail | By::Sequence => "all",
    };
    let mut rows = Counts::new();
    for (date, counts) in stack.table.metrics(dimension, from, to).await? {
        match args.by {
            By::Month => {
                let month = date.strftime("%Y-%m").to_string();
                let all = counts.into_values().next().unwrap_or_default();
                metrics::add(&mut rows, &Counts::from([(month, all)]));
            }
            By::Mail | By::Sequence => {
                for metrics in counts.values() {
                    metrics::add(&mut rows, &by_name(metrics, args.by.columns()));
                }
            }
            By::Source | By::Form => metrics::add(&mut rows, &counts),
        }
    }
    let columns = args.by.columns();
    let table: Vec<(String, Vec<u64>)> =
        rows.into_iter().map(|(value, metrics)| (value, counted(&metrics, columns))).collect();
    if args.csv {
        return print_csv(args.by, &table);
    }
    if table.is_empty() {
        println!("Nothing was counted from {from} to {to}. Days are counted at night.");
        if args.target.stack.is_none() {
            println!("To count now: curl -X POST {}/_local/run/rollup", args.target.against);
        }
        return Ok(());
    }
    let uncounted = if to >= today { "; today is counted tonight" } else { "" };
    println!("From {from} to {to}, counted in {}{uncounted}", args.by.counted_in());
    print_table(args.by, &table);
    Ok(())
}

/// `mail.tips` is the metric `mail` of `tips`: metrics of these columns by what they are of.
fn by_name(metrics: &BTreeMap<String, u64>, columns: &[Column]) -> Counts {
    let mut rows = Counts::new();
    for (metric, count) in metrics {
        let Some((kind, name)) = metric.split_once('.') else { continue };
        if columns.iter().any(|(_, kinds)| kinds.contains(&kind)) {
            rows.entry(name.to_owned()).or_default().insert(kind.to_owned(), *count);
        }
    }
    rows
}

fn counted(metrics: &BTreeMap<String, u64>, columns: &[Column]) -> Vec<u64> {
    let sum = |names: &[&str]| {
        let is_meant = |metric: &str| {
            names.iter().any(|name| metric == *name || (name.ends_with('.') && metric.starts_with(name)))
        };
        metrics.iter().filter(|(metric, _)| is_meant(metric)).map(|(_, count)| count).sum()
    };
    columns.iter().map(|(_, names)| sum(names)).collect()
}

fn print_csv(by: By, table: &[(String, Vec<u64>)]) -> Result<()> {
    let mut out = csv::Writer::from_writer(std::io::stdout());
    out.write_record(std::iter::once(by.heading()).chain(by.columns().iter().map(|(name, _)| *name)))?;
    for (value, counts) in table {
        out.write_record(std::iter::once(value.clone()).chain(counts.iter().map(u64::to_string)))?;
    }
    out.flush()?;
    Ok(())
}

fn print_table(by: By, table: &[(String, Vec<u64>)]) {
    let (heading, columns) = (by.heading(), by.columns());
    let width = table.iter().map(|(value, _)| value.chars().count()).chain([heading.len(), 5]).max().unwrap_or(5);
    let line = |first: &str, cells: Vec<String>| {
        let cells: Vec<String> =
            std::iter::zip(cells, columns).map(|(cell, (name, _))| format!("{cell:>0$}", name.len())).collect();
        println!("{first:<width$}  {}", cells.join("  "));
    };
    line(heading, columns.iter().map(|(name, _)| (*name).to_owned()).collect());
    let mut sums = vec![0; columns.len()];
    for (value, counts) in table {
        line(value, counts.iter().map(u64::to_string).collect());
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    line("total", sums.iter().map(u64::to_string).collect());
}
