//! Every night: yesterday, the days of nights that were missed, and every past day that activities were applied to,
//! become metric rows.
//!
//! Metrics are a pure function of the activities, so counting a day again writes the same rows. Cost follows the
//! days' activities, never the number of leads. A day that can't be counted keeps no other: it stays marked.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use lambda_runtime::{Context, Error};
use leadwright_cloud::Environment;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::config;
use leadwright_cloud::table::Table;
use leadwright_domain::config::Config;
use leadwright_domain::metrics;
use serde::Serialize;
use tracing::{error, info};

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Rollup {
    table: Table,
    config: Config,
    clock: Clock,
}

/// What one night counted.
#[derive(Debug, Serialize)]
pub struct Night {
    /// The company's days that were counted, oldest first.
    pub days: BTreeSet<Date>,
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
    pub fn connect(environment: &Environment) -> Result<Self, Error> {
        let (table, config) = (Table::connect(environment)?, config::load(environment)?);
        Ok(Self { table, config, clock: Clock::connect(environment) })
    }

    /// One night.
    ///
    /// # Errors
    /// The table failed, or days could not be counted: the others were, and these stay marked.
    pub async fn handle(&self, context: Context) -> Result<Night, Error> {
        let now = self.clock.now(&context)?;
        let stop = self.clock.stop(&context, SPARE);
        let zone = self.config.company.timezone.time_zone();
        let today = now.to_zoned(zone.clone()).date();
        let yesterday = today.yesterday()?;
        // What is applied to this UTC day after it was counted marks no day: it is not over. The next night counts it.
        self.table.mark_day_of(now, now).await?;
        let mut until = yesterday.yesterday()?;
        match self.table.counted_until().await? {
            Some(counted) => until = counted,
            // The first night of all: from here on no day is missed.
            None => self.table.put_counted_until(until).await?,
        }
        let mut night = Count { rollup: self, zone: &zone, now, counted: BTreeSet::new(), failed: BTreeSet::new() };
        // The day so far too: who looks in the morning sees the night's.
        for date in [yesterday, today] {
            night.count(date).await?;
        }
        let mut unfinished = false;
        // Nights that were missed, oldest first.
        while until < yesterday && !unfinished {
            night.count(until.tomorrow()?).await?;
            until = until.tomorrow()?;
            unfinished = self.clock.is_past(stop);
        }
        self.table.put_counted_until(until).await?;
        // Before the marked days, which these corrections add to; they leave them half of the time that is left.
        let began = self.clock.real();
        unfinished |= !self.correct(now, began + stop.duration_since(began) / 2).await?;
        for dirty in self.table.dirty_days().await? {
            if self.clock.is_past(stop) {
                unfinished = true;
                break;
            }
            let mut all = true;
            for date in company_days(&dirty.day, &zone)? {
                all &= night.count(date).await?;
            }
            if all {
                self.table.clean(&dirty, now - SETTLED).await?;
            }
        }
        let Count { counted: days, failed, .. } = night;
        info!(days = days.len(), failed = failed.len(), unfinished, "nightly metrics written");
        if failed.is_empty() {
            return Ok(Night { days, unfinished });
        }
        let failed: Vec<String> = failed.iter().map(Date::to_string).collect();
        Err(format!("{} could not be counted; the next night tries again", failed.join(", ")).into())
    }

    /// Makes the corrections that wait; false if the time ran out.
    async fn correct(&self, now: Timestamp, stop: Timestamp) -> Result<bool, Error> {
        for shard in 0..self.table.shards {
            for correction in self.table.corrections(shard).await? {
                if self.clock.is_past(stop) {
                    return Ok(false);
                }
                self.table.correct(&correction.lead, &self.config, now).await?;
                self.table.corrected(&correction, now - SETTLED).await?;
            }
        }
        Ok(true)
    }

    /// Counts one of the company's days anew.
    async fn count(&self, date: Date, zone: &TimeZone) -> anyhow::Result<()> {
        let mut day = metrics::Count::new(zone.clone());
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
        self.table.put_metrics(date, &day.finish()).await?;
        Ok(())
    }
}

/// The days that one night has counted.
struct Count<'a> {
    rollup: &'a Rollup,
    zone: &'a TimeZone,
    now: Timestamp,
    counted: BTreeSet<Date>,
    failed: BTreeSet<Date>,
}

impl Count<'_> {
    /// Counts a day, once a night; false if that failed, and the day was marked to be counted again.
    async fn count(&mut self, date: Date) -> Result<bool, Error> {
        if self.counted.contains(&date) || self.failed.contains(&date) {
            return Ok(self.counted.contains(&date));
        }
        match self.rollup.count(date, self.zone).await {
            Ok(()) => {
                self.counted.insert(date);
                Ok(true)
            }
            Err(error) => {
                let why = format!("{error:#}");
                error!(day = %date, why, "day not counted");
                for (from, _) in utc_ranges(date, self.zone)? {
                    self.rollup.table.mark_day_of(from, self.now).await?;
                }
                self.failed.insert(date);
                Ok(false)
            }
        }
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
