//! A day of many activities is counted shard by shard: a message for each, the counters of each in rows that expire. Who
//! counts the last shard puts them together.
//!
//! Every step may be done again, and by two at once: a try writes rows of its own, and putting together writes the same
//! rows each time. A message that comes again, or that an earlier run has sent, finds that there is nothing left to do.

use anyhow::Context as _;
use jiff::Timestamp;
use jiff::civil::Date;
use lambda_runtime::Context;
use leadwright_cloud::batch::BatchRecord;
use leadwright_cloud::table::{Place, run_of};
use leadwright_domain::metrics;
use leadwright_domain::metrics::Span;
use serde::{Deserialize, Serialize};
use tracing::{error, info};

use crate::handler::Rollup;
use crate::night::{SETTLED, SPARE, STALE};

/// A message of the queue: one shard of a day.
#[derive(Debug, Serialize, Deserialize)]
struct ShardOfDay {
    day: Date,
    shard: u16,
    /// The run of the schedule that asks for it.
    run: String,
}

impl Rollup {
    /// Asks for a day to be counted shard by shard; false if a run of the last hours did, and it is under way.
    pub(crate) async fn send_shards(&self, day: Date, now: Timestamp) -> anyhow::Result<bool> {
        if !self.table.begin_counting(day, now, now - STALE).await? {
            return Ok(false);
        }
        let message = |shard| ShardOfDay { day, shard, run: run_of(now) };
        let messages: Vec<ShardOfDay> = (0..self.table.shards).map(message).collect();
        self.shards.send_all(&messages).await?;
        Ok(true)
    }

    /// Counts the shards of these messages, one after the other; the ids of those that failed, and are to come again. Those
    /// that are not begun in half of the time are sent again.
    pub(crate) async fn parts(&self, records: &[BatchRecord], context: &Context) -> Vec<String> {
        let began = self.clock.real();
        let stop = began + self.clock.stop(context, SPARE).duration_since(began) / 2;
        let mut failed = Vec::new();
        for (at, record) in records.iter().enumerate() {
            let done = if at > 0 && self.clock.is_past(stop) {
                self.send_again(record).await
            } else {
                self.count_shard(record, context).await
            };
            if let Err(failure) = done {
                error!(why = format!("{failure:#}"), message = record.id, "part of a day not counted");
                failed.push(record.id.clone());
            }
        }
        failed
    }

    async fn send_again(&self, record: &BatchRecord) -> anyhow::Result<()> {
        let message: ShardOfDay = serde_json::from_str(&record.body).context("the message is no shard")?;
        Ok(self.shards.send_all(&[message]).await?)
    }

    async fn count_shard(&self, record: &BatchRecord, context: &Context) -> anyhow::Result<()> {
        let now = self.clock.now(context)?;
        let ShardOfDay { day, shard, run } = serde_json::from_str(&record.body).context("the message is no shard")?;
        let counting = self.table.counting(day).await?.filter(|counting| counting.run == run);
        let Some(mut counting) = counting else { return Ok(()) };
        if !counting.has(shard) {
            let attempt = format!("{shard}-{}", context.request_id);
            let place = Place::of_shard(day, attempt.clone(), now);
            // On the heap: it would make every future around it large.
            Box::pin(self.count(day, shard..shard + 1, place, None)).await?;
            match self.table.shard_counted(day, &run, shard, &attempt).await? {
                Some(counted) => counting = counted,
                None => return Ok(()),
            }
        }
        let Some(places) = counting.places(day) else { return Ok(()) };
        let definitions = metrics::definitions(&self.config.company);
        self.table.merge(&places, Place::Span(Span::Day(day)), &definitions).await?;
        self.sum(day).await?;
        self.take_marks(day, &run).await?;
        info!(%day, shards = places.len(), "large day counted");
        Ok(())
    }

    /// Takes away the marks that were left to the count of a day's shards.
    async fn take_marks(&self, day: Date, run: &str) -> anyhow::Result<()> {
        let began: Timestamp = run.parse()?;
        for mark in self.table.end_counting(day, run).await? {
            if !self.is_under_way(&mark).await? {
                self.table.clean(&mark, began - SETTLED).await?;
            }
        }
        Ok(())
    }
}
