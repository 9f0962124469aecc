//! Call lists: leads that are to be called, in the index `work`.
//!
//! A list is a partition for each time zone of its leads, so that a query finds only those whose hours are open; of the zones
//! that a list has, a row tells. Leads that callers have in hand stand in one partition of the list, by the end of the time:
//! what is over is dealt out again from there. A list of one zone is one partition: what fills it is an import, which is slow
//! by itself.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::Select;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use leadwright_domain::lead::{Calling, Lead};
use leadwright_domain::value::identity::LeadId;

use super::error::TableError;
use super::item::{text, text_of};
use super::key::Key;
use super::rows::Table;

/// Stands for the zone in the partition of leads in hand. No zone has that name.
const HAND: &str = "HAND";

/// What the places of leads begin with that named a time themselves, and of all others.
const RANKS: [&str; 2] = ["1", "5"];

/// The most leads that are read at once of a partition and rank.
const AT_ONCE: i32 = 10;

/// A lead that a caller has in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InHand {
    /// The lead.
    pub lead: LeadId,
    /// The caller's id.
    pub by: String,
    /// Until when.
    pub until: Timestamp,
}

fn partition(list: &str, zone: &str) -> String {
    format!("CALLS#{list}#{zone}")
}

fn time(at: Timestamp) -> String {
    format!("{:014}", at.as_millisecond().max(0))
}

/// The place of a lead that stands on a list.
pub(crate) fn place(lead: &Lead, calling: &Calling) -> (String, String) {
    let id = &lead.id;
    if let Some(hold) = &calling.hold {
        return (partition(&calling.list, HAND), format!("{}#{}#{id}", time(hold.until), hold.by));
    }
    let rank = RANKS[usize::from(!calling.promised)];
    (partition(&calling.list, &calling.zone), format!("{rank}#{}#{id}", time(calling.due)))
}

fn lead_of(place: &str) -> Option<LeadId> {
    LeadId::parse(place.rsplit('#').next()?).ok()
}

fn in_hand(place: &str) -> Option<InHand> {
    let (until, rest) = place.split_once('#')?;
    let (by, lead) = rest.split_once('#')?;
    let until = Timestamp::from_millisecond(until.parse().ok()?).ok()?;
    Some(InHand { lead: LeadId::parse(lead).ok()?, by: by.to_owned(), until })
}

impl Table {
    /// Keeps that a list has leads of a zone. Before the lead is written: else nobody would find it.
    pub(crate) async fn keep_call_zone(&self, calling: &Calling) -> Result<(), TableError> {
        let add = |zones: &mut BTreeSet<String>| zones.insert(calling.zone.clone());
        self.change_row(Key::call_zones(&calling.list), add).await.map(drop)
    }

    /// The zones of which a list has leads, or had.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn call_zones(&self, list: &str) -> Result<BTreeSet<String>, TableError> {
        Ok(self.get(Key::call_zones(list)).await?.unwrap_or_default())
    }

    /// Leads of a list that may be called now, if their hours are open in these zones: first those that named their time,
    /// then those that a caller had in hand and did nothing about, then all others, the longest due first. A few of each:
    /// two queries a zone, however many leads there are.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn to_call(&self, list: &str, zones: &[String], now: Timestamp) -> Result<Vec<LeadId>, TableError> {
        let until = time(now);
        let of_zones = zones.iter().flat_map(|zone| RANKS.map(|rank| (rank, partition(list, zone))));
        let waiting = of_zones.map(|(rank, partition)| {
            let end = format!("{rank}#{until}~");
            async move { self.places(partition, format!("{rank}#"), end).await }
        });
        let over = self.places(partition(list, HAND), String::new(), format!("{until}~"));
        let (waiting, over) = futures_util::try_join!(try_join_all(waiting), over)?;
        let (mut promised, mut others): (Vec<String>, Vec<String>) =
            waiting.into_iter().flatten().partition(|place| place.starts_with(RANKS[0]));
        promised.sort_unstable();
        others.sort_unstable();
        Ok(promised.iter().chain(&over).chain(&others).filter_map(|place| lead_of(place)).collect())
    }

    /// Leads of a list that callers have in hand, those first whose time is over first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn in_hand_of(&self, list: &str, now: Timestamp) -> Result<Vec<InHand>, TableError> {
        let query = self
            .client
            .query()
            .index_name("work")
            .key_condition_expression("work_pk = :pk AND work_sk > :now")
            .expression_attribute_values(":pk", text(partition(list, HAND)))
            // A place of that very moment is over.
            .expression_attribute_values(":now", text(format!("{}~", time(now))))
            .projection_expression("work_sk");
        let rows = self.all(query).await?;
        rows.iter().map(|row| text_of(row, "work_sk")).filter_map(|place| place.map(in_hand).transpose()).collect()
    }

    /// How many leads of a list wait to be called, now or later, counted up to `most`; also those that a caller had in hand
    /// and did nothing about. It reads what it counts.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn waiting_on(&self, list: &str, now: Timestamp, most: u32) -> Result<u32, TableError> {
        let zones = self.call_zones(list).await?;
        let over = (partition(list, HAND), format!("{}~", time(now)));
        let all = zones.iter().map(|zone| (partition(list, zone), "~".to_owned())).chain([over]);
        let counts = try_join_all(all.map(|(partition, last)| self.count_places(partition, last, most))).await?;
        Ok(counts.into_iter().fold(0, u32::saturating_add).min(most))
    }

    /// When the first lead of a list and zone is due, if there is one.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn first_due_on(&self, list: &str, zone: &str) -> Result<Option<Timestamp>, TableError> {
        let mut first: Option<Timestamp> = None;
        for rank in RANKS {
            let places = self.places(partition(list, zone), format!("{rank}#"), format!("{rank}#~")).await?;
            let due = places.first().and_then(|place| place.split('#').nth(1)?.parse().ok());
            let due = due.and_then(|due| Timestamp::from_millisecond(due).ok());
            first = [first, due].into_iter().flatten().min();
        }
        Ok(first)
    }

    /// The first places of a partition between two.
    async fn places(&self, partition: String, first: String, last: String) -> Result<Vec<String>, TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("work")
            .key_condition_expression("work_pk = :pk AND work_sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(partition))
            .expression_attribute_values(":first", text(if first.is_empty() { "0".to_owned() } else { first }))
            .expression_attribute_values(":last", text(last))
            .projection_expression("work_sk")
            .limit(AT_ONCE);
        let answer = query.send().await.map_err(TableError::call)?;
        answer.items().iter().map(|row| Ok(text_of(row, "work_sk")?.to_owned())).collect()
    }

    /// How many places a partition has up to one, counted up to `most`.
    async fn count_places(&self, partition: String, last: String, most: u32) -> Result<u32, TableError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("work")
            .key_condition_expression("work_pk = :pk AND work_sk < :last")
            .expression_attribute_values(":pk", text(partition))
            .expression_attribute_values(":last", text(last))
            .select(Select::Count)
            .limit(i32::try_from(most).unwrap_or(i32::MAX))
            .into_paginator()
            .send();
        let mut count: u32 = 0;
        while let Some(page) = pages.next().await {
            count = count.saturating_add(u32::try_from(page.map_err(TableError::call)?.count()).unwrap_or_default());
            if count >= most {
                break;
            }
        }
        Ok(count)
    }
}
