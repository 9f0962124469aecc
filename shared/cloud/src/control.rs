//! What is decided by the day about mail: the brake, paused sequences, and addresses that take none.

use leadwright_domain::sending::Control;

use crate::item::{Item, key};
use crate::table::{Table, TableError};

const CONTROL: &str = "CONTROL";
const MAIL: &str = "MAIL";
const SUPPRESSED: &str = "SUPPRESSED";

/// The row of an address on the suppression list, by [`suppression`](leadwright_domain::identity::IdentityKey::suppression).
pub(crate) fn suppressed_key(hash: &str) -> Item {
    key(format!("{SUPPRESSED}#{hash}"), SUPPRESSED)
}

/// The row of what is decided by the day.
pub(crate) fn control_key() -> Item {
    key(CONTROL, MAIL)
}

impl Table {
    /// What is decided by the day about mail.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn control(&self) -> Result<Control, TableError> {
        let row = self.get(CONTROL.to_owned(), MAIL.to_owned()).await?;
        Ok(row.unwrap_or_default())
    }
}
