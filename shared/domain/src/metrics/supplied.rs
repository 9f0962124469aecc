//! What suppliers delivered, in tables of numbers: the counters and costs of whole deliveries.
//!
//! What must stay true: a delivery stands in the days in which it came, with all that was found of its rows since. Its
//! counters are made when numbers are read, from its terms and from what was counted of its rows.

use std::collections::BTreeMap;

use crate::activity::supplier_of;
use crate::campaign::Campaigns;
use crate::metrics::by::By;
use crate::metrics::counter;
use crate::metrics::day::{Counts, Metrics};
use crate::metrics::dimension::NONE;
use crate::supply::{Account, Delivery, PaidCredits, RowCounts, Suppliers, paid};
use crate::value::currency::Currency;
use crate::value::money::Money;
use crate::value::period::Days;

/// All deliveries, with what came of each.
#[derive(Debug, Clone, Default)]
pub struct Supplied(pub Vec<(Delivery, Account)>);

impl Supplied {
    /// `stored` are the deliveries of lists, `credits` what was paid for any; `counts` is what was ever counted by delivery. What no list began came one by
    /// one: `one_by_one` gives its terms.
    pub fn of(
        stored: Vec<Delivery>,
        credits: &PaidCredits,
        counts: &Counts,
        suppliers: &Suppliers,
        one_by_one: impl Fn(&str) -> Option<Delivery>,
    ) -> Self {
        let lists: Vec<String> = stored.iter().map(Delivery::key).collect();
        let others = counts.keys().filter(|key| !lists.contains(key)).filter_map(|key| one_by_one(key));
        let all = stored.into_iter().chain(others);
        let mut all: Vec<_> = all
            .map(|delivery| {
                let rows = counts.get(&delivery.key()).map(rows_of).unwrap_or_default();
                let account = Account::of(&delivery, suppliers.get(&delivery.supplier), &rows);
                let account = account.with_paid(paid(credits.get(&delivery.key())));
                (delivery, account)
            })
            .collect();
        all.sort_by_key(|(delivery, _)| (delivery.day, delivery.key()));
        Self(all)
    }

    /// Adds the deliveries of some days to the rows of a table by supplier or by delivery; `total` is what all campaigns
    /// cost in these days: what is no supplier's stands under [`NONE`].
    pub fn add_to(
        &self,
        by: By,
        days: Days,
        (campaigns, company): (&Campaigns, Currency),
        counts: &mut Counts,
        costs: &mut BTreeMap<String, u64>,
        total: u64,
    ) {
        let by_supplier = by.name() == "supplier";
        let mut spent = 0_u64;
        for (delivery, account) in self.0.iter().filter(|(of, _)| days.first <= of.day && of.day <= days.last) {
            let key = delivery.key();
            let row = if by_supplier { supplier_of(&key) } else { &key };
            let converted = |money: Option<Money>| {
                money.and_then(|money| campaigns.converted(money.minor, money.currency, company, delivery.day))
            };
            let metrics = counts.entry(row.to_owned()).or_default();
            for (name, number) in [
                ("ordered", account.ordered),
                ("delivered", account.delivered),
                ("extra", account.extra),
                ("good", account.good),
                ("shortfall", account.shortfall),
                ("credit", converted(account.credit).unwrap_or_default()),
                ("credit_paid", converted(Some(account.paid)).unwrap_or_default()),
                ("credit_open", converted(account.still_owed()).unwrap_or_default()),
            ] {
                let sum = metrics.entry(format!("{}.{name}", counter::SUPPLY)).or_default();
                *sum = sum.saturating_add(number);
            }
            if let Some(cost) = converted(account.cost) {
                let sum = costs.entry(row.to_owned()).or_default();
                *sum = sum.saturating_add(cost);
                spent = spent.saturating_add(cost);
            }
        }
        if by_supplier && total > spent {
            costs.insert(NONE.to_owned(), total - spent);
        }
    }
}

/// The rows of a delivery that counters say.
fn rows_of(counters: &Metrics) -> RowCounts {
    let delivered = counters.get(counter::DELIVERED).copied().unwrap_or_default();
    let mut rows = RowCounts { delivered, ..RowCounts::default() };
    for (name, count) in counters {
        match name.split_once('.') {
            Some((counter::BAD_ROW, reason)) => drop(rows.bad.insert(reason.to_owned(), *count)),
            Some((counter::LATE_BAD_ROW, reason)) => drop(rows.late.insert(reason.to_owned(), *count)),
            _ => {}
        }
    }
    rows
}
