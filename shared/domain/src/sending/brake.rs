//! The brake: it stops marketing mail and mail to visitors before SES pauses the account.
//!
//! SES judges a sender by its shares of hard bounces and spam complaints. Both are counted by the UTC day from SES's
//! own events. A person releases the brake, and from then on mails that were sent before the release no longer count.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::sending::control::{Brake, Control, Outcomes};
use crate::sending::outbox::OutboxMail;
use crate::sending::rules::{BrakeRules, Share};

/// One mail alone never puts the brake on: a single complaint would exceed every limit of SES until thousands of mails
/// were sent.
const A_PATTERN: u64 = 2;

/// The UTC day of a time, by which events are counted.
pub fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The first day of the span that the rules count.
pub fn first_day(rules: &BrakeRules, now: Timestamp) -> Date {
    let today = day(now);
    today.checked_sub((i64::from(rules.over.count()) - 1).days()).unwrap_or(today)
}

/// The counts that the rules use: the days of the span, without what was counted before the last release.
pub fn counted(days: &BTreeMap<Date, Outcomes>, rules: &BrakeRules, control: &Control, now: Timestamp) -> Outcomes {
    let released = control.released_at.map(day);
    days.range(first_day(rules, now)..)
        .filter(|(date, _)| released.is_none_or(|released| **date >= released))
        .map(|(date, outcomes)| if Some(*date) == released { outcomes.since(control.forgiven) } else { *outcomes })
        .fold(Outcomes::default(), Outcomes::plus)
}

/// The exceeded limit of bounces or complaints, in a reader's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    /// The cause in a few words.
    pub headline: String,
    /// The cause with its numbers.
    pub why: String,
}

impl Over {
    /// The brake with this cause. The operator is not notified yet.
    pub fn brake(&self, since: Timestamp) -> Brake {
        Brake { since, headline: self.headline.clone(), why: self.why.clone(), told: false, by: String::new() }
    }
}

/// The reason to put the brake on; none if no limit is exceeded. `days` are the counts by UTC day.
pub fn limit_exceeded(
    days: &BTreeMap<Date, Outcomes>,
    rules: &BrakeRules,
    control: &Control,
    now: Timestamp,
) -> Option<Over> {
    let counted = counted(days, rules, control, now);
    let over = |part: u64, limit: Share, what: &str| {
        let whole = counted.sent.max(rules.at_least);
        (part >= A_PATTERN && limit.is_reached(part, whole)).then(|| {
            let (sent, days) = (counted.sent, rules.over.count());
            let few = if whole > sent { format!(" of {whole} (counts from {whole} sends on)") } else { String::new() };
            let (share, limit) = (percent(part, whole), String::from(limit));
            Over {
                why: format!("{part} {what} in {sent} mails over {days} days: {share}{few}, the limit is {limit}"),
                headline: format!("{share} {what}"),
            }
        })
    };
    over(counted.bounced, rules.bounces, "hard bounces")
        .or_else(|| over(counted.complained, rules.complaints, "spam complaints"))
}

/// Puts the brake on, and gives the notice that is to go out with the same write. None if the brake is on and its notice
/// is out: then nothing is to be written.
///
/// A brake that an older version put on without telling anybody gets its notice now.
pub fn put_on(control: &mut Control, brake: &Brake) -> Option<OutboxMail> {
    let on = control.brake.get_or_insert_with(|| Brake { told: false, ..brake.clone() });
    if std::mem::replace(&mut on.told, true) {
        return None;
    }
    on.by.clone_from(&brake.by);
    Some(OutboxMail::brake_notice(on))
}

/// A share in a reader's words, like `3.12%`; further decimal places are cut off.
pub fn percent(part: u64, whole: u64) -> String {
    let hundredths = u128::from(part) * 10_000 / u128::from(whole.max(1));
    let (whole, part) = (hundredths / 100, format!("{:02}", hundredths % 100));
    let part = part.trim_end_matches('0');
    if part.is_empty() { format!("{whole}%") } else { format!("{whole}.{part}%") }
}
