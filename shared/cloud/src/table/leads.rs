//! Leads and their activities. They are written by the [ledger](crate::ledger), in one transaction.

use futures_util::future::try_join_all;
use leadwright_domain::activity::ActivityId;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::metrics::Fact;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::stage::Stage;

use super::card::{CARD, Card};
use super::due::set_due;
use super::error::TableError;
use super::item::{BODY, Item, json, number, read, sortable, text, text_of};
use super::key::{Key, RowKind};
use super::metrics::day_partition;
use super::rows::{Page, Start, Table, is_there, with_body};
use super::worklist;
use super::write::Write;
use crate::due::Due;

pub(crate) fn stage_partition(stage: Stage, shard: u16) -> String {
    format!("STAGE#{stage}#{shard}")
}

/// The row of a lead. An index key stands in it only where the index has the lead.
pub(crate) fn lead_item(lead: &Lead, shards: u16) -> Item {
    let shard = lead.id.shard(shards);
    let mut item = Key::lead(&lead.id).item();
    let mut set = |name: &str, value| {
        item.insert(name.to_owned(), value);
    };
    set("version", number(lead.version()));
    set(BODY, json(lead));
    set(CARD, Card::of(lead).attribute());
    set("stage_pk", text(stage_partition(lead.stage, shard)));
    set("stage_sk", text(format!("{}#{}", sortable(lead.stage_since), lead.id)));
    if let Some((owner, place)) = worklist::place(lead) {
        set("work_pk", text(owner));
        set("work_sk", text(place));
    }
    if let Some(wake) = lead.next_wake() {
        set_due(&mut item, shard, wake, &Due::Lead(lead.id.clone()));
    }
    item
}

/// The row of an applied activity.
pub(crate) fn activity_item(applied: &Applied, fact: &Fact, shards: u16) -> Item {
    let id = &applied.activity.id;
    let lead = &applied.activity.lead;
    let mut item = with_body(Key::activity(lead, id), applied, None);
    item.insert("day_pk".to_owned(), text(day_partition(id.day(), lead.shard(shards))));
    item.insert("fact".to_owned(), json(fact));
    item
}

