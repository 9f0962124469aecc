//! Answers to questions about numbers: what the command, the pages and the mails show, read in a few requests.

use std::borrow::Cow;
use std::collections::BTreeSet;

use futures_util::future::try_join3;
use jiff::civil::Date;
use leadwright_domain::campaign::{Costs, StoredCosts};
use leadwright_domain::config::Config;
use leadwright_domain::metrics;
use leadwright_domain::metrics::{ALL, Answer, Counts, Grain, Question, Read, Span};
use leadwright_domain::value::month::Month;
use leadwright_domain::value::period::Days;

use super::deliveries::{DELIVERY, asked_of_deliveries, supplied_of};
use super::error::TableError;
use super::numbers::{Asked, Numbers, Piece};
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
        let (mut answered, _) = self.answers(std::slice::from_ref(question), &[], counted, config).await?;
        Ok(answered.remove(0))
    }

    /// Reads what questions ask for, and other counters with them, each row once. `counted` is the last day that was counted;
    /// none will do for questions that do not [need](Question::needs_counted) it.
    ///
    /// The numbers of the whole company are not read where `more` has the same days by a dimension that keeps all counters:
    /// they are its sum. So are those of a part of these days, where they are cut into days.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn answers(
        &self,
        questions: &[Question],
        more: &[Asked],
        counted: Option<Date>,
        config: &Config,
    ) -> Result<(Vec<Answered>, Vec<Numbers>), TableError> {
        let reads: Vec<(&Question, Vec<Read>)> =
            questions.iter().map(|question| (question, question.reads(counted))).collect();
        let mut asked = more.to_vec();
        for (question, read) in
            reads.iter().flat_map(|(question, reads)| reads.iter().map(move |read| (question, read)))
        {
            let one = Asked { dimensions: vec![question.by().dimension().name], days: read.days, grain: Grain::Whole };
            if !asked.contains(&one) && summed(&one, more).is_none() {
                asked.push(one);
            }
        }
        // What is read of deliveries is read with the rest.
        let of_suppliers = questions.iter().any(Question::needs_deliveries);
        let supplied_at = of_suppliers.then(|| {
            let today = counted.and_then(|counted| counted.tomorrow().ok());
            let last = questions.iter().map(|question| question.range(counted).days().last).max();
            asked.push(asked_of_deliveries(today.max(last).unwrap_or_default()));
            asked.len() - 1
        });
        let needs_costs = |question: &Question| question.measures().iter().any(|measure| measure.needs_cost());
        let costs = async {
            let of_costs = reads.iter().filter(|(question, _)| needs_costs(question));
            let days: Vec<&Read> = of_costs.flat_map(|(_, reads)| reads).collect();
            self.costs_of(&days).await
        };
        let deliveries = async {
            if of_suppliers { self.deliveries().await } else { Ok((Vec::new(), std::collections::BTreeMap::new())) }
        };
        let (numbers, stored, deliveries) =
            try_join3(self.numbers_of(&asked, &config.company), costs, deliveries).await?;
        let supplied = supplied_at.map(|at| {
            let counts = numbers[at].pieces.first().and_then(|piece| piece.counts.get(DELIVERY));
            supplied_of(deliveries, counts.unwrap_or(&Counts::new()), config)
        });
        // It is read with the numbers.
        let counted = counted.or_else(|| numbers.first().and_then(|numbers| numbers.counted_until));
        let costs =
            |Days { first, last }: Days| Costs::of(&config.campaigns, config.company.currency, &stored, first, last);
        let answered = reads.into_iter().map(|(question, reads)| {
            let (by, dimension) = (question.by(), question.by().dimension());
            let has_costs = needs_costs(question);
            let mut answer = Answer::default();
            let mut of_question = Vec::new();
            for read in &reads {
                let one = Asked { dimensions: vec![dimension.name], days: read.days, grain: Grain::Whole };
                let found = asked.iter().position(|asked| *asked == one).or_else(|| summed(&one, more));
                let numbers = &numbers[found.expect("all that is read was asked for")];
                let of_days = if has_costs { Some(costs(read.days)) } else { None };
                let mut of_rows = of_days.as_ref().map(|costs| by.costs(costs)).unwrap_or_default();
                let counts = counts_of(numbers, dimension.name, read.days);
                let mut counts = dimension.rows(&counts, &config.campaigns);
                if let Some(supplied) = supplied.as_ref().filter(|_| by.is_of_suppliers()) {
                    let total = of_days.as_ref().map_or(0, |costs| costs.total().minor);
                    let ours = (&config.campaigns, config.company.currency);
                    supplied.add_to(by, read.days, ours, counts.to_mut(), &mut of_rows, total);
                }
                answer.add(read, &counts, &of_rows);
                of_question.push(numbers);
            }
            Answered {
                table: metrics::Table::of(question, &answer, counted),
                counted,
                waiting: of_question.iter().flat_map(|numbers| numbers.waiting.iter().copied()).collect(),
                by_other_definitions: of_question
                    .iter()
                    .flat_map(|numbers| numbers.by_other_definitions.iter().copied())
                    .collect(),
                costs: has_costs.then(|| costs(question.range(counted).days())),
            }
        });
        let answered = answered.collect();
        let mut numbers = numbers;
        numbers.truncate(more.len());
        Ok((answered, numbers))
    }

    /// What is stored of the costs of the months of all that is read.
    async fn costs_of(&self, reads: &[&Read]) -> Result<StoredCosts, TableError> {
        let first = reads.iter().map(|read| read.days.first).min();
        let last = reads.iter().map(|read| read.days.last).max();
        match first.zip(last) {
            Some((first, last)) => self.costs(Month::of(first), Month::of(last)).await,
            None => Ok(StoredCosts::new()),
        }
    }
}

/// The place in `more` of what has the numbers of the whole company as its sum.
fn summed(asked: &Asked, more: &[Asked]) -> Option<usize> {
    let all = metrics::dimension(ALL)?;
    let keeps_all = |name: &&str| metrics::dimension(name).is_some_and(|dimension| dimension.topics == all.topics);
    let has_days = |more: &Asked| {
        let is_within = more.days.first <= asked.days.first && asked.days.last <= more.days.last;
        more.days == asked.days || (more.grain == Grain::Day && is_within)
    };
    let is_sum = |more: &Asked| has_days(more) && more.dimensions.iter().any(&keeps_all);
    (asked.dimensions == [ALL]).then(|| more.iter().position(is_sum))?
}

/// The counters of the pieces in some days by a dimension; those of the whole company may be the sum of another one.
fn counts_of<'a>(numbers: &'a Numbers, dimension: &str, days: Days) -> Cow<'a, Counts> {
    if let [Piece { counts, .. }] = numbers.pieces.as_slice()
        && let Some(counts) = counts.get(dimension)
    {
        return Cow::Borrowed(counts);
    }
    let mut sum = Counts::new();
    let of_days = numbers.pieces.iter().filter(|piece| days.first <= piece.first && piece.last <= days.last);
    for counts in of_days.flat_map(|piece| piece.counts.values()) {
        if dimension == ALL {
            let all = sum.entry(ALL.to_owned()).or_default();
            for metrics in counts.values() {
                metrics::add_metrics(all, metrics);
            }
        } else {
            metrics::add(&mut sum, counts);
        }
    }
    Cow::Owned(sum)
}
