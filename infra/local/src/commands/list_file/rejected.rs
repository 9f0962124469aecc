//! Rows of a list that are not imported: each is named by its line with its reason, and given back as a list to repair.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use leadwright_lists::list::{REJECTED_COLUMNS, RejectedRow};

use crate::commands::spreadsheet::{Cell, Sheet};
use crate::wording::count::count_of;

/// The most rejected rows that are printed where a file has all of them.
const PRINTED: usize = 20;

/// The rejected rows of a list, written beside it as `NAME.rejected.csv` as they come, in place of those of an earlier run.
///
/// It can be imported when it is repaired: a row keeps the number of its cells, and the two columns in front have no field.
#[derive(Debug)]
pub(crate) struct RejectedRows<'a> {
    path: PathBuf,
    headings: &'a [String],
    is_written: bool,
    /// None until there is a row.
    sheet: Option<Result<Sheet<File>>>,
    rows: Vec<RejectedRow>,
}

impl<'a> RejectedRows<'a> {
    /// `is_written`: there is to be such a file.
    pub(crate) fn new(list: &Path, headings: &'a [String], is_written: bool) -> Self {
        Self { path: list.with_extension("rejected.csv"), headings, is_written, sheet: None, rows: Vec::new() }
    }

    /// Adds a row. Its cells are kept in the file alone.
    pub(crate) fn add(&mut self, row: RejectedRow) {
        if self.is_written {
            let sheet = self.sheet.take().unwrap_or_else(|| begin(&self.path, self.headings));
            self.sheet = Some(sheet.and_then(|mut sheet| {
                sheet.row(row.written())?;
                Ok(sheet)
            }));
        }
        let printed = self.rows.len() < PRINTED || self.sheet.as_ref().is_some_and(Result::is_err);
        if printed {
            eprintln!("rejected: {}:{}: {}", row.file.display(), row.line, row.reason);
        }
        self.rows.push(RejectedRow { cells: Vec::new(), ..row });
    }

    /// Ends the file, and says where it is. The rows, without their cells.
    pub(crate) fn finish(mut self) -> Vec<RejectedRow> {
        let written = self.sheet.take().map(|sheet| Ok(sheet?.finish()?));
        match written {
            None if self.rows.len() > PRINTED => eprintln!("and {} more", self.rows.len() - PRINTED),
            None => {}
            Some(Ok(())) if self.rows.len() > PRINTED => {
                let more = self.rows.len() - PRINTED;
                eprintln!("and {more} more: {} has all of them, with reasons", self.path.display());
            }
            Some(Ok(())) => {
                eprintln!("{} has {} to repair", self.path.display(), count_of(self.rows.len(), "row"));
            }
            Some(Err(wrong)) => {
                let wrong: anyhow::Error = wrong;
                eprintln!("{wrong:#}");
            }
        }
        self.rows
    }
}

fn begin(path: &Path, headings: &[String]) -> Result<Sheet<File>> {
    let file = File::create(path).with_context(|| format!("can't write {}", path.display()))?;
    let mut sheet = Sheet::new(file);
    sheet.row(REJECTED_COLUMNS.into_iter().chain(headings.iter().map(String::as_str)).map(Cell::Text))?;
    Ok(sheet)
}
