//! `leadwright cost import`: a file of an ad platform, by campaign and day.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::civil::Date;
use leadwright_domain::campaign::{CampaignMonth, Reported, StoredCosts};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::money::Money;
use leadwright_domain::value::month::Month;
use serde_json::json;

use super::ad_export::{AdExport, AdRow};
use super::columns::Said;
use crate::commands::list_file::{ListFormat, name_rejected};
use crate::commands::target::{Connected, TargetStack};
use crate::wording::count::count_of;

/// The end of `cost import --help`.
pub(super) const HELP: &str = "\
Export the report by day and by campaign, in English, as CSV:
  Google Ads                  Day, Campaign, Currency code, Cost, Clicks
  Meta Ads Manager            breakdown By time: Day; Campaign name, Amount spent, Link clicks
  LinkedIn Campaign Manager   time breakdown Daily; Campaign performance
Lines above the heading line and rows of totals are passed over. Rows of one campaign and day are added, as those of its ad
groups. What the same platform reported of a campaign and day before is replaced; days that the file has not stay.

Every row is checked before any is imported. A row that can't be read, or changes a closed month, stops the file: it is named
by its line, and written to NAME.rejected.csv. An import that stops half-way is finished by running it again.

  leadwright cost import google.csv --check
  leadwright cost import radio.csv --campaign radio-2026 --currency EUR --map \"Datum=day\" --map \"Kosten=cost\"

Exit code 0: all of it is imported, or with --check can be. Exit code 1: nothing is, or the last line says what to do.
Exit code 2: wrong usage.";

/// The arguments of `cost import`.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The file.
    file: PathBuf,
    /// The campaign of all rows, for a file without such a column.
    #[arg(long, value_name = "NAME")]
    campaign: Option<String>,
    /// The currency of the costs, by its code like EUR, for a file that does not say it.
    #[arg(long, value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,
    /// What a column is, for a file with headings of its own, like `--map "Dia=day"`. Fields: `day`, `campaign`, `cost`,
    /// `currency`, `clicks`; `begin` and `end` where a row may have several days.
    #[arg(long, value_name = "HEADING=FIELD")]
    map: Vec<String>,
    /// Check the file and say what it has. Nothing is imported.
    #[arg(long)]
    check: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    format: ListFormat,
    #[command(flatten)]
    target: TargetStack,
}

fn currency(code: &str) -> Result<Currency, String> {
    Currency::try_from(code.to_owned())
}

/// The number of rows that are written at the same time.
const CONCURRENCY: usize = 16;

/// The number of campaigns that are named; the others are counted.
const NAMED: usize = 10;

/// What a file reports of a campaign in a month, by the day.
type Reports = BTreeMap<(Month, String), BTreeMap<i8, Reported>>;

/// Imports a file.
pub(super) async fn import(args: &ImportArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let said = Said { map: Said::map(&args.map)?, campaign: args.campaign.clone(), currency: args.currency };
    let today = stack.now.to_zoned(stack.config.company.timezone.time_zone()).date();
    let mut export = AdExport::read(&args.file, &args.format, &said, today)?;
    let reports = added_up(&mut export);
    let days: Vec<Date> = export.rows.iter().map(|row| row.day).collect();
    let stored = match (days.iter().min(), days.iter().max()) {
        (Some(first), Some(last)) => stack.table.costs(Month::of(*first), Month::of(*last)).await?,
        _ => StoredCosts::new(),
    };
    reject_closed(&mut export, &reports, &stored);
    let rejected = name_rejected(&[&export.file]);
    ensure!(
        rejected == 0,
        "{} can't be imported, so nothing was: repair the file, or export it again without them",
        count_of(rejected, "row")
    );
    ensure!(!reports.is_empty(), "{}: no row has a cost or clicks, so nothing was imported", args.file.display());
    if !args.check {
        let platform = export.platform;
        let reported = reports
            .iter()
            .map(|((month, campaign), days)| stack.table.report_costs(*month, campaign, None, platform, days));
        let reported = stream::iter(reported).buffer_unordered(CONCURRENCY).try_collect::<()>().await;
        reported.context("the import stopped half-way: run it again to finish it")?;
    }
    let summary = Summary::of(&export, &reports, &stored, &stack);
    if args.json {
        summary.print_json(args.check);
    } else {
        summary.print(args.check);
    }
    Ok(())
}

/// The rows added up by campaign and day. Rows in another currency than those before of their day are rejected.
fn added_up(export: &mut AdExport) -> Reports {
    let mut reports = Reports::new();
    for AdRow { row, day, campaign, reported } in &export.rows {
        let days = reports.entry((Month::of(*day), campaign.clone())).or_default();
        let Some(sum) = days.get_mut(&day.day()) else {
            days.insert(day.day(), *reported);
            continue;
        };
        if sum.currency == reported.currency {
            sum.minor = added(sum.minor, reported.minor);
            sum.clicks = added(sum.clicks, reported.clicks);
        } else {
            let reason = format!(
                "{campaign:?} has rows of {day} in {} and in {}: import those of each currency under a campaign of their own",
                sum.currency, reported.currency
            );
            export.file.reject(row, reason);
        }
    }
    reports
}

