//! The file `scoring.yaml`, as a company writes it.

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

/// The kind of a submitted form.
pub(crate) const FORM_SUBMITTED: &str = "form_submitted";
/// The kind of a viewed page: the default of a rule that has `page` and no `on`.
const PAGE_VIEWED: &str = "page_viewed";
/// The kind of a click by a person: the only one that `every` is for.
pub(crate) const MAIL_CLICKED: &str = "mail_clicked";
/// The kinds that `page` may select: viewed pages by their path, clicks by the path of the link.
pub(crate) const PAGED: [&str; 2] = [PAGE_VIEWED, MAIL_CLICKED];
/// The kinds that `name` may select: opens and clicks by the mail's name.
pub(crate) const NAMED: [&str; 6] =
    [PAGE_VIEWED, "product_used", "event_attended", "ticket_opened", "mail_opened", "mail_clicked"];

/// The file `scoring.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Rules on fit: who they are.
    #[serde(default)]
    pub fit: Vec<FitRule>,
    /// Rules on engagement: what they do.
    #[serde(default)]
    pub engagement: Vec<EngagementRule>,
    /// Limits that several rules share, by the name that the rules give as their `group`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, Group>,
    /// The limit of each half of the score.
    #[serde(default, skip_serializing_if = "HalfLimits::is_none")]
    pub most: HalfLimits,
    /// The totals from which a lead is warm and hot.
    pub temperature: Thresholds,
    /// The fit from which a lead has grade A, B and C; D below.
    pub grades: Grades,
}

/// A limit on the points of several rules together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The name in explanations.
    pub label: String,
    /// The highest sum, for and against.
    pub most: PointLimit,
}

/// Limits on the halves of the score, in points, for and against.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HalfLimits {
    /// The limit of fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fit: Option<PointLimit>,
    /// The limit of engagement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engagement: Option<PointLimit>,
}

impl HalfLimits {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// The totals from which a lead is warm and hot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// The total from which it is warm.
    pub warm: i32,
    /// The total from which it is hot.
    pub hot: i32,
}

/// The fit points from which a lead has which grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "UPPERCASE")]
pub struct Grades {
    /// The points from which the grade is A.
    pub a: i32,
    /// The points from which the grade is B.
    pub b: i32,
    /// The points from which the grade is C.
    pub c: i32,
}

/// A rule on fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FitRule {
    /// The rule's name, unique in the file.
    pub rule: String,
    /// The words in explanations.
    pub label: String,
    /// The points; negative points count against.
    pub points: i32,
    /// The conditions under which the points count.
    pub when: When,
    /// The group whose limit the rule shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// A rule on engagement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngagementRule {
    /// The rule's name, unique in the file.
    pub rule: String,
    /// The words in explanations.
    pub label: String,
    /// The points for each occurrence; negative points count against. A rule with 0 points is only a signal for other
    /// rules.
    pub points: i32,
    /// The kind of activity, one of [`KINDS`]. A rule with `form` or `page` may leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Counts only this form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Counts only pages whose path matches this pattern; host and query are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Counts only activities whose name matches this pattern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Counts at most this number of occurrences, the newest ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
    /// Counts only the first occurrence ever.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub first_only: bool,
    /// Counts every click on a link, also on the same link of the same mail; otherwise a link counts once a mail.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub every: bool,
    /// The highest sum of the rule's points, for and against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_points: Option<PointLimit>,
    /// The time after which an occurrence is worth half its points; after twice the time, a quarter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_life: Option<Days>,
    /// An occurrence counts in full on its day and on the following days, this number of days in all; then not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Days>,
    /// The group whose limit the rule shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

impl EngagementRule {
    /// The kind of activity that the rule counts; none if the file does not say.
    pub fn kind(&self) -> Option<&str> {
        let implied = || self.form.as_ref().map(|_| FORM_SUBMITTED).or(self.page.as_ref().map(|_| PAGE_VIEWED));
        self.on.as_deref().or_else(implied)
    }
}

/// A limit on points, for and against: 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct PointLimit(i32);

impl PointLimit {
    /// The points, reduced to the limit.
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

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::Value;

    use super::{KINDS, NAMED, PAGED};
    use crate::activity::{Activity, Signal};

    #[test]
    fn rules_may_say_what_there_is_to_compare() {
        let stored: BTreeMap<String, Value> =
            serde_json::from_str(include_str!("../../tests/stored/activities.json")).unwrap();
        let activities: Vec<Activity> = stored.into_values().map(|one| serde_json::from_value(one).unwrap()).collect();
        let with = |has: fn(Signal<'_>) -> bool| -> BTreeSet<&str> {
            let facts = activities.iter().map(|activity| activity.kind.facts());
            facts.filter(|facts| facts.signal.is_some_and(has)).map(|facts| facts.name).collect()
        };
        assert_eq!(with(|_| true), BTreeSet::from(KINDS));
        assert!(with(|signal| signal.page.is_some()).is_superset(&BTreeSet::from(PAGED)));
        assert_eq!(with(|signal| signal.name.is_some()), BTreeSet::from(NAMED));
    }
}
