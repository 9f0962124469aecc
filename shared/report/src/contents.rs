//! A report with its numbers.

use jiff::civil::Date;
use leadwright_domain::config::Config;
use leadwright_domain::metrics::advice::{Advice, Evidence, advice};
use leadwright_domain::metrics::table::Table;
use leadwright_domain::report::mailed::{Change, ReportLog, Totals};
use leadwright_domain::report::rules::{Report, Section};
use leadwright_domain::value::period::{Days, Period};
use leadwright_domain::words::Words;

/// A report of a period.
#[derive(Debug)]
pub struct Contents<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The report's name in `reports.yaml`.
    pub name: &'a str,
    /// The report.
    pub report: &'a Report,
    /// The period.
    pub period: Period,
    /// Its sections, from top to bottom.
    pub parts: Vec<Part<'a>>,
    /// The totals that people know once this is mailed.
    pub totals: Totals,
    /// Totals of earlier periods that changed since they were mailed, the oldest period first.
    pub changes: Vec<Change>,
    /// What the numbers advise; none if the report is to say nothing of it.
    pub advice: Option<Advised<'a>>,
    /// Days of the period whose numbers are not complete: a night has not counted them, or counts them again.
    pub not_counted: Option<Days>,
}

/// What advice is made of, for the days that were counted. It is said in the language of each reader.
#[derive(Debug)]
pub struct Advised<'a> {
    /// The counters.
    pub evidence: Evidence<'a>,
    /// Their days.
    pub days: Days,
    /// The last day that was counted.
    pub counted: Date,
}

impl Advised<'_> {
    /// The advice.
    pub fn said(&self, words: Words<'_>) -> Vec<Advice> {
        advice(words, &self.evidence, self.days, self.counted)
    }
}

/// A section with its numbers.
#[derive(Debug)]
pub struct Part<'a> {
    /// The section.
    pub section: &'a Section,
    /// What is shown: the largest rows.
    pub shown: Table,
    /// All rows.
    pub all: Table,
}

impl Contents<'_> {
    /// What the numbers advise, a sentence each; none if the report is to say nothing of it.
    pub fn advice(&self, words: Words<'_>) -> Option<Vec<String>> {
        let advised = self.advice.as_ref()?;
        Some(advised.said(words).into_iter().map(|advice| advice.text).collect())
    }

    /// Its mails are made: people know its totals, and the changes that it names.
    pub fn is_mailed(&self, log: &mut ReportLog) {
        log.in_currency(&self.config.company);
        log.record(self.period, self.totals.clone());
        for change in &self.changes {
            log.record(change.period, Totals::from([(change.measure.clone(), change.now)]));
        }
    }
}
