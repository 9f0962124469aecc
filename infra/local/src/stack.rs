//! The running system, as its parts see each other.
//!
//! What must stay true: this module starts nothing. A part asks it for an invocation, the time, a queue or the table.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use jiff::Timestamp;
use leadwright_cloud::table::Table;
use leadwright_domain::config::Config;

use crate::clock::Clock;
use crate::deliveries::Deliveries;
use crate::engines::Engines;
use crate::lambda::environment::InvocationResult;
use crate::lambda::{Function, Functions};
use crate::template::SamTemplate;
use crate::template::resources::{QueueSpec, dead_letter_queues};

/// The pause between two looks at the queues of a system that is not idle yet.
const IDLE_POLL: Duration = Duration::from_millis(4);

/// The running system.
pub(crate) struct Stack {
    pub(crate) url: String,
    pub(crate) config: Config,
    pub(crate) table: Table,
    pub(crate) clock: Arc<Clock>,
    pub(crate) engines: Engines,
    pub(crate) deliveries: Deliveries,
    pub(crate) functions: Functions,
    pub(crate) template: SamTemplate,
    /// When it was started.
    pub(crate) since: Timestamp,
    pub(crate) stopping: AtomicBool,
}

impl Stack {
    /// Runs one invocation of a function.
    pub(crate) async fn invoke(&self, function: &Function, event: Bytes) -> InvocationResult {
        if self.stopping.load(Ordering::SeqCst) {
            return InvocationResult::Failed("the stack is stopping".to_owned());
        }
        function.invoke(event).await
    }

    /// The earliest due time of all leads, strictly after a moment if one is given.
    pub(crate) async fn next_due(&self, after: Option<Timestamp>) -> Result<Option<Timestamp>> {
        self.engines.dynamodb.earliest_due(&self.table.name, self.table.shards, after).await
    }

    /// The queues that a function reads: all but the dead-letter queues.
    pub(crate) fn live_queues(&self) -> impl Iterator<Item = &QueueSpec> {
        let queues = &self.template.queues;
        queues.iter().filter(|queue| dead_letter_queues(queues).all(|dead| dead.arn != queue.arn))
    }

    /// Waits until no function runs, and every message that is left waits for its next try.
    pub(crate) async fn until_idle(&self) -> Result<()> {
        while !self.is_idle().await? {
            tokio::time::sleep(IDLE_POLL).await;
        }
        Ok(())
    }

    /// While the queues are counted one by one, a function may send a message to a queue that was counted already. So
    /// the counts are valid only if no send and no invocation began during the count.
    pub(crate) async fn is_idle(&self) -> Result<bool> {
        let begun = self.begun();
        let waiting = self.deliveries.waiting();
        for queue in self.live_queues() {
            let waiting = waiting.get(&queue.url).copied().unwrap_or_default();
            // The rest of a group waits with the message that failed, although the queue counts it as visible.
            let held_back = waiting > 0 && queue.is_fifo() && self.deliveries.is_polled(&queue.url);
            let depth = self.engines.sqs.depth(&queue.url).await?;
            if depth.delayed > 0 || depth.in_flight > waiting || (depth.visible > 0 && !held_back) {
                return Ok(false);
            }
        }
        Ok(self.functions.values().all(|function| function.in_flight() == 0) && self.begun() == begun)
    }

    /// The number of sends and invocations so far.
    fn begun(&self) -> u64 {
        let invocations: u64 = self.functions.values().map(|function| function.invocations()).sum();
        self.engines.sqs.sends() + invocations
    }
}
