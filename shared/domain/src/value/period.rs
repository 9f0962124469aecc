//! Periods of the calendar: a day, an ISO week, a month or a year, and the days that two of them are compared by.
//!
//! They are written `2026-11-23`, `2026-W47`, `2026-11` and `2026`, in commands, addresses and ids.

use std::fmt;

use jiff::civil::{Date, ISOWeekDate, Weekday, date};
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

use crate::value::day::read_date;
use crate::value::month::Month;
use crate::words::Words;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodLength {
    /// A day.
    Day,
    /// A week by ISO 8601: Monday to Sunday. The week with the year's first Thursday is its first.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl PeriodLength {
    /// The noun: `day`, `week`, `month`, `year`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    fn span(self) -> Span {
        match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
            Self::Year => 1.year(),
        }
    }
}

/// Days in a row, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    /// The first.
    pub first: Date,
    /// The last, which is not before the first.
    pub last: Date,
}

impl Days {
    /// How many they are, at least 1.
    pub fn count(self) -> i32 {
        self.first.until(self.last).map_or(1, |span| span.get_days() + 1)
    }

    /// In words: `23 November 2026`, `16–22 November 2026`, `30 November – 6 December 2026`.
    pub fn words(self, words: Words<'_>) -> String {
        let Self { first, last } = self;
        let end = words.date("date-long", last);
        if first == last {
            end
        } else if (first.year(), first.month()) == (last.year(), last.month()) {
            words.with("numbers-days-of-month", &[("first", first.day().to_string().into()), ("last", end.into())])
        } else {
            let begin = if first.year() == last.year() { "date-long-day" } else { "date-long" };
            words.with("numbers-days", &[("first", words.date(begin, first).into()), ("last", end.into())])
        }
    }
}

/// A period of the calendar, in the years 1900 to 9000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    length: PeriodLength,
    first: Date,
}

/// The text is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no period: write a day like 2026-11-23, a week like 2026-W47, a month like 2026-11 or a year like 2026"
)]
pub struct NotAPeriod(String);

impl Period {
    /// The period of a length that a day lies in.
    pub fn of(length: PeriodLength, day: Date) -> Self {
        // So that every period has one before it and one after it.
        let day = day.clamp(date(1900, 1, 1), date(9000, 12, 31));
        let first = match length {
            PeriodLength::Day => day,
            PeriodLength::Week => {
                let past = i32::from(day.weekday().to_monday_zero_offset());
                day.saturating_sub(past.days())
            }
            PeriodLength::Month => day.first_of_month(),
            PeriodLength::Year => day.first_of_year(),
        };
        Self { length, first }
    }

    /// Reads a period as [`Display`](fmt::Display) writes it.
    ///
    /// # Errors
    /// The text is written otherwise, or the calendar has no such period.
    pub fn parse(text: &str) -> Result<Self, NotAPeriod> {
        Self::read(text)
            .filter(|period| period.to_string() == text)
            .ok_or_else(|| NotAPeriod(text.chars().take(40).collect()))
    }

