//! The days that a table is of, and the days that it is compared with.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::metrics::by::By;
use crate::value::period::{Days, Period, PeriodLength};
use crate::words::Words;

/// What numbers are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// The days before: of a month, the month before.
    Before,
    /// The same days a year before.
    Year,
}

impl Compare {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Before, Self::Year];

    /// Its name in commands and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Year => "year",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|compare| compare.name() == name)
    }

    /// What stands over a column: `before`, `a year before`.
    pub fn words(self, words: Words<'_>) -> String {
        words.say(match self {
            Self::Before => "numbers-before",
            Self::Year => "numbers-year-before",
        })
    }

    fn of(self, period: Period) -> Period {
        match self {
            Self::Before => period.before(),
            Self::Year => period.year_before(),
        }
    }
}

/// The days that a table is of: a period, a part of one, or any days in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    days: Days,
    period: Option<Period>,
}

/// The days can't be those of a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// They end before they begin.
    #[error("the first day, {first}, is after the last day, {last}: write the earlier one first")]
    WrongWayRound {
        /// The first day.
        first: Date,
        /// The last day.
        last: Date,
    },
    /// They have not come yet.
    #[error("{day} is in the future: today is {today}, which is the last day that can be asked for")]
    Future {
        /// The day.
        day: Date,
        /// The company's day.
        today: Date,
    },
}

impl Range {
    /// A period, up to `today`.
    ///
    /// # Errors
    /// It begins after `today`.
    pub fn of(period: Period, today: Date) -> Result<Self, RangeError> {
        let days = period.until(today).ok_or(RangeError::Future { day: period.days().first, today })?;
        Ok(Self { days, period: Some(period) })
    }

    /// Days in a row.
    ///
    /// # Errors
    /// The first is after the last, or one is after `today`.
    pub fn between(first: Date, last: Date, today: Date) -> Result<Self, RangeError> {
        if first > last {
            return Err(RangeError::WrongWayRound { first, last });
        }
        if last > today {
            return Err(RangeError::Future { day: last, today });
        }
        let days = Days { first, last };
        let lengths = [PeriodLength::Day, PeriodLength::Week, PeriodLength::Month, PeriodLength::Year];
        let period = lengths.map(|length| Period::of(length, first)).into_iter().find(|period| period.days() == days);
        Ok(Self { days, period })
    }

    /// The days that are shown if none are named, up to `last`: 31 days, 13 weeks, 12 months or 5 years.
    pub fn usual(by: By, last: Date) -> Self {
        let back = match by.length() {
            None | Some(PeriodLength::Day) => 30.days(),
            Some(PeriodLength::Week) => 12.weeks(),
            Some(PeriodLength::Month) => 11.months(),
            Some(PeriodLength::Year) => 4.years(),
        };
        let first = last.saturating_sub(back);
        let first = by.length().map_or(first, |length| Period::of(length, first).days().first);
        Self { days: Days { first, last }, period: None }
    }

    /// The days.
    pub fn days(self) -> Days {
        self.days
    }

    /// The period that they are, or are the beginning of.
    pub fn period(self) -> Option<Period> {
        self.period
    }

    /// Those up to a day; all if none of them is. What is not counted yet can't be compared with what is.
    #[must_use]
    pub fn up_to(self, day: Date) -> Self {
        let Days { first, last } = self.days;
        if day < first { self } else { Self { days: Days { first, last: last.min(day) }, ..self } }
    }

    /// The days that they are compared with: as many of the other period, and all of it for all of this one.
    pub fn past(self, compare: Compare) -> Days {
        let Days { first, last } = self.days;
        match (self.period, compare) {
            (Some(period), _) => compare.of(period).same_days(period, self.days),
            (None, Compare::Before) => {
                let end = first.saturating_sub(1.day());
                Days { first: end.saturating_sub((self.days.count() - 1).days()), last: end }
            }
            (None, Compare::Year) => {
                Days { first: first.saturating_sub(1.year()), last: last.saturating_sub(1.year()) }
            }
        }
    }

    /// In words: `November 2026 (1–25 November 2026)`, `16–22 November 2026`.
    pub fn words(self, words: Words<'_>) -> String {
        match self.period {
            Some(period) if period.days() == self.days && period.length() != PeriodLength::Week => period.words(words),
            Some(period) => format!("{} ({})", period.words(words), self.days.words(words)),
            None => self.days.words(words),
        }
    }

    /// Its periods of a length, with the days of each that lie in the range.
    pub(super) fn periods(self, length: PeriodLength) -> impl Iterator<Item = (Period, Days)> {
        let Days { first, last } = self.days;
        let periods = std::iter::successors(Some(Period::of(length, first)), |period| Some(period.after()));
        periods.map_while(move |period| {
            let days = period.until(last)?;
            Some((period, Days { first: days.first.max(first), ..days }))
        })
    }
}

/// The days of another period to compare `days` of `period` with: those at the same distance from its beginning.
pub(super) fn counterpart(period: Period, days: Days, compare: Compare) -> Option<Days> {
    let all = period.days();
    let same = compare.of(period).same_days(period, Days { first: all.first, last: days.last });
    let skipped = Days { first: all.first, last: days.first }.count() - 1;
    let first = same.first.saturating_add(skipped.days());
    (first <= same.last).then_some(Days { first, ..same })
}
