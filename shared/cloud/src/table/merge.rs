//! Merging two leads, and taking it back: each one transaction, however long the timelines are.
//!
//! The other lead's row becomes a row of its own, `LEAD#id` / `MERGED`, which is in no list but that of merged leads, and
//! where nothing is due. Its activities stay where they are, and are counted as before. Its id becomes another name of
//! the lead that took it over: links in mails, late activities and events of mails find that one.

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::metrics::{BeforeFact, Fact};
use leadwright_domain::search::SearchFields;
use leadwright_domain::value::identity::{EmailAddress, LeadId};
use leadwright_domain::webhook::{EventBatch, LeadState, QueuedEvents};

use super::alias::Alias;
use super::card::{CARD, Card};
use super::error::TableError;
use super::item::{BODY, Item, json, number, read, sortable, text};
use super::key::Key;
use super::leads::{activity_item, lead_item};
use super::rows::{ATTEMPTS, Page, Start, Table, with_body};
use super::webhook_events::events_item;
use super::write::{Write, deletion, deletion_of_body};

/// The most leads that may become one.
const MOST: usize = 32;

/// Two leads can't be merged, or not be parted.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// It is no lead, or was merged into another one.
    #[error("there is no lead {0}, or it was merged into another one")]
    NoLead(LeadId),
    /// Both are one already.
    #[error("both are the same lead")]
    Same,
    /// One is known by the address of a desk.
    #[error("{0} is the address of a desk: several people write from it, so that it is nobody's")]
    Role(String),
    /// What came for the other since is not applied to it yet.
    #[error(
        "they are two leads again, but what came for the other since is not applied yet ({0}): take it back once more"
    )]
    Left(String),
    /// Together they are more leads than one transaction takes.
    #[error("they are made of {0} leads: {MOST} at the most")]
    TooMany(usize),
    /// They are not merged, or not one with the other.
    #[error("{other} is not merged into {lead} itself")]
    NotMerged {
        /// The lead.
        lead: LeadId,
        /// The other one.
        other: LeadId,
    },
}

/// A lead and its last activity, both to be written.
struct Next<'a> {
    was: &'a Lead,
    lead: Lead,
    applied: Applied,
}

impl Table {
    /// Makes one lead of two: `id` takes over what `other` is. Done again it changes nothing, and writes what an earlier try
    /// has left out. The lead as it is then; what is due of it may be sent.
    ///
    /// # Errors
    /// See [`MergeError`]; nothing was written then, or all but what the leads are found by.
    pub async fn merge_leads(
        &self,
        id: &LeadId,
        other: &LeadId,
        by: &str,
        config: &Config,
        now: Timestamp,
    ) -> Result<Lead, MergeError> {
        for attempt in 0..ATTEMPTS {
            let lead = self.itself(id).await?.ok_or_else(|| MergeError::NoLead(id.clone()))?;
            if lead.merged.contains(other) {
                self.refresh_search(&lead, config).await?;
                return Ok(lead);
            }
            if id == other {
                return Err(MergeError::Same);
            }
            let was = self.itself(other).await?.ok_or_else(|| MergeError::NoLead(other.clone()))?;
            let mut addresses = [lead.email(), was.email()].into_iter().flatten();
            if let Some(address) = addresses.find(EmailAddress::is_role) {
                return Err(MergeError::Role(address.into()));
            }
            let count = lead.merged.len() + was.merged.len() + 2;
            if count > MOST {
                return Err(MergeError::TooMany(count));
            }
            let mut both = self.whole_timeline(&lead).await?;
            both.extend(self.whole_timeline(&was).await?);
            both.sort_by_key(|applied| applied.applied_at);
            let tally = config.scoring.recount(&both).1;
            let kind = ActivityKind::Merged { other: other.clone(), by: by.to_owned() };
            let activity = named(&lead, kind, now);
            let (merged, applied) = fold::merge(lead.clone(), &was, activity, tally, config, now);
            self.mark_for_correction(id, now).await?;
            self.keep_zone_of(&merged).await?;
            let next = Next { was: &lead, lead: merged, applied };
            let mut writes = self.writes(&next, config);
            writes.extend(self.told_of(&next, config, now));
            writes.push(deletion(Key::lead(other), was.version(), &self.name));
            writes.push(Write::new(self.merged_item(&was)).in_transaction(&self.name));
            writes.extend([other].into_iter().chain(&was.merged).map(|name| self.named_by(name, id)));
            if self.all_or_none(writes).await? {
                let Next { lead, .. } = next;
                self.remove_search(&was, config).await?;
                self.refresh_search(&lead, config).await?;
                return Ok(lead);
            }
            self.pauses.after(attempt).await;
        }
        Err(TableError::Contended { key: Key::lead(id).to_string(), attempts: ATTEMPTS }.into())
    }

