//! Working hours: the hours in which a person works, and durations counted in them.
//!
//! A day's hours are read on the wall clock of the person's zone. A wall time that occurs twice (clocks go back) means
//! its first occurrence; a wall time that does not occur (clocks go forward) means the moment of the change. So a day
//! has 23 or 25 hours where the zone says so, and no two spans overlap.

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::words::Words;

/// The hours of a week, at least one span. In files a list of lines like `mon-fri 9:00-18:00`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Hours {
    lines: Vec<String>,
    /// A list for each day, Monday first: start and end of each span in minutes of the day, sorted, without overlap.
    week: [Vec<(u16, u16)>; 7],
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Midnight at the end of a day, in minutes.
const DAY_END: u16 = 24 * 60;

/// Nothing is planned further ahead than this. It stays far from the calendar's end, beyond which no time can be
/// stored.
const NEVER: SignedDuration = SignedDuration::from_hours(1_000 * 8_766);

impl Default for Hours {
    /// Every hour of the week.
    fn default() -> Self {
        let week = std::array::from_fn(|_| vec![(0, DAY_END)]);
        Self { lines: vec!["mon-sun 0:00-24:00".to_owned()], week }
    }
}

impl TryFrom<Vec<String>> for Hours {
    type Error = String;

    fn try_from(lines: Vec<String>) -> Result<Self, Self::Error> {
        if lines.is_empty() {
            return Err("there are no working hours here: write them like [\"mon-fri 9:00-18:00\"]".to_owned());
        }
        let mut week: [Vec<(u16, u16)>; 7] = Default::default();
        for line in &lines {
            let (days, span) = read_line(line)?;
            for day in days {
                week[day].push(span);
            }
        }
        let week = week.map(joined);
        Ok(Self { lines, week })
    }
}

impl From<Hours> for Vec<String> {
    fn from(hours: Hours) -> Self {
        hours.lines
    }
}

impl Hours {
    /// The hours in a reader's words, as in `Mon-Fri 9:00-18:00, Sat 10:00-13:00`: a line for each of the file.
    pub fn text(&self, words: Words<'_>) -> String {
        let name = |day: &str| {
            let day = DAYS.iter().position(|known| known.eq_ignore_ascii_case(day));
            day.map(|day| words.say(&format!("date-wday-{}", day + 1)))
        };
        let line = |line: &String| {
            let (days, times) = line.trim().split_once(' ')?;
            let days: Option<Vec<String>> = days.split('-').map(name).collect();
            Some(format!("{} {}", days?.join("-"), times.trim()))
        };
        let lines: Vec<String> = self.lines.iter().map(|one| line(one).unwrap_or_else(|| one.clone())).collect();
        lines.join(", ")
    }

    /// The first moment at or after `at` that lies in these hours on the clocks of `zone`.
    pub fn opening(&self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        WorkingTime::new(self, zone.clone(), [&[], &[]]).next_working(at).unwrap_or(at)
    }

    /// Every moment of the other week is one of this week.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let has = |mine: &[(u16, u16)], one: &(u16, u16)| mine.iter().any(|span| span.0 <= one.0 && one.1 <= span.1);
        std::iter::zip(&self.week, &other.week).all(|(mine, others)| others.iter().all(|one| has(mine, one)))
    }

    /// The two weeks share at least one moment.
    pub fn meet(&self, other: &Self) -> bool {
        let meet = |one: &(u16, u16), two: &(u16, u16)| one.0 < two.1 && two.0 < one.1;
        std::iter::zip(&self.week, &other.week)
            .any(|(mine, others)| mine.iter().any(|one| others.iter().any(|two| meet(one, two))))
    }
}

