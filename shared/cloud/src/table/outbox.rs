//! The outbox: mails that have no lead, a row each.

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use jiff::Timestamp;
use leadwright_domain::sending::{MailFile, MailTooLarge, OutboxEntry, OutboxId, OutboxMail};
use leadwright_domain::value::identity::EmailAddress;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::due::set_due;
use super::error::TableError;
use super::item::{BODY, Item, expiry, json, number, read};
use super::key::Key;
use super::rows::{ATTEMPTS, Table, with_body};
use super::write::{Write, did_not_hold};
use crate::due::Due;
use crate::files::{Files, FilesError};

/// A rendered mail could not be put into the outbox. Another try harms nothing.
#[derive(Debug, thiserror::Error)]
pub enum RenderedMailError {
    /// SES would not take it.
    #[error(transparent)]
    TooLarge(#[from] MailTooLarge),
    /// Its bytes could not be stored.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// Its row could not be written.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// What became of a transaction over a row and the mails that tell of it.
enum Enqueued {
    Yes,
    /// Somebody else changed the row.
    Raced,
    /// A mail is in the outbox already.
    Known,
}

/// The row of a mail. It stands in the due index until it is sent or given up, and expires some time after.
pub(crate) fn outbox_item(entry: &OutboxEntry, shards: u16) -> Item {
    let mut item = Key::outbox(&entry.id).item();
    item.insert("version".to_owned(), number(entry.version));
    item.insert(BODY.to_owned(), json(entry));
    if let Some(wake) = entry.wakes_at() {
        set_due(&mut item, entry.id.shard(shards), wake, &Due::Outbox(entry.id.clone()));
    }
    if let Some(at) = entry.expires_at() {
        item.insert("expires".to_owned(), expiry(at));
    }
    item
}

impl Table {
    /// A mail of the outbox as it stands now; none if there is none of that id, or no more.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn outbox(&self, id: &OutboxId) -> Result<Option<OutboxEntry>, TableError> {
        self.get(Key::outbox(id)).await
    }

    /// Puts a mail into the outbox; false if one of its id is there, on its way or sent: it stays as it is.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_outbox_new(&self, entry: &OutboxEntry) -> Result<bool, TableError> {
        self.write(Write::new(outbox_item(entry, self.shards))).await
    }

    /// Writes a mail that was changed; false if it is no longer of version `was`.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_outbox(&self, entry: &OutboxEntry, was: u64) -> Result<bool, TableError> {
        self.write(Write::over_version(outbox_item(entry, self.shards), was)).await
    }

    /// Puts a mail into the outbox that is rendered already, to go from `due` on: the mailer sends these very bytes to `to`,
    /// once. False if a mail of that id is there, on its way or sent: it stays as it is, and nothing is sent twice. An id
    /// is free again 90 days after its mail was sent or given up.
    ///
    /// The object is written first: a row always finds its bytes, and a crash in between leaves an object that expires.
    ///
    /// # Errors
    /// See [`RenderedMailError`]. The mail may be in the outbox all the same, where an answer was lost.
    pub async fn put_rendered_mail(
        &self,
        files: &Files,
        id: &OutboxId,
        to: &EmailAddress,
        mime: Vec<u8>,
        due: Timestamp,
    ) -> Result<bool, RenderedMailError> {
        let file = MailFile::of(id, &mime)?;
        if self.outbox(id).await?.is_some() {
            return Ok(false);
        }
        files.put(file.name(), mime, "message/rfc822").await?;
        let mail = OutboxEntry::new(OutboxMail::Rendered { to: to.clone(), file }, due);
        Ok(self.write(Write::new(outbox_item(&mail, self.shards))).await?)
    }

    /// Changes a row that people change by the day, and puts the mails that tell of it into the outbox, in one transaction:
    /// there is no change without its mails, and no mail without its change. False if `change` says that there is nothing to
    /// change.
    ///
    /// A mail is made once: one of the same id that is there stays as it is. If somebody else changes the row at the same
    /// time, `change` is made again, on theirs.
    ///
    /// # Errors
    /// See [`TableError`].
    pub(crate) async fn change_row_and_tell<T: Default + Serialize + DeserializeOwned>(
        &self,
        key: Key,
        change: impl Fn(&mut T) -> Option<Vec<OutboxEntry>>,
    ) -> Result<bool, TableError> {
        self.change_row_until_and_tell(key, |_| None, change).await
    }

    /// The same for a row that DynamoDB takes away some time after it `ends`.
    pub(crate) async fn change_row_until_and_tell<T: Default + Serialize + DeserializeOwned>(
        &self,
        key: Key,
        ends: impl Fn(&T) -> Option<Timestamp>,
        change: impl Fn(&mut T) -> Option<Vec<OutboxEntry>>,
    ) -> Result<bool, TableError> {
        for attempt in 0..ATTEMPTS {
            let was = self.row(key.clone()).await?;
            let mut row: T = was.as_ref().map(|was| read(was, BODY)).transpose()?.unwrap_or_default();
            let Some(mails) = change(&mut row) else { return Ok(false) };
            let item = with_body(key.clone(), &row, ends(&row));
            match self.put_with_mails(Write::over_body(item, was), &mails).await? {
                Enqueued::Yes => return Ok(true),
                Enqueued::Known => {
                    let change = |row: &mut T| change(row).is_some();
                    return Ok(self.change_row_until(key, ends, change).await?.is_some());
                }
                Enqueued::Raced => self.pauses.after(attempt).await,
            }
        }
        Err(TableError::Contended { key: key.to_string(), attempts: ATTEMPTS })
    }

    async fn put_with_mails(&self, row: Write, mails: &[OutboxEntry]) -> Result<Enqueued, TableError> {
        let mails = mails.iter().map(|mail| Write::new(outbox_item(mail, self.shards)));
        let Err(error) = self.write_all(std::iter::once(row).chain(mails)).await else { return Ok(Enqueued::Yes) };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                let failed: Vec<bool> = cancelled.cancellation_reasons().iter().map(did_not_hold).collect();
                let is_known = matches!(failed.as_slice(), [false, mails @ ..] if mails.contains(&true));
                Ok(if is_known { Enqueued::Known } else { Enqueued::Raced })
            }
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => Ok(Enqueued::Raced),
            _ => Err(TableError::call(error)),
        }
    }
}
