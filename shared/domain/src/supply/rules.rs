//! The file `suppliers.yaml`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::{ToSpan, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::activity::Delivered;
use crate::value::currency::Currency;
use crate::value::decimal::Decimal;
use crate::value::money::Money;
use crate::value::month::Month;

/// The reason for which a row is bad whose person was known before. It is found when the row comes in.
pub const DUPLICATE: &str = "duplicate";

/// The field of a form or a list that has the supplier's own number of the order.
pub const ORDER_ID: &str = "order_id";

/// The file `suppliers.yaml`: name → supplier.
pub type Suppliers = BTreeMap<String, Supplier>;

/// Who sells leads to the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supplier {
    /// What people call it.
    pub name: String,
    /// The currency of its prices; the company's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// The price where an import names none, and of leads that come one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Decimal>,
    /// The number of leads that the price is for.
    #[serde(default = "one")]
    pub per: u64,
    /// What it delivers beyond an order against bad rows, in percent of the order.
    #[serde(default)]
    pub extra_percent: u8,
    /// The days after the delivery in which it takes bad rows back.
    pub claim_days: u16,
    /// The reasons for which it takes them back; all of `funnel.yaml` and [`DUPLICATE`] if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bad: Vec<String>,
    /// The campaign that its leads and its costs count for; see [`Supplier::campaign`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
}

fn one() -> u64 {
    1
}

impl Supplier {
    /// The price that was agreed: minor units of its currency, for [`Supplier::per`] leads.
    pub fn price(&self, company: Currency) -> Option<Money> {
        let currency = self.currency.unwrap_or(company);
        Some(Money::new(self.price?.exactly(currency.digits())?, currency))
    }

    /// It takes back rows that are bad for that reason.
    pub fn takes_back(&self, reason: &str) -> bool {
        self.bad.is_empty() || self.bad.iter().any(|own| own == reason)
    }

    /// The last day on which a row of a delivery of that day can be claimed.
    pub fn claim_until(&self, day: Date) -> Date {
        day.saturating_add(i32::from(self.claim_days).days())
    }

    /// The row of the supplier of that name that comes by itself at `now`, with its number of the order. Those of a month
    /// are one delivery.
    pub fn ordered_row(&self, name: &str, order: &str, now: Timestamp, zone: &TimeZone) -> Delivered {
        let day = now.to_zoned(zone.clone()).date();
        Delivered {
            supplier: name.to_owned(),
            delivery: Month::of(day).to_string(),
            row: order.to_owned(),
            claim_until: self.claim_until(day),
        }
    }
}
