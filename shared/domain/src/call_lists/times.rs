//! When a lead may be called.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::call_lists::rules::CallList;
use crate::company::Team;
use crate::value::hours::WorkingTime;

/// Two times of the day are different ones if at least this lies between them: who is not in at 9:00 may be in at 11:00.
const APART: i32 = 2 * 3_600;

/// The steps in which another time of the day is looked for, and how many of them: a week of any hours.
const STEP: SignedDuration = SignedDuration::from_mins(30);
const STEPS: usize = 340;

impl CallList {
    /// The hours of the list on the clocks of a zone.
    fn hours_in<'a>(&'a self, zone: TimeZone, team: &'a Team) -> WorkingTime<'a> {
        WorkingTime::new(&self.hours, zone, [&team.holidays, &[]])
    }

    /// Leads of that zone may be called at that moment.
    pub fn is_open(&self, zone: TimeZone, team: &Team, at: Timestamp) -> bool {
        self.hours_in(zone, team).is_working(at)
    }

    /// The first moment from `at` on at which leads of that zone may be called.
    pub fn opening(&self, zone: TimeZone, team: &Team, at: Timestamp) -> Timestamp {
        self.hours_in(zone, team).next_working(at).unwrap_or(at)
    }

    /// When a lead is called again that did not answer at `tried`: after the pause, at another time of the day where the
    /// hours have one.
    pub(crate) fn next_try(&self, zone: &TimeZone, team: &Team, tried: Timestamp) -> Timestamp {
        let hours = self.hours_in(zone.clone(), team);
        let start = tried.checked_add(self.pause.duration()).unwrap_or(tried);
        let first = hours.next_working(start).unwrap_or(start);
        let second_of_day = |at: Timestamp| {
            let time = at.to_zoned(zone.clone()).time();
            i32::from(time.hour()) * 3_600 + i32::from(time.minute()) * 60 + i32::from(time.second())
        };
        let was = second_of_day(tried);
        let moments = std::iter::successors(Some(first), |at| hours.next_working(at.checked_add(STEP).ok()?));
        let mut other = moments.take(STEPS).filter(|at| (second_of_day(*at) - was).abs() >= APART);
        other.next().unwrap_or(first)
    }
}
