//! The rows that rollups read and write: a day's facts, dirty days, metrics.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leadwright_domain::metrics::{Counts, DayMetrics, Fact};

use super::error::{TableError, condition_held};
use super::item::{BODY, json, number, number_of, read, sortable, text, text_of, utc_day};
use super::key::{Key, RowKind};
use super::rows::{Page, Start, Table};

/// A past day that activities were applied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirtyDay {
    /// The UTC day, as in `20261121`.
    pub day: String,
    marked: String,
}

/// A UTC day's activities of one shard, in the index `day`; `day` as in `20261121`.
pub(crate) fn day_partition(day: &str, shard: u16) -> String {
    format!("DAY#{day}#{shard}")
}

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
        let bound = |at: Timestamp| {
            let time = at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%S%3f");
            text(format!("{}{time}", RowKind::Activity.sort()))
        };
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

    /// Marks the UTC day of `at` to be counted again.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn mark_day_of(&self, at: Timestamp, now: Timestamp) -> Result<(), TableError> {
        self.mark_dirty(&utc_day(at), now).await
    }

    /// The past days that activities were applied to since they were last counted, oldest first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn dirty_days(&self) -> Result<Vec<DirtyDay>, TableError> {
        let rows = self.partition(RowKind::Dirty.partition()).await?;
        let dirty =
            |row| Ok(DirtyDay { day: text_of(row, "sk")?.to_owned(), marked: text_of(row, "marked")?.to_owned() });
        rows.iter().map(dirty).collect()
    }

    /// Takes the mark off a day that was counted, unless it was marked after `before` or again since it was read.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn clean(&self, day: &DirtyDay, before: Timestamp) -> Result<(), TableError> {
        self.take_mark(Key::dirty(&day.day), &day.marked, before).await
    }

    /// Puts a mark for the night, or makes one younger.
    pub(crate) async fn put_mark(&self, key: Key, now: Timestamp) -> Result<(), TableError> {
        let mut item = key.item();
        item.insert("marked".to_owned(), text(sortable(now)));
        self.put(item).await
    }

    /// Takes away a mark for the night, unless it was made after `before` or again since it was read.
    pub(crate) async fn take_mark(&self, key: Key, marked: &str, before: Timestamp) -> Result<(), TableError> {
        if marked > sortable(before).as_str() {
            return Ok(());
        }
        let answer = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(key.item()))
            .condition_expression("marked = :marked")
            .expression_attribute_values(":marked", text(marked))
            .send()
            .await;
        // Marked again meanwhile: the mark stays for the next night.
        condition_held(answer).map(drop)
    }

    /// The last of the company's days that was counted after its end; none before the first night.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn counted_until(&self) -> Result<Option<Date>, TableError> {
        self.get(Key::counted()).await
    }

    /// Says that every day of the company up to this one was counted, or is marked to be counted again.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_counted_until(&self, date: Date) -> Result<(), TableError> {
        let mut item = Key::counted().item();
        item.insert(BODY.to_owned(), json(&date));
        self.put(item).await
    }

    /// Marks a UTC day, as in `20261121`, to be counted again.
    pub(crate) async fn mark_dirty(&self, day: &str, now: Timestamp) -> Result<(), TableError> {
        self.put_mark(Key::dirty(day), now).await
    }

    /// Writes the metrics of a company's day: the same day writes the same rows. A dimension is one row, or several if
    /// it has too many values for one.
    ///
    /// The first row is written last and says how many there are, so that rows of an earlier, larger count are not read
    /// any more. Who reads a day of several rows while it is counted again may see rows of both counts.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_metrics(&self, date: Date, day: &DayMetrics) -> Result<(), TableError> {
        for (dimension, counts) in &day.dimensions {
            let parts = parts(counts);
            for (part, counts) in parts.iter().enumerate().rev() {
                let key = match part {
                    0 => Key::metrics(dimension, date),
                    _ => Key::more_metrics(dimension, date, part),
                };
                let mut item = key.item();
                item.insert(BODY.to_owned(), json(counts));
                if part == 0 && parts.len() > 1 {
                    item.insert(PARTS.to_owned(), number(parts.len() as u64));
                }
                self.put(item).await?;
            }
        }
        Ok(())
    }

    /// The metrics of a dimension from one day to another, both included.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn metrics(&self, dimension: &str, from: Date, to: Date) -> Result<Vec<(Date, Counts)>, TableError> {
        let partition = Key::metrics(dimension, from).partition();
        let query = self
            .client
            .query()
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(&partition))
            .expression_attribute_values(":from", text(from.to_string()))
            // Behind every part of the last day.
            .expression_attribute_values(":to", text(format!("{to}#~")));
        let rows = self.all(query).await?;
        let mut days: Vec<(Date, Counts)> = Vec::new();
        // Of the day that is read: its rows that are still to come. What an earlier, larger count left is passed over.
        let mut more = 0;
        for row in &rows {
            let sort = text_of(row, "sk")?;
            match sort.split_once('#') {
                None => {
                    let date = sort.parse().map_err(|_| TableError::Broken {
                        key: format!("{partition} / {sort}"),
                        why: "no date in the key".to_owned(),
                    })?;
                    days.push((date, read(row, BODY)?));
                    more = number_of(row.get(PARTS)).map_or(0, |parts| parts.saturating_sub(1));
                }
                Some(_) if more > 0 => {
                    let counts: Counts = read(row, BODY)?;
                    days.last_mut().expect("the first row of a day sorts before its others").1.extend(counts);
                    more -= 1;
                }
                Some(_) => {}
            }
        }
        Ok(days)
    }
}

/// How many rows the metrics of a day and dimension are, on the first of them; none stands for one.
const PARTS: &str = "parts";

/// A row of metrics is no longer than this, in bytes of JSON. DynamoDB takes 400 KB.
const ROW: usize = 300_000;

/// The counts of a day, cut between values into rows; at least one.
fn parts(counts: &Counts) -> Vec<Counts> {
    let mut parts = vec![Counts::new()];
    let mut length = 0;
    for (value, metrics) in counts {
        // Two brackets and a comma more than in the row.
        let more = serde_json::to_string(&(value, metrics)).expect("plain maps with text keys").len();
        if length + more > ROW && length > 0 {
            parts.push(Counts::new());
            length = 0;
        }
        length += more;
        parts.last_mut().expect("one at least").insert(value.clone(), metrics.clone());
    }
    parts
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_day_of_any_number_of_values_is_cut_into_rows_that_fit() {
        let metrics = |value: usize| BTreeMap::from([("forms".to_owned(), value as u64), ("new_leads".to_owned(), 1)]);
        for (values, rows) in [(0, 1), (1, 1), (1_000, 1), (2_200, 2), (9_000, 7)] {
            let counts: Counts =
                (0..values).map(|value| (format!("{value:0>5}{}", "é".repeat(95)), metrics(value))).collect();
            let parts = parts(&counts);
            assert_eq!(parts.len(), rows, "{values}");
            assert!(parts.iter().all(|part| serde_json::to_string(part).unwrap().len() <= ROW), "{values}");
            assert_eq!(parts.into_iter().flatten().collect::<Counts>(), counts);
        }
    }
}
