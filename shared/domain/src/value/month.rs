//! Calendar months, as in `2026-11`.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Date);

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    /// Its first day.
    pub fn first(self) -> Date {
        self.0
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.0.last_of_month()
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1.month()))
    }

    /// A day of it by its number, from 1.
    pub fn day(self, number: i8) -> Option<Date> {
        Date::new(self.0.year(), self.0.month(), number).ok()
    }

    /// The months from that of one day to that of another, both included.
    pub fn between(from: Date, to: Date) -> impl Iterator<Item = Self> {
        let last = Self::of(to);
        std::iter::successors(Some(Self::of(from)), |month| Some(month.next())).take_while(move |month| *month <= last)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let month = (text.len() == 7).then(|| format!("{text}-01").parse().ok()).flatten();
        month.map(Self).ok_or_else(|| "write it like 2026-11".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_and_shown() {
        let november: Month = "2026-11".parse().unwrap();
        assert_eq!(november.to_string(), "2026-11");
        assert_eq!(
            (november.first().to_string(), november.last().to_string()),
            ("2026-11-01".to_owned(), "2026-11-30".to_owned())
        );
        assert_eq!((november.day(30).is_some(), november.day(31)), (true, None));
        for wrong in ["2026-13", "2026", "2026-1", "november", "2026-11-01", "26-11-1"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
        let day = |text: &str| text.parse().unwrap();
        let months: Vec<String> =
            Month::between(day("2026-11-30"), day("2027-01-01")).map(|month| month.to_string()).collect();
        assert_eq!(months, ["2026-11", "2026-12", "2027-01"]);
        assert_eq!(Month::between(day("2026-12-01"), day("2026-11-30")).count(), 0);
    }
}
