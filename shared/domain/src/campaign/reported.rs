//! What is stored of costs: what ad platforms reported by campaign and day, and months that are closed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::value::currency::Currency;
use crate::value::month::Month;

/// The most characters of a campaign's name in an ad platform. Google takes 255, others 400.
pub const PLATFORM_NAME_LIMIT: usize = 400;

/// Who reported a cost. The same campaign and day of one platform is replaced by a later file; those of two add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Google Ads.
    Google,
    /// Meta Ads Manager.
    Meta,
    /// `LinkedIn` Campaign Manager.
    Linkedin,
    /// A file of another kind.
    Other,
    /// Lists that suppliers delivered.
    Lists,
    /// Leads that suppliers delivered one by one.
    Orders,
}

impl Platform {
    /// Its name, as its users know it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Google => "Google Ads",
            Self::Meta => "Meta Ads Manager",
            Self::Linkedin => "LinkedIn Campaign Manager",
            Self::Other => "other",
            Self::Lists => "lists of suppliers",
            Self::Orders => "leads of suppliers",
        }
    }
}

impl Platform {
    /// It is no ad platform: the costs are those of bought leads.
    pub fn is_of_suppliers(self) -> bool {
        matches!(self, Self::Lists | Self::Orders)
    }
}

/// What was reported of a campaign and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// The cost in minor units; none if the file has no such column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minor: Option<u64>,
    /// Its currency.
    pub currency: Currency,
    /// The clicks; none if the file has no such column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clicks: Option<u64>,
}

/// What is stored of a campaign and month.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CampaignMonth {
    /// What was imported, under the campaign's name as the file has it: platform → day of the month.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reported: BTreeMap<Platform, BTreeMap<i8, Reported>>,
    /// The source that it counts for, where `campaigns.yaml` has no such campaign: a supplier's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What was frozen when the month was closed, under the campaign's name in `campaigns.yaml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<ClosedCosts>,
}

impl CampaignMonth {
    /// Takes in what a platform reported: each day in place of what it reported of that day before. The number of days
    /// that were replaced by something else.
    pub fn report(&mut self, platform: Platform, days: &BTreeMap<i8, Reported>) -> usize {
        let of_platform = self.reported.entry(platform).or_default();
        let replaced = days.iter().filter(|(day, new)| of_platform.get(day).is_some_and(|old| old != *new)).count();
        of_platform.extend(days);
        replaced
    }
}

/// The costs of a campaign in a closed month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedCosts {
    /// Its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The company's currency then.
    pub currency: Currency,
    /// Day of the month → minor units.
    pub days: BTreeMap<i8, u64>,
}

/// The closing of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthClosing {
    /// When it began. From then on nothing is imported into the month.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// Every cost of the month is frozen. Until then the command has to be run again.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub done: bool,
}

/// What is stored of a month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredMonth {
    /// Whether it is closed.
    pub closing: Option<MonthClosing>,
    /// Its campaigns, by name.
    pub campaigns: BTreeMap<String, CampaignMonth>,
}

impl StoredMonth {
    /// Its costs are frozen.
    pub fn is_closed(&self) -> bool {
        self.closing.is_some_and(|closing| closing.done)
    }
}

/// What is stored of some months.
pub type StoredCosts = BTreeMap<Month, StoredMonth>;
