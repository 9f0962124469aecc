//! How far `leadwright recount` is.

use leadwright_domain::value::identity::LeadId;
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::key::Key;
use super::rows::{Table, with_body};

/// A recount: under way, or the last one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Recount {
    /// By which definitions it counts.
    pub definitions: String,
    /// Every lead up to this one, in the order of their ids, is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<LeadId>,
    /// Leads that are done.
    #[serde(default)]
    pub leads: usize,
    /// Leads of which facts changed.
    #[serde(default)]
    pub changed_leads: usize,
    /// Facts that changed.
    #[serde(default)]
    pub changed_facts: usize,
    /// All leads are done, and all days are marked.
    #[serde(default)]
    pub is_done: bool,
}

impl Table {
    /// The recount that is under way, or was the last; none before the first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn recount(&self) -> Result<Option<Recount>, TableError> {
        self.get(Key::recount()).await
    }

    /// Says how far a recount is.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_recount(&self, recount: &Recount) -> Result<(), TableError> {
        let item = with_body(Key::recount(), recount, None);
        self.put(item).await
    }
}
