//! A day that is too large to be counted at once: how far its shards are, and whose marks wait for it.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::counters::{Place, SHARD_DAYS};
use super::error::{TableError, condition_held};
use super::item::{Item, expiry, number, number_of, sortable, text, text_of};
use super::key::Key;
use super::metrics::DirtyDay;
use super::rows::Table;

/// A day that is counted shard by shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// The night that asked for it. What an earlier one asked for is not counted any more.
    pub run: String,
    shards: u64,
    /// By shard: the try that counted it. Of two, one; both have counted it whole.
    done: BTreeMap<String, String>,
}

impl Counting {
    fn read(row: &Item) -> Result<Self, TableError> {
        let done = row.get(DONE).and_then(|done| done.as_ss().ok()).into_iter().flatten();
        Ok(Self {
            run: text_of(row, RUN)?.to_owned(),
            shards: number_of(row.get(SHARDS)).unwrap_or_default(),
            done: done
                .filter_map(|done| done.split_once(' '))
                .map(|(shard, attempt)| (shard.to_owned(), attempt.to_owned()))
                .collect(),
        })
    }

    /// A try has counted this shard.
    pub fn has(&self, shard: u16) -> bool {
        self.done.contains_key(&shard.to_string())
    }

    /// Where the counters of all shards stand; none if some are still to be counted.
    pub fn places(&self, day: Date) -> Option<Vec<Place>> {
        let place = |attempt: &String| Place::of_shard(day, attempt.clone(), Timestamp::UNIX_EPOCH);
        (self.done.len() as u64 >= self.shards).then(|| self.done.values().map(place).collect())
    }
}

const RUN: &str = "run";
const SHARDS: &str = "shards";
const DONE: &str = "done";
const MARKS: &str = "marks";

/// The name of the night that begins at that time.
pub fn run_of(now: Timestamp) -> String {
    sortable(now)
}

impl Table {
    /// Begins to count a day shard by shard; false if a night later than `since` has begun that already.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn begin_counting(&self, day: Date, now: Timestamp, since: Timestamp) -> Result<bool, TableError> {
        let mut item = Key::counting(day).item();
        item.insert(RUN.to_owned(), text(run_of(now)));
        item.insert(SHARDS.to_owned(), number(self.shards.into()));
        item.insert("expires".to_owned(), expiry(now + SignedDuration::from_hours(24 * i64::from(SHARD_DAYS))));
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        let put = put
            .condition_expression("attribute_not_exists(pk) OR #run <= :since")
            .expression_attribute_names("#run", RUN)
            .expression_attribute_values(":since", text(run_of(since)));
        condition_held(put.send().await)
    }

    /// How far a day that is counted shard by shard is; none if it is not, or not any more.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn counting(&self, day: Date) -> Result<Option<Counting>, TableError> {
        self.row(Key::counting(day)).await?.as_ref().map(Counting::read).transpose()
    }

    /// Says that a try has counted a shard; none if that is not asked for any more.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn shard_counted(
        &self,
        day: Date,
        run: &str,
        shard: u16,
        attempt: &str,
    ) -> Result<Option<Counting>, TableError> {
        let row = self.add_to_counting(day, run, DONE, format!("{shard} {attempt}")).await?;
        row.as_ref().map(Counting::read).transpose()
    }

    /// Leaves a day's mark to the count of its shards, which takes it away at its end; false if that has ended already.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn leave_mark(&self, day: Date, run: &str, mark: &DirtyDay) -> Result<bool, TableError> {
        let mark = format!("{} {}", mark.day, mark.marked());
        Ok(self.add_to_counting(day, run, MARKS, mark).await?.is_some())
    }

    async fn add_to_counting(
        &self,
        day: Date,
        run: &str,
        attribute: &str,
        text_of_set: String,
    ) -> Result<Option<Item>, TableError> {
        let answer = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(Key::counting(day).item()))
            .update_expression("ADD #set :one")
            .condition_expression("#run = :run")
            .expression_attribute_names("#set", attribute)
            .expression_attribute_names("#run", RUN)
            .expression_attribute_values(":one", AttributeValue::Ss(vec![text_of_set]))
            .expression_attribute_values(":run", text(run))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        match answer {
            Ok(answer) => Ok(answer.attributes),
            Err(error) => condition_held::<()>(Err(error)).map(|_| None),
        }
    }

    /// A day's shards were counted and put together: gives the marks that were left to it.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn end_counting(&self, day: Date, run: &str) -> Result<Vec<DirtyDay>, TableError> {
        let answer = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(Key::counting(day).item()))
            .condition_expression("#run = :run")
            .expression_attribute_names("#run", RUN)
            .expression_attribute_values(":run", text(run))
            .return_values(ReturnValue::AllOld)
            .send()
            .await;
        let row = match answer {
            Ok(answer) => answer.attributes.unwrap_or_default(),
            Err(error) => condition_held::<()>(Err(error)).map(|_| Item::new())?,
        };
        let marks = row.get(MARKS).and_then(|marks| marks.as_ss().ok()).into_iter().flatten();
        Ok(marks.filter_map(|mark| mark.split_once(' ')).map(|(day, marked)| DirtyDay::of(day, marked)).collect())
    }
}
