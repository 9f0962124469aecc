//! A table of numbers: measures by the values of a dimension or by periods.
//!
//! What must stay true: the rows, with the one for all others, add up to the total, since each of them is computed from
//! sums of counters; a rate is never a sum of rates. A rate of few cases is never put above another one.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::metrics::by::{By, time_of, within};
use crate::metrics::counter;
use crate::metrics::counter::{ACTIVITIES_OLD, apart_in};
use crate::metrics::day::{Metrics, add_metrics};
use crate::metrics::dimension::ALL;
use crate::metrics::interval::can_rank;
use crate::metrics::measure::{Measure, Value};
use crate::metrics::question::{Answer, Order, Part, Question};
use crate::metrics::range::{Compare, Range};
use crate::metrics::words::Change;
use crate::value::currency::Currency;
use crate::value::money::Money;
use crate::value::period::{Days, Period};
use crate::words::Words;

/// A table of numbers.
#[derive(Debug, Clone)]
pub struct Table {
    /// What the rows are.
    pub by: By,
    /// The days that it is of. Cohorts are those that began in them, with all that happened to them since.
    pub range: Range,
    /// The measures: a cell each in every row.
    pub measures: Vec<&'static Measure>,
    /// What the numbers are compared with, and the days of that: a past value each in every cell.
    pub compare: Vec<(Compare, Days)>,
    /// The rows in their order.
    pub rows: Vec<Row>,
    /// The values that have no row of their own.
    pub others: Option<Others>,
    /// All rows and others together.
    pub total: Row,
    /// The last of its days that were not counted in full yet, if there are some.
    pub not_counted: Option<Days>,
    /// Activities that were counted by earlier definitions: `leadwright recount` counts them by those of today. Of
    /// dimensions that count activities.
    pub old: u64,
    /// Amounts of won deals in other currencies without a rate of their day, in minor units of their own: they are in no
    /// number.
    pub apart: BTreeMap<Currency, u64>,
}

/// The values without a row of their own.
#[derive(Debug, Clone)]
pub struct Others {
    /// How many they are.
    pub values: usize,
    /// All of them together; its name is [`Others::NAME`].
    pub row: Row,
}

impl Others {
    /// The name of their row.
    pub const NAME: &str = "(all others)";
}

/// A row.
#[derive(Debug, Clone)]
pub struct Row {
    /// The value of the dimension, the period, [`Others::NAME`] or [`Row::TOTAL`].
    pub name: String,
    /// A cell for each measure.
    pub cells: Vec<Cell>,
    /// Its place says something: the measure that the rows are ordered by rests on enough cases.
    pub ranked: bool,
}

impl Row {
    /// The name of the row of totals.
    pub const TOTAL: &str = "Total";
}

/// The value of a measure in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The value; nothing if it is too early.
    pub value: Value,
    /// The days after arrival that the measure counts are not over for this cohort: a share would only be low.
    pub too_early: bool,
    /// The same in each of the table's comparisons.
    pub past: Vec<Value>,
}

impl Cell {
    /// In full; see [`Value::text`].
    pub fn text(&self, words: Words<'_>, currency: Currency) -> String {
        if self.too_early { words.say("numbers-too-early") } else { self.value.text(words, currency) }
    }

    /// For a narrow column; see [`Value::short`].
    pub fn short(&self, words: Words<'_>, currency: Currency) -> String {
        if self.too_early { words.say("numbers-too-early") } else { self.value.short(words, currency) }
    }

    /// The change against a comparison of the table.
    pub fn change(&self, comparison: usize) -> Change {
        self.past.get(comparison).map_or(Change::Unknown, |past| Change::between(*past, self.value))
    }
}

/// Counters and cost of a row, now and in the past.
#[derive(Debug, Clone, Default)]
struct Sum {
    now: Metrics,
    cost: Option<u64>,
    past: Vec<(Metrics, Option<u64>)>,
}

impl Sum {
    fn add(&mut self, more: &Self) {
        add_metrics(&mut self.now, &more.now);
        add_cost(&mut self.cost, more.cost);
        self.past.resize(self.past.len().max(more.past.len()), (Metrics::new(), None));
        for (sum, more) in self.past.iter_mut().zip(&more.past) {
            add_metrics(&mut sum.0, &more.0);
            add_cost(&mut sum.1, more.1);
        }
    }

