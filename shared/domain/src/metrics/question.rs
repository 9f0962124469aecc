//! What somebody wants to see: measures, by what, of which days, compared with which.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::metrics::by::{By, within};
use crate::metrics::day::{Counts, add, add_metrics};
use crate::metrics::dimension::ALL;
use crate::metrics::measure::{Area, Measure};
use crate::metrics::measures::{MEASURES, measure};
use crate::metrics::range::{Compare, Range, counterpart};
use crate::value::period::Days;
use crate::value::text::{listed, nearest, there_are};

/// What a table shows.
#[derive(Debug, Clone)]
pub struct Question {
    pub(super) by: By,
    pub(super) range: Range,
    pub(super) measures: Vec<&'static Measure>,
    pub(super) compare: Vec<Compare>,
    pub(super) order: Option<Order>,
    pub(super) top: Option<usize>,
}

/// By what the rows are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The measure.
    pub measure: &'static Measure,
    /// The smallest first.
    pub rising: bool,
}

/// A question that has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// There is nothing of that name to show numbers by.
    #[error("there is nothing named `{name}` to show numbers by; {known}")]
    By {
        /// What was written.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// There is no measure of that name.
    #[error("there is no measure `{name}`{meant}")]
    Measure {
        /// What was written.
        name: String,
        /// What may have been meant.
        meant: String,
    },
    /// The measure can't be shown by that.
    #[error("`{measure}` can't be shown by {by}{why}. It is shown by {can}")]
    NotShown {
        /// The measure's name.
        measure: &'static str,
        /// The name of what the rows are.
        by: &'static str,
        /// Why, where it is not that its numbers are not kept by it.
        why: &'static str,
        /// By what it can be shown.
        can: String,
    },
    /// There is no area of that name, or it has nothing to show.
    #[error("there is no area `{name}` with numbers by {by}; {known}")]
    Area {
        /// What was written.
        name: String,
        /// The name of what the rows are.
        by: &'static str,
        /// The areas that there are.
        known: String,
    },
    /// No measure was named.
    #[error("no measure is named: write one or more, as in {0}")]
    NoMeasure(String),
    /// Cohorts are rows of one table.
    #[error("cohorts are compared with each other: leave out the comparison by {0}")]
    CohortsCompared(&'static str),
    /// A series of periods has no largest ones.
    #[error("the rows by {0} are a series of periods, all of which are shown: leave out the number of rows")]
    TopOfPeriods(&'static str),
}

/// Some of the counters that a table is made of: what to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The row that they are of; none if their values are the rows.
    pub row: Option<String>,
    /// The comparison that they are for; none for the numbers themselves.
    pub past: Option<usize>,
    /// The days to add up.
    pub days: Days,
}

/// What was read for a question.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub(super) now: Part,
    pub(super) past: BTreeMap<usize, Part>,
}

/// The counters and costs of a period, by row.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    pub(super) counts: Counts,
    pub(super) costs: BTreeMap<String, u64>,
}

impl By {
    /// The one of that name.
    ///
    /// # Errors
    /// There is none.
    pub fn read(name: &str) -> Result<Self, QuestionError> {
        let known = || there_are(name, Self::all().map(Self::name));
        Self::named(name).ok_or_else(|| QuestionError::By { name: name.to_owned(), known: known() })
    }

    /// The measures of those names, in their order.
    ///
    /// # Errors
    /// There is no such measure, this can't show it, or there are no names.
    pub fn read_measures<'a>(
        self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Vec<&'static Measure>, QuestionError> {
        let mut measures: Vec<&'static Measure> = Vec::new();
        for name in names {
            let measure = self.read_measure(name)?;
            if !measures.contains(&measure) {
                measures.push(measure);
            }
        }
        if measures.is_empty() {
            let usual: Vec<&str> = self.usual().iter().map(|measure| measure.name).collect();
            return Err(QuestionError::NoMeasure(usual.join(",")));
        }
        Ok(measures)
    }

    /// The measure of that name.
    ///
    /// # Errors
    /// There is none, or this can't show it.
    pub fn read_measure(self, name: &str) -> Result<&'static Measure, QuestionError> {
        let Some(found) = measure(name) else {
            // There are too many to list them all.
            let meant = if let Some(meant) = nearest(name, MEASURES.iter().map(|measure| measure.name)) {
                format!("; do you mean `{meant}`?")
            } else {
                format!("; some by {} are: {}", self.name(), listed(self.usual().iter().map(|measure| measure.name)))
            };
            return Err(QuestionError::Measure { name: name.to_owned(), meant });
        };
        if self.shows(found) {
            return Ok(found);
        }
        let can: Vec<String> = Self::all().filter(|by| by.shows(found)).map(|by| by.name().to_owned()).collect();
        let why = match within(found) {
            Some(_) => ": it counts days from arrival, so it is one of leads that arrived together",
            None if found.needs_cost() => ": costs are not known by it",
            None => ": its numbers are not kept by it",
        };
        Err(QuestionError::NotShown { measure: found.name, by: self.name(), why, can: listed(&can) })
    }

    /// The measures of an area.
    ///
    /// # Errors
    /// There is no such area, or this shows nothing of it.
    pub fn read_area(self, name: &str) -> Result<Vec<&'static Measure>, QuestionError> {
        let area = Area::ALL.into_iter().find(|area| area.name() == name);
        let measures: Vec<_> = area.into_iter().flat_map(|area| self.of_area(area)).collect();
        if measures.is_empty() {
            let areas = Area::ALL.into_iter().filter(|area| self.of_area(*area).next().is_some());
            let known = there_are(name, areas.map(Area::name));
            return Err(QuestionError::Area { name: name.to_owned(), by: self.name(), known });
        }
        Ok(measures)
    }
}

