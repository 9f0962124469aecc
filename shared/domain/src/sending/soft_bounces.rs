//! The limit of soft bounces: the number within some days after which an address gets no more mail.
//!
//! What must stay true: the result does not depend on the order in which bounces arrive.

use crate::activity::id::ActivityId;
use crate::sending::rules::SoftBounces;

/// The number of soft bounces that a lead keeps; when there are more, the oldest are dropped.
pub const SOFT_BOUNCES: usize = 16;

/// The soft bounce that reaches the limit: the last one of the first group that has the rule's number of bounces within
/// the rule's days. None if the limit is not reached.
pub fn soft_bounce_limit_reached<'a>(
    soft_bounces: impl IntoIterator<Item = &'a ActivityId>,
    rule: &SoftBounces,
) -> Option<&'a ActivityId> {
    let mut sorted: Vec<&ActivityId> = soft_bounces.into_iter().collect();
    sorted.sort_unstable();
    let within = jiff::SignedDuration::from_hours(24 * i64::from(rule.within.count()));
    let count = usize::try_from(rule.count).unwrap_or(usize::MAX).max(1);
    let are_close = |some: &&[&ActivityId]| match (some.first(), some.last()) {
        (Some(first), Some(last)) => last.occurred_at().duration_since(first.occurred_at()) <= within,
        _ => false,
    };
    sorted.windows(count).find(are_close)?.last().copied()
}

/// The reason why an address [over its limit](soft_bounce_limit_reached) gets no mail, in a reader's words.
pub fn soft_bounce_limit_words(rule: &SoftBounces) -> String {
    format!("{} soft bounces in {} days", rule.count, rule.within.count())
}
