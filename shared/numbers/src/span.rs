//! Which days a page shows, and which it compares them with.

use jiff::ToSpan;
use jiff::civil::Date;
use leadwright_domain::value::period::{Days, Period, PeriodLength};

/// The days of a page, as its address says them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Days that move on with the calendar.
    Preset(Preset),
    /// A day, a week, a month or a year.
    Period(Period),
    /// From one day to another.
    Days(Days),
}

/// Days that move on with the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
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
    pub const ALL: [Self; 7] = [
        Self::Last(7),
        Self::Last(30),
        Self::Last(90),
        Self::ThisMonth,
        Self::LastMonth,
        Self::ThisQuarter,
        Self::ThisYear,
    ];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
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
    pub fn words(self) -> &'static str {
        match self {
            Self::ThisMonth => "This month",
            Self::LastMonth => "Last month",
            Self::Last(7) => "Last 7 days",
            Self::Last(30) => "Last 30 days",
            Self::Last(_) => "Last 90 days",
            Self::ThisQuarter => "This quarter",
            Self::ThisYear => "This year",
        }
    }
}

/// What the numbers are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// Nothing.
    Nothing,
    /// As many days just before; of a part of a month, a quarter or a year its same days.
    Before,
    /// The same days a year before.
    Year,
}

impl Compare {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Before, Self::Year, Self::Nothing];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::Before => "before",
            Self::Year => "year",
        }
    }

    /// Its words on the page.
    pub fn words(self) -> &'static str {
        match self {
            Self::Nothing => "Nothing",
            Self::Before => "The days before",
            Self::Year => "A year before",
        }
    }
}

/// Days resolved against the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The days of the page.
    pub days: Days,
    /// Those before them, by which numbers are compared.
    pub before: Days,
    /// The same days a year before.
    pub year: Days,
}

impl Range {
    /// The days that the page compares with.
    pub fn compared(&self, compare: Compare) -> Option<Days> {
        match compare {
            Compare::Nothing => None,
            Compare::Before => Some(self.before),
            Compare::Year => Some(self.year),
        }
    }
}

impl Span {
    /// The days as of today; none if all of them are still to come.
    pub fn range(self, today: Date) -> Option<Range> {
        match self {
            Self::Period(period) => of_period(period, today),
            Self::Days(days) => (days.first <= today).then(|| of_days(Days { last: days.last.min(today), ..days })),
            Self::Preset(preset) => match preset {
                Preset::ThisMonth => of_period(Period::of(PeriodLength::Month, today), today),
                Preset::LastMonth => of_period(Period::of(PeriodLength::Month, today).before(), today),
                Preset::ThisYear => of_period(Period::of(PeriodLength::Year, today), today),
                Preset::Last(days) => {
                    let last = today.saturating_sub(1.day());
                    Some(of_days(Days { first: last.saturating_sub((i64::from(days) - 1).days()), last }))
                }
                Preset::ThisQuarter => {
                    let first = quarter(today);
                    let days = Days { first, last: today };
                    let same = |months: i64| {
                        let begin = first.saturating_sub(months.months());
                        let end = begin.saturating_add(3.months()).saturating_sub(1.day());
                        let last = begin.saturating_add((i64::from(days.count()) - 1).days());
                        Days { first: begin, last: last.min(end) }
                    };
                    Some(Range { days, before: same(3), year: same(12) })
                }
            },
        }
    }

    /// The span that follows or goes before; none for days that move on with the calendar, and for what is still to come.
    pub fn neighbour(self, today: Date, later: bool) -> Option<Self> {
        let neighbour = match self {
            Self::Preset(Preset::ThisMonth) if !later => Self::Period(Period::of(PeriodLength::Month, today).before()),
            Self::Preset(Preset::ThisYear) if !later => Self::Period(Period::of(PeriodLength::Year, today).before()),
            Self::Preset(Preset::LastMonth) => {
                let period = Period::of(PeriodLength::Month, today).before();
                Self::Period(if later { period.after() } else { period.before() })
            }
            Self::Preset(Preset::Last(_)) if !later => Self::Days(self.range(today)?.before),
            Self::Preset(_) => return None,
            Self::Period(period) => Self::Period(if later { period.after() } else { period.before() }),
            Self::Days(days) if !later => Self::Days(of_days(days).before),
            Self::Days(days) => {
                let length = i64::from(days.count()).days();
                Self::Days(Days { first: days.first.saturating_add(length), last: days.last.saturating_add(length) })
            }
        };
        neighbour.range(today).map(|_| neighbour)
    }

