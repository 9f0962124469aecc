//! Leads that an older release left with salespeople and without a next step: each gets one.
//!
//! Once for a table, behind the count. Every activity since leaves a lead with a next step, so that none is missed later.

use jiff::Timestamp;
use lambda_runtime::Error;
use leadwright_cloud::queue::BATCH;
use leadwright_domain::activity::Activity;
use leadwright_domain::lead::Lead;
use leadwright_domain::value::stage::Stage;
use tracing::info;

use crate::handler::Rollup;

/// The stages in which a lead may need a next step; see [`Lead::needs_next_step`].
const STAGES: [Stage; 4] = [Stage::Sql, Stage::Prospect, Stage::Recycled, Stage::Customer];

impl Rollup {
    /// Queues an activity for each such lead; false if the time ran out. What was queued is applied once, however often it
    /// is queued.
    pub(crate) async fn look_for_forgotten_leads(&self, now: Timestamp, stop: Timestamp) -> Result<bool, Error> {
        let mut found = 0;
        for (stage, shard) in
            STAGES.into_iter().flat_map(|stage| (0..self.table.shards).map(move |shard| (stage, shard)))
        {
            let mut start = None;
            loop {
                if self.clock.is_past(stop) {
                    return Ok(false);
                }
                let page = self.table.of_stage(stage, shard, start).await?;
                let mut missing = Vec::new();
                for card in page.rows.iter().filter(|card| card.attention.next.is_none()) {
                    let lead = self.table.lead(&card.id).await?;
                    missing.extend(lead.filter(is_forgotten).map(|lead| next_step_missing(&lead, now)));
                }
                for batch in missing.chunks(BATCH) {
                    self.bulk.send_activities(batch).await?;
                }
                found += missing.len();
                start = page.next;
                if start.is_none() {
                    break;
                }
            }
        }
        info!(found, "leads without a next step looked for");
        Ok(true)
    }
}

fn is_forgotten(lead: &Lead) -> bool {
    lead.needs_next_step() && lead.next_step().is_none()
}

fn next_step_missing(lead: &Lead, now: Timestamp) -> Activity {
    Activity::next_step_missing(lead.id.clone(), lead.version(), now)
}
