//! Every minute: the leads whose agenda is due go to the mailer.
//!
//! A lead that is queued is leased: the index does not show it again until the mailer has had its time. So a backlog is
//! not queued anew every minute, and what the queue loses comes back. Nor is more queued than the mailer can send at
//! SES's rate before the leases end, less what it has not taken yet. Longest due comes first.
//! Cost follows what is due, never how many leads there are.

use futures_util::future::{join_all, try_join_all};
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Context, Error};
use leadwright_cloud::aws::{Aws, variable};
use leadwright_cloud::queue::Queue;
use leadwright_cloud::quota::Quotas;
use leadwright_cloud::table::{DueLead, Table};
use leadwright_cloud::{clock, queue};
use leadwright_domain::lead::MARKETING_LEASE;
use leadwright_domain::value::identity::LeadId;
use serde::Serialize;
use tracing::{info, warn};

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Nurture {
    table: Table,
    send: Queue,
    quotas: Quotas,
}

/// What one tick did.
#[derive(Debug, Serialize)]
pub struct Tick {
    /// Leads given to the mailer.
    pub queued: usize,
    /// The time ran out, or the mailer has as much as it can send: the rest is for the next minute.
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
        let send = Queue::new(&aws, variable("SEND_QUEUE")?);
        Ok(Self { table: Table::connect(&aws)?, send, quotas: Quotas::new(&aws) })
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
        let mut room = None;
        for shard in 0..self.table.shards {
            let mut start = None;
            // Of what there is room for each shard has its part, and what others left of theirs.
            let mut part = None;
            loop {
                if Timestamp::now() > stop {
                    warn!(queued = tick.queued, "the time is up; the next minute goes on");
                    tick.unfinished = true;
                    return Ok(tick);
                }
                let page = self.table.due(shard, now, start).await?;
                if page.rows.is_empty() {
                    break;
                }
                let room = match &mut room {
                    Some(room) => room,
                    None => room.insert(self.room(now).await?),
                };
                let part = part.get_or_insert_with(|| room.div_ceil(usize::from(self.table.shards - shard)));
                let rows = &page.rows[..page.rows.len().min(*part)];
                for batch in rows.chunks(queue::BATCH) {
                    tick.queued += self.queue(batch, now).await?;
                }
                *room -= rows.len();
                *part -= rows.len();
                tick.unfinished |= rows.len() < page.rows.len();
                start = page.next.filter(|_| *part > 0);
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

    /// How many leads the mailer can take until the next tick. Asked only where something is due.
    async fn room(&self, now: Timestamp) -> Result<usize, Error> {
        // SES does not say: the queue takes any number.
        let Some(quota) = self.quotas.known(now).await else { return Ok(usize::MAX) };
        let waiting = self.send.depth().await?;
        Ok(usize::try_from(quota.a_tick(waiting)).unwrap_or(usize::MAX))
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
