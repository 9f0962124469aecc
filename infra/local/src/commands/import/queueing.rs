//! The rows of a list, queued piece by piece. What was queued is recorded, so that an import that stopped goes on there, and
//! can be undone.

use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::{StreamExt, TryStreamExt, stream};
use leadwright_cloud::queue::{BATCH, Queue};
use leadwright_cloud::table::{ImportRecord, ImportedActivity};
use leadwright_domain::activity::Activity;

use super::bar::bar;
use super::columns::ImportList;
use super::importer::Importer;
use crate::commands::target::Connected;

/// The number of concurrent calls to SQS.
const CONCURRENCY: usize = 8;

/// The activities that are recorded together.
const PIECE: usize = 1_000;

/// An import that is under way.
pub(super) struct Queueing<'a> {
    pub(super) stack: &'a Connected,
    pub(super) record: ImportRecord,
}

impl Queueing<'_> {
    /// Queues the rows of the list that are not queued yet.
    pub(super) async fn leads(&mut self, list: &ImportList, importer: &Importer<'_>) -> Result<()> {
        let progress = bar(self.record.rows, "{bar:40} {pos} of {len} leads queued, {per_sec}")?;
        progress.set_position(self.record.done);
        let mut place = 0;
        let mut piece = Vec::with_capacity(PIECE);
        for row in list.rows()? {
            let Ok(row) = row? else { continue };
            // Those that can't be read were named before.
            let Ok(activity) = importer.lead_of(list.columns.row(&row), row.line) else { continue };
            place += 1;
            if place <= self.record.done {
                continue;
            }
            piece.push(activity);
            if piece.len() == PIECE {
                self.piece(&std::mem::take(&mut piece)).await?;
                progress.set_position(self.record.done);
            }
        }
        self.piece(&piece).await?;
        progress.finish_and_clear();
        Ok(())
    }

    /// Queues deals.
    pub(super) async fn deals(&mut self, deals: &[Activity]) -> Result<()> {
        for piece in deals.chunks(PIECE) {
            self.piece(piece).await?;
        }
        Ok(())
    }

    /// All is queued and applied.
    pub(super) async fn ended(mut self) -> Result<()> {
        self.record.rows = self.record.done;
        self.record.ended_at = Some(self.stack.now);
        self.stack.table.record_import(&self.record).await?;
        Ok(())
    }

    /// Records and queues some activities.
    async fn piece(&mut self, activities: &[Activity]) -> Result<()> {
        if activities.is_empty() {
            return Ok(());
        }
        let stopped = "the import stopped; run it again: it goes on where it stopped";
        let ids: Vec<ImportedActivity> =
            activities.iter().map(|activity| ImportedActivity(activity.lead.clone(), activity.id.clone())).collect();
        let Self { stack, record } = self;
        stack.table.record_imported(&record.id, record.parts, &ids).await.context(stopped)?;
        record.parts += 1;
        // A part that is recorded and not queued is no loss; one that is queued and not recorded could not be undone.
        stack.table.record_import(record).await.context(stopped)?;
        stream::iter(activities.chunks(BATCH))
            .map(|batch| stack.bulk.send_activities(batch))
            .buffer_unordered(CONCURRENCY)
            .try_collect::<()>()
            .await
            .context(stopped)?;
        record.done += activities.len() as u64;
        stack.table.record_import(record).await.context(stopped)?;
        Ok(())
    }
}

/// Waits until the queue is empty.
pub(super) async fn drain(bulk: &Queue) -> Result<()> {
    let waiting = bulk.depth().await?;
    let progress = bar(waiting, "{bar:40} {pos} of {len} applied, {per_sec}")?;
    loop {
        let left = bulk.depth().await?;
        progress.set_position(waiting.saturating_sub(left));
        if left == 0 {
            progress.finish_and_clear();
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
