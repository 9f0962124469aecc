//! Dates in lists: each is read exactly, or refused. Whether the day or the month comes first is decided by all dates of the
//! list together, or asked for: never row by row.

mod written;

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use written::{Day, Form, Written, written};

/// Which of two numbers of a date is first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// 01-02-2018 is 1 February.
    DayFirst,
    /// 01-02-2018 is 2 January.
    MonthFirst,
}

/// The format of dates in a list.
#[derive(Debug, Clone)]
pub struct Dates {
    /// The zone of dates without one.
    pub zone: TimeZone,
    /// Which of two numbers is first. None: nobody said it, and no date of the list shows it.
    pub order: Option<Order>,
    /// The workbook of the list counts days from 1904.
    pub from_1904: bool,
    /// The current time: dates after tomorrow are mistakes.
    pub now: Timestamp,
}

/// Earlier years are mistakes: years with two digits, mostly.
const FIRST_YEAR: i16 = 1970;

/// The most characters of a text that a message shows.
const SHOWN: usize = 40;

impl Dates {
    /// Parses a date, with or without a time; without a time it is the begin of the day. An offset in the text holds,
    /// in place of the zone.
    pub fn read(&self, text: &str) -> Result<Timestamp> {
        let text = text.trim();
        let at = self.parse(text).with_context(|| shown(text))?;
        let year = at.to_zoned(TimeZone::UTC).year();
        ensure!(year >= FIRST_YEAR, "{} is in the year {year}: write years with four digits", shown(text));
        let latest = self.now + SignedDuration::from_hours(36);
        ensure!(at <= latest, "{} is in the future", shown(text));
        Ok(at)
    }

    fn parse(&self, text: &str) -> Result<Timestamp> {
        let read = written(text, self.from_1904);
        match read.context("this is not a date like 2026-11-21, 21 Nov 2026 or 21-11-2026 14:03")? {
            Written::Moment(at, _) => Ok(at),
            Written::Day { day, time, offset } => self.at(self.date(day)?, time, offset),
        }
    }

    fn date(&self, day: Day) -> Result<Date> {
        let (one, two, year) = match day {
            Day::Certain(date, _) => return Ok(date),
            Day::Either { one, two, year } => (one, two, year),
        };
        let (month, day, words) = match self.order {
            Some(Order::DayFirst) => (two, one, "first the day, then the month"),
            Some(Order::MonthFirst) => (one, two, "first the month, then the day"),
            None if one == two => (one, two, "a day and a month"),
            None => bail!("whether the day or the month is first is not certain: say --day-first or --month-first"),
        };
        Date::new(year, month, day).ok().with_context(|| format!("there is no such date, read as {words}"))
    }

    fn at(&self, date: Date, time: Option<Time>, offset: Option<Offset>) -> Result<Timestamp> {
        let Some(time) = time else { return Ok(date.to_zoned(self.zone.clone())?.timestamp()) };
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
}

/// The text in a message, not longer than a date may be.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// What the dates of a list show of how they are written.
#[derive(Debug, Default)]
pub struct DateSurvey {
    forms: BTreeMap<Form, u64>,
    /// Dates with two small numbers, and the first that shows that the day is first, that the month is, or neither.
    numeric: u64,
    day_first: Option<String>,
    month_first: Option<String>,
    open: Option<String>,
}

impl DateSurvey {
    /// Looks at a date.
    pub fn look(&mut self, text: &str, from_1904: bool) {
        match written(text, from_1904) {
            Some(Written::Moment(_, form) | Written::Day { day: Day::Certain(_, form), .. }) => {
                *self.forms.entry(form).or_default() += 1;
            }
            Some(Written::Day { day: Day::Either { one, two, .. }, .. }) => {
                self.numeric += 1;
                let shows = match (one > 12, two > 12) {
                    (true, false) => &mut self.day_first,
                    (false, true) => &mut self.month_first,
                    (false, false) if one != two => &mut self.open,
                    _ => return,
                };
                shows.get_or_insert_with(|| text.trim().to_owned());
            }
            None => {}
        }
    }

