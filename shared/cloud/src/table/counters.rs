//! The rows of counters: of days, months and years, and what one shard has of a day.
//!
//! A dimension of a span is one row, or several if it has too many values for one: they stand in the order of their
//! values. The first row is written last and says how many there are, so that rows of an earlier, larger count are not
//! read any more. Who reads a span of several rows while it is counted again may see rows of both counts. Of a span's
//! dimensions, `all` is written last: where it is, the span was counted. A row that stands there as it would be written is
//! not written again: to read it costs a fifth, and most counts change little.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::metrics::{ALL, Counts, DIMENSIONS, Dimension, Metrics, Span, add_metrics};

use super::error::TableError;
use super::item::{BODY, Item, expiry, number, number_of, read, text, text_of};
use super::key::Key;
use super::rows::Table;

/// How many rows a span's dimension is, on the first of them; none stands for one.
const PARTS: &str = "parts";

/// By which definitions it was counted, on the first row; none stands for several, or for those of an earlier release.
pub(crate) const DEFINITIONS: &str = "definitions";

/// A row is no longer than this, in bytes of JSON. DynamoDB takes 400 KB.
const ROW: usize = 300_000;

/// A row of a shard is shorter: one of each shard is in memory when they are put together.
const SHARD_ROW: usize = 100_000;

/// How long rows of shards stay.
pub const SHARD_DAYS: u16 = 3;

/// Where counters stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The counters of a span.
    Span(Span),
    /// Those that one try to count a shard of a day has found.
    Shard {
        /// The day.
        day: Date,
        /// The try: no other has this name.
        attempt: String,
        /// When the rows may go.
        expires: Timestamp,
    },
}

impl Place {
    /// The place of a try that begins at `now`.
    pub fn of_shard(day: Date, attempt: String, now: Timestamp) -> Self {
        Self::Shard { day, attempt, expires: now + SignedDuration::from_hours(24 * i64::from(SHARD_DAYS)) }
    }

    fn key(&self, dimension: &str, part: usize) -> Key {
        match self {
            Self::Span(span) => Key::metrics(dimension, *span, part),
            Self::Shard { day, attempt, .. } => Key::shard_metrics(*day, attempt, dimension, part),
        }
    }

    fn longest(&self) -> usize {
        match self {
            Self::Span(_) => ROW,
            Self::Shard { .. } => SHARD_ROW,
        }
    }
}

/// What the first row of a span's dimension says.
pub(crate) struct FirstRow {
    pub(crate) counts: Counts,
    pub(crate) parts: usize,
    pub(crate) definitions: Option<String>,
}

impl FirstRow {
    pub(crate) fn read(row: &Item) -> Result<Self, TableError> {
        let definitions = row.get(DEFINITIONS).and_then(|value| value.as_s().ok()).cloned();
        Ok(Self { counts: read(row, BODY)?, parts: parts(row), definitions })
    }
}

/// How many rows a span's dimension is, by the first of them.
fn parts(first: &Item) -> usize {
    number_of(first.get(PARTS)).and_then(|parts| usize::try_from(parts).ok()).unwrap_or(1)
}

/// Writes the counters of a place, value by value, without holding more than two rows of a dimension and the first row of
/// each that stands there.
#[derive(Debug)]
pub struct CountersWriter<'a> {
    table: &'a Table,
    place: Place,
    dimensions: BTreeMap<&'static str, Rows>,
    /// The first rows that stand in the place, by dimension; none before the first row is written.
    stands: Option<HashMap<&'static str, Item>>,
}

/// The rows of a dimension that are being written.
#[derive(Debug, Default)]
struct Rows {
    /// The first row, which is written last; the current one while there is no other.
    first: String,
    /// The current row, if it is another one.
    current: Option<String>,
    /// The rows before the current one, less one.
    full: usize,
}

