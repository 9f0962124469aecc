//! Facts are added up: the counters of a day, by dimension.
//!
//! What must stay true: the result depends on the set of facts alone, never on their order, nor on how they were split
//! over several counts that are merged, nor on how many values a pass over them may hold.

use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::FxBuildHasher;

use crate::metrics::attribution::Attribution;
use crate::metrics::before::TouchPoint;
use crate::metrics::counter;
use crate::metrics::dimension::{ALL, Counted, DIMENSIONS, NONE, Value};
use crate::metrics::fact::{FACTS, Fact};
use crate::metrics::histogram;
use crate::metrics::visits::DayVisits;
use crate::value::month::Month;
use crate::value::period::week_of;

/// By which rules facts are added up. Another number whenever they change: `leadwright recount` then counts every day
/// anew.
pub(crate) const COUNTING: u8 = 1;

/// A dimension's values → counters → numbers. One row of the table a day and dimension.
pub type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// The counters of one value.
pub type Metrics = BTreeMap<String, u64>;

/// The counters of a day, a month or a part of one, by dimension.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DayMetrics {
    /// A dimension → its counts.
    pub dimensions: BTreeMap<&'static str, Counts>,
}

impl DayMetrics {
    /// Adds what was counted apart.
    pub fn merge(&mut self, more: &Self) {
        for (dimension, counts) in &more.dimensions {
            add(self.dimensions.entry(dimension).or_default(), counts);
        }
    }
}

/// Adds `more` to `sum`.
pub fn add(sum: &mut Counts, more: &Counts) {
    for (value, metrics) in more {
        add_metrics(sum.entry(value.clone()).or_default(), metrics);
    }
}

/// Adds the counters of one value.
pub fn add_metrics(sum: &mut Metrics, more: &Metrics) {
    for (counter, number) in more {
        let sum = sum.entry(counter.clone()).or_default();
        *sum = sum.saturating_add(*number);
    }
}

type Map<K, V> = HashMap<K, V, FxBuildHasher>;

/// Adds facts up. Texts are looked up once, and counted by number.
#[derive(Debug)]
pub struct Count {
    zone: TimeZone,
    /// The most values of a dimension that this pass counts.
    limit: usize,
    counters: Names,
    /// The counters that are buckets of histograms.
    buckets: Names,
    /// What is known of the counts of facts, by their whole names.
    known: Map<Box<str>, Known>,
    values: [Names; DIMENSIONS.len()],
    cells: [Cells; DIMENSIONS.len()],
    /// Quarter of an hour since 1970 → the names of its week and its month: no clock is ever set by less.
    periods: Map<i64, (String, String)>,
}

/// A pass over the facts of a day: which values it counts. Values beyond the limit of the first pass are left for others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// By dimension: the first value that it may count; none if every value is counted already.
    from: [Option<Box<str>>; DIMENSIONS.len()],
}

impl Pass {
    /// Begins with the first value of every dimension.
    pub fn first() -> Self {
        Self { from: std::array::from_fn(|_| Some("".into())) }
    }

    /// Some values of this dimension are not counted yet.
    pub fn has(&self, dimension: &str) -> bool {
        std::iter::zip(&DIMENSIONS, &self.from).any(|(one, from)| one.name == dimension && from.is_some())
    }
}

/// What was counted of a dimension.
#[derive(Debug, Default)]
struct Cells {
    /// By value and counter. Nearly every count is one of about a hundred counters: this takes no look-up.
    rows: Vec<Vec<u64>>,
    /// Of histograms a value has few of the many buckets.
    buckets: Map<Cell, u64>,
}

impl Cells {
    fn add(&mut self, value: u32, known: Known, by: u64) {
        let cell = if known.is_bucket {
            self.buckets.entry(Cell { value, bucket: known.counter }).or_default()
        } else {
            let (value, counter) = (value as usize, known.counter as usize);
            if self.rows.len() <= value {
                self.rows.resize_with(value + 1, Vec::new);
            }
            let row = &mut self.rows[value];
            if row.len() <= counter {
                row.resize(counter + 1, 0);
            }
            &mut row[counter]
        };
        *cell = cell.saturating_add(by);
    }

