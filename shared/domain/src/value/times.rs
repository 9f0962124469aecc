//! Times in words, in the reader's time zone.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::words::{Value, Words};

/// The age of a request: it decides the salesperson's first channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// At most five minutes: call, the person is most likely to answer.
    RealTime,
    /// At most 96 hours: mail, then call.
    Recent,
    /// Older: the person may have forgotten the request, so remind them of it.
    Aged,
}

impl Freshness {
    /// The freshness of a request made at `asked`.
    pub fn of(asked: Timestamp, now: Timestamp) -> Self {
        match now.duration_since(asked) {
            age if age <= SignedDuration::from_mins(5) => Self::RealTime,
            age if age <= SignedDuration::from_hours(96) => Self::Recent,
            _ => Self::Aged,
        }
    }

    /// The name that mails' templates compare with.
    pub fn name(self) -> &'static str {
        match self {
            Self::RealTime => "real-time",
            Self::Recent => "recent",
            Self::Aged => "aged",
        }
    }
}

/// An age in words: `20 seconds ago`, `3 hours ago`, `2 days ago`; `just now` for a time in the future.
pub fn ago(words: Words<'_>, at: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(at).as_secs();
    let (count, message) = match seconds {
        ..1 => return words.say("time-now"),
        1..60 => (seconds, "time-seconds-ago"),
        60..3_600 => (seconds / 60, "time-minutes-ago"),
        3_600..86_400 => (seconds / 3_600, "time-hours-ago"),
        _ => (seconds / 86_400, "time-days-ago"),
    };
    words.with(message, &[("count", count.into())])
}

/// The day of a time, in full: `Friday, 4 December 2026`.
pub fn full_day(words: Words<'_>, at: Timestamp, zone: &TimeZone) -> String {
    words.date("date-full", at.to_zoned(zone.clone()).date())
}

/// A day and time in words: `today 14:08`, `tomorrow 9:00`, `yesterday 9:00`, `Thu 3 Dec 9:00`; with the year if it is
/// not this year.
pub fn moment(words: Words<'_>, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    said(words, ["time-today", "time-tomorrow", "time-yesterday", "time-on-day"], at, now, zone)
}

/// [`moment`] without the word `today`: `14:08`, `tomorrow 9:00`, `Thu 3 Dec 9:00`.
pub fn clock(words: Words<'_>, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let is_today = at.to_zoned(zone.clone()).date() == now.to_zoned(zone.clone()).date();
    if is_today { time(at, zone) } else { moment(words, at, now, zone) }
}

/// The time of an action, to stand behind a verb: `at 14:05`, `yesterday at 9:00`, `on Thu 3 Dec at 9:00`.
pub fn done_at(words: Words<'_>, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let messages = ["time-done-today", "time-done-tomorrow", "time-done-yesterday", "time-done-on-day"];
    said(words, messages, at, now, zone)
}

/// The time in the message for today, tomorrow, yesterday or another day.
fn said(words: Words<'_>, messages: [&str; 4], at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let [on_today, on_tomorrow, on_yesterday, on_day] = messages;
    let (day, today) = (at.to_zoned(zone.clone()).date(), now.to_zoned(zone.clone()).date());
    let time = ("time", Value::from(time(at, zone)));
    if day == today {
        words.with(on_today, &[time])
    } else if today.tomorrow().is_ok_and(|tomorrow| day == tomorrow) {
        words.with(on_tomorrow, &[time])
    } else if today.yesterday().is_ok_and(|yesterday| day == yesterday) {
        words.with(on_yesterday, &[time])
    } else {
        let form = if day.year() == today.year() { "date-day" } else { "date-day-of-year" };
        words.with(on_day, &[("day", words.date(form, day).into()), time])
    }
}

fn time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%-H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn times_are_said_as_people_say_them() {
        let now = at("2026-11-21T23:30:00Z");
        for (then, zone, expected) in [
            ("2026-11-21T14:08:00Z", "Europe/Lisbon", ["today 14:08", "14:08", "at 14:08"]),
            ("2026-11-22T09:00:00Z", "Europe/Lisbon", ["tomorrow 9:00", "tomorrow 9:00", "tomorrow at 9:00"]),
            // In Berlin it is the 22nd already.
            ("2026-11-22T09:00:00Z", "Europe/Berlin", ["today 10:00", "10:00", "at 10:00"]),
            ("2026-11-21T14:08:00Z", "Europe/Berlin", ["yesterday 15:08", "yesterday 15:08", "yesterday at 15:08"]),
            ("2026-12-03T09:00:00Z", "Europe/Lisbon", ["Thu 3 Dec 9:00", "Thu 3 Dec 9:00", "on Thu 3 Dec at 9:00"]),
            (
                "2027-01-04T09:00:00Z",
                "UTC",
                ["Mon 4 Jan 2027 9:00", "Mon 4 Jan 2027 9:00", "on Mon 4 Jan 2027 at 9:00"],
            ),
        ] {
            let words = Words::english();
            let (then, zone) = (at(then), TimeZone::get(zone).unwrap());
            assert_eq!(
                [moment(words, then, now, &zone), clock(words, then, now, &zone), done_at(words, then, now, &zone)],
                expected
            );
        }
    }

    #[test]
    fn freshness_picks_the_channel() {
        let asked = at("2026-11-21T14:00:00Z");
        for (now, freshness, words) in [
            ("2026-11-21T13:59:00Z", Freshness::RealTime, "just now"),
            ("2026-11-21T14:00:01Z", Freshness::RealTime, "1 second ago"),
            ("2026-11-21T14:00:20Z", Freshness::RealTime, "20 seconds ago"),
            ("2026-11-21T14:05:00Z", Freshness::RealTime, "5 minutes ago"),
            ("2026-11-21T14:05:01Z", Freshness::Recent, "5 minutes ago"),
            ("2026-11-21T16:59:00Z", Freshness::Recent, "2 hours ago"),
            ("2026-11-25T14:00:00Z", Freshness::Recent, "4 days ago"),
            ("2026-11-25T14:00:01Z", Freshness::Aged, "4 days ago"),
        ] {
            assert_eq!(
                (Freshness::of(asked, at(now)), ago(Words::english(), asked, at(now)).as_str()),
                (freshness, words),
                "{now}"
            );
        }
    }
}
