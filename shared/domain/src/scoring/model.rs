//! Computes a score and its explanation by the compiled rules.
//!
//! What must stay true: [`Model::score`] and the sum of [`Model::explain`] are equal (mautic/mautic#5369), for every
//! lead and every day.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::lead::score::{Grade, Score, Temperature};
use crate::lead::tally::{Tally, TallyEntry};
use crate::lead::{Lead, RatedLead};
use crate::scoring::compiled::{Compiled, Timing};
use crate::scoring::rules::{FitRule, KINDS, PointLimit, Rules};
use crate::value::day::{Day, day_of, to_date};

/// The rules of `scoring.yaml`, compiled for counting and scoring.
#[derive(Debug, Clone)]
pub struct Model {
    pub(crate) rules: Rules,
    /// The engagement rules, in the order of the file.
    pub(crate) engagement: Vec<Compiled>,
    /// Kind of activity → indexes of the rules that count it.
    by_kind: Vec<(&'static str, Vec<u16>)>,
    /// The group of each fit rule, as an index of `caps`.
    fit_groups: Vec<Option<usize>>,
    /// The groups' limits, in the order of their names.
    caps: Vec<PointLimit>,
}

/// The largest number of groups; `check` refuses more. Fixed, so that scoring allocates no memory.
pub(crate) const GROUPS: usize = 16;

/// The highest total.
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

/// A line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The half of the score, or a limit.
    pub kind: LineKind,
    /// The rule's words: "Asked for a demo".
    pub label: String,
    /// The rule's name. For a limit: the name of its rule or group, `fit`, `engagement`, or `limit`.
    pub rule: String,
    /// The points, exact.
    pub points: i32,
    /// The number of occurrences that count now; 0 for other lines.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_zero")]
    pub times: u32,
    /// The UTC day of the last of those occurrences, for rules that depend on time. It is exact for two weeks; then it
    /// is the Monday of its week, later the first Monday of its four weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Date>,
}

/// The part of the score that a line of an explanation belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Fit: who they are.
    Fit,
    /// Engagement: what they do.
    Engagement,
    /// A limit that was reached.
    Cap,
}

/// The result of an engagement rule on a day.
struct Counted<'a> {
    index: usize,
    rule: &'a Compiled,
    times: u32,
    /// The points before the rule's own limit.
    points: i32,
    last: Option<Day>,
}

impl Counted<'_> {
    fn limited(&self) -> i32 {
        PointLimit::clamp(self.rule.most, self.points)
    }
}

/// The points of one half of the score, by group.
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

    /// The sum with the groups' limits, without the half's own limit.
    fn sum(&self, caps: &[PointLimit]) -> i32 {
        let groups = self.groups.iter().zip(caps).map(|(points, cap)| PointLimit::clamp(Some(*cap), *points));
        groups.fold(self.free, i32::saturating_add)
    }
}

impl Model {
    /// The rules of `scoring.yaml`.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The names of all rules.
    pub fn rule_names(&self) -> Vec<&str> {
        let fit = self.rules.fit.iter().map(|rule| rule.rule.as_str());
        fit.chain(self.rules.engagement.iter().map(|rule| rule.rule.as_str())).collect()
    }

    /// The lead's score at `now`. Points decay by the UTC day. A day before the lead's newest activity counts as that
    /// activity's day.
    pub fn score(&self, lead: &Lead, now: Timestamp) -> Score {
        self.score_by(lead, &lead.tally, now)
    }

    /// The lead's score by another tally of the same past.
    pub(crate) fn score_by(&self, lead: &Lead, tally: &Tally, now: Timestamp) -> Score {
        self.rated(self.fit(lead), self.engagement(tally, today(tally, now)))
    }

    /// The lead's score after one activity. `changed` says that a field, the first touch or the model changed: only
    /// then fit is computed again; else the stored score's fit is used.
    pub fn score_after(&self, lead: &Lead, now: Timestamp, changed: bool) -> Score {
        let fit = if changed { self.fit(lead) } else { lead.score.fit };
        self.rated(fit, self.engagement(&lead.tally, today(&lead.tally, now)))
    }

    /// The explanation of the lead's score at `now`: a line for each rule that counts and for each limit that was
    /// reached; fit comes first. The points sum to the score's total.
    ///
    /// # Examples
    /// ```
    /// use leadwright_domain::lead::Lead;
    /// use leadwright_domain::scoring::Model;
    /// use serde_json::json;
    ///
    /// let model: Model = serde_json::from_value(json!({
    ///     "fit": [
    ///         {"rule": "size", "label": "50 or more", "points": 15, "when": {"field": "employees", "at_least": 50}},
    ///         {"rule": "decides", "label": "Decides", "points": 15, "when": {"field": "title", "has_word": ["head"]}},
    ///     ],
    ///     "engagement": [], "most": {"fit": 20},
    ///     "temperature": {"warm": 25, "hot": 65}, "grades": {"A": 40, "B": 25, "C": 10},
    /// }))?;
    /// let lead: Lead = serde_json::from_value(json!({
    ///     "fields": {"employees": ["120", 0], "title": ["Head of Operations", 0]},
    ///     // …
    /// #   "id": "ld_aaaaaaaaaaaaaaaaaaaaaaaaaa", "version": 1, "created_at": 0, "stage": "lead", "stage_since": 0,
    /// #   "first_touch": {"activity": "20261123T090000000-aaaaaaaaaaaaaaaa", "source": "form"},
    /// #   "score": {"fit": 0, "engagement": 0, "total": 0, "grade": "D", "temperature": "cold"},
    /// }))?;
    /// let now = "2026-11-23T09:00:00Z".parse()?;
    ///
    /// let lines = model.explain(&lead, now);
    /// let points: Vec<i32> = lines.iter().map(|line| line.points).collect();
    /// assert_eq!(points, [15, 15, -10], "the last line is the limit of 20 to the fit");
    /// assert_eq!(points.iter().sum::<i32>(), model.score(&lead, now).total);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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

