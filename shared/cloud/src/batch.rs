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
    let failed = answers.await.into_iter().flatten();
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = failed
        .map(|id| {
            let mut failure = BatchItemFailure::default();
            failure.item_identifier = id;
            failure
        })
        .collect();
    response
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

fn groups(messages: Vec<SqsMessage>) -> Vec<(String, Vec<BatchRecord>)> {
    let mut groups: Vec<(String, Vec<BatchRecord>)> = Vec::new();
    for message in messages {
        let id = message.message_id.unwrap_or_default();
        let group = message.attributes.get("MessageGroupId").cloned().unwrap_or_else(|| id.clone());
        let times: Option<u32> = message.attributes.get("ApproximateReceiveCount").and_then(|times| times.parse().ok());
        let is_repeated = times.is_some_and(|times| times > 1);
        let record = BatchRecord { id, body: message.body.unwrap_or_default(), is_repeated };
        match groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, records)) => records.push(record),
            None => groups.push((group, vec![record])),
        }
    }
    groups
}
