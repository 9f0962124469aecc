//! SQS batches: each record is answered for itself, and within a group the order holds.

use std::future::Future;

use aws_lambda_events::sqs::{BatchItemFailure, SqsMessage};
use futures_util::future::join_all;

pub use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};

/// What a function gets of a record.
#[derive(Debug, Clone)]
pub struct BatchRecord {
    /// SQS's id of the message.
    pub id: String,
    /// The message.
    pub body: String,
    /// SQS has brought it before: that time may have ended anywhere.
    pub is_repeated: bool,
    /// How often SQS has brought it, this time too.
    pub times: u32,
    /// What this delivery is named by.
    pub receipt: String,
}

/// Gives the records to `handle` group by group, groups side by side; a record without a group is a group of its own.
///
/// `handle` says how many records at the front of its group are done. The rest is reported failed: SQS brings it
/// again in the same order, so nothing overtakes a record that failed.
pub async fn by_group<F>(event: SqsEvent, handle: impl Fn(String, Vec<BatchRecord>) -> F) -> SqsBatchResponse
where
    F: Future<Output = usize>,
{
    let answers = join_all(groups(event.records).into_iter().map(|(group, records)| {
        let ids: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
        let done = handle(group, records);
        async move { ids.into_iter().skip(done.await).collect::<Vec<_>>() }
    }));
    failures(answers.await.into_iter().flatten())
}

/// Gives each record of a standard queue to `handle`, side by side; false reports it failed.
pub async fn one_by_one<F>(event: SqsEvent, handle: impl Fn(BatchRecord) -> F) -> SqsBatchResponse
where
    F: Future<Output = bool>,
{
    let handle = &handle;
    by_group(event, |_, records| async move {
        let mut done = 0;
        for record in records {
            if !handle(record).await {
                break;
            }
            done += 1;
        }
        done
    })
    .await
}

/// Gives all records of a standard queue to `handle` at once, which says the ids of those that failed.
pub async fn all_at_once<F>(event: SqsEvent, handle: impl FnOnce(Vec<BatchRecord>) -> F) -> SqsBatchResponse
where
    F: Future<Output = Vec<String>>,
{
    failures(handle(event.records.into_iter().map(record).collect()).await)
}

/// The answer that reports these records failed.
fn failures(ids: impl IntoIterator<Item = String>) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    let failed = ids.into_iter().map(|id| {
        let mut failure = BatchItemFailure::default();
        failure.item_identifier = id;
        failure
    });
    response.batch_item_failures = failed.collect();
    response
}

fn record(message: SqsMessage) -> BatchRecord {
    let times: Option<u32> = message.attributes.get("ApproximateReceiveCount").and_then(|times| times.parse().ok());
    BatchRecord {
        id: message.message_id.unwrap_or_default(),
        body: message.body.unwrap_or_default(),
        is_repeated: times.is_some_and(|times| times > 1),
        times: times.unwrap_or(1),
        receipt: message.receipt_handle.unwrap_or_default(),
    }
}

fn groups(messages: Vec<SqsMessage>) -> Vec<(String, Vec<BatchRecord>)> {
    let mut groups: Vec<(String, Vec<BatchRecord>)> = Vec::new();
    for message in messages {
        let group = message.attributes.get("MessageGroupId").cloned();
        let record = record(message);
        let group = group.unwrap_or_else(|| record.id.clone());
        match groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, records)) => records.push(record),
            None => groups.push((group, vec![record])),
        }
    }
    groups
}
