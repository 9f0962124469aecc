//! `GET /_local/status`: what runs, what waits, and what was asked of AWS since the start.
//!
//! What must stay true: the fields are an interface that tests and people use; they are added to, never renamed.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::Timestamp;
use serde::Serialize;

use crate::engines::{Counts, Depth, Endpoints};
use crate::lambda::FunctionStatus;
use crate::stack::Stack;

/// The answer.
#[derive(Serialize)]
pub(crate) struct Status<'a> {
    ready: bool,
    now: Timestamp,
    since: Timestamp,
    endpoints: &'a Endpoints,
    table: &'a str,
    shards: u16,
    /// By the queue's name in the template, in lower case.
    queues: BTreeMap<String, QueueStatus<'a>>,
    functions: BTreeMap<&'a str, FunctionStatus>,
    /// By function and operation.
    aws: Counts,
    /// Requests that a planned fault left without an answer.
    hung: u64,
    /// Values by the secret's name in the template: this machine is their owner, and the import needs one.
    secrets: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct QueueStatus<'a> {
    url: &'a str,
    visible: u64,
    in_flight: u64,
    delayed: u64,
    /// Messages in its dead-letter queue.
    dead: u64,
}

/// Looks at everything.
pub(crate) async fn status(stack: &Stack) -> Result<Status<'_>> {
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
        let status = QueueStatus { url: &queue.url, visible, in_flight, delayed, dead };
        queues.insert(queue.resource.to_lowercase(), status);
    }
    Ok(Status {
        ready: true,
        now: stack.clock.now(),
        since: stack.since,
        endpoints: &stack.engines.endpoints,
        table: &stack.table.name,
        shards: stack.table.shards,
        queues,
        functions: stack.functions.iter().map(|(name, function)| (name.as_str(), function.status())).collect(),
        aws: stack.engines.front.counts(),
        hung: stack.engines.front.hung(),
        secrets: &stack.template.secrets,
    })
}
