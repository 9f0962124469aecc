//! A batch of the queue: events of leads, each for an address.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Context, Error};
use leadwright_cloud::batch::{BatchRecord, SqsBatchResponse, SqsEvent, all_at_once};
use leadwright_cloud::due::{Due, DueEvents};
use tracing::error;

use crate::webhooks::Webhooks;

/// A call, which ends within ten seconds, and its record may take this long: none is begun later, so that none is cut off
/// half-way.
const CALL: SignedDuration = SignedDuration::from_secs(15);

/// An address begins no call of a batch later than this after its first: what is left comes with the index of what is due.
const OF_ADDRESS: SignedDuration = SignedDuration::from_secs(8);

impl Webhooks {
    /// Deals with a batch: the addresses beside each other, what is for one of them in order.
    ///
    /// # Errors
    /// The local runner gave no time.
    pub async fn handle(&self, event: SqsEvent, context: Context) -> Result<SqsBatchResponse, Error> {
        let now = self.clock.now(&context)?;
        let stop = self.clock.stop(&context, CALL);
        Ok(all_at_once(event, |records| self.deal_with(records, now, stop)).await)
    }

    /// The ids of the records that failed.
    async fn deal_with(&self, records: Vec<BatchRecord>, now: Timestamp, stop: Timestamp) -> Vec<String> {
        let mut failed = Vec::new();
        let mut of_address: BTreeMap<String, Vec<(String, DueEvents)>> = BTreeMap::new();
        for record in records {
            if let Ok(Due::Events(due)) = serde_json::from_str::<Due>(&record.body) {
                of_address.entry(due.webhook.clone()).or_default().push((record.id, due));
            } else {
                error!(message.id = record.id, "message of the queue of webhooks refused: it names no events");
                failed.push(record.id);
            }
        }
        let all = of_address.into_iter().map(|(webhook, due)| self.tell_address(webhook, due, now, stop));
        failed.extend(join_all(all).await.into_iter().flatten());
        failed
    }

    async fn tell_address(
        &self,
        webhook: String,
        all: Vec<(String, DueEvents)>,
        now: Timestamp,
        stop: Timestamp,
    ) -> Vec<String> {
        let mut failed = Vec::new();
        let stop = stop.min(self.clock.real() + OF_ADDRESS);
        for (record, due) in all {
            if let Err(failure) = Box::pin(self.tell_of(&due.lead, &webhook, now, stop)).await {
                let why = format!("{:#}", anyhow::Error::from(failure));
                error!(message.id = record, lead.id = %due.lead, webhook, why, "events of a lead not dealt with");
                failed.push(record);
            }
        }
        failed
    }
}
