//! Counters of a range of days, read by few requests: the rows of days, months and years that cover it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures_util::future::try_join_all;
use jiff::civil::Date;
use leadwright_domain::company::Company;
use leadwright_domain::metrics;
use leadwright_domain::metrics::{ALL, Counts, Grain, Span};

use super::counters::FirstRow;
use super::error::TableError;
use super::item::{BODY, Item, read, text_of};
use super::key::Key;
use super::metrics::CountedUntil;
use super::rows::Table;

/// DynamoDB gives at most this many rows a request.
const KEYS: usize = 100;

/// Counters of a range of days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbers {
    /// The range, cut by the grain that was asked for; oldest first. Pieces with nothing in them are there too.
    pub pieces: Vec<Piece>,
    /// Every day up to this one was counted after its end, but for `waiting`; none before the first night.
    pub counted_until: Option<Date>,
    /// Days of the range, up to that one, that wait to be counted: something happened in them since, or their count failed.
    pub waiting: BTreeSet<Date>,
    /// Parts of the range that were counted by other definitions than today's: `leadwright recount` counts them anew.
    pub by_other_definitions: Vec<Span>,
}

/// Counters of a part of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// The dimensions that were asked for, and `all`.
    pub counts: BTreeMap<&'static str, Counts>,
}

/// A row that is read: its dimension, its span, and the piece that it belongs to.
type Wanted = (&'static str, Span, usize);

impl Table {
    /// The counters of the days from `first` to `last`, both included, by these dimensions and by `all`.
    ///
    /// A range of any length is one request for [`Grain::Whole`] and [`Grain::Month`] if it has one or two dimensions (100
    /// rows: a year of any days is 42 rows a dimension at the most, a calendar year one); one more if a dimension has
    /// more values than a row holds. Grains of days and weeks read a row for each day. One more request reads which days
    /// wait to be counted.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn numbers(
        &self,
        dimensions: &[&'static str],
        (first, last): (Date, Date),
        grain: Grain,
        company: &Company,
    ) -> Result<Numbers, TableError> {
        let zone = company.timezone.time_zone();
        let dimensions: BTreeSet<&'static str> = dimensions.iter().copied().chain([ALL]).collect();
        let cut = grain.cut(first, last);
        let mut numbers = Numbers::default();
        let mut wanted: Vec<Wanted> = Vec::new();
        for (at, (first, last)) in cut.into_iter().enumerate() {
            let counts = dimensions.iter().map(|dimension| (*dimension, Counts::new())).collect();
            numbers.pieces.push(Piece { first, last, counts });
            for span in grain.spans((first, last)) {
                wanted.extend(dimensions.iter().map(|dimension| (*dimension, span, at)));
            }
        }
        let keys = wanted.iter().map(|(dimension, span, _)| Key::metrics(dimension, *span, 0));
        let (mut rows, waiting) = futures_util::future::try_join(
            self.rows_by_key(keys.chain([Key::counted()]).collect()),
            self.waiting_days((first, last), &zone),
        )
        .await?;
        let counted = rows.remove(&named(&Key::counted())).map(|row| CountedUntil::read(&row)).transpose()?;
        numbers.counted_until = counted.as_ref().map(|counted| counted.day);
        numbers.waiting = waiting.into_iter().filter(|day| Some(*day) <= numbers.counted_until).collect();
        // An earlier release wrote no rows of months: until the next night writes them, their days are read.
        if counted.is_some_and(|counted| !counted.has_sums) {
            let is_missing = |(_, span, _): &Wanted| {
                !matches!(span, Span::Day(_)) && !rows.contains_key(&named(&Key::metrics(ALL, *span, 0)))
            };
            let (missing, there): (Vec<Wanted>, Vec<Wanted>) = wanted.into_iter().partition(is_missing);
            let days: Vec<Wanted> = missing
                .into_iter()
                .flat_map(|(dimension, span, at)| {
                    span.days().into_iter().map(move |day| (dimension, Span::Day(day), at))
                })
                .collect();
            let keys = days.iter().map(|(dimension, span, _)| Key::metrics(dimension, *span, 0)).collect();
            rows.extend(self.rows_by_key(keys).await?);
            wanted = there.into_iter().chain(days).collect();
        }
        let definitions = metrics::definitions(&zone);
        let mut further: Vec<(Key, &'static str, usize)> = Vec::new();
        for (dimension, span, at) in wanted {
            let Some(row) = rows.remove(&named(&Key::metrics(dimension, span, 0))) else { continue };
            let row = FirstRow::read(&row)?;
            if dimension == ALL && row.definitions.as_ref() != Some(&definitions) {
                numbers.by_other_definitions.push(span);
            }
            further.extend((1..row.parts).map(|part| (Key::metrics(dimension, span, part), dimension, at)));
            numbers.add(at, dimension, &row.counts);
        }
        let keys = further.iter().map(|(key, ..)| key.clone()).collect();
        let mut rows = self.rows_by_key(keys).await?;
        for (key, dimension, at) in further {
            if let Some(row) = rows.remove(&named(&key)) {
                let counts: Counts = read(&row, BODY)?;
                numbers.add(at, dimension, &counts);
            }
        }
        Ok(numbers)
    }

    /// The rows of any number of keys that are there, by partition and place.
    async fn rows_by_key(&self, keys: Vec<Key>) -> Result<HashMap<(String, String), Item>, TableError> {
        let batches = try_join_all(keys.chunks(KEYS).map(|keys| self.rows(keys.iter().cloned()))).await?;
        let named = |row: Item| {
            let key = (text_of(&row, "pk")?.to_owned(), text_of(&row, "sk")?.to_owned());
            Ok((key, row))
        };
        batches.into_iter().flatten().map(named).collect()
    }
}

impl Numbers {
    fn add(&mut self, piece: usize, dimension: &'static str, counts: &Counts) {
        metrics::add(self.pieces[piece].counts.entry(dimension).or_default(), counts);
    }
}

fn named(key: &Key) -> (String, String) {
    (key.clone().partition(), key.sort().to_owned())
}
