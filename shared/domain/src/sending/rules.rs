//! The file `sending.yaml`: topics, hours, limits and the brake of marketing mail.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::lead::Lead;
use crate::value::hours::Hours;
use crate::value::purpose::Purpose;
use crate::value::span::{Days, Wait};

pub(crate) const FILE: &str = "sending.yaml";

/// The highest `a_week`: a lead remembers this number of its newest mails.
pub(crate) const MOST_A_WEEK: u32 = 16;

/// The preference page offers a pause of a month. A waiting mail must outlive this pause.
pub(crate) const PAUSE: SignedDuration = SignedDuration::from_hours(32 * 24);

/// The file `sending.yaml`. Most of it is about marketing mail only. Mail that a visitor asked for is sent at any hour,
/// within `visitors` and while the brake is off; the team's mail always.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// The topics of marketing mail, as leads read them on their preference page: name → words.
    #[serde(default)]
    pub topics: BTreeMap<String, String>,
    /// The hours in which marketing mail may be sent, on the lead's own clock.
    #[serde(default)]
    pub hours: Hours,
    /// The maximum of mails to one lead in one day of the lead's zone, over all sequences.
    #[serde(default = "crate::value::stored::one")]
    pub a_day: u32,
    /// The maximum in seven days.
    #[serde(default = "three")]
    pub a_week: u32,
    /// The time that marketing mail waits after a salesperson spoke with the lead.
    #[serde(default = "two_weeks")]
    pub after_a_talk: Wait,
    /// The longest wait: a mail that had to wait longer is dropped, and its sequence ends.
    #[serde(default = "forty_five_days")]
    pub give_up_after: Wait,
    /// The number of soft bounces after which an address gets no more mail.
    #[serde(default)]
    pub soft_bounces: SoftBounces,
    /// Whether opens and clicks are recorded.
    #[serde(default)]
    pub tracking: Tracking,
    /// The limits of mail that visitors cause by what they post.
    #[serde(default)]
    pub visitors: VisitorLimits,
    /// The time after which a post with double opt-in that nobody confirmed is forgotten; see
    /// [`Task::Unconfirmed`](crate::lead::Task::Unconfirmed).
    #[serde(default = "thirty_days", skip_serializing_if = "is_thirty_days")]
    pub unconfirmed: Wait,
    /// The limits at which marketing mail and mail to visitors stop by themselves.
    #[serde(default)]
    pub brake: BrakeRules,
}

fn three() -> u32 {
    3
}

fn two_weeks() -> Wait {
    Wait::try_from("14d".to_owned()).expect("a time to wait")
}

fn forty_five_days() -> Wait {
    Wait::try_from("45d".to_owned()).expect("a time to wait")
}

fn thirty_days() -> Wait {
    Wait::try_from("30d".to_owned()).expect("a time to wait")
}

fn is_thirty_days(wait: &Wait) -> bool {
    *wait == thirty_days()
}

fn days(count: &str) -> Days {
    Days::try_from(count.to_owned()).expect("a number of days")
}

impl Sending {
    /// The words that leads read for a topic; the topic's name if the file has no such topic.
    pub fn words_of<'a>(&'a self, topic: &'a str) -> &'a str {
        self.topics.get(topic).map_or(topic, String::as_str)
    }
}

/// The limits of mail that visitors cause by what they post: thank-yous, downloads, confirmations. What is beyond them
/// waits. See [`VisitorTraffic`](crate::sending::VisitorTraffic) for the limit that adapts by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VisitorLimits {
    /// The maximum in a minute.
    pub a_minute: u32,
    /// The maximum in a UTC day.
    pub a_day: u32,
    /// The longest wait: a mail that had to wait longer is of no use any more, and is dropped.
    pub give_up_after: Wait,
}

impl Default for VisitorLimits {
    /// Forms of a trade show pass (30 a minute for eight hours are 14,400: the last go in the night); robots do not.
    fn default() -> Self {
        let give_up_after = Wait::try_from("24h".to_owned()).expect("a time to wait");
        Self { a_minute: 60, a_day: 10_000, give_up_after }
    }
}

