//! Working hours: when a person works, and time counted in them.
//!
//! A day's hours are read on the wall clock of the person's zone. A wall time that occurs twice (clocks go back) counts
//! the first time; one that does not occur (clocks go forward) is the moment of the change. So a day has 23 or 25 hours
//! where the zone says so, and no two hours overlap.

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The hours of a week, never none. In files a list of lines like `mon-fri 9:00-18:00`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Hours {
    lines: Vec<String>,
    /// By day, Monday first: from and until in minutes of the day, in order, apart from each other.
    week: [Vec<(u16, u16)>; 7],
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Midnight at a day's end, in minutes.
const DAY_END: u16 = 24 * 60;

/// So far ahead nothing is planned: far from the calendar's end, behind which no time can be stored.
const NEVER: SignedDuration = SignedDuration::from_hours(1_000 * 8_766);

impl Default for Hours {
    /// At any hour.
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
    /// The first moment from `at` on that lies in these hours on the clocks of `zone`.
    pub fn opening(&self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        WorkingTime::new(self, zone.clone(), [&[], &[]]).next_working(at).unwrap_or(at)
    }

    /// There is a time of the week in both.
    pub fn meet(&self, other: &Self) -> bool {
        let meet = |one: &(u16, u16), two: &(u16, u16)| one.0 < two.1 && two.0 < one.1;
        std::iter::zip(&self.week, &other.week)
            .any(|(mine, others)| mine.iter().any(|one| others.iter().any(|two| meet(one, two))))
    }
}

/// The days of a line, and its time of the day.
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
    // From Saturday to Monday goes over the week's end.
    let count = (last + 7 - first) % 7 + 1;
    Ok(((0..count).map(|at| (first + at) % 7).collect(), (from, until)))
}

/// A time of the day in minutes; 24:00 is its end.
fn read_time(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| (text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok());
    let (hour, minute): (u16, u16) = (number(hour)??, number(minute)??);
    let time = hour * 60 + minute;
    (minute < 60 && time <= DAY_END).then_some(time)
}

/// In order, with what touches or overlaps made one.
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

/// When one person works: hours, in a zone, without holidays.
#[derive(Debug, Clone)]
pub struct WorkingTime<'a> {
    hours: &'a Hours,
    zone: TimeZone,
    holidays: [&'a [Date]; 2],
}

impl<'a> WorkingTime<'a> {
    /// By these hours on the clocks of `zone`, on no day of either list of holidays.
    pub fn new(hours: &'a Hours, zone: TimeZone, holidays: [&'a [Date]; 2]) -> Self {
        Self { hours, zone, holidays }
    }

    /// The person works at that moment.
    pub fn is_working(&self, at: Timestamp) -> bool {
        self.from(at).next().is_some_and(|(open, _)| open <= at)
    }

    /// The moment at which `time` of work is done, counted from `start`; the start itself, or the next moment of work,
    /// if `time` is zero. At the end of a day's work it is that end, not the next day's beginning. None if it is not done
    /// within a thousand years.
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

    /// The first moment of work at or behind `start`; none if there is none within a thousand years.
    pub fn next_working(&self, start: Timestamp) -> Option<Timestamp> {
        let never = start.checked_add(NEVER).ok()?;
        let (open, _) = self.from(start).take_while(|(open, _)| *open < never).next()?;
        Some(open.max(start))
    }

    /// The work between two moments; none if the second is not behind the first.
    pub fn working_between(&self, start: Timestamp, end: Timestamp) -> SignedDuration {
        let spans = self.from(start).take_while(|(open, _)| *open < end);
        spans.map(|(open, close)| close.min(end).duration_since(open.max(start))).sum()
    }

    /// Spans of work that end behind `start`, in order, for ever.
    fn from(&self, start: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let today = start.to_zoned(self.zone.clone()).date();
        // Where clocks go back over midnight, a moment of yesterday lies behind the beginning of today.
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
        let moments = spans.iter().filter_map(move |(from, until)| Some((self.at(day, *from)?, self.at(day, *until)?)));
        moments.filter(|(open, close)| open < close)
    }

    /// When the wall clock first shows that time; none past the end of the calendar.
    fn at(&self, day: Date, minute: u16) -> Option<Timestamp> {
        let (day, minute) = if minute == DAY_END { (day.tomorrow().ok()?, 0) } else { (day, minute) };
        let part = |number: u16| i8::try_from(number).ok();
        let wall = day.at(part(minute / 60)?, part(minute % 60)?, 0, 0);
        match self.zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall).ok(),
            AmbiguousOffset::Fold { before, .. } => before.to_timestamp(wall).ok(),
            AmbiguousOffset::Gap { after, .. } => {
                let just_before = after.to_timestamp(wall).ok()?;
                self.zone.following(just_before).next().map(|change| change.timestamp())
            }
        }
    }
}