    /// Gives values other numbers; those that get none are left out.
    fn renumber(&mut self, new: &Map<u32, u32>) {
        let rows = std::mem::take(&mut self.rows);
        for (old, row) in (0..).zip(rows) {
            let Some(new) = new.get(&old).map(|new| *new as usize) else { continue };
            if self.rows.len() <= new {
                self.rows.resize_with(new + 1, Vec::new);
            }
            self.rows[new] = row;
        }
        let kept = |(cell, number): (Cell, u64)| Some((Cell { value: *new.get(&cell.value)?, ..cell }, number));
        self.buckets = std::mem::take(&mut self.buckets).into_iter().filter_map(kept).collect();
    }
}

/// The numbers of a value and of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    value: u32,
    bucket: u32,
}

impl Hash for Cell {
    /// As one number, which takes half the time.
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u64(u64::from(self.value) << 32 | u64::from(self.bucket));
    }
}

/// A count of facts: `mail.welcome`.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// The number of the counter, `mail`, or of the bucket.
    counter: u32,
    /// It is a bucket of a histogram.
    is_bucket: bool,
    /// The mail or sequence that it is counted for stands behind the counter.
    is_named: bool,
    /// The places of the dimensions that have it, as bits.
    dimensions: u32,
}

/// The values that a fact has: of each dimension the text that was looked up last, and its number.
type Seen<'a> = [Option<(&'a str, u32)>; DIMENSIONS.len()];

/// Texts and their numbers.
#[derive(Debug, Default)]
struct Names {
    numbers: Map<Box<str>, u32>,
    texts: Vec<Box<str>>,
    /// Texts before this one have no number here.
    from: Box<str>,
    /// Nor has this one, or one behind it.
    until: Option<Box<str>>,
}

/// The number of a text that another pass counts.
const LEFT_OUT: u32 = u32::MAX;

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        if *name < *self.from || self.until.as_ref().is_some_and(|until| *name >= **until) {
            return LEFT_OUT;
        }
        let number = u32::try_from(self.texts.len()).ok().filter(|number| *number != LEFT_OUT);
        let number = number.expect("fewer than four billion");
        self.texts.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }

    /// Keeps the first texts of the alphabet; their new numbers by the old ones, in the order of the alphabet.
    fn keep(&mut self, limit: usize) -> Map<u32, u32> {
        let mut sorted: Vec<(Box<str>, u32)> = std::mem::take(&mut self.numbers).into_iter().collect();
        sorted.sort_unstable();
        if let Some((until, _)) = sorted.get(limit) {
            self.until = Some(until.clone());
        }
        sorted.truncate(limit);
        let new = (0..).zip(&sorted).map(|(new, (_, old))| (*old, new)).collect();
        self.texts = sorted.iter().map(|(name, _)| name.clone()).collect();
        self.numbers = sorted.into_iter().zip(0..).map(|((name, _), new)| (name, new)).collect();
        new
    }
}

const QUARTER: i64 = 900;

impl Count {
    /// Counts nothing yet. Weeks and months are those of the company's zone.
    pub fn new(zone: TimeZone) -> Self {
        Self::pass(zone, usize::MAX, &Pass::first())
    }

    /// The same for one pass, which holds no more than about twice `limit` values of a dimension at any time.
    pub fn pass(zone: TimeZone, limit: usize, pass: &Pass) -> Self {
        let names = |at: usize| match &pass.from[at] {
            Some(from) => Names { from: from.clone(), ..Names::default() },
            None => Names { until: Some("".into()), ..Names::default() },
        };
        Self {
            zone,
            limit,
            counters: Names::default(),
            buckets: Names::default(),
            known: Map::default(),
            values: std::array::from_fn(names),
            cells: std::array::from_fn(|_| Cells::default()),
            periods: Map::default(),
        }
    }

