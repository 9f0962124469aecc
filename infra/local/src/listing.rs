//! Lists of leads, read page by page from the indexes of the table.

use std::collections::BTreeSet;

use anyhow::Result;
use leadwright_cloud::table::{Card, NOBODY, Start, Table};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::stage::Stage;

/// All leads of the given stages, newest first within each stage and shard.
pub(crate) async fn cards(table: &Table, stages: &[Stage]) -> Result<Vec<Card>> {
    let mut all = Vec::new();
    for stage in stages {
        for shard in 0..table.shards {
            let mut start: Option<Start> = None;
            loop {
                let page = table.of_stage(*stage, shard, start).await?;
                all.extend(page.rows);
                start = page.next;
                if start.is_none() {
                    break;
                }
            }
        }
    }
    Ok(all)
}

/// The ids of all leads that were merged into others.
pub(crate) async fn merged(table: &Table) -> Result<BTreeSet<LeadId>> {
    let mut ids = BTreeSet::new();
    for shard in 0..table.shards {
        let mut start: Option<Start> = None;
        loop {
            let page = table.merged_in(shard, start).await?;
            ids.extend(page.rows.into_iter().map(|card| card.id));
            start = page.next;
            if start.is_none() {
                break;
            }
        }
    }
    Ok(ids)
}

/// The ids of all leads, and of those that were merged into others, whose activities count as well.
pub(crate) async fn ids(table: &Table) -> Result<BTreeSet<LeadId>> {
    let mut ids = merged(table).await?;
    for stage in Stage::ALL {
        ids.extend(cards(table, &[stage]).await?.into_iter().map(|card| card.id));
    }
    Ok(ids)
}

/// The leads with the latest submissions, newest first. One page of each stage and shard has the newest `most` of them.
pub(crate) async fn newest(table: &Table, most: usize) -> Result<Vec<Card>> {
    let mut all = Vec::new();
    for stage in Stage::ALL {
        for shard in 0..table.shards {
            all.extend(table.of_stage(stage, shard, None).await?.rows.into_iter().take(most));
        }
    }
    all.sort_by_key(|card| std::cmp::Reverse(card.asked));
    Ok(all)
}

/// All leads of an owner, in the order of priority.
pub(crate) async fn of_owner(table: &Table, owner: &str) -> Result<Vec<Card>> {
    let mut all = Vec::new();
    let mut start = None;
    loop {
        let page = table.of_owner(owner, start).await?;
        // The task of a sequence stands in the list of somebody who does not have the lead.
        all.extend(page.rows.into_iter().filter(|card| card.owner.as_deref().unwrap_or(NOBODY) == owner));
        start = page.next;
        if start.is_none() {
            return Ok(all);
        }
    }
}
