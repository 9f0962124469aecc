//! TODO-DOC

use crate::activity::id::ActivityId;
use crate::sending::rules::SoftBounces;

/// How many soft bounces a lead keeps: of more, the oldest go.
pub const SOFT_BOUNCES: usize = 16;

/// The soft bounce with which an address counts as one that takes no mail: the last of the first so many within the
/// rule's days. None if there are not so many. The order in which they are known does not matter.
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

/// Why an address that is [worn out](worn_out) takes no mail, in a reader's words.
pub fn soft_bounce_limit_words(rule: &SoftBounces) -> String {
    format!("{} mails in {} days could not be delivered", rule.count, rule.within.count())
}
