//! The activities behind a score, found in the timeline.

use jiff::Timestamp;
use serde::Serialize;

use crate::activity::Activity;
use crate::activity::id::ActivityId;
use crate::activity::kinds::ActivityKind;
use crate::lead::applied::{Applied, undone};
use crate::lead::submissions::{SpanChange, Submissions};
use crate::lead::tally::Tally;
use crate::scoring::compiled::Compared;
use crate::scoring::model::Model;
use crate::value::day::day_of;

/// An activity that counts for an engagement rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contribution {
    /// The rule's name.
    pub rule: String,
    /// The activity; for a span of posts, the first post.
    pub activity: ActivityId,
    /// The activity's points on its own day.
    pub points_then: i32,
    /// The activity's points today.
    pub points_now: i32,
}

/// Adds an activity to the submissions, if it is a form post.
fn add(submissions: &mut Submissions, activity: &Activity) -> Option<SpanChange> {
    let ActivityKind::FormSubmitted(sent) = &activity.kind else { return None };
    Some(submissions.add(&sent.form, &sent.content_hash(), &activity.id))
}

/// Those that were not undone and are no rows that a supplier repeated, in the order they were applied.
fn in_order(timeline: &[Applied]) -> Vec<&Activity> {
    let gone = undone(timeline);
    let mut all: Vec<&Applied> = timeline
        .iter()
        .filter(|applied| !applied.decisions.repeated_row && !gone.contains(&applied.activity.id))
        .collect();
    all.sort_by_key(|applied| applied.seq);
    all.into_iter().map(|applied| &applied.activity).collect()
}

impl Model {
    /// Counts a whole timeline again, with the same result as counting its activities one by one.
    pub fn recount(&self, timeline: &[Applied]) -> (Submissions, Tally) {
        let (mut submissions, mut tally) = (Submissions::default(), Tally::default());
        for activity in in_order(timeline) {
            let change = add(&mut submissions, activity);
            self.count(&mut tally, activity, change.as_ref());
        }
        (submissions, tally)
    }

    /// The activities that count at `now`, by rule, the newest of each rule first. The points of a rule's activities
    /// sum to the points of its line in the explanation. (A tally counts at most 999 occurrences in a bucket of days;
    /// here all are listed.)
    pub fn contributions(&self, timeline: &[Applied], now: Timestamp) -> Vec<Contribution> {
        let mut submissions = Submissions::default();
        let mut met: Vec<Vec<ActivityId>> = vec![Vec::new(); self.engagement.len()];
        let mut today = day_of(now);
        for activity in in_order(timeline) {
            today = today.max(day_of(activity.occurred_at()));
            let change = add(&mut submissions, activity);
            let facts = activity.kind.facts();
            let Some(signal) = facts.signal.map(Compared::from) else { continue };
            for (index, _) in self.rules_of(facts.name).filter(|(_, rule)| rule.takes(&signal)) {
                let ids = &mut met[usize::from(index)];
                match &change {
                    Some(change) => {
                        ids.retain(|id| !change.removed.contains(id));
                        ids.push(change.first.clone());
                    }
                    None => ids.push(activity.id.clone()),
                }
            }
        }
        let rules = self.rules.engagement.iter().zip(&self.engagement).zip(met);
        let contributions = rules.flat_map(|((written, rule), mut ids)| {
            ids.sort_unstable();
            ids.truncate(if rule.first_only { 1 } else { ids.len() });
            let most = usize::try_from(rule.at_most).unwrap_or(usize::MAX);
            let newest = ids.into_iter().rev().take(most);
            newest.filter_map(move |activity| {
                let points_now = rule.worth(day_of(activity.occurred_at()), today)?;
                Some(Contribution { rule: written.rule.clone(), activity, points_then: rule.points, points_now })
            })
        });
        contributions.collect()
    }
}