impl CountersWriter<'_> {
    /// Writes the next value of a dimension. The values of a dimension come in their order.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn push(&mut self, dimension: &'static str, value: &str, metrics: &Metrics) -> Result<(), TableError> {
        let longest = self.place.longest();
        let rows = self.dimensions.entry(dimension).or_default();
        let value = serde_json::to_string(value).expect("a text");
        let metrics = serde_json::to_string(metrics).expect("a plain map with text keys");
        let row = rows.current.as_mut().unwrap_or(&mut rows.first);
        if !row.is_empty() && row.len() + value.len() + metrics.len() + 3 > longest {
            let full = rows.current.replace(String::new());
            if let Some(full) = full {
                rows.full += 1;
                let part = rows.full;
                self.put(dimension, part, item(self.place.key(dimension, part), &self.place, &full)).await?;
            }
        }
        let rows = self.dimensions.entry(dimension).or_default();
        let row = rows.current.as_mut().unwrap_or(&mut rows.first);
        row.push(if row.is_empty() { '{' } else { ',' });
        row.push_str(&value);
        row.push(':');
        row.push_str(&metrics);
        Ok(())
    }

    /// No more values of this dimension come; it was counted by these definitions.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn end(&mut self, dimension: &'static str, definitions: Option<&str>) -> Result<(), TableError> {
        let Rows { first, current, full } = self.dimensions.remove(dimension).unwrap_or_default();
        let mut parts = 1;
        if let Some(last) = current {
            parts = full + 2;
            let item = item(self.place.key(dimension, full + 1), &self.place, &last);
            self.put(dimension, full + 1, item).await?;
        }
        let mut item = item(self.place.key(dimension, 0), &self.place, &first);
        if parts > 1 {
            item.insert(PARTS.to_owned(), number(parts as u64));
        }
        if let Some(definitions) = definitions {
            item.insert(DEFINITIONS.to_owned(), text(definitions));
        }
        self.put(dimension, 0, item).await
    }

    /// Writes a row of a dimension, unless the same stands there.
    async fn put(&mut self, dimension: &'static str, part: usize, item: Item) -> Result<(), TableError> {
        if self.stands.is_none() {
            // On the heap, as all reads here: they would make every future around them large.
            self.stands = Some(Box::pin(self.first_rows()).await?);
        }
        let first = self.stands.as_ref().and_then(|stands| stands.get(dimension));
        let stands = match first {
            Some(first) if part == 0 => *first == item,
            Some(first) if part < parts(first) => {
                let row = Box::pin(self.table.row(self.place.key(dimension, part))).await?;
                row.is_some_and(|row| row == item)
            }
            _ => false,
        };
        if stands { Ok(()) } else { self.table.put(item).await }
    }

    /// The first rows that stand in the place.
    async fn first_rows(&self) -> Result<HashMap<&'static str, Item>, TableError> {
        // A try to count a shard has a place of its own.
        let Place::Span(_) = self.place else { return Ok(HashMap::new()) };
        let mut rows = HashMap::new();
        for row in self.table.rows(DIMENSIONS.iter().map(|dimension| self.place.key(dimension.name, 0))).await? {
            rows.insert(text_of(&row, "pk")?.to_owned(), row);
        }
        let of = |dimension: &Dimension| rows.remove(&self.place.key(dimension.name, 0).partition());
        let firsts = DIMENSIONS.iter().map(|dimension| dimension.name).zip(DIMENSIONS.iter().map(of));
        Ok(firsts.filter_map(|(name, row)| Some((name, row?))).collect())
    }

    /// Adds up a dimension in several places, of which these are the first rows. Without `definitions`, those of the places
    /// are taken if they all have the same.
    async fn merge(
        &mut self,
        dimension: &'static str,
        (from, firsts): (&[Place], Vec<Item>),
        definitions: Option<&str>,
    ) -> Result<(), TableError> {
        let mut readers = Vec::new();
        let mut said = Vec::new();
        let mut rows = BTreeMap::new();
        for row in firsts {
            rows.insert((text_of(&row, "pk")?.to_owned(), text_of(&row, "sk")?.to_owned()), row);
        }
        for place in from {
            let key = place.key(dimension, 0);
            let sort = key.sort().to_owned();
            let Some(row) = rows.remove(&(key.partition(), sort)) else { continue };
            let FirstRow { counts, parts, definitions } = FirstRow::read(&row)?;
            said.push(definitions);
            let (table, place) = (self.table, place.clone());
            readers.push(CountersReader { table, place, dimension, next: 1, parts, counts });
        }
        let same = said.first().filter(|first| said.iter().all(|one| one == *first)).cloned().flatten();
        loop {
            for reader in &mut readers {
                reader.fill().await?;
            }
            // Up to this value every place has shown all that it has.
            let bound = readers
                .iter()
                .filter(|reader| reader.has_more())
                .filter_map(|reader| reader.counts.last_key_value().map(|(value, _)| value.clone()))
                .min();
            let mut sum = Counts::new();
            for reader in &mut readers {
                while let Some(first) = reader.counts.first_entry() {
                    if bound.as_ref().is_some_and(|bound| first.key() > bound) {
                        break;
                    }
                    let (value, metrics) = first.remove_entry();
                    add_metrics(sum.entry(value).or_default(), &metrics);
                }
            }
            for (value, metrics) in &sum {
                self.push(dimension, value, metrics).await?;
            }
            if bound.is_none() {
                return self.end(dimension, definitions.or(same.as_deref())).await;
            }
        }
    }
}

