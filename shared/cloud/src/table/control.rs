//! What is decided by the day about mail: the brake, and paused sequences.

use leadwright_domain::sending::Control;

use super::error::TableError;
use super::key::Key;
use super::rows::Table;

impl Table {
    /// What is decided by the day about mail.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn control(&self) -> Result<Control, TableError> {
        Ok(self.get(Key::control()).await?.unwrap_or_default())
    }

    /// Changes what is decided by the day; false if `change` says that there is nothing to change.
    ///
    /// If somebody else changes it at the same time, `change` is made again, on theirs.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn change_control(&self, change: impl Fn(&mut Control) -> bool) -> Result<bool, TableError> {
        Ok(self.change_row(Key::control(), change).await?.is_some())
    }
}
