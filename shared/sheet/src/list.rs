//! Lists of other programs: CSV of any dialect, and workbooks of Excel, row by row.
//!
//! What must stay true: a row comes out as it stands in the file, but for blanks around its cells, or it is broken with a
//! reason. No row is cut, joined or left out in silence. What the file does not say of itself is found, told by
//! [`List::described`], and may be [said](Said) otherwise. A list of any length takes the same memory: a file of text is
//! read in pieces, a workbook is refused if it is too large unpacked.

mod dialect;
mod encoding;
mod records;
mod text;
mod workbook;

pub use dialect::{Quote, quote_named, separator_named};
pub use encoding::encoding_named;
pub use encoding_rs::Encoding;
pub use records::{BrokenRecord, Marks, Record};

use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;

use dialect::Layout;
use encoding::Coding;
use text::{TextRecords, sample};
use workbook::{Workbook, WorkbookRecords};

use crate::original;

/// What somebody says of a list; what is not said is found.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// The sign between columns.
    pub separator: Option<u8>,
    /// The sign around cells.
    pub quote: Option<Quote>,
    /// The encoding.
    pub encoding: Option<&'static Encoding>,
    /// The sheet of a workbook, by its name.
    pub sheet: Option<String>,
    /// The line of the headings, from 1.
    pub heading_row: Option<u64>,
    /// The most bytes that a workbook may unpack to, where memory is scarce. None: 1 GB.
    pub most_unpacked: Option<u64>,
}

/// Where a list lies.
#[derive(Debug, Clone)]
pub enum Source {
    /// In a file.
    File(PathBuf),
    /// In memory.
    Bytes(Arc<[u8]>),
}

/// A list can't be read.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct ReadError {
    /// The line, where there is one.
    pub line: Option<u64>,
    /// Why, in words, with what to do.
    pub why: String,
}

impl ReadError {
    fn new(why: impl Into<String>) -> Self {
        Self { line: None, why: why.into() }
    }

    fn at(line: u64, why: impl Into<String>) -> Self {
        Self { line: Some(line), why: why.into() }
    }
}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> Self {
        Self::new(format!("it can't be read: {error}"))
    }
}

/// What is read again from its begin.
trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

impl Source {
    fn open(&self) -> Result<Box<dyn ReadSeek>, ReadError> {
        Ok(match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }
}

/// The first row of a list, and how it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begin {
    /// The lines above it.
    pub above: u64,
    /// It is the heading line for certain: somebody said it, or its headings are known.
    pub is_heading: bool,
}

/// A list, with its dialect.
#[derive(Debug, Clone)]
pub struct List {
    source: Source,
    kind: Kind,
    begin: Begin,
}

#[derive(Debug, Clone)]
enum Kind {
    Text(Coding, Marks),
    Workbook(Workbook),
}

impl List {
    /// Opens a list. `is_heading` knows a heading line, which may stand below lines of another kind (a title, a range of
    /// dates). Where no line is one, the list begins with its first row.
    ///
    /// # Errors
    /// It is no list of a kind that can be read, or its dialect is not certain.
    pub fn open(source: Source, said: &Said, is_heading: &dyn Fn(&[String]) -> bool) -> Result<Self, ReadError> {
        let mut file = source.open()?;
        if workbook::is_one(&mut file)? {
            let (workbook, begin) = Workbook::open(file, said, is_heading)?;
            return Ok(Self { source, kind: Kind::Workbook(workbook), begin });
        }
        if said.sheet.is_some() {
            return Err(ReadError::new("--sheet is for workbooks, and this is text"));
        }
        let coding = encoding::coding(&mut file, said.encoding)?;
        let Layout { marks, begin } = dialect::layout(&sample(file, coding)?, said, is_heading)?;
        Ok(Self { source, kind: Kind::Text(coding, marks), begin })
    }

    /// How the list begins.
    pub fn begin(&self) -> Begin {
        self.begin
    }

    /// The workbook counts the days of its dates from 1904.
    pub fn counts_from_1904(&self) -> bool {
        matches!(&self.kind, Kind::Workbook(workbook) if workbook.counts_from_1904)
    }

    /// What the list is, in words, like `UTF-8, separated by ';'`.
    pub fn described(&self) -> String {
        let above = match self.begin.above {
            0 => String::new(),
            lines => format!(", headings in line {}", lines + 1),
        };
        match &self.kind {
            Kind::Text(coding, marks) => format!("{}, {}{above}", coding.words(), marks.words()),
            Kind::Workbook(workbook) => format!("{}{above}", workbook.words()),
        }
    }

    /// A line that shows whether the encoding was found right; none where the file says it, or somebody did.
    pub fn doubtful_line(&self) -> Result<Option<String>, ReadError> {
        match &self.kind {
            Kind::Text(coding, _) if coding.is_found => encoding::doubtful_line(&mut self.source.open()?, *coding),
            _ => Ok(None),
        }
    }

    /// The rows from the first one on. They can be read more than once.
    ///
    /// # Errors
    /// The list can't be opened again.
    pub fn records(&self) -> Result<Records, ReadError> {
        let file = self.source.open()?;
        let kind = match &self.kind {
            Kind::Text(coding, marks) => RecordsOf::Text(TextRecords::new(file, *coding, *marks, self.begin.above)?),
            Kind::Workbook(workbook) => RecordsOf::Workbook(WorkbookRecords::new(file, workbook)?),
        };
        Ok(Records { kind, above: self.begin.above, width: None, ends_open: false })
    }
}

/// The rows of a list.
#[derive(Debug)]
pub struct Records {
    kind: RecordsOf,
    above: u64,
    /// Of a workbook the cells of its first row: it has no empty cells at the end of a row.
    width: Option<usize>,
    ends_open: bool,
}

#[derive(Debug)]
enum RecordsOf {
    Text(TextRecords),
    Workbook(WorkbookRecords),
}

impl Records {
    /// The text ends without a line break: its last row may be cut, if the file was. Known when all rows are read.
    pub fn ends_open(&self) -> bool {
        self.ends_open
    }
}

impl Iterator for Records {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let next = match &mut self.kind {
                RecordsOf::Text(records) => {
                    let next = records.next();
                    self.ends_open = records.ends_open();
                    next
                }
                RecordsOf::Workbook(records) => records.next(),
            };
            match next? {
                Ok(record) if record.line <= self.above => {}
                Ok(Record { line, cells: Ok(mut cells) }) => {
                    if matches!(self.kind, RecordsOf::Workbook(_)) {
                        let width = *self.width.get_or_insert(cells.len());
                        cells.resize(cells.len().max(width), String::new());
                    }
                    let cells = cells.iter().map(|cell| original(cell).to_owned()).collect();
                    return Some(Ok(Record { line, cells: Ok(cells) }));
                }
                other => return Some(other),
            }
        }
    }
}
