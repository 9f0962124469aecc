//! Reads the numbers of a report.

use std::collections::BTreeSet;

use jiff::civil::Date;
use leadwright_cloud::table::{Table, TableError};
use leadwright_domain::config::Config;
use leadwright_domain::metrics::Range;
use leadwright_domain::metrics::advice::Evidence;
use leadwright_domain::report::mailed::{Change, ReportLog, Totals};
use leadwright_domain::report::questions::{SectionError, totals_of};
use leadwright_domain::report::rules::Report;
use leadwright_domain::value::period::{Days, Period};

use crate::contents::{Advised, Contents, Part};

/// A report can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// What it asks for.
    #[error(transparent)]
    Section(#[from] SectionError),
    /// The table.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// What a report is read from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The table.
    pub table: &'a Table,
    /// The configuration.
    pub config: &'a Config,
    /// The company's day.
    pub today: Date,
}

impl<'a> Source<'a> {
    /// A report of a period, up to today, with what changed in the periods that were mailed before.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub async fn contents(
        self,
        name: &'a str,
        report: &'a Report,
        period: Period,
        log: &ReportLog,
    ) -> Result<Contents<'a>, ReadError> {
        let Self { table, config, today } = self;
        let mut open = BTreeSet::new();
        let mut parts = Vec::new();
        for section in &report.sections {
            let all = table.answer(&section.question(report, period, today)?, config).await?;
            open.extend(all.waiting);
            // All others in one row are computed from counters, not from rows.
            let shown = if all.table.rows.len() > section.most.into() {
                table.answer(&section.shown(report, period, today)?, config).await?.table
            } else {
                all.table.clone()
            };
            parts.push(Part { section, shown, all: all.table });
        }
        let counted = table.counted_until().await?.map(|counted| counted.day);
        let advice = if report.advice {
            let range = Range::of(period, today).map_err(SectionError::Range)?;
            Some(self.advised(range).await?)
        } else {
            None
        };
        let mut contents = Contents {
            config,
            name,
            report,
            period,
            parts,
            totals: self.totals(report, period).await?,
            changes: Vec::new(),
            advice,
            not_counted: not_counted(period, today, counted, &open),
        };
        contents.changes = self.changes(report, log, |mailed| mailed < period).await?;
        Ok(contents)
    }

    /// What is advised is made of, in a range, of the days of it that were counted; of none there is no advice.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub async fn advised(self, range: Range) -> Result<Advised<'a>, ReadError> {
        let Self { table, config, .. } = self;
        let Some(counted) = table.counted_until().await?.map(|counted| counted.day) else {
            let days = range.days();
            return Ok(Advised { evidence: Evidence::default(), days, counted: days.last });
        };
        let evidence = table.evidence(range, counted, config).await?;
        Ok(Advised { evidence, days: range.up_to(counted).days(), counted })
    }

    /// The totals that changed since they were mailed, of those periods that `is_asked`.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub async fn changes(
        self,
        report: &Report,
        log: &ReportLog,
        is_asked: impl Fn(Period) -> bool,
    ) -> Result<Vec<Change>, ReadError> {
        let mut log = log.clone();
        log.in_currency(&self.config.company);
        let mut changes = Vec::new();
        for mailed in log.periods().filter(|mailed| is_asked(*mailed)) {
            changes.extend(log.changes(mailed, &self.totals(report, mailed).await?));
        }
        Ok(changes)
    }

    /// The totals of a period that people know.
    async fn totals(self, report: &Report, period: Period) -> Result<Totals, ReadError> {
        match report.totals(period, self.today)? {
            Some(question) => Ok(totals_of(&self.table.answer(&question, self.config).await?.table)),
            None => Ok(Totals::new()),
        }
    }
}

/// The days of the period, up to today, that are not counted in full: from the first of them to the last.
fn not_counted(period: Period, today: Date, counted: Option<Date>, waiting: &BTreeSet<Date>) -> Option<Days> {
    let days = period.until(today)?;
    let in_period = |day: &Date| (days.first..=days.last).contains(day);
    let first_open = counted.map_or(days.first, |counted| counted.tomorrow().unwrap_or(counted).max(days.first));
    let open = (first_open <= days.last).then_some([first_open, days.last]).into_iter().flatten();
    let all: BTreeSet<Date> = open.chain(waiting.iter().copied().filter(in_period)).collect();
    Some(Days { first: *all.first()?, last: *all.last()? })
}
