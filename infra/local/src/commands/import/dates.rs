//! Dates in lists: each is read exactly, or refused.

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, Zoned};

/// The format of dates in a list.
pub(super) struct Dates {
    pub(super) zone: TimeZone,
    pub(super) day_first: bool,
    /// The current time: dates after tomorrow are mistakes.
    pub(super) now: Timestamp,
}

/// Earlier years are mistakes: years with two digits, mostly.
const FIRST_YEAR: i16 = 1970;

/// The most characters of a text that a message shows.
const SHOWN: usize = 40;

impl Dates {
    /// Parses a date, with or without a time; without a time it is the begin of the day. An offset in the text holds,
    /// in place of the zone.
    pub(super) fn read(&self, text: &str) -> Result<Timestamp> {
        let text = text.trim();
        let at = self.parse(text).with_context(|| shown(text))?;
        let year = at.to_zoned(TimeZone::UTC).year();
        ensure!(year >= FIRST_YEAR, "{} is in the year {year}: write years with four digits", shown(text));
        let latest = self.now + SignedDuration::from_hours(36);
        ensure!(at <= latest, "{} is in the future{}", shown(text), self.hint());
        Ok(at)
    }

    fn hint(&self) -> &'static str {
        if self.day_first { "" } else { "; if the day comes first, add --day-first" }
    }

    fn parse(&self, text: &str) -> Result<Timestamp> {
        // With the name of its zone, as in 2026-11-21T14:03[Europe/Lisbon].
        if text.ends_with(']') {
            return Ok(text.parse::<Zoned>().context("this is not a time in a zone")?.timestamp());
        }
        let wrong = || format!("this is not a date like 2026-11-21 or 21-11-2026 14:03{}", self.hint());
        let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
        let date = self.date(date).with_context(wrong)?;
        if time.is_empty() {
            return Ok(date.to_zoned(self.zone.clone())?.timestamp());
        }
        let (time, offset) = read_time(time.trim()).with_context(wrong)?;
        let at = DateTime::from_parts(date, time);
        if let Some(offset) = offset {
            return Ok(offset.to_timestamp(at)?);
        }
        let local = self.zone.to_ambiguous_zoned(at);
        match local.offset() {
            AmbiguousOffset::Unambiguous { .. } => Ok(local.unambiguous()?.timestamp()),
            AmbiguousOffset::Gap { .. } => bail!("the clocks of {} skipped this time", self.zone_name()),
            AmbiguousOffset::Fold { before, .. } => bail!(
                "{} had this time twice, when the clocks went back: write its offset, as in {}{before}",
                self.zone_name(),
                time.strftime("%H:%M")
            ),
        }
    }

    fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("the zone")
    }

    /// Year, month and day with one sign between them; the year has four digits.
    fn date(&self, text: &str) -> Option<Date> {
        let sign = text.chars().find(|c| !c.is_ascii_digit()).filter(|sign| ['-', '/', '.'].contains(sign))?;
        let parts: Vec<&str> = text.split(sign).collect();
        let [one, two, three] = parts[..] else { return None };
        let (year, month, day) = match (one.len() == 4, self.day_first) {
            (true, _) => (one, two, three),
            (false, true) => (three, two, one),
            (false, false) => (three, one, two),
        };
        let year = number(year, 4..=4)?;
        Date::new(year, i8::try_from(number(month, 1..=2)?).ok()?, i8::try_from(number(day, 1..=2)?).ok()?).ok()
    }
}

