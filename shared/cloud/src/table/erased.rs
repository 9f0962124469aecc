//! What stands in the place of what was erased. No other reader of the table sees these rows: to it they are not there.
//!
//! A tombstone is a row in the lead's own place, so that every write of the lead, which is conditional on its version,
//! meets it. As long as the clearing goes on it stands in the due index, as a lead does. A skeleton is a row in an
//! activity's own place, so that its day counts what it counted. An erasure is a row of its own, which says how far the
//! clearing is, and stays as its certificate; until the end it holds the lead as it was, which says where to look.

use jiff::Timestamp;
use leadwright_domain::activity::ActivityId;
use leadwright_domain::erasure::{Erasure, Skeleton, Tombstone};
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::metrics::Fact;
use leadwright_domain::value::identity::LeadId;

use super::alias::Alias;
use super::due::set_due;
use super::error::TableError;
use super::item::{BODY, ERASED, Item, json, number, number_of, read, sortable, text, text_of};
use super::key::{Key, RowKind};
use super::rows::{Table, with_body};
use super::write::Write;
use crate::due::Due;

/// The attribute of an erasure under way that holds the leads as they were.
const WAS: &str = "was";

/// A tombstone, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTombstone {
    /// What it says.
    pub tombstone: Tombstone,
    /// A lead that begins anew in its place goes on behind this version.
    pub version: u64,
}

impl StoredTombstone {
    fn read(row: &Item) -> Result<Option<Self>, TableError> {
        if !row.contains_key(ERASED) {
            return Ok(None);
        }
        let version = number_of(row.get("version")).unwrap_or_default();
        Ok(Some(Self { tombstone: read(row, ERASED)?, version }))
    }
}

/// An erasure under way, with the leads as they were.
#[derive(Debug, Clone)]
pub(crate) struct UnderWay {
    pub(crate) erasure: Erasure,
    pub(crate) was: Vec<Lead>,
}

fn key_of(erasure: &Erasure, shards: u16) -> Key {
    Key::erasure(erasure.lead.shard(shards), &erasure.lead, &sortable(erasure.at))
}

