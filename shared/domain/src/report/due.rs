//! When a report is due, and for which periods.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::company::Zone;
use crate::report::rules::{Report, Weekday};
use crate::value::period::{Period, PeriodLength};

/// A report that could not be made for this long is not made any more: its numbers stand in the next one's comparison.
pub const TOO_LATE: SignedDuration = SignedDuration::from_hours(3 * 24);

/// A report of a period, and when it is to arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueReport {
    /// The period.
    pub period: Period,
    /// When its mails are to go.
    pub at: Timestamp,
}

impl Report {
    /// When the report of a period is to arrive: at the first time on its clock that lies behind the period's end, on its
    /// weekday. None beyond the end of the calendar.
    ///
    /// The period is over by the company's clock. An hour that does not exist on that day is the moment at which the
    /// clocks change; of an hour that exists twice it is the first.
    pub fn due_at(&self, period: Period, company: &Zone) -> Option<Timestamp> {
        let company = company.time_zone();
        let zone = self.timezone.as_ref().map_or_else(|| company.clone(), Zone::time_zone);
        let next = period.days().last.tomorrow().ok()?;
        let over = start_of(next, &company)?;
        let mut day = over.to_zoned(zone.clone()).date();
        if self.every == PeriodLength::Week {
            let on = self.on.unwrap_or(Weekday::Mon);
            let ahead = (on as i32 - i32::from(day.weekday().to_monday_zero_offset())).rem_euclid(7);
            day = day.checked_add(ahead.days()).ok()?;
        }
        let at = self.at.on(day, &zone)?;
        if at >= over { Some(at) } else { self.at.on(day.tomorrow().ok()?, &zone) }
    }

    /// The periods whose report is to arrive after `since` and up to `until`, oldest first; but none that is
    /// [too late](TOO_LATE) at `now`. So after an outage the last ones come, and not all that were missed.
    pub fn due(&self, company: &Zone, since: Timestamp, now: Timestamp, until: Timestamp) -> Vec<DueReport> {
        let oldest = since.max(now - TOO_LATE);
        let newest = Period::of(self.every, until.to_zoned(company.time_zone()).date());
        let periods = std::iter::successors(Some(newest), |period| Some(period.before()));
        let due = periods.map_while(|period| Some(DueReport { period, at: self.due_at(period, company)? }));
        let mut due: Vec<_> = due.take_while(|due| due.at > oldest).filter(|due| due.at <= until).collect();
        due.reverse();
        due
    }
}

/// The beginning of a day of a zone.
fn start_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    day.to_zoned(zone.clone()).ok().map(|start| start.timestamp())
}
