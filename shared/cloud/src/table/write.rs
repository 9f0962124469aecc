//! Conditional writes: a row, and what has to stand in its place for it to be written.

use aws_sdk_dynamodb::types::{AttributeValue, CancellationReason, Delete, Put, TransactWriteItem};

use super::item::{BODY, Item, number};
use super::key::Key;

/// A row that is written if what stands in its place is what was read.
#[derive(Debug)]
pub(crate) struct Write {
    pub(crate) item: Item,
    pub(crate) condition: &'static str,
    /// The values that the condition names.
    pub(crate) values: Option<Item>,
}

impl Write {
    /// A row that is not there yet.
    pub(crate) fn new(item: Item) -> Self {
        Self { item, condition: "attribute_not_exists(pk)", values: None }
    }

    /// A row in place of whatever is there.
    pub(crate) fn over_any(item: Item) -> Self {
        Self { item, condition: "attribute_exists(pk) OR attribute_not_exists(pk)", values: None }
    }

    /// A row in place of the one of that version.
    pub(crate) fn over_version(item: Item, was: u64) -> Self {
        Self { item, condition: "version = :was", values: Some(value(number(was))) }
    }

    /// A row in place of the one with that body; a new one if there was none.
    pub(crate) fn over_body(item: Item, was: Option<Item>) -> Self {
        match was.and_then(|mut was| was.remove(BODY)) {
            Some(was) => Self { item, condition: "body = :was", values: Some(value(was)) },
            None => Self::new(item),
        }
    }

    /// The write as a part of a transaction.
    pub(crate) fn in_transaction(self, table: &str) -> TransactWriteItem {
        let put = Put::builder()
            .table_name(table)
            .set_item(Some(self.item))
            .condition_expression(self.condition)
            .set_expression_attribute_values(self.values)
            .build()
            .expect("table and item are set");
        TransactWriteItem::builder().put(put).build()
    }
}

/// The end of the row of that version, as a part of a transaction.
pub(crate) fn deletion(key: Key, was: u64, table: &str) -> TransactWriteItem {
    deleted(key, "version = :was", number(was), table)
}

/// The end of the row of that body, as a part of a transaction.
pub(crate) fn deletion_of_body(key: Key, was: AttributeValue, table: &str) -> TransactWriteItem {
    deleted(key, "body = :was", was, table)
}

/// The end of a row, whatever it is, as a part of a transaction.
pub(crate) fn deletion_of_any(key: Key, table: &str) -> TransactWriteItem {
    let delete = Delete::builder().table_name(table).set_key(Some(key.item())).build();
    TransactWriteItem::builder().delete(delete.expect("table and key are set")).build()
}

fn deleted(key: Key, condition: &str, was: AttributeValue, table: &str) -> TransactWriteItem {
    let delete = Delete::builder()
        .table_name(table)
        .set_key(Some(key.item()))
        .condition_expression(condition)
        .set_expression_attribute_values(Some(value(was)))
        .build()
        .expect("table and key are set");
    TransactWriteItem::builder().delete(delete).build()
}

fn value(was: AttributeValue) -> Item {
    Item::from([(":was".to_owned(), was)])
}

/// The transaction was cancelled, and the condition of this write did not hold.
pub(crate) fn did_not_hold(reason: &CancellationReason) -> bool {
    reason.code() == Some("ConditionalCheckFailed")
}
