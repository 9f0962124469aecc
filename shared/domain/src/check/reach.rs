//! The most points that the rules of `scoring.yaml` can give: what asks for more never happens.

use std::collections::BTreeMap;

use crate::lead::score::Grade;
use crate::scoring::model::{Model, TOTAL_LIMIT};
use crate::scoring::rules::{EngagementRule, PointLimit, Rules};

/// The mistake in a number of points that a lead must have; none if a lead can have them.
pub(crate) fn wrong_score(points: i32, model: &Model) -> Option<String> {
    if !(1..=TOTAL_LIMIT).contains(&points) {
        return Some(format!("`score` is from 1 to {TOTAL_LIMIT}"));
    }
    let most = most_fit(model.rules()).saturating_add(most_engagement(model.rules())).clamp(0, TOTAL_LIMIT);
    (points > most).then(|| {
        format!(
            "`score` is {points}, and nobody ever has it: all rules of scoring.yaml together give {most} points at most"
        )
    })
}

/// The mistake in a grade that a lead must have; none if a lead can have it.
pub(crate) fn wrong_grade(grade: Grade, model: &Model) -> Option<String> {
    let grades = &model.rules().grades;
    let least = match grade {
        Grade::A => grades.a,
        Grade::B => grades.b,
        Grade::C => grades.c,
        Grade::D => return None,
    };
    let most = most_fit(model.rules());
    let letter = grade.letter();
    (least > most).then(|| {
        format!("nobody ever has the `grade` {letter}: it begins at {least} points of fit, and the fit rules of scoring.yaml give {most} at most")
    })
}

fn most_fit(rules: &Rules) -> i32 {
    let each = rules.fit.iter().map(|rule| (rule.group.as_deref(), rule.points));
    PointLimit::clamp(rules.most.fit, most_of(each, rules))
}

fn most_engagement(rules: &Rules) -> i32 {
    let each = rules.engagement.iter().map(|rule| (rule.group.as_deref(), most_of_rule(rule)));
    PointLimit::clamp(rules.most.engagement, most_of(each, rules))
}

/// A rule without a limit counts any number of occurrences.
fn most_of_rule(rule: &EngagementRule) -> i32 {
    let times =
        if rule.first_only { 1 } else { rule.at_most.map_or(i32::MAX, |most| i32::try_from(most).unwrap_or(i32::MAX)) };
    PointLimit::clamp(rule.most_points, rule.points.saturating_mul(times))
}

/// The sum of what rules give at most, within the limits of their groups.
fn most_of<'a>(each: impl Iterator<Item = (Option<&'a str>, i32)>, rules: &Rules) -> i32 {
    let mut sums: BTreeMap<Option<&str>, i32> = BTreeMap::new();
    for (group, points) in each.filter(|(_, points)| *points > 0) {
        let sum = sums.entry(group).or_default();
        *sum = sum.saturating_add(points);
    }
    let limit = |group: Option<&str>| group.and_then(|group| rules.groups.get(group)).map(|group| group.most);
    sums.into_iter().map(|(group, points)| PointLimit::clamp(limit(group), points)).fold(0, i32::saturating_add)
}
