//! The deliveries of suppliers: what was ordered, and which rows came.

use jiff::civil::Date;
use leadwright_domain::activity::{Activity, ActivityId, Delivered};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::metrics::{Counts, Grain, Supplied};
use leadwright_domain::supply::{Delivery, PaidCredit, PaidCredits};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::period::Days;
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::item::{BODY, Item, read, text_of};
use super::key::{Key, PAID, RowKind};
use super::numbers::Asked;
use super::rows::{Table, with_body};
use super::write::Write;

/// A row that a supplier delivered. What it said of the person stands in the activity alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveredRow {
    /// Whom it is about.
    pub lead: LeadId,
    /// The activity that it is.
    pub activity: ActivityId,
    /// The supplier's own number of the order; else the file and the line.
    pub row: String,
    /// The person was known before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeated: bool,
}

impl DeliveredRow {
    /// The row that an applied activity is, and its delivery; none for other activities.
    /// `was_known` says that its lead was there before.
    pub(crate) fn of(applied: &Applied, was_known: bool) -> Option<(&Delivered, Self)> {
        let activity = &applied.activity;
        let delivered = activity.kind.delivered()?;
        let row = Self {
            lead: activity.lead.clone(),
            activity: activity.id.clone(),
            row: delivered.row.clone(),
            repeated: was_known,
        };
        Some((delivered, row))
    }

    pub(crate) fn item(&self, delivered: &Delivered) -> Item {
        with_body(Key::delivered_row(&delivered.key(), &self.activity), self, None)
    }
}

/// So many years before today leads of a delivery may have asked for something: a delivery is counted from then on.
const YEARS: i16 = 9;

impl Table {
    /// Records a delivery. Of one that was recorded before, the first stays, and is given.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn keep_delivery(&self, delivery: &Delivery) -> Result<Delivery, TableError> {
        let key = Key::delivery(&delivery.supplier, &delivery.id);
        let item = with_body(key.clone(), delivery, None);
        if self.write(Write::new(item)).await? {
            return Ok(delivery.clone());
        }
        Ok(self.get(key).await?.unwrap_or_else(|| delivery.clone()))
    }

    /// Records the terms of a delivery in place of wrong ones.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn correct_delivery(&self, delivery: &Delivery) -> Result<(), TableError> {
        let item = with_body(Key::delivery(&delivery.supplier, &delivery.id), delivery, None);
        self.put(item).await
    }

    /// A delivery that was recorded.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn delivery(&self, supplier: &str, id: &str) -> Result<Option<Delivery>, TableError> {
        self.get(Key::delivery(supplier, id)).await
    }

    /// All deliveries that were recorded, and what was paid for any.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn deliveries(&self) -> Result<(Vec<Delivery>, PaidCredits), TableError> {
        let (mut deliveries, mut credits) = (Vec::new(), PaidCredits::new());
        for row in &self.partition(RowKind::Delivery.partition()).await? {
            match text_of(row, "sk")?.strip_suffix(PAID) {
                Some(delivery) => drop(credits.insert(delivery.to_owned(), read(row, BODY)?)),
                None => deliveries.push(read(row, BODY)?),
            }
        }
        Ok((deliveries, credits))
    }

    /// Records what a supplier paid for a delivery. All that it paid for it.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn record_credit(&self, delivery: &str, credit: &PaidCredit) -> Result<Vec<PaidCredit>, TableError> {
        let add = |credits: &mut Vec<PaidCredit>| {
            credits.push(credit.clone());
            true
        };
        Ok(self.change_row(Key::paid_credit(delivery), add).await?.unwrap_or_default())
    }

    /// Takes back what was recorded last, if it is `last`: false if it is not, and nothing was changed.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn take_back_credit(&self, delivery: &str, last: &PaidCredit) -> Result<bool, TableError> {
        let take = |credits: &mut Vec<PaidCredit>| credits.last() == Some(last) && credits.pop().is_some();
        Ok(self.change_row(Key::paid_credit(delivery), take).await?.is_some())
    }

    /// What was paid for a delivery.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn credits_of(&self, delivery: &str) -> Result<Vec<PaidCredit>, TableError> {
        Ok(self.get(Key::paid_credit(delivery)).await?.unwrap_or_default())
    }

    /// The rows of a delivery, in the order of their time.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn delivered_rows(&self, delivery: &str) -> Result<Vec<DeliveredRow>, TableError> {
        let rows = self.partition(format!("{}{delivery}", RowKind::DeliveredRow.partition())).await?;
        rows.iter().map(|row| read(row, BODY)).collect()
    }

    /// The activity that a delivered row is, and its lead as it is now; none if the lead is not there any more.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn of_delivered_row(&self, row: &DeliveredRow) -> Result<Option<(Activity, Lead)>, TableError> {
        let applied: Option<Applied> = self.get(Key::activity(&row.lead, &row.activity)).await?;
        let Some(applied) = applied else { return Ok(None) };
        Ok(self.lead(&row.lead).await?.map(|lead| (applied.activity, lead)))
    }

    /// All deliveries with what was counted of them up to that day: two requests, and one more for each MB.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn supplied(&self, today: Date, config: &Config) -> Result<Supplied, TableError> {
        let asked = [asked_of_deliveries(today)];
        let (stored, mut numbers) =
            futures_util::future::try_join(self.deliveries(), self.numbers_of(&asked, &config.company)).await?;
        let counts = numbers.pop().and_then(|numbers| numbers.pieces.into_iter().next());
        let counts = counts.and_then(|mut piece| piece.counts.remove(DELIVERY)).unwrap_or_default();
        Ok(supplied_of(stored, &counts, config))
    }
}

/// The dimension whose values are deliveries.
pub(super) const DELIVERY: &str = "delivery";

/// The counters of all deliveries up to a day.
pub(super) fn asked_of_deliveries(today: Date) -> Asked {
    let first = Date::new(today.year() - YEARS, 1, 1).unwrap_or(today);
    Asked { dimensions: vec![DELIVERY], days: Days { first, last: today }, grain: Grain::Whole }
}

/// The deliveries, with what the counters say of them.
pub(super) fn supplied_of(
    (stored, credits): (Vec<Delivery>, PaidCredits),
    counts: &Counts,
    config: &Config,
) -> Supplied {
    Supplied::of(stored, &credits, counts, &config.suppliers, |key| config.one_by_one(key))
}
