//! The rows of counters: of days, months and years, and what one shard has of a day.
//!
//! A dimension of a span is one row, or several if it has too many values for one: they stand in the order of their
//! values. The first row is written last and says how many there are, so that rows of an earlier, larger count are not
//! read any more. Who reads a span of several rows while it is counted again may see rows of both counts. Of a span's
//! dimensions, `all` is written last: where it is, the span was counted.

use std::collections::BTreeMap;

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
        let parts = number_of(row.get(PARTS)).and_then(|parts| usize::try_from(parts).ok()).unwrap_or(1);
        let definitions = row.get(DEFINITIONS).and_then(|value| value.as_s().ok()).cloned();
        Ok(Self { counts: read(row, BODY)?, parts, definitions })
    }
}

/// Writes the counters of a place, value by value, without holding more than two rows of a dimension.
#[derive(Debug)]
pub struct CountersWriter<'a> {
    table: &'a Table,
    place: Place,
    definitions: Option<String>,
    dimensions: BTreeMap<&'static str, Rows>,
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
                let item = item(self.place.key(dimension, rows.full), &self.place, &full);
                self.table.put(item).await?;
            }
        }
        let row = rows.current.as_mut().unwrap_or(&mut rows.first);
        row.push(if row.is_empty() { '{' } else { ',' });
        row.push_str(&value);
        row.push(':');
        row.push_str(&metrics);
        Ok(())
    }

    /// No more values of this dimension come.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn end(&mut self, dimension: &'static str) -> Result<(), TableError> {
        let Rows { first, current, full } = self.dimensions.remove(dimension).unwrap_or_default();
        let mut parts = 1;
        if let Some(last) = current {
            parts = full + 2;
            self.table.put(item(self.place.key(dimension, full + 1), &self.place, &last)).await?;
        }
        let mut item = item(self.place.key(dimension, 0), &self.place, &first);
        if parts > 1 {
            item.insert(PARTS.to_owned(), number(parts as u64));
        }
        if let Some(definitions) = &self.definitions {
            item.insert(DEFINITIONS.to_owned(), text(definitions));
        }
        self.table.put(item).await
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
    /// Begins to write the counters of a place, which were counted by these definitions.
    pub fn counters_writer(&self, place: Place, definitions: Option<String>) -> CountersWriter<'_> {
        CountersWriter { table: self, place, definitions, dimensions: BTreeMap::new() }
    }

    /// Adds up a month's days or a year's months, and writes the sums: the same rows for the same rows. Memory does not grow
    /// with the number of values.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn sum_span(&self, span: Span) -> Result<(), TableError> {
        let parts: Vec<Place> = span.parts().into_iter().map(Place::Span).collect();
        self.merge(&parts, Place::Span(span), None).await
    }

    /// Adds up what stands in several places. Without `definitions`, those of the places are taken if they all have the same.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn merge(&self, from: &[Place], to: Place, definitions: Option<&str>) -> Result<(), TableError> {
        for dimension in dimensions_in_order() {
            self.merge_dimension(dimension.name, from, to.clone(), definitions).await?;
        }
        Ok(())
    }

    async fn merge_dimension(
        &self,
        dimension: &'static str,
        from: &[Place],
        to: Place,
        definitions: Option<&str>,
    ) -> Result<(), TableError> {
        let mut readers = Vec::new();
        let mut said = Vec::new();
        let firsts = self.rows(from.iter().map(|place| place.key(dimension, 0))).await?;
        let firsts: BTreeMap<(String, String), FirstRow> = firsts
            .iter()
            .map(|row| {
                let key = (text_of(row, "pk")?.to_owned(), text_of(row, "sk")?.to_owned());
                Ok((key, FirstRow::read(row)?))
            })
            .collect::<Result<_, TableError>>()?;
        let mut firsts = firsts;
        for place in from {
            let key = place.key(dimension, 0);
            let sort = key.sort().to_owned();
            let Some(FirstRow { counts, parts, definitions }) = firsts.remove(&(key.partition(), sort)) else {
                continue;
            };
            said.push(definitions);
            readers.push(CountersReader { table: self, place: place.clone(), dimension, next: 1, parts, counts });
        }
        let same = said.first().filter(|first| said.iter().all(|one| one == *first)).cloned().flatten();
        let mut writer = self.counters_writer(to, definitions.map(ToOwned::to_owned).or(same));
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
                writer.push(dimension, value, metrics).await?;
            }
            if bound.is_none() {
                return writer.end(dimension).await;
            }
        }
    }
}
