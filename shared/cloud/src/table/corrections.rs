//! Corrections: leads whose first touch changed after activities of it were stored.
//!
//! A stored fact says where its lead comes from, so that a day is counted without reading its leads. When an older
//! activity comes in and says otherwise, a row asks the next night to write the lead's facts anew.

use std::collections::BTreeSet;

use jiff::Timestamp;
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::lead::Applied;
use leadwright_domain::metrics::Fact;
use leadwright_domain::value::identity::LeadId;

use super::error::{TableError, condition_held};
use super::item::{BODY, json, read, text_of};
use super::key::{Key, RowKind};
use super::rows::Table;

/// A lead whose facts are to be written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The lead.
    pub lead: LeadId,
    marked: String,
}

/// What a correction did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// The number of facts that were written anew.
    pub changed: usize,
    /// The UTC days of all activities of the lead, as in `20261121`.
    pub days: BTreeSet<String>,
}

impl Table {
    pub(crate) async fn mark_for_correction(&self, lead: &LeadId, now: Timestamp) -> Result<(), TableError> {
        self.put_mark(Key::correction(lead, lead.shard(self.shards)), now).await
    }

    /// The corrections of a shard.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn corrections(&self, shard: u16) -> Result<Vec<Correction>, TableError> {
        let rows = self.partition(RowKind::Correction.partition_of(shard)).await?;
        let correction = |row| {
            let lead = text_of(row, "sk")?;
            let broken = |_| TableError::Broken { key: lead.to_owned(), why: "no lead's id in the key".to_owned() };
            Ok(Correction { lead: LeadId::parse(lead).map_err(broken)?, marked: text_of(row, "marked")?.to_owned() })
        };
        rows.iter().map(correction).collect()
    }

    /// Writes the facts of a lead's activities anew where its timeline says otherwise now, and marks their days to be counted
    /// again. Doing it again changes nothing.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn correct(&self, id: &LeadId, config: &Config, now: Timestamp) -> Result<Corrected, TableError> {
        let rows = self.stored_facts(id).await?;
        let (timeline, stored): (Vec<Applied>, Vec<Option<Fact>>) = rows.into_iter().unzip();
        let mut marked: BTreeSet<&str> = BTreeSet::new();
        let mut changed = 0;
        for (fact, (applied, stored)) in
            std::iter::zip(fold::facts(&timeline, config), std::iter::zip(&timeline, stored))
        {
            if stored.as_ref() == Some(&fact) {
                continue;
            }
            changed += 1;
            // Before the fact, so that a crash between the two can't leave the day with the earlier count.
            let day = applied.activity.id.day();
            if marked.insert(day) {
                self.mark_dirty(day, now).await?;
            }
            let update = self
                .client
                .update_item()
                .table_name(&self.name)
                .set_key(Some(Key::activity(id, &applied.activity.id).item()))
                .update_expression("SET fact = :fact")
                // It may have been erased meanwhile.
                .condition_expression("attribute_exists(pk)")
                .expression_attribute_values(":fact", json(&fact));
            condition_held(update.send().await)?;
        }
        let days = timeline.iter().map(|applied| applied.activity.id.day().to_owned()).collect();
        Ok(Corrected { changed, days })
    }

    /// The facts of a lead's activities as they are stored, in the order in which these were applied; none for one that can't
    /// be read.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn stored_facts(&self, id: &LeadId) -> Result<Vec<(Applied, Option<Fact>)>, TableError> {
        let mut rows: Vec<(Applied, Option<Fact>)> = Vec::new();
        for row in self.activity_rows(id).await? {
            // A fact that can't be read is made anew like any other.
            rows.push((read(&row, BODY)?, read(&row, "fact").ok()));
        }
        rows.sort_by_key(|(applied, _)| applied.seq);
        Ok(rows)
    }

    /// Takes away a correction that was made, unless it was asked for after `before` or again since it was read.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn corrected(&self, correction: &Correction, before: Timestamp) -> Result<(), TableError> {
        let Correction { lead, marked } = correction;
        for shard in self.shards_of(lead).await? {
            self.take_mark(Key::correction(lead, shard), marked, before).await?;
        }
        Ok(())
    }
}
