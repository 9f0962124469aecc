//! The ledger: activities are folded into their lead in one transaction, each once, for ever.
//!
//! The transaction puts the lead (if it is still of the version that was read) and the activities and `SEEN` rows (if
//! they are not there). When it is cancelled the reasons tell what to do: an activity that is there already is dropped,
//! a lost race is folded again, here, without a round through the queue.
//!
//! An activity whose lead is not there is kept as a row, and applied when the lead begins. The row is written before the
//! lead is looked for once more, and a lead that begins is written before its rows are looked for: whichever comes first,
//! one of the two finds the other.
//!
//! Before that it is asked whether the id is another name of a lead: another address of it, or its telephone number.
//!
//! Behind the transaction follow the rows that the lead is found by, where they are others now. A failure there is a
//! failure of the whole: the batch comes again, its activities are known, and the rows are compared with what they
//! should be. So they catch up wherever the caller tries again; what is left is done by `leadwright reindex`.

mod error;
mod folding;

pub use error::LedgerError;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::CancellationReason;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind};
use leadwright_domain::config::Config;
use leadwright_domain::fold::FoldError;
use leadwright_domain::lead::Lead;
use leadwright_domain::search::SearchFields;
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::identity::{IdentityKey, LeadId};
use leadwright_domain::value::phone::international;
use leadwright_domain::webhook::QueuedEvents;
use tracing::{info, warn};

use crate::config;
use crate::config::ConfigError;
use crate::due::{Due, DueEvents};
use crate::environment::{Environment, MissingVariable};
use crate::erasure::Eraser;
use crate::ledger::error::ATTEMPTS;
use crate::ledger::folding::{AppliedRows, FoldedBatch, Folding};
use crate::queue::{BATCH, Queue};
use crate::refusals::{Refusals, refused};
use crate::table::{Alias, StoredTombstone, Table, TableError, Write, did_not_hold, events_item, lead_item, utc_day};
use crate::telemetry::{Alarm, Alarms};

/// The time after a lead began in which every batch that may begin a lead looks for activities that wait for it. If the
/// first try ended after the write of the lead and before this look, the queue brings the batch again well within it.
const NEW: SignedDuration = SignedDuration::from_hours(1);

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
pub struct AppliedBatch {
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
    key: IdentityKey,
    alarms: Alarms,
    /// Where events of leads go that other programs are told of; none where nobody is.
    webhooks: Option<Queue>,
    /// The call lists and zones that this environment has kept.
    call_zones: Mutex<BTreeSet<(String, String)>>,
    /// The wordings that this environment has kept, by form and hash.
    wordings: Mutex<BTreeSet<(String, String)>>,
}

impl Ledger {
    /// Connects, loads the configuration, and keeps its scoring model for replays: the call also warms the connection.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it, or the table does not answer.
    pub async fn connect(environment: &Environment) -> Result<Self, ConnectError> {
        let config = config::load(environment)?;
        let table = Table::connect(environment)?;
        table.keep_model(&config).await?;
        let key = IdentityKey::new(environment.variable("IDENTITY_KEY")?);
        let (call_zones, wordings) = (Mutex::default(), Mutex::default());
        let wants_events = !config.webhooks.is_empty();
        let webhooks = wants_events.then(|| Queue::connect(environment, "WEBHOOK_QUEUE")).transpose()?;
        let alarms = Alarms::connect(environment)?;
        Ok(Self { table, config, key, alarms, webhooks, call_zones, wordings })
    }

    /// Folds `activities` into the lead and writes all of it at once. Those that were applied before change nothing.
    ///
    /// # Errors
    /// See [`LedgerError`]; nothing was written then, or all but what the lead is found by: doing it again is right.
    pub async fn apply(
        &self,
        id: &LeadId,
        activities: &[Activity],
        now: Timestamp,
    ) -> Result<AppliedBatch, LedgerError> {
        let lead = self.table.lead(id).await?;
        self.apply_to(id, lead, activities, now).await
    }

