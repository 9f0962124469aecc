//! The rows of counters that cover a range of days: days, whole months, whole years.

use std::fmt;
use std::fmt::Display;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::value::month::Month;

/// The days whose counters stand in one row for a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// A day of the company.
    Day(Date),
    /// The month that begins on this day.
    Month(Date),
    /// The year that begins on this day.
    Year(Date),
}

/// How the days of a range are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// All of them.
    Whole,
    /// By calendar month.
    Month,
    /// By ISO week.
    Week,
    /// Each for itself.
    Day,
}

impl Span {
    /// The month that a day is in.
    pub fn month_of(day: Date) -> Self {
        Self::Month(day.first_of_month())
    }

    /// The year that a day is in.
    pub fn year_of(day: Date) -> Self {
        Self::Year(day.first_of_year())
    }

    /// Its first day.
    pub fn first(self) -> Date {
        match self {
            Self::Day(first) | Self::Month(first) | Self::Year(first) => first,
        }
    }

    /// Its last day.
    pub fn last(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Month(first) => first.last_of_month(),
            Self::Year(first) => first.last_of_year(),
        }
    }

    /// The kind of its row: `day`, `month` or `year`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Day(_) => "day",
            Self::Month(_) => "month",
            Self::Year(_) => "year",
        }
    }

    /// The spans whose rows it is the sum of: a month's days, a year's months. A day has none.
    pub fn parts(self) -> Vec<Self> {
        match self {
            Self::Day(_) => Vec::new(),
            Self::Month(_) => self.days().into_iter().map(Self::Day).collect(),
            Self::Year(first) => first.series(1.month()).take(12).map(Self::Month).collect(),
        }
    }

    /// Its days.
    pub fn days(self) -> Vec<Date> {
        days(self.first(), self.last())
    }

    /// The fewest spans that have every day from `first` to `last`, both included, once; oldest first.
    pub fn cover(first: Date, last: Date) -> Vec<Self> {
        let mut spans = Vec::new();
        let mut next = Some(first);
        while let Some(day) = next.filter(|day| *day <= last) {
            let fits = |span: &Self| span.first() == day && span.last() <= last;
            let larger = [Self::year_of(day), Self::month_of(day)].into_iter().find(fits);
            let span = larger.unwrap_or(Self::Day(day));
            next = span.last().tomorrow().ok();
            spans.push(span);
        }
        spans
    }
}

/// As in the sort key of its row: `2026-11-21`, `2026-11`, `2026`.
impl Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Month(first) => Month::of(*first).fmt(f),
            Self::Year(first) => write!(f, "{:04}", first.year()),
        }
    }
}

impl Grain {
    /// A range cut into first and last days, oldest first. The first and the last piece may be a part of a week or month.
    pub fn cut(self, first: Date, last: Date) -> Vec<(Date, Date)> {
        let mut pieces = Vec::new();
        let mut next = Some(first);
        while let Some(from) = next.filter(|from| *from <= last) {
            let end = match self {
                Self::Whole => last,
                Self::Month => from.last_of_month(),
                // The last day of time has no Sunday after it.
                Self::Week if from.weekday() != Weekday::Sunday => from.nth_weekday(1, Weekday::Sunday).unwrap_or(last),
                Self::Week | Self::Day => from,
            };
            let end = end.min(last);
            pieces.push((from, end));
            next = end.tomorrow().ok();
        }
        pieces
    }

    /// The spans of a piece. Weeks are sums of days, since months and weeks share no bounds.
    pub fn spans(self, (first, last): (Date, Date)) -> Vec<Span> {
        match self {
            Self::Whole | Self::Month => Span::cover(first, last),
            Self::Week | Self::Day => days(first, last).into_iter().map(Span::Day).collect(),
        }
    }
}

/// The days from `first` to `last`, both included.
pub fn days(first: Date, last: Date) -> Vec<Date> {
    first.series(1.day()).take_while(|day| *day <= last).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn shown(spans: &[Span]) -> String {
        spans.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_fewest_rows_cover_a_range() {
        for (first, last, expected) in [
            ("2026-11-21", "2026-11-21", "2026-11-21"),
            ("2026-11-01", "2026-11-30", "2026-11"),
            ("2026-01-01", "2026-12-31", "2026"),
            ("2025-01-01", "2026-12-31", "2025 2026"),
            ("2025-12-30", "2026-03-02", "2025-12-30 2025-12-31 2026-01 2026-02 2026-03-01 2026-03-02"),
            (
                "2024-02-01",
                "2024-02-28",
                &(1..=28).map(|day| format!("2024-02-{day:02}")).collect::<Vec<_>>().join(" "),
            ),
            ("2024-02-01", "2024-02-29", "2024-02"),
            ("2026-11-02", "2026-11-01", ""),
        ] {
            assert_eq!(shown(&Span::cover(date(first), date(last))), expected, "{first} {last}");
        }
        // A year of any days takes no more than 61 days and 11 months.
        assert!(Span::cover(date("2025-03-15"), date("2026-03-14")).len() <= 42);
    }

    #[test]
    fn ranges_are_cut_at_the_ends_of_weeks_and_months() {
        let cut = |grain: Grain, first, last| -> Vec<String> {
            grain.cut(date(first), date(last)).iter().map(|(from, to)| format!("{from}/{to}")).collect()
        };
        assert_eq!(cut(Grain::Whole, "2026-11-05", "2026-11-18"), ["2026-11-05/2026-11-18"]);
        assert_eq!(
            cut(Grain::Week, "2026-11-05", "2026-11-18"),
            ["2026-11-05/2026-11-08", "2026-11-09/2026-11-15", "2026-11-16/2026-11-18"]
        );
        assert_eq!(
            cut(Grain::Month, "2026-11-05", "2027-01-01"),
            ["2026-11-05/2026-11-30", "2026-12-01/2026-12-31", "2027-01-01/2027-01-01"]
        );
        assert_eq!(cut(Grain::Day, "2026-11-05", "2026-11-06").len(), 2);
        assert_eq!(cut(Grain::Week, "2026-11-06", "2026-11-05").len(), 0);
    }

    proptest! {
        #[test]
        fn every_day_of_a_range_is_covered_once(start in 0i32..5_000, length in 0i32..2_000) {
            let first = date("2020-01-01").checked_add(start.days()).unwrap();
            let last = first.checked_add(length.days()).unwrap();
            for grain in [Grain::Whole, Grain::Month, Grain::Week, Grain::Day] {
                let spans: Vec<Span> = grain.cut(first, last).into_iter().flat_map(|piece| grain.spans(piece)).collect();
                let covered: Vec<Date> = spans.iter().flat_map(|span| span.days()).collect();
                prop_assert_eq!(covered, days(first, last));
            }
            for span in Span::cover(first, last) {
                let parts: Vec<Date> = span.parts().into_iter().flat_map(Span::days).collect();
                prop_assert!(parts.is_empty() || parts == span.days());
            }
        }
    }
}
