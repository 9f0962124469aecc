//! How far `leadwright reindex` is.

use leadwright_domain::value::identity::LeadId;
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::key::Key;
use super::rows::{Table, with_body};

/// A walk over all leads that gives each the rows it is found by: under way, or the last one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reindex {
    /// By which [rules](leadwright_domain::search::RULES), and for which country.
    pub rules: String,
    /// Every lead up to this one, in the order of their ids, is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<LeadId>,
    /// Leads that are done.
    #[serde(default)]
    pub leads: usize,
    /// Leads of which a row was missing, another, or too many.
    #[serde(default)]
    pub changed: usize,
    /// All leads are done.
    #[serde(default)]
    pub is_done: bool,
}

impl Table {
    /// The walk that is under way, or was the last; none before the first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn reindex(&self) -> Result<Option<Reindex>, TableError> {
        self.get(Key::reindex()).await
    }

    /// Says how far a walk is.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_reindex(&self, reindex: &Reindex) -> Result<(), TableError> {
        let item = with_body(Key::reindex(), reindex, None);
        self.put(item).await
    }
}
