//! Which of several mails of a step works best, and when it is too early to tell.
//!
//! A step with `share` gives leads one of its mails by chance, so that the mails meet the same kind of people. Counted
//! are people: those who clicked, of those whom the mail was sent to.
//!
//! The test, in full. Two mails differ if the interval of the difference of their shares does not hold 0: the hybrid
//! score interval of R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics
//! in Medicine 17 (1998), method 10. A mail is better if it differs from each of the others. The level is 5 % over all
//! pairs (Bonferroni: 5 % divided by their number). The planned number of sends of each mail is the one by which a
//! difference of a third of the common share is found with a probability of 80 %. Who looks at a test every morning
//! finds a difference by chance sooner or later, so before that number only a level of 0.1 % decides (Haybittle and
//! Peto's rule for looks in between).

use crate::metrics::counter;
use crate::metrics::day::Counts;
use crate::metrics::interval::{can_rank, difference, errors, float, points_between, quantile_of_normal};
use crate::metrics::words::{number, parts, percent};
use crate::sequence::rules::Sequences;
use crate::sequence::step::{Step, StepAction};
use crate::words::Words;

/// A mail of a test, in all its languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The mail's name.
    pub mail: String,
    /// How often it was sent.
    pub sent: u64,
    /// How many people clicked in it.
    pub clicked: u64,
}

impl Variant {
    /// `58 of 900 (6.4%)`.
    fn text(&self, words: Words<'_>) -> String {
        let parts = parts(words, self.clicked, self.sent);
        if self.sent > 0 { format!("{parts} ({})", percent(words, self.clicked, self.sent)) } else { parts }
    }
}

/// What a test says so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// Nothing yet.
    TooEarly {
        /// About how many more sends each mail needs.
        needed: u64,
    },
    /// Each mail was sent often enough to show a difference of a third, and none shows.
    NoDifference,
    /// One is better than each of the others.
    Better {
        /// Its place among the variants.
        best: usize,
        /// The place of the one next to it.
        next: usize,
        /// By how much its share is higher than that of `next`: the interval, as two numbers of 0 to 1.
        by: (f64, f64),
    },
}

/// The probability of finding a difference by chance that is accepted at the planned number of sends.
const LEVEL: f64 = 0.05;

/// The same before that number.
const EARLY_LEVEL: f64 = 0.001;

/// The probability of finding a difference that is there.
const POWER: f64 = 0.8;

/// The difference that is looked for, as a part of the common share.
const RELEVANT: f64 = 1.0 / 3.0;

/// Before anything was sent the common share is taken for 2.5 %: one click and 40 sends more than there are.
const EXPECTED: (f64, f64) = (1.0, 40.0);

/// What the test says of two or more variants; none of fewer, and where more people clicked than mails were sent (those
/// were sent before the period that is looked at).
pub fn verdict(variants: &[Variant]) -> Option<Verdict> {
    if variants.len() < 2 || variants.iter().any(|variant| variant.clicked > variant.sent) {
        return None;
    }
    let pairs = variants.len() * (variants.len() - 1) / 2;
    let fewest = variants.iter().map(|variant| variant.sent).min()?;
    let planned = planned(variants, pairs);
    let level = if fewest >= planned { LEVEL } else { EARLY_LEVEL };
    if can_rank(fewest)
        && let Some(better) = better(variants, errors(level, pairs))
    {
        return Some(better);
    }
    Some(if fewest >= planned {
        Verdict::NoDifference
    } else {
        Verdict::TooEarly { needed: roughly(planned - fewest) }
    })
}

/// The variant that is better than each of the others, if there is one.
fn better(variants: &[Variant], z: f64) -> Option<Verdict> {
    let mut places: Vec<usize> = (0..variants.len()).collect();
    // By share, compared without a division.
    places.sort_by_key(|at| std::cmp::Reverse(*at));
    places.sort_by(|a, b| {
        let (a, b) = (&variants[*a], &variants[*b]);
        let product = |one: u64, other: u64| u128::from(one) * u128::from(other);
        product(b.clicked, a.sent).cmp(&product(a.clicked, b.sent))
    });
    let best = places[0];
    let interval = |other: usize| {
        let (a, b) = (&variants[best], &variants[other]);
        difference((a.clicked, a.sent), (b.clicked, b.sent), z)
    };
    let is_better = places[1..].iter().all(|other| interval(*other).is_some_and(|(low, _)| low > 0.0));
    is_better.then_some(Verdict::Better { best, next: places[1], by: interval(places[1])? })
}

