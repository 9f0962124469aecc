//! Reads the numbers of a report.

use std::collections::BTreeSet;

use jiff::civil::Date;
use leadwright_cloud::table::{Table as Rows, TableError};
use leadwright_domain::campaign::Costs;
use leadwright_domain::config::Config;
use leadwright_domain::metrics::table::Table;
use leadwright_domain::metrics::{Answer, Grain, Question};
use leadwright_domain::report::mailed::{ReportLog, Totals};
use leadwright_domain::report::questions::{SectionError, totals_of};
use leadwright_domain::report::rules::Report;
use leadwright_domain::value::month::Month;
use leadwright_domain::value::period::{Days, Period};

use crate::contents::{Contents, Part};

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
    pub table: &'a Rows,
    /// The configuration.
    pub config: &'a Config,
    /// The company's day.
    pub today: Date,
}

/// The numbers that answer a question, and the days of it that are not counted in full.
struct Answered {
    answer: Answer,
    counted: Option<Date>,
    waiting: BTreeSet<Date>,
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
        let Self { config, today, .. } = self;
        let counted = self.table.counted_until().await?.map(|counted| counted.day);
        let mut open = BTreeSet::new();
        let mut parts = Vec::new();
        for section in &report.sections {
            let all = section.question(report, period, today)?;
            let answered = self.answer(&all, counted).await?;
            let shown = section.shown(report, period, today)?;
            open.extend(answered.waiting);
            parts.push(Part {
                section,
                shown: Table::of(&shown, &answered.answer, answered.counted),
                all: Table::of(&all, &answered.answer, answered.counted),
            });
        }
        let mut contents = Contents {
            config,
            name,
            report,
            period,
            parts,
            totals: self.totals(report, period, counted).await?,
            changes: Vec::new(),
            not_counted: not_counted(period, today, counted, &open),
        };
        for mailed in log.periods().filter(|mailed| *mailed < period) {
            let now = self.totals(report, mailed, counted).await?;
            contents.changes.extend(log.changes(mailed, &now));
        }
        Ok(contents)
    }

    /// The totals of a period that people know.
    async fn totals(self, report: &Report, period: Period, counted: Option<Date>) -> Result<Totals, ReadError> {
        let Some(question) = report.totals(period, self.today)? else { return Ok(Default::default()) };
        let answered = self.answer(&question, counted).await?;
        Ok(totals_of(&Table::of(&question, &answered.answer, answered.counted)))
    }

    /// Reads what a question asks for.
    async fn answer(self, question: &Question, counted: Option<Date>) -> Result<Answered, ReadError> {
        let Self { table, config, today } = self;
        let dimension = question.by().dimension();
        let mut answered = Answered { answer: Answer::default(), counted, waiting: BTreeSet::new() };
        for read in question.reads(counted) {
            let Days { first, last } = read.days;
            let numbers = table.numbers(&[dimension.name], (first, last), Grain::Whole, &config.company).await?;
            let stored = table.costs(Month::of(first), Month::of(last)).await?;
            let costs = Costs::of(&config.campaigns, config.company.currency, &stored, first, last.min(today));
            let costs = question.by().costs(&costs);
            for counts in numbers.pieces.iter().filter_map(|piece| piece.counts.get(dimension.name)) {
                answered.answer.add(&read, &dimension.rows(counts, &config.campaigns), &Default::default());
            }
            answered.answer.add(&read, &Default::default(), &costs);
            if read.past.is_none() {
                answered.waiting.extend(numbers.waiting);
            }
        }
        Ok(answered)
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
