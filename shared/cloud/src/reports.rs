//! The rows that rollups read and write: a day's facts, dirty days, metrics.

use jiff::Timestamp;
use jiff::civil::Date;
use leadwright_domain::metrics::{Counts, DayMetrics, Fact};

use crate::item::{BODY, day_partition, json, key, read, sortable, text, text_of, utc_day};
use crate::table::{Page, Start, Table, TableError, condition_held};

/// A past day that activities were applied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirtyDay {
    /// The UTC day, as in `20261121`.
    pub day: String,
    marked: String,
}

const DIRTY: &str = "DIRTY";

impl Table {
    /// Facts of one UTC day and shard that lie between two times, `until` excluded.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn facts(
        &self,
        shard: u16,
        (from, until): (Timestamp, Timestamp),
        start: Option<Start>,
    ) -> Result<Page<Fact>, TableError> {
        let bound =
            |at: Timestamp| text(at.to_zoned(jiff::tz::TimeZone::UTC).strftime("ACT#%Y%m%dT%H%M%S%3f").to_string());
        // BETWEEN includes its end: a time with nothing behind it sorts before every activity of that time.
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("day")
            .key_condition_expression("day_pk = :day AND sk BETWEEN :from AND :until")
            .expression_attribute_values(":day", text(day_partition(&utc_day(from), shard)))
            .expression_attribute_values(":from", bound(from))
            .expression_attribute_values(":until", bound(until))
            .set_exclusive_start_key(start.map(Start::into_key))
            .send()
            .await
            .map_err(TableError::call)?;
        let rows: Result<_, _> = answer.items().iter().map(|item| read(item, "fact")).collect();
        Ok(Page { rows: rows?, next: answer.last_evaluated_key.map(Start::from_key) })
    }

    /// Marks the UTC day of `now`, which is not over, to be counted again.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn mark_today(&self, now: Timestamp) -> Result<(), TableError> {
        self.mark_dirty(&utc_day(now), now).await
    }

    pub(crate) async fn mark_dirty(&self, day: &str, now: Timestamp) -> Result<(), TableError> {
        let mut item = key(DIRTY, day);
        item.insert("marked".to_owned(), text(sortable(now)));
        self.client.put_item().table_name(&self.name).set_item(Some(item)).send().await.map_err(TableError::call)?;
        Ok(())
    }

    /// The past days that activities were applied to since they were last counted, oldest first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn dirty_days(&self) -> Result<Vec<DirtyDay>, TableError> {
        let query = self.client.query().key_condition_expression("pk = :pk");
        let query = query.expression_attribute_values(":pk", text(DIRTY)).consistent_read(true);
        let rows = self.all(query).await?;
        let dirty =
            |row| Ok(DirtyDay { day: text_of(row, "sk")?.to_owned(), marked: text_of(row, "marked")?.to_owned() });
        rows.iter().map(dirty).collect()
    }

    /// Takes the mark off a day that was counted, unless it was marked after `before` or again since it was read.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn clean(&self, day: &DirtyDay, before: Timestamp) -> Result<(), TableError> {
        if day.marked > sortable(before) {
            return Ok(());
        }
        let answer = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(key(DIRTY, &day.day)))
            .condition_expression("marked = :marked")
            .expression_attribute_values(":marked", text(&day.marked))
            .send()
            .await;
        // Marked again meanwhile: the mark stays for the next night.
        condition_held(answer).map(drop)
    }

    /// Writes the metrics of a company's day, one row a dimension: the same day writes the same rows.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_metrics(&self, date: Date, day: &DayMetrics) -> Result<(), TableError> {
        for (dimension, counts) in &day.dimensions {
            let mut item = key(format!("METRIC#day#{dimension}"), date.to_string());
            item.insert(BODY.to_owned(), json(counts));
            self.client
                .put_item()
                .table_name(&self.name)
                .set_item(Some(item))
                .send()
                .await
                .map_err(TableError::call)?;
        }
        Ok(())
    }

    /// The metrics of a dimension from one day to another, both included.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn metrics(&self, dimension: &str, from: Date, to: Date) -> Result<Vec<(Date, Counts)>, TableError> {
        let query = self
            .client
            .query()
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(format!("METRIC#day#{dimension}")))
            .expression_attribute_values(":from", text(from.to_string()))
            .expression_attribute_values(":to", text(to.to_string()));
        let rows = self.all(query).await?;
        let day = |row| {
            let date = text_of(row, "sk")?;
            let date = date.parse().map_err(|_| TableError::Broken {
                key: format!("METRIC#day#{dimension} / {date}"),
                why: "no date in the key".to_owned(),
            })?;
            Ok((date, read(row, BODY)?))
        };
        rows.iter().map(day).collect()
    }
}