    /// Counts a fact.
    pub fn add(&mut self, fact: &Fact) {
        let bucket = |(name, seconds): (&String, &u64)| histogram::counter(name, *seconds);
        let buckets: Vec<String> = fact.spans.iter().map(bucket).collect();
        let mut seen = [None; DIMENSIONS.len()];
        self.count(fact, &mut seen, counter::ACTIVITIES, 1);
        if fact.rules != FACTS {
            self.count(fact, &mut seen, counter::ACTIVITIES_OLD, 1);
        }
        for name in &fact.counts {
            self.count(fact, &mut seen, name, 1);
        }
        for (name, sum) in &fact.sums {
            self.count(fact, &mut seen, name, *sum);
        }
        for bucket in &buckets {
            self.count(fact, &mut seen, bucket, 1);
        }
        if let Some(amount) = fact.sums.get(counter::WON_AMOUNT) {
            self.attribute(*amount, fact);
        }
        self.keep_limits();
    }

    /// Counts what visitors did at forms.
    pub fn add_visits(&mut self, visits: &DayVisits) {
        for (fact, counters) in visits.facts() {
            let mut seen = [None; DIMENSIONS.len()];
            for (name, number) in &counters {
                self.count(&fact, &mut seen, name, *number);
            }
            self.keep_limits();
        }
    }

    /// Leaves values for another pass where there are too many.
    fn keep_limits(&mut self) {
        for at in 0..DIMENSIONS.len() {
            if self.values[at].texts.len() > self.limit.saturating_mul(2) {
                self.keep_limit(at);
            }
        }
    }

    /// Leaves the values of a dimension that are beyond the limit for another pass.
    fn keep_limit(&mut self, at: usize) {
        let new = self.values[at].keep(self.limit);
        self.cells[at].renumber(&new);
    }

