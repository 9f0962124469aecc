//! Which days a page shows.

use jiff::ToSpan;
use jiff::civil::Date;
use leadwright_domain::metrics::{Compare, Range, RangeError};
use leadwright_domain::value::period::{Days, Period, PeriodLength};
use leadwright_domain::words::Words;

/// The days of a page, as its address says them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    /// Days that move on with the calendar.
    Preset(Preset),
    /// A day, a week, a month or a year.
    Period(Period),
    /// From one day to another.
    Days(Days),
}

/// Days that move on with the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preset {
    /// The month so far.
    ThisMonth,
    /// The month before.
    LastMonth,
    /// As many whole days, up to yesterday.
    Last(u8),
    /// The quarter so far.
    ThisQuarter,
    /// The year so far.
    ThisYear,
}

impl Preset {
    /// All of them, in the order of the page.
    pub(crate) const ALL: [Self; 7] = [
        Self::Last(7),
        Self::Last(30),
        Self::Last(90),
        Self::ThisMonth,
        Self::LastMonth,
        Self::ThisQuarter,
        Self::ThisYear,
    ];

    /// Its name in addresses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ThisMonth => "this-month",
            Self::LastMonth => "last-month",
            Self::Last(7) => "last-7-days",
            Self::Last(30) => "last-30-days",
            Self::Last(_) => "last-90-days",
            Self::ThisQuarter => "this-quarter",
            Self::ThisYear => "this-year",
        }
    }

    /// Its words on the page.
    pub(crate) fn words(self, words: Words<'_>) -> String {
        words.say(match self {
            Self::ThisMonth => "numbers-this-month",
            Self::LastMonth => "numbers-last-month",
            Self::Last(7) => "numbers-last-7-days",
            Self::Last(30) => "numbers-last-30-days",
            Self::Last(_) => "numbers-last-90-days",
            Self::ThisQuarter => "numbers-this-quarter",
            Self::ThisYear => "numbers-this-year",
        })
    }

    fn range(self, today: Date) -> Result<Range, RangeError> {
        let month = Period::of(PeriodLength::Month, today);
        match self {
            Self::ThisMonth => Range::of(month, today),
            Self::LastMonth => Range::of(month.before(), today),
            Self::ThisYear => Range::of(Period::of(PeriodLength::Year, today), today),
            Self::ThisQuarter => Range::between(quarter(today), today, today),
            Self::Last(days) => {
                let last = today.saturating_sub(1.day());
                Range::between(last.saturating_sub((i64::from(days) - 1).days()), last, today)
            }
        }
    }
}

impl Span {
    /// Its days up to today.
    ///
    /// # Errors
    /// They are in the future, or end before they begin.
    pub(crate) fn range(self, today: Date) -> Result<Range, RangeError> {
        match self {
            Self::Preset(preset) => preset.range(today),
            Self::Period(period) => Range::of(period, today),
            Self::Days(Days { first, last }) => Range::between(first, last, today),
        }
    }

    /// The days that a page leads to as those before.
    pub(crate) fn before(self, today: Date) -> Option<Self> {
        let range = self.range(today).ok()?;
        Some(match range.period() {
            Some(period) => Self::Period(period.before()),
            None => Self::Days(range.past(Compare::Before)),
        })
    }

    /// The days that a page leads to as those after; none if they are still to come.
    pub(crate) fn after(self, today: Date) -> Option<Self> {
        let range = self.range(today).ok()?;
        let after = if let Some(period) = range.period() {
            Self::Period(period.after())
        } else {
            let Days { first, last } = range.days();
            let length = i64::from(range.days().count()).days();
            let last = last.saturating_add(length).min(today);
            Self::Days(Days { first: first.saturating_add(length), last })
        };
        after.range(today).is_ok().then_some(after)
    }
}

fn quarter(day: Date) -> Date {
    let first = day.first_of_month();
    first.saturating_sub(i64::from((day.month() - 1) % 3).months())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        "2026-11-26".parse().unwrap()
    }

    #[test]
    fn presets_move_on_with_the_calendar() {
        for (preset, days) in [
            (Preset::Last(7), "2026-11-19 2026-11-25"),
            (Preset::Last(90), "2026-08-28 2026-11-25"),
            (Preset::ThisMonth, "2026-11-01 2026-11-26"),
            (Preset::LastMonth, "2026-10-01 2026-10-31"),
            (Preset::ThisQuarter, "2026-10-01 2026-11-26"),
            (Preset::ThisYear, "2026-01-01 2026-11-26"),
        ] {
            let Days { first, last } = Span::Preset(preset).range(today()).unwrap().days();
            assert_eq!(format!("{first} {last}"), days, "{preset:?}");
        }
    }

    #[test]
    fn a_page_leads_to_the_days_before_and_after() {
        let month = |text: &str| Span::Period(Period::parse(text).unwrap());
        let days =
            |first: &str, last: &str| Span::Days(Days { first: first.parse().unwrap(), last: last.parse().unwrap() });
        for (span, before, after) in [
            (month("2026-10"), month("2026-09"), Some(month("2026-11"))),
            (month("2026-11"), month("2026-10"), None),
            (Span::Preset(Preset::ThisMonth), month("2026-10"), None),
            (Span::Preset(Preset::LastMonth), month("2026-09"), Some(month("2026-11"))),
            (Span::Preset(Preset::Last(7)), days("2026-11-12", "2026-11-18"), Some(days("2026-11-26", "2026-11-26"))),
            (
                days("2026-11-01", "2026-11-10"),
                days("2026-10-22", "2026-10-31"),
                Some(days("2026-11-11", "2026-11-20")),
            ),
        ] {
            assert_eq!((span.before(today()), span.after(today())), (Some(before), after), "{span:?}");
        }
    }
}
