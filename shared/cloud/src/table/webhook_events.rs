//! Events that other programs are to be told of: rows in the due index until they are told, then gone; parked ones stand
//! in a partition of their own of the same index.

use jiff::Timestamp;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::webhook::QueuedEvents;

use super::due::set_due;
use super::error::{TableError, condition_held};
use super::item::{BODY, Item, expiry, json, number, read, sortable, text};
use super::key::{Key, key_of_row};
use super::rows::{Page, Start, Table};
use super::write::Write;
use crate::due::{Due, DueEvents};

/// The row. It stands in the due index until it is told or parked, and expires some time after it was parked.
pub(crate) fn events_item(events: &QueuedEvents, shards: u16) -> Item {
    let due = DueEvents::of(events);
    let mut item = Key::webhook_events(&due).item();
    item.insert("version".to_owned(), number(events.version));
    item.insert(BODY.to_owned(), json(events));
    match &events.parked {
        None => set_due(&mut item, events.shard(shards), events.wake, &Due::Events(due)),
        Some(parked) => {
            item.insert("due_pk".to_owned(), text(parked_partition(events.shard(shards))));
            let name = Due::Events(due).name();
            item.insert("due_sk".to_owned(), text(format!("{}#{name}", sortable(parked.at))));
        }
    }
    if let Some(at) = events.expires_at() {
        item.insert("expires".to_owned(), expiry(at));
    }
    item
}

fn parked_partition(shard: u16) -> String {
    format!("PARKED#{shard}")
}

impl Table {
    /// What an address is still to be told of a lead, the oldest first; parked rows are among them.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn webhook_events(&self, lead: &LeadId, webhook: &str) -> Result<Vec<QueuedEvents>, TableError> {
        let query = self.client.query().key_condition_expression("pk = :pk AND begins_with(sk, :sk)");
        let query = query.expression_attribute_values(":pk", text(Key::webhook_partition(lead)));
        let query = query.expression_attribute_values(":sk", text(format!("{webhook}#"))).consistent_read(true);
        self.all(query).await?.iter().map(|row| read(row, BODY)).collect()
    }

    /// Writes a row that was changed; false if it is no longer of version `was`.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_webhook_events(&self, events: &QueuedEvents, was: u64) -> Result<bool, TableError> {
        self.write(Write::over_version(events_item(events, self.shards), was)).await
    }

    /// Takes a row away whose events were told, or are nobody's any more; false if it is no longer of that version.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn end_webhook_events(&self, events: &QueuedEvents) -> Result<bool, TableError> {
        let key = Key::webhook_events(&DueEvents::of(events)).item();
        let delete = self.client.delete_item().table_name(&self.name).set_key(Some(key));
        let delete = delete.condition_expression("version = :was");
        condition_held(delete.expression_attribute_values(":was", number(events.version)).send().await)
    }

    /// The parked rows of a shard, the longest parked first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn parked_events(
        &self,
        shard: u16,
        now: Timestamp,
        start: Option<Start>,
    ) -> Result<Page<QueuedEvents>, TableError> {
        let query =
            self.client.query().table_name(&self.name).index_name("due").key_condition_expression("due_pk = :pk");
        let query = query.expression_attribute_values(":pk", text(parked_partition(shard)));
        let answer = query.limit(100).set_exclusive_start_key(start.map(Start::into_key)).send().await;
        let answer = answer.map_err(TableError::call)?;
        let keys: Vec<Item> = answer.items().iter().filter_map(key_of_row).collect();
        let mut rows: Vec<QueuedEvents> = Vec::with_capacity(keys.len());
        if !keys.is_empty() {
            for row in self.rows_read(keys, true).await? {
                rows.push(read(&row, BODY)?);
            }
        }
        // DynamoDB takes rows away some time after they end.
        rows.retain(|row| row.parked.is_some() && row.expires_at().is_none_or(|at| at > now));
        rows.sort_by_key(|row| row.parked.as_ref().map(|parked| parked.at));
        Ok(Page { rows, next: answer.last_evaluated_key.map(Start::from_key) })
    }
}