    /// Which is first, as far as the dates show it.
    ///
    /// # Errors
    /// They show both, or nothing where it matters.
    pub fn order(&self) -> Result<Option<Order>> {
        match (&self.day_first, &self.month_first, &self.open) {
            (Some(day), Some(month), _) => bail!(
                "some dates have the day first, like {}, and some the month, like {}: say which is right with --day-first or \
                 --month-first, and the others are named",
                shown(day),
                shown(month)
            ),
            (Some(_), None, _) => Ok(Some(Order::DayFirst)),
            (None, Some(_), _) => Ok(Some(Order::MonthFirst)),
            (None, None, Some(open)) => bail!(
                "no date of the list shows whether the day or the month is first, like {}: say --day-first or --month-first",
                shown(open)
            ),
            (None, None, None) => Ok(None),
        }
    }

    /// How the dates are written, in words; none without dates.
    pub fn words(&self, order: Option<Order>, is_said: bool) -> Option<String> {
        let mut parts: Vec<String> =
            self.forms.iter().map(|(form, count)| format!("{count} {}", form.words())).collect();
        if self.numeric > 0 {
            let (words, shows) = match order {
                Some(Order::DayFirst) => ("day first", &self.day_first),
                Some(Order::MonthFirst) => ("month first", &self.month_first),
                None => ("with the same day and month", &None),
            };
            let shows = shows.as_ref().filter(|_| !is_said).map(|text| format!(", as {} shows", shown(text)));
            parts.push(format!("{} {words}{}", self.numeric, shows.unwrap_or_default()));
        }
        (!parts.is_empty()).then(|| format!("dates: {}", parts.join("; ")))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dates(zone: &str, day_first: bool) -> Dates {
        let order = Some(if day_first { Order::DayFirst } else { Order::MonthFirst });
        let zone = TimeZone::get(zone).unwrap();
        Dates { zone, order, from_1904: false, now: "2026-11-21T12:00:00Z".parse().unwrap() }
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
            ("26.02.2018", false, Some("2018-02-26T03:00:00Z")),
            ("26.02.2018 9:00", false, Some("2018-02-26T12:00:00Z")),
            ("26/02/2018", false, None),
            ("2018-02-26T19:58:07Z", true, Some("2018-02-26T19:58:07Z")),
            ("2018-02-26T19:58:07.25Z", true, Some("2018-02-26T19:58:07.25Z")),
            ("2018-02-26T19:58:07+01:00[Europe/Berlin]", true, Some("2018-02-26T18:58:07Z")),
            ("yesterday", true, None),
            ("31-02-2018", true, None),
            ("01-02-18", true, None),
            ("01-02-2027", true, None),
            ("01/02-2018", true, None),
            ("+1-02-2018", true, None),
            ("2018", true, None),
            ("4.3157E+4", true, None),
            ("1,5", true, None),
            // Days of a spreadsheet, seconds, milliseconds.
            ("43157", true, Some("2018-02-26T03:00:00Z")),
            ("43157,832025463", true, Some("2018-02-26T22:58:07Z")),
            ("1519685887", true, Some("2018-02-26T22:58:07Z")),
            ("1519685887.25", true, Some("2018-02-26T22:58:07.25Z")),
            ("1519685887250", true, Some("2018-02-26T22:58:07.25Z")),
            ("20180226", true, Some("2018-02-26T03:00:00Z")),
            ("20181326", true, None),
            // With names of months.
            ("26 Feb 2018", false, Some("2018-02-26T03:00:00Z")),
            ("Feb 26, 2018", true, Some("2018-02-26T03:00:00Z")),
            ("February 26th, 2018 at 7:58 PM", false, Some("2018-02-26T22:58:00Z")),
            ("26-Feb-2018 19:58", false, Some("2018-02-26T22:58:00Z")),
            ("26. Februar 2018, 19:58 Uhr", false, Some("2018-02-26T22:58:00Z")),
            ("26 de febrero de 2018", false, Some("2018-02-26T03:00:00Z")),
            ("26 de fevereiro de 2018 às 19h58", false, Some("2018-02-26T22:58:00Z")),
            ("Mon, 26 Feb 2018 22:58:07 GMT", false, Some("2018-02-26T22:58:07Z")),
            ("Mon Feb 26 2018 23:58:07 GMT+0100 (Central European Standard Time)", false, Some("2018-02-26T22:58:07Z")),
            ("26 Smarch 2018", false, None),
            ("26 Feb 18", false, None),
            ("Feb 2018", false, None),
            // With commas.
            ("26/02/2018, 19:58", true, Some("2018-02-26T22:58:00Z")),
            ("2/26/2018,7:58:07 p.m.", false, Some("2018-02-26T22:58:07Z")),
            ("2018-02-26 19:58:07,250", false, Some("2018-02-26T22:58:07.25Z")),
            ("2018-02-26 7 PM", false, Some("2018-02-26T22:00:00Z")),
            ("2018-02-26 22:58 UTC", false, Some("2018-02-26T22:58:00Z")),
            ("2018-02-26 23:58 UTC+1", false, Some("2018-02-26T22:58:00Z")),
            ("2018-02-26 UTC", false, None),
            ("2018-02-26 2018-02-26", false, None),
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

    fn survey(texts: &[&str]) -> DateSurvey {
        let mut survey = DateSurvey::default();
        for text in texts {
            survey.look(text, false);
        }
        survey
    }

    #[test]
    fn all_dates_together_tell_the_day_from_the_month() {
        let order = |texts: &[&str]| survey(texts).order().map_err(|why| why.to_string());
        assert_eq!(order(&["01/02/2026", "13/02/2026"]), Ok(Some(Order::DayFirst)));
        assert_eq!(order(&["01/02/2026", "02/13/2026"]), Ok(Some(Order::MonthFirst)));
        assert_eq!(order(&["05/05/2026", "2026-01-02", "3.4.2026", "46000"]), Ok(None));
        assert!(order(&["01/02/2026", "5/5/2026"]).unwrap_err().contains("no date of the list shows"));
        let both = order(&["13/02/2026", "02/13/2026"]).unwrap_err();
        assert!(both.contains("\"13/02/2026\"") && both.contains("\"02/13/2026\""), "{both}");
        let words = survey(&["01/02/2026", "13/02/2026", "2026-01-02"]).words(Some(Order::DayFirst), false);
        assert_eq!(words.unwrap(), "dates: 1 year first; 2 day first, as \"13/02/2026\" shows");
        let undecided = Dates { order: None, ..dates("UTC", true) };
        assert!(format!("{:#}", undecided.read("01/02/2026").unwrap_err()).contains("--day-first or --month-first"));
        assert_eq!(undecided.read("05/05/2026").unwrap().to_string(), "2026-05-05T00:00:00Z");
    }

    #[test]
    fn a_workbook_may_count_days_from_1904() {
        let from_1904 = Dates { from_1904: true, ..dates("UTC", true) };
        assert_eq!(from_1904.read("41695").unwrap().to_string(), "2018-02-26T00:00:00Z");
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
            for format in [
                "%d/%m/%Y %H:%M:%S%:z",
                "%d.%m.%Y %I:%M:%S %p %z",
                "%Y-%m-%dT%H:%M:%S%:z",
                "%-d %b %Y, %H:%M:%S GMT%z",
                "%a, %d %B %Y %-I:%M:%S%P %:z",
            ] {
                let text = there.strftime(format).to_string();
                prop_assert_eq!(dates("Europe/Lisbon", true).read(&text).unwrap(), at, "{}", text);
            }
        }

        /// Whatever stands in a cell, it is a date or it is none.
        #[test]
        fn no_text_breaks_it(text in "[0-9:./,ThZ +-]{0,20}|\\PC{0,30}|[0-9]{1,2} ?[a-zä]{3,9}\\.? ?[0-9]{0,5}") {
            let _ = dates("America/Sao_Paulo", false).read(&text);
            DateSurvey::default().look(&text, true);
        }
    }
}
