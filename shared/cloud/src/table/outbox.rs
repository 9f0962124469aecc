//! The outbox: mails that have no lead, a row each.

use leadwright_domain::sending::{OutboxEntry, OutboxId};

use super::due::set_due;
use super::error::TableError;
use super::item::{BODY, Item, expiry, json, number};
use super::key::Key;
use super::rows::Table;
use super::write::Write;
use crate::due::Due;

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

    /// Writes a mail that was changed; false if it is no longer of version `was`.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_outbox(&self, entry: &OutboxEntry, was: u64) -> Result<bool, TableError> {
        self.write(Write::over_version(outbox_item(entry, self.shards), was)).await
    }
}
