//! Dates in lists.

use anyhow::{Context, Result, ensure};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The format of dates in a list.
pub(super) struct Dates {
    pub(super) zone: TimeZone,
    pub(super) day_first: bool,
    /// The current time: dates after tomorrow are mistakes.
    pub(super) now: Timestamp,
}

/// Earlier years are mistakes: years with two digits, mostly.
const FIRST_YEAR: i16 = 1970;

impl Dates {
    /// Parses a date, with or without a time; without a time it is midnight.
    pub(super) fn read(&self, text: &str) -> Result<Timestamp> {
        let at = self.parse(text)?;
        let year = at.to_zoned(TimeZone::UTC).year();
        ensure!(year >= FIRST_YEAR, "{text:?} is in the year {year}: write years with four digits");
        let latest = self.now + SignedDuration::from_hours(36);
        ensure!(at <= latest, "{text:?} is in the future{}", self.hint());
        Ok(at)
    }

    fn hint(&self) -> &'static str {
        if self.day_first { "" } else { "; if the day comes first, add --day-first" }
    }

    fn parse(&self, text: &str) -> Result<Timestamp> {
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(at);
        }
        let wrong = || format!("{text:?} is not a date like 2026-11-21 or 21-11-2026 14:03{}", self.hint());
        let (date, time) = text.trim().split_once([' ', 'T']).unwrap_or((text.trim(), ""));
        let at =
            DateTime::from_parts(self.date(date).with_context(wrong)?, read_time(time.trim()).with_context(wrong)?);
        Ok(at.to_zoned(self.zone.clone())?.timestamp())
    }

    fn date(&self, text: &str) -> Option<Date> {
        let parts: Vec<i16> = text.split(['-', '/', '.']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let [one, two, three] = parts[..] else { return None };
        let (year, month, day) = match (one > 31, self.day_first) {
            (true, _) => (one, two, three),
            (false, true) => (three, two, one),
            (false, false) => (three, one, two),
        };
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }
}

fn read_time(text: &str) -> Option<Time> {
    if text.is_empty() {
        return Some(Time::midnight());
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_lists() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        for (text, day_first, expected) in [
            ("01-02-2018", true, Some("2018-02-01T02:00:00Z")),
            ("26-02-2018 19:58", true, Some("2018-02-26T22:58:00Z")),
            ("2018-02-26 19:58:07", false, Some("2018-02-26T22:58:07Z")),
            ("2/26/2018", false, Some("2018-02-26T03:00:00Z")),
            ("26.02.2018", false, None),
            ("2018-02-26T19:58:07Z", true, Some("2018-02-26T19:58:07Z")),
            ("yesterday", true, None),
            ("31-02-2018", true, None),
            ("01-02-18", true, None),
            ("01-02-2027", true, None),
        ] {
            let read = Dates { zone: zone.clone(), day_first, now: "2026-11-21T12:00:00Z".parse().unwrap() }
                .read(text)
                .ok()
                .map(|at| at.to_string());
            assert_eq!(read.as_deref(), expected, "{text:?}");
        }
    }
}
