//! The score: fit (who they are) and engagement (what they do), each explained line by line.
//!
//! The explanation's points always sum to the score (mautic/mautic#5369). A score is a pure function of what the
//! lead holds, and what the lead holds does not depend on the order in which activities came in.

use serde::{Deserialize, Serialize};

use crate::activity::ActivityId;
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
    /// From which total a lead is marketing-qualified.
    pub mql: i32,
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
    pub when: Condition,
}

/// A test of one field. Exactly one test is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The field.
    pub field: String,
    /// A number, this or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i64>,
    /// A number, this or less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i64>,
    /// One of these texts, in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<String>>,
    /// Holds one of these words, in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_word: Option<Vec<String>>,
    /// An e-mail address at a free-mail provider (true), or at another domain (false).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_mail: Option<bool>,
    /// Filled in (true) or not (false).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<bool>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

impl Condition {
    /// How many tests are set; a good condition has one.
    pub fn tests(&self) -> usize {
        [
            self.at_least.is_some(),
            self.at_most.is_some(),
            self.one_of.is_some(),
            self.has_word.is_some(),
            self.free_mail.is_some(),
            self.given.is_some(),
        ]
        .into_iter()
        .filter(|set| *set)
        .count()
    }

    fn holds(&self, lead: &Lead) -> bool {
        let Some(value) = lead.field(&self.field) else {
            return self.given == Some(false);
        };
        let number = || value.parse::<i64>().ok();
        let has_word = |words: &[String]| {
            let value = value.to_lowercase();
            let of_value: Vec<&str> = value.split(|c: char| !c.is_alphanumeric()).collect();
            words.iter().any(|word| of_value.contains(&word.to_lowercase().as_str()))
        };
        self.at_least.is_none_or(|least| number().is_some_and(|number| number >= least))
            && self.at_most.is_none_or(|most| number().is_some_and(|number| number <= most))
            && self.one_of.as_ref().is_none_or(|of| of.iter().any(|one| one.eq_ignore_ascii_case(value)))
            && self.has_word.as_ref().is_none_or(|words| has_word(words))
            && self.free_mail.is_none_or(|free| is_free_mail(value) == free)
            && self.given.is_none_or(|given| given)
    }
}

/// Providers that anybody gets an address from.
const FREE_MAIL: [&str; 24] = [
    "aol.com",
    "free.fr",
    "gmail.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "libero.it",
    "live.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "sapo.pt",
    "uol.com.br",
    "web.de",
    "yahoo.co.uk",
    "yahoo.com",
    "yandex.ru",
];

fn is_free_mail(address: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(_, domain)| FREE_MAIL.contains(&domain))
}
