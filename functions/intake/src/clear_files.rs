//! Exports and uploaded lists that may hold somebody who was erased after they were made: the files are taken away, and what
//! pages show of their rows.
//!
//! Nobody looks whom a file holds: a list may have them by a number, or by an address that nobody knows to be theirs.

use anyhow::Result;
use leadwright_cloud::table::{ListUpload, UploadStep};
use tracing::info;

use crate::intake::Intake;

/// Why a list that was not imported yet can't be any more.
const CLEARED: &str = "Somebody was erased after this list was uploaded, so its file was deleted: they may be in it. Upload it again, without whoever asked to be forgotten";

impl Intake {
    /// Clears every file that is older than the last erasure. One that is being written or imported is cleared the next time.
    pub(crate) async fn clear_files(&self) -> Result<()> {
        let (exports, uploads) = (self.table.exports().await?, self.table.uploads().await?);
        if exports.is_empty() && uploads.is_empty() {
            return Ok(());
        }
        let Some(last) = self.table.erasures().await?.last().map(|erasure| erasure.at) else { return Ok(()) };
        for export in exports.iter().filter(|export| export.at <= last && export.ended_at.is_some()) {
            self.files.delete(&export.file_in_bucket()).await?;
            self.table.delete_export(&export.id).await?;
            info!(export = export.id, "export deleted: somebody was erased since");
        }
        for upload in uploads.iter().filter(|upload| upload.at <= last && upload.may_be_cleared()) {
            for name in [upload.file_in_bucket(), upload.rejected_in_bucket()] {
                self.files.delete(&name).await?;
            }
            let clear = |row: &mut ListUpload| {
                if row.step == UploadStep::Checked {
                    (row.step, row.why) = (UploadStep::Refused, Some(CLEARED.to_owned()));
                }
                row.clear();
                true
            };
            self.table.change_upload(&upload.id, upload.turn, clear).await?;
            info!(upload = upload.id, "uploaded list cleared: somebody was erased since");
        }
        Ok(())
    }
}
