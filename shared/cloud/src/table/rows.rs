//! The one table, and what every kind of row needs: reading, querying, changing.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::KeysAndAttributes;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::{TableError, condition_held};
use super::item::{BODY, ERASED, Item, expiry, json, read, text};
use super::key::Key;
use super::write::Write;
use crate::aws::Aws;
use crate::environment::{Environment, MissingVariable};
use crate::pauses::Pauses;

/// The first pause before a call is made again; it doubles.
const BACKOFF: Duration = Duration::from_millis(50);

/// How often keys are asked for that DynamoDB left for later, or a row is changed that others change too.
pub(crate) const ATTEMPTS: u32 = 6;

/// The table.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) client: Client,
    pub(crate) pauses: Pauses,
    /// Its name.
    pub name: String,
    /// Over how many keys the busy partitions are spread.
    pub shards: u16,
    /// Every number of shards that there was, once it was read.
    pub(crate) ever: Arc<OnceLock<Vec<u16>>>,
}

/// A page of a list, and where the next begins.
#[derive(Debug)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Give it to the next call; none at the end.
    pub next: Option<Start>,
}

/// Where a page begins.
#[derive(Debug, Clone)]
pub struct Start(Item);

impl Start {
    pub(crate) fn from_key(key: Item) -> Self {
        Self(key)
    }

    pub(crate) fn into_key(self) -> Item {
        self.0
    }
}

impl Table {
    /// The table that the template names.
    ///
    /// # Errors
    /// `TABLE` or `SHARDS` is not set.
    pub fn connect(environment: &Environment) -> Result<Self, MissingVariable> {
        let name = environment.variable("TABLE")?.to_owned();
        Ok(Self::new(environment.aws(), name, environment.number("SHARDS")?))
    }

    /// A table by its name.
    pub fn new(aws: &Aws, name: String, shards: u16) -> Self {
        // A lost answer is asked for again at once, as AWS's own default for DynamoDB is: somebody waits.
        let retries = RetryConfig::standard().with_initial_backoff(BACKOFF).with_max_attempts(5);
        let mut config = aws_sdk_dynamodb::config::Builder::from(&aws.sdk).retry_config(retries);
        if let Some(endpoints) = &aws.endpoints {
            config = config.endpoint_url(&endpoints.dynamodb);
        }
        Self { client: Client::from_conf(config.build()), pauses: Pauses::new(aws), name, shards, ever: Arc::default() }
    }

    /// A row as it stands now.
    pub(crate) async fn row(&self, key: Key) -> Result<Option<Item>, TableError> {
        Ok(self.raw_row(key).await?.filter(is_there))
    }

    /// The same, also if it stands in the place of one that was erased.
    pub(crate) async fn raw_row(&self, key: Key) -> Result<Option<Item>, TableError> {
        let get = self.client.get_item().table_name(&self.name).set_key(Some(key.item()));
        Ok(get.consistent_read(true).send().await.map_err(TableError::call)?.item)
    }

    /// The content of a row as it stands now.
    pub(crate) async fn get<T: DeserializeOwned>(&self, key: Key) -> Result<Option<T>, TableError> {
        self.row(key).await?.map(|row| read(&row, BODY)).transpose()
    }

    /// The rows of these keys that are there, in no order, as they stand now.
    pub(crate) async fn rows(&self, keys: impl IntoIterator<Item = Key>) -> Result<Vec<Item>, TableError> {
        self.rows_read(keys.into_iter().map(Key::item).collect(), true).await
    }

    /// The rows of these keys that are there, in no order; where `is_exact` is false, as they stood a moment ago, for half
    /// the price.
    pub(crate) async fn rows_read(&self, keys: Vec<Item>, is_exact: bool) -> Result<Vec<Item>, TableError> {
        let mut rows = self.raw_rows_read(keys, is_exact).await?;
        rows.retain(is_there);
        Ok(rows)
    }

    /// The rows of these keys, also those that stand in the place of what was erased.
    pub(crate) async fn raw_rows(&self, keys: Vec<Item>) -> Result<Vec<Item>, TableError> {
        self.raw_rows_read(keys, true).await
    }

    async fn raw_rows_read(&self, mut keys: Vec<Item>, is_exact: bool) -> Result<Vec<Item>, TableError> {
        let mut rows = Vec::with_capacity(keys.len());
        for attempt in 0..ATTEMPTS {
            let of_table = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(is_exact).build();
            let of_table = of_table.expect("keys are set");
            let request = self.client.batch_get_item().request_items(&self.name, of_table);
            let answer = request.send().await.map_err(TableError::call)?;
            rows.extend(answer.responses.unwrap_or_default().into_values().flatten());
            let left = answer.unprocessed_keys.and_then(|mut left| left.remove(&self.name));
            keys = left.map(|left| left.keys).unwrap_or_default();
            if keys.is_empty() {
                return Ok(rows);
            }
            self.pauses.after(attempt).await;
        }
        Err(TableError::Unanswered(keys.len()))
    }