impl Table {
    /// What stands in the place of a lead that was erased; none if it was not, or the person came again since.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn tombstone(&self, id: &LeadId) -> Result<Option<StoredTombstone>, TableError> {
        let row = self.raw_row(Key::lead(id)).await?;
        row.map_or(Ok(None), |row| StoredTombstone::read(&row))
    }

    /// The lead that an id is another name of, and the tombstone in its place: in one request.
    pub(crate) async fn alias_and_tombstone(
        &self,
        id: &LeadId,
    ) -> Result<(Option<Alias>, Option<StoredTombstone>), TableError> {
        let (mut alias, mut tombstone) = (None, None);
        for row in self.raw_rows([Key::alias(id), Key::lead(id)].map(Key::item).into()).await? {
            match StoredTombstone::read(&row)? {
                Some(found) => tombstone = Some(found),
                // A lead that began meanwhile is found by whoever writes it.
                None if row.get("sk") == Some(&text(RowKind::Alias.sort())) => alias = Some(read(&row, BODY)?),
                None => {}
            }
        }
        Ok((alias, tombstone))
    }

    /// Puts tombstones in the place of a lead and of all ids that were other names of it, and writes down the erasure: all
    /// in one write. False if somebody else changed the lead, and nothing was written.
    ///
    /// An id that has a lead of its own keeps it.
    pub(crate) async fn bury(&self, erasure: &Erasure, was: &[Lead]) -> Result<bool, TableError> {
        let mut writes = Vec::new();
        for id in erasure.ids() {
            let row = self.raw_row(Key::lead(id)).await?;
            let known = was.iter().find(|lead| lead.id == *id);
            let version = row.as_ref().and_then(|row| number_of(row.get("version")));
            let is_erased = row.as_ref().is_some_and(|row| row.contains_key(ERASED));
            if row.is_some() && !is_erased && *id != erasure.lead {
                continue;
            }
            if !is_erased && *id == erasure.lead && version != known.map(Lead::version) {
                return Ok(false);
            }
            let next = version.max(known.map(Lead::version)).unwrap_or_default() + 1;
            let item = self.tombstone_item(id, erasure, next, Some(erasure.at).filter(|_| *id == erasure.lead));
            writes.push(version.map_or_else(|| Write::new(item.clone()), |was| Write::over_version(item.clone(), was)));
        }
        let mut item = with_body(key_of(erasure, self.shards), erasure, None);
        item.insert(WAS.to_owned(), json(&was));
        writes.push(Write::new(item));
        self.all_or_none(writes.into_iter().map(|write| write.in_transaction(&self.name)).collect()).await
    }

    fn tombstone_item(&self, id: &LeadId, erasure: &Erasure, version: u64, due: Option<Timestamp>) -> Item {
        let mut item = Key::lead(id).item();
        item.insert("version".to_owned(), number(version));
        item.insert(ERASED.to_owned(), json(&Tombstone { lead: erasure.lead.clone(), at: erasure.at }));
        if let Some(due) = due {
            set_due(&mut item, id.shard(self.shards), due, &Due::Lead(id.clone()));
        }
        item
    }

    /// The erasure that a tombstone tells of.
    pub(crate) async fn under_way(&self, tombstone: &Tombstone) -> Result<Option<UnderWay>, TableError> {
        let mut found = None;
        for shard in self.shards_of(&tombstone.lead).await? {
            let key = Key::erasure(shard, &tombstone.lead, &sortable(tombstone.at));
            found = self.row(key).await?;
            if found.is_some() {
                break;
            }
        }
        let Some(row) = found else { return Ok(None) };
        let was = if row.contains_key(WAS) { read(&row, WAS)? } else { Vec::new() };
        Ok(Some(UnderWay { erasure: read(&row, BODY)?, was }))
    }

    /// The clearing after an erasure is not done yet.
    pub(crate) async fn is_being_cleared(&self, tombstone: &Tombstone) -> Result<bool, TableError> {
        Ok(self.under_way(tombstone).await?.is_some_and(|under_way| under_way.erasure.done_at.is_none()))
    }

    /// Writes down how far an erasure is. Once it is done, nothing of the leads is in the row, and nothing is due.
    pub(crate) async fn put_erasure(&self, UnderWay { erasure, was }: &UnderWay) -> Result<(), TableError> {
        let mut item = with_body(key_of(erasure, self.shards), erasure, None);
        if erasure.done_at.is_none() {
            item.insert(WAS.to_owned(), json(was));
        }
        self.put(item).await?;
        // It may have begun with another number of shards: of the two rows only the new one stays.
        for shard in self.shards_of(&erasure.lead).await?.into_iter().skip(1) {
            self.delete(Key::erasure(shard, &erasure.lead, &sortable(erasure.at))).await?;
        }
        if erasure.done_at.is_some() { self.put_tombstone(erasure, None).await } else { Ok(()) }
    }

    /// Writes the tombstone of a lead anew: due then, or not at all. One that is another erasure's by now stays.
    pub(crate) async fn put_tombstone(&self, erasure: &Erasure, due: Option<Timestamp>) -> Result<(), TableError> {
        let Some(StoredTombstone { tombstone, version }) = self.tombstone(&erasure.lead).await? else { return Ok(()) };
        if tombstone.at == erasure.at {
            let next = self.tombstone_item(&erasure.lead, erasure, version, due);
            self.write(Write::over_version(next, version)).await?;
        }
        Ok(())
    }

    /// Every erasure of a lead, oldest first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn erasures_of(&self, id: &LeadId) -> Result<Vec<Erasure>, TableError> {
        let rows = self.of_lead(RowKind::Erasure, id, &format!("{id}#")).await?;
        let mut all: Vec<Erasure> = rows.iter().map(|row| read(row, BODY)).collect::<Result<_, _>>()?;
        all.sort_by_key(|erasure| erasure.at);
        Ok(all)
    }

    /// Every erasure, oldest first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn erasures(&self) -> Result<Vec<Erasure>, TableError> {
        let mut all: Vec<Erasure> = Vec::new();
        for shard in 0..self.shards {
            for row in self.partition(RowKind::Erasure.partition_of(shard)).await? {
                all.push(read(&row, BODY)?);
            }
        }
        all.sort_by_key(|erasure| erasure.at);
        Ok(all)
    }

    /// What those activities of a lead count as that an erasure cleared; with `uncleared`, also those that one under way has
    /// not cleared yet. None for one that can't be read.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn erased_facts(
        &self,
        id: &LeadId,
        uncleared: bool,
    ) -> Result<Vec<(ActivityId, Option<Fact>)>, TableError> {
        let rows = self.raw_activity_rows(id).await?.into_iter().filter(|row| uncleared || row.contains_key(ERASED));
        let fact_of = |row: Item| {
            let sort = text_of(&row, "sk")?;
            let id = sort.strip_prefix(RowKind::Activity.sort()).unwrap_or_default();
            let broken = |_| TableError::Broken { key: sort.to_owned(), why: "no activity's id in the key".to_owned() };
            Ok((ActivityId::parse(id).map_err(broken)?, read(&row, "fact").ok()))
        };
        rows.map(fact_of).collect()
    }

    /// Leaves a skeleton of an activity's row: its key, its day, what it counts as.
    pub(crate) async fn clear_activity(&self, mut row: Item, applied: Option<&Applied>) -> Result<(), TableError> {
        let skeleton = Skeleton {
            kind: applied.map(|applied| applied.activity.kind.name().to_owned()),
            seq: applied.map(|applied| applied.seq).unwrap_or_default(),
        };
        row.retain(|name, _| matches!(name.as_str(), "pk" | "sk" | "day_pk" | "fact"));
        row.insert(ERASED.to_owned(), json(&skeleton));
        self.put(row).await
    }
}
