//! Engagement rules in a form that is fast to match and to weigh: patterns split, decay as a table.

use std::borrow::Cow;

use crate::activity::kind_facts::Signal;
use crate::condition::Pattern;
use crate::scoring::rules::{EngagementRule, FORM_SUBMITTED, PointLimit};
use crate::value::day::{Day, bucket};

/// An engagement rule.
#[derive(Debug, Clone)]
pub(crate) struct Compiled {
    pub(crate) points: i32,
    pub(crate) first_only: bool,
    /// The rule counts a link of a mail each time it is clicked.
    every: bool,
    pub(crate) at_most: u32,
    pub(crate) most: Option<PointLimit>,
    pub(crate) group: Option<usize>,
    pub(crate) timing: Timing,
    /// The rule counts forms. Its counts may fall, when two spans of posts turn out to be one.
    pub(crate) counts_forms: bool,
    form: Option<String>,
    page: Option<Pattern>,
    name: Option<Pattern>,
}

/// The effect of time on points.
#[derive(Debug, Clone)]
pub(crate) enum Timing {
    /// None.
    Always,
    /// An occurrence stops counting after this number of days.
    Within(Day),
    /// An occurrence loses points: the index is its age in days, the table ends where no points are left.
    Decay(Vec<i32>),
}

impl Compiled {
    pub(crate) fn new(rule: &EngagementRule, group: Option<usize>) -> Self {
        let timing = match (rule.half_life, rule.within) {
            (Some(half_life), _) => Timing::Decay(decay(rule.points, half_life.count())),
            (None, Some(days)) => Timing::Within(Day::from(days.count())),
            (None, None) => Timing::Always,
        };
        Self {
            points: rule.points,
            first_only: rule.first_only,
            every: rule.every,
            at_most: rule.at_most.unwrap_or(u32::MAX),
            most: rule.most_points,
            group,
            timing,
            counts_forms: rule.kind() == Some(FORM_SUBMITTED),
            form: rule.form.clone(),
            page: rule.page.as_deref().map(Pattern::new),
            name: rule.name.as_deref().map(Pattern::new),
        }
    }

    /// The rule counts this signal. The caller has checked the kind.
    pub(crate) fn takes(&self, signal: &Compared<'_>) -> bool {
        let like = |pattern: &Option<Pattern>, text: &Option<Cow<'_, str>>| {
            pattern.as_ref().is_none_or(|pattern| text.as_ref().is_some_and(|text| pattern.is_like(text)))
        };
        (self.every || !signal.again)
            && self.form.as_ref().is_none_or(|form| signal.form == Some(form.as_str()))
            && like(&self.page, &signal.page)
            && like(&self.name, &signal.name)
    }

    /// The day that stands for `day` on day `on`: points that decay are counted by buckets of days.
    pub(crate) fn first_day(&self, day: Day, on: Day) -> Day {
        match self.timing {
            Timing::Decay(_) => bucket(day, on),
            Timing::Always | Timing::Within(_) => day,
        }
    }

    /// The points of one occurrence of `day` on day `on`, which is not before it; none once it stops counting.
    pub(crate) fn worth(&self, day: Day, on: Day) -> Option<i32> {
        self.worth_at(on - self.first_day(day, on))
    }

    /// The points of one occurrence whose bucket is this number of days old.
    pub(crate) fn worth_at(&self, age: Day) -> Option<i32> {
        match &self.timing {
            Timing::Always => Some(self.points),
            Timing::Within(days) => (age < *days).then_some(self.points),
            Timing::Decay(table) => usize::try_from(age).ok().and_then(|age| table.get(age)).copied(),
        }
    }

    /// The age in days from which an occurrence stops counting; none if it always counts.
    pub(crate) fn horizon(&self) -> Option<Day> {
        match &self.timing {
            Timing::Always => None,
            Timing::Within(days) => Some(*days),
            Timing::Decay(table) => Some(Day::try_from(table.len()).unwrap_or(Day::MAX)),
        }
    }
}

/// The number one in the fixed point of [`decay`].
const ONE: u128 = 1 << 62;

/// The points by age in days, as long as there are any: `points` · 2^(−age ÷ half-life), rounded towards zero, so that
/// the table ends. Integers only, so every machine computes the same. At whole half-lives it is exact.
fn decay(points: i32, half_life: u16) -> Vec<i32> {
    let step = daily_factor(half_life);
    let weights: Vec<u128> =
        std::iter::successors(Some(ONE), |weight| Some(weight * step / ONE)).take(usize::from(half_life)).collect();
    let size = u128::from(points.unsigned_abs());
    let halvings = (0_u32..).take_while(|halvings| size >> halvings > 0);
    let sizes = halvings.flat_map(|halvings| weights.iter().map(move |weight| (size * weight / ONE) >> halvings));
    sizes.take_while(|size| *size > 0).map(|size| i32::try_from(size).unwrap_or(i32::MAX) * points.signum()).collect()
}

/// 2^(−1 ÷ half-life): the largest number whose power of `half_life` is at most one half.
fn daily_factor(half_life: u16) -> u128 {
    let power = |factor: u128| (0..half_life).fold(ONE, |product, _| product * factor / ONE);
    let (mut low, mut high) = (ONE / 2, ONE);
    while high - low > 1 {
        let middle = u128::midpoint(low, high);
        if power(middle) <= ONE / 2 { low = middle } else { high = middle }
    }
    low
}

/// A signal as rules compare it: texts in lower case, a page as its path.
pub(crate) struct Compared<'a> {
    form: Option<&'a str>,
    page: Option<Cow<'a, str>>,
    name: Option<Cow<'a, str>>,
    again: bool,
}

impl<'a> From<Signal<'a>> for Compared<'a> {
    fn from(signal: Signal<'a>) -> Self {
        let page = signal.page.map(|page| lower(path(page)));
        Self { form: signal.form, page, name: signal.name.map(lower), again: signal.again }
    }
}

/// The path of a page's URL: the part after the host and before the query.
fn path(page: &str) -> &str {
    let page = page.split(['?', '#']).next().unwrap_or_default();
    match page.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => page,
    }
}

/// Most names are in lower case already and need no copy.
fn lower(text: &str) -> Cow<'_, str> {
    let is_lower = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

#[cfg(test)]
mod tests {
    use super::{decay, path};

    #[test]
    fn points_halve_with_every_half_life() {
        for (points, half_life, ages) in [
            (100, 30, &[(0, 100), (1, 97), (15, 70), (29, 51), (30, 50), (60, 25), (90, 12), (199, 1), (200, 0)][..]),
            (8, 1, &[(0, 8), (1, 4), (2, 2), (3, 1), (4, 0)]),
            (-10, 14, &[(0, -10), (1, -9), (14, -5), (28, -2), (46, -1), (47, 0)]),
            (1, 400, &[(0, 1), (1, 0)]),
            (100, 400, &[(0, 100), (400, 50), (800, 25), (2657, 1), (2658, 0)]),
            (0, 30, &[(0, 0)]),
        ] {
            let table = decay(points, half_life);
            for (age, worth) in ages {
                assert_eq!(table.get(*age).copied().unwrap_or(0), *worth, "{points} by {half_life}d at {age}");
            }
        }
    }

    #[test]
    fn a_page_is_its_path() {
        for (page, expected) in [
            ("https://acme.example/pricing?plan=a#top", "/pricing"),
            ("https://acme.example", "/"),
            ("https://acme.example?x=/y", "/"),
            ("/pricing/teams", "/pricing/teams"),
            ("pricing", "pricing"),
        ] {
            assert_eq!(path(page), expected, "{page}");
        }
    }
}