    fn of<'a>(sums: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        for sum in sums {
            all.add(sum);
        }
        all
    }

    fn cell(&self, measure: &Measure, comparisons: usize) -> Cell {
        let past = self.past.iter().map(|(metrics, cost)| measure.value(metrics, *cost));
        let past = past.chain(std::iter::repeat(measure.value(&Metrics::new(), None))).take(comparisons).collect();
        Cell { value: measure.value(&self.now, self.cost), too_early: false, past }
    }
}

/// Costs that are not known are not 0; what is known is added up.
fn add_cost(sum: &mut Option<u64>, more: Option<u64>) {
    if let Some(more) = more {
        *sum = Some(sum.unwrap_or_default().saturating_add(more));
    }
}

impl Table {
    /// Makes the table of what was read for a question. `counted` is the last day that was counted in full.
    pub fn of(question: &Question, answer: &Answer, counted: Option<Date>) -> Self {
        let (by, range) = (question.by, question.range(counted));
        let sums = sums(question, answer, range);
        let comparisons = question.compare.len();
        let mut rows: Vec<(Rank, &String, &Sum)> =
            sums.iter().map(|(name, sum)| (Rank::of(question.order(), name, sum), name, sum)).collect();
        rows.sort_by(|(left, ..), (right, ..)| left.cmp(right));
        let rest = rows.split_off(question.top.unwrap_or(rows.len()).min(rows.len()));

        let is_early = |name: &str, measure: &Measure| is_too_early(by, name, measure, counted);
        let row = |name: &str, sum: &Sum, ranked: bool| {
            let cell = |measure: &&Measure| match sum.cell(measure, comparisons) {
                cell if is_early(name, measure) => Cell { value: Value::Nothing, too_early: true, ..cell },
                cell => cell,
            };
            Row { name: name.to_owned(), cells: question.measures.iter().map(cell).collect(), ranked }
        };
        let total_cell = |measure: &&'static Measure| {
            let old_enough = sums.iter().filter(|(name, _)| !is_early(name, measure));
            let mut cell = Sum::of(old_enough.map(|(_, sum)| sum)).cell(measure, comparisons);
            // Each period against the one before it: the sum of those is the same series, moved by one.
            for (past, compare) in cell.past.iter_mut().zip(&question.compare) {
                if matches!((by, compare), (By::Time(_), Compare::Before)) {
                    *past = Value::Nothing;
                }
            }
            cell
        };
        let total: Vec<Cell> = question.measures.iter().map(total_cell).collect();
        let all = Sum::of(sums.values());
        Self {
            by,
            range,
            compare: question.compare.iter().map(|compare| (*compare, range.past(*compare))).collect(),
            others: (!rest.is_empty()).then(|| Others {
                values: rest.len(),
                row: row(Others::NAME, &Sum::of(rest.iter().map(|(.., sum)| *sum)), false),
            }),
            rows: rows.iter().map(|(rank, name, sum)| row(name, sum, rank.is_ranked())).collect(),
            total: Row { name: Row::TOTAL.to_owned(), cells: total, ranked: false },
            not_counted: not_counted(range.days(), counted),
            apart: all.now.iter().filter_map(|(name, sum)| Some((apart_in(name)?, *sum))).collect(),
            old: all.now.get(ACTIVITIES_OLD).copied().unwrap_or_default(),
            measures: question.measures.clone(),
        }
    }

    /// What is to know and to do about amounts of won deals that [stand apart](Self::apart); none if none does.
    pub fn apart_note(&self, words: Words<'_>, company: Currency) -> Option<String> {
        let amounts = self.apart.iter().map(|(of, minor)| Money::new(*minor, *of).text(words));
        let amounts =
            amounts.reduce(|one, more| words.with("numbers-and", &[("one", one.into()), ("more", more.into())]))?;
        let values = [("amounts", amounts.into()), ("currency", company.code().into())];
        Some(words.with("numbers-deals-apart", &values))
    }

    /// Nothing was counted in its days, nor spent.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Question {
    /// The order of the rows: by the first measure if there is none, unless they are periods.
    fn order(&self) -> Option<Order> {
        let first = || self.measures.first().filter(|_| self.by.length().is_none());
        self.order.or_else(|| first().map(|measure| Order { measure, rising: false }))
    }
}

/// Which values of a dimension are rows. What visitors did at forms makes none in a table of leads: links may name any
/// campaign. Nor do leads in a table of forms.
struct AskedRows {
    of_leads: bool,
    of_forms: bool,
}

