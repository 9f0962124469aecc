//! What a measure is, and how its value is computed.
//!
//! A measure is computed from counters of any range and any value of a dimension, since counters add up. A rate is never
//! stored, and never averaged: its two counts are.

use crate::metrics::counter;
use crate::metrics::counter::Topic;
use crate::metrics::day::Metrics;
use crate::metrics::histogram;
use crate::metrics::interval::wilson;
use crate::words::Words;

/// What people read.
#[derive(Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its name in commands, addresses of pages, CSV and JSON; it never changes.
    pub name: &'static str,
    /// The message for the heading of a column with it; see [`Measure::heading`].
    pub(super) heading: &'static str,
    /// What it counts, in.
    pub unit: Unit,
    /// The message that says what it counts; see [`Measure::definition`].
    pub(super) definition: &'static str,
    /// The part of the business that it is about.
    pub area: Area,
    /// How it is computed.
    pub formula: Formula,
}

/// In what a measure is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Leads.
    Leads,
    /// Forms that were sent.
    Forms,
    /// Persons.
    People,
    /// Mails.
    Mails,
    /// Times that something happened.
    Times,
    /// Deals.
    Deals,
    /// Ways of a lead through a sequence.
    Ways,
    /// Rows of deliveries.
    Rows,
    /// A share, shown in percent with its count.
    Percent,
    /// A duration.
    Duration,
    /// An amount in the company's currency.
    Money,
    /// A ratio of two amounts.
    Ratio,
}

/// A part of the business; a report shows the measures of one or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// What comes in.
    Leads,
    /// How far it comes.
    Funnel,
    /// What sales does with it.
    Sales,
    /// What it costs and brings.
    Money,
    /// Mails.
    Mail,
    /// Sequences.
    Nurture,
    /// Bought leads.
    Supply,
    /// What visitors do at forms.
    Forms,
}

impl Area {
    /// All of them, in the order of pages.
    pub const ALL: [Self; 8] =
        [Self::Leads, Self::Funnel, Self::Sales, Self::Money, Self::Mail, Self::Nurture, Self::Supply, Self::Forms];

    /// Its name in commands and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Funnel => "funnel",
            Self::Sales => "sales",
            Self::Money => "money",
            Self::Mail => "mail",
            Self::Nurture => "nurture",
            Self::Supply => "supply",
            Self::Forms => "forms",
        }
    }
}

/// How a measure is computed. A counter that ends with a dot stands for all that begin with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formula {
    /// The sum of counters.
    Count(&'static [&'static str]),
    /// The sum of counters, less those of others.
    Less(&'static [&'static str], &'static [&'static str]),
    /// A part of a whole: both are sums of counters.
    Share {
        /// The part.
        of: &'static [&'static str],
        /// The whole.
        among: &'static [&'static str],
    },
    /// The part of a whole that is not in other counters.
    ShareLess {
        /// What is taken away from the whole.
        without: &'static [&'static str],
        /// The whole.
        among: &'static [&'static str],
    },
    /// The value of a histogram below which so many percent are.
    Quantile(&'static str, u8),
    /// A sum of money.
    Amount(&'static str),
    /// A sum of money for each of a number.
    Mean(&'static str, &'static [&'static str]),
    /// What was spent.
    Cost,
    /// What was spent for each of a number.
    CostPer(&'static [&'static str]),
    /// What was spent for each of a number, less those of others.
    CostPerLess(&'static [&'static str], &'static [&'static str]),
    /// A sum of money for each unit of money that was spent.
    Return(&'static str),
}

/// A measure of a range and a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A number of the measure's unit.
    Count(u64),
    /// A part of a whole.
    Share {
        /// The part.
        of: u64,
        /// The whole, which is not 0.
        among: u64,
    },
    /// A duration in seconds.
    Seconds(u64),
    /// An amount in the smallest unit of the company's currency.
    Money(u64),
    /// A ratio of two amounts, in hundredths.
    Hundredths(u64),
    /// There is nothing to compute it from: no lead, or no known cost. It is not zero.
    Nothing,
}

impl Value {
    /// What rows are ordered by, and where it stands in a chart; none sorts last.
    pub fn number(self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "for an order and a drawing")]
        let float = |number: u64| number as f64;
        match self {
            Self::Count(number) | Self::Seconds(number) | Self::Money(number) => Some(float(number)),
            Self::Hundredths(number) => Some(float(number) / 100.0),
            Self::Share { of, among } => Some(float(of) / float(among)),
            Self::Nothing => None,
        }
    }

    /// The interval of a share, of 95 %.
    pub fn interval(self) -> Option<(f64, f64)> {
        match self {
            Self::Share { of, among } => wilson(of.min(among), among),
            _ => None,
        }
    }
}

impl Measure {
    /// The heading of a column with it.
    pub fn heading(&self, words: Words<'_>) -> String {
        words.say(self.heading)
    }

