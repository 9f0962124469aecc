//! Every row about a person, kind by kind: what an export shows and an erasure clears.
//!
//! A new kind of row does not compile before it is said here how the rows about a person are found.

use std::collections::{BTreeMap, BTreeSet};

use leadwright_domain::activity::ActivityId;
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::suspicion::Suspect;
use leadwright_domain::value::identity::LeadId;

use super::alias::Alias;
use super::error::TableError;
use super::item::{BODY, Item, read};
use super::key::{Key, RowKind};
use super::rows::Table;
use super::write::Write;

/// The most keys of a call of `BatchGetItem`.
const BATCH: usize = 100;

/// What a person is found by.
#[derive(Debug, Clone, Default)]
pub struct PersonKeys {
    /// Their lead, and those that were merged into it, as they are or were.
    pub leads: Vec<Lead>,
    /// Their ids, also of other addresses.
    pub ids: BTreeSet<LeadId>,
    /// The names of their rows on the suppression list.
    pub hashes: BTreeSet<String>,
}

impl Table {
    /// The rows of a kind that are about a person. None of what names them by nothing that a query could ask for: that
    /// expires.
    ///
    /// # Errors
    /// See [`TableError`].
    #[expect(clippy::too_many_lines, reason = "one kind after the other")]
    pub(crate) async fn rows_about(
        &self,
        kind: RowKind,
        person: &PersonKeys,
        config: &Config,
    ) -> Result<Vec<Item>, TableError> {
        match kind {
            RowKind::Lead => self.many(person.ids.iter().map(Key::lead)).await,
            RowKind::Merged => self.many(person.ids.iter().map(Key::merged)).await,
            RowKind::Activity => {
                let mut rows = Vec::new();
                for id in &person.ids {
                    rows.extend(self.activity_rows(id).await?);
                }
                Ok(rows)
            }
            RowKind::Seen => {
                let timeline = self.activities_of(person).await?;
                self.many(timeline.iter().flat_map(seen_keys)).await
            }
            RowKind::DeliveredRow => {
                let timeline = self.activities_of(person).await?;
                self.many(timeline.iter().filter_map(delivered_key)).await
            }
            RowKind::Search => {
                let mut rows = Vec::new();
                for lead in &person.leads {
                    rows.extend(self.search_rows_ever(lead, config).await?);
                }
                Ok(rows)
            }
            RowKind::Alias => {
                let mut rows = self.many(person.ids.iter().map(Key::alias)).await?;
                rows.retain(|row| read::<Alias>(row, BODY).is_ok_and(|alias| person.ids.contains(&alias.lead)));
                Ok(rows)
            }
            RowKind::Unmatched => self.of_shards(kind, person, Key::unmatched_prefix).await,
            RowKind::Erasure => self.of_shards(kind, person, |id| format!("{id}#")).await,
            RowKind::Referral => {
                let mut rows = self.of_shards(kind, person, |id| format!("{id}#")).await?;
                let mut referred = Vec::new();
                for lead in &person.leads {
                    let Some(referral) = &lead.referral else { continue };
                    let shards = self.shards_of(&referral.by).await?.into_iter();
                    referred.extend(shards.map(|shard| Key::referral(shard, &referral.by, &lead.id)));
                }
                rows.extend(self.many(referred.into_iter()).await?);
                Ok(rows)
            }
            RowKind::Correction => {
                let mut keys = Vec::new();
                for id in &person.ids {
                    keys.extend(self.shards_of(id).await?.into_iter().map(|shard| Key::correction(id, shard)));
                }
                self.many(keys.into_iter()).await
            }
            RowKind::View | RowKind::WebhookEvents => {
                let mut rows = Vec::new();
                for id in &person.ids {
                    rows.extend(self.partition(format!("{}{id}", kind.partition())).await?);
                }
                Ok(rows)
            }
            RowKind::Suspect => {
                let mut shards: BTreeSet<u16> = BTreeSet::new();
                for id in &person.ids {
                    shards.extend(self.shards_of(id).await?);
                }
                let mut rows = Vec::new();
                for shard in shards {
                    rows.extend(self.partition(kind.partition_of(shard)).await?);
                }
                let is_theirs = |suspect: Suspect| person.ids.contains(&suspect.activity.lead);
                rows.retain(|row| read::<Suspect>(row, BODY).is_ok_and(is_theirs));
                Ok(rows)
            }
            RowKind::Suppressed => self.many(person.hashes.iter().map(|hash| Key::suppressed(hash))).await,
            // Of these a row that names a lead is found by other names, and expires within days.
            RowKind::Captcha
            | RowKind::ReceivedMail
            | RowKind::CallerHand
            | RowKind::Outbox
            | RowKind::KeptAnswer
            // Of these no row says whom it is about.
            | RowKind::Insight
            | RowKind::HomePage
            | RowKind::Velocity
            | RowKind::Visits
            | RowKind::Visitors
            // Ids alone.
            | RowKind::ImportedPart
            // Of the team.
            | RowKind::People
            | RowKind::Load
            | RowKind::Employer
            | RowKind::Session
            | RowKind::LogIns
            | RowKind::LogInTries
            | RowKind::LogInAttempt
            | RowKind::MachineToken
            | RowKind::TokenUse
            // Nothing personal.
            | RowKind::Control
            | RowKind::Outcomes
            | RowKind::Turns
            | RowKind::Model
            | RowKind::Metrics
            | RowKind::MonthMetrics
            | RowKind::YearMetrics
            | RowKind::ShardMetrics
            | RowKind::Counting
            | RowKind::Recount
            | RowKind::Dirty
            | RowKind::Counted
            | RowKind::Report
            | RowKind::Cost
            | RowKind::Delivery
            | RowKind::PaidCredit
            | RowKind::Reindex
            | RowKind::CallZones
            | RowKind::Wording
            | RowKind::SuspectCounts
            | RowKind::Import
            | RowKind::Upload
            | RowKind::Export
            | RowKind::ListColumns
            | RowKind::Shards => Ok(Vec::new()),
        }
    }

