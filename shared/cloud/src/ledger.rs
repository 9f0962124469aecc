//! The ledger: activities are folded into their lead in one transaction, each once, for ever.
//!
//! The transaction puts the lead (if it is still of the version that was read) and the activities and `SEEN` rows (if
//! they are not there). When it is cancelled the reasons tell what to do: an activity that is there already is dropped,
//! a lost race is folded again, here, without a round through the queue.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, Put, TransactWriteItem};
use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityId};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::fold::{FoldError, FoldInput};
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::routing::OwnerChoice;
use leadwright_domain::value::identity::LeadId;
use tracing::warn;

use crate::aws::{Aws, MissingVariable};
use crate::config;
use crate::config::ConfigError;
use crate::handoff::{HandOff, HandOffError};
use crate::item::{Item, activity_item, key, lead_item, number, utc_day};
use crate::table::{Table, TableError};

/// Races in a row that one lead may lose before the queue brings the batch again.
const ATTEMPTS: u32 = 12;

/// Activities could not be applied. What is named here was not written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// It could not be said who gets the lead.
    #[error(transparent)]
    HandOff(#[from] HandOffError),
    /// Other writers were faster every time.
    #[error("the lead was changed by others {ATTEMPTS} times in a row")]
    Contended,
}

/// The ledger can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The configuration can't be loaded.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The environment is not as the template sets it.
    #[error(transparent)]
    Variable(#[from] MissingVariable),
    /// The table does not answer.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// What became of a batch.
#[derive(Debug)]
pub struct Outcome {
    /// The lead, if there is one now.
    pub lead: Option<Lead>,
    /// The first activity that can't be folded, by its place, and why. It and those behind it were not applied.
    pub stopped: Option<(usize, FoldError)>,
}

/// Applies activities to leads.
#[derive(Debug)]
pub struct Ledger {
    /// The table.
    pub table: Table,
    /// The configuration of the day.
    pub config: Config,
}

impl Ledger {
    /// Connects, loads the configuration, and keeps its scoring model for replays: the call also warms the connection.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it, or the table does not answer.
    pub async fn connect(aws: &Aws) -> Result<Self, ConnectError> {
        let config = config::load()?;
        let table = Table::connect(aws)?;
        table.keep_model(&config).await?;
        Ok(Self { table, config })
    }

    /// Folds `activities` into the lead and writes all of it at once. Those that were applied before change nothing.
    ///
    /// # Errors
    /// See [`LedgerError`]; nothing was written then.
    pub async fn apply(&self, id: &LeadId, activities: &[Activity], now: Timestamp) -> Result<Outcome, LedgerError> {
        let lead = self.table.lead(id).await?;
        self.apply_to(id, lead, activities, now).await
    }

    /// The same, for a caller that has just read the lead.
    ///
    /// # Errors
    /// See [`LedgerError`]; nothing was written then.
    pub async fn apply_to(
        &self,
        id: &LeadId,
        mut lead: Option<Lead>,
        activities: &[Activity],
        now: Timestamp,
    ) -> Result<Outcome, LedgerError> {
        // A transaction can't name an item twice.
        let mut todo: Vec<usize> = (0..activities.len())
            .filter(|at| activities[..*at].iter().all(|other| !is_same(other, &activities[*at])))
            .collect();
        self.mark_days_dirty(activities, now).await?;
        // Chosen once, however often the race is lost: the counters remember few activities.
        let mut chosen = HashMap::new();
        for attempt in 0..ATTEMPTS {
            let (folded, applied, stopped) = self.fold(lead.as_ref(), activities, &todo, &mut chosen, now).await?;
            let Some(folded) = folded.filter(|_| !applied.is_empty()) else {
                return Ok(Outcome { lead, stopped });
            };
            match self.write(lead.as_ref(), &folded, &applied).await? {
                Written::Yes => return Ok(Outcome { lead: Some(folded), stopped }),
                Written::No { known, raced } => {
                    todo.retain(|at| !known.contains(&activities[*at].id));
                    if raced {
                        tokio::time::sleep(pause(attempt)).await;
                        lead = self.table.lead(id).await?;
                    }
                }
            }
        }
        Err(LedgerError::Contended)
    }

    async fn fold(
        &self,
        lead: Option<&Lead>,
        activities: &[Activity],
        todo: &[usize],
        chosen: &mut HashMap<ActivityId, OwnerChoice>,
        now: Timestamp,
    ) -> Result<(Option<Lead>, Vec<(Applied, Lead)>, Option<(usize, FoldError)>), LedgerError> {
        let mut folded = lead.cloned();
        let mut all = Vec::with_capacity(todo.len());
        for at in todo {
            match self.fold_one(folded.as_ref(), &activities[*at], chosen, now).await? {
                Ok((next, applied)) => {
                    folded = Some(next.clone());
                    all.push((applied, next));
                }
                // Of a lead that was never there, or is gone: there is nobody to keep it for.
                Err(FoldError::UnknownLead) => {
                    warn!(lead.id = %activities[*at].lead, activity.id = %activities[*at].id, "no such lead");
                }
                Err(error) => return Ok((folded, all, Some((*at, error)))),
            }
        }
        Ok((folded, all, None))
    }

    /// Folds one activity, and gives the fold what it asks for.
    async fn fold_one(
        &self,
        lead: Option<&Lead>,
        activity: &Activity,
        chosen: &mut HashMap<ActivityId, OwnerChoice>,
        now: Timestamp,
    ) -> Result<Result<(Lead, Applied), FoldError>, LedgerError> {
        let mut given = FoldInput { chosen: chosen.get(&activity.id).cloned(), recounted: None };
        loop {
            match fold::fold(lead.cloned(), activity.clone(), &self.config, now, &given) {
                Err(FoldError::NeedsOwner(wanted)) if given.chosen.is_none() => {
                    let hand_off = HandOff { table: &self.table, config: &self.config, now };
                    // Most activities hand nothing off: their futures need no room for it.
                    let owner = Box::pin(hand_off.choose(&wanted.lead, &activity.id, &wanted.excluded)).await?;
                    let owner = owner.map_or(OwnerChoice::Nobody, OwnerChoice::Owner);
                    chosen.insert(activity.id.clone(), owner.clone());
                    given.chosen = Some(owner);
                }
                Err(FoldError::NeedsRecount) if given.recounted.is_none() => {
                    let timeline = self.table.timeline(&activity.lead).await?;
                    given.recounted = Some(self.config.scoring.recount(&timeline).1);
                }
                folded => return Ok(folded),
            }
        }
    }

    async fn write(
        &self,
        was: Option<&Lead>,
        lead: &Lead,
        applied: &[(Applied, Lead)],
    ) -> Result<Written, LedgerError> {
        let shards = self.table.shards;
        let mut puts = vec![match was {
            Some(was) => self
                .put(lead_item(lead, shards))
                .condition_expression("version = :was")
                .expression_attribute_values(":was", number(was.version)),
            None => self.put_new(lead_item(lead, shards)),
        }];
        let mut ids = vec![None];
        for (applied, then) in applied {
            ids.push(Some(&applied.activity.id));
            puts.push(self.put_new(activity_item(applied, then, shards)));
            if let Some(external) = &applied.activity.external_id {
                ids.push(Some(&applied.activity.id));
                puts.push(self.put_new(key(format!("SEEN#{}#{external}", lead.id), "SEEN")));
            }
        }
        let mut transaction = self.table.client.transact_write_items();
        for put in puts {
            let put = put.build().map_err(|error| TableError::call(aws_sdk_dynamodb::Error::from(error)))?;
            transaction = transaction.transact_items(TransactWriteItem::builder().put(put).build());
        }
        let Err(error) = transaction.send().await else { return Ok(Written::Yes) };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                let reasons = cancelled.cancellation_reasons();
                let is_known = |reason: &CancellationReason| reason.code() == Some("ConditionalCheckFailed");
                let known: Vec<_> = std::iter::zip(&ids, reasons)
                    .filter_map(|(id, reason)| id.filter(|_| is_known(reason)).cloned())
                    .collect();
                let lost = reasons.first().is_some_and(is_known);
                let retry = |reason: &CancellationReason| {
                    matches!(
                        reason.code(),
                        Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded")
                    )
                };
                let raced = lost || reasons.iter().any(retry);
                if known.is_empty() && !raced {
                    return Err(TableError::call(error).into());
                }
                Ok(Written::No { known, raced })
            }
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => {
                Ok(Written::No { known: Vec::new(), raced: true })
            }
            _ => Err(TableError::call(error).into()),
        }
    }

    fn put(&self, item: Item) -> aws_sdk_dynamodb::types::builders::PutBuilder {
        Put::builder().table_name(&self.table.name).set_item(Some(item))
    }

    fn put_new(&self, item: Item) -> aws_sdk_dynamodb::types::builders::PutBuilder {
        self.put(item).condition_expression("attribute_not_exists(pk)")
    }

    /// Marks past days that these activities fall into, so that the next night counts them again.
    ///
    /// Before the transaction, so that a crash between the two can't leave a day uncounted; the rollup leaves fresh
    /// marks standing for one more night, so that a count between the two does no harm either.
    async fn mark_days_dirty(&self, activities: &[Activity], now: Timestamp) -> Result<(), TableError> {
        let today = utc_day(now);
        let mut days: Vec<&str> =
            activities.iter().map(|activity| activity.id.day()).filter(|day| *day < today.as_str()).collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            self.table.mark_dirty(day, now).await?;
        }
        Ok(())
    }
}

enum Written {
    Yes,
    No {
        /// Activities that are in the table already.
        known: Vec<leadwright_domain::activity::ActivityId>,
        /// Somebody else changed the lead: read it again.
        raced: bool,
    },
}

fn is_same(one: &Activity, other: &Activity) -> bool {
    one.id == other.id || (one.external_id.is_some() && one.external_id == other.external_id)
}

/// Longer with each race lost, and different for those who race.
fn pause(attempt: u32) -> Duration {
    let spread = u64::from(Timestamp::now().subsec_nanosecond().unsigned_abs() / 1_000 % 16);
    Duration::from_millis((5 + spread) << attempt.min(5))
}
