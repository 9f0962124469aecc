//! Counters of a range of days, read by few requests: the rows of days, months and years that cover it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures_util::future::try_join_all;
use jiff::civil::Date;
use leadwright_domain::company::Company;
use leadwright_domain::metrics;
use leadwright_domain::metrics::{ALL, Counts, Grain, Span};
use leadwright_domain::value::period::Days;

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
    /// The dimensions that were asked for.
    pub counts: BTreeMap<&'static str, Counts>,
}

/// Counters to read: of some days, by some dimensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The dimensions. The rows of the first tell by which definitions they were counted.
    pub dimensions: Vec<&'static str>,
    /// The days.
    pub days: Days,
    /// How they are cut into pieces.
    pub grain: Grain,
}

/// Where the counters of a row belong to.
struct Wanted {
    dimension: &'static str,
    span: Span,
    /// The place of what was asked for, and of its piece.
    asked: usize,
    piece: usize,
}

impl Table {
    /// The counters of the days from `first` to `last`, both included, by these dimensions and by `all`.
    ///
    /// A range of any length is one request for [`Grain::Whole`] and [`Grain::Month`] if it has one or two dimensions (100
    /// rows: a year of any days is 42 rows a dimension at the most, a calendar year one); one more if a dimension has
    /// more values than a row holds. Grains of days and weeks read a row for each day. One more request reads which days
    /// wait to be counted. Before the first count a range of any length is three requests.
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
        let others = dimensions.iter().copied().filter(|dimension| *dimension != ALL);
        let dimensions = std::iter::once(ALL).chain(others).collect();
        let asked = Asked { dimensions, days: Days { first, last }, grain };
        Ok(self.numbers_of(&[asked], company).await?.pop().unwrap_or_default())
    }

    /// The counters of all that is asked for, in its order. Every row is read once, 100 a request, and one request reads
    /// which days wait to be counted.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn numbers_of(&self, asked: &[Asked], company: &Company) -> Result<Vec<Numbers>, TableError> {
        let zone = company.timezone.time_zone();
        let (mut found, mut wanted) = pieces_of(asked);
        let first = asked.iter().map(|asked| asked.days.first).min();
        let Some(range) = first.zip(asked.iter().map(|asked| asked.days.last).max()) else { return Ok(found) };
        let rows_of = |wanted: &[Wanted]| -> BTreeSet<(&'static str, Span)> {
            wanted.iter().map(|wanted| (wanted.dimension, wanted.span)).collect()
        };
        let keys = |rows: &BTreeSet<(&'static str, Span)>| -> Vec<Key> {
            rows.iter().map(|(dimension, span)| Key::metrics(dimension, *span, 0)).collect()
        };
        let read_first = rows_of(&wanted);
        let mut first: Vec<Key> = std::iter::once(Key::counted()).chain(keys(&read_first)).collect();
        let further = first.split_off(first.len().min(KEYS));
        let (mut rows, waiting) =
            futures_util::future::try_join(self.rows_by_key(first), self.waiting_days(range, &zone)).await?;
        let counted = rows.remove(&named(&Key::counted())).map(|row| CountedUntil::read(&row)).transpose()?;
        // Before the first run there is nothing to look for, day by day. Only the first releases counted days, and did not
        // say up to where.
        if counted.is_none() && !self.has_counted_days().await? {
            return Ok(found);
        }
        rows.extend(self.rows_by_key(further).await?);
        // An earlier release wrote no rows of months: until the next run writes them, their days are read.
        if !counted.as_ref().is_some_and(|counted| counted.has_sums) {
            let is_missing = |wanted: &Wanted| {
                let by = if read_first.contains(&(ALL, wanted.span)) { ALL } else { wanted.dimension };
                !matches!(wanted.span, Span::Day(_)) && !rows.contains_key(&named(&Key::metrics(by, wanted.span, 0)))
            };
            let (missing, there): (Vec<Wanted>, Vec<Wanted>) = wanted.into_iter().partition(is_missing);
            let of_days = |wanted: Wanted| {
                wanted.span.days().into_iter().map(move |day| Wanted { span: Span::Day(day), ..wanted })
            };
            let days: Vec<Wanted> = missing.into_iter().flat_map(of_days).collect();
            rows.extend(self.rows_by_key(keys(&rows_of(&days))).await?);
            wanted = there.into_iter().chain(days).collect();
        }
        let counters = self.counters_of(&rows_of(&wanted), &rows).await?;
        let definitions = metrics::definitions(company);
        for Wanted { dimension, span, asked: of, piece } in wanted {
            let Some((counts, counted_by)) = counters.get(&(dimension, span)) else { continue };
            let numbers = &mut found[of];
            if asked[of].dimensions.first() == Some(&dimension) && counted_by.as_ref() != Some(&definitions) {
                numbers.by_other_definitions.push(span);
            }
            metrics::add(numbers.pieces[piece].counts.entry(dimension).or_default(), counts);
        }
        for (numbers, asked) in found.iter_mut().zip(asked) {
            numbers.counted_until = counted.as_ref().map(|counted| counted.day);
            let of_range = waiting.range(asked.days.first..=asked.days.last);
            numbers.waiting = of_range.copied().filter(|day| Some(*day) <= numbers.counted_until).collect();
        }
        Ok(found)
    }

    /// The counters of rows whose first parts were read, with their other parts, and by which definitions they were
    /// counted.
    async fn counters_of(
        &self,
        wanted: &BTreeSet<(&'static str, Span)>,
        rows: &HashMap<(String, String), Item>,
    ) -> Result<BTreeMap<(&'static str, Span), (Counts, Option<String>)>, TableError> {
        let mut counters = BTreeMap::new();
        let mut further: Vec<(Key, (&'static str, Span))> = Vec::new();
        for (dimension, span) in wanted {
            let Some(row) = rows.get(&named(&Key::metrics(dimension, *span, 0))) else { continue };
            let row = FirstRow::read(row)?;
            further.extend((1..row.parts).map(|part| (Key::metrics(dimension, *span, part), (*dimension, *span))));
            counters.insert((*dimension, *span), (row.counts, row.definitions));
        }
        let mut rows = self.rows_by_key(further.iter().map(|(key, _)| key.clone()).collect()).await?;
        for (key, of) in further {
            if let (Some(row), Some((counts, _))) = (rows.remove(&named(&key)), counters.get_mut(&of)) {
                metrics::add(counts, &read(&row, BODY)?);
            }
        }
        Ok(counters)
    }

    /// The rows of any number of keys that are there, by partition and place.
    pub(super) async fn rows_by_key(&self, keys: Vec<Key>) -> Result<HashMap<(String, String), Item>, TableError> {
        let batches = try_join_all(keys.chunks(KEYS).map(|keys| self.rows(keys.iter().cloned()))).await?;
        let named = |row: Item| {
            let key = (text_of(&row, "pk")?.to_owned(), text_of(&row, "sk")?.to_owned());
            Ok((key, row))
        };
        batches.into_iter().flatten().map(named).collect()
    }
}

/// The pieces of all that is asked for, with nothing in them, and the rows that belong to each.
fn pieces_of(asked: &[Asked]) -> (Vec<Numbers>, Vec<Wanted>) {
    let (mut found, mut wanted) = (Vec::new(), Vec::new());
    for (at, Asked { dimensions, days, grain }) in asked.iter().enumerate() {
        let mut numbers = Numbers::default();
        for (piece, (first, last)) in grain.cut(days.first, days.last).into_iter().enumerate() {
            let counts = dimensions.iter().map(|dimension| (*dimension, Counts::new())).collect();
            numbers.pieces.push(Piece { first, last, counts });
            for span in grain.spans((first, last)) {
                wanted.extend(dimensions.iter().map(|dimension| Wanted { dimension, span, asked: at, piece }));
            }
        }
        found.push(numbers);
    }
    (found, wanted)
}

fn named(key: &Key) -> (String, String) {
    (key.clone().partition(), key.sort().to_owned())
}
