//! The limit of soft bounces: the number within some days after which an address gets no more mail.
//!
//! What must stay true: the result does not depend on the order in which bounces arrive.

use crate::activity::id::ActivityId;
use crate::lead::consent::SoftBounce;
use crate::sending::brake::day;
use crate::sending::rules::SoftBounces;

/// The number of soft bounces that a lead keeps; when there are more, the oldest are dropped.
pub const SOFT_BOUNCES: usize = 16;

/// The soft bounce that reaches the limit: the first one with which the rule's number of UTC days, within the rule's time
/// and without a delivery in between, had a soft bounce each. None if the limit is not reached.
///
/// Many on one day are one: one outage of a company's mail server must not silence its people for good.
pub fn soft_bounce_limit_reached<'a>(
    soft_bounces: impl IntoIterator<Item = &'a SoftBounce>,
    rule: &SoftBounces,
) -> Option<&'a ActivityId> {
    let mut sorted: Vec<&SoftBounce> = soft_bounces.into_iter().collect();
    sorted.sort_unstable_by_key(|one| &one.activity);
    let within = jiff::SignedDuration::from_hours(24 * i64::from(rule.within.count()));
    let count = usize::try_from(rule.count).unwrap_or(usize::MAX).max(1);
    let mut days: Vec<&ActivityId> = Vec::new();
    for one in sorted {
        let at = one.activity.occurred_at();
        if one.delivered {
            days.clear();
        } else if days.last().is_none_or(|last| day(last.occurred_at()) != day(at)) {
            days.push(&one.activity);
            let first = days.len().checked_sub(count).map(|first| days[first].occurred_at());
            if first.is_some_and(|first| at.duration_since(first) <= within) {
                return Some(&one.activity);
            }
        }
    }
    None
}

/// The reason why an address [over its limit](soft_bounce_limit_reached) gets no mail, in a reader's words.
pub fn soft_bounce_limit_words(rule: &SoftBounces) -> String {
    format!("Soft bounces on {} days within {} days, and no delivery in between", rule.count, rule.within.count())
}