    /// What it counts, in a sentence.
    pub fn definition(&self, words: Words<'_>) -> String {
        words.say(self.definition)
    }

    /// The measure of some counters; `cost` is what was spent, in the smallest unit, if that is known.
    pub fn value(&self, metrics: &Metrics, cost: Option<u64>) -> Value {
        let sum = |names: &[&str]| sum(metrics, names);
        let per = |amount: Option<u64>, number: u64| match amount {
            // Half of the smallest unit is rounded up.
            Some(amount) if number > 0 => Value::Money((amount.saturating_mul(2) + number) / (2 * number)),
            _ => Value::Nothing,
        };
        match self.formula {
            Formula::Count(names) => Value::Count(sum(names)),
            Formula::Less(names, less) => Value::Count(sum(names).saturating_sub(sum(less))),
            Formula::Share { of, among } => share(sum(of), sum(among)),
            Formula::ShareLess { without, among } => share(sum(among).saturating_sub(sum(without)), sum(among)),
            Formula::Quantile(name, percent) => {
                histogram::quantile(histogram::buckets(metrics, name), percent).map_or(Value::Nothing, Value::Seconds)
            }
            Formula::Amount(name) => Value::Money(sum(&[name])),
            Formula::Mean(amount, names) => per(Some(sum(&[amount])), sum(names)),
            Formula::Cost => cost.map_or(Value::Nothing, Value::Money),
            Formula::CostPer(names) => per(cost, sum(names)),
            Formula::CostPerLess(names, less) => per(cost, sum(names).saturating_sub(sum(less))),
            Formula::Return(amount) => match cost {
                Some(cost) if cost > 0 => {
                    let hundredths = u128::from(sum(&[amount])) * 100 / u128::from(cost);
                    Value::Hundredths(u64::try_from(hundredths).unwrap_or(u64::MAX))
                }
                _ => Value::Nothing,
            },
        }
    }

    /// The cases that a rate, a quantile, a mean or a cost per case rests on; none for other measures.
    pub fn cases(&self, metrics: &Metrics) -> Option<u64> {
        match self.formula {
            Formula::Share { among, .. } | Formula::ShareLess { among, .. } => Some(sum(metrics, among)),
            Formula::Quantile(name, _) => Some(histogram::buckets(metrics, name).map(|(_, count)| count).sum()),
            Formula::Mean(_, names) | Formula::CostPer(names) => Some(sum(metrics, names)),
            Formula::CostPerLess(names, less) => Some(sum(metrics, names).saturating_sub(sum(metrics, less))),
            Formula::Return(_) => Some(sum(metrics, &[counter::DEALS_WITH_AMOUNT])),
            Formula::Count(_) | Formula::Less(..) | Formula::Amount(_) | Formula::Cost => None,
        }
    }

    /// It can be shown by a dimension that keeps counters of these topics.
    pub fn is_known_by(&self, topics: &[Topic]) -> bool {
        self.counters().all(|name| topics.contains(&counter::read(name).1))
    }

    /// It is one of whole deliveries of suppliers.
    pub fn is_of_supply(&self) -> bool {
        self.counters().any(|name| counter::read(name).1 == Topic::Supply)
    }

    /// It needs costs.
    pub fn needs_cost(&self) -> bool {
        matches!(self.formula, Formula::Cost | Formula::CostPer(_) | Formula::CostPerLess(..) | Formula::Return(_))
    }

    /// The counters that it is computed from; one that ends with a dot stands for all that begin with it.
    pub fn counters(&self) -> impl Iterator<Item = &'static str> {
        let (one, more, single): (&[&str], &[&str], Option<&'static str>) = match self.formula {
            Formula::Count(names) | Formula::CostPer(names) => (names, &[], None),
            Formula::Less(names, less) | Formula::CostPerLess(names, less) => (names, less, None),
            Formula::Share { of, among } => (of, among, None),
            Formula::ShareLess { without, among } => (without, among, None),
            Formula::Quantile(name, _) | Formula::Amount(name) | Formula::Return(name) => (&[], &[], Some(name)),
            Formula::Mean(amount, names) => (names, &[], Some(amount)),
            Formula::Cost => (&[], &[], None),
        };
        one.iter().chain(more).copied().chain(single)
    }
}

fn share(of: u64, among: u64) -> Value {
    if among == 0 { Value::Nothing } else { Value::Share { of, among } }
}

fn sum(metrics: &Metrics, names: &[&str]) -> u64 {
    let of = |name: &&str| match name.strip_suffix('.') {
        Some(_) => {
            let all = metrics.range((*name).to_owned()..).take_while(|(counter, _)| counter.starts_with(*name));
            all.fold(0, |sum: u64, (_, number)| sum.saturating_add(*number))
        }
        None => metrics.get(*name).copied().unwrap_or_default(),
    };
    names.iter().map(of).fold(0, u64::saturating_add)
}
