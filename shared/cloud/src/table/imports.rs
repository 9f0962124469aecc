//! Imports of lists: how far each is, what it has queued, and what the columns of a list are.
//!
//! What must stay true: what an import queues is recorded before it is queued, so that an undoing finds all of it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use leadwright_domain::activity::ActivityId;
use leadwright_domain::config::Config;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::value::identity::LeadId;
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::item::{BODY, read};
use super::key::{Key, RowKind};
use super::rows::{Table, with_body};
use super::write::{deletion, deletion_of_any};

/// An import of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRecord {
    /// Its id: the same list under the same source has the same one.
    pub id: String,
    /// The name of the list.
    pub source: String,
    /// The name of the file.
    pub file: String,
    /// When it began.
    pub begun_at: Timestamp,
    /// The rows and deals that are to be queued.
    pub rows: u64,
    /// How many of these are queued.
    pub done: u64,
    /// The parts of what was queued.
    pub parts: u64,
    /// It was undone before: when, so that its rows are other activities now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
    /// It is a delivery of a supplier.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_delivery: bool,
    /// The id of the person who had it imported at the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When all were queued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// When it was undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_at: Option<Timestamp>,
}

/// The most rows of a transaction.
const TRANSACTION: usize = 100;

/// An activity that an import queued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedActivity(pub LeadId, pub ActivityId);

/// What somebody said of a list, for the next list with the same headings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ListColumns {
    /// `COLUMN=FIELD`, as the command has it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub map: Vec<String>,
    /// Words that are a yes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consent_yes: Vec<String>,
    /// Whether the day is first in dates; none if nobody said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_first: Option<bool>,
    /// The zone of dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

impl Table {
    /// An import, if there is one of that id.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn import(&self, id: &str) -> Result<Option<ImportRecord>, TableError> {
        self.get(Key::import(id)).await
    }

    /// All imports.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn imports(&self) -> Result<Vec<ImportRecord>, TableError> {
        self.partition(RowKind::Import.partition()).await?.iter().map(|row| read(row, BODY)).collect()
    }

    /// Records how far an import is.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn record_import(&self, import: &ImportRecord) -> Result<(), TableError> {
        self.put(with_body(Key::import(&import.id), import, None)).await
    }

    /// Records a part of what an import is about to queue.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn record_imported(
        &self,
        import: &str,
        part: u64,
        activities: &[ImportedActivity],
    ) -> Result<(), TableError> {
        self.put(with_body(Key::imported_part(import, part), &activities, None)).await
    }

    /// A part of what an import has queued; empty if it is not there.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn imported_part(&self, import: &str, part: u64) -> Result<Vec<ImportedActivity>, TableError> {
        Ok(self.get(Key::imported_part(import, part)).await?.unwrap_or_default())
    }

    /// What was said of the lists with that hash of source and headings.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn list_columns(&self, hash: &str) -> Result<Option<ListColumns>, TableError> {
        self.get(Key::list_columns(hash)).await
    }

    /// Remembers what was said of a list.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn remember_columns(&self, hash: &str, columns: &ListColumns) -> Result<(), TableError> {
        self.put(with_body(Key::list_columns(hash), columns, None)).await
    }

    /// Forgets what was said of a list.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn forget_columns(&self, hash: &str) -> Result<(), TableError> {
        self.delete(Key::list_columns(hash)).await
    }

    /// Takes away a lead that is nothing but what an import brought, with its activities, so that a later import may bring it
    /// anew: false if something happened to it meanwhile, or it is too much for one transaction; nothing was changed then.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn remove_imported_lead(
        &self,
        lead: &Lead,
        timeline: &[Applied],
        config: &Config,
        now: Timestamp,
    ) -> Result<bool, TableError> {
        // Before the transaction: a crash between the two leaves no day uncounted.
        let days: BTreeSet<&str> = timeline.iter().map(|applied| applied.activity.id.day()).collect();
        for day in days {
            self.mark_dirty(day, now).await?;
        }
        let mut writes = vec![deletion(Key::lead(&lead.id), lead.version(), &self.name)];
        for Applied { activity, .. } in timeline {
            writes.push(deletion_of_any(Key::activity(&lead.id, &activity.id), &self.name));
            let seen = activity.external_id.as_ref().map(|external| Key::seen(&activity.lead, external));
            writes.extend(seen.map(|key| deletion_of_any(key, &self.name)));
        }
        if writes.len() > TRANSACTION || !self.all_or_none(writes).await? {
            return Ok(false);
        }
        self.remove_search(lead, config).await?;
        Ok(true)
    }
}
