//! The score: fit (who they are) and engagement (what they do), each explained line by line.
//!
//! The explanation's points always sum to the score (mautic/mautic#5369). A score is a pure function of what the
//! lead holds and of the day, and what the lead holds does not depend on the order in which activities came in.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::lead::score::{Grade, Score, Temperature};
use crate::lead::tally::{Tally, TallyEntry};
use crate::lead::{Lead, RatedLead};
use crate::scoring::compiled::{Compiled, Timing};
use crate::scoring::rules::{FitRule, KINDS, PointLimit, Rules};
use crate::value::day::{Day, day_of, to_date};

/// `scoring.yaml`, made ready to count and score with.
#[derive(Debug, Clone)]
pub struct Model {
    pub(crate) rules: Rules,
    /// The engagement rules, in their order.
    pub(crate) engagement: Vec<Compiled>,
    /// Kind of activity → places of the rules that count it.
    by_kind: Vec<(&'static str, Vec<u16>)>,
    /// The group of each fit rule, by its place among the groups.
    fit_groups: Vec<Option<usize>>,
    /// The groups' limits, in the order of their names.
    caps: Vec<PointLimit>,
}

/// More groups than these limit nothing; `check` refuses them. So that scoring needs no memory of its own.
pub(crate) const GROUPS: usize = 16;

/// The most a total can be.
pub(crate) const TOTAL_LIMIT: i32 = 100;

/// The rule named in the line that brings a sum back into 0 to 100.
const LIMIT_RULE: &str = "limit";

impl From<Rules> for Model {
    fn from(rules: Rules) -> Self {
        let group =
            |name: &Option<String>| name.as_ref().and_then(|name| rules.groups.keys().position(|group| group == name));
        let of_kind = |kind: &str| {
            let places = (0_u16..).zip(&rules.engagement);
            places.filter(|(_, rule)| rule.kind() == Some(kind)).map(|(place, _)| place).collect::<Vec<_>>()
        };
        Self {
            engagement: rules.engagement.iter().map(|rule| Compiled::new(rule, group(&rule.group))).collect(),
            by_kind: KINDS.map(|kind| (kind, of_kind(kind))).into_iter().filter(|(_, all)| !all.is_empty()).collect(),
            fit_groups: rules.fit.iter().map(|rule| group(&rule.group)).collect(),
            caps: rules.groups.values().map(|group| group.most).collect(),
            rules,
        }
    }
}

impl<'de> Deserialize<'de> for Model {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Rules::deserialize(deserializer).map(Self::from)
    }
}

impl Serialize for Model {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rules.serialize(serializer)
    }
}

impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        self.rules == other.rules
    }
}

impl Eq for Model {}

/// One line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is for.
    pub kind: LineKind,
    /// The rule's words: "Asked for a demo".
    pub label: String,
    /// The rule's name; for a limit, the rule's or group's that it is of, `fit`, `engagement`, or `limit`.
    pub rule: String,
    /// The points, exact.
    pub points: i32,
    /// How many times they did it that count now; 0 for other lines.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_zero")]
    pub times: u32,
    /// The UTC day of the last of those times, where it matters: to the day for two weeks, then the Monday of its week,
    /// later the first Monday of its four weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Date>,
}

/// What a line of an explanation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Who they are.
    Fit,
    /// What they do.
    Engagement,
    /// A limit that was reached.
    Cap,
}

/// What an engagement rule comes to on a day.
struct Counted<'a> {
    index: usize,
    rule: &'a Compiled,
    times: u32,
    /// Before the rule's own limit.
    points: i32,
    last: Option<Day>,
}

impl Counted<'_> {
    fn limited(&self) -> i32 {
        PointLimit::clamp(self.rule.most, self.points)
    }
}

/// Points of one half of the score, by group.
#[derive(Default)]
struct Half {
    groups: [i32; GROUPS],
    free: i32,
}

impl Half {
    fn add(&mut self, group: Option<usize>, points: i32) {
        let sum = group.and_then(|group| self.groups.get_mut(group)).unwrap_or(&mut self.free);
        *sum = sum.saturating_add(points);
    }

    /// The sum with the groups' limits, without the half's own.
    fn sum(&self, caps: &[PointLimit]) -> i32 {
        let groups = self.groups.iter().zip(caps).map(|(points, cap)| PointLimit::clamp(Some(*cap), *points));
        groups.fold(self.free, i32::saturating_add)
    }
}

impl Model {
    /// What is written in `scoring.yaml`.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The names of all rules.
    pub fn rule_names(&self) -> Vec<&str> {
        let fit = self.rules.fit.iter().map(|rule| rule.rule.as_str());
        fit.chain(self.rules.engagement.iter().map(|rule| rule.rule.as_str())).collect()
    }