    /// The same, for a caller that has just read the lead.
    ///
    /// # Errors
    /// See [`Ledger::apply`].
    pub async fn apply_to(
        &self,
        id: &LeadId,
        lead: Option<Lead>,
        activities: &[Activity],
        now: Timestamp,
    ) -> Result<AppliedBatch, LedgerError> {
        if let Some(other) = lead.as_ref().filter(|lead| lead.id != *id) {
            // It was merged into that one, or is another address of it.
            let id = other.id.clone();
            let activities: Vec<Activity> = activities.iter().map(|activity| activity.redirected(&id)).collect();
            return Box::pin(self.apply_as(&id, lead, None, &activities, now)).await;
        }
        if lead.is_some() {
            // On the heap, here as below: it would make every caller's future large.
            return Box::pin(self.apply_as(id, lead, None, activities, now)).await;
        }
        match Box::pin(self.meant(id, activities, now)).await? {
            Meant::Itself => Box::pin(self.apply_as(id, lead, None, activities, now)).await,
            Meant::Erased(stored) => Box::pin(self.apply_after_erasure(id, stored, activities, now)).await,
            Meant::Lead(lead) => {
                let id = lead.id.clone();
                let activities: Vec<Activity> = activities.iter().map(|activity| activity.redirected(&id)).collect();
                Box::pin(self.apply_as(&id, Some(*lead), None, &activities, now)).await
            }
            Meant::Several(leads) => {
                for activity in activities {
                    self.table.keep_unmatched(activity, &leads, now).await?;
                }
                let count = activities.len();
                warn!(lead.id = %id, count, leads = ?leads, "activities kept aside: several leads have the number");
                self.alarms.raise(Alarm::Unmatched);
                Ok(AppliedBatch { lead: None, stopped: None })
            }
        }
    }

    /// Whom activities are for whose lead is not there.
    async fn meant(&self, id: &LeadId, activities: &[Activity], now: Timestamp) -> Result<Meant, TableError> {
        let (alias, erased) = self.table.alias_and_tombstone(id).await?;
        if let Some(stored) = erased {
            return Ok(Meant::Erased(stored));
        }
        let company = &self.config.company;
        let number = activities.iter().find_map(|activity| Some((activity, international(activity.only_number()?)?)));
        if let Some((activity, number)) = number.filter(|_| alias.as_ref().is_none_or(Alias::is_by_number)) {
            let name = match &activity.kind {
                ActivityKind::LeadImported(row) => row.fields.get("name").map(String::as_str),
                ActivityKind::FormSubmitted(sent) => sent.fields.get("name").map(String::as_str),
                _ => None,
            };
            let mut leads = self.table.with_number(number.as_str(), company).await?;
            leads.retain(|lead| SearchFields::of(lead).may_be_named(name));
            if leads.len() > 1 {
                // A row of a list says who it is, so that it begins a lead.
                let begins = activities.iter().any(|activity| activity.kind.facts().begins_lead);
                let leads = leads.into_iter().map(|lead| lead.id).collect();
                return Ok(if begins { Meant::Itself } else { Meant::Several(leads) });
            }
            let Some(lead) = leads.pop() else { return Ok(Meant::Itself) };
            if alias.is_none_or(|alias| alias.lead != lead.id) {
                let alias = Alias { lead: lead.id.clone(), by_number_since: Some(now) };
                self.table.put_alias(id, &alias).await?;
            }
            return Ok(Meant::Lead(Box::new(lead)));
        }
        let Some(alias) = alias else { return Ok(Meant::Itself) };
        Ok(self.table.lead(&alias.lead).await?.map_or(Meant::Itself, |lead| Meant::Lead(Box::new(lead))))
    }

    /// Applies what begins a lead anew after its person was erased. All else is dropped: the person's data are not taken
    /// again from what was under way, nor from anybody else.
    async fn apply_after_erasure(
        &self,
        id: &LeadId,
        stored: StoredTombstone,
        activities: &[Activity],
        now: Timestamp,
    ) -> Result<AppliedBatch, LedgerError> {
        let begins = activities.iter().any(|activity| stored.tombstone.lets_begin(activity));
        let later = activities.iter().filter(|activity| begins && activity.occurred_at() > stored.tombstone.at);
        let later: Vec<Activity> = later.cloned().collect();
        let dropped = activities.len() - later.len();
        if dropped > 0 {
            info!(lead.id = %id, dropped, "activities dropped: their lead was erased");
        }
        if later.is_empty() {
            return Ok(AppliedBatch { lead: None, stopped: None });
        }
        if self.table.is_being_cleared(&stored.tombstone).await? {
            return Err(LedgerError::BeingErased);
        }
        Box::pin(self.apply_as(id, None, Some(stored), &later, now)).await
    }

