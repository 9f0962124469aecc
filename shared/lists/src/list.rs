//! Lists in files or in memory: CSV of any dialect and workbooks, read row by row.
//!
//! What must stay true: a row comes out as it stands in the list, but for blanks around its cells, or it is rejected by its
//! line with a reason. No row is cut, joined or left out in silence.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use leadwright_sheet::Cell;
use leadwright_sheet::list::{List, ReadError, Records, Said, Source};
use serde::Serialize;

/// A row that is not imported.
#[derive(Debug, Clone, Serialize)]
pub struct RejectedRow {
    /// The list.
    pub file: PathBuf,
    /// The first line of the row.
    pub line: u64,
    /// Why, in words.
    pub reason: String,
    /// Its cells as they are in the list.
    #[serde(skip)]
    pub cells: Vec<String>,
}

impl RejectedRow {
    /// A row of the list `file`.
    pub fn new(file: &Path, line: u64, reason: String, cells: Vec<String>) -> Self {
        Self { file: file.to_owned(), line, reason, cells }
    }

    /// The row as a list of rejected rows has it, which [`REJECTED_COLUMNS`] begin.
    pub fn written(&self) -> impl Iterator<Item = Cell<'_>> {
        let cells = self.cells.iter().map(|cell| Cell::Text(cell));
        [Cell::Number(self.line), Cell::Text(&self.reason)].into_iter().chain(cells)
    }
}

/// The columns of a list of rejected rows that stand in front of those of the list. They have no field, so that the list
/// can be imported when it is repaired.
pub const REJECTED_COLUMNS: [&str; 2] = ["rejected_line", "rejected_reason"];

/// A list that is open, with its dialect.
#[derive(Debug)]
pub struct OpenList {
    /// The file, or the name that it has here.
    pub path: PathBuf,
    list: List,
}

impl OpenList {
    /// Opens a list in a file. `is_heading` knows its heading line, wherever it stands among the first lines.
    pub fn open(path: &Path, said: &Said, is_heading: &dyn Fn(&[String]) -> bool) -> Result<Self> {
        std::fs::File::open(path).with_context(|| format!("can't read {}", path.display()))?;
        Self::of(path, Source::File(path.to_owned()), said, is_heading)
    }

    /// Opens a list in memory, which is called `name`.
    pub fn of_bytes(name: &str, bytes: Arc<[u8]>, said: &Said, is_heading: &dyn Fn(&[String]) -> bool) -> Result<Self> {
        Self::of(Path::new(name), Source::Bytes(bytes), said, is_heading)
    }

    fn of(path: &Path, source: Source, said: &Said, is_heading: &dyn Fn(&[String]) -> bool) -> Result<Self> {
        let list = List::open(source, said, is_heading).map_err(|why| told(path, &why))?;
        Ok(Self { path: path.to_owned(), list })
    }

    /// There is no row in it, nor a heading line.
    pub fn is_empty(&self) -> Result<bool> {
        let first = self.list.records().map_err(|why| told(&self.path, &why))?.next();
        Ok(first.is_none())
    }

    /// Its heading line is known, or was said.
    pub fn has_known_heading(&self) -> bool {
        self.list.begin().is_heading
    }

    /// Its workbook counts days from 1904.
    pub fn counts_from_1904(&self) -> bool {
        self.list.counts_from_1904()
    }

    /// What the list is, in words, like `UTF-8, separated by ';'`.
    pub fn dialect(&self) -> String {
        self.list.described()
    }

    /// A line that shows whether the encoding was found right; none where that is certain.
    pub fn doubtful_line(&self) -> Result<Option<String>> {
        self.list.doubtful_line().map_err(|why| told(&self.path, &why))
    }

    /// The rows. `has_headings` says of the first whether it is the heading line.
    pub fn rows(&self, has_headings: impl Fn(&[String]) -> bool) -> Result<ListRows> {
        let mut records = self.list.records().map_err(|why| told(&self.path, &why))?;
        let mut rows =
            ListRows { path: self.path.clone(), headings: Vec::new(), width: None, first: None, records: None };
        if let Some(first) = records.next() {
            let first = first.map_err(|why| told(&self.path, &why))?;
            let cells = match first.cells {
                Ok(cells) => cells,
                Err(broken) => bail!("{}:{}: {}", self.path.display(), first.line, broken.reason),
            };
            rows.width = Some((cells.len(), if has_headings(&cells) { "heading line" } else { "first row" }));
            if has_headings(&cells) {
                rows.headings = cells;
            } else {
                rows.first = Some(ListRow { line: first.line, cells });
            }
        }
        rows.records = Some(records);
        Ok(rows)
    }
}

fn told(path: &Path, why: &ReadError) -> anyhow::Error {
    match why.line {
        Some(line) => anyhow::anyhow!("{}:{line}: {why}", path.display()),
        None => anyhow::anyhow!("{}: {why}", path.display()),
    }
}

/// The rows of a list, one by one; those that can't be read as rejected ones.
#[derive(Debug)]
pub struct ListRows {
    path: PathBuf,
    /// The cells of the heading line; none if the list has no such line.
    pub headings: Vec<String>,
    width: Option<(usize, &'static str)>,
    first: Option<ListRow>,
    records: Option<Records>,
}

impl ListRows {
    /// The list ends without a line break: its last row may be cut, if the file was. Known when all rows are read.
    pub fn ends_open(&self) -> bool {
        self.records.as_ref().is_some_and(Records::ends_open)
    }

    /// The row below the first; none if it is empty.
    fn read(&self, line: u64, mut cells: Vec<String>) -> Option<Result<ListRow, RejectedRow>> {
        let (columns, whose) = self.width?;
        let is_empty = |cells: &[String]| cells.iter().all(String::is_empty);
        if is_empty(&cells) {
            return None;
        }
        // Spreadsheets write empty cells behind the last column.
        if cells.len() > columns && is_empty(&cells[columns..]) {
            cells.truncate(columns);
        }
        if cells.len() == columns {
            return Some(Ok(ListRow { line, cells }));
        }
        let noun = if cells.len() == 1 { "cell" } else { "cells" };
        let reason = format!("{} {noun}, but the {whose} has {columns}", cells.len());
        Some(Err(RejectedRow::new(&self.path, line, reason, cells)))
    }
}

impl Iterator for ListRows {
    type Item = Result<Result<ListRow, RejectedRow>>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(first) = self.first.take() {
            return Some(Ok(Ok(first)));
        }
        loop {
            let record = match self.records.as_mut()?.next()? {
                Ok(record) => record,
                Err(why) => return Some(Err(told(&self.path, &why))),
            };
            match record.cells {
                Ok(cells) => {
                    if let Some(row) = self.read(record.line, cells) {
                        return Some(Ok(row));
                    }
                }
                Err(broken) => {
                    let row = RejectedRow::new(&self.path, record.line, broken.reason, vec![broken.text]);
                    return Some(Ok(Err(row)));
                }
            }
        }
    }
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// Its first line in the file, from 1.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
}
