//! Reads the numbers of a report.

use jiff::civil::Date;
use leadwright_cloud::table::{Table as Rows, TableError};
use leadwright_domain::config::Config;
use leadwright_domain::metrics::question::{Numbers, Question};
use leadwright_domain::metrics::table::Table;
use leadwright_domain::report::mailed::ReportLog;
use leadwright_domain::report::questions::{SectionError, totals_of};
use leadwright_domain::report::rules::Report;
use leadwright_domain::value::period::{Days, Period};

use crate::contents::{Contents, Part};

/// A report can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// What it asks for.
    #[error(transparent)]
    Section(#[from] SectionError),
    /// The table.
    #[error(transparent)]
    Table(#[from] TableError),
}