impl Table {
    /// A lead as it stands now: that of this id, or the one that it was merged into, or that has its address.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn lead(&self, id: &LeadId) -> Result<Option<Lead>, TableError> {
        if let Some(lead) = self.itself(id).await? {
            return Ok(Some(lead));
        }
        match self.alias(id).await? {
            Some(alias) if !alias.is_by_number() => self.itself(&alias.lead).await,
            _ => Ok(None),
        }
    }

    /// The lead of that very id.
    pub(crate) async fn itself(&self, id: &LeadId) -> Result<Option<Lead>, TableError> {
        self.get(Key::lead(id)).await
    }

    /// The cards of those leads that there are, 100 at the most, in no order.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn cards_of(&self, leads: impl IntoIterator<Item = &LeadId>) -> Result<Vec<Card>, TableError> {
        let rows = self.rows(leads.into_iter().map(Key::lead)).await?;
        rows.iter().map(Card::read).collect()
    }

    /// Those of these leads that there are, 100 at the most, in no order.
    pub(crate) async fn leads_of(&self, leads: impl Iterator<Item = &LeadId>) -> Result<Vec<Lead>, TableError> {
        let rows = self.rows(leads.map(Key::lead)).await?;
        rows.iter().map(|row| read(row, BODY)).collect()
    }

    /// A lead, and the first attribute of its row that is not what the lead says: a list would show it wrongly, or what
    /// is due would not be seen.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn audited_lead(&self, id: &LeadId) -> Result<Option<(Lead, Option<String>)>, TableError> {
        let Some(row) = self.row(Key::lead(id)).await? else {
            // Of one that was merged, nothing is shown but that.
            return Ok(self.merged_lead(id).await?.map(|lead| (lead, None)));
        };
        let lead: Lead = read(&row, BODY)?;
        let mut expected = lead_item(&lead, self.shards);
        // It may have been written when there were fewer shards, and is found there all the same.
        for shards in self.numbers_of_shards().await? {
            let then = lead_item(&lead, shards);
            if then.get("stage_pk") == row.get("stage_pk") {
                expected = then;
                break;
            }
        }
        let mut card = Card::of(&lead);
        if worklist::is_older(&row, &lead) {
            worklist::take_older(&mut expected, &row);
            card = card.older();
        }
        let is_wrong = |name: &String| match (name.as_str(), row.get(name), expected.get(name)) {
            // What they say is compared, whatever their JSON looks like: other releases write another.
            (BODY, ..) => false,
            (CARD, Some(_), _) => Card::read(&row).ok().as_ref() != Some(&card),
            // A lease moves it to later.
            ("due_sk", Some(is), Some(should)) => is.as_s().ok() < should.as_s().ok(),
            (_, is, should) => is != should,
        };
        let wrong = expected.keys().chain(row.keys()).find(|name| is_wrong(name)).cloned();
        Ok(Some((lead, wrong)))
    }

    /// One activity of a lead.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn activity(&self, lead: &LeadId, id: &ActivityId) -> Result<Option<Applied>, TableError> {
        self.get(Key::activity(lead, id)).await
    }

    /// All activities of a lead, in the order they were applied.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn timeline(&self, id: &LeadId) -> Result<Vec<Applied>, TableError> {
        let rows = self.activity_rows(id).await?;
        let mut timeline: Vec<Applied> = rows.iter().map(|row| read(row, BODY)).collect::<Result<_, _>>()?;
        timeline.sort_by_key(|applied| applied.seq);
        Ok(timeline)
    }

    /// The rows of all activities of a lead, by when they happened.
    pub(crate) async fn activity_rows(&self, id: &LeadId) -> Result<Vec<Item>, TableError> {
        let mut rows = self.raw_activity_rows(id).await?;
        rows.retain(is_there);
        Ok(rows)
    }

    /// The same, also what stands in the place of those that were erased.
    pub(crate) async fn raw_activity_rows(&self, id: &LeadId) -> Result<Vec<Item>, TableError> {
        let query = self
            .client
            .query()
            .key_condition_expression("pk = :pk AND begins_with(sk, :act)")
            .expression_attribute_values(":pk", text(Key::lead(id).partition()))
            .expression_attribute_values(":act", text(RowKind::Activity.sort()))
            .consistent_read(true);
        self.raw_all(query).await
    }

    /// A lead and its newest activities, newest first, `limit` at the most: in one request, and one more for each lead
    /// that was merged into it.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn lead_and_newest(&self, id: &LeadId, limit: i32) -> Result<(Option<Lead>, Vec<Applied>), TableError> {
        let (mut lead, mut newest) = self.itself_and_newest(id, limit).await?;
        if lead.is_none() {
            match self.alias(id).await? {
                Some(alias) if !alias.is_by_number() => {
                    (lead, newest) = self.itself_and_newest(&alias.lead, limit).await?;
                }
                _ => return Ok((None, Vec::new())),
            }
        }
        let Some(lead) = lead else { return Ok((None, Vec::new())) };
        let newest = self.with_merged(&lead, newest, limit).await?;
        Ok((Some(lead), newest))
    }

    async fn itself_and_newest(&self, id: &LeadId, limit: i32) -> Result<(Option<Lead>, Vec<Applied>), TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :act AND :lead")
            .expression_attribute_values(":pk", text(Key::lead(id).partition()))
            .expression_attribute_values(":act", text(RowKind::Activity.sort()))
            .expression_attribute_values(":lead", text(RowKind::Lead.sort()))
            .scan_index_forward(false)
            .limit(limit + 1)
            .consistent_read(true)
            .send()
            .await
            .map_err(TableError::call)?;
        let (mut lead, mut newest) = (None, Vec::new());
        for row in answer.items().iter().filter(|row| is_there(row)) {
            let sort = text_of(row, "sk")?;
            if sort == RowKind::Lead.sort() {
                lead = Some(read(row, BODY)?);
            } else if sort.starts_with(RowKind::Activity.sort()) {
                newest.push(read(row, BODY)?);
            }
        }
        Ok((lead, newest))
    }

    /// The newest activities of a lead by when they happened, newest first, `limit` at the most.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn newest(&self, id: &LeadId, limit: i32) -> Result<Vec<Applied>, TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :act)")
            .expression_attribute_values(":pk", text(Key::lead(id).partition()))
            .expression_attribute_values(":act", text(RowKind::Activity.sort()))
            .scan_index_forward(false)
            .limit(limit)
            .consistent_read(true)
            .send()
            .await
            .map_err(TableError::call)?;
        answer.items().iter().filter(|row| is_there(row)).map(|row| read(row, BODY)).collect()
    }

    /// Activities of a lead, and of those that were merged into it, by when they happened: newest first, those before an
    /// activity if one is named, `limit` at the most. One query for each of these leads.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn activities_before(
        &self,
        lead: &Lead,
        before: Option<&ActivityId>,
        limit: usize,
    ) -> Result<Vec<Applied>, TableError> {
        let of = |id: LeadId| async move {
            let begin = RowKind::Activity.sort();
            // What sorts behind every id of an activity; none is before the first character of one.
            let end = before.map_or_else(|| format!("{begin}~"), |before| format!("{begin}{before}"));
            let answer = self
                .client
                .query()
                .table_name(&self.name)
                .key_condition_expression("pk = :pk AND sk BETWEEN :begin AND :end")
                .expression_attribute_values(":pk", text(Key::lead(&id).partition()))
                .expression_attribute_values(":begin", text(begin))
                .expression_attribute_values(":end", text(end))
                .scan_index_forward(false)
                // The one it begins behind is among them.
                .limit(i32::try_from(limit).unwrap_or(i32::MAX - 1) + 1)
                .consistent_read(true)
                .send()
                .await
                .map_err(TableError::call)?;
            answer.items().iter().map(|row| read(row, BODY)).collect::<Result<Vec<Applied>, _>>()
        };
        let all = std::iter::once(&lead.id).chain(&lead.merged).cloned().map(of);
        let mut found: Vec<Applied> = try_join_all(all).await?.into_iter().flatten().collect();
        found.retain(|applied| before.is_none_or(|before| applied.activity.id < *before));
        found.sort_by(|one, two| two.activity.id.cmp(&one.activity.id));
        found.truncate(limit);
        Ok(found)
    }

    /// Leads of a stage in one shard, newest first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn of_stage(&self, stage: Stage, shard: u16, start: Option<Start>) -> Result<Page<Card>, TableError> {
        self.cards("stage", stage_partition(stage, shard), false, start).await
    }

    /// Writes a lead of which no activity tells: its agenda alone changed (a claim, a release), or a caller took it in hand; false if it is no longer of version `was`.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_agenda(&self, lead: &Lead, was: u64) -> Result<bool, TableError> {
        self.write(Write::over_version(lead_item(lead, self.shards), was)).await
    }
}