/// The text in a message, not longer than a date may be.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// A number of digits alone; `digits` says how many there may be.
fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
    (digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// A time like `14:03`, `14:03:07.5` or `2:03 pm`, with its offset if it has one: `Z`, `UTC`, `+01:00`, `+0100`, `+01`.
fn read_time(text: &str) -> Option<(Time, Option<Offset>)> {
    let begin = text.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(text.len());
    let (clock, rest) = (&text[..begin], text[begin..].trim_start());
    let half = ["am", "pm"].into_iter().find(|half| {
        rest.get(..2).is_some_and(|word| word.eq_ignore_ascii_case(half)) && !rest[2..].starts_with(char::is_alphabetic)
    });
    let offset = if half.is_some() { rest[2..].trim_start() } else { rest };
    Some((read_clock(clock, half)?, read_offset(offset)?))
}

fn read_clock(text: &str, half: Option<&str>) -> Option<Time> {
    let (text, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<&str> = text.split(':').collect();
    let (hour, minute, second) = match parts[..] {
        [hour, minute] if fraction == "0" => (hour, minute, "00"),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let hour = match (number(hour, 1..=2)?, half) {
        (12, Some("am")) => 0,
        (12, Some(_)) => 12,
        (hour, None) | (hour @ 1..12, Some("am")) => hour,
        (hour @ 1..12, Some(_)) => hour + 12,
        _ => return None,
    };
    let is_fraction = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let nanoseconds: i32 = is_fraction.then(|| format!("{fraction:0<9}").parse().ok())??;
    let part = |text: &str| i8::try_from(number(text, 2..=2)?).ok();
    Time::new(i8::try_from(hour).ok()?, part(minute)?, part(second)?, nanoseconds).ok()
}

/// The outer none: the text can't be read as an offset. The inner none: there is no offset, since the text is empty.
#[expect(clippy::option_option, reason = "whether it can be read, and whether there is one")]
fn read_offset(text: &str) -> Option<Option<Offset>> {
    if text.is_empty() {
        return Some(None);
    }
    if ["z", "utc", "gmt"].contains(&text.to_ascii_lowercase().as_str()) {
        return Some(Some(Offset::UTC));
    }
    let (sign, digits) = (text.chars().next()?, text.get(1..)?);
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "00"),
    };
    let seconds = (i32::from(number(hours, 2..=2)?) * 60
        + i32::from(number(minutes, 2..=2).filter(|minutes| *minutes < 60)?))
        * 60;
    match sign {
        '+' => Offset::from_seconds(seconds).ok().map(Some),
        '-' => Offset::from_seconds(-seconds).ok().map(Some),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dates(zone: &str, day_first: bool) -> Dates {
        let zone = TimeZone::get(zone).unwrap();
        Dates { zone, day_first, now: "2026-11-21T12:00:00Z".parse().unwrap() }
    }

    fn read(text: &str, day_first: bool) -> Option<String> {
        dates("America/Sao_Paulo", day_first).read(text).ok().map(|at| at.to_string())
    }

    #[test]
    fn dates_of_lists() {
        for (text, day_first, expected) in [
            ("01-02-2018", true, Some("2018-02-01T02:00:00Z")),
            ("26-02-2018 19:58", true, Some("2018-02-26T22:58:00Z")),
            ("2018-02-26 19:58:07", false, Some("2018-02-26T22:58:07Z")),
            ("2/26/2018", false, Some("2018-02-26T03:00:00Z")),
            ("2/26/2018 7:58 PM", false, Some("2018-02-26T22:58:00Z")),
            ("2/26/2018 12:00:00 am", false, Some("2018-02-26T03:00:00Z")),
            ("26.02.2018", false, None),
            ("2018-02-26T19:58:07Z", true, Some("2018-02-26T19:58:07Z")),
            ("2018-02-26T19:58:07.25Z", true, Some("2018-02-26T19:58:07.25Z")),
            ("2018-02-26T19:58:07+01:00[Europe/Berlin]", true, Some("2018-02-26T18:58:07Z")),
            ("yesterday", true, None),
            ("31-02-2018", true, None),
            ("01-02-18", true, None),
            ("01-02-2027", true, None),
            ("01/02-2018", true, None),
            ("+1-02-2018", true, None),
            ("43157", true, None),
            ("2018-02-26 19", false, None),
            ("2018-02-26 25:00", false, None),
            ("2018-02-26 13:00 pm", false, None),
            ("2018-02-26 19:58 PST", false, None),
            ("2018-02-26 19:58 and more", false, None),
            ("2018-02-26 19:58:60", false, None),
        ] {
            assert_eq!(read(text, day_first).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn r_dbeaver_9777_the_offset_of_a_time_holds_in_every_form() {
        for text in [
            "26/02/2026 19:58:07-03:00",
            "26/02/2026 19:58:07 -03:00",
            "26.02.2026 19:58:07-0300",
            "26-02-2026T19:58:07-03",
            "2026-02-26 7:58:07 PM -03:00",
            "2026-02-26T22:58:07Z",
            "26/02/2026 22:58:07 UTC",
            "2026-02-27 04:43:07+05:45",
        ] {
            assert_eq!(read(text, true).as_deref(), Some("2026-02-26T22:58:07Z"), "{text:?}");
        }
    }

    /// In Brazil the clocks changed at midnight: that day begins at one o'clock, and the hour before another is there twice.
    #[test]
    fn a_time_that_is_not_there_once_is_refused() {
        let wrong = |text| format!("{:#}", dates("America/Sao_Paulo", true).read(text).unwrap_err());
        assert_eq!(read("15-10-2017", true).as_deref(), Some("2017-10-15T03:00:00Z"));
        assert!(wrong("15-10-2017 00:30").contains("the clocks of America/Sao_Paulo skipped this time"));
        assert!(
            wrong("17-02-2018 23:30").contains("write its offset, as in 23:30-02"),
            "{}",
            wrong("17-02-2018 23:30")
        );
        assert_eq!(read("17-02-2018 23:30-02", true).as_deref(), Some("2018-02-18T01:30:00Z"));
    }

    #[test]
    fn a_long_text_is_not_repeated_in_full() {
        let wrong = format!("{:#}", dates("UTC", false).read(&"x".repeat(300_000)).unwrap_err());
        assert!(wrong.len() < 300, "{wrong}");
    }

    proptest! {
        /// However a time is written, it is the same time.
        #[test]
        fn a_time_is_read_exactly(second in 0_i64..1_790_000_000, offset in -12_i32..=12) {
            let at = Timestamp::from_second(second).unwrap();
            let there = at.to_zoned(TimeZone::fixed(Offset::from_seconds(offset * 3600).unwrap()));
            for format in ["%d/%m/%Y %H:%M:%S%:z", "%d.%m.%Y %I:%M:%S %p %z", "%Y-%m-%dT%H:%M:%S%:z"] {
                let text = there.strftime(format).to_string();
                prop_assert_eq!(dates("Europe/Lisbon", true).read(&text).unwrap(), at, "{}", text);
            }
        }
    }
}
