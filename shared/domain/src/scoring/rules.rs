//! `scoring.yaml` as it is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::condition::When;
use crate::value::span::Days;

/// The kinds of activity that a rule may count.
pub const KINDS: [&str; 15] = [
    "form_submitted",
    "lead_imported",
    "page_viewed",
    "product_used",
    "event_attended",
    "ticket_opened",
    "call_logged",
    "meeting_held",
    "reply_received",
    "mail_opened",
    "mail_clicked",
    "unsubscribed",
    "bounced",
    "complained",
    "deal_won",
];

/// The kind of a form that was sent.
pub(crate) const FORM_SUBMITTED: &str = "form_submitted";
/// The kind of a page that was looked at: what `page` selects if the rule does not say more.
const PAGE_VIEWED: &str = "page_viewed";
/// The kinds that `page` may select: of a click, by where the link leads.
pub(crate) const PAGED: [&str; 2] = [PAGE_VIEWED, "mail_clicked"];
/// The kinds that `name` may select: of opens and clicks, by the mail's name.
pub(crate) const NAMED: [&str; 6] =
    [PAGE_VIEWED, "product_used", "event_attended", "ticket_opened", "mail_opened", "mail_clicked"];

/// `scoring.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Rules on who they are.
    pub fit: Vec<FitRule>,
    /// Rules on what they do.
    pub engagement: Vec<EngagementRule>,
    /// Rules that together count so much at most, by the name they give as their group.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, Group>,
    /// How much each half of the score counts at most.
    #[serde(default, skip_serializing_if = "HalfLimits::is_none")]
    pub most: HalfLimits,
    /// From which total a lead is warm, and hot.
    pub temperature: Thresholds,
    /// From which fit a lead has grade A, B, C; below, D.
    pub grades: Grades,
}

/// A limit to what several rules count together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What a reader sees.
    pub label: String,
    /// Points at most, for or against.
    pub most: PointLimit,
}

/// Limits to the halves of the score, in points, for or against.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HalfLimits {
    /// For who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fit: Option<PointLimit>,
    /// For what they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engagement: Option<PointLimit>,
}

impl HalfLimits {
    fn is_none(&self) -> bool {
        *self == Self::default()
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
    /// The group whose limit it shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// Points for what they do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngagementRule {
    /// Its name.
    pub rule: String,
    /// What a reader sees.
    pub label: String,
    /// How many points a time; negative ones count against, none make it a mere sign that others look for.
    pub points: i32,
    /// The kind of activity, one of [`KINDS`]. A `form` or a `page` says it as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Only this form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Only pages like this pattern: their path, without host and query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Only what is named like this pattern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Only so many of the newest times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
    /// Only the first time ever.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub first_only: bool,
    /// Points at most, for or against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_points: Option<PointLimit>,
    /// A time is worth half after so many days, a quarter after twice as many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_life: Option<Days>,
    /// A time counts on its day and so many days less one after it, in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Days>,
    /// The group whose limit it shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

impl EngagementRule {
    /// The kind of activity that it counts; none if the rule does not say.
    pub fn kind(&self) -> Option<&str> {
        let implied = || self.form.as_ref().map(|_| FORM_SUBMITTED).or(self.page.as_ref().map(|_| PAGE_VIEWED));
        self.on.as_deref().or_else(implied)
    }
}

/// A limit to points, for or against: 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct PointLimit(i32);

impl PointLimit {
    /// The points, brought back to the limit.
    pub(crate) fn clamp(limit: Option<Self>, points: i32) -> i32 {
        limit.map_or(points, |Self(most)| points.clamp(-most, most))
    }
}

impl TryFrom<i32> for PointLimit {
    type Error = String;

    fn try_from(points: i32) -> Result<Self, Self::Error> {
        if (1..=100).contains(&points) {
            Ok(Self(points))
        } else {
            Err(format!("{points} is no limit: write points from 1 to 100, or leave it out for none"))
        }
    }
}

impl From<PointLimit> for i32 {
    fn from(limit: PointLimit) -> Self {
        limit.0
    }
}