fn item(key: Key, place: &Place, row: &str) -> Item {
    let mut item = key.item();
    item.insert(BODY.to_owned(), text(if row.is_empty() { "{}".to_owned() } else { format!("{row}}}") }));
    if let Place::Shard { expires, .. } = place {
        item.insert("expires".to_owned(), expiry(*expires));
    }
    item
}

/// The counters of a place and a dimension, read row by row.
struct CountersReader<'a> {
    table: &'a Table,
    place: Place,
    dimension: &'static str,
    next: usize,
    parts: usize,
    counts: Counts,
}

impl CountersReader<'_> {
    fn has_more(&self) -> bool {
        self.next < self.parts
    }

    /// Reads the next row, if what was read is used up.
    async fn fill(&mut self) -> Result<(), TableError> {
        while self.counts.is_empty() && self.has_more() {
            let key = self.place.key(self.dimension, self.next);
            self.counts = self.table.get(key).await?.unwrap_or_default();
            self.next += 1;
        }
        Ok(())
    }
}

/// The dimensions in the order in which they are written.
pub fn dimensions_in_order() -> impl Iterator<Item = &'static Dimension> {
    let is_all = |dimension: &&Dimension| dimension.name == ALL;
    DIMENSIONS.iter().filter(move |dimension| !is_all(dimension)).chain(DIMENSIONS.iter().filter(is_all))
}

impl Table {
    /// Begins to write the counters of a place.
    pub fn counters_writer(&self, place: Place) -> CountersWriter<'_> {
        CountersWriter { table: self, place, dimensions: BTreeMap::new(), stands: None }
    }

    /// Adds up a month's days or a year's months, and writes the sums: the same rows for the same rows. Memory does not grow
    /// with the number of values.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn sum_span(&self, span: Span) -> Result<(), TableError> {
        let parts: Vec<Place> = span.parts().into_iter().map(Place::Span).collect();
        let mut writer = self.counters_writer(Place::Span(span));
        for Dimension { name, .. } in dimensions_in_order() {
            let firsts = Box::pin(self.first_rows_between(name, &parts)).await?;
            writer.merge(name, (&parts, firsts), None).await?;
        }
        Ok(())
    }

    /// Adds up what the tries to count a day's shards have found, which was counted by these definitions.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn merge(&self, shards: &[Place], to: Place, definitions: &str) -> Result<(), TableError> {
        let mut writer = self.counters_writer(to);
        for Dimension { name, .. } in dimensions_in_order() {
            let firsts = self.rows(shards.iter().map(|place| place.key(name, 0))).await?;
            writer.merge(name, (shards, firsts), Some(definitions)).await?;
        }
        Ok(())
    }

    /// The first rows of a dimension from the first of these spans to the last. A query costs by the bytes of all rows
    /// together; by their keys each costs 4 KB, also where there is none.
    async fn first_rows_between(&self, dimension: &str, spans: &[Place]) -> Result<Vec<Item>, TableError> {
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Ok(Vec::new()) };
        let (first, last) = (first.key(dimension, 0), last.key(dimension, 0));
        let (from, until) = (first.sort().to_owned(), last.sort().to_owned());
        let query = self.client.query().table_name(&self.name).consistent_read(true);
        let query = query
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :until")
            .expression_attribute_values(":pk", text(first.partition()))
            .expression_attribute_values(":from", text(from))
            .expression_attribute_values(":until", text(until));
        let mut pages = query.into_paginator().send();
        let mut rows = Vec::new();
        // Further parts are dropped page by page: all of them at once might not fit.
        while let Some(page) = pages.next().await {
            let page = page.map_err(TableError::call)?.items.unwrap_or_default();
            rows.extend(page.into_iter().filter(|row| text_of(row, "sk").is_ok_and(|sort| !sort.contains('#'))));
        }
        Ok(rows)
    }
}
