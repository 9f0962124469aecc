//! Facts are added up: the counters of a day, by dimension.
//!
//! What must stay true: the result depends on the set of facts alone, never on their order, nor on how they were split
//! over several counts that are merged.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::FxBuildHasher;

use crate::metrics::attribution::Attribution;
use crate::metrics::before::TouchPoint;
use crate::metrics::counter;
use crate::metrics::counter::Topic;
use crate::metrics::dimension::{ALL, Counted, DIMENSIONS, NONE, Value};
use crate::metrics::fact::{FACTS, Fact};
use crate::metrics::histogram;

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
    counters: Names,
    /// By counter: its number of topic.
    topics: Vec<Topic>,
    values: [Names; DIMENSIONS.len()],
    cells: [Map<(u32, u32), u64>; DIMENSIONS.len()],
    /// Quarter of an hour since 1970 → the names of its week and its month: no clock is ever set by less.
    periods: Map<i64, (String, String)>,
}

/// Texts and their numbers.
#[derive(Debug, Default)]
struct Names {
    numbers: Map<Box<str>, u32>,
    names: Vec<Box<str>>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).expect("fewer than four billion");
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }
}

const QUARTER: i64 = 900;

impl Count {
    /// Counts nothing yet. Weeks and months are those of the company's zone.
    pub fn new(zone: TimeZone) -> Self {
        Self {
            zone,
            counters: Names::default(),
            topics: Vec::new(),
            values: std::array::from_fn(|_| Names::default()),
            cells: std::array::from_fn(|_| Map::default()),
            periods: Map::default(),
        }
    }

    /// Counts a fact.
    pub fn add(&mut self, fact: &Fact) {
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
        for (name, seconds) in &fact.spans {
            self.count(fact, &mut seen, &histogram::counter(name, *seconds), 1);
        }
        if let Some(amount) = fact.sums.get(counter::WON_AMOUNT) {
            self.attribute(*amount, fact);
        }
    }

    /// Adds to a counter, in every dimension that has it. `seen` holds the values that the fact was found to have.
    fn count(&mut self, fact: &Fact, seen: &mut [Option<u32>; DIMENSIONS.len()], name: &str, by: u64) {
        let (base, topic, of) = counter::read(name);
        let counted = Counted { counter: base, of };
        let number = self.counter(base, topic);
        // A value that depends on the counter is not remembered.
        let depends = of.is_some() || counter::is_of_submission(base);
        for (at, dimension) in DIMENSIONS.iter().enumerate() {
            if !dimension.topics.contains(&topic) {
                continue;
            }
            let value =
                if let (false, Some(value)) = (depends, seen[at]) { value } else { self.value(at, fact, counted) };
            if !depends {
                seen[at] = Some(value);
            }
            self.add_to(at, value, number, by);
        }
    }

    fn add_to(&mut self, dimension: usize, value: u32, counter: u32, by: u64) {
        let cell = self.cells[dimension].entry((value, counter)).or_default();
        *cell = cell.saturating_add(by);
    }

    fn counter(&mut self, name: &str, topic: Topic) -> u32 {
        let number = self.counters.number(name);
        if self.topics.len() < self.counters.names.len() {
            self.topics.push(topic);
        }
        number
    }

    fn value(&mut self, at: usize, fact: &Fact, counted: Counted<'_>) -> u32 {
        let (dimension, names) = (&DIMENSIONS[at], &mut self.values[at]);
        match dimension.value {
            Value::All => names.number(ALL),
            Value::Text(of) => names.number(of(fact, counted).unwrap_or(NONE)),
            Value::Week(of) | Value::Month(of) => {
                let Some(seconds) = of(fact) else { return names.number(NONE) };
                let zone = &self.zone;
                let (week, month) =
                    self.periods.entry(seconds.div_euclid(QUARTER)).or_insert_with(|| periods(seconds, zone));
                names.number(if matches!(dimension.value, Value::Week(_)) { week } else { month })
            }
        }
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
        for (at, cells) in self.cells.into_iter().enumerate() {
            if cells.is_empty() {
                continue;
            }
            let counts = day.dimensions.entry(DIMENSIONS[at].name).or_default();
            for ((value, counter), number) in cells {
                let value = &self.values[at].names[value as usize];
                let counter = &self.counters.names[counter as usize];
                let metrics = match counts.get_mut(&**value) {
                    Some(metrics) => metrics,
                    None => counts.entry(value.to_string()).or_default(),
                };
                metrics.insert(counter.to_string(), number);
            }
        }
        day
    }
}

/// The names of the week and the month that a time falls into.
fn periods(seconds: i64, zone: &TimeZone) -> (String, String) {
    let date = Timestamp::from_second(seconds).map_or(Date::ZERO, |at| at.to_zoned(zone.clone()).date());
    (week_of(date), month_of(date))
}

/// The ISO week of a day, as in `2026-W47`.
pub fn week_of(date: Date) -> String {
    let week = date.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// The month of a day, as in `2026-11`.
pub fn month_of(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}
