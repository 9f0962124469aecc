//! UTC days, and the buckets of days by which old activities are counted.

use jiff::civil::{Date, date};
use jiff::{Span, Timestamp, ToSpan};

/// A UTC day: so many since 1970-01-01.
pub(crate) type Day = i32;

const SECONDS: i64 = 24 * 60 * 60;

/// A Monday. Weeks and blocks of four begin so many times 7 or 28 days from it.
const MONDAY: Day = 4;
const WEEK: Day = 7;
pub(crate) const BLOCK: Day = 28;

/// A week is counted as one once all its days are so old.
const WEEK_FROM: Day = 14;
/// A block is counted as one once all its days are so old.
const BLOCK_FROM: Day = 70;

/// The UTC day of an instant.
pub(crate) fn day_of(at: Timestamp) -> Day {
    Day::try_from(at.as_second().div_euclid(SECONDS)).expect("timestamps end with the year 9999")
}

/// The day as a date.
pub(crate) fn to_date(day: Day) -> Date {
    let span: Span = day.days();
    date(1970, 1, 1).saturating_add(span)
}

/// The first day of the bucket that holds `day`, seen from `on`.
///
/// A bucket is a day; a week, Monday to Sunday, once all of it is [`WEEK_FROM`] days old; four weeks, once all of them are
/// [`BLOCK_FROM`]. Boundaries lie on the calendar and buckets nest, so that coarsening now and again later gives what
/// coarsening once would. The first day stands for all: what is older is worth less, so that points never rise by it.
pub(crate) fn bucket(day: Day, on: Day) -> Day {
    let start = |length: Day| day - (day - MONDAY).rem_euclid(length);
    // The day itself first: most are young, and need no division.
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
