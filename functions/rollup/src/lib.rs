//! Every night: yesterday, and every past day that activities were applied to, become metric rows.
//!
//! Metrics are a pure function of the activities, so counting a day again writes the same rows. Cost follows the
//! days' activities, never the number of leads.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use lambda_runtime::{Context, Error};
use leadwright_cloud::aws::Aws;
use leadwright_cloud::table::Table;
use leadwright_cloud::{clock, config};
use leadwright_domain::config::Config;
use leadwright_domain::metrics::DayMetrics;
use serde::Serialize;
use tracing::info;

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Rollup {
    table: Table,
    config: Config,
}

/// What one night counted.
#[derive(Debug, Serialize)]
pub struct Night {
    /// The company's days, oldest first.
    pub days: Vec<Date>,
    /// The time ran out: the rest stays marked, and the next night goes on.
    pub unfinished: bool,
}

/// A mark younger than this may belong to a transaction that is still being written: it stays for another night.
/// A function that writes runs for less.
const SETTLED: SignedDuration = SignedDuration::from_mins(15);

/// No more days are begun this long before the time is up.
const SPARE: SignedDuration = SignedDuration::from_secs(60);

impl Rollup {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it.
    pub async fn connect() -> Result<Self, Error> {
        Ok(Self { table: Table::connect(&Aws::connect().await)?, config: config::load()? })
    }

    /// One night.
    ///
    /// # Errors
    /// The table failed. Days that were not counted stay marked.
    pub async fn handle(&self, context: Context) -> Result<Night, Error> {
        let now = clock::now(&context)?;
        let stop = Timestamp::from_millisecond(i64::try_from(context.deadline)?)? - SPARE;
        let zone = self.config.company.timezone.time_zone();
        let today = now.to_zoned(zone.clone()).date();
        // Whatever becomes of the coming nights, the next one that succeeds counts this day again.
        self.table.mark_today(now).await?;
        let mut counted: BTreeSet<Date> = BTreeSet::new();
        // The day so far too: who looks in the morning sees the night's.
        for date in [today.yesterday()?, today] {
            self.count(date, &zone).await?;
            counted.insert(date);
        }
        let mut unfinished = false;
        for dirty in self.table.dirty_days().await? {
            if Timestamp::now() > stop {
                unfinished = true;
                break;
            }
            for date in company_days(&dirty.day, &zone)? {
                if counted.insert(date) {
                    self.count(date, &zone).await?;
                }
            }
            self.table.clean(&dirty, now - SETTLED).await?;
        }
        info!(days = counted.len(), unfinished, "counted");
        Ok(Night { days: counted.into_iter().collect(), unfinished })
    }

    /// Counts one of the company's days anew.
    async fn count(&self, date: Date, zone: &TimeZone) -> Result<(), Error> {
        let mut day = DayMetrics::default();
        for range in utc_ranges(date, zone)? {
            for shard in 0..self.table.shards {
                let mut start = None;
                loop {
                    let page = self.table.facts(shard, range, start).await?;
                    page.rows.iter().for_each(|fact| day.add(fact));
                    start = page.next;
                    if start.is_none() {
                        break;
                    }
                }
            }
        }
        self.table.put_metrics(date, &day).await?;
        Ok(())
    }
}

/// The parts of a company's day that lie in one UTC day each.
fn utc_ranges(date: Date, zone: &TimeZone) -> Result<Vec<(Timestamp, Timestamp)>, jiff::Error> {
    let midnight = |date: Date, zone: &TimeZone| -> Result<Timestamp, jiff::Error> {
        Ok(date.to_zoned(zone.clone())?.timestamp())
    };
    let (mut from, end) = (midnight(date, zone)?, midnight(date.tomorrow()?, zone)?);
    let mut ranges = Vec::new();
    while from < end {
        let next_utc_day = midnight(from.to_zoned(TimeZone::UTC).date().tomorrow()?, &TimeZone::UTC)?;
        let until = next_utc_day.min(end);
        ranges.push((from, until));
        from = until;
    }
    Ok(ranges)
}

/// The company's days that a UTC day lies in.
fn company_days(utc_day: &str, zone: &TimeZone) -> Result<BTreeSet<Date>, jiff::Error> {
    let begin = Date::strptime("%Y%m%d", utc_day)?.to_datetime(jiff::civil::Time::midnight());
    let in_zone = |at: DateTime| -> Result<Date, jiff::Error> {
        Ok(at.to_zoned(TimeZone::UTC)?.with_time_zone(zone.clone()).date())
    };
    let end = begin.checked_add(1.day())?.checked_sub(1.millisecond())?;
    Ok(BTreeSet::from([in_zone(begin)?, in_zone(end)?]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    #[test]
    fn a_companys_day_is_cut_at_utc_midnights() {
        for (name, date, expected) in [
            ("UTC", "2026-11-21", &["2026-11-21T00:00:00Z 2026-11-22T00:00:00Z"][..]),
            (
                "America/Sao_Paulo",
                "2026-11-21",
                &["2026-11-21T03:00:00Z 2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z 2026-11-22T03:00:00Z"],
            ),
            // 23 hours: the clocks go forward (mautic/mautic#17090).
            (
                "Europe/Berlin",
                "2026-03-29",
                &["2026-03-28T23:00:00Z 2026-03-29T00:00:00Z", "2026-03-29T00:00:00Z 2026-03-29T22:00:00Z"],
            ),
        ] {
            let ranges = utc_ranges(date.parse().unwrap(), &zone(name)).unwrap();
            let shown: Vec<_> = ranges.iter().map(|(from, until)| format!("{from} {until}")).collect();
            assert_eq!(shown, expected, "{name}");
        }
    }

    #[test]
    fn a_utc_day_touches_one_or_two_days_of_a_company() {
        let days =
            |name| company_days("20261121", &zone(name)).unwrap().iter().map(Date::to_string).collect::<Vec<_>>();
        assert_eq!(days("UTC"), ["2026-11-21"]);
        assert_eq!(days("America/Sao_Paulo"), ["2026-11-20", "2026-11-21"]);
        assert_eq!(days("Asia/Tokyo"), ["2026-11-21", "2026-11-22"]);
    }
}
