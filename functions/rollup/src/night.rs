//! A run of the schedule: which days are counted, and in which order.
//!
//! Leads are corrected first, since that marks days. Then the marked days are counted, the newest first: who looks in the
//! morning sees yesterday. Days of runs that were missed are marked like all others, so that nothing but marks has to be
//! remembered.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Context, Error};
use leadwright_cloud::table::{CountedUntil, DirtyDay, Place, run_of};
use leadwright_cloud::telemetry::Alarm;
use leadwright_domain::metrics::Span;
use leadwright_domain::metrics::span::days;
use serde::Serialize;
use tracing::{error, info};

use crate::handler::Rollup;

/// What one run counted.
#[derive(Debug, Serialize)]
pub struct Night {
    /// The company's days that were counted, oldest first.
    pub days: BTreeSet<Date>,
    /// Those that are being counted shard by shard.
    pub large: BTreeSet<Date>,
    /// The time ran out: the rest stays marked, and the next run goes on.
    pub unfinished: bool,
}

/// A mark younger than this may belong to a transaction that is still being written: it stays for another run.
/// A function that writes runs for less.
pub(crate) const SETTLED: SignedDuration = SignedDuration::from_mins(15);

/// A day whose shards were asked for longer ago is asked for again.
pub(crate) const STALE: SignedDuration = SignedDuration::from_hours(3);

/// A mark that has waited so long was passed by a run that should have counted it: the schedule has one every six hours.
const LATE: SignedDuration = SignedDuration::from_hours(7);

/// No more days are begun this long before the time is up.
pub(crate) const SPARE: SignedDuration = SignedDuration::from_secs(60);

/// A day with more facts than this is counted shard by shard.
const LARGE: usize = 20_000;

/// The days of one run.
#[derive(Debug, Default)]
struct Days {
    counted: BTreeSet<Date>,
    large: BTreeSet<Date>,
    /// Large ones that an earlier run has asked for.
    under_way: BTreeSet<Date>,
    failed: BTreeSet<Date>,
}