    fn read(text: &str) -> Option<Self> {
        if let Some(day) = read_date(text) {
            return Some(Self::of(PeriodLength::Day, day));
        }
        if let Some((year, week)) = text.split_once("-W") {
            let first = ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, Weekday::Monday).ok()?;
            return Some(Self::of(PeriodLength::Week, first.date()));
        }
        let (length, day) = match text.split_once('-') {
            Some((year, month)) => (PeriodLength::Month, Date::new(year.parse().ok()?, month.parse().ok()?, 1)),
            None => (PeriodLength::Year, Date::new(text.parse().ok()?, 1, 1)),
        };
        Some(Self::of(length, day.ok()?))
    }

    /// How long it is.
    pub fn length(self) -> PeriodLength {
        self.length
    }

    /// Its days.
    pub fn days(self) -> Days {
        let last = self.first.saturating_add(self.length.span()).saturating_sub(1.day());
        Days { first: self.first, last }
    }

    /// Its days up to one, that day included; none if it begins later.
    pub fn until(self, day: Date) -> Option<Days> {
        let Days { first, last } = self.days();
        (first <= day).then(|| Days { first, last: last.min(day) })
    }

    /// The days of this period to compare the first days of another one with: as many, and all if the other is whole.
    ///
    /// So 1 to 30 March is compared with 1 to 28 February, and all of February with all of January.
    pub fn same_days(self, other: Self, days: Days) -> Days {
        let all = self.days();
        if days == other.days() {
            return all;
        }
        let last = all.first.saturating_add((days.count() - 1).days());
        Days { first: all.first, last: last.min(all.last) }
    }

    /// The period of the same length that follows.
    #[must_use]
    pub fn after(self) -> Self {
        Self::of(self.length, self.first.saturating_add(self.length.span()))
    }

    /// The period of the same length that it follows.
    #[must_use]
    pub fn before(self) -> Self {
        Self::of(self.length, self.first.saturating_sub(1.day()))
    }

    /// Its counterpart a year before: the week or month of the same number, the same weekday of that week. The 53rd week
    /// is compared with the last one of a year that has 52.
    #[must_use]
    pub fn year_before(self) -> Self {
        match self.length {
            PeriodLength::Day | PeriodLength::Week => {
                let day = self.first.iso_week_date();
                let year = day.year() - 1;
                let last = ISOWeekDate::new(year, 53, Weekday::Monday).map_or(52, |_| 53);
                let then = ISOWeekDate::new(year, day.week().min(last), day.weekday());
                Self::of(self.length, then.map_or(self.first, ISOWeekDate::date))
            }
            PeriodLength::Month | PeriodLength::Year => Self::of(self.length, self.first.saturating_sub(1.year())),
        }
    }

    /// In words: `Monday, 23 November 2026`, `week 47 of 2026`, `November 2026`, `2026`.
    pub fn words(self, words: Words<'_>) -> String {
        match self.length {
            PeriodLength::Day => words.date("date-full", self.first),
            PeriodLength::Week => {
                let week = self.first.iso_week_date();
                let (number, year) = (week.week().to_string(), week.year().to_string());
                words.with("numbers-week", &[("week", number.into()), ("year", year.into())])
            }
            PeriodLength::Month => words.date("date-month-of-year", self.first),
            PeriodLength::Year => self.first.year().to_string(),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length {
            PeriodLength::Day => write!(f, "{}", self.first),
            PeriodLength::Week => f.write_str(&week_of(self.first)),
            PeriodLength::Month => write!(f, "{}", Month::of(self.first)),
            PeriodLength::Year => write!(f, "{:04}", self.first.year()),
        }
    }
}

