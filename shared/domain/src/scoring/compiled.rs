//! Engagement rules, made ready to be asked often.

use std::borrow::Cow;

use crate::activity::kinds::ActivityKind;
use crate::condition::Pattern;
use crate::scoring::rules::{EngagementRule, FORM_SUBMITTED, PointLimit};
use crate::value::day::{Day, bucket};

/// A rule on what they do.
#[derive(Debug, Clone)]
pub(crate) struct Compiled {
    pub(crate) points: i32,
    pub(crate) first_only: bool,
    pub(crate) at_most: u32,
    pub(crate) most: Option<PointLimit>,
    pub(crate) group: Option<usize>,
    pub(crate) timing: Timing,
    /// It counts forms: a count may go down when two spans of posts turn out to be one.
    pub(crate) counts_forms: bool,
    form: Option<String>,
    page: Option<Pattern>,
    name: Option<Pattern>,
}

/// What time does to points.
#[derive(Debug, Clone)]
pub(crate) enum Timing {
    /// Nothing.
    Always,
    /// They go after so many days.
    Within(Day),
    /// They become fewer: age in days → points, to where none are left.
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

    /// It counts this; the kind fits already.
    pub(crate) fn takes(&self, signal: &Signal<'_>) -> bool {
        let like = |pattern: &Option<Pattern>, text: &Option<Cow<'_, str>>| {
            pattern.as_ref().is_none_or(|pattern| text.as_ref().is_some_and(|text| pattern.is_like(text)))
        };
        self.form.as_ref().is_none_or(|form| signal.form == Some(form.as_str()))
            && like(&self.page, &signal.page)
            && like(&self.name, &signal.name)
    }

    /// The day that stands for `day` when asked on `on`: points that decay go by buckets of days.
    pub(crate) fn first_day(&self, day: Day, on: Day) -> Day {
        match self.timing {
            Timing::Decay(_) => bucket(day, on),
            Timing::Always | Timing::Within(_) => day,
        }
    }

    /// What one time of `day` is worth on `on`, a day not before it; none once it no longer counts.
    pub(crate) fn worth(&self, day: Day, on: Day) -> Option<i32> {
        self.worth_at(on - self.first_day(day, on))
    }

    /// What one time is worth when the day that stands for it is so many days ago.
    pub(crate) fn worth_at(&self, age: Day) -> Option<i32> {
        match &self.timing {
            Timing::Always => Some(self.points),
            Timing::Within(days) => (age < *days).then_some(self.points),
            Timing::Decay(table) => usize::try_from(age).ok().and_then(|age| table.get(age)).copied(),
        }
    }

    /// From which age in days a time no longer counts; none if it counts for ever.
    pub(crate) fn horizon(&self) -> Option<Day> {
        match &self.timing {
            Timing::Always => None,
            Timing::Within(days) => Some(*days),
            Timing::Decay(table) => Some(Day::try_from(table.len()).unwrap_or(Day::MAX)),
        }
    }
}

/// One, in the fixed point of [`decay`].
const ONE: u128 = 1 << 62;

/// Age in days → points, as long as there are any: `points` · 2^(−age ÷ half-life), rounded towards zero, so that points
/// end. Integers only: the same on every machine. At whole half-lives it is exact.
fn decay(points: i32, half_life: u16) -> Vec<i32> {
    let step = daily_factor(half_life);
    let weights: Vec<u128> =
        std::iter::successors(Some(ONE), |weight| Some(weight * step / ONE)).take(usize::from(half_life)).collect();
    let size = u128::from(points.unsigned_abs());
    let halvings = (0_u32..).take_while(|halvings| size >> halvings > 0);
    let sizes = halvings.flat_map(|halvings| weights.iter().map(move |weight| (size * weight / ONE) >> halvings));
    sizes.take_while(|size| *size > 0).map(|size| i32::try_from(size).unwrap_or(i32::MAX) * points.signum()).collect()
}

/// 2^(−1 ÷ half-life): the largest number whose power of `half_life` is at most a half.
fn daily_factor(half_life: u16) -> u128 {
    let power = |factor: u128| (0..half_life).fold(ONE, |product, _| product * factor / ONE);
    let (mut low, mut high) = (ONE / 2, ONE);
    while high - low > 1 {
        let middle = u128::midpoint(low, high);
        if power(middle) <= ONE / 2 { low = middle } else { high = middle }
    }
    low
}

/// What rules look at in an activity. Texts are in lower case.
pub(crate) struct Signal<'a> {
    form: Option<&'a str>,
    page: Option<Cow<'a, str>>,
    name: Option<Cow<'a, str>>,
}

impl<'a> Signal<'a> {
    /// None for what counts for no rule: a call that nobody answered, a mail that a machine opened.
    pub(crate) fn of(what: &'a ActivityKind) -> Option<Self> {
        let none = Self { form: None, page: None, name: None };
        match what {
            ActivityKind::FormSubmitted(sent) => Some(Self { form: Some(&sent.form), ..none }),
            ActivityKind::PageViewed(event)
            | ActivityKind::ProductUsed(event)
            | ActivityKind::EventAttended(event)
            | ActivityKind::TicketOpened(event) => Some(Self {
                page: event.page.as_deref().map(|page| lower(path(page))),
                name: event.name.as_deref().map(lower),
                ..none
            }),
            ActivityKind::CallLogged(contact)
            | ActivityKind::MeetingHeld(contact)
            | ActivityKind::ReplyReceived(contact) => contact.reached.then_some(none),
            ActivityKind::MailOpened(opened) => {
                opened.machine.is_none().then(|| Self { name: Some(lower(&opened.mail)), ..none })
            }
            ActivityKind::MailClicked(click) => {
                Some(Self { page: Some(lower(path(&click.url))), name: Some(lower(&click.mail)), ..none })
            }
            _ => Some(none),
        }
    }
}

/// The path of a page: what stands after the host and before the query.
fn path(page: &str) -> &str {
    let page = page.split(['?', '#']).next().unwrap_or_default();
    match page.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => page,
    }
}

/// Most names are in lower case already: no copy is made of those.
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
