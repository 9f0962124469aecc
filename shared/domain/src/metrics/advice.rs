//! What the numbers advise: sentences with their numbers, or nothing.
//!
//! A sentence is said only where a difference is beyond chance. Each kind of advice compares several things (stages,
//! sources, campaigns, steps); the probability of saying anything by chance is 5 % a kind (Bonferroni), and nothing is
//! said of fewer cases than [`can_rank`] asks for.
//!
//! - **Leaks**, the three that lose most leads: a step of the funnel at which the newest month of arrivals is behind the
//!   month before it (both had the same time); and a source whose leads are won less often than those of the others, of
//!   leads that were decided in the period: a lead that is still open says nothing yet.
//! - **Campaigns** to stop or feed: SQLs for the money, against all other campaigns with a known cost. Only campaigns
//!   that had costs in the period before too: the leads of a new one are not SQLs yet.
//! - **Steps and sequences** that lose people: complaints, hard bounces and refusals of the mails of a step, people who
//!   unsubscribed in a sequence; against the other steps and sequences.
//! - **Answers**: the source whose leads wait longest: more than half of them longer than the median of the others.
//! - **Mails** of a step of which one is better; see [`variants`](crate::metrics::variants).

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::metrics::counter;
use crate::metrics::day::{Counts, Metrics};
use crate::metrics::dimension::NONE;
use crate::metrics::histogram;
use crate::metrics::interval::{can_rank, difference, errors, float, points_between, wilson_at};
use crate::metrics::variants::{Verdict, tests};
use crate::metrics::words::{duration, number, percent};
use crate::sequence::rules::Sequences;
use crate::value::currency::Currency;
use crate::value::decimal::pointed;
use crate::value::money::Money;
use crate::value::month::Month;
use crate::value::period::Days;
use crate::words::Words;

/// What advice is made of: counters of a period, by dimension.
#[derive(Debug, Clone, Default)]
pub struct Evidence<'a> {
    /// By source.
    pub sources: Counts,
    /// By campaign of `campaigns.yaml`, whatever it is called in links.
    pub campaigns: Counts,
    /// By step of a sequence.
    pub steps: Counts,
    /// By sequence.
    pub sequences: Counts,
    /// By mail.
    pub mails: Counts,
    /// By month of arrival, from the first of [`cohorts`] to the last day that was counted.
    pub cohorts: Counts,
    /// What the campaigns cost in the period, in the smallest unit; of those whose cost is known.
    pub costs: BTreeMap<String, u64>,
    /// The campaigns of which a cost is known in as many days before the period.
    pub with_cost_before: BTreeSet<String>,
    /// The company's currency.
    pub currency: Currency,
    /// The sequences.
    pub rules: Option<&'a Sequences>,
}

/// A sentence, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What to do or to look at, with its numbers.
    pub text: String,
    /// The dimension that the numbers stand in.
    pub dimension: &'static str,
    /// The value in it.
    pub value: String,
}

/// What is said by chance, of each kind of advice.
const LEVEL: f64 = 0.05;

/// The leaks that are named.
const LEAKS: usize = 3;

/// Two stages of the funnel: the counters of leads that reached them, the days after arrival that both have, and what is
/// said of a leak.
struct Passage {
    from: &'static str,
    to: &'static str,
    days: i32,
    message: &'static str,
}

const PASSAGES: [Passage; 4] = [
    Passage { from: "lead", to: "mql", days: 30, message: "numbers-leak-to-mql" },
    Passage { from: "mql", to: "sql", days: 30, message: "numbers-leak-to-sql" },
    Passage { from: "sql", to: "prospect", days: 90, message: "numbers-leak-to-prospect" },
    Passage { from: "prospect", to: "customer", days: 90, message: "numbers-leak-to-customer" },
];

/// The two months of arrivals that are compared for a passage of so many days: the newest whose last lead had that time
/// until the day `counted`, and the one before.
fn months(days: i32, counted: Date) -> (Date, Date) {
    let had_time = counted - days.days();
    let is_whole = had_time == had_time.last_of_month();
    let newest = if is_whole { had_time } else { had_time.first_of_month() - 1.day() };
    (newest.first_of_month() - 1.day(), newest)
}

/// The days of which [`Evidence::cohorts`] are read, where every day until `counted` is counted.
pub fn cohorts(counted: Date) -> Days {
    let (before, _) = months(90, counted);
    Days { first: Month::of(before).first(), last: counted }
}

