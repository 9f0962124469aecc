//! What is decided by the day about mail: the brake, and paused sequences.

use leadwright_domain::sending::{Control, OutboxEntry};

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

    /// Changes what is decided by the day, and puts the mail that tells of it into the outbox, in one transaction: there
    /// is no change without its mail, and no mail without its change. False if `change` says that there is nothing to
    /// change.
    ///
    /// The mail is made once: one of the same id that is there stays as it is. If somebody else changes the row at the
    /// same time, `change` is made again, on theirs.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn change_control_and_tell(
        &self,
        change: impl Fn(&mut Control) -> Option<OutboxEntry>,
    ) -> Result<bool, TableError> {
        self.change_row_and_tell(Key::control(), |control| change(control).map(|mail| vec![mail])).await
    }
}