    /// Adds to a counter, in every dimension that has it.
    fn count<'a>(&mut self, fact: &'a Fact, seen: &mut Seen<'a>, name: &'a str, by: u64) {
        let known = self.known.get(name).copied().unwrap_or_else(|| self.learn(name));
        let (base, of) = if known.is_named { name.split_once('.').unwrap_or((name, "")) } else { (name, "") };
        let counted = Counted { counter: base, of: Some(of).filter(|of| !of.is_empty()) };
        let mut left = known.dimensions;
        while left != 0 {
            let at = left.trailing_zeros() as usize;
            left &= left - 1;
            let value = self.value(at, fact, seen, counted);
            if value != LEFT_OUT {
                self.cells[at].add(value, known, by);
            }
        }
    }

    /// Reads the name of a count that was not met before.
    fn learn(&mut self, name: &str) -> Known {
        let (counter, topic, _) = counter::read(name);
        let with_topic = DIMENSIONS.iter().enumerate().filter(|(_, dimension)| dimension.topics.contains(&topic));
        let is_bucket = histogram::read_counter(counter).is_some();
        let known = Known {
            counter: if is_bucket { self.buckets.number(counter) } else { self.counters.number(counter) },
            is_bucket,
            is_named: counter.len() < name.len(),
            dimensions: with_topic.map(|(at, _)| 1 << at).sum(),
        };
        self.known.insert(name.into(), known);
        known
    }

    /// The number of the value that a count of the fact has in a dimension.
    fn value<'a>(&mut self, at: usize, fact: &'a Fact, seen: &mut Seen<'a>, counted: Counted<'a>) -> u32 {
        let text = match DIMENSIONS[at].value {
            Value::All => ALL,
            Value::Text(of) => of(fact, counted).unwrap_or(NONE),
            // One a fact.
            Value::Week(_) | Value::Month(_) => "",
        };
        // It is nearly always the same text in the same place: to compare them took half of the time.
        if let Some((_, number)) = seen[at].filter(|(seen, _)| std::ptr::eq(*seen, text)) {
            return number;
        }
        let names = &mut self.values[at];
        let number = match DIMENSIONS[at].value {
            Value::All | Value::Text(_) => names.number(text),
            Value::Week(of) | Value::Month(of) => match of(fact) {
                None => names.number(NONE),
                Some(seconds) => {
                    let zone = &self.zone;
                    let (week, month) =
                        self.periods.entry(seconds.div_euclid(QUARTER)).or_insert_with(|| periods(seconds, zone));
                    names.number(if matches!(DIMENSIONS[at].value, Value::Week(_)) { week } else { month })
                }
            },
        };
        seen[at] = Some((text, number));
        number
    }

    /// Gives a won amount to what brought the lead: to its first touch, where nothing else is known.
    fn attribute(&mut self, amount: u64, fact: &Fact) {
        let first = TouchPoint { at: 0, source: fact.source.clone(), campaign: fact.campaign.clone() };
        let touches = if fact.touches.is_empty() { &[first] } else { fact.touches.as_slice() };
        for model in Attribution::ALL {
            for (touch, part) in touches.iter().zip(model.divide(amount, touches)) {
                if part > 0 {
                    // What a lead would count as that had this touch alone.
                    let brought =
                        Fact { source: touch.source.clone(), campaign: touch.campaign.clone(), ..Fact::default() };
                    self.count(&brought, &mut [None; DIMENSIONS.len()], model.counter(), part);
                }
            }
        }
    }

    /// What was counted.
    pub fn finish(self) -> DayMetrics {
        let mut day = DayMetrics::default();
        for (dimension, value, metrics) in self.finish_pass().0 {
            day.dimensions.entry(dimension).or_default().insert(value, metrics);
        }
        day
    }

    /// What this pass counted, dimension by dimension and value by value in their order; and the next pass, if values were
    /// left for it.
    pub fn finish_pass(mut self) -> (impl Iterator<Item = (&'static str, String, Metrics)>, Option<Pass>) {
        for at in 0..DIMENSIONS.len() {
            // It also numbers the values in their order.
            self.keep_limit(at);
        }
        let left = |names: &Names| names.until.clone().filter(|until| !until.is_empty());
        let next = Pass { from: std::array::from_fn(|at| left(&self.values[at])) };
        let names: Arc<[Vec<Box<str>>; 2]> = Arc::new([self.counters.texts, self.buckets.texts]);
        let dimensions = std::iter::zip(&DIMENSIONS, std::iter::zip(self.values, self.cells));
        let counted = dimensions.flat_map(move |(dimension, (values, cells))| {
            let mut buckets: Vec<(Cell, u64)> = cells.buckets.into_iter().collect();
            buckets.sort_unstable();
            let mut buckets = buckets.into_iter().peekable();
            let names = Arc::clone(&names);
            let rows = cells.rows.into_iter().chain(std::iter::repeat_with(Vec::new));
            let of_values = (0..).zip(values.texts).zip(rows).map(move |((value, text), row)| {
                let [counters, of_buckets] = &*names;
                let counted = counters.iter().zip(row).filter(|(_, number)| *number > 0);
                let mut metrics: Metrics = counted.map(|(counter, number)| (counter.to_string(), number)).collect();
                while let Some((cell, number)) = buckets.next_if(|(cell, _)| cell.value == value) {
                    metrics.insert(of_buckets[cell.bucket as usize].to_string(), number);
                }
                (dimension.name, text.to_string(), metrics)
            });
            of_values.filter(|(.., metrics)| !metrics.is_empty())
        });
        (counted, Some(next).filter(|next| next.from.iter().any(Option::is_some)))
    }
}

/// The names of the week and the month that a time falls into.
fn periods(seconds: i64, zone: &TimeZone) -> (String, String) {
    let date = Timestamp::from_second(seconds).map_or(Date::ZERO, |at| at.to_zoned(zone.clone()).date());
    (week_of(date), Month::of(date).to_string())
}