/// All advice for the days of the evidence. `counted` is the last day that was counted.
pub fn advice(words: Words<'_>, evidence: &Evidence<'_>, days: Days, counted: Date) -> Vec<Advice> {
    let mut all = leaks(words, evidence, days, counted);
    all.extend(campaigns(words, evidence, days));
    all.extend(losses(words, evidence, days));
    all.extend(slowest(words, &evidence.sources, days));
    for test in evidence.rules.iter().flat_map(|rules| tests(rules, &evidence.mails)) {
        if let Verdict::Better { best, .. } = test.verdict {
            let value = test.variants[best].mail.clone();
            let of_days = words.with("numbers-test-of-days", &[("days", days.words(words).into())]);
            all.push(Advice { text: format!("{} {of_days}", test.text(words)), dimension: "mail", value });
        }
    }
    all
}

fn of(metrics: &Metrics, names: &[&str]) -> u64 {
    names.iter().filter_map(|name| metrics.get(*name)).sum()
}

/// A part of some cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    of: u64,
    among: u64,
}

impl Part {
    /// `12 (5%)`.
    fn words(self, words: Words<'_>) -> String {
        format!("{} ({})", number(words, self.of), percent(words, self.of, self.among))
    }

    /// By how much its share is below that of `other`: the interval; none unless it is below for sure.
    fn below(self, other: Self, z: f64) -> Option<(f64, f64)> {
        let known = can_rank(self.among) && can_rank(other.among);
        let below = difference((other.of, other.among), (self.of, self.among), z).filter(|_| known)?;
        (below.0 > 0.0).then_some(below)
    }

    /// How many more of its cases would be a part of it at the share of `other`; a half rounded up.
    fn missing(self, other: Self) -> u64 {
        let at_other = u128::from(other.of) * u128::from(self.among) * 2 + u128::from(other.among);
        let expected = at_other / (2 * u128::from(other.among.max(1)));
        u64::try_from(expected).unwrap_or(u64::MAX).saturating_sub(self.of)
    }

    /// The cases that are no part of it.
    fn rest(self) -> Self {
        Self { of: self.among.saturating_sub(self.of), among: self.among }
    }
}

/// A part of the cases of each value, and the same of all other values together. What belongs to no value is left out.
fn against_others(counts: &Counts, of: impl Fn(&Metrics) -> Part) -> Vec<(&String, Part, Part)> {
    let parts: Vec<(&String, Part)> =
        counts.iter().filter(|(value, _)| *value != NONE).map(|(value, metrics)| (value, of(metrics))).collect();
    let all = |which: fn(&Part) -> u64| parts.iter().map(|(_, part)| which(part)).sum::<u64>();
    let (of, among) = (all(|part| part.of), all(|part| part.among));
    let others = |part: &Part| Part { of: of - part.of, among: among - part.among };
    parts.iter().map(|(value, part)| (*value, *part, others(part))).collect()
}

/// The largest leaks of the funnel, those that lose most leads first.
fn leaks(words: Words<'_>, evidence: &Evidence<'_>, days: Days, counted: Date) -> Vec<Advice> {
    let decided = against_others(&evidence.sources, |metrics| {
        let won = of(metrics, &["to.customer"]);
        Part { of: won, among: won + of(metrics, &["to.lost", "to.disqualified", "to.recycled"]) }
    });
    let passages: Vec<(&Passage, [(String, Part); 2])> =
        PASSAGES.iter().map(|passage| (passage, cohort(words, &evidence.cohorts, passage, counted))).collect();
    let enough = |one: Part, other: Part| can_rank(one.among) && can_rank(other.among);
    let comparisons = decided.iter().filter(|(_, part, others)| enough(*part, *others)).count()
        + passages.iter().filter(|(_, [before, now])| enough(before.1, now.1)).count();
    let z = errors(LEVEL, comparisons);
    let mut leaks: Vec<(u64, Advice)> = Vec::new();
    for (passage, [(month_before, before), (month, now)]) in passages {
        let Some(by) = now.below(before, z) else { continue };
        let missing = now.missing(before);
        let values = [
            ("within", passage.days.to_string().into()),
            ("among", number(words, now.among).into()),
            ("month", month.as_str().into()),
            ("part", now.words(words).into()),
            ("amongbefore", number(words, before.among).into()),
            ("monthbefore", month_before.into()),
            ("partbefore", before.words(words).into()),
            ("points", points_between(words, by).into()),
            ("lost", number(words, missing).into()),
        ];
        let text = words.with(passage.message, &values);
        leaks.push((missing, Advice { text, dimension: "cohort_month", value: month }));
    }
    for (source, part, others) in decided {
        let Some(by) = part.below(others, z) else { continue };
        let missing = part.missing(others);
        let values = [
            ("source", source.as_str().into()),
            ("among", number(words, part.among).into()),
            ("days", days.words(words).into()),
            ("part", part.words(words).into()),
            ("amongothers", number(words, others.among).into()),
            ("others", others.words(words).into()),
            ("points", points_between(words, by).into()),
            ("lost", number(words, missing).into()),
        ];
        let text = words.with("numbers-leak-of-source", &values);
        leaks.push((missing, Advice { text, dimension: "source", value: source.clone() }));
    }
    leaks.sort_by_key(|(missing, _)| std::cmp::Reverse(*missing));
    leaks.into_iter().take(LEAKS).map(|(_, advice)| advice).collect()
}