impl AskedRows {
    fn of(question: &Question) -> Self {
        let has = |of_forms| {
            let mut counters = question.measures.iter().flat_map(|measure| measure.counters());
            counters.any(|name| counter::is_of_forms(name) == of_forms)
        };
        let needs_cost = question.measures.iter().any(|measure| measure.needs_cost());
        let is_of_values = matches!(question.by, By::Dimension(dimension) if dimension.name != ALL);
        Self { of_leads: !is_of_values || needs_cost || has(false), of_forms: !is_of_values || has(true) }
    }

    fn has(&self, metrics: &Metrics) -> bool {
        let all = self.of_leads && self.of_forms;
        all || metrics.keys().any(|name| if counter::is_of_forms(name) { self.of_forms } else { self.of_leads })
    }
}

/// What each row is computed from.
fn sums(question: &Question, answer: &Answer, range: Range) -> BTreeMap<String, Sum> {
    let comparisons = question.compare.len();
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    let asked = AskedRows::of(question);
    let parts = std::iter::once((None, &answer.now)).chain(answer.past.iter().map(|(at, part)| (Some(*at), part)));
    for (past, Part { counts, costs }) in parts {
        let with_cost = costs.keys().filter(|_| asked.of_leads);
        let counted = counts.iter().filter(|(_, metrics)| asked.has(metrics)).map(|(name, _)| name);
        for name in counted.chain(with_cost).filter(|name| question.by.has(name, range.days())) {
            if !sums.contains_key(name) {
                let past = vec![(Metrics::new(), None); comparisons];
                sums.insert(name.clone(), Sum { past, ..Sum::default() });
            }
            let sum = sums.get_mut(name).expect("it is in the map by now");
            let metrics = counts.get(name).cloned().unwrap_or_default();
            let cost = costs.get(name).copied();
            match past {
                None => (sum.now, sum.cost) = (metrics, cost),
                Some(at) if at < comparisons => sum.past[at] = (metrics, cost),
                Some(_) => {}
            }
        }
    }
    // A series begins with the first period that has something, and has no gaps.
    if matches!(question.by, By::Time(_)) {
        let is_empty = |sum: &Sum| sum.now.is_empty() && sum.cost.is_none();
        let first = sums.iter().find(|(_, sum)| !is_empty(sum)).map(|(name, _)| name.clone());
        sums = first.map(|first| sums.split_off(&first)).unwrap_or_default();
    }
    sums
}

/// The days after arrival that the measure counts are not over for every lead of the cohort.
fn is_too_early(by: By, row: &str, measure: &Measure, counted: Option<Date>) -> bool {
    let Some(within) = within(measure).filter(|_| by.cohort().is_some()) else { return false };
    let Ok(cohort) = Period::parse(row) else { return false };
    counted.is_none_or(|counted| counted < cohort.days().last.saturating_add(within.days()))
}

/// Those of the days that were not counted in full.
fn not_counted(days: Days, counted: Option<Date>) -> Option<Days> {
    let Some(counted) = counted else { return Some(days) };
    let first = counted.saturating_add(1.day()).max(days.first);
    (first <= days.last).then_some(Days { first, last: days.last })
}

/// The place of a row among others.
struct Rank {
    /// 0 if its number may be ranked, 1 if it rests on too few cases, 2 if there is no number.
    class: u8,
    /// The smaller stands first.
    number: f64,
    /// For rows that are equal otherwise.
    name: (bool, String),
}

impl Rank {
    fn of(order: Option<Order>, name: &str, sum: &Sum) -> Self {
        let time = time_of(name);
        let Some(Order { measure, rising }) = order else {
            return Self { class: 0, number: 0.0, name: time };
        };
        let cases = measure.cases(&sum.now);
        let (class, number) = match (measure.value(&sum.now, sum.cost).number(), cases) {
            (None, _) => (2, 0.0),
            #[expect(clippy::cast_precision_loss, reason = "for an order alone")]
            (Some(_), Some(cases)) if !can_rank(cases) => (1, -(cases as f64)),
            (Some(number), _) => (0, if rising { number } else { -number }),
        };
        Self { class, number, name: time }
    }

    fn is_ranked(&self) -> bool {
        self.class == 0
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let numbers = || self.number.total_cmp(&other.number);
        self.class.cmp(&other.class).then_with(numbers).then_with(|| self.name.cmp(&other.name))
    }
}
