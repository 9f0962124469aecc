//! Retention: leads without a sign of life for as long as `company.yaml` says are erased, as far as the time reaches, and the next
//! job goes on. What is said of them is cleared as after every erasure.

use anyhow::Result;
use jiff::Timestamp;
use leadwright_cloud::erasure::Eraser;
use leadwright_cloud::intake_job::{IntakeJob, RetainJob};
use leadwright_cloud::table::TableError;
use leadwright_domain::retention::months_ago;
use tracing::{error, info};

use crate::intake::Intake;

impl Intake {
    /// Erases those leads of a stage in one shard whose time is over.
    pub(crate) async fn retain(&self, job: &RetainJob, now: Timestamp, stop: Timestamp) -> Result<()> {
        let Some(months) = self.config.company.retention.get(&job.stage) else { return Ok(()) };
        let since = months_ago(*months, now);
        let eraser = Eraser { table: &self.table, key: &self.key, config: &self.config };
        let (mut after, mut number) = (job.after.clone(), 0);
        loop {
            let (rows, has_more) = self.table.standing((job.stage, job.shard), after.as_deref(), since).await?;
            for (place, id) in rows {
                if self.clock.is_past(stop) {
                    self.jobs.send_all(&[IntakeJob::Retain(RetainJob { after, ..job.clone() })]).await?;
                    return Ok(());
                }
                match eraser.is_over(&id, (job.stage, since), now).await {
                    // Something that happened meanwhile is a sign of life.
                    Ok(Some(lead)) => number += u64::from(Box::pin(eraser.begin_unchanged(&lead, now)).await?),
                    Ok(None) => {}
                    // It holds up nobody else.
                    Err(TableError::Broken { key, why }) => {
                        error!(lead.id = %id, key, why, "lead can't be read: the rule of retention passes it over");
                    }
                    Err(failure) => return Err(failure.into()),
                }
                after = Some(place);
            }
            if !has_more {
                break;
            }
        }
        if number > 0 {
            info!(stage = job.stage.name(), shard = job.shard, number, "leads erased by the rule of retention");
        }
        Ok(())
    }
}
