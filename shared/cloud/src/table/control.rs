//! What is decided by the day about mail: the brake, and paused sequences.

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use leadwright_domain::sending::{Control, OutboxEntry};

use super::error::TableError;
use super::item::{BODY, Item, json, read};
use super::key::Key;
use super::outbox::outbox_item;
use super::rows::{ATTEMPTS, Table};
use super::write::{Write, did_not_hold};

/// What became of a transaction over the control row and a mail.
enum Enqueued {
    Yes,
    /// Somebody else changed the control row.
    Raced,
    /// The mail is in the outbox already.
    Known,
}

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
        for attempt in 0..ATTEMPTS {
            let was = self.row(Key::control()).await?;
            let mut control: Control = was.as_ref().map(|was| read(was, BODY)).transpose()?.unwrap_or_default();
            let Some(mail) = change(&mut control) else { return Ok(false) };
            match self.put_with_mail(was, &control, &mail).await? {
                Enqueued::Yes => return Ok(true),
                Enqueued::Known => return self.change_control(|control| change(control).is_some()).await,
                Enqueued::Raced => self.pauses.after(attempt).await,
            }
        }
        Err(TableError::Contended { key: Key::control().to_string(), attempts: ATTEMPTS })
    }

    async fn put_with_mail(
        &self,
        was: Option<Item>,
        control: &Control,
        mail: &OutboxEntry,
    ) -> Result<Enqueued, TableError> {
        let mut row = Key::control().item();
        row.insert(BODY.to_owned(), json(control));
        let writes = [Write::over_body(row, was), Write::new(outbox_item(mail, self.shards))];
        let Err(error) = self.write_all(writes).await else { return Ok(Enqueued::Yes) };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                let failed: Vec<bool> = cancelled.cancellation_reasons().iter().map(did_not_hold).collect();
                Ok(if failed == [false, true] { Enqueued::Known } else { Enqueued::Raced })
            }
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => Ok(Enqueued::Raced),
            _ => Err(TableError::call(error)),
        }
    }
}
