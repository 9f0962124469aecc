//! Every minute: the leads whose agenda is due go to the mailer.
//!
//! A lead that is queued is leased: the index does not show it again until the mailer has had its time. So a backlog is
//! not queued anew every minute, and what the queue loses comes back. Cost follows what is due, never how many leads
//! there are.

use futures_util::future::{join_all, try_join_all};
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Context, Error};
use leadwright_cloud::aws::{Aws, variable};
use leadwright_cloud::clock;
use leadwright_cloud::queue::{self, Queue};
use leadwright_cloud::table::{DueLead, Table};
use leadwright_domain::agenda::MARKETING_LEASE;
use leadwright_domain::identity::LeadId;
use serde::Serialize;
use tracing::{info, warn};

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Nurture {
    table: Table,
    send: Queue,
}

/// What one tick did.
#[derive(Debug, Serialize)]
pub struct Tick {
    /// Leads given to the mailer.
    pub queued: usize,
    /// The time ran out: the rest is for the next minute.
    pub unfinished: bool,
}

/// A tick stops taking more this long before its time is up.
const SPARE: SignedDuration = SignedDuration::from_secs(8);

impl Nurture {
    /// Connects.
    ///
    /// # Errors
    /// The environment is not as the template sets it.
    pub async fn connect() -> Result<Self, Error> {
        let aws = Aws::connect().await;
        Ok(Self { table: Table::connect(&aws)?, send: Queue::new(&aws, variable("SEND_QUEUE")?) })
    }

    /// One tick.
    ///
    /// # Errors
    /// The table or the queue failed; the next tick goes on where this one stopped.
    pub async fn handle(&self, context: Context) -> Result<Tick, Error> {
        let now = clock::now(&context)?;
        // The deadline is of the real clock, whatever `now` is.
        let stop = Timestamp::from_millisecond(i64::try_from(context.deadline)?)? - SPARE;
        let mut tick = Tick { queued: 0, unfinished: false };
        for shard in 0..self.table.shards {
            let mut start = None;
            loop {
                if Timestamp::now() > stop {
                    warn!(queued = tick.queued, "the time is up; the next minute goes on");
                    tick.unfinished = true;
                    return Ok(tick);
                }
                let page = self.table.due(shard, now, start).await?;
                for batch in page.rows.chunks(queue::BATCH) {
                    tick.queued += self.queue(batch, now).await?;
                }
                start = page.next;
                if start.is_none() {
                    break;
                }
            }
        }
        if tick.queued > 0 {
            info!(queued = tick.queued, "due leads are queued");
        }
        Ok(tick)
    }

    /// Leases first: a lead that is leased and not queued comes back, one that is queued and not leased comes twice.
    async fn queue(&self, batch: &[DueLead], now: Timestamp) -> Result<usize, Error> {
        let until = now + MARKETING_LEASE;
        let answers = join_all(batch.iter().map(|due| self.table.lease(due, until))).await;
        let mut leased: Vec<DueLead> = Vec::with_capacity(batch.len());
        let mut failure = None;
        for answer in answers {
            match answer {
                Ok(lease) => leased.extend(lease),
                Err(error) => failure = Some(error),
            }
        }
        let leads: Vec<LeadId> = leased.iter().map(|due| due.lead.clone()).collect();
        if let Err(error) = self.send.send_due(&leads).await {
            // They are due all the same: the next minute finds them again.
            try_join_all(leased.iter().map(|due| self.table.lease(due, now))).await?;
            return Err(error.into());
        }
        match failure {
            Some(error) => Err(error.into()),
            None => Ok(leads.len()),
        }
    }
}
