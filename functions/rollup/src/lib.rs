//! Every night: yesterday, the days of nights that were missed, and every past day that activities were applied to,
//! become metric rows.
//!
//! Metrics are a pure function of the activities, so counting a day again writes the same rows. Cost follows the
//! days' activities, never the number of leads. A day that can't be counted keeps no other: it stays marked.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Context, Error};
use leadwright_cloud::Environment;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::config;
use leadwright_cloud::table::{CountedUntil, Place, Table, dimensions_in_order};
use leadwright_domain::config::Config;
use leadwright_domain::metrics;
use leadwright_domain::metrics::{Span, utc_ranges};
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
            Some(counted) => until = counted.day,
            // The first night of all: from here on no day is missed.
            None => self.table.put_counted_until(&CountedUntil { day: until, has_sums: false }).await?,
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
        self.table.put_counted_until(&CountedUntil { day: until, has_sums: false }).await?;
        // Before the marked days, which these corrections add to; they leave them half of the time that is left.
        let began = self.clock.real();
        unfinished |= !self.correct(now, began + stop.duration_since(began) / 2).await?;
        for dirty in self.table.dirty_days().await? {
            if self.clock.is_past(stop) {
                unfinished = true;
                break;
            }
            let mut all = true;
            for date in dirty.company_days(&zone)? {
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
        let counted = day.finish();
        let mut writer = self.table.counters_writer(Place::Span(Span::Day(date)), Some(metrics::definitions(zone)));
        for dimension in dimensions_in_order() {
            for (value, metrics) in counted.dimensions.get(dimension.name).into_iter().flatten() {
                writer.push(dimension.name, value, metrics).await?;
            }
            writer.end(dimension.name).await?;
        }
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
