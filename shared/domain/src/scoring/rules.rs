//! `scoring.yaml` as it is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::condition::When;

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
pub(super) const FORM_SUBMITTED: &str = "form_submitted";
/// The kind of a page that was looked at: what `page` selects if the rule does not say more.
const PAGE_VIEWED: &str = "page_viewed";
/// The kinds that `page` may select: of a click, by where the link leads.
pub(super) const PAGED: [&str; 2] = [PAGE_VIEWED, "mail_clicked"];
/// The kinds that `name` may select: of opens and clicks, by the mail's name.
pub(super) const NAMED: [&str; 6] =
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
    #[serde(default, skip_serializing_if = "Most::is_none")]
    pub most: Most,
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
    pub most: Limit,
}

/// Limits to the halves of the score, in points, for or against.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Most {
    /// For who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fit: Option<Limit>,
    /// For what they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engagement: Option<Limit>,
}

impl Most {
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
    #[serde(default, skip_serializing_if = "crate::activity::is_false")]
    pub first_only: bool,
    /// Points at most, for or against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_points: Option<Limit>,
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

/// A number of whole days, 1 to 400, written like `30d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Days(u16);

impl Days {
    /// How many.
    pub fn count(self) -> u16 {
        self.0
    }
}

impl TryFrom<String> for Days {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let days = text.strip_suffix('d').and_then(|number| number.parse().ok());
        match days.filter(|days| (1..=400).contains(days)) {
            Some(days) => Ok(Self(days)),
            None => Err(format!("{text:?} is no number of days: write it like 30d, from 1d to 400d")),
        }
    }
}

impl From<Days> for String {
    fn from(days: Days) -> Self {
        format!("{}d", days.0)
    }
}

/// A limit to points, for or against: 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct Limit(i32);

impl Limit {
    /// The points, brought back to the limit.
    pub(super) fn clamp(limit: Option<Self>, points: i32) -> i32 {
        limit.map_or(points, |Self(most)| points.clamp(-most, most))
    }
}

impl TryFrom<i32> for Limit {
    type Error = String;

    fn try_from(points: i32) -> Result<Self, Self::Error> {
        if (1..=100).contains(&points) {
            Ok(Self(points))
        } else {
            Err(format!("{points} is no limit: write points from 1 to 100, or leave it out for none"))
        }
    }
}

impl From<Limit> for i32 {
    fn from(limit: Limit) -> Self {
        limit.0
    }
}
