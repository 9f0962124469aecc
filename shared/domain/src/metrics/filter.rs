//! From a number to the activities that it counts.
//!
//! What must stay true: the activities that a filter finds in some days are those that the number of these days counts,
//! since both are counted by [`Count`].

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::campaign::Campaigns;
use crate::metrics::by::By;
use crate::metrics::counter;
use crate::metrics::day::Count;
use crate::metrics::dimension::ALL;
use crate::metrics::fact::Fact;
use crate::metrics::measure::{Formula, Measure};
use crate::metrics::range::{Range, RangeError};
use crate::value::period::{Days, Period};

/// What a number of a table counts.
#[derive(Debug, Clone)]
pub struct Filter<'a> {
    by: By,
    /// The row: a value of the dimension.
    value: String,
    measure: &'static Measure,
    days: Days,
    zone: TimeZone,
    campaigns: &'a Campaigns,
}

/// No activities can be listed for a number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// The measure counts what no activity says.
    #[error("`{measure}` {why}")]
    NotListed {
        /// The measure's name.
        measure: &'static str,
        /// Why, and what to list in its place.
        why: &'static str,
    },
    /// The row is no period of that length.
    #[error("the rows by {by} are periods, and {value:?} is none of them: write it like {example}")]
    NoPeriod {
        /// What the rows are.
        by: &'static str,
        /// What was written.
        value: String,
        /// One of them.
        example: String,
    },
    /// The period has not begun, or none of it lies in the days.
    #[error(transparent)]
    Range(#[from] RangeError),
}

impl<'a> Filter<'a> {
    /// The number of a row of a table of these days; without a row, the total. `today` is the company's day.
    ///
    /// # Errors
    /// See [`FilterError`].
    pub fn new(
        (by, row): (By, Option<&str>),
        measure: &'static Measure,
        range: Range,
        today: Date,
        (zone, campaigns): (TimeZone, &'a Campaigns),
    ) -> Result<Self, FilterError> {
        if let Err(why) = listed(measure) {
            return Err(FilterError::NotListed { measure: measure.name, why });
        }
        let filter = |by: By, value: &str, days| Self { by, value: value.to_owned(), measure, days, zone, campaigns };
        let all = By::named(ALL).expect("`all` is a dimension");
        let Some(row) = row else { return Ok(filter(all, ALL, range.days())) };
        let Some(length) = by.length() else { return Ok(filter(by, row, range.days())) };
        let period = Period::parse(row).ok().filter(|period| period.length() == length);
        let period = period.ok_or_else(|| FilterError::NoPeriod {
            by: by.name(),
            value: row.to_owned(),
            example: Period::of(length, today).to_string(),
        })?;
        let Days { first, last } = Range::of(period, today)?.days();
        if by.cohort().is_some() {
            // What a cohort did since.
            return Ok(filter(by, row, Days { first, last: today }));
        }
        let days = Range::between(first.max(range.days().first), last.min(range.days().last), today)?;
        Ok(filter(all, ALL, days.days()))
    }

    /// The days in which the activities happened, in the company's zone.
    pub fn days(&self) -> Days {
        self.days
    }

    /// The company's zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// What the activity adds to the number; of a rate, to its part. An amount is in the smallest unit.
    pub fn counts(&self, fact: &Fact) -> u64 {
        let names = listed(self.measure).unwrap_or_default();
        if !may_have(fact, names) {
            return 0;
        }
        let mut count = Count::new(self.zone.clone());
        count.add(fact);
        let dimension = self.by.dimension();
        let counted = count.finish().dimensions.remove(dimension.name).unwrap_or_default();
        let of_row = counted.iter().filter(|(value, _)| dimension.row_of(value, self.campaigns) == self.value);
        let counters = of_row.flat_map(|(_, metrics)| metrics);
        counters.filter(|(name, _)| names.iter().any(|of| is_of(name, of))).map(|(_, number)| number).sum()
    }
}

/// Why measures of whole deliveries count no activities.
const OF_DELIVERIES: &str = "is of whole deliveries, by what was ordered: list `delivered_rows` or `bad_rows`, or see `leadwright supplier claim`";

/// Why measures of visitors count no activities.
const OF_VISITORS: &str = "is what visitors did before they were leads, and names nobody: list `form_sent`";

/// The counters whose activities are listed for a measure.
fn listed(measure: &'static Measure) -> Result<&'static [&'static str], &'static str> {
    let names = activities_of(measure)?;
    if names.iter().any(|name| counter::is_of_visits(name)) { Err(OF_VISITORS) } else { Ok(names) }
}

fn activities_of(measure: &'static Measure) -> Result<&'static [&'static str], &'static str> {
    match &measure.formula {
        _ if measure.is_of_supply() => Err(OF_DELIVERIES),
        Formula::Count(names)
        | Formula::Share { of: names, .. }
        | Formula::CostPer(names)
        | Formula::CostPerLess(names, _)
        | Formula::Mean(_, names) => Ok(names),
        Formula::Quantile(name, _) | Formula::Amount(name) | Formula::Return(name) => Ok(std::slice::from_ref(name)),
        Formula::ShareLess { .. } => Err("counts what did not happen, which no activity says: list `requests`"),
        Formula::Less(..) => Err("is a difference of two counts: list `sent` and `bounces`"),
        Formula::Cost => Err("is spent on campaigns, and counts no leads: list `new_leads`"),
    }
}

/// The counter is the one of that name, one that begins with it if it ends with a dot, or a bucket of that histogram.
fn is_of(counter: &str, name: &str) -> bool {
    let is_bucket = || crate::metrics::histogram::read_counter(counter).is_some_and(|(base, _)| base == name);
    counter == name || (name.ends_with('.') && counter.starts_with(name)) || is_bucket()
}

/// Most activities count for other numbers: those need no adding up.
fn may_have(fact: &Fact, names: &[&str]) -> bool {
    let is_meant = |counter: &str| names.iter().any(|name| is_of(counter::read(counter).0, name));
    let is_attributed = names.iter().any(|name| name.starts_with(counter::ATTRIBUTED));
    fact.counts.iter().any(|counter| is_meant(counter))
        || fact.sums.keys().chain(fact.spans.keys()).any(|counter| is_meant(counter))
        || (is_attributed && fact.sums.contains_key(counter::WON_AMOUNT))
}
