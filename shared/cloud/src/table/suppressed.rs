//! The suppression list: addresses that get no mail.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::item::{BODY, json};
use super::key::Key;
use super::rows::Table;
use super::write::Write;

/// An address that takes no mail. The row holds nothing of the address itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// Why, in a reader's words.
    pub why: String,
}

impl Table {
    /// Puts an address on the suppression list, by its keyed hash; false if it was there: the first
    /// reason stays.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn suppress(&self, hash: &str, suppressed: &Suppressed) -> Result<bool, TableError> {
        let mut item = Key::suppressed(hash).item();
        item.insert(BODY.to_owned(), json(suppressed));
        self.write(Write::new(item)).await
    }

    /// Why and since when an address takes no mail, by its keyed hash; none if it does.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn suppressed(&self, hash: &str) -> Result<Option<Suppressed>, TableError> {
        self.get(Key::suppressed(hash)).await
    }
}