fn added(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.saturating_add(other)),
        (one, other) => one.or(other),
    }
}

/// Rejects the rows that would change a closed month. A file that says the same as before changes nothing.
fn reject_closed(export: &mut AdExport, reports: &Reports, stored: &StoredCosts) {
    for AdRow { row, day, campaign, .. } in &export.rows {
        let month = Month::of(*day);
        let Some(of_month) = stored.get(&month) else { continue };
        let Some(closing) = of_month.closing else { continue };
        let before =
            of_month.campaigns.get(campaign).and_then(|row| row.reported.get(&export.platform)?.get(&day.day()));
        if before == reports.get(&(month, campaign.clone())).and_then(|days| days.get(&day.day())) {
            continue;
        }
        let reason = if closing.done {
            format!(
                "{month} is closed: its costs stay; export from {} on, or open it with `leadwright cost open {month}`",
                month.next().first()
            )
        } else {
            format!(
                "{month} is being closed: finish it with `leadwright cost close {month}`, or open it with `leadwright cost open {month}`"
            )
        };
        export.file.reject(row, reason);
    }
}

/// What a file has, and what became of it.
struct Summary<'a> {
    export: &'a AdExport,
    days: BTreeSet<Date>,
    campaigns: BTreeSet<&'a str>,
    /// By currency.
    sums: BTreeMap<Currency, u64>,
    /// Days of campaigns that were reported otherwise before.
    replaced: usize,
    /// Names that campaigns.yaml has not.
    unknown: BTreeSet<&'a str>,
    file: String,
}

impl<'a> Summary<'a> {
    fn of(export: &'a AdExport, reports: &'a Reports, stored: &StoredCosts, stack: &Connected) -> Self {
        let mut sums: BTreeMap<Currency, u64> = BTreeMap::new();
        let mut replaced = 0;
        for ((month, campaign), days) in reports {
            for reported in days.values() {
                if let Some(minor) = reported.minor {
                    let sum = sums.entry(reported.currency).or_default();
                    *sum = sum.saturating_add(minor);
                }
            }
            let before = stored.get(month).and_then(|month| month.campaigns.get(campaign));
            let mut before: CampaignMonth = before.cloned().unwrap_or_default();
            replaced += before.report(export.platform, days);
        }
        let campaigns: BTreeSet<&str> = reports.keys().map(|(_, campaign)| campaign.as_str()).collect();
        let is_unknown = |name: &&str| stack.config.campaigns.named(name).is_none();
        Self {
            export,
            days: export.rows.iter().map(|row| row.day).collect(),
            unknown: campaigns.iter().copied().filter(is_unknown).collect(),
            campaigns,
            sums,
            replaced,
            file: export.file.path.display().to_string(),
        }
    }

    fn print(&self, is_check: bool) {
        let done = if is_check { "can be imported" } else { "imported" };
        let sums: Vec<String> =
            self.sums.iter().map(|(currency, minor)| Money::new(*minor, *currency).to_string()).collect();
        let sums = if sums.is_empty() { "clicks alone".to_owned() } else { sums.join(", ") };
        println!(
            "{done}: {} of {} from {} ({}): {sums}",
            count_of(self.days.len(), "day"),
            count_of(self.campaigns.len(), "campaign"),
            self.file,
            self.export.platform.title()
        );
        let will = if is_check { "will be" } else { "was" };
        for (count, noun, words) in [
            (self.replaced, "day", format!("of a campaign {will} replaced, which had other numbers before")),
            (self.export.totals, "row", "of totals passed over".to_owned()),
            (self.export.empty, "row", "without a cost and clicks passed over".to_owned()),
            (
                self.export.repeated,
                "row",
                "that an earlier one equals in every cell: added up, as those of two ad groups; if the file has rows twice, export it again".to_owned(),
            ),
        ] {
            if count > 0 {
                println!("  {} {words}", count_of(count, noun));
            }
        }
        if let Some(last) = self.export.rows.last().filter(|_| self.export.is_open) {
            println!("  the file ends without a line break; if it was cut off, so is its last row: {}", last.words());
        }
        for name in self.unknown.iter().take(NAMED) {
            println!(
                "  {name:?} is not in campaigns.yaml, so that its leads are not found: add it there, \
                 or to `match` of the campaign that it is part of"
            );
        }
        if let Some(more) = self.unknown.len().checked_sub(NAMED).filter(|more| *more > 0) {
            println!("  nor are {} more: --json names them all", count_of(more, "campaign"));
        }
    }

    fn print_json(&self, is_check: bool) {
        let sums: BTreeMap<&str, String> = self
            .sums
            .iter()
            .map(|(currency, minor)| (currency.code(), Money::new(*minor, *currency).plain()))
            .collect();
        let shown = json!({
            "file": self.file,
            "platform": self.export.platform,
            "imported": !is_check,
            "days": self.days,
            "campaigns": self.campaigns,
            "sums": sums,
            "replaced_days": self.replaced,
            "total_rows": self.export.totals,
            "empty_rows": self.export.empty,
            "repeated_rows": self.export.repeated,
            "last_row_may_be_cut": self.export.is_open,
            "not_in_campaigns_yaml": self.unknown,
        });
        println!("{shown}");
    }
}
