//! Times in words, in the reader's time zone.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

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
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(at).as_secs();
    let (count, unit) = match seconds {
        ..1 => return "just now".to_owned(),
        1..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

/// The day of a time, in full: `Friday, 4 December 2026`.
pub fn full_day(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%A, %-d %B %Y").to_string()
}

/// A day and time in words: `today 14:08`, `tomorrow 9:00`, `yesterday 9:00`, `Thu 3 Dec 9:00`; with the year if it is
/// not this year.
pub fn moment(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    format!("{} {}", day(at, now, zone), time(at, zone))
}

/// [`moment`] without the word `today`: `14:08`, `tomorrow 9:00`, `Thu 3 Dec 9:00`.
pub fn clock(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let moment = moment(at, now, zone);
    moment.strip_prefix("today ").unwrap_or(&moment).to_owned()
}

/// The time of an action, to stand behind a verb: `at 14:05`, `yesterday at 9:00`, `on Thu 3 Dec at 9:00`.
pub fn done_at(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let time = time(at, zone);
    match day(at, now, zone).as_str() {
        "today" => format!("at {time}"),
        day @ ("yesterday" | "tomorrow") => format!("{day} at {time}"),
        day => format!("on {day} at {time}"),
    }
}

fn day(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (day, today) = (at.to_zoned(zone.clone()).date(), now.to_zoned(zone.clone()).date());
    if day == today {
        "today".to_owned()
    } else if today.tomorrow().is_ok_and(|tomorrow| day == tomorrow) {
        "tomorrow".to_owned()
    } else if today.yesterday().is_ok_and(|yesterday| day == yesterday) {
        "yesterday".to_owned()
    } else {
        day.strftime(if day.year() == today.year() { "%a %-d %b" } else { "%a %-d %b %Y" }).to_string()
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
            let (then, zone) = (at(then), TimeZone::get(zone).unwrap());
            assert_eq!([moment(then, now, &zone), clock(then, now, &zone), done_at(then, now, &zone)], expected);
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
            assert_eq!((Freshness::of(asked, at(now)), ago(asked, at(now)).as_str()), (freshness, words), "{now}");
        }
    }
}