/// What became of the arrivals of two months within the days of a passage: the month before, and the newest.
fn cohort(words: Words<'_>, cohorts: &Counts, passage: &Passage, counted: Date) -> [(String, Part); 2] {
    let (before, newest) = months(passage.days, counted);
    [before, newest].map(|last| {
        let month = Month::of(last).to_string();
        let reached = |stage: &str| {
            let classes = [7, 30, 90].into_iter().filter(|class| *class <= passage.days);
            let name = |class: i32| format!("{}.{stage}.{class}d", counter::REACHED);
            let metrics = cohorts.get(&month);
            classes.filter_map(|class| metrics?.get(&name(class)).copied()).sum()
        };
        (words.date("date-month-of-year", last), Part { of: reached(passage.to), among: reached(passage.from) })
    })
}

/// A campaign that brings fewer or more SQLs for the money than the others.
///
/// If all brought the same for the money, each of the SQLs of all campaigns would be one of this campaign with the
/// probability of its share of the costs: the interval of its share of the SQLs tells whether that can be.
fn campaigns(words: Words<'_>, evidence: &Evidence<'_>, days: Days) -> Vec<Advice> {
    let spent: BTreeMap<&String, (u64, u64)> = evidence
        .costs
        .iter()
        .filter(|(name, cost)| **cost > 0 && evidence.with_cost_before.contains(*name))
        .map(|(name, cost)| {
            (name, (*cost, evidence.campaigns.get(name).map_or(0, |metrics| of(metrics, &["reached.sql"]))))
        })
        .collect();
    let (cost, sqls) = spent.values().fold((0_u64, 0_u64), |sum, one| (sum.0.saturating_add(one.0), sum.1 + one.1));
    if spent.len() < 2 || !can_rank(sqls) {
        return Vec::new();
    }
    let z = errors(LEVEL, spent.len());
    let advice = spent.iter().filter_map(|(name, (its_cost, its_sqls))| {
        let (low, high) = wilson_at(*its_sqls, sqls, z)?;
        let others_cost = cost - its_cost;
        let expected = float(*its_cost) / float(cost);
        let message = if high < expected {
            "numbers-campaign-stop"
        } else if low > expected {
            "numbers-campaign-feed"
        } else {
            return None;
        };
        // Of the same money. None of the others', or none of its own: there is one bound.
        let times = |share: f64| share / (1.0 - share) * float(others_cost) / float(*its_cost);
        let (low, high) = (ratio(words, times(low)).into(), ratio(words, times(high)).into());
        let times = match (*its_sqls, sqls - its_sqls) {
            (0, _) => words.with("numbers-times-at-most", &[("high", high)]),
            (_, 0) => words.with("numbers-times-more-than", &[("low", low)]),
            _ => words.with("numbers-times-between", &[("low", low), ("high", high)]),
        };
        // `4 SQLs (250.00 EUR each)`
        let brought = |brought: String, cost: u64, sqls: u64| match Money::new(cost, evidence.currency).per(sqls) {
            Some(each) => {
                let each = words.with("numbers-each", &[("amount", each.text(words).into())]);
                format!("{brought} ({each})")
            }
            None => brought,
        };
        let values = [
            ("campaign", name.as_str().into()),
            ("days", days.words(words).into()),
            ("cost", Money::new(*its_cost, evidence.currency).text(words).into()),
            (
                "brought",
                brought(
                    words.with("numbers-sqls", &[("number", number(words, *its_sqls).into())]),
                    *its_cost,
                    *its_sqls,
                )
                .into(),
            ),
            ("costothers", Money::new(others_cost, evidence.currency).text(words).into()),
            ("broughtothers", brought(number(words, sqls - its_sqls), others_cost, sqls - its_sqls).into()),
        ];
        let text = format!("{} {times}", words.with(message, &values));
        Some(Advice { text, dimension: "campaign", value: (*name).clone() })
    });
    advice.collect()
}