    /// All activities of a person that were not cleared.
    pub(crate) async fn activities_of(&self, person: &PersonKeys) -> Result<Vec<Applied>, TableError> {
        let mut all = Vec::new();
        for id in &person.ids {
            all.extend(self.timeline(id).await?);
        }
        Ok(all)
    }

    /// The rows of many keys that are there.
    async fn many(&self, keys: impl Iterator<Item = Key>) -> Result<Vec<Item>, TableError> {
        // A call can't name a key twice.
        let keys: BTreeMap<String, Key> = keys.map(|key| (key.to_string(), key)).collect();
        let keys: Vec<Key> = keys.into_values().collect();
        let mut rows = Vec::new();
        for part in keys.chunks(BATCH) {
            rows.extend(self.rows(part.iter().cloned()).await?);
        }
        Ok(rows)
    }

    /// The rows of a kind that is spread over shards, whose sort keys begin with an id of the person.
    async fn of_shards(
        &self,
        kind: RowKind,
        person: &PersonKeys,
        begin: impl Fn(&LeadId) -> String,
    ) -> Result<Vec<Item>, TableError> {
        let mut rows = Vec::new();
        for id in &person.ids {
            rows.extend(self.of_lead(kind, id, &begin(id)).await?);
        }
        Ok(rows)
    }

    /// Takes rows away.
    pub(crate) async fn delete_rows(&self, rows: &[Item]) -> Result<(), TableError> {
        for part in rows.chunks(SIDE_BY_SIDE) {
            let keys = part.iter().filter_map(|row| Some((row.get("pk")?, row.get("sk")?)));
            let deletes = keys.map(|(pk, sk)| {
                let delete = self.client.delete_item().table_name(&self.name);
                delete.key("pk", pk.clone()).key("sk", sk.clone()).send()
            });
            futures_util::future::try_join_all(deletes).await.map_err(TableError::call)?;
        }
        Ok(())
    }

    /// Takes away the other ids of an activity, and what its supplier called the row that it is.
    pub(crate) async fn clear_names_of(&self, applied: &Applied) -> Result<(), TableError> {
        for key in seen_keys(applied) {
            self.delete(key).await?;
        }
        let Some(key) = delivered_key(applied) else { return Ok(()) };
        let Some(mut row) = self.row(key).await? else { return Ok(()) };
        let mut delivered: super::deliveries::DeliveredRow = read(&row, BODY)?;
        delivered.row.clear();
        row.insert(BODY.to_owned(), super::item::json(&delivered));
        self.put(row).await
    }

    /// Writes a lead and one of its activities in place of what stands there; false if somebody else changed the lead.
    pub(crate) async fn rewrite(
        &self,
        (was, lead): (&Lead, &Lead),
        activity: &Applied,
        mut row: Item,
    ) -> Result<bool, TableError> {
        row.insert(BODY.to_owned(), super::item::json(activity));
        let lead = Write::over_version(super::leads::lead_item(lead, self.shards), was.version());
        let writes = [lead, Write::over_any(row)].map(|write| write.in_transaction(&self.name));
        self.all_or_none(writes.into()).await
    }

    /// The row of one activity.
    pub(crate) async fn activity_row(&self, lead: &LeadId, id: &ActivityId) -> Result<Option<Item>, TableError> {
        self.row(Key::activity(lead, id)).await
    }

    /// The rows that a lead is found by, or was by any of its activities.
    async fn search_rows_ever(&self, lead: &Lead, config: &Config) -> Result<Vec<Item>, TableError> {
        let mut keys = Self::search_keys(lead, &config.company);
        let mut replayed = None;
        for applied in self.timeline(&lead.id).await? {
            let then = fold::replay(replayed, &applied, &config.scoring);
            keys.extend(Self::search_keys(&then, &config.company));
            replayed = Some(then);
        }
        self.many(keys.into_iter()).await
    }
}

/// So many rows are taken away side by side.
const SIDE_BY_SIDE: usize = 10;

/// The rows of other ids that an activity is known by: of the id that somebody else gave it. And of the id that it came
/// for: if that names another lead when it comes again, it is known all the same.
pub(crate) fn seen_keys(applied: &Applied) -> Vec<Key> {
    let activity = &applied.activity;
    let external = activity.external_id.as_ref().map(|external| Key::seen(&activity.lead, external));
    let via =
        activity.via.as_ref().filter(|_| activity.is_by_other_name()).map(|via| Key::seen(via, activity.id.as_str()));
    external.into_iter().chain(via).collect()
}

/// The row of a supplier's delivery that an activity is.
fn delivered_key(applied: &Applied) -> Option<Key> {
    let delivered = applied.activity.kind.delivered()?;
    Some(Key::delivered_row(&delivered.key(), &applied.activity.id))
}