/// Reads a line: its days, counted from Monday, and its span in minutes of the day.
fn read_line(line: &str) -> Result<(Vec<usize>, (u16, u16)), String> {
    let wrong = || format!("{line:?} are no working hours: write them like mon-fri 9:00-18:00 or sat 10:00-13:00");
    let (days, times) = line.trim().split_once(' ').ok_or_else(wrong)?;
    let day = |name: &str| DAYS.iter().position(|day| name.eq_ignore_ascii_case(day)).ok_or_else(wrong);
    let (first, last) = days.split_once('-').unwrap_or((days, days));
    let (first, last) = (day(first)?, day(last)?);
    let (from, until) = times.trim().split_once('-').ok_or_else(wrong)?;
    let time = |text: &str| read_time(text.trim()).ok_or_else(wrong);
    let (from, until) = (time(from)?, time(until)?);
    if from >= until {
        return Err(format!(
            "{line:?} ends before it begins: for a night write two lines, like mon-fri 22:00-24:00 and tue-sat 0:00-6:00"
        ));
    }
    // From Saturday to Monday: the range crosses the end of the week.
    let count = (last + 7 - first) % 7 + 1;
    Ok(((0..count).map(|at| (first + at) % 7).collect(), (from, until)))
}

/// Reads a time of the day in minutes; 24:00 is the end of the day.
fn read_time(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| (text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok());
    let (hour, minute): (u16, u16) = (number(hour)??, number(minute)??);
    let time = hour * 60 + minute;
    (minute < 60 && time <= DAY_END).then_some(time)
}

/// Sorts spans and joins those that touch or overlap.
fn joined(mut spans: Vec<(u16, u16)>) -> Vec<(u16, u16)> {
    spans.sort_unstable();
    let mut all: Vec<(u16, u16)> = Vec::with_capacity(spans.len());
    for (from, until) in spans {
        match all.last_mut().filter(|last| from <= last.1) {
            Some(last) => last.1 = last.1.max(until),
            None => all.push((from, until)),
        }
    }
    all
}

/// The number of days that are looked at for one with work at a certain time.
const LOOKED_AHEAD: usize = 400;

/// No working day begins before 8:00 where hours say nothing of it, or begin in the night.
const MORNING: WallTime = WallTime(8 * 60);

/// The working time of one person: hours in a time zone, without holidays.
#[derive(Debug, Clone)]
pub struct WorkingTime<'a> {
    hours: &'a Hours,
    zone: TimeZone,
    holidays: [&'a [Date]; 2],
}