    /// `after` is the tombstone behind which a lead begins anew.
    async fn apply_as(
        &self,
        id: &LeadId,
        mut lead: Option<Lead>,
        after: Option<StoredTombstone>,
        activities: &[Activity],
        now: Timestamp,
    ) -> Result<AppliedBatch, LedgerError> {
        let begins = activities.iter().any(Activity::may_begin);
        // A transaction can't name an item twice.
        let mut todo: Vec<usize> = (0..activities.len())
            .filter(|at| activities[..*at].iter().all(|other| !is_same(other, &activities[*at])))
            .collect();
        self.mark_days_dirty(activities, now).await?;
        self.keep_wordings(activities).await?;
        // Chosen once, however often the race is lost: the counters remember few activities.
        let mut chosen = HashMap::new();
        for attempt in 0..ATTEMPTS {
            let was = lead.as_ref().map(Lead::version);
            if let Some(erased) = lead.as_ref().and_then(|lead| lead.erased_before) {
                todo.retain(|at| activities[*at].occurred_at() > erased);
            }
            let found_by = lead.as_ref().map(SearchFields::of);
            let refused_before = refused(lead.as_ref());
            let referral_before = lead.as_ref().and_then(|lead| lead.referral.clone());
            let FoldedBatch { lead: then, applied, stopped, unmatched, needs_correction, events } =
                // On the heap: it would make every caller's future large.
                Box::pin(Folding::new(self.refusals(), &self.config, &mut chosen, after.as_ref(), now).fold(lead, activities, &todo)).await?;
            if !unmatched.is_empty() {
                let kept: Vec<&Activity> = unmatched.iter().map(|at| &activities[*at]).collect();
                lead = Box::pin(self.keep_unmatched(id, &kept, now)).await?;
                if lead.is_none() {
                    return Ok(AppliedBatch { lead, stopped });
                }
                // It began meanwhile, and may not have seen them.
                continue;
            }
            let Some(changed) = then.as_ref().filter(|_| !applied.is_empty()) else {
                if let Some(lead) = then.as_ref().filter(|_| todo.len() < activities.len()) {
                    // They were applied before: it may have ended behind the transaction.
                    Box::pin(self.repair_search(lead)).await?;
                }
                return self.with_unmatched(then, stopped, begins, now).await;
            };
            // What was stored of it counts for its earlier first touch or country, or the lead alone can't say what it counts as. Before the transaction, as the marks of days are.
            if needs_correction {
                self.table.mark_for_correction(&changed.id, now).await?;
            }
            let refused_now = refused(Some(changed));
            let new: Vec<Channel> = refused_now.difference(&refused_before).copied().collect();
            self.refusals().keep(changed, &new, now).await?;
            self.keep_call_zone(changed).await?;
            if changed.referral != referral_before {
                self.table.put_referral(changed).await?;
            }
            let over = was.or(after.as_ref().map(|stored| stored.version));
            let events = events.rows(changed, now);
            match self.write(over, changed, applied, &events).await? {
                WriteResult::Yes => {
                    self.hurry_events(&events).await;
                    let lifted: Vec<Channel> = refused_before.difference(&refused_now).copied().collect();
                    self.refusals().forget(changed, &lifted).await?;
                    Box::pin(self.follow(found_by, changed)).await?;
                    return self.with_unmatched(then, stopped, begins, now).await;
                }
                WriteResult::No { known, raced } => {
                    todo.retain(|at| !known.contains(&activities[*at].id));
                    if raced {
                        self.table.pauses.after(attempt).await;
                    }
                    lead = self.table.itself(id).await?;
                    if lead.is_none() && (was.is_some() || self.table.tombstone(id).await?.is_some()) {
                        // It was merged into another one meanwhile, or erased.
                        let lead = self.table.lead(id).await?;
                        return Box::pin(self.apply_to(id, lead, activities, now)).await;
                    }
                }
            }
        }
        Err(LedgerError::Contended)
    }