    /// The lead's score at `now`. Points lose their worth by the UTC day; a day before the lead's newest activity counts
    /// as that activity's.
    pub fn score(&self, lead: &Lead, now: Timestamp) -> Score {
        self.score_by(lead, &lead.tally, now)
    }

    /// The same by another tally than the lead's, of the same past.
    pub(crate) fn score_by(&self, lead: &Lead, tally: &Tally, now: Timestamp) -> Score {
        self.rated(self.fit(lead), self.engagement(tally, today(tally, now)))
    }

    /// The same, after one activity: who they are is looked at again only if a field or the first touch changed (or the
    /// model); else the fit stands as it is in the lead's score.
    pub fn score_after(&self, lead: &Lead, now: Timestamp, changed: bool) -> Score {
        let fit = if changed { self.fit(lead) } else { lead.score.fit };
        self.rated(fit, self.engagement(&lead.tally, today(&lead.tally, now)))
    }

    /// Why the lead scores as it does at `now`: a line a rule that counts, and a line a limit that was reached. Who they are
    /// comes first. The points sum to the score's total.
    pub fn explain(&self, lead: &Lead, now: Timestamp) -> Vec<Line> {
        let stored = RatedLead::stored(lead);
        let mut lines = Vec::new();
        let mut fit = Half::default();
        for (rule, group) in self.rules.fit.iter().zip(&self.fit_groups).filter(|(rule, _)| rule.when.holds(&stored)) {
            fit.add(*group, rule.points);
            lines.push(line(LineKind::Fit, rule.label.clone(), &rule.rule, rule.points));
        }
        let mut sum = self.explain_caps(&fit, self.rules.most.fit, "fit", "Who they are", &mut lines);

        let mut engagement = Half::default();
        for counted in self.counted(&lead.tally, today(&lead.tally, now)) {
            let rule = &self.rules.engagement[counted.index];
            let times = counted.times;
            let label = if times > 1 { format!("{} (×{times})", rule.label) } else { rule.label.clone() };
            let last = counted.last.map(to_date);
            lines.push(Line { times, last, ..line(LineKind::Engagement, label, &rule.rule, counted.points) });
            let limited = counted.limited();
            lines.push(cap_line(&rule.label, &rule.rule, counted.rule.most, limited - counted.points));
            engagement.add(counted.rule.group, limited);
        }
        sum += self.explain_caps(&engagement, self.rules.most.engagement, "engagement", "What they do", &mut lines);

        let label = format!("A score stays between 0 and {TOTAL_LIMIT}");
        lines.push(line(LineKind::Cap, label, LIMIT_RULE, sum.clamp(0, TOTAL_LIMIT) - sum));
        lines.retain(|line| line.points != 0);
        lines
    }

    /// Adds a line for each limit that half of the score may have reached; the half's points.
    fn explain_caps(
        &self,
        half: &Half,
        most: Option<PointLimit>,
        rule: &str,
        label: &str,
        lines: &mut Vec<Line>,
    ) -> i32 {
        for ((name, group), (points, most)) in self.rules.groups.iter().zip(half.groups.iter().zip(&self.caps)) {
            lines.push(cap_line(&group.label, name, Some(*most), PointLimit::clamp(Some(*most), *points) - points));
        }
        let sum = half.sum(&self.caps);
        let limited = PointLimit::clamp(most, sum);
        lines.push(cap_line(label, rule, most, limited - sum));
        limited
    }

    /// The rule of that name counts for the lead at `now`: a fit rule that holds, or an engagement rule with a time that
    /// has not lost its worth.
    pub fn counts(&self, lead: &Lead, now: Timestamp, rule: &str) -> bool {
        let stored = RatedLead::stored(lead);
        let holds = |fit: &FitRule| fit.rule == rule && fit.when.holds(&stored);
        let is_it = |counted: Counted<'_>| self.rules.engagement[counted.index].rule == rule;
        self.rules.fit.iter().any(holds) || self.counted(&lead.tally, today(&lead.tally, now)).any(is_it)
    }