    /// Its words: the name of the period, else the days.
    pub fn words(self, range: &Range) -> String {
        match self {
            Self::Preset(preset) => format!("{}, {}", preset.words(), range.days.words()),
            Self::Period(period) if period.days() == range.days => capital(&period.words()),
            Self::Period(period) => format!("{} so far, {}", capital(&period.words()), range.days.words()),
            Self::Days(days) => days.words(),
        }
    }
}

fn of_period(period: Period, today: Date) -> Option<Range> {
    let days = period.until(today)?;
    let same = |other: Period| other.same_days(period, days);
    Some(Range { days, before: same(period.before()), year: same(period.year_before()) })
}

/// Days of no period are compared with as many before, and with the same weekdays a year before.
fn of_days(days: Days) -> Range {
    let back = |by: i64| Days { first: days.first.saturating_sub(by.days()), last: days.last.saturating_sub(by.days()) };
    let years = i64::from(days.count()).div_euclid(366) + 1;
    Range { days, before: back(days.count().into()), year: back(364 * years) }
}

fn quarter(day: Date) -> Date {
    let month = (day.month() - 1) / 3 * 3 + 1;
    Date::new(day.year(), month, 1).unwrap_or(day)
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(days: Days) -> String {
        format!("{} {}", days.first, days.last)
    }

    #[test]
    fn days_have_those_to_compare_them_with() {
        let today: Date = "2026-11-26".parse().unwrap();
        let days = |first: &str, last: &str| Days { first: first.parse().unwrap(), last: last.parse().unwrap() };
        for (span, now, before, year) in [
            (Span::Preset(Preset::Last(7)), "2026-11-19 2026-11-25", "2026-11-12 2026-11-18", "2025-11-20 2025-11-26"),
            (Span::Preset(Preset::ThisMonth), "2026-11-01 2026-11-26", "2026-10-01 2026-10-26", "2025-11-01 2025-11-26"),
            (Span::Preset(Preset::LastMonth), "2026-10-01 2026-10-31", "2026-09-01 2026-09-30", "2025-10-01 2025-10-31"),
            (Span::Preset(Preset::ThisQuarter), "2026-10-01 2026-11-26", "2026-07-01 2026-08-26", "2025-10-01 2025-11-26"),
            (Span::Preset(Preset::ThisYear), "2026-01-01 2026-11-26", "2025-01-01 2025-11-26", "2025-01-01 2025-11-26"),
            (Span::Period(Period::parse("2026-W47").unwrap()), "2026-11-16 2026-11-22", "2026-11-09 2026-11-15", "2025-11-17 2025-11-23"),
            (Span::Days(days("2026-11-20", "2026-12-31")), "2026-11-20 2026-11-26", "2026-11-13 2026-11-19", "2025-11-21 2025-11-27"),
        ] {
            let range = span.range(today).unwrap();
            assert_eq!([shown(range.days), shown(range.before), shown(range.year)], [now, before, year], "{span:?}");
        }
        assert_eq!(Span::Period(Period::parse("2026-12").unwrap()).range(today), None);
        assert_eq!(Span::Days(days("2026-11-27", "2026-11-28")).range(today), None);
    }

    #[test]
    fn a_page_leads_to_the_days_before_and_after() {
        let today: Date = "2026-11-26".parse().unwrap();
        let month = |text: &str| Span::Period(Period::parse(text).unwrap());
        for (span, before, after) in [
            (month("2026-10"), Some(month("2026-09")), Some(month("2026-11"))),
            (month("2026-11"), Some(month("2026-10")), None),
            (Span::Preset(Preset::ThisMonth), Some(month("2026-10")), None),
            (Span::Preset(Preset::LastMonth), Some(month("2026-09")), Some(month("2026-11"))),
            (Span::Preset(Preset::ThisQuarter), None, None),
        ] {
            assert_eq!([span.neighbour(today, false), span.neighbour(today, true)], [before, after], "{span:?}");
        }
    }
}
