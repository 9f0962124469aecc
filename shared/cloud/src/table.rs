//! The one table, read. Writes of leads go through the [ledger](crate::ledger).

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use leadwright_domain::activity::ActivityId;
use leadwright_domain::config::Config;
use leadwright_domain::lead::{Applied, Lead, Temperature};
use leadwright_domain::scoring::Model;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::stage::Stage;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::aws::{Aws, MissingVariable, variable};
use crate::item::{
    BODY, Item, PROFILE, activity_key, due_partition, due_sort_key, json, key, lead_item, lead_key, number, read, text,
    text_of,
};

/// The table could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The call failed.
    #[error("DynamoDB did not answer the call")]
    Call(#[source] Box<aws_sdk_dynamodb::Error>),
    /// Rows of a batch were put off again and again.
    #[error("DynamoDB put off {0} rows of a batch again and again")]
    Unanswered(usize),
    /// A row is not as this version writes it.
    #[error("the row {key} can't be read: {why}")]
    Broken {
        /// Its keys; they hold no personal data.
        key: String,
        /// What is wrong.
        why: String,
    },
}

impl TableError {
    pub(crate) fn call(error: impl Into<aws_sdk_dynamodb::Error>) -> Self {
        Self::Call(Box::new(error.into()))
    }
}

/// The table.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) client: Client,
    /// Its name.
    pub name: String,
    /// Over how many keys the busy partitions are spread.
    pub shards: u16,
}

/// The first pause before a call is made again; it doubles.
const BACKOFF: Duration = Duration::from_millis(50);

/// What lists show of a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The lead.
    pub id: LeadId,
    /// What a reader calls it.
    pub title: String,
    /// Where it works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Where mail to it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where it stands.
    pub stage: Stage,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Its points, of 100.
    pub total: i32,
    /// Its points as a word.
    pub temperature: Temperature,
    /// Where it came from.
    pub source: String,
    /// When it last asked for something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Timestamp>,
}

impl Card {
    /// The card of a lead.
    pub fn of(lead: &Lead) -> Self {
        Self {
            id: lead.id.clone(),
            title: lead.title().to_owned(),
            company: lead.field("company").map(ToOwned::to_owned),
            email: lead.field("email").map(ToOwned::to_owned),
            stage: lead.stage,
            owner: lead.owner.clone(),
            total: lead.score.total,
            temperature: lead.score.temperature,
            source: lead.first_touch.source.clone(),
            asked: lead.last_submission.as_ref().map(ActivityId::occurred_at),
        }
    }
}

