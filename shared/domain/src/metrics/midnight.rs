//! A company's days and the UTC days, which activities are stored by.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The parts of a company's day that lie in one UTC day each.
///
/// # Errors
/// The day is outside of what the calendar has.
pub fn utc_ranges(date: Date, zone: &TimeZone) -> Result<Vec<(Timestamp, Timestamp)>, jiff::Error> {
    let midnight = |date: Date, zone: &TimeZone| -> Result<Timestamp, jiff::Error> {
        Ok(date.to_zoned(zone.clone())?.timestamp())
    };
    let (mut from, end) = (midnight(date, zone)?, midnight(date.tomorrow()?, zone)?);
    let mut ranges = Vec::new();
    while from < end {
        let next_utc_day = midnight(from.to_zoned(TimeZone::UTC).date().tomorrow()?, &TimeZone::UTC)?;
        let until = next_utc_day.min(end);
        ranges.push((from, until));
        from = until;
    }
    Ok(ranges)
}

/// The company's days that a UTC day, as in `20261121`, lies in.
///
/// # Errors
/// It is no day.
pub fn company_days(utc_day: &str, zone: &TimeZone) -> Result<BTreeSet<Date>, jiff::Error> {
    let begin = Date::strptime("%Y%m%d", utc_day)?.to_datetime(jiff::civil::Time::midnight());
    let in_zone = |at: DateTime| -> Result<Date, jiff::Error> {
        Ok(at.to_zoned(TimeZone::UTC)?.with_time_zone(zone.clone()).date())
    };
    let end = begin.checked_add(1.day())?.checked_sub(1.millisecond())?;
    Ok(BTreeSet::from([in_zone(begin)?, in_zone(end)?]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    #[test]
    fn a_companys_day_is_cut_at_utc_midnights() {
        for (name, date, expected) in [
            ("UTC", "2026-11-21", &["2026-11-21T00:00:00Z 2026-11-22T00:00:00Z"][..]),
            (
                "America/Sao_Paulo",
                "2026-11-21",
                &["2026-11-21T03:00:00Z 2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z 2026-11-22T03:00:00Z"],
            ),
            // 23 hours: the clocks go forward (mautic/mautic#17090).
            (
                "Europe/Berlin",
                "2026-03-29",
                &["2026-03-28T23:00:00Z 2026-03-29T00:00:00Z", "2026-03-29T00:00:00Z 2026-03-29T22:00:00Z"],
            ),
            // 25 hours: they go back.
            (
                "Europe/Berlin",
                "2026-10-25",
                &["2026-10-24T22:00:00Z 2026-10-25T00:00:00Z", "2026-10-25T00:00:00Z 2026-10-25T23:00:00Z"],
            ),
        ] {
            let ranges = utc_ranges(date.parse().unwrap(), &zone(name)).unwrap();
            let shown: Vec<_> = ranges.iter().map(|(from, until)| format!("{from} {until}")).collect();
            assert_eq!(shown, expected, "{name}");
        }
    }

    #[test]
    fn a_utc_day_touches_one_or_two_days_of_a_company() {
        let days =
            |name| company_days("20261121", &zone(name)).unwrap().iter().map(Date::to_string).collect::<Vec<_>>();
        assert_eq!(days("UTC"), ["2026-11-21"]);
        assert_eq!(days("America/Sao_Paulo"), ["2026-11-20", "2026-11-21"]);
        assert_eq!(days("Asia/Tokyo"), ["2026-11-21", "2026-11-22"]);
    }
}