    /// All rows of a query, page after page.
    pub(crate) async fn all(&self, query: QueryFluentBuilder) -> Result<Vec<Item>, TableError> {
        let mut rows = self.raw_all(query).await?;
        rows.retain(is_there);
        Ok(rows)
    }

    /// The same, also those that stand in the place of what was erased.
    pub(crate) async fn raw_all(&self, query: QueryFluentBuilder) -> Result<Vec<Item>, TableError> {
        let pages = query.table_name(&self.name).into_paginator().items().send();
        pages.collect::<Result<_, _>>().await.map_err(TableError::call)
    }

    /// All rows of a partition as they stand now, in the order of their sort keys.
    pub(crate) async fn partition(&self, partition: impl Into<String>) -> Result<Vec<Item>, TableError> {
        let query = self.client.query().key_condition_expression("pk = :pk").consistent_read(true);
        self.all(query.expression_attribute_values(":pk", text(partition))).await
    }

    /// Writes a row, whatever stands in its place.
    pub(crate) async fn put(&self, item: Item) -> Result<(), TableError> {
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        put.send().await.map_err(TableError::call)?;
        Ok(())
    }

    /// Takes a row away, if it is there.
    pub(crate) async fn delete(&self, key: Key) -> Result<(), TableError> {
        let delete = self.client.delete_item().table_name(&self.name).set_key(Some(key.item()));
        delete.send().await.map_err(TableError::call)?;
        Ok(())
    }

    /// Writes a row if its condition holds; false if it does not, and nothing was written.
    pub(crate) async fn write(&self, write: Write) -> Result<bool, TableError> {
        let put = self.client.put_item().table_name(&self.name).set_item(Some(write.item));
        let put = put.condition_expression(write.condition).set_expression_attribute_values(write.values);
        condition_held(put.send().await)
    }

    /// Writes all of these rows, or none of them.
    pub(crate) async fn write_all(
        &self,
        writes: impl IntoIterator<Item = Write>,
    ) -> Result<(), SdkError<TransactWriteItemsError>> {
        let parts = writes.into_iter().map(|write| write.in_transaction(&self.name)).collect();
        self.client.transact_write_items().set_transact_items(Some(parts)).send().await.map(drop)
    }

    /// Changes a row that people change by the day, and gives what stands there then; none if `change` says that there is
    /// nothing to change. A row that is not there is the default.
    ///
    /// If somebody else changes it at the same time, `change` is made again, on theirs, after a pause that grows.
    ///
    /// # Errors
    /// See [`TableError`]: after [`ATTEMPTS`] it is contended.
    pub(crate) async fn change_row<T: Default + Serialize + DeserializeOwned>(
        &self,
        key: Key,
        change: impl Fn(&mut T) -> bool,
    ) -> Result<Option<T>, TableError> {
        self.change_row_until(key, |_| None, change).await
    }

    /// The same for a row that DynamoDB takes away some time after it `ends`.
    pub(crate) async fn change_row_until<T: Default + Serialize + DeserializeOwned>(
        &self,
        key: Key,
        ends: impl Fn(&T) -> Option<Timestamp>,
        change: impl Fn(&mut T) -> bool,
    ) -> Result<Option<T>, TableError> {
        for attempt in 0..ATTEMPTS {
            let was = self.row(key.clone()).await?;
            let mut row: T = was.as_ref().map(|was| read(was, BODY)).transpose()?.unwrap_or_default();
            if !change(&mut row) {
                return Ok(None);
            }
            let item = with_body(key.clone(), &row, ends(&row));
            if self.write(Write::over_body(item, was)).await? {
                return Ok(Some(row));
            }
            self.pauses.after(attempt).await;
        }
        Err(TableError::Contended { key: key.to_string(), attempts: ATTEMPTS })
    }
}

/// It does not stand in the place of a row that was erased.
pub(crate) fn is_there(row: &Item) -> bool {
    !row.contains_key(ERASED)
}

/// A row of this content. With an end, DynamoDB takes it away some time after it.
pub(crate) fn with_body(key: Key, body: &impl Serialize, ends: Option<Timestamp>) -> Item {
    let mut item = key.item();
    item.insert(BODY.to_owned(), json(body));
    if let Some(ends) = ends {
        item.insert("expires".to_owned(), expiry(ends));
    }
    item
}