impl Question {
    /// The usual measures, not compared, all rows: the largest of the first measure first, periods by time.
    pub fn new(by: By, range: Range) -> Self {
        Self { by, range, measures: by.usual(), compare: Vec::new(), order: None, top: None }
    }

    /// With these measures, which `by` [shows](By::shows): see [`By::read_measures`].
    #[must_use]
    pub fn with(self, measures: Vec<&'static Measure>) -> Self {
        Self { measures, ..self }
    }

    /// Compared with those days.
    ///
    /// # Errors
    /// The rows are cohorts.
    pub fn compared(self, compare: Vec<Compare>) -> Result<Self, QuestionError> {
        if !compare.is_empty() && self.by.cohort().is_some() {
            return Err(QuestionError::CohortsCompared(self.by.name()));
        }
        Ok(Self { compare, ..self })
    }

    /// In another order.
    #[must_use]
    pub fn ordered(self, order: Order) -> Self {
        Self { order: Some(order), ..self }
    }

    /// The first rows alone, and one for all others.
    ///
    /// # Errors
    /// The rows are periods.
    pub fn top(self, rows: usize) -> Result<Self, QuestionError> {
        if self.by.length().is_some() {
            return Err(QuestionError::TopOfPeriods(self.by.name()));
        }
        Ok(Self { top: Some(rows), ..self })
    }

    /// What the rows are.
    pub fn by(&self) -> By {
        self.by
    }

    /// The measures.
    pub fn measures(&self) -> &[&'static Measure] {
        &self.measures
    }

    /// The days that are shown: if they are compared, those up to `counted`, the last day that was counted in full.
    pub fn range(&self, counted: Option<Date>) -> Range {
        match counted {
            Some(counted) if !self.compare.is_empty() => self.range.up_to(counted),
            _ => self.range,
        }
    }

    /// What to [read](Self::reads) depends on the last day that was counted.
    pub fn needs_counted(&self) -> bool {
        !self.compare.is_empty() || self.by.cohort().is_some() || self.needs_deliveries()
    }

    /// Its numbers are made of what suppliers delivered.
    pub fn needs_deliveries(&self) -> bool {
        self.by.is_of_suppliers() && self.measures.iter().any(|measure| measure.is_of_supply() || measure.needs_cost())
    }

    /// What to read of the dimension [`By::dimension`]. Give all of it to [`Answer::add`].
    pub fn reads(&self, counted: Option<Date>) -> Vec<Read> {
        let range = self.range(counted);
        let days = range.days();
        match (self.by, self.by.cohort()) {
            (By::Time(length), _) => {
                let periods = range.periods(length).flat_map(|(period, days)| {
                    let row = || Some(period.to_string());
                    let past = self.compare.iter().enumerate().filter_map(move |(past, compare)| {
                        let days = counterpart(period, days, *compare)?;
                        Some(Read { row: Some(period.to_string()), past: Some(past), days })
                    });
                    std::iter::once(Read { row: row(), past: None, days }).chain(past)
                });
                periods.collect()
            }
            (By::Dimension(_), Some(_)) => {
                // What happened to a cohort since: its leads may have been won long after they arrived.
                let last = counted.map_or(days.last, |counted| counted.saturating_add(1.day()).max(days.last));
                vec![Read { row: None, past: None, days: Days { last, ..days } }]
            }
            (By::Dimension(_), None) => {
                let read = |past, days| Read { row: None, past, days };
                let past =
                    self.compare.iter().enumerate().map(|(past, compare)| read(Some(past), range.past(*compare)));
                std::iter::once(read(None, days)).chain(past).collect()
            }
        }
    }
}

impl Answer {
    /// Adds what was read: the counters by value, and the costs by value, in the smallest unit of the company's
    /// currency; a value without a known cost is not among them.
    pub fn add(&mut self, read: &Read, counts: &Counts, costs: &BTreeMap<String, u64>) {
        let part = match read.past {
            None => &mut self.now,
            Some(past) => self.past.entry(past).or_default(),
        };
        let Some(row) = &read.row else {
            add(&mut part.counts, counts);
            for (value, cost) in costs {
                add_cost(&mut part.costs, value, *cost);
            }
            return;
        };
        let sum = part.counts.entry(row.clone()).or_default();
        for metrics in counts.values() {
            add_metrics(sum, metrics);
        }
        if let Some(cost) = costs.get(ALL) {
            add_cost(&mut part.costs, row, *cost);
        }
    }
}

fn add_cost(costs: &mut BTreeMap<String, u64>, value: &str, cost: u64) {
    let sum = costs.entry(value.to_owned()).or_default();
    *sum = sum.saturating_add(cost);
}