    /// Takes a merge back: both are what they would be without it. What came for `other` since is to be applied to it: it
    /// is given back, oldest first. Done again it changes nothing, and gives the same.
    ///
    /// # Errors
    /// See [`MergeError`]; nothing was written then, or all but what the leads are found by.
    pub async fn unmerge_leads(
        &self,
        id: &LeadId,
        other: &LeadId,
        by: &str,
        config: &Config,
        now: Timestamp,
    ) -> Result<Vec<Activity>, MergeError> {
        let not_merged = || MergeError::NotMerged { lead: id.clone(), other: other.clone() };
        for attempt in 0..ATTEMPTS {
            let lead = self.itself(id).await?.ok_or_else(|| MergeError::NoLead(id.clone()))?;
            let timeline = self.timeline(id).await?;
            if !lead.merged.contains(other) {
                let came_since = fold::came_since(&timeline, other).ok_or_else(not_merged)?;
                let other = self.itself(other).await?.ok_or_else(not_merged)?;
                self.refresh_search(&lead, config).await?;
                self.refresh_search(&other, config).await?;
                return Ok(came_since);
            }
            let was = self.row(Key::merged(other)).await?.ok_or_else(not_merged)?;
            let was: Lead = read(&was, BODY)?;
            let split = fold::split(&lead, &timeline, other, config, now).ok_or_else(not_merged)?;
            let kind = ActivityKind::Unmerged { other: other.clone(), by: by.to_owned() };
            let (without, applied) = fold::unmerge(lead.clone(), &split.lead, named(&lead, kind, now), config, now);
            let of_lead = Next { was: &lead, lead: without, applied };
            let kind = ActivityKind::Unmerged { other: id.clone(), by: by.to_owned() };
            let (again, applied) = fold::unmerge(was.clone(), &split.other, named(&was, kind, now), config, now);
            let of_other = Next { was: &was, lead: again, applied };
            self.mark_for_correction(id, now).await?;
            self.keep_zone_of(&of_lead.lead).await?;
            self.keep_zone_of(&of_other.lead).await?;
            let mut writes = self.writes(&of_lead, config);
            writes.extend(self.told_of(&of_lead, config, now));
            writes.extend(self.told_of(&of_other, config, now));
            writes.push(Write::new(lead_item(&of_other.lead, self.shards)).in_transaction(&self.name));
            writes.push(Write::new(self.activity_of(&of_other, config)).in_transaction(&self.name));
            writes.push(deletion(Key::merged(other), was.version(), &self.name));
            writes.push(deletion_of_alias(other, id, &self.name));
            writes.extend(was.merged.iter().map(|name| self.named_by(name, other)));
            if self.all_or_none(writes).await? {
                self.refresh_search(&of_lead.lead, config).await?;
                self.refresh_search(&of_other.lead, config).await?;
                return Ok(split.came_since);
            }
            self.pauses.after(attempt).await;
        }
        Err(TableError::Contended { key: Key::lead(id).to_string(), attempts: ATTEMPTS }.into())
    }

    /// A lead that stands on a call list is found by its zone.
    async fn keep_zone_of(&self, lead: &Lead) -> Result<(), TableError> {
        match lead.on_call_list() {
            Some(calling) => self.keep_call_zone(calling).await,
            None => Ok(()),
        }
    }

    /// The writes of a lead and its activity.
    fn writes(&self, next: &Next<'_>, config: &Config) -> Vec<TransactWriteItem> {
        let lead = Write::over_version(lead_item(&next.lead, self.shards), next.was.version());
        let activity = Write::new(self.activity_of(next, config));
        [lead, activity].map(|write| write.in_transaction(&self.name)).into()
    }

    /// What other programs are to be told of it.
    fn told_of(
        &self,
        Next { was, lead, applied }: &Next<'_>,
        config: &Config,
        now: Timestamp,
    ) -> Vec<TransactWriteItem> {
        let mut events = EventBatch::default();
        events.add(&config.webhooks, applied, Some(&LeadState::of(was)), lead);
        let row = |row: QueuedEvents| Write::over_any(events_item(&row, self.shards)).in_transaction(&self.name);
        events.rows(lead, now).into_iter().map(row).collect()
    }

    fn activity_of(&self, Next { was, lead, applied }: &Next<'_>, config: &Config) -> Item {
        let before = BeforeFact::of(Some(was), &applied.activity);
        let Config { company, team, campaigns, .. } = config;
        activity_item(applied, &Fact::of(&before, applied, lead, company, team, campaigns), self.shards)
    }