    /// The first UTC day after that of `now` on which the lead's temperature is another than at `now`, if nothing happens
    /// until then; none if it stays. Goes by the fit in the lead's score, which must be that of its fields.
    pub fn temperature_changes_on(&self, lead: &Lead, now: Timestamp) -> Option<Date> {
        let today = today(&lead.tally, now);
        let at = |day: Day| self.rated(lead.score.fit, self.engagement(&lead.tally, day)).temperature;
        let is_another = |day: Day| at(day) != at(today);
        let timed = lead.tally.entries.iter().filter_map(|entry| {
            let rule = self.engagement.get(usize::from(entry.rule))?;
            Some((rule.points, entry.day + rule.horizon()?))
        });
        // From the last day on, nothing is left to lose.
        let last = timed.clone().map(|(_, end)| end).max()?;
        let first = if timed.clone().all(|(points, _)| points >= 0) {
            // The score only falls: if the temperature changes, it stays changed.
            let (mut same, mut other) = (today, last);
            if other <= same || !is_another(other) {
                return None;
            }
            while other - same > 1 {
                let middle = same + (other - same) / 2;
                if is_another(middle) { other = middle } else { same = middle }
            }
            other
        } else {
            (today + 1..=last).find(|day| is_another(*day))?
        };
        Some(to_date(first))
    }

    /// The engagement rules that count a kind of activity, with their places.
    pub(crate) fn rules_of(&self, kind: &str) -> impl Iterator<Item = (u16, &Compiled)> {
        let places = self.by_kind.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, places)| places);
        places.iter().map(|place| (*place, &self.engagement[usize::from(*place)]))
    }

    fn fit(&self, lead: &Lead) -> i32 {
        let stored = RatedLead::stored(lead);
        let mut half = Half::default();
        for (rule, group) in self.rules.fit.iter().zip(&self.fit_groups).filter(|(rule, _)| rule.when.holds(&stored)) {
            half.add(*group, rule.points);
        }
        PointLimit::clamp(self.rules.most.fit, half.sum(&self.caps))
    }

    fn engagement(&self, tally: &Tally, on: Day) -> i32 {
        let mut half = Half::default();
        for counted in self.counted(tally, on) {
            half.add(counted.rule.group, counted.limited());
        }
        PointLimit::clamp(self.rules.most.engagement, half.sum(&self.caps))
    }

    /// The engagement rules that count on a day.
    fn counted<'a>(&'a self, tally: &'a Tally, on: Day) -> impl Iterator<Item = Counted<'a>> {
        tally.entries.chunk_by(|one, next| one.rule == next.rule).filter_map(move |entries| {
            let index = usize::from(entries[0].rule);
            let counted = count_up(index, self.engagement.get(index)?, entries, on);
            (counted.times > 0).then_some(counted)
        })
    }

    fn rated(&self, fit: i32, engagement: i32) -> Score {
        let (grades, thresholds) = (&self.rules.grades, &self.rules.temperature);
        let total = fit.saturating_add(engagement).clamp(0, TOTAL_LIMIT);
        let grade = match fit {
            fit if fit >= grades.a => Grade::A,
            fit if fit >= grades.b => Grade::B,
            fit if fit >= grades.c => Grade::C,
            _ => Grade::D,
        };
        let temperature = match total {
            total if total >= thresholds.hot => Temperature::Hot,
            total if total >= thresholds.warm => Temperature::Warm,
            _ => Temperature::Cold,
        };
        Score { fit, engagement, total, grade, temperature }
    }
}

/// What the entries of one rule come to, from the newest back.
fn count_up<'a>(index: usize, rule: &'a Compiled, entries: &[TallyEntry], on: Day) -> Counted<'a> {
    let mut counted = Counted { index, rule, times: 0, points: 0, last: None };
    let goes_by_day = rule.first_only || !matches!(rule.timing, Timing::Always);
    for entry in entries.iter().rev() {
        let times = u32::from(entry.times).min(rule.at_most - counted.times);
        let day = rule.first_day(entry.day, on);
        let Some(worth) = rule.worth_at(on - day).filter(|_| times > 0) else { break };
        if goes_by_day && counted.last.is_none() {
            counted.last = Some(day);
        }
        counted.times += times;
        counted.points = counted.points.saturating_add(worth.saturating_mul(i32::try_from(times).unwrap_or(i32::MAX)));
    }
    counted
}

/// The day by which a lead is scored: no day before its newest activity's, so that the order of arrival does not matter.
fn today(tally: &Tally, now: Timestamp) -> Day {
    let today = day_of(now);
    tally.newest.map_or(today, |newest| newest.max(today))
}

fn line(kind: LineKind, label: String, rule: &str, points: i32) -> Line {
    Line { kind, label, rule: rule.to_owned(), points, times: 0, last: None }
}

/// The line of a limit; without points where it was not reached.
fn cap_line(label: &str, rule: &str, most: Option<PointLimit>, points: i32) -> Line {
    let label = most.map_or_else(String::new, |most| format!("{label}: {} points at most", i32::from(most)));
    line(LineKind::Cap, label, rule, points)
}
