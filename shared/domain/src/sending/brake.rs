//! The brake: marketing mail stops by itself before SES stops the account.
//!
//! SES judges a sender by the share of mails that come back for good and of those called spam. Both are counted by the
//! UTC day from SES's own events; a person releases the brake, and what was counted until then is forgiven to the mail.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::sending::control::{Brake, Control, Outcomes};
use crate::sending::rules::{BrakeRules, Share};

/// A single mail stops nothing: one complaint would be past any limit that SES has, until thousands of mails went out.
const A_PATTERN: u64 = 2;

/// The UTC day of a time: outcomes are counted by it.
pub fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The first day that the rules look at.
pub fn first_day(rules: &BrakeRules, now: Timestamp) -> Date {
    let today = day(now);
    today.checked_sub((i64::from(rules.over.count()) - 1).days()).unwrap_or(today)
}

/// What the rules count: the days they look at, without what was counted before the brake was last released.
pub fn counted(days: &BTreeMap<Date, Outcomes>, rules: &BrakeRules, control: &Control, now: Timestamp) -> Outcomes {
    let released = control.released_at.map(day);
    days.range(first_day(rules, now)..)
        .filter(|(date, _)| released.is_none_or(|released| **date >= released))
        .map(|(date, outcomes)| if Some(*date) == released { outcomes.since(control.forgiven) } else { *outcomes })
        .fold(Outcomes::default(), Outcomes::plus)
}

/// Too many mails came back, or were called spam. In a reader's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    /// What happened, in a few words.
    pub headline: String,
    /// The whole of it, with the numbers.
    pub why: String,
}

impl Over {
    /// The brake that this puts on, of which nobody is told yet.
    pub fn brake(&self, since: Timestamp) -> Brake {
        Brake { since, headline: self.headline.clone(), why: self.why.clone(), told: false, by: String::new() }
    }
}

/// Why the brake is to go on; none if mail may go on. `days` are the outcomes by UTC day.
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
            let base =
                if whole > sent { format!("; of {whole}, the fewest that count, that is") } else { ":".to_owned() };
            let (share, limit) = (percent(part, whole), String::from(limit));
            Over {
                why: format!("{part} of {sent} mails {what} in {days} days{base} {share}, the limit is {limit}"),
                headline: format!("{share} of mails {what}"),
            }
        })
    };
    over(counted.bounced, rules.bounces, "came back for good")
        .or_else(|| over(counted.complained, rules.complaints, "were called spam"))
}

/// A share in a reader's words, like `3.12%`; what is behind the second place is left out.
pub fn percent(part: u64, whole: u64) -> String {
    let hundredths = u128::from(part) * 10_000 / u128::from(whole.max(1));
    let (whole, part) = (hundredths / 100, format!("{:02}", hundredths % 100));
    let part = part.trim_end_matches('0');
    if part.is_empty() { format!("{whole}%") } else { format!("{whole}.{part}%") }
}
