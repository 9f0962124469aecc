//! What came of a delivery, and what its supplier owes.

use std::collections::BTreeMap;

use crate::supply::delivery::Delivery;
use crate::supply::rules::Supplier;
use crate::value::money::Money;

/// The rows of a delivery so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowCounts {
    /// All that came.
    pub delivered: u64,
    /// Of these, bad ones by reason, found in the days to claim them.
    pub bad: BTreeMap<String, u64>,
    /// Bad ones that were found later.
    pub late: BTreeMap<String, u64>,
}

/// What came of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Leads that were ordered.
    pub ordered: u64,
    /// Rows that came.
    pub delivered: u64,
    /// Of these, rows beyond the order.
    pub extra: u64,
    /// Rows beyond the order that were agreed.
    pub extra_agreed: u64,
    /// Bad rows that the supplier takes back.
    pub claimed: u64,
    /// Bad rows that it does not: found too late, or for another reason than was agreed.
    pub refused: u64,
    /// Rows that are not bad.
    pub good: u64,
    /// Leads that were ordered and are not there, where rows that it takes back count as not delivered.
    pub shortfall: u64,
    /// What was ordered costs; none without a price.
    pub cost: Option<Money>,
    /// What the supplier owes for the shortfall; none without a price.
    pub credit: Option<Money>,
    /// What it paid of that.
    pub paid: Money,
}

impl Account {
    /// What came of a delivery of the supplier; of one that `suppliers.yaml` has no more, every reason counts.
    pub fn of(delivery: &Delivery, supplier: Option<&Supplier>, rows: &RowCounts) -> Self {
        let delivered = rows.delivered;
        let ordered = delivery.ordered.unwrap_or(delivered);
        let takes_back = |reason: &str| supplier.is_none_or(|supplier| supplier.takes_back(reason));
        let bad: u64 = rows.bad.values().chain(rows.late.values()).sum::<u64>().min(delivered);
        let taken = rows.bad.iter().filter(|(reason, _)| takes_back(reason)).map(|(_, count)| count);
        let claimed = taken.sum::<u64>().min(bad);
        let shortfall = ordered.saturating_sub(delivered - claimed);
        Self {
            ordered,
            delivered,
            extra: delivered.saturating_sub(ordered),
            extra_agreed: ordered.saturating_mul(u64::from(delivery.extra_percent)) / 100,
            claimed,
            refused: bad - claimed,
            good: delivered - bad,
            shortfall,
            cost: delivery.cost_of(ordered),
            credit: delivery.cost_of(shortfall),
            paid: Money::new(0, delivery.currency),
        }
    }

    /// The same with what was paid, in minor units of the delivery's currency.
    #[must_use]
    pub fn with_paid(self, minor: u64) -> Self {
        Self { paid: Money { minor, ..self.paid }, ..self }
    }

    /// What the supplier still owes; none without a price.
    pub fn still_owed(&self) -> Option<Money> {
        self.credit.map(|credit| Money { minor: credit.minor.saturating_sub(self.paid.minor), ..credit })
    }
}