/// The soft bounces after which an address gets no more mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SoftBounces {
    /// The number of days with a soft bounce, without a delivery in between.
    pub count: u32,
    /// The days within which they happen.
    pub within: Days,
}

impl Default for SoftBounces {
    fn default() -> Self {
        Self { count: 3, within: days("30d") }
    }
}

/// The tracking of marketing mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tracking {
    /// Opens are recorded, by a tracking picture of one pixel.
    pub opens: bool,
    /// Clicks are recorded: links lead through this system.
    pub clicks: bool,
    /// Only of leads that agreed to be measured: by the box of a form with `purpose: measuring`, or on their preference
    /// page. Mail to who withdrew it is never tracked.
    #[serde(skip_serializing_if = "crate::value::stored::is_false")]
    pub needs_consent: bool,
}

impl Tracking {
    /// What may be recorded of a lead.
    #[must_use]
    pub fn of(&self, lead: &Lead) -> Self {
        let is_agreed = lead.agrees_to(Purpose::Measuring).is_some();
        let may = lead.withdrew(Purpose::Measuring).is_none() && (is_agreed || !self.needs_consent);
        Self { opens: self.opens && may, clicks: self.clicks && may, ..self.clone() }
    }
}

impl Default for Tracking {
    fn default() -> Self {
        Self { opens: true, clicks: true, needs_consent: false }
    }
}

/// The limits of the brake, which stops marketing mail and mail to visitors before SES pauses the account.
///
/// SES reviews an account at 5 % bounces or 0.1 % complaints and pauses it at 10 % or 0.5 %
/// (<https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BrakeRules {
    /// The share of hard bounces that puts the brake on.
    pub bounces: Share,
    /// The share of spam complaints that puts the brake on.
    pub complaints: Share,
    /// The number of days over which mails are counted.
    pub over: Days,
    /// The smallest number of mails that shares are computed from; fewer mails count as this number. The first bounce
    /// of the first ten mails says little.
    pub at_least: u64,
}

impl Default for BrakeRules {
    /// Half of the shares at which SES reviews an account.
    fn default() -> Self {
        Self { bounces: Share(25_000), complaints: Share(500), over: days("7d"), at_least: 200 }
    }
}

/// A share, written like `2.5%`, kept in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Share(u32);

/// The share of hard bounces at which SES reviews an account.
pub(crate) const BOUNCE_REVIEW: Share = Share(50_000);

impl Share {
    /// The largest whole number that is no more than this share of `whole`.
    pub(crate) fn part_of(self, whole: u64) -> u64 {
        u64::try_from(u128::from(whole) * u128::from(self.0) / 1_000_000).unwrap_or(u64::MAX)
    }

    /// The share in millionths.
    pub fn millionths(self) -> u32 {
        self.0
    }

    /// `part` of `whole` is this share or more, and not zero.
    pub fn is_reached(self, part: u64, whole: u64) -> bool {
        part > 0 && u128::from(part) * 1_000_000 >= u128::from(whole) * u128::from(self.0)
    }
}

impl TryFrom<String> for Share {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = || format!("{text:?} is no share: write it like 2.5%, from 0.0001% to 100%");
        let number = text.trim().strip_suffix('%').ok_or_else(wrong)?.trim();
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || part.len() > 4 || !is_digits(whole) || !is_digits(part) {
            return Err(wrong());
        }
        let parts = format!("{whole}{part:0<4}").parse().map_err(|_| wrong())?;
        if (1..=1_000_000).contains(&parts) { Ok(Self(parts)) } else { Err(wrong()) }
    }
}

impl From<Share> for String {
    fn from(share: Share) -> Self {
        let (whole, part) = (share.0 / 10_000, format!("{:04}", share.0 % 10_000));
        let part = part.trim_end_matches('0');
        if part.is_empty() { format!("{whole}%") } else { format!("{whole}.{part}%") }
    }
}