/// A lead that something is due for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueLead {
    /// The lead.
    pub lead: LeadId,
    sort_key: String,
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
    pub fn connect(aws: &Aws) -> Result<Self, MissingVariable> {
        let shards = variable("SHARDS")?.parse().map_err(|_| MissingVariable("SHARDS"))?;
        Ok(Self::new(aws, variable("TABLE")?, shards))
    }

    /// A table by its name.
    pub fn new(aws: &Aws, name: String, shards: u16) -> Self {
        // A lost answer is asked for again at once, as AWS's own default for DynamoDB is: somebody waits.
        let retries = RetryConfig::standard().with_initial_backoff(BACKOFF).with_max_attempts(5);
        let mut config = aws_sdk_dynamodb::config::Builder::from(&aws.sdk).retry_config(retries);
        if let Some(endpoints) = &aws.endpoints {
            config = config.endpoint_url(&endpoints.dynamodb);
        }
        Self { client: Client::from_conf(config.build()), name, shards }
    }

    /// A lead as it stands now.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn lead(&self, id: &LeadId) -> Result<Option<Lead>, TableError> {
        self.get(lead_key(id), PROFILE.to_owned()).await
    }

    /// A lead, and the first attribute of its row that is not what the lead says: a list would show it wrongly, or what
    /// is due would not be seen.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn audited_lead(&self, id: &LeadId) -> Result<Option<(Lead, Option<String>)>, TableError> {
        let Some(row) = self.row(lead_key(id), PROFILE.to_owned()).await? else { return Ok(None) };
        let lead: Lead = read(&row, BODY)?;
        let mut expected = lead_item(&lead, self.shards);
        // The body is compared as a lead, whatever its JSON looks like.
        expected.remove(BODY);
        let is_wrong = |name: &String| match (name.as_str(), row.get(name), expected.get(name)) {
            (BODY, ..) => false,
            // A lease moves it to later.
            ("due_sk", Some(is), Some(should)) => is.as_s().ok() < should.as_s().ok(),
            (_, is, should) => is != should,
        };
        let wrong = expected.keys().chain(row.keys()).find(|name| is_wrong(name)).cloned();
        Ok(Some((lead, wrong)))
    }

    /// One activity of a lead.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn activity(&self, lead: &LeadId, id: &ActivityId) -> Result<Option<Applied>, TableError> {
        self.get(lead_key(lead), activity_key(id)).await
    }

    /// All activities of a lead, in the order they were applied.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn timeline(&self, id: &LeadId) -> Result<Vec<Applied>, TableError> {
        let query = self
            .client
            .query()
            .key_condition_expression("pk = :pk AND begins_with(sk, :act)")
            .expression_attribute_values(":pk", text(lead_key(id)))
            .expression_attribute_values(":act", text("ACT#"))
            .consistent_read(true);
        let rows = self.all(query).await?;
        let mut timeline: Vec<Applied> = rows.iter().map(|row| read(row, BODY)).collect::<Result<_, _>>()?;
        timeline.sort_by_key(|applied| applied.seq);
        Ok(timeline)
    }

    /// The newest activities of a lead by when they happened, newest first, `limit` at the most.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn newest(&self, id: &LeadId, limit: i32) -> Result<Vec<Applied>, TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :act)")
            .expression_attribute_values(":pk", text(lead_key(id)))
            .expression_attribute_values(":act", text("ACT#"))
            .scan_index_forward(false)
            .limit(limit)
            .consistent_read(true)
            .send()
            .await
            .map_err(TableError::call)?;
        answer.items().iter().map(|row| read(row, BODY)).collect()
    }

    /// Leads of a stage in one shard, newest first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn of_stage(&self, stage: Stage, shard: u16, start: Option<Start>) -> Result<Page<Card>, TableError> {
        self.cards("stage", format!("STAGE#{stage}#{shard}"), false, start).await
    }

    /// Leads of an owner, hottest first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn of_owner(&self, owner: &str, start: Option<Start>) -> Result<Page<Card>, TableError> {
        self.cards("work", format!("OWNER#{owner}"), true, start).await
    }

    async fn cards(
        &self,
        index: &str,
        partition: String,
        forward: bool,
        start: Option<Start>,
    ) -> Result<Page<Card>, TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(index)
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", format!("{index}_pk"))
            .expression_attribute_values(":pk", text(partition))
            .scan_index_forward(forward)
            .set_exclusive_start_key(start.map(Start::into_key))
            .send()
            .await
            .map_err(TableError::call)?;
        let rows: Result<_, _> = answer.items().iter().map(|item| read(item, "card")).collect();
        Ok(Page { rows: rows?, next: answer.last_evaluated_key.map(Start::from_key) })
    }

    /// Leads of one shard that something is due for at `now`, longest waiting first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn due(&self, shard: u16, now: Timestamp, start: Option<Start>) -> Result<Page<DueLead>, TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("due")
            .key_condition_expression("due_pk = :pk AND due_sk <= :now")
            .expression_attribute_values(":pk", text(due_partition(shard)))
            // `~` sorts behind every lead id.
            .expression_attribute_values(":now", text(format!("{}#~", crate::item::sortable(now))))
            .set_exclusive_start_key(start.map(Start::into_key))
            .send()
            .await
            .map_err(TableError::call)?;
        let rows: Result<_, _> = answer.items().iter().map(due_lead).collect();
        Ok(Page { rows: rows?, next: answer.last_evaluated_key.map(Start::from_key) })
    }

    /// Takes a due lead out of the index's sight until `until`; none if somebody else just did, or it changed.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn lease(&self, due: &DueLead, until: Timestamp) -> Result<Option<DueLead>, TableError> {
        let leased = DueLead { lead: due.lead.clone(), sort_key: due_sort_key(until, &due.lead) };
        let answer = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key(lead_key(&due.lead), PROFILE)))
            .update_expression("SET due_sk = :until")
            .condition_expression("due_sk = :was")
            .expression_attribute_values(":until", text(&leased.sort_key))
            .expression_attribute_values(":was", text(&due.sort_key))
            .send()
            .await;
        Ok(condition_held(answer)?.then_some(leased))
    }

    /// Keeps the scoring model under its hash, so that what was scored with it can be replayed.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn keep_model(&self, config: &Config) -> Result<(), TableError> {
        let mut item = key(format!("MODEL#{}", config.model_hash), "MODEL");
        item.insert(BODY.to_owned(), json(&config.scoring));
        self.client.put_item().table_name(&self.name).set_item(Some(item)).send().await.map_err(TableError::call)?;
        Ok(())
    }

    /// The scoring model of that hash.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn model(&self, hash: &str) -> Result<Option<Model>, TableError> {
        self.get(format!("MODEL#{hash}"), "MODEL".to_owned()).await
    }

    /// Writes a lead whose agenda alone changed (a claim, a release); false if it is no longer of version `was`.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_agenda(&self, lead: &Lead, was: u64) -> Result<bool, TableError> {
        let answer = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(lead_item(lead, self.shards)))
            .condition_expression("version = :was")
            .expression_attribute_values(":was", number(was))
            .send()
            .await;
        condition_held(answer)
    }

    /// Changes a row that people change by the day, and gives what stands there then; none if `change` says that there is
    /// nothing to change. A row that is not there is the default.
    ///
    /// If somebody else changes it at the same time, `change` is made again, on theirs.
    pub(crate) async fn change_row<T: Default + Serialize + DeserializeOwned>(
        &self,
        pk: &str,
        sk: &str,
        change: impl Fn(&mut T) -> bool,
    ) -> Result<Option<T>, TableError> {
        loop {
            let was = self.row(pk.to_owned(), sk.to_owned()).await?;
            let mut row: T = was.as_ref().map(|was| read(was, BODY)).transpose()?.unwrap_or_default();
            if !change(&mut row) {
                return Ok(None);
            }
            let mut item = key(pk, sk);
            item.insert(BODY.to_owned(), json(&row));
            let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
            let put = match was.and_then(|mut was| was.remove(BODY)) {
                Some(was) => put.condition_expression("body = :was").expression_attribute_values(":was", was),
                None => put.condition_expression("attribute_not_exists(pk)"),
            };
            if condition_held(put.send().await)? {
                return Ok(Some(row));
            }
        }
    }

    /// All rows of a query, page after page.
    pub(crate) async fn all(&self, query: QueryFluentBuilder) -> Result<Vec<Item>, TableError> {
        let pages = query.table_name(&self.name).into_paginator().items().send();
        pages.collect::<Result<_, _>>().await.map_err(TableError::call)
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, pk: String, sk: String) -> Result<Option<T>, TableError> {
        self.row(pk, sk).await?.map(|row| read(&row, BODY)).transpose()
    }

    pub(crate) async fn row(&self, pk: String, sk: String) -> Result<Option<Item>, TableError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(key(pk, sk)))
            .consistent_read(true)
            .send()
            .await
            .map_err(TableError::call)?;
        Ok(answer.item)
    }
}

fn due_lead(item: &Item) -> Result<DueLead, TableError> {
    let sort_key = text_of(item, "due_sk")?.to_owned();
    let lead = sort_key.split_once('#').and_then(|(_, id)| LeadId::parse(id).ok());
    match lead {
        Some(lead) => Ok(DueLead { lead, sort_key }),
        None => Err(TableError::Broken { key: sort_key, why: "no lead id in the key".to_owned() }),
    }
}

/// Whether the condition of a write held; false if it did not, and nothing was written.
pub(crate) fn condition_held<T>(answer: Result<T, impl Into<aws_sdk_dynamodb::Error>>) -> Result<bool, TableError> {
    match answer.map_err(Into::into) {
        Ok(_) => Ok(true),
        Err(aws_sdk_dynamodb::Error::ConditionalCheckFailedException(_)) => Ok(false),
        Err(error) => Err(TableError::call(error)),
    }
}

/// A number attribute.
pub(crate) fn number_of(value: Option<&AttributeValue>) -> Option<u64> {
    value.and_then(|value| value.as_n().ok()).and_then(|number| number.parse().ok())
}
