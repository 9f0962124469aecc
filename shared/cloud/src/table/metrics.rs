//! The rows that rollups read and write: a day's facts, dirty days, metrics.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leadwright_domain::metrics::{ALL, Counts, Fact, Span, company_days, utc_ranges};

use super::counters::{DEFINITIONS, FirstRow};
use super::error::{TableError, condition_held};
use super::item::{BODY, Item, number, read, sortable, text, text_of, utc_day};
use super::key::{Key, RowKind};
use super::rows::{Page, Start, Table, with_body};
use super::write::Write;

/// A past day that activities were applied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirtyDay {
    /// The UTC day, as in `20261121`.
    pub day: String,
    marked: String,
    is_counted: bool,
}

/// Up to where days were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedUntil {
    /// Every day of the company up to this one was counted after its end, or is marked to be counted again.
    pub day: Date,
    /// The sums of all months and years with counted days are written.
    pub has_sums: bool,
    /// Leads that older releases left with salespeople and without a next step were looked for.
    pub has_next_steps: bool,
}

impl CountedUntil {
    pub(crate) fn read(row: &Item) -> Result<Self, TableError> {
        let (has_sums, has_next_steps) = (row.contains_key(HAS_SUMS), row.contains_key(HAS_NEXT_STEPS));
        Ok(Self { day: read(row, BODY)?, has_sums, has_next_steps })
    }
}

/// The attribute of the row of [`CountedUntil`] which says that there are rows of months and years.
const HAS_SUMS: &str = "sums";

/// The attribute of that row which says that no lead of an older release is without a next step.
const HAS_NEXT_STEPS: &str = "next_steps";

/// The attribute of a mark that was counted, and stands for another night only because it is young.
const COUNTED: &str = "counted";

impl DirtyDay {
    fn read(row: &Item) -> Result<Self, TableError> {
        let marked = text_of(row, "marked")?.to_owned();
        let is_counted = text_of(row, COUNTED).is_ok_and(|counted| counted == marked);
        Ok(Self { day: text_of(row, "sk")?.to_owned(), marked, is_counted })
    }

    /// A day that was marked at that time.
    pub(crate) fn of(day: &str, marked: &str) -> Self {
        Self { day: day.to_owned(), marked: marked.to_owned(), is_counted: false }
    }

    pub(crate) fn marked(&self) -> &str {
        &self.marked
    }

    /// The days of the company that it lies in.
    ///
    /// # Errors
    /// Its key is no day.
    pub fn company_days(&self, zone: &TimeZone) -> Result<BTreeSet<Date>, TableError> {
        company_days(&self.day, zone).map_err(|_| no_day(&self.day))
    }

    /// It was counted after it was marked, and stays marked only because the mark is young.
    pub fn is_counted(&self) -> bool {
        self.is_counted
    }

    /// It was marked before that time.
    pub fn is_older_than(&self, at: Timestamp) -> bool {
        self.marked.as_str() < sortable(at).as_str()
    }
}

fn no_day(day: &str) -> TableError {
    TableError::Broken { key: day.to_owned(), why: "it is no day of the calendar".to_owned() }
}

