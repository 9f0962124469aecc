//! What was mailed of each report of `reports.yaml`: a row each.

use leadwright_domain::report::mailed::ReportLog;

use super::error::TableError;
use super::key::Key;
use super::rows::Table;

impl Table {
    /// What was mailed of a report; empty if nobody has looked at it yet.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn report_log(&self, report: &str) -> Result<ReportLog, TableError> {
        Ok(self.get(Key::report(report)).await?.unwrap_or_default())
    }

    /// Changes what was mailed of a report. If somebody else changes it at the same time, `change` is made again, on theirs;
    /// if it says that there is nothing to change, nothing is written.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn change_report_log(
        &self,
        report: &str,
        change: impl Fn(&mut ReportLog) -> bool,
    ) -> Result<(), TableError> {
        self.change_row(Key::report(report), change).await.map(drop)
    }
}
