//! Every minute: the leads whose agenda is due, and the mails of the outbox that are, go to the mailer; events that other
//! programs are to be told of go to the function of webhooks.
//!
//! A row that is queued is leased: the index does not show it again until the mailer has had its time. So a backlog is
//! not queued anew every minute, and what the queue loses comes back. Nor is more queued than the mailer can send at
//! SES's rate before the leases end, less what it has not taken yet. Longest due comes first.
//! Cost follows what is due, never how many leads there are.

use std::sync::OnceLock;

use futures_util::future::{join_all, try_join_all};
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Context, Error};
use leadwright_cloud::Environment;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::due::Due;
use leadwright_cloud::mail::Quotas;
use leadwright_cloud::queue::{self, Queue};
use leadwright_cloud::table::{DueRow, FewerShards, Table};
use leadwright_domain::lead::MARKETING_LEASE;
use serde::Serialize;
use tracing::{error, info, warn};

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Nurture {
    table: Table,
    /// Once the table knows the stack's number of shards: whether it has more.
    registered: OnceLock<Option<FewerShards>>,
    send: Queue,
    webhooks: Queue,
    quotas: Quotas,
    clock: Clock,
}

/// What one tick did.
#[derive(Debug, Serialize)]
pub struct Tick {
    /// Leads and mails given to the mailer, and events given to the function of webhooks.
    pub queued: usize,
    /// The time ran out, or the mailer has as much as it can send: the rest is for the next minute.
    pub unfinished: bool,
}

/// A tick stops taking more this long before its time is up.
const SPARE: SignedDuration = SignedDuration::from_secs(8);

/// So long events that were queued are left alone.
const WEBHOOK_LEASE: SignedDuration = SignedDuration::from_mins(5);

impl Nurture {
    /// Connects.
    ///
    /// # Errors
    /// The environment is not as the template sets it.
    pub fn connect(environment: &Environment) -> Result<Self, Error> {
        Ok(Self {
            table: Table::connect(environment)?,
            registered: OnceLock::new(),
            send: Queue::connect(environment, "SEND_QUEUE")?,
            webhooks: Queue::connect(environment, "WEBHOOK_QUEUE")?,
            quotas: Quotas::new(environment.aws()),
            clock: Clock::connect(environment),
        })
    }

    /// One tick.
    ///
    /// # Errors
    /// The table or the queue failed; the next tick goes on where this one stopped. So does a stack that was deployed with
    /// fewer shards than its table has: what is due is queued, and the error rings the alarm.
    pub async fn handle(&self, context: Context) -> Result<Tick, Error> {
        let fewer = self.fewer_shards().await?;
        let shards = fewer.map_or(self.table.shards, |fewer| fewer.table);
        let tick = self.tick(context, shards).await?;
        if let Some(fewer) = fewer {
            error!(table = fewer.table, stack = fewer.stack, "{fewer}");
            return Err(fewer.into());
        }
        Ok(tick)
    }

    /// Tells the table the stack's number of shards, once an environment. An error of this is the tick's.
    async fn fewer_shards(&self) -> Result<Option<FewerShards>, Error> {
        if let Some(known) = self.registered.get() {
            return Ok(*known);
        }
        let fewer = self.table.register_shards().await?.err();
        Ok(*self.registered.get_or_init(|| fewer))
    }

    async fn tick(&self, context: Context, shards: u16) -> Result<Tick, Error> {
        let now = self.clock.now(&context)?;
        let stop = self.clock.stop(&context, SPARE);
        let mut tick = Tick { queued: 0, unfinished: false };
        let mut room = None;
        for shard in 0..shards {
            let mut start = None;
            // Of what there is room for each shard has its part, and what others left of theirs.
            let mut part = None;
            loop {
                if self.clock.is_past(stop) {
                    warn!(queued = tick.queued, "due rows left for the next minute: the time is up");
                    tick.unfinished = true;
                    return Ok(tick);
                }
                let page = self.table.due(shard, now, start).await?;
                if page.rows.is_empty() {
                    break;
                }
                // SES's rate is nothing to them.
                let (events, mail): (Vec<DueRow>, Vec<DueRow>) =
                    page.rows.into_iter().partition(|row| matches!(row.due, Due::Events(_)));
                for batch in events.chunks(queue::BATCH) {
                    tick.queued += self.queue(&self.webhooks, batch, now + WEBHOOK_LEASE, now).await?;
                }
                if !mail.is_empty() {
                    let room = match &mut room {
                        Some(room) => room,
                        None => room.insert(self.room(now).await?),
                    };
                    let part = part.get_or_insert_with(|| room.div_ceil(usize::from(shards - shard)));
                    let rows = &mail[..mail.len().min(*part)];
                    for batch in rows.chunks(queue::BATCH) {
                        tick.queued += self.queue(&self.send, batch, now + MARKETING_LEASE, now).await?;
                    }
                    *room -= rows.len();
                    *part -= rows.len();
                    tick.unfinished |= rows.len() < mail.len();
                }
                // Events alone leave the part as it is: they need no room.
                start = page.next.filter(|_| mail.is_empty() || part.is_none_or(|part| part > 0));
                if start.is_none() {
                    break;
                }
            }
        }
        if tick.queued > 0 {
            info!(queued = tick.queued, "due rows queued");
        }
        Ok(tick)
    }

    /// How many rows the mailer can take until the next tick. Asked only where something is due.
    async fn room(&self, now: Timestamp) -> Result<usize, Error> {
        // SES does not say: the queue takes any number.
        let Some(quota) = self.quotas.known(now).await else { return Ok(usize::MAX) };
        let waiting = self.send.depth().await?;
        Ok(usize::try_from(quota.a_tick(waiting)).unwrap_or(usize::MAX))
    }

    /// Leases first: a row that is leased and not queued comes back, one that is queued and not leased comes twice.
    async fn queue(&self, to: &Queue, batch: &[DueRow], until: Timestamp, now: Timestamp) -> Result<usize, Error> {
        let answers = join_all(batch.iter().map(|row| self.table.lease(row, until))).await;
        let mut leased: Vec<DueRow> = Vec::with_capacity(batch.len());
        let mut failure = None;
        for answer in answers {
            match answer {
                Ok(lease) => leased.extend(lease),
                Err(error) => failure = Some(error),
            }
        }
        let due: Vec<Due> = leased.iter().map(|row| row.due.clone()).collect();
        if let Err(error) = to.send_due(&due).await {
            // They are due all the same: the next minute finds them again.
            try_join_all(leased.iter().map(|row| self.table.lease(row, now))).await?;
            return Err(error.into());
        }
        match failure {
            Some(error) => Err(error.into()),
            None => Ok(due.len()),
        }
    }
}
