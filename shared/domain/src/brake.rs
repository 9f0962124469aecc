//! The brake: marketing mail stops by itself before SES stops the account.
//!
//! SES judges a sender by the share of mails that come back for good and of those called spam. Both are counted by the
//! UTC day from SES's own events; a person releases the brake, and what was counted until then is forgiven to the mail.

mod letter;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::activity::ActivityId;
use crate::config::Problems;
use crate::sending::{BrakeRules, Control, Share, SoftBounces};
pub use letter::{Notice, notice};

/// SES reviews an account at this share of mails that came back for good, in parts of a million
/// (<https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html>).
const BOUNCE_REVIEW: u32 = 50_000;

/// The same for complaints.
const COMPLAINT_REVIEW: u32 = 1_000;

/// A single mail stops nothing: one complaint would be past any limit that SES has, until thousands of mails went out.
const A_PATTERN: u64 = 2;

/// How many days the brake may look back; the counts are kept for longer.
const LONGEST: u16 = 90;

/// How many soft bounces a lead keeps: of more, the oldest go.
pub const SOFT_BOUNCES: usize = 16;

/// What became of mails, of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcomes {
    /// SES took so many.
    pub sent: u64,
    /// Arrived.
    pub delivered: u64,
    /// Are late.
    pub delayed: u64,
    /// Came back for now.
    pub soft_bounced: u64,
    /// Came back for good.
    pub bounced: u64,
    /// Were called spam.
    pub complained: u64,
    /// SES took and did not send.
    pub rejected: u64,
}

impl Outcomes {
    /// Nothing was counted.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.with(other, u64::saturating_add)
    }

    /// What came after `before`, which was counted earlier.
    #[must_use]
    pub fn since(self, before: Self) -> Self {
        self.with(before, u64::saturating_sub)
    }

    /// The same of a mail that was sent then, for the counts: what was sent before the brake was released is forgiven,
    /// however late it comes back.
    #[must_use]
    pub fn of_mail(self, sent_at: Timestamp, control: &Control) -> Self {
        let is_forgiven = control.released_at.is_some_and(|released| sent_at < released);
        if is_forgiven { Self { bounced: 0, complained: 0, ..self } } else { self }
    }

    fn with(self, other: Self, of: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            sent: of(self.sent, other.sent),
            delivered: of(self.delivered, other.delivered),
            delayed: of(self.delayed, other.delayed),
            soft_bounced: of(self.soft_bounced, other.soft_bounced),
            bounced: of(self.bounced, other.bounced),
            complained: of(self.complained, other.complained),
            rejected: of(self.rejected, other.rejected),
        }
    }
}

/// The brake is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brake {
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// What happened, in a few words.
    #[serde(default)]
    pub headline: String,
    /// Why, in a reader's words.
    pub why: String,
    /// Who runs the system was told, or is being told.
    #[serde(default)]
    pub told: bool,
    /// The invocation that put it on, or took on the telling last: it knows its own write by it.
    #[serde(default)]
    pub by: String,
}

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
pub fn judge(days: &BTreeMap<Date, Outcomes>, rules: &BrakeRules, control: &Control, now: Timestamp) -> Option<Over> {
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

/// The soft bounce with which an address counts as one that takes no mail: the last of the first so many within the
/// rule's days. None if there are not so many. The order in which they are known does not matter.
pub fn worn_out<'a>(
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
pub fn worn_out_words(rule: &SoftBounces) -> String {
    format!("{} mails in {} days could not be delivered", rule.count, rule.within.count())
}

/// Limits that SES would reach first, and numbers that could never count.
pub(crate) fn check(rules: &BrakeRules, soft: &SoftBounces, problems: &mut Problems) {
    let mut add = |near: &str, message: String| problems.add("sending.yaml", near, &message);
    for (name, share, review, what) in [
        ("bounces", rules.bounces, BOUNCE_REVIEW, "5% of mails that come back"),
        ("complaints", rules.complaints, COMPLAINT_REVIEW, "0.1% of mails that are called spam"),
    ] {
        if share.millionths() > review {
            let half = if name == "bounces" { "2.5%" } else { "0.05%" };
            add(
                name,
                format!(
                    "`{name}` of `brake` is {}, but SES reviews an account at {what}: the brake must come before, so write {half} or so",
                    String::from(share)
                ),
            );
        }
    }
    if rules.over.count() > LONGEST {
        add(
            "over",
            format!(
                "`over` of `brake` is {LONGEST}d at the most: what came back long ago says little, write it like 7d"
            ),
        );
    }
    if rules.at_least == 0 {
        add("at_least", "`at_least` of `brake` is 1 or more: the first bounce of the first ten mails says little, write it like 200".to_owned());
    }
    if !(1..=SOFT_BOUNCES).contains(&usize::try_from(soft.count).unwrap_or(usize::MAX)) {
        add("soft_bounces", format!("`count` of `soft_bounces` is from 1 to {SOFT_BOUNCES}, like 5"));
    }
}
