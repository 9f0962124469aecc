//! The rows of costs: what ad platforms reported of a campaign in a month, and which months are closed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use leadwright_domain::campaign::{CampaignMonth, ClosedCosts, MonthClosing, Platform, Reported, StoredCosts};
use leadwright_domain::value::month::Month;

use super::error::TableError;
use super::item::{BODY, Item, read, text, text_of};
use super::key::{Key, RowKind};
use super::rows::{Table, with_body};
use super::write::Write;

impl Table {
    /// What is stored of the costs of some months, the last one included: one query, a page for each MB. A year of a
    /// hundred campaigns is about that much.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn costs(&self, from: Month, to: Month) -> Result<StoredCosts, TableError> {
        let query = self
            .client
            .query()
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .consistent_read(true)
            .expression_attribute_values(":pk", text(RowKind::Cost.partition()))
            .expression_attribute_values(":from", text(from.to_string()))
            // Behind every campaign of the last month.
            .expression_attribute_values(":to", text(format!("{to}~")));
        let mut costs = StoredCosts::new();
        for row in &self.all(query).await? {
            let sort = text_of(row, "sk")?;
            let (month, campaign) = match sort.split_once('#') {
                Some((month, campaign)) => (month, Some(campaign)),
                None => (sort, None),
            };
            let month = month.parse().map_err(|_| broken(sort))?;
            let stored = costs.entry(month).or_default();
            match campaign {
                None => stored.closing = Some(read(row, BODY)?),
                Some(campaign) => {
                    stored.campaigns.insert(campaign.to_owned(), read(row, BODY)?);
                }
            }
        }
        Ok(costs)
    }

    /// Takes in what a platform reported of a campaign in a month, by days: each in place of what it reported of that day
    /// before. `source` is that of its leads, where the report says it: bought leads have one.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn report_costs(
        &self,
        month: Month,
        campaign: &str,
        source: Option<&str>,
        platform: Platform,
        days: &BTreeMap<i8, Reported>,
    ) -> Result<(), TableError> {
        let change = |row: &mut CampaignMonth| {
            let was = row.clone();
            row.report(platform, days);
            row.source = source.map(ToOwned::to_owned).or_else(|| row.source.take());
            *row != was
        };
        self.change_row(Key::cost(month, campaign), change).await.map(drop)
    }

    /// Begins to close a month: from now on nothing is imported into it. When it began, which may be earlier.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn begin_closing(&self, month: Month, now: Timestamp) -> Result<MonthClosing, TableError> {
        let closing = MonthClosing { at: now, done: false };
        if self.write(Write::new(closing_item(month, closing))).await? {
            return Ok(closing);
        }
        Ok(self.get(Key::closing(month)).await?.unwrap_or(closing))
    }

    /// Freezes the costs of a month that [is being closed](Self::begin_closing): its campaigns first, and then that all of
    /// them are frozen. If it is interrupted, the month stays open to readers, and it can be done again.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn close_month(
        &self,
        month: Month,
        closing: MonthClosing,
        costs: &BTreeMap<String, ClosedCosts>,
    ) -> Result<(), TableError> {
        // What an interrupted closing left may have had campaigns that have no cost by now.
        let stored = self.costs(month, month).await?.remove(&month).unwrap_or_default();
        let frozen = stored.campaigns.iter().filter(|(_, row)| row.closed.is_some()).map(|(campaign, _)| campaign);
        for campaign in frozen.chain(costs.keys()).collect::<BTreeSet<_>>() {
            let change = |row: &mut CampaignMonth| {
                let was = std::mem::replace(&mut row.closed, costs.get(campaign).cloned());
                row.closed != was
            };
            self.change_row(Key::cost(month, campaign), change).await?;
        }
        self.put(closing_item(month, MonthClosing { done: true, ..closing })).await
    }

    /// Opens a month that was closed, or whose closing was interrupted: nothing of it stays frozen. If it is interrupted,
    /// readers see an open month, and it can be done again.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn open_month(&self, month: Month, closing: MonthClosing) -> Result<(), TableError> {
        self.put(closing_item(month, MonthClosing { done: false, ..closing })).await?;
        let stored = self.costs(month, month).await?.remove(&month).unwrap_or_default();
        for campaign in stored.campaigns.iter().filter(|(_, row)| row.closed.is_some()).map(|(campaign, _)| campaign) {
            self.change_row(Key::cost(month, campaign), |row: &mut CampaignMonth| row.closed.take().is_some()).await?;
        }
        let key = Some(Key::closing(month).item());
        self.client.delete_item().table_name(&self.name).set_key(key).send().await.map_err(TableError::call)?;
        Ok(())
    }
}

fn closing_item(month: Month, closing: MonthClosing) -> Item {
    with_body(Key::closing(month), &closing, None)
}

fn broken(sort: &str) -> TableError {
    let key = format!("{} / {sort}", RowKind::Cost.partition());
    TableError::Broken { key, why: "no month in the key".to_owned() }
}
