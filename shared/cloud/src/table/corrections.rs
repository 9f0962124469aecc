//! Corrections: leads whose first touch changed after activities of it were stored.
//!
//! A stored fact says where its lead comes from, so that a day is counted without reading its leads. When an older
//! activity comes in and says otherwise, a row asks the next night to write the lead's facts anew.

use jiff::Timestamp;
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

    /// Writes the facts of a lead's activities anew where the lead says otherwise now, and marks their days to be counted
    /// again. Doing it again changes nothing.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn correct(&self, id: &LeadId, now: Timestamp) -> Result<(), TableError> {
        // A lead that is gone has no facts either.
        let Some(lead) = self.lead(id).await? else { return Ok(()) };
        let mut days: Vec<String> = Vec::new();
        for row in self.activity_rows(id).await? {
            let applied: Applied = read(&row, BODY)?;
            let fact = json(&Fact::of(&applied, &lead));
            if row.get("fact") == Some(&fact) {
                continue;
            }
            // Before the fact, so that a crash between the two can't leave the day with the earlier count.
            let day = applied.activity.id.day();
            if !days.iter().any(|marked| marked == day) {
                self.mark_dirty(day, now).await?;
                days.push(day.to_owned());
            }
            let update = self
                .client
                .update_item()
                .table_name(&self.name)
                .set_key(Some(Key::activity(id, &applied.activity.id).item()))
                .update_expression("SET fact = :fact")
                // It may have been erased meanwhile.
                .condition_expression("attribute_exists(pk)")
                .expression_attribute_values(":fact", fact);
            condition_held(update.send().await)?;
        }
        Ok(())
    }

    /// Takes away a correction that was made, unless it was asked for after `before` or again since it was read.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn corrected(&self, correction: &Correction, before: Timestamp) -> Result<(), TableError> {
        let Correction { lead, marked } = correction;
        self.take_mark(Key::correction(lead, lead.shard(self.shards)), marked, before).await
    }
}
