//! What was mailed of each report of `reports.yaml`: a row each.

use std::collections::BTreeMap;

use leadwright_domain::report::mailed::ReportLog;

use super::error::TableError;
use super::item::{BODY, read, text_of};
use super::key::{Key, RowKind};
use super::rows::Table;

impl Table {
    /// What was mailed of a report; empty if nobody has looked at it yet.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn report_log(&self, report: &str) -> Result<ReportLog, TableError> {
        Ok(self.get(Key::report(report)).await?.unwrap_or_default())
    }

    /// What was mailed of each of these reports that somebody has looked at, by name, or why that row can't be read: one
    /// request for every 100.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn report_logs(
        &self,
        reports: impl Iterator<Item = &String>,
    ) -> Result<BTreeMap<String, Result<ReportLog, TableError>>, TableError> {
        let rows = self.rows_by_key(reports.map(|name| Key::report(name)).collect()).await?;
        let log = |row| {
            let name = text_of(row, "pk")?.strip_prefix(RowKind::Report.partition()).unwrap_or_default();
            Ok((name.to_owned(), read(row, BODY)))
        };
        rows.values().map(log).collect()
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