/// The ISO week of a day, as in `2026-W47`.
pub(crate) fn week_of(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

impl TryFrom<String> for Period {
    type Error = NotAPeriod;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn period(text: &str) -> Period {
        Period::parse(text).unwrap()
    }

    fn shown(days: Days) -> String {
        format!("{} {}", days.first, days.last)
    }

    #[test]
    fn it_has_its_days_and_its_neighbours() {
        for (text, days, before, after, year_before, words) in [
            ("2026-W47", "2026-11-16 2026-11-22", "2026-W46", "2026-W48", "2025-W47", "week 47 of 2026"),
            // The first days of January lie in the last week of the year before, and the last of December in the first.
            ("2026-W53", "2026-12-28 2027-01-03", "2026-W52", "2027-W01", "2025-W52", "week 53 of 2026"),
            ("2025-W01", "2024-12-30 2025-01-05", "2024-W52", "2025-W02", "2024-W01", "week 1 of 2025"),
            ("2027-W52", "2027-12-27 2028-01-02", "2027-W51", "2028-W01", "2026-W52", "week 52 of 2027"),
            ("2026-03", "2026-03-01 2026-03-31", "2026-02", "2026-04", "2025-03", "March 2026"),
            ("2028-02", "2028-02-01 2028-02-29", "2028-01", "2028-03", "2027-02", "February 2028"),
            ("2026-01", "2026-01-01 2026-01-31", "2025-12", "2026-02", "2025-01", "January 2026"),
            ("2026", "2026-01-01 2026-12-31", "2025", "2027", "2025", "2026"),
            (
                "2026-11-23",
                "2026-11-23 2026-11-23",
                "2026-11-22",
                "2026-11-24",
                "2025-11-24",
                "Monday, 23 November 2026",
            ),
            (
                "2028-02-29",
                "2028-02-29 2028-02-29",
                "2028-02-28",
                "2028-03-01",
                "2027-03-02",
                "Tuesday, 29 February 2028",
            ),
        ] {
            let it = period(text);
            assert_eq!(shown(it.days()), days, "{text}");
            let neighbours = [it.before(), it.after(), it.year_before()].map(|period| period.to_string());
            assert_eq!(neighbours, [before, after, year_before], "{text}");
            assert_eq!(it.words(Words::english()), words);
        }
    }

    #[test]
    fn only_what_is_written_that_way_is_a_period() {
        for text in [
            "",
            "2026-W54",
            "2025-W53",
            "2026-W00",
            "2026-W4",
            "2026-w47",
            "2026W47",
            "2026-13",
            "2026-00",
            "2026-1",
            "26",
            "202",
            "02026",
            "+2026",
            "2026-11-31",
            "2026-11-23T10:00",
            "2026-11-",
            "1899",
            "9001",
            "last week",
        ] {
            let error = Period::parse(text).unwrap_err().to_string();
            assert!(error.contains("a week like 2026-W47"), "{text}: {error}");
        }
    }

    /// A part of a period is compared with the same days of another one.
    #[test]
    fn a_part_is_compared_with_as_many_days() {
        for (this, until, other, expected) in [
            ("2026-11", "2026-11-12", "2026-10", "2026-10-01 2026-10-12"),
            ("2026-03", "2026-03-30", "2026-02", "2026-02-01 2026-02-28"),
            ("2026-03", "2026-03-31", "2026-02", "2026-02-01 2026-02-28"),
            ("2026-02", "2026-02-28", "2026-01", "2026-01-01 2026-01-31"),
            ("2026-W48", "2026-11-24", "2026-W47", "2026-11-16 2026-11-17"),
            ("2028", "2028-02-29", "2027", "2027-01-01 2027-03-01"),
        ] {
            let (this, other) = (period(this), period(other));
            let days = this.until(until.parse().unwrap()).unwrap();
            assert_eq!(shown(other.same_days(this, days)), expected, "{this}");
        }
        assert_eq!(period("2026-11").until("2026-10-31".parse().unwrap()), None);
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        for (text, words) in [
            ("2026-11-23", "23 November 2026"),
            ("2026-W47", "16–22 November 2026"),
            ("2026-W49", "30 November – 6 December 2026"),
            ("2026-W53", "28 December 2026 – 3 January 2027"),
        ] {
            assert_eq!(period(text).days().words(Words::english()), words);
        }
    }

    proptest! {
        #[test]
        fn every_day_lies_in_one_period_of_each_length(day in 0..2_500_000_i32) {
            let day = date(1950, 1, 1).saturating_add(day.days());
            for length in [PeriodLength::Day, PeriodLength::Week, PeriodLength::Month, PeriodLength::Year] {
                let it = Period::of(length, day);
                let days = it.days();
                prop_assert_eq!(Period::parse(&it.to_string()).unwrap(), it);
                prop_assert_eq!(it.after().before(), it);
                prop_assert_eq!(it.before().days().last.tomorrow().unwrap(), days.first);
                prop_assert_eq!(days.last.tomorrow().unwrap(), it.after().days().first);
                prop_assert_eq!(it.year_before().length(), length);
                prop_assert!(days.first <= day && day <= days.last);
                let apart = it.year_before().days().first.until(days.first).unwrap().get_days();
                prop_assert!((364..=371).contains(&apart), "{}: {}", it, apart);
            }
        }
    }
}
