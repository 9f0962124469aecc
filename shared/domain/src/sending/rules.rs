//! `sending.yaml`: when mail may go, and what stops it.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::value::hours::Hours;
use crate::value::span::{Days, Wait};

pub(crate) const FILE: &str = "sending.yaml";

/// The most that `a_week` may be: so many of the newest mails a lead remembers.
pub(crate) const MOST_A_WEEK: u32 = 16;

/// The preference page offers a pause of a month: a mail outlives it.
pub(crate) const PAUSE: SignedDuration = SignedDuration::from_hours(32 * 24);

/// `sending.yaml`. All of it is about marketing mail: what somebody asked for, or works by, goes at any hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// What marketing mail is about, as leads read it on their preference page: name → words.
    pub topics: BTreeMap<String, String>,
    /// When it may go, on the lead's own clock.
    #[serde(default)]
    pub hours: Hours,
    /// So many a day go to one lead at most, over all sequences; a day of the lead's zone.
    pub a_day: u32,
    /// So many in seven days.
    pub a_week: u32,
    /// It waits so long after a salesperson spoke with the lead.
    pub after_a_talk: Wait,
    /// What had to wait so long is sent no more: it is dropped, and its sequence ends.
    #[serde(default = "forty_five_days")]
    pub give_up_after: Wait,
    /// Mails that come back for now end mail to the address like this.
    pub soft_bounces: SoftBounces,
    /// What is learned from opens and clicks.
    #[serde(default)]
    pub tracking: Tracking,
    /// When all of it stops by itself.
    pub brake: BrakeRules,
}

fn forty_five_days() -> Wait {
    Wait::try_from("45d".to_owned()).expect("a time to wait")
}

impl Sending {
    /// What leads read for a topic; its name, if there is no such topic.
    pub fn words_of<'a>(&'a self, topic: &'a str) -> &'a str {
        self.topics.get(topic).map_or(topic, String::as_str)
    }
}

/// How many mails may come back for now before the address counts as one that takes none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SoftBounces {
    /// So many.
    pub count: u32,
    /// Within so many days.
    pub within: Days,
}

/// What marketing mail tells of its reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tracking {
    /// Whether it was opened: by a picture of one dot.
    pub opens: bool,
    /// Which links were followed: they lead over this system.
    pub clicks: bool,
}

impl Default for Tracking {
    fn default() -> Self {
        Self { opens: true, clicks: true }
    }
}

/// When marketing mail stops by itself, before SES stops the account.
///
/// SES reviews an account at 5 % bounces or 0.1 % complaints and pauses it at 10 % or 0.5 %
/// (<https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrakeRules {
    /// At this share of mails that came back for good.
    pub bounces: Share,
    /// At this share of mails that were called spam.
    pub complaints: Share,
    /// Counted over so many days.
    pub over: Days,
    /// As long as fewer mails went out, as if so many had: the first bounce of the first ten mails says little.
    pub at_least: u64,
}

/// A share, written like `2.5%`, in parts of a million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Share(u32);

impl Share {
    /// In parts of a million.
    pub fn millionths(self) -> u32 {
        self.0
    }

    /// `part` of `whole` is so much, or more.
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