/// A date as UTC days are named: `20261121`.
fn shown(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
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
        rows.iter().map(DirtyDay::read).collect()
    }

    /// The company's days from one to another, both included, that are marked and were not counted since.
    ///
    /// # Errors
    /// See [`TableError`].
    pub(crate) async fn waiting_days(
        &self,
        (first, last): (Date, Date),
        zone: &TimeZone,
    ) -> Result<BTreeSet<Date>, TableError> {
        let query = self
            .client
            .query()
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(RowKind::Dirty.partition()))
            // A company's day may begin in the UTC day before, and end in the one after.
            .expression_attribute_values(":first", text(shown(first.yesterday().unwrap_or(first))))
            .expression_attribute_values(":last", text(shown(last.tomorrow().unwrap_or(last))))
            .consistent_read(true);
        let mut waiting = BTreeSet::new();
        for row in &self.all(query).await? {
            let mark = DirtyDay::read(row)?;
            if !mark.is_counted {
                waiting.extend(mark.company_days(zone)?);
            }
        }
        Ok(waiting.range(first..=last).copied().collect())
    }

    /// Takes the mark off a day that was counted, unless it was marked after `before` or again since it was read. A mark
    /// that stays for being young says that it was counted.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn clean(&self, day: &DirtyDay, before: Timestamp) -> Result<(), TableError> {
        if day.marked.as_str() <= sortable(before).as_str() {
            return self.take_mark(Key::dirty(&day.day), &day.marked, before).await;
        }
        let update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(Key::dirty(&day.day).item()))
            .update_expression(format!("SET {COUNTED} = :marked"))
            .condition_expression("marked = :marked")
            .expression_attribute_values(":marked", text(&day.marked));
        condition_held(update.send().await).map(drop)
    }

    /// Marks the UTC days of a company's day to be counted by the coming night, where they are not marked already.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn mark_day(&self, day: Date, zone: &TimeZone, marked: Timestamp) -> Result<(), TableError> {
        let ranges = utc_ranges(day, zone).map_err(|_| no_day(&day.to_string()))?;
        for (from, _) in ranges {
            self.mark_utc_day(&utc_day(from), marked).await?;
        }
        Ok(())
    }

    /// Marks a UTC day, as in `20261121`, to be counted by the coming run, if it is not marked already.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn mark_utc_day(&self, day: &str, marked: Timestamp) -> Result<(), TableError> {
        let mut item = Key::dirty(day).item();
        item.insert("marked".to_owned(), text(sortable(marked)));
        self.write(Write::new(item)).await.map(drop)
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

    /// Up to where days were counted; none before the first night.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn counted_until(&self) -> Result<Option<CountedUntil>, TableError> {
        self.row(Key::counted()).await?.as_ref().map(CountedUntil::read).transpose()
    }

    /// Says up to where days were counted.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_counted_until(&self, counted: &CountedUntil) -> Result<(), TableError> {
        let mut item = with_body(Key::counted(), &counted.day, None);
        if counted.has_sums {
            item.insert(HAS_SUMS.to_owned(), number(1));
        }
        if counted.has_next_steps {
            item.insert(HAS_NEXT_STEPS.to_owned(), number(1));
        }
        self.put(item).await
    }

    /// Marks a UTC day, as in `20261121`, to be counted again.
    pub(crate) async fn mark_dirty(&self, day: &str, now: Timestamp) -> Result<(), TableError> {
        self.put_mark(Key::dirty(day), now).await
    }

    /// The company's days that have rows of counters, and the definitions that these were counted by; oldest first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn counted_days(&self) -> Result<Vec<(Date, Option<String>)>, TableError> {
        let first = Key::metrics(ALL, Span::Day(Date::ZERO), 0);
        let query = self
            .client
            .query()
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(first.partition()))
            .projection_expression(format!("pk, sk, {DEFINITIONS}"));
        let rows = self.all(query).await?;
        let days = rows.iter().filter_map(|row| {
            let day = text_of(row, "sk").ok()?.parse().ok()?;
            Some((day, text_of(row, DEFINITIONS).ok().map(ToOwned::to_owned)))
        });
        Ok(days.collect())
    }

    /// Some day has rows of counters.
    pub(crate) async fn has_counted_days(&self) -> Result<bool, TableError> {
        let partition = Key::metrics(ALL, Span::Day(Date::ZERO), 0).partition();
        let query = self.client.query().table_name(&self.name).limit(1);
        let query = query.key_condition_expression("pk = :pk").expression_attribute_values(":pk", text(partition));
        Ok(query.send().await.map_err(TableError::call)?.count > 0)
    }

    /// The metrics of a dimension from one day to another, both included.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn metrics(&self, dimension: &str, from: Date, to: Date) -> Result<Vec<(Date, Counts)>, TableError> {
        let partition = Key::metrics(dimension, Span::Day(from), 0).partition();
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
                    let first = FirstRow::read(row)?;
                    days.push((date, first.counts));
                    more = first.parts - 1;
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
