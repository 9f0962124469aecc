//! Exports: all leads, or all activities, written into a file of the bucket part by part, as far as the time reaches, and the
//! next job goes on.
//!
//! What must stay true: how far it is is stored with each part. A job that is done twice, or stops in the middle, writes no row
//! twice and leaves none out.

use anyhow::{Context, Result};
use jiff::Timestamp;
use leadwright_cloud::files::PART;
use leadwright_cloud::intake_job::IntakeJob;
use leadwright_cloud::table::Export;
use leadwright_lists::export::ExportWriter;
use tracing::{info, warn};

use crate::intake::Intake;

impl Intake {
    /// Writes what is not written yet of an export, as far as the time reaches.
    pub(crate) async fn export(&self, id: &str, now: Timestamp, stop: Timestamp) -> Result<()> {
        let Some(mut export) = self.table.export(id).await?.filter(|export| export.ended_at.is_none()) else {
            return Ok(());
        };
        let (name, format) = (export.file_in_bucket(), export.format);
        let upload = match export.upload.clone() {
            Some(upload) => upload,
            None => self.files.begin(&name, format.content_type(), &export.file()).await?,
        };
        export.upload = Some(upload.clone());
        let writer = ExportWriter::new(&self.config, export.of, format, export.at);
        let mut written = match export.has_rest {
            true => self.files.get(&export.rest_in_bucket()).await?.context("what was written before is gone")?,
            false if export.turn == 0 => writer.begin()?,
            false => Vec::new(),
        };
        export.has_rest = false;
        loop {
            let walk = self.table.walk(export.of, export.after.take()).await?;
            for row in &walk.rows {
                writer.add(row, &mut written)?;
            }
            export.rows += walk.rows.len() as u64;
            export.unreadable += walk.unreadable.len() as u64;
            for key in &walk.unreadable {
                warn!(export = id, key, "row left out of an export: it can't be read");
            }
            export.after = walk.next;
            if export.after.is_none() {
                break;
            }
            if written.len() >= PART {
                self.put_part(&mut export, &name, &upload, std::mem::take(&mut written)).await?;
                if !self.table.go_on_with_export(&mut export).await? {
                    return Ok(());
                }
            }
            if self.clock.is_past(stop) {
                return self.pause(export, written).await;
            }
        }
        self.put_part(&mut export, &name, &upload, written).await?;
        self.files.complete(&name, &upload, &export.parts).await?;
        (export.ended_at, export.upload) = (Some(now), None);
        export.parts.clear();
        if self.table.go_on_with_export(&mut export).await? {
            info!(export = id, rows = export.rows, bytes = export.bytes, "export written");
        }
        Ok(())
    }

    async fn put_part(&self, export: &mut Export, name: &str, upload: &str, bytes: Vec<u8>) -> Result<()> {
        export.bytes += bytes.len() as u64;
        export.parts.push(self.files.put_part(name, upload, export.parts.len() + 1, bytes).await?);
        Ok(())
    }

    /// Keeps what is not enough for a part, and has the next job go on.
    async fn pause(&self, mut export: Export, written: Vec<u8>) -> Result<()> {
        if !written.is_empty() {
            let next = Export { turn: export.turn + 1, ..export.clone() };
            self.files.put(&next.rest_in_bucket(), written, export.format.content_type()).await?;
            export.has_rest = true;
        }
        if self.table.go_on_with_export(&mut export).await? {
            self.jobs.send_all(&[IntakeJob::Export { export: export.id }]).await?;
        }
        Ok(())
    }
}