/// How many times: `0.04`, `1.3`.
fn ratio(words: Words<'_>, times: f64) -> String {
    pointed(words, &if times < 1.0 { format!("{times:.2}") } else { format!("{times:.1}") })
}

/// What loses people in nurture.
struct Loss {
    dimension: &'static str,
    of: &'static [&'static str],
    among: &'static [&'static str],
    /// What is said of it.
    message: &'static str,
}

const LOSSES: [Loss; 4] = [
    Loss { dimension: "step", of: &["complained"], among: &["mail"], message: "numbers-loss-by-complaints" },
    Loss { dimension: "step", of: &["bounced"], among: &["mail"], message: "numbers-loss-by-bounces" },
    Loss {
        dimension: "step",
        of: &["mail_dropped"],
        among: &["mail_dropped", "mail"],
        message: "numbers-loss-by-refusals",
    },
    Loss {
        dimension: "sequence",
        of: &["unsubscribed_in"],
        among: &["ended"],
        message: "numbers-loss-by-unsubscribing",
    },
];

/// Of each kind of loss the step or sequence that loses most people more than the others.
fn losses(words: Words<'_>, evidence: &Evidence<'_>, days: Days) -> Vec<Advice> {
    let found = LOSSES.iter().filter_map(|loss| {
        let counts = if loss.dimension == "step" { &evidence.steps } else { &evidence.sequences };
        let compared =
            against_others(counts, |metrics| Part { of: of(metrics, loss.of), among: of(metrics, loss.among) });
        let z = errors(LEVEL, compared.len() * LOSSES.len());
        let worse = compared.into_iter().filter_map(|(value, part, others)| {
            let by = part.rest().below(others.rest(), z)?;
            Some((part.rest().missing(others.rest()), value, part, others, by))
        });
        let (_, value, part, others, by) = worse.max_by_key(|(missing, ..)| *missing)?;
        let values = [
            ("name", value.as_str().into()),
            ("among", number(words, part.among).into()),
            ("days", days.words(words).into()),
            ("part", part.words(words).into()),
            ("others", others.words(words).into()),
            ("amongothers", number(words, others.among).into()),
            ("points", points_between(words, by).into()),
        ];
        let text = words.with(loss.message, &values);
        Some(Advice { text, dimension: loss.dimension, value: value.clone() })
    });
    found.collect()
}

/// The source whose leads wait longest for an answer.
fn slowest(words: Words<'_>, sources: &Counts, days: Days) -> Option<Advice> {
    let waits = |metrics: &Metrics| histogram::buckets(metrics, counter::SPEED).collect::<Vec<_>>();
    let all: Vec<(&String, Vec<(u16, u64)>)> = sources
        .iter()
        .map(|(source, metrics)| (source, waits(metrics)))
        .filter(|(_, waits)| !waits.is_empty())
        .collect();
    let z = errors(LEVEL, all.len());
    let slow = all.iter().filter(|(source, _)| *source != NONE).filter_map(|(source, waits)| {
        let others = || all.iter().filter(|(other, _)| other != source).flat_map(|(_, waits)| waits.iter().copied());
        let count = |waits: &mut dyn Iterator<Item = (u16, u64)>| waits.map(|(_, count)| count).sum::<u64>();
        let (answered, others_answered) = (count(&mut waits.iter().copied()), count(&mut others()));
        if !can_rank(answered) || !can_rank(others_answered) {
            return None;
        }
        let others_median = histogram::quantile(others(), 50)?;
        let limit = histogram::bucket(others_median);
        let longer = count(&mut waits.iter().copied().filter(|(bucket, _)| *bucket > limit));
        let (low, _) = wilson_at(longer, answered, z)?;
        let median = histogram::quantile(waits.iter().copied(), 50)?;
        (low > 0.5).then_some((median, *source, answered, longer, others_answered, others_median))
    });
    let (median, source, answered, longer, others_answered, others_median) = slow.max()?;
    let values = [
        ("source", source.as_str().into()),
        ("median", duration(words, median).into()),
        ("answered", number(words, answered).into()),
        ("days", days.words(words).into()),
        ("medianothers", duration(words, others_median).into()),
        ("answeredothers", number(words, others_answered).into()),
        ("longer", number(words, longer).into()),
        ("share", percent(words, longer, answered).into()),
    ];
    let text = words.with("numbers-slowest-source", &values);
    Some(Advice { text, dimension: "source", value: source.clone() })
}