impl<'a> WorkingTime<'a> {
    /// Working time by these hours on the clocks of `zone`, except the days of both lists of holidays.
    pub fn new(hours: &'a Hours, zone: TimeZone, holidays: [&'a [Date]; 2]) -> Self {
        Self { hours, zone, holidays }
    }

    /// The zone of the person's clocks.
    pub fn zone(&self) -> TimeZone {
        self.zone.clone()
    }

    /// The person works at that moment.
    pub fn is_working(&self, at: Timestamp) -> bool {
        self.from(at).next().is_some_and(|(open, _)| open <= at)
    }

    /// The moment at which `time` of work is done, counted from `start`. If `time` is zero: `start` itself, or the next
    /// working moment. If the work is done exactly at the end of a working day: that end, not the next day's beginning.
    /// None if the work is not done within a thousand years.
    pub fn add_working(&self, start: Timestamp, time: SignedDuration) -> Option<Timestamp> {
        let never = start.checked_add(NEVER).ok()?;
        let mut left = time;
        for (open, close) in self.from(start).take_while(|(_, close)| *close < never) {
            let open = open.max(start);
            let span = close.duration_since(open);
            if left <= span {
                return Some(open + left);
            }
            left -= span;
        }
        None
    }

    /// The first working moment at or after `start`; none if there is none within a thousand years.
    pub fn next_working(&self, start: Timestamp) -> Option<Timestamp> {
        let never = start.checked_add(NEVER).ok()?;
        let (open, _) = self.from(start).take_while(|(open, _)| *open < never).next()?;
        Some(open.max(start))
    }

    /// The first working moment from that time of the day on, `days` after today or later.
    pub fn days_later(&self, now: Timestamp, days: i64, at: WallTime) -> Option<Timestamp> {
        let first = now.to_zoned(self.zone.clone()).date().checked_add(days.days()).ok()?;
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok()).take(LOOKED_AHEAD);
        let starts = days.filter_map(|day| Some((day, at.on(day, &self.zone)?))).filter(|(_, start)| *start > now);
        let on_day = starts.filter_map(|(day, start)| {
            self.next_working(start).filter(|at| at.to_zoned(self.zone.clone()).date() == day)
        });
        // Whose days are over before that time works at another.
        on_day.into_iter().next().or_else(|| self.next_working(at.on(first, &self.zone)?.max(now)))
    }

    /// The end of the last of `days` working days, of which today is none; none if there are not that many in five years.
    pub fn working_days_later(&self, now: Timestamp, days: u16) -> Option<Timestamp> {
        let tomorrow = now.to_zoned(self.zone.clone()).date().tomorrow().ok()?;
        let days_ahead = std::iter::successors(Some(tomorrow), |day| day.tomorrow().ok()).take(5 * LOOKED_AHEAD);
        let ends = days_ahead.filter_map(|day| self.of_day(day).last().map(|(_, close)| close));
        ends.into_iter().nth(usize::from(days).saturating_sub(1))
    }

    /// The beginning of the next working day, at 8:00 at the earliest: when somebody reads what happened since.
    pub fn next_morning(&self, now: Timestamp) -> Timestamp {
        self.days_later(now, 1, MORNING).unwrap_or(now + SignedDuration::from_hours(24))
    }

    /// The working time between two moments; zero if `end` is not after `start`.
    pub fn working_between(&self, start: Timestamp, end: Timestamp) -> SignedDuration {
        let spans = self.from(start).take_while(|(open, _)| *open < end);
        spans.map(|(open, close)| close.min(end).duration_since(open.max(start))).sum()
    }

    /// Spans of work that end after `start`, in order, without end.
    fn from(&self, start: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let today = start.to_zoned(self.zone.clone()).date();
        // Where clocks go back across midnight, a moment of yesterday can lie after the beginning of today.
        let first = today.yesterday().unwrap_or(today);
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
        days.flat_map(|day| self.of_day(day)).filter(move |(_, close)| *close > start)
    }

    fn of_day(&self, day: Date) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let spans: &[(u16, u16)] = if self.holidays.iter().any(|holidays| holidays.contains(&day)) {
            &[]
        } else {
            &self.hours.week[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())]
        };
        let moments = spans.iter().filter_map(move |(from, until)| {
            Some((first_shown(day, *from, &self.zone)?, first_shown(day, *until, &self.zone)?))
        });
        moments.filter(|(open, close)| open < close)
    }
}

/// A time on a wall clock, 0:00 to 23:59, written like `7:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WallTime(u16);

impl WallTime {
    /// The moment at which the clocks of `zone` first show this time on that day: once where they show it twice, and at
    /// the change where they leave it out. None beyond the end of the calendar.
    pub fn on(self, day: Date, zone: &TimeZone) -> Option<Timestamp> {
        first_shown(day, self.0, zone)
    }
}

impl TryFrom<String> for WallTime {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let time = read_time(text.trim()).filter(|time| *time < DAY_END);
        time.map(Self).ok_or_else(|| format!("{text:?} is no time of the day: write it like 7:30, from 0:00 to 23:59"))
    }
}

impl From<WallTime> for String {
    fn from(WallTime(minute): WallTime) -> Self {
        format!("{}:{:02}", minute / 60, minute % 60)
    }
}

/// The moment at which the clocks of `zone` first show that minute of the day; none beyond the end of the calendar.
fn first_shown(day: Date, minute: u16, zone: &TimeZone) -> Option<Timestamp> {
    let (day, minute) = if minute == DAY_END { (day.tomorrow().ok()?, 0) } else { (day, minute) };
    let part = |number: u16| i8::try_from(number).ok();
    let wall = day.at(part(minute / 60)?, part(minute % 60)?, 0, 0);
    match zone.to_ambiguous_timestamp(wall).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(wall).ok(),
        AmbiguousOffset::Gap { after, .. } => {
            let just_before = after.to_timestamp(wall).ok()?;
            zone.following(just_before).next().map(|change| change.timestamp())
        }
    }
}