/// How often each variant is to be sent before the test is read: the usual number for two shares of which one is a third
/// of the common share above the other.
fn planned(variants: &[Variant], pairs: usize) -> u64 {
    let sum = |of: fn(&Variant) -> u64| float(variants.iter().map(of).sum());
    let share = (sum(|variant| variant.clicked) + EXPECTED.0) / (sum(|variant| variant.sent) + EXPECTED.1);
    let z = errors(LEVEL, pairs) + quantile_of_normal(POWER);
    let number = (z / RELEVANT).powi(2) * 2.0 * (1.0 - share) / share;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive number, cut off where it is absurd"
    )]
    let number = number.ceil() as u64;
    number
}

/// The number rounded up to two digits.
fn roughly(number: u64) -> u64 {
    let unit = 10_u64.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(1));
    number.div_ceil(unit).saturating_mul(unit)
}

/// A step of a sequence whose mails are tested.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// The sequence.
    pub sequence: String,
    /// The step.
    pub step: String,
    /// Its mails.
    pub variants: Vec<Variant>,
    /// What the test says.
    pub verdict: Verdict,
}

/// The tests that the sequences run, by the counters of mails (the dimension `mail`) of a period.
///
/// A step is a test if chance alone decides who gets which of its mails: its variants with `share` have no `when`, and
/// none without `share` stands behind them, for it would take leads from the step's own mail alone. A mail that is also
/// sent elsewhere meets other people too, so its step is no test.
pub fn tests(sequences: &Sequences, mails: &Counts) -> Vec<Test> {
    let steps = || sequences.iter().flat_map(|(name, sequence)| sequence.steps.iter().map(move |step| (name, step)));
    let times_used = |mail: &str| steps().flat_map(|(_, step)| mails_of(step)).filter(|used| *used == mail).count();
    let tests = steps().filter_map(|(sequence, step)| {
        let tested = tested(step)?;
        if tested.iter().any(|mail| times_used(mail) > 1) {
            return None;
        }
        let variants: Vec<Variant> = tested.into_iter().map(|mail| variant(mail, mails)).collect();
        let verdict = verdict(&variants)?;
        Some(Test { sequence: sequence.clone(), step: step.name.clone(), variants, verdict })
    });
    tests.collect()
}

/// The mails of a step.
fn mails_of(step: &Step) -> Vec<&str> {
    match &step.action {
        StepAction::Mail { mail, instead } => {
            let instead = instead.iter().map(|variant| variant.mail.as_str());
            [mail.as_str()].into_iter().chain(instead).collect()
        }
        _ => Vec::new(),
    }
}

/// The mails of a step among which chance alone decides.
fn tested(step: &Step) -> Option<Vec<&str>> {
    let StepAction::Mail { mail, instead } = &step.action else { return None };
    let by_chance = instead.iter().skip_while(|variant| variant.share.is_none());
    let mut mails = Vec::new();
    let mut shares = 0;
    for variant in by_chance {
        shares += u32::from(variant.share.filter(|_| variant.when.is_empty())?.count());
        mails.push(variant.mail.as_str());
    }
    // The step's own mail is left to nobody where the shares are all.
    if shares < 100 {
        mails.insert(0, mail.as_str());
    }
    (mails.len() > 1).then_some(mails)
}

/// What was counted of a mail in all its languages: `tips` and `tips.pt`.
fn variant(mail: &str, mails: &Counts) -> Variant {
    let of = |file: &str| file.split_once('.').map_or(file, |(base, _)| base) == mail;
    let files = || mails.iter().filter(|(file, _)| of(file)).map(|(_, metrics)| metrics);
    let sum = |counter: &str| files().filter_map(|metrics| metrics.get(counter)).sum();
    Variant { mail: mail.to_owned(), sent: sum(counter::MAILS), clicked: sum(counter::CLICKERS) }
}

impl Test {
    /// What the test says, in sentences.
    pub fn text(&self, words: Words<'_>) -> String {
        let step = [("sequence", self.sequence.as_str().into()), ("step", self.step.as_str().into())];
        let with = |key: &str, more: &[(&str, crate::words::Value<'_>)]| words.with(key, &[&step, more].concat());
        match self.verdict {
            Verdict::Better { best, next, by: (low, high) } => {
                let (best, next) = (&self.variants[best], &self.variants[next]);
                let values = [
                    ("best", best.mail.as_str().into()),
                    ("clicked", best.text(words).into()),
                    ("next", next.mail.as_str().into()),
                    ("others", next.text(words).into()),
                    ("points", points_between(words, (low, high)).into()),
                ];
                with("numbers-test-better", &values)
            }
            Verdict::NoDifference => with("numbers-test-no-difference", &[("clicked", self.list(words).into())]),
            Verdict::TooEarly { needed } => {
                let values = [("clicked", self.list(words).into()), ("needed", number(words, needed).into())];
                with("numbers-test-too-early", &values)
            }
        }
    }

    fn list(&self, words: Words<'_>) -> String {
        let variants = self.variants.iter().map(|variant| format!("{} {}", variant.mail, variant.text(words)));
        variants.collect::<Vec<_>>().join(", ")
    }
}