impl Rollup {
    /// One run.
    pub(crate) async fn night(&self, context: Context) -> Result<Night, Error> {
        let now = self.clock.now(&context)?;
        let stop = self.clock.stop(&context, SPARE);
        let zone = self.config.company.timezone.time_zone();
        let today = now.to_zoned(zone.clone()).date();
        // What is applied to this UTC day after it was counted marks no day: it is not over. The next run counts it.
        self.table.mark_day_of(now, now).await?;
        // They leave the days half of the time.
        let began = self.clock.real();
        let mut unfinished = !self.correct(now, began + stop.duration_since(began) / 2).await?;
        let mut counted_until = self.mark_missed(today.yesterday()?, now, &zone).await?;
        let mut marks = self.table.dirty_days().await?;
        let mut months: BTreeMap<Date, BTreeSet<Date>> = BTreeMap::new();
        // The day so far too.
        let mut all = BTreeSet::from([today]);
        for mark in &marks {
            all.extend(mark.company_days(&zone)?.into_iter().filter(|day| *day <= today));
        }
        for day in all {
            months.entry(day.first_of_month()).or_default().insert(day);
        }
        let mut done = Days::default();
        for days in months.values().rev() {
            unfinished |= !self.count_month(days, now, stop, &mut done).await?;
            self.take_counted(&mut marks, &done, now, &zone).await?;
            if unfinished && self.clock.is_past(stop) {
                break;
            }
        }
        if !counted_until.has_sums && self.sum_all(stop).await? {
            counted_until.has_sums = true;
            self.table.put_counted_until(&counted_until).await?;
        }
        if !counted_until.has_next_steps && self.look_for_forgotten_leads(now, stop).await? {
            counted_until.has_next_steps = true;
            self.table.put_counted_until(&counted_until).await?;
        }
        if marks.iter().any(|mark| !mark.is_counted() && mark.is_older_than(now - LATE)) {
            self.alarms.raise(Alarm::DayNotCounted);
        }
        let Days { counted: days, large, failed, .. } = done;
        info!(days = days.len(), large = large.len(), failed = failed.len(), unfinished, "metrics written");
        if failed.is_empty() {
            return Ok(Night { days, large, unfinished });
        }
        let failed: Vec<String> = failed.iter().map(Date::to_string).collect();
        Err(format!("{} could not be counted; the next run tries again", failed.join(", ")).into())
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

    /// Marks the days up to yesterday that no run has counted after their end.
    async fn mark_missed(&self, yesterday: Date, now: Timestamp, zone: &TimeZone) -> Result<CountedUntil, Error> {
        let was = self.table.counted_until().await?;
        // The first run of all: from here on no day is missed.
        let first = was.map_or(Ok(yesterday), |was| was.day.tomorrow())?;
        for day in days(first, yesterday) {
            // No transaction waits behind these marks: the run that counts the day takes them away.
            self.table.mark_day(day, zone, now - SETTLED).await?;
        }
        let has_sums = was.is_some_and(|was| was.has_sums);
        let has_next_steps = was.is_some_and(|was| was.has_next_steps);
        let day = was.map_or(yesterday, |was| was.day.max(yesterday));
        let until = CountedUntil { day, has_sums, has_next_steps };
        if was != Some(until) {
            self.table.put_counted_until(&until).await?;
        }
        Ok(until)
    }

    /// Counts days of one month, the newest first, and then the month and its year; false if the time ran out.
    async fn count_month(
        &self,
        days: &BTreeSet<Date>,
        now: Timestamp,
        stop: Timestamp,
        done: &mut Days,
    ) -> Result<bool, Error> {
        let mut counted = BTreeSet::new();
        let mut finished = true;
        for day in days.iter().rev().copied() {
            if self.clock.is_past(stop) {
                finished = false;
                break;
            }
            // On the heap: it would make every future around it large.
            let counted_day = Box::pin(self.count(day, 0..self.table.shards, Place::Span(Span::Day(day)), Some(LARGE)));
            let answer = match counted_day.await {
                Ok(true) => Ok(&mut counted),
                Ok(false) => match self.send_shards(day, now).await {
                    Ok(true) => Ok(&mut done.large),
                    Ok(false) => Ok(&mut done.under_way),
                    Err(failure) => Err(failure),
                },
                Err(failure) => Err(failure),
            };
            match answer {
                Ok(days) => {
                    days.insert(day);
                }
                Err(failure) => {
                    error!(%day, why = format!("{failure:#}"), "day not counted");
                    done.failed.insert(day);
                }
            }
        }
        if let Some(day) = counted.first().copied() {
            match self.sum(day).await {
                Ok(()) => done.counted.append(&mut counted),
                Err(failure) => {
                    error!(month = %Span::month_of(day), why = format!("{failure:#}"), "month not summed");
                    done.failed.append(&mut counted);
                }
            }
        }
        Ok(finished)
    }

    /// Takes away the marks whose days are all counted, or leaves them to the count of their shards.
    async fn take_counted(
        &self,
        marks: &mut Vec<DirtyDay>,
        done: &Days,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<(), Error> {
        let today = now.to_zoned(zone.clone()).date();
        let mut left = Vec::new();
        for mark in std::mem::take(marks) {
            let days: Vec<Date> = mark.company_days(zone)?.into_iter().filter(|day| *day <= today).collect();
            if !days.iter().all(|day| done.counted.contains(day) || done.large.contains(day)) {
                left.push(mark);
                continue;
            }
            for day in days.iter().filter(|day| done.large.contains(day)) {
                self.table.leave_mark(*day, &run_of(now), &mark).await?;
            }
            if !self.is_under_way(&mark).await? {
                self.table.clean(&mark, now - SETTLED).await?;
            }
        }
        *marks = left;
        Ok(())
    }

    /// The shards of a day that the mark is of are being counted.
    pub(crate) async fn is_under_way(&self, mark: &DirtyDay) -> anyhow::Result<bool> {
        for day in mark.company_days(&self.config.company.timezone.time_zone())? {
            if self.table.counting(day).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Writes the sums of every month and year that has counted days, after a release that wrote none; false if the time
    /// ran out.
    async fn sum_all(&self, stop: Timestamp) -> Result<bool, Error> {
        let days = self.table.counted_days().await?;
        let months: BTreeSet<Span> = days.iter().map(|(day, _)| Span::month_of(*day)).collect();
        let years: BTreeSet<Span> = days.iter().map(|(day, _)| Span::year_of(*day)).collect();
        for span in months.into_iter().chain(years) {
            if self.clock.is_past(stop) {
                return Ok(false);
            }
            self.table.sum_span(span).await?;
        }
        Ok(true)
    }
}
