//! Rows of a list that are not imported: each is named by its line with its reason, and given back as a list to repair.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;

use crate::commands::spreadsheet::{Cell, Sheet};

/// A row that is not imported.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RejectedRow {
    /// The list.
    pub(crate) file: PathBuf,
    /// The first line of the row.
    pub(crate) line: u64,
    /// Why, in words.
    pub(crate) reason: String,
    /// Its cells as they are in the list.
    #[serde(skip)]
    pub(super) cells: Vec<String>,
}

/// The columns in front of those of the list.
const COLUMNS: [&str; 2] = ["rejected_line", "rejected_reason"];

/// Writes the rows beside their list, as `NAME.rejected.csv`, in place of those of an earlier run; the path of the file.
///
/// It can be imported when it is repaired: a row keeps the number of its cells, and the two columns in front have no field.
pub(super) fn write(list: &Path, headings: &[String], rejected: &[RejectedRow]) -> Result<PathBuf> {
    let path = list.with_extension("rejected.csv");
    let file = std::fs::File::create(&path).with_context(|| format!("can't write {}", path.display()))?;
    let mut sheet = Sheet::new(file);
    sheet.row(COLUMNS.into_iter().chain(headings.iter().map(String::as_str)).map(Cell::Text))?;
    for row in rejected {
        let cells = row.cells.iter().map(|cell| Cell::Text(cell));
        sheet.row([Cell::Number(row.line), Cell::Text(&row.reason)].into_iter().chain(cells))?;
    }
    sheet.finish()?;
    Ok(path)
}
