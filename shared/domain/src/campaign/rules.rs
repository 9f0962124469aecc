//! The file `campaigns.yaml`, and which campaign a text means.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::value::currency::Currency;
use crate::value::decimal::Decimal;

/// The file `campaigns.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaigns {
    /// The campaigns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub campaigns: Vec<Campaign>,
    /// What other currencies are worth in the company's, from which day on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rates: Vec<Rate>,
}

/// A campaign: a spend, to which leads are attributed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// Its name, as in `utm_campaign`.
    pub name: String,
    /// Its title in reports; the name if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Other texts that mean it: further values of `utm_campaign`, its names in ad platforms.
    #[serde(default, rename = "match", skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// The source that it costs money for: reports by source count its cost there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Leads of its source that name no campaign are its leads.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub whole_source: bool,
    /// The currency of its costs here; the company's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// What it costs; in files one cost or a list, which add up. Nothing for one whose costs are imported alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_many")]
    pub cost: Vec<CampaignCost>,
}

/// A cost of a campaign. Exactly one of the four amounts is set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CampaignCost {
    /// This amount once, for the days from `from` to `to`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Decimal>,
    /// This amount for each calendar month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a_month: Option<Decimal>,
    /// This amount for each day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a_day: Option<Decimal>,
    /// This amount for each click that an imported file reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a_click: Option<Decimal>,
    /// The first day.
    #[serde(default, deserialize_with = "crate::value::date::optional", skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day; if left out, it goes on.
    #[serde(default, deserialize_with = "crate::value::date::optional", skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

/// What one unit of another currency is worth in the company's, from a day on until the next rate of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// The other currency.
    pub currency: Currency,
    /// The first day on which it holds.
    #[serde(deserialize_with = "crate::value::date::date")]
    pub from: Date,
    /// What one unit of it is worth.
    pub rate: Decimal,
}

impl Campaign {
    /// Its title, or its name if it has none.
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }

    /// The texts that mean it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.others.iter().map(String::as_str))
    }
}

impl Campaigns {
    /// The campaign that a text means: a value of `utm_campaign`, or a name in an ad platform.
    ///
    /// It is the one with this name or `match`, in any case; blanks, `+` and `%20` are alike. See [`same_campaign`].
    pub fn named(&self, text: &str) -> Option<&Campaign> {
        let text = same_campaign(text);
        self.campaigns.iter().find(|campaign| campaign.texts().any(|other| same_campaign(other) == text))
    }

    /// The campaigns by the texts that mean them, in the form of [`same_campaign`]: for many texts to be looked up.
    pub fn by_text(&self) -> HashMap<String, &Campaign> {
        let texts = self.campaigns.iter().flat_map(|campaign| campaign.texts().map(move |text| (text, campaign)));
        texts.map(|(text, campaign)| (same_campaign(text), campaign)).collect()
    }

    /// The campaign that takes the leads of a source which name no campaign.
    pub fn of_source(&self, source: &str) -> Option<&Campaign> {
        let source = same_campaign(source);
        let is_of = |own: &String| same_campaign(own) == source;
        self.campaigns.iter().find(|campaign| campaign.whole_source && campaign.source.as_ref().is_some_and(is_of))
    }

    /// An amount of another currency on a day, in minor units of the company's, to the nearest; none without a rate for
    /// that day. An amount in the company's currency is itself.
    pub fn converted(&self, minor: u64, from: Currency, into: Currency, day: Date) -> Option<u64> {
        if from == into {
            return Some(minor);
        }
        let of_day = self.rates.iter().filter(|rate| rate.currency == from && rate.from <= day);
        let rate = of_day.max_by_key(|rate| rate.from)?;
        let digits = i32::try_from(into.digits()).ok()? - i32::try_from(from.digits()).ok()?;
        rate.rate.times(minor, digits)
    }
}

/// A text for comparing names of campaigns: two texts mean the same campaign if they are equal in this form. Case does
/// not count; a run of blanks, `+` and `%20` is one blank.
pub fn same_campaign(text: &str) -> String {
    let text = text.replace("%20", " ").replace('+', " ").to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<CampaignCost>, D::Error> {
    deserializer.deserialize_any(OneOrMany)
}

struct OneOrMany;

impl<'de> Visitor<'de> for OneOrMany {
    type Value = Vec<CampaignCost>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a cost like {a_month: 500, from: 2026-09-01}, or a list of them")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        CampaignCost::deserialize(MapAccessDeserializer::new(map)).map(|one| vec![one])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(cost) = sequence.next_element()? {
            all.push(cost);
        }
        Ok(all)
    }
}
