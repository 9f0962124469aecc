//! UTC days, and the buckets of days in which a lead's old activities are counted.

use jiff::civil::{Date, date};
use jiff::{Span, Timestamp, ToSpan};

/// A UTC day: the number of days since 1970-01-01.
pub(crate) type Day = i32;

const SECONDS: i64 = 24 * 60 * 60;

/// A Monday, 1970-01-05. Weeks and blocks of four weeks begin at multiples of 7 and 28 days from it.
const MONDAY: Day = 4;
const WEEK: Day = 7;
pub(crate) const BLOCK: Day = 28;

/// A week's days are counted together once the last of them is this many days old.
const WEEK_FROM: Day = 14;
/// A block's days are counted together once the last of them is this many days old.
const BLOCK_FROM: Day = 70;

/// Reads a date like `2026-12-03`. Nothing may stand behind it: a time or an offset would be lost.
pub fn read_date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok())?
}

/// The UTC day of an instant.
pub(crate) fn day_of(at: Timestamp) -> Day {
    Day::try_from(at.as_second().div_euclid(SECONDS)).expect("timestamps end with the year 9999")
}

/// The day as a date.
pub(crate) fn to_date(day: Day) -> Date {
    let span: Span = day.days();
    date(1970, 1, 1).saturating_add(span)
}

/// The first day of the bucket that holds `day`, seen on day `on`.
///
/// A bucket is one day; a week, Monday to Sunday, once all its days are [`WEEK_FROM`] days old; four weeks, once all
/// their days are [`BLOCK_FROM`] days old. Buckets begin on fixed calendar days and a larger one holds whole smaller
/// ones, so a day that goes through two steps ends in the same bucket as in one step. The first day stands for the
/// whole bucket: an older activity is worth less, so counting by buckets never raises points.
pub(crate) fn bucket(day: Day, on: Day) -> Day {
    let start = |length: Day| day - (day - MONDAY).rem_euclid(length);
    // The day itself first: most days are young and need no division.
    let is_old = |length: Day, from: Day| day <= on - from && start(length) + length - 1 <= on - from;
    if is_old(BLOCK, BLOCK_FROM) {
        start(BLOCK)
    } else if is_old(WEEK, WEEK_FROM) {
        start(WEEK)
    } else {
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_days_are_counted_by_the_week_and_older_ones_by_four() {
        let day = |text: &str| day_of(format!("{text}T12:00:00Z").parse().unwrap());
        // 2026-11-02 is a Monday; its block begins on 2026-10-26.
        for (on, expected) in [
            ("2026-11-04", "2026-11-04"),
            ("2026-11-21", "2026-11-04"),
            ("2026-11-22", "2026-11-02"),
            ("2027-01-30", "2026-11-02"),
            ("2027-01-31", "2026-10-26"),
        ] {
            assert_eq!(to_date(bucket(day("2026-11-04"), day(on))), expected.parse().unwrap(), "on {on}");
        }
    }

    #[test]
    fn a_date_is_a_date_alone() {
        assert_eq!(read_date("2026-12-03"), Some(date(2026, 12, 3)));
        for other in ["2026-12-03T23:30-05:00", "2026-12-03 10:00", "2026-12-3", "03.12.2026", "2026-13-01", "20261203"]
        {
            assert_eq!(read_date(other), None, "{other}");
        }
    }

    #[test]
    fn coarsening_twice_is_coarsening_once() {
        for on in 20_000..20_060 {
            for day in on - 200..=on {
                for later in on..on + 120 {
                    assert_eq!(bucket(bucket(day, on), later), bucket(day, later));
                    assert!(bucket(day, later) <= bucket(day, on));
                }
            }
        }
    }
}
