//! Answers to questions about numbers: what the command, the pages and the mails show, read in a few requests.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::{try_join, try_join_all};
use jiff::civil::Date;
use leadwright_domain::campaign::{Costs, StoredCosts};
use leadwright_domain::config::Config;
use leadwright_domain::metrics;
use leadwright_domain::metrics::{Answer, By, Counts, Grain, Question, Read, Span};
use leadwright_domain::value::month::Month;
use leadwright_domain::value::period::{Days, PeriodLength};

use super::error::TableError;
use super::numbers::Numbers;
use super::rows::Table;

/// The answer to a question.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The numbers.
    pub table: metrics::Table,
    /// The last day that was counted after its end; none before the first night.
    pub counted: Option<Date>,
    /// Days, up to that one, that wait to be counted again.
    pub waiting: BTreeSet<Date>,
    /// Parts that were counted by other definitions than today's: `leadwright recount` counts them anew.
    pub by_other_definitions: BTreeSet<Span>,
    /// What is known of the costs of its days, if it shows any.
    pub costs: Option<Costs>,
}

impl Table {
    /// Reads what a question asks for.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn answer(&self, question: &Question, config: &Config) -> Result<Answered, TableError> {
        let mut counted = None;
        if question.needs_counted() {
            counted = self.counted_until().await?.map(|counted| counted.day);
        }
        let reads = question.reads(counted);
        let (numbers, stored) = try_join(self.all_numbers(question.by(), &reads, config), async {
            if question.measures().iter().any(|measure| measure.needs_cost()) {
                self.costs_of(&reads).await.map(Some)
            } else {
                Ok(None)
            }
        })
        .await?;
        // It is read with the numbers.
        counted = counted.or_else(|| numbers.first().and_then(|numbers| numbers.counted_until));
        let costs = |stored: &StoredCosts, Days { first, last }: Days| {
            Costs::of(&config.campaigns, config.company.currency, stored, first, last)
        };
        let (by, dimension) = (question.by(), question.by().dimension());
        let mut answer = Answer::default();
        for read in &reads {
            let counts = counts_of(&numbers, dimension.name, read.days);
            let costs = stored.as_ref().map(|stored| by.costs(&costs(stored, read.days))).unwrap_or_default();
            answer.add(read, &dimension.rows(counts, &config.campaigns), &costs);
        }
        let days = question.range(counted).days();
        Ok(Answered {
            table: metrics::Table::of(question, &answer, counted),
            counted,
            waiting: numbers.iter().flat_map(|numbers| numbers.waiting.iter().copied()).collect(),
            by_other_definitions: numbers.iter().flat_map(|numbers| numbers.by_other_definitions.clone()).collect(),
            costs: stored.map(|stored| costs(&stored, days)),
        })
    }

    /// The counters of all that is read: a series in one piece, with its pieces, and each other range by itself.
    async fn all_numbers(&self, by: By, reads: &[Read], config: &Config) -> Result<Vec<Numbers>, TableError> {
        let dimensions = [by.dimension().name];
        let numbers = |Days { first, last }: Days, grain| {
            let dimensions = &dimensions;
            async move { self.numbers(dimensions, (first, last), grain, &config.company).await }
        };
        let mut found = match grain(by) {
            Some(grain) => {
                let mut ranges: BTreeMap<Option<usize>, Days> = BTreeMap::new();
                for Read { past, days, .. } in reads {
                    let range = ranges.entry(*past).or_insert(*days);
                    *range = Days { first: range.first.min(days.first), last: range.last.max(days.last) };
                }
                try_join_all(ranges.into_values().map(|range| numbers(range, grain))).await?
            }
            None => Vec::new(),
        };
        // The days that a part of a month is compared with are no piece of the series.
        let is_found = |days: &Days| pieces(&found).any(|(of_piece, _)| of_piece == *days);
        let rest: BTreeSet<Days> = reads.iter().map(|read| read.days).filter(|days| !is_found(days)).collect();
        found.extend(try_join_all(rest.into_iter().map(|days| numbers(days, Grain::Whole))).await?);
        Ok(found)
    }

    /// What is stored of the costs of the months of all that is read.
    async fn costs_of(&self, reads: &[Read]) -> Result<StoredCosts, TableError> {
        let first = reads.iter().map(|read| read.days.first).min();
        let last = reads.iter().map(|read| read.days.last).max();
        match first.zip(last) {
            Some((first, last)) => self.costs(Month::of(first), Month::of(last)).await,
            None => Ok(StoredCosts::new()),
        }
    }
}

/// How a series is cut where it is read; none where each row is read by itself.
fn grain(by: By) -> Option<Grain> {
    match by {
        By::Time(PeriodLength::Day) => Some(Grain::Day),
        By::Time(PeriodLength::Week) => Some(Grain::Week),
        By::Time(PeriodLength::Month) => Some(Grain::Month),
        By::Time(PeriodLength::Year) | By::Dimension(_) => None,
    }
}

fn pieces(numbers: &[Numbers]) -> impl Iterator<Item = (Days, &BTreeMap<&'static str, Counts>)> {
    let all = numbers.iter().flat_map(|numbers| &numbers.pieces);
    all.map(|piece| (Days { first: piece.first, last: piece.last }, &piece.counts))
}

/// The counters of some days that were read.
fn counts_of<'a>(numbers: &'a [Numbers], dimension: &str, days: Days) -> &'a Counts {
    static NONE: Counts = Counts::new();
    let of_days = pieces(numbers).find(|(of_piece, _)| *of_piece == days);
    of_days.and_then(|(_, counts)| counts.get(dimension)).unwrap_or(&NONE)
}