    fn refusals(&self) -> Refusals<'_> {
        Refusals { table: &self.table, key: &self.key, company: &self.config.company }
    }

    /// Erases people.
    pub fn eraser(&self) -> Eraser<'_> {
        Eraser { table: &self.table, key: &self.key, config: &self.config }
    }

    /// Applies what somebody did on a page with the lead that was just read, and hands what is due then to the mailer; why
    /// not, in words, if the lead can't take it.
    ///
    /// # Errors
    /// See [`LedgerError`]; nothing was written then.
    pub async fn act(
        &self,
        lead: &Lead,
        activities: &[Activity],
        send: &Queue,
        now: Timestamp,
    ) -> Result<Option<String>, LedgerError> {
        let (id, before) = (&lead.id, Some(lead.clone()));
        let outcome = Box::pin(self.apply_to(id, before, activities, now)).await?;
        if let Some(lead) = &outcome.lead {
            send.hurry(lead, now).await;
        }
        Ok(outcome.stopped.map(|(_, why)| why.to_string()))
    }

    /// Keeps activities whose lead is not there; the lead, if it began meanwhile.
    async fn keep_unmatched(
        &self,
        id: &LeadId,
        activities: &[&Activity],
        now: Timestamp,
    ) -> Result<Option<Lead>, TableError> {
        for activity in activities {
            self.table.keep_unmatched(activity, &[], now).await?;
        }
        let lead = self.table.lead(id).await?;
        if lead.is_none() {
            let count = activities.len();
            warn!(lead.id = %id, activity.id = %activities[0].id, count, "activities kept aside: no such lead");
            self.alarms.raise(Alarm::Unmatched);
        }
        Ok(lead)
    }

    /// A lead that stands on a call list is found by its zone: that is kept before it is written, once an environment.
    async fn keep_call_zone(&self, lead: &Lead) -> Result<(), TableError> {
        let Some(calling) = lead.on_call_list() else { return Ok(()) };
        let known = || self.call_zones.lock().unwrap_or_else(PoisonError::into_inner);
        let zone = (calling.list.clone(), calling.zone.clone());
        if known().contains(&zone) {
            return Ok(());
        }
        self.table.keep_call_zone(calling).await?;
        known().insert(zone);
        Ok(())
    }

    /// The words that somebody agreed to are kept before the consent is written, once an environment.
    async fn keep_wordings(&self, activities: &[Activity]) -> Result<(), TableError> {
        let known = || self.wordings.lock().unwrap_or_else(PoisonError::into_inner);
        for activity in activities {
            let ActivityKind::FormSubmitted(sent) = &activity.kind else { continue };
            for wording in self.config.wordings_agreed_to(sent) {
                let kept = (sent.form.clone(), wording.hash());
                if !known().contains(&kept) {
                    self.table.keep_wording(&sent.form, &wording, activity.occurred_at()).await?;
                    known().insert(kept);
                }
            }
        }
        Ok(())
    }

    /// Writes what the lead is found by, where it is another than before.
    async fn follow(&self, mut before: Option<SearchFields>, lead: &Lead) -> Result<(), TableError> {
        let company = &self.config.company;
        let mut now = SearchFields::of(lead);
        for _ in 0..ATTEMPTS {
            if before.as_ref() == Some(&now) {
                return Ok(());
            }
            self.table.write_search(&lead.id, before.as_ref(), &now, company).await?;
            // Who changed the lead since may have been faster here, too: then these rows are behind.
            let Some(lead) = self.table.lead(&lead.id).await? else { return Ok(()) };
            before = Some(std::mem::replace(&mut now, SearchFields::of(&lead)));
        }
        Ok(())
    }

    /// Makes what a lead is found by what it should be, whatever is there. True if something was missing, another, or
    /// too much.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn repair_search(&self, lead: &Lead) -> Result<bool, TableError> {
        let is_changed = self.table.repair_search(lead, &self.config).await?;
        self.follow(Some(SearchFields::of(lead)), lead).await?;
        Ok(is_changed)
    }

    /// What became of a batch, once the activities that wait for its lead are applied, if the lead may have begun with it.
    async fn with_unmatched(
        &self,
        lead: Option<Lead>,
        stopped: Option<(usize, FoldError)>,
        begins: bool,
        now: Timestamp,
    ) -> Result<AppliedBatch, LedgerError> {
        let is_new = |lead: &Lead| begins && now.duration_since(lead.created_at) < NEW;
        match lead {
            // On the heap: it would make every caller's future large.
            Some(lead) if is_new(&lead) => {
                let lead = Box::pin(self.apply_unmatched(lead, now)).await?;
                Ok(AppliedBatch { lead, stopped })
            }
            lead => Ok(AppliedBatch { lead, stopped }),
        }
    }

    /// Applies the activities that wait for a lead; the lead as it is then.
    async fn apply_unmatched(&self, lead: Lead, now: Timestamp) -> Result<Option<Lead>, LedgerError> {
        let waiting = self.table.unmatched_of(&lead.id).await?;
        let waiting: Vec<Activity> = waiting.into_iter().map(|unmatched| unmatched.activity).collect();
        let mut lead = Some(lead);
        for batch in waiting.chunks(BATCH) {
            // This does not come here again: none of these may begin a lead.
            lead = self.apply_to(&batch[0].lead, lead, batch, now).await?.lead;
            for activity in batch {
                self.table.forget_unmatched(activity).await?;
            }
        }
        Ok(lead)
    }

    async fn write(
        &self,
        was: Option<u64>,
        lead: &Lead,
        applied: Vec<AppliedRows>,
        events: &[QueuedEvents],
    ) -> Result<WriteResult, LedgerError> {
        let item = lead_item(lead, self.table.shards);
        let mut writes = vec![match was {
            Some(was) => Write::over_version(item, was),
            None => Write::new(item),
        }];
        let mut ids = vec![None];
        for AppliedRows { id, item, delivered, seen, .. } in applied {
            for item in std::iter::once(item).chain(delivered) {
                ids.push(Some(id.clone()));
                writes.push(Write::new(item));
            }
            for seen in seen {
                ids.push(Some(id.clone()));
                writes.push(Write::new(seen.item()));
            }
        }
        for events in events {
            ids.push(None);
            // A name of its own: the lead's version was never written before.
            writes.push(Write::over_any(events_item(events, self.table.shards)));
        }
        let Err(error) = self.table.write_all(writes).await else { return Ok(WriteResult::Yes) };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                let reasons = cancelled.cancellation_reasons();
                let known: Vec<_> = std::iter::zip(&ids, reasons)
                    .filter_map(|(id, reason)| id.as_ref().filter(|_| did_not_hold(reason)).cloned())
                    .collect();
                let lost = reasons.first().is_some_and(did_not_hold);
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
                Ok(WriteResult::No { known, raced })
            }
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => {
                Ok(WriteResult::No { known: Vec::new(), raced: true })
            }
            _ => Err(TableError::call(error).into()),
        }
    }

    /// Queues events that were written. Where that fails, the index of what is due finds them within minutes.
    async fn hurry_events(&self, events: &[QueuedEvents]) {
        let Some(queue) = &self.webhooks else { return };
        for batch in events.chunks(BATCH) {
            let due: Vec<Due> = batch.iter().map(|events| Due::Events(DueEvents::of(events))).collect();
            if let Err(failure) = queue.send_due(&due).await {
                warn!(lead.id = %batch[0].lead, why = failure.to_string(), "events of a lead not queued for webhooks");
            }
        }
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

/// Whom activities are for whose lead is not there.
enum Meant {
    /// Nobody else: the lead begins, or is waited for.
    Itself,
    /// The lead that the id is another name of.
    Lead(Box<Lead>),
    /// One of these, which all have the number.
    Several(Vec<LeadId>),
    /// Nobody: the lead was erased.
    Erased(StoredTombstone),
}

enum WriteResult {
    Yes,
    No {
        /// Activities that are in the table already.
        known: Vec<ActivityId>,
        /// Somebody else changed the lead: read it again.
        raced: bool,
    },
}

fn is_same(one: &Activity, other: &Activity) -> bool {
    one.id == other.id || (one.external_id.is_some() && one.external_id == other.external_id)
}
