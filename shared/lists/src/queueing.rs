//! The rows of a list, queued piece by piece. What was queued is recorded, so that an import that stopped goes on there, and
//! can be undone.

use anyhow::Result;
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use leadwright_cloud::queue::{BATCH, Queue};
use leadwright_cloud::table::{ImportRecord, ImportedActivity, Table};
use leadwright_domain::activity::Activity;

use crate::columns::ImportList;
use crate::importer::Importer;

/// The number of concurrent calls to SQS.
const CONCURRENCY: usize = 8;

/// The activities that are recorded together.
pub const PIECE: usize = 1_000;

/// An import that is under way.
pub struct Queueing<'a> {
    /// Where it is recorded.
    pub table: &'a Table,
    /// The queue of bulk work.
    pub bulk: &'a Queue,
    /// How far it is.
    pub record: ImportRecord,
}

impl Queueing<'_> {
    /// Queues the rows of the list that are not queued yet, piece by piece, as long as `goes_on` says so of the number of
    /// rows that are. Whether all are queued.
    pub async fn leads(
        &mut self,
        list: &ImportList,
        importer: &Importer<'_>,
        mut goes_on: impl FnMut(u64) -> bool,
    ) -> Result<bool> {
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
                if !goes_on(self.record.done) {
                    return Ok(false);
                }
            }
        }
        self.piece(&piece).await?;
        Ok(true)
    }

    /// Queues deals.
    pub async fn deals(&mut self, deals: &[Activity]) -> Result<()> {
        for piece in deals.chunks(PIECE) {
            self.piece(piece).await?;
        }
        Ok(())
    }

    /// All is queued and applied.
    pub async fn ended(mut self, now: Timestamp) -> Result<()> {
        self.record.rows = self.record.done;
        self.record.ended_at = Some(now);
        self.table.record_import(&self.record).await?;
        Ok(())
    }

    /// Records and queues some activities.
    async fn piece(&mut self, activities: &[Activity]) -> Result<()> {
        if activities.is_empty() {
            return Ok(());
        }
        let ids: Vec<ImportedActivity> =
            activities.iter().map(|activity| ImportedActivity(activity.lead.clone(), activity.id.clone())).collect();
        let Self { table, bulk, record } = self;
        table.record_imported(&record.id, record.parts, &ids).await?;
        record.parts += 1;
        // A part that is recorded and not queued is no loss; one that is queued and not recorded could not be undone.
        table.record_import(record).await?;
        stream::iter(activities.chunks(BATCH))
            .map(|batch| bulk.send_activities(batch))
            .buffer_unordered(CONCURRENCY)
            .try_collect::<()>()
            .await?;
        record.done += activities.len() as u64;
        table.record_import(record).await?;
        Ok(())
    }
}