    /// Adds a line for each limit that this half of the score has reached; returns the half's points.
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

    /// The rule with that name counts for the lead at `now`: a fit rule whose conditions hold, or an engagement rule
    /// with an occurrence that still has points.
    pub fn counts(&self, lead: &Lead, now: Timestamp, rule: &str) -> bool {
        let stored = RatedLead::stored(lead);
        let holds = |fit: &FitRule| fit.rule == rule && fit.when.holds(&stored);
        let is_it = |counted: Counted<'_>| self.rules.engagement[counted.index].rule == rule;
        self.rules.fit.iter().any(holds) || self.counted(&lead.tally, today(&lead.tally, now)).any(is_it)
    }

    /// The first UTC day after the day of `now` on which the lead's temperature differs from that at `now`, if nothing
    /// happens until then; none if it stays. It uses the stored score's fit, which must match the lead's fields.
    pub fn temperature_changes_on(&self, lead: &Lead, now: Timestamp) -> Option<Date> {
        let on = today(&lead.tally, now);
        let today = self.rated(lead.score.fit, self.engagement(&lead.tally, on)).temperature;
        self.temperature_changes_from(lead, on, today)
    }

    /// The same, of a lead whose score is as of `today`: its temperature is known.
    pub(crate) fn scored_temperature_changes_on(&self, lead: &Lead, now: Timestamp) -> Option<Date> {
        self.temperature_changes_from(lead, today(&lead.tally, now), lead.score.temperature)
    }

    fn temperature_changes_from(&self, lead: &Lead, today: Day, now: Temperature) -> Option<Date> {
        let is_another = |day: Day| self.rated(lead.score.fit, self.engagement(&lead.tally, day)).temperature != now;
        let timed = lead.tally.entries.iter().filter_map(|entry| {
            let rule = self.engagement.get(usize::from(entry.rule))?;
            Some((rule.points, entry.day + rule.horizon()?))
        });
        // After the last day no points are left to lose.
        let last = timed.clone().map(|(_, end)| end).max()?;
        let first = if timed.clone().all(|(points, _)| points >= 0) {
            // The score only falls, so a changed temperature stays changed, and a cold lead stays cold.
            if now == Temperature::Cold {
                return None;
            }
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

    /// The engagement rules that count a kind of activity, with their indexes.
    pub(crate) fn rules_of(&self, kind: &str) -> impl Iterator<Item = (u16, &Compiled)> {
        let places = self.by_kind.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, places)| places);
        places.iter().map(|place| (*place, &self.engagement[usize::from(*place)]))
    }

    pub(crate) fn fit(&self, lead: &Lead) -> i32 {
        let stored = RatedLead::stored(lead);
        let mut half = Half::default();
        for (rule, group) in self.rules.fit.iter().zip(&self.fit_groups).filter(|(rule, _)| rule.when.holds(&stored)) {
            half.add(*group, rule.points);
        }
        PointLimit::clamp(self.rules.most.fit, half.sum(&self.caps))
    }

    pub(crate) fn engagement(&self, tally: &Tally, on: Day) -> i32 {
        let mut half = Half::default();
        for counted in self.counted(tally, on) {
            half.add(counted.rule.group, counted.limited());
        }
        PointLimit::clamp(self.rules.most.engagement, half.sum(&self.caps))
    }

    /// The results of the engagement rules on a day.
    fn counted<'a>(&'a self, tally: &'a Tally, on: Day) -> impl Iterator<Item = Counted<'a>> {
        tally.entries.chunk_by(|one, next| one.rule == next.rule).filter_map(move |entries| {
            let index = usize::from(entries[0].rule);
            let counted = count_up(index, self.engagement.get(index)?, entries, on);
            (counted.times > 0).then_some(counted)
        })
    }

    pub(crate) fn rated(&self, fit: i32, engagement: i32) -> Score {
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

/// The result of one rule's entries, counted from the newest back.
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

/// The day by which a lead is scored. It is never before the day of the lead's newest activity, so that the order of
/// arrival does not matter.
fn today(tally: &Tally, now: Timestamp) -> Day {
    let today = day_of(now);
    tally.newest.map_or(today, |newest| newest.max(today))
}

fn line(kind: LineKind, label: String, rule: &str, points: i32) -> Line {
    Line { kind, label, rule: rule.to_owned(), points, times: 0, last: None }
}

/// The line of a limit; it has 0 points where the limit was not reached.
fn cap_line(label: &str, rule: &str, most: Option<PointLimit>, points: i32) -> Line {
    let label = most.map_or_else(String::new, |most| format!("{label}: {} points at most", i32::from(most)));
    line(LineKind::Cap, label, rule, points)
}
