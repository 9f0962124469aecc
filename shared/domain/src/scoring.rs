//! The score: fit (who they are) and engagement (what they do), each explained line by line.
//!
//! The explanation's points always sum to the score (mautic/mautic#5369). A score is a pure function of what the
//! lead holds, and what the lead holds does not depend on the order in which activities came in.

use serde::{Deserialize, Serialize};

use crate::activity::ActivityId;
use crate::condition::When;
use crate::lead::Lead;

/// `scoring.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Rules on who they are.
    pub fit: Vec<FitRule>,
    /// Rules on what they do.
    pub engagement: Vec<EngagementRule>,
    /// From which total a lead is warm, and hot.
    pub temperature: Thresholds,
    /// From which fit a lead has grade A, B, C; below, D.
    pub grades: Grades,
}

impl Model {
    /// The names of all rules.
    pub fn rule_names(&self) -> Vec<&str> {
        let fit = self.fit.iter().map(|rule| rule.rule.as_str());
        fit.chain(self.engagement.iter().map(|rule| rule.rule.as_str())).collect()
    }
}

/// From which total a lead is warm or hot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Warm from here.
    pub warm: i32,
    /// Hot from here.
    pub hot: i32,
}

/// From which fit a lead has which grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "UPPERCASE")]
pub struct Grades {
    /// A from here.
    pub a: i32,
    /// B from here.
    pub b: i32,
    /// C from here.
    pub c: i32,
}

/// Points for who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FitRule {
    /// Its name.
    pub rule: String,
    /// What a reader sees.
    pub label: String,
    /// How many points; negative ones count against.
    pub points: i32,
    /// When.
    pub when: When,
}

/// Points for what they do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngagementRule {
    /// Its name.
    pub rule: String,
    /// What a reader sees.
    pub label: String,
    /// How many points a time.
    pub points: i32,
    /// Which form was sent.
    pub form: String,
    /// Counted at most so many times.
    #[serde(default = "once")]
    pub at_most: u32,
}

fn once() -> u32 {
    1
}

/// How much a lead is worth a salesperson's time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Points for who they are.
    pub fit: i32,
    /// Points for what they do.
    pub engagement: i32,
    /// Both, from 0 to 100.
    pub total: i32,
    /// The fit as a letter.
    pub grade: Grade,
    /// The total as a word.
    pub temperature: Temperature,
}

impl Default for Score {
    fn default() -> Self {
        Self { fit: 0, engagement: 0, total: 0, grade: Grade::D, temperature: Temperature::Cold }
    }
}

/// The fit as a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// The best fit.
    A,
    /// A good fit.
    B,
    /// Some fit.
    C,
    /// Little fit, or little known.
    D,
}

impl Grade {
    /// The letter.
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }
}

/// The total as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Temperature {
    /// Not now.
    Cold,
    /// Interested.
    Warm,
    /// Call.
    Hot,
}

impl Temperature {
    /// What sellers read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cold => "Cold",
            Self::Warm => "Warm",
            Self::Hot => "Hot",
        }
    }
}

/// One line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The rule's words: "Asked for a demo".
    pub label: String,
    /// The rule's name.
    pub rule: String,
    /// The first activity that counted, for a rule on what they do; none for one on who they are.
    pub activity: Option<ActivityId>,
    /// The points, exact.
    pub points: i32,
}

/// The most a total can be.
const TOTAL_LIMIT: i32 = 100;

/// The rule named in the line that brings a sum back into 0 to 100.
const LIMIT_RULE: &str = "limit";

/// Why the lead scores as it does: a line a rule that counts. The points sum to the score's total.
pub fn explain(lead: &Lead, model: &Model) -> Vec<Line> {
    let (mut lines, engagement) = lines(lead, model);
    lines.extend(engagement);
    let sum: i32 = lines.iter().map(|line| line.points).sum();
    let limited = sum.clamp(0, TOTAL_LIMIT);
    if limited != sum {
        lines.push(Line {
            label: format!("A score stays between 0 and {TOTAL_LIMIT}"),
            rule: LIMIT_RULE.to_owned(),
            activity: None,
            points: limited - sum,
        });
    }
    lines
}

/// The score by `model`.
pub fn score(lead: &Lead, model: &Model) -> Score {
    let (fit, engagement) = lines(lead, model);
    let sum = |lines: &[Line]| lines.iter().map(|line| line.points).sum::<i32>();
    let (fit, engagement) = (sum(&fit), sum(&engagement));
    let total = (fit + engagement).clamp(0, TOTAL_LIMIT);
    let grade = match fit {
        fit if fit >= model.grades.a => Grade::A,
        fit if fit >= model.grades.b => Grade::B,
        fit if fit >= model.grades.c => Grade::C,
        _ => Grade::D,
    };
    let temperature = match total {
        total if total >= model.temperature.hot => Temperature::Hot,
        total if total >= model.temperature.warm => Temperature::Warm,
        _ => Temperature::Cold,
    };
    Score { fit, engagement, total, grade, temperature }
}

fn lines(lead: &Lead, model: &Model) -> (Vec<Line>, Vec<Line>) {
    let fit = model.fit.iter().filter(|rule| rule.when.holds(lead)).map(|rule| Line {
        label: rule.label.clone(),
        rule: rule.rule.clone(),
        activity: None,
        points: rule.points,
    });
    let engagement = model.engagement.iter().filter_map(|rule| {
        let (times, first) = lead.submissions.of_form(&rule.form)?;
        let counted = times.min(rule.at_most);
        let label = if counted > 1 { format!("{} (×{counted})", rule.label) } else { rule.label.clone() };
        let points = rule.points * i32::try_from(counted).unwrap_or(i32::MAX);
        Some(Line { label, rule: rule.rule.clone(), activity: Some(first), points })
    });
    (fit.collect(), engagement.collect())
}
