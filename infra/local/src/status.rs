//! `GET /_local/status`: functions, queues, and the requests to AWS since the start.
//!
//! What must stay true: tests and people use the fields. New fields may come; none is renamed or removed.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::Timestamp;
use serde::Serialize;

use crate::engines::front::RequestCounts;
use crate::engines::sqs::Depth;
use crate::lambda::FunctionStatus;
use crate::stack::Stack;

/// The response.
#[derive(Serialize)]
pub(crate) struct Status<'a> {
    ready: bool,
    /// Nothing runs, and every message that is left waits for its next try.
    idle: bool,
    now: Timestamp,
    since: Timestamp,
    /// Addresses by service.
    endpoints: BTreeMap<&'static str, &'a str>,
    table: &'a str,
    shards: u16,
    /// By the logical id of the queue, in lower case.
    queues: BTreeMap<String, QueueStatus<'a>>,
    functions: BTreeMap<&'a str, FunctionStatus>,
    /// Requests and capacity units, by function and operation.
    aws: RequestCounts,
    /// Requests that a planned fault left without a response.
    hung: u64,
    /// The names of the buckets.
    buckets: Vec<&'a str>,
    /// Values by the logical id of the secret: they belong to this machine, and the import needs one.
    secrets: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct QueueStatus<'a> {
    url: &'a str,
    visible: u64,
    in_flight: u64,
    /// Of those in flight: failed, and waiting for the next try.
    waiting: u64,
    delayed: u64,
    /// The number of messages in its dead-letter queue.
    dead: u64,
}

/// Collects the status.
pub(crate) async fn status(stack: &Stack) -> Result<Status<'_>> {
    let idle = stack.is_idle().await?;
    let waiting = stack.deliveries.waiting();
    let mut queues = BTreeMap::new();
    for queue in stack.live_queues() {
        let Depth { visible, in_flight, delayed } = stack.engines.sqs.depth(&queue.url).await?;
        let dead = match queue.dead_letter.as_deref().and_then(|arn| stack.template.queue_by_arn(arn)) {
            Some(dead) => {
                let depth = stack.engines.sqs.depth(&dead.url).await?;
                depth.visible + depth.in_flight
            }
            None => 0,
        };
        let waiting = waiting.get(&queue.url).copied().unwrap_or_default();
        let status = QueueStatus { url: &queue.url, visible, in_flight, waiting, delayed, dead };
        queues.insert(queue.resource.to_lowercase(), status);
    }
    Ok(Status {
        ready: true,
        idle,
        now: stack.clock.now(),
        since: stack.since,
        endpoints: BTreeMap::from([
            ("dynamodb", stack.engines.endpoints.dynamodb.as_str()),
            ("sqs", &stack.engines.endpoints.sqs),
            ("ses", &stack.engines.endpoints.ses),
            ("s3", &stack.engines.endpoints.s3),
        ]),
        table: &stack.table.name,
        shards: stack.table.shards,
        queues,
        functions: stack.functions.iter().map(|(name, function)| (name.as_str(), function.status())).collect(),
        aws: stack.engines.front.counts(),
        hung: stack.engines.front.hung(),
        buckets: stack.template.buckets.iter().map(|bucket| bucket.name.as_str()).collect(),
        secrets: &stack.template.secrets,
    })
}
