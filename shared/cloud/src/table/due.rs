//! The index of what is due: a row stands in it as long as something is due for it.

use jiff::Timestamp;

use super::error::{TableError, condition_held};
use super::item::{Item, sortable, text, text_of};
use super::key::Key;
use super::rows::{Page, Start, Table};
use crate::due::Due;

/// A row that something is due for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRow {
    /// The lead, the mail of the outbox, or the events.
    pub due: Due,
    sort_key: String,
}

/// Puts a row into the index: it is seen from `wake` on.
pub(crate) fn set_due(item: &mut Item, shard: u16, wake: Timestamp, due: &Due) {
    item.insert("due_pk".to_owned(), text(partition(shard)));
    item.insert("due_sk".to_owned(), text(sort_key(wake, due)));
}

fn partition(shard: u16) -> String {
    format!("DUE#{shard}")
}

fn sort_key(wake: Timestamp, due: &Due) -> String {
    format!("{}#{}", sortable(wake), due.name())
}

impl Table {
    /// Rows of one shard that something is due for at `now`, longest waiting first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn due(&self, shard: u16, now: Timestamp, start: Option<Start>) -> Result<Page<DueRow>, TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("due")
            .key_condition_expression("due_pk = :pk AND due_sk <= :now")
            .expression_attribute_values(":pk", text(partition(shard)))
            // `~` sorts behind every name.
            .expression_attribute_values(":now", text(format!("{}#~", sortable(now))))
            .set_exclusive_start_key(start.map(Start::into_key))
            .send()
            .await
            .map_err(TableError::call)?;
        let rows: Result<_, _> = answer.items().iter().map(due_row).collect();
        Ok(Page { rows: rows?, next: answer.last_evaluated_key.map(Start::from_key) })
    }

    /// Takes a due row out of the index's sight until `until`; none if somebody else just did, or it changed.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn lease(&self, row: &DueRow, until: Timestamp) -> Result<Option<DueRow>, TableError> {
        let leased = DueRow { due: row.due.clone(), sort_key: sort_key(until, &row.due) };
        let key = match &row.due {
            Due::Lead(id) => Key::lead(id),
            Due::Outbox(id) => Key::outbox(id),
            Due::Events(events) => Key::webhook_events(events),
        };
        let answer = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key.item()))
            .update_expression("SET due_sk = :until")
            .condition_expression("due_sk = :was")
            .expression_attribute_values(":until", text(&leased.sort_key))
            .expression_attribute_values(":was", text(&row.sort_key))
            .send()
            .await;
        Ok(condition_held(answer)?.then_some(leased))
    }
}

fn due_row(item: &Item) -> Result<DueRow, TableError> {
    let sort_key = text_of(item, "due_sk")?.to_owned();
    match sort_key.split_once('#').and_then(|(_, name)| Due::named(name)) {
        Some(due) => Ok(DueRow { due, sort_key }),
        None => Err(TableError::Broken { key: sort_key, why: "it names nothing that can be due".to_owned() }),
    }
}