    /// The row of a lead that was merged.
    fn merged_item(&self, lead: &Lead) -> Item {
        let mut item = Key::merged(&lead.id).item();
        item.insert("version".to_owned(), number(lead.version()));
        item.insert(BODY.to_owned(), json(lead));
        item.insert(CARD.to_owned(), Card::of(lead).attribute());
        item.insert("stage_pk".to_owned(), text(merged_partition(lead.id.shard(self.shards))));
        item.insert("stage_sk".to_owned(), text(format!("{}#{}", sortable(lead.stage_since), lead.id)));
        item
    }

    fn named_by(&self, alias: &LeadId, lead: &LeadId) -> TransactWriteItem {
        let item = with_body(Key::alias(alias), &Alias { lead: lead.clone(), by_number_since: None }, None);
        Write::over_any(item).in_transaction(&self.name)
    }

    /// False if somebody else changed one of them.
    pub(super) async fn all_or_none(&self, writes: Vec<TransactWriteItem>) -> Result<bool, TableError> {
        let Err(error) = self.client.transact_write_items().set_transact_items(Some(writes)).send().await else {
            return Ok(true);
        };
        match error.as_service_error() {
            Some(
                TransactWriteItemsError::TransactionCanceledException(_)
                | TransactWriteItemsError::TransactionInProgressException(_),
            ) => Ok(false),
            _ => Err(TableError::call(error)),
        }
    }

    /// Takes away what a lead is found by that is no more.
    pub(super) async fn remove_search(&self, lead: &Lead, config: &Config) -> Result<(), TableError> {
        let fields = SearchFields::of(lead);
        self.write_search(&lead.id, Some(&fields), &fields.none(), &config.company).await
    }

    /// Writes what a lead is found by, whatever is there.
    async fn refresh_search(&self, lead: &Lead, config: &Config) -> Result<(), TableError> {
        self.repair_search(lead, config).await.map(drop)
    }

    /// A lead that was merged into another one, as it was then; none if it was not, or is no more.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn merged_lead(&self, id: &LeadId) -> Result<Option<Lead>, TableError> {
        self.get(Key::merged(id)).await
    }

    /// The ids of the leads of a shard that were merged into others.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn merged_in(&self, shard: u16, start: Option<Start>) -> Result<Page<Card>, TableError> {
        self.cards("stage", merged_partition(shard), false, start).await
    }

    /// All activities of a lead and of those that were merged into it, in the order they were applied, without those
    /// that are another lead's again.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn whole_timeline(&self, lead: &Lead) -> Result<Vec<Applied>, TableError> {
        let mut all = Vec::new();
        for id in std::iter::once(&lead.id).chain(&lead.merged) {
            let timeline = self.timeline(id).await?;
            let moved = fold::moved(&timeline);
            all.extend(std::iter::zip(timeline, moved).filter(|(_, is_moved)| !is_moved).map(|(applied, _)| applied));
        }
        if !lead.merged.is_empty() {
            all.sort_by_key(|applied| applied.applied_at);
        }
        Ok(all)
    }

    /// The newest activities of a lead, of which these are its own, and of those that were merged into it: newest first,
    /// `limit` at the most.
    pub(crate) async fn with_merged(
        &self,
        lead: &Lead,
        mut newest: Vec<Applied>,
        limit: i32,
    ) -> Result<Vec<Applied>, TableError> {
        for id in &lead.merged {
            newest.extend(self.newest(id, limit).await?);
        }
        newest.sort_by(|one, two| two.activity.id.cmp(&one.activity.id));
        newest.truncate(usize::try_from(limit).unwrap_or_default());
        Ok(newest)
    }

    /// One activity of a lead, or of one that was merged into it.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn activity_in(&self, lead: &Lead, id: &ActivityId) -> Result<Option<Applied>, TableError> {
        for owner in std::iter::once(&lead.id).chain(&lead.merged) {
            if let Some(applied) = self.activity(owner, id).await? {
                return Ok(Some(applied));
            }
        }
        Ok(None)
    }
}

fn merged_partition(shard: u16) -> String {
    format!("STAGE#merged#{shard}")
}

/// Of the same version of the lead it is the same activity.
fn named(lead: &Lead, kind: ActivityKind, now: Timestamp) -> Activity {
    let id = ActivityId::new(now, &[lead.id.as_str(), kind.name(), &lead.version().to_string()]);
    Activity::new(id, lead.id.clone(), kind)
}

/// Takes the name away that a merge gave, if it is still that lead's.
fn deletion_of_alias(alias: &LeadId, lead: &LeadId, table: &str) -> TransactWriteItem {
    let body = json(&Alias { lead: lead.clone(), by_number_since: None });
    deletion_of_body(Key::alias(alias), body, table)
}
