//! What was ordered with a delivery, and for how much.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::activity::key_of;
use crate::campaign::Campaigns;
use crate::supply::rules::{Supplier, Suppliers};
use crate::value::currency::Currency;
use crate::value::money::Money;
use crate::value::month::Month;

/// The most characters of the name of a delivery.
const NAME_LIMIT: usize = 64;

/// A delivery, with the terms of its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The supplier's name in `suppliers.yaml`.
    pub supplier: String,
    /// The delivery among those of the supplier.
    pub id: String,
    /// The day it came: its cost is of that day.
    pub day: Date,
    /// How many leads were ordered; none for leads that come one by one, each of which is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered: Option<u64>,
    /// The price for `per` leads, in minor units; none if it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<u64>,
    /// The number of leads that the price is for.
    pub per: u64,
    /// The currency of the price.
    pub currency: Currency,
    /// What was agreed to come beyond the order, in percent.
    #[serde(default)]
    pub extra_percent: u8,
    /// The source of its leads.
    pub source: String,
    /// The campaign that its leads and its cost count for.
    pub campaign: String,
}

impl Delivery {
    /// The delivery with its supplier, as counters name it.
    pub fn key(&self) -> String {
        key_of(&self.supplier, &self.id)
    }

    /// What that many leads cost, to the nearest minor unit; a half is rounded up.
    pub fn cost_of(&self, leads: u64) -> Option<Money> {
        let per = u128::from(self.per.max(1));
        let minor = (u128::from(self.price?) * u128::from(leads) * 2 + per) / (2 * per);
        Some(Money::new(u64::try_from(minor).unwrap_or(u64::MAX), self.currency))
    }

    /// The leads of a supplier that came one by one in a month: what is counted of a delivery that no import began. None for
    /// another name, or a supplier that `suppliers.yaml` has no more.
    pub fn one_by_one(
        key: &str,
        suppliers: &Suppliers,
        campaigns: &Campaigns,
        company: Currency,
        source: &str,
    ) -> Option<Self> {
        let (name, id) = key.split_once('/')?;
        let supplier = suppliers.get(name)?;
        let month: Month = id.parse().ok()?;
        Some(Self {
            supplier: name.to_owned(),
            id: id.to_owned(),
            day: month.first(),
            ordered: None,
            price: supplier.price(company).map(|price| price.minor),
            per: supplier.per,
            currency: supplier.currency.unwrap_or(company),
            extra_percent: 0,
            source: source.to_owned(),
            campaign: supplier.campaign(name, source, campaigns),
        })
    }

    /// It says the same of what was ordered as another one, whatever day it was imported on.
    pub fn has_terms_of(&self, other: &Self) -> bool {
        let Self { ordered, price, per, currency, source, campaign, .. } = self;
        (ordered, price, per, currency) == (&other.ordered, &other.price, &other.per, &other.currency)
            && (source, campaign) == (&other.source, &other.campaign)
    }
}

impl Supplier {
    /// The campaign of its leads and costs: its own in `suppliers.yaml`, else the one of `campaigns.yaml` that takes all
    /// leads of their source, else one of the supplier's name.
    pub fn campaign(&self, name: &str, source: &str, campaigns: &Campaigns) -> String {
        let of_source = || campaigns.of_source(source).map(|campaign| campaign.name.clone());
        self.campaign.clone().or_else(of_source).unwrap_or_else(|| name.to_owned())
    }
}

/// A delivery may have that name: letters, digits, points, dashes and `_`.
pub fn is_delivery(name: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    !name.is_empty() && name.len() <= NAME_LIMIT && name.chars().all(is_sign)
}
