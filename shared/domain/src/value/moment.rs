//! Dates, and dates with a time, as people and programs write them into a field: `2026-12-10`, `2026-12-10 15:00`,
//! `2026-12-10T15:00:00+01:00`.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::value::day::read_date;

/// A moment that somebody wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenMoment {
    /// A day without a time.
    Day(Date),
    /// A time on the clocks of whoever it is about.
    Local(DateTime),
    /// A time with its offset from UTC.
    Instant(Timestamp),
}

impl WrittenMoment {
    /// Reads a moment: year, month and day with dashes, then `T` or a blank and a time, then an offset; none if the text
    /// is something else.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (day, rest) = text.split_at_checked(10)?;
        let day = read_date(day)?;
        if rest.is_empty() {
            return Some(Self::Day(day));
        }
        let time = rest.strip_prefix(['T', 't', ' '])?;
        if let Ok(instant) = text.parse() {
            return Some(Self::Instant(instant));
        }
        // With anything but digits and colons, it is no time of the day: an offset would be lost.
        let is_time =
            time.contains(':') && time.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
        is_time.then(|| time.parse().ok()).flatten().map(|time| Self::Local(day.to_datetime(time)))
    }

    /// The day, and the time of the day if there is one, on the clocks of `zone`.
    pub fn local(self, zone: &TimeZone) -> (Date, Option<jiff::civil::Time>) {
        match self {
            Self::Day(day) => (day, None),
            Self::Local(local) => (local.date(), Some(local.time())),
            Self::Instant(instant) => {
                let local = zone.to_datetime(instant);
                (local.date(), Some(local.time()))
            }
        }
    }

    /// The instant; of a day without a time its beginning on the clocks of `zone`. None beyond the end of the calendar.
    pub fn instant(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Day(day) => zone.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).ok(),
            Self::Local(local) => zone.to_timestamp(local).ok(),
            Self::Instant(instant) => Some(instant),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_and_programs_write() {
        let lisbon = TimeZone::get("Europe/Lisbon").unwrap();
        for (text, expected) in [
            ("2026-12-10", Some("2026-12-10T00:00:00Z")),
            (" 2026-07-10 ", Some("2026-07-09T23:00:00Z")),
            ("2026-12-10 15:00", Some("2026-12-10T15:00:00Z")),
            ("2026-12-10T15:00", Some("2026-12-10T15:00:00Z")),
            ("2026-07-10T15:00:30", Some("2026-07-10T14:00:30Z")),
            ("2026-12-10T15:00:00Z", Some("2026-12-10T15:00:00Z")),
            ("2026-12-10T15:00:00+01:00", Some("2026-12-10T14:00:00Z")),
            ("2026-12-10T15:00-05", Some("2026-12-10T20:00:00Z")),
            ("2026-12-10 15", None),
            ("2026-12-10 3 pm", None),
            ("2026-12-10T25:00", None),
            ("2026-02-30", None),
            ("10.12.2026", None),
            ("10/12/2026", None),
            ("20261210", None),
            ("soon", None),
            ("", None),
            ("éééééééééé", None),
        ] {
            let read = WrittenMoment::read(text).and_then(|moment| moment.instant(&lisbon));
            assert_eq!(read, expected.map(|time| time.parse().unwrap()), "{text}");
        }
    }
}
