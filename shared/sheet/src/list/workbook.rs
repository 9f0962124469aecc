//! Workbooks of Excel (.xlsx), with bounds on what they may unpack to.
//!
//! Cells come out as a person would write them: dates as `2026-11-21 14:03:07`, whole numbers without a point. A number
//! with more digits than a spreadsheet keeps comes out as `4.91711E+18`, which nothing takes for a telephone number.

use std::fmt;
use std::io::{Read, SeekFrom};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use calamine::{Data, DataRef, Reader as _, Xlsx, XlsxError};

use super::dialect::BANNER;
use super::records::{BrokenRecord, Record};
use super::{Begin, ReadError, ReadSeek, Said};

/// The most bytes of a workbook, unpacked.
const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;

/// The most bytes of its texts, which are in memory while it is read.
const MAX_TEXTS: u64 = 256 * 1024 * 1024;

/// The most cells of a sheet.
const MAX_CELLS: u64 = 50_000_000;

/// The most columns of a sheet.
const MAX_COLUMNS: u32 = 1_000;

/// The most sheets of a workbook.
const MAX_SHEETS: usize = 200;

/// Whole numbers up to here have all their digits: a spreadsheet keeps fifteen.
const MAX_WHOLE: f64 = 1e15;

/// The rows that wait to be taken.
const WAITING: usize = 256;

/// A sheet of a workbook.
#[derive(Debug, Clone)]
pub(super) struct Workbook {
    sheet: String,
    others: Vec<String>,
    pub(super) counts_from_1904: bool,
}

/// The file is packed as workbooks are.
pub(super) fn is_one(file: &mut Box<dyn ReadSeek>) -> Result<bool, ReadError> {
    let mut first = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.by_ref().take(4).read_to_end(&mut first)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(first == b"PK\x03\x04")
}

fn broken(error: &XlsxError) -> ReadError {
    let error = match error {
        XlsxError::Password => "it has a password".to_owned(),
        other => other.to_string(),
    };
    ReadError::new(format!("this is no workbook that can be read ({error}): save it as CSV UTF-8"))
}

/// Unpacks all of it once, to know how large it is: what the file says of itself may be wrong.
fn check_size(file: &mut Box<dyn ReadSeek>, most: u64) -> Result<(), ReadError> {
    let no_archive = |error: zip::result::ZipError| ReadError::new(format!("this is no workbook: {error}"));
    let mut archive = zip::ZipArchive::new(file).map_err(no_archive)?;
    let mut left = most;
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(no_archive)?;
        let limit =
            if entry.name().is_ok_and(|name| name.ends_with("sharedStrings.xml")) { left.min(MAX_TEXTS) } else { left };
        let unpacked = std::io::copy(&mut entry.take(limit + 1), &mut std::io::sink())?;
        if unpacked > limit {
            let limit = limit / 1024 / 1024;
            return Err(ReadError::new(format!(
                "the workbook unpacks to more than {limit} MB: save the sheet as CSV UTF-8"
            )));
        }
        left -= unpacked;
    }
    Ok(())
}

impl Workbook {
    /// Opens the sheet that is said, or the only one with rows.
    pub(super) fn open(
        mut file: Box<dyn ReadSeek>,
        said: &Said,
        is_heading: &dyn Fn(&[String]) -> bool,
    ) -> Result<(Self, Begin), ReadError> {
        if said.separator.is_some() || said.encoding.is_some() || said.quote.is_some() {
            return Err(ReadError::new("this is a workbook: --separator, --quote and --encoding are for text"));
        }
        check_size(&mut file, said.most_unpacked.unwrap_or(MAX_UNPACKED))?;
        file.seek(SeekFrom::Start(0))?;
        let mut book = Xlsx::new(file).map_err(|error| broken(&error))?;
        let counts_from_1904 = book.has_1904_epoch();
        let names = book.sheet_names();
        if names.len() > MAX_SHEETS {
            return Err(ReadError::new(format!("the workbook has more than {MAX_SHEETS} sheets")));
        }
        let all = names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
        let mut first_rows = Vec::new();
        for name in names.iter().filter(|name| said.sheet.as_ref().is_none_or(|sheet| sheet == *name)) {
            let mut rows = Vec::new();
            // A sheet that is a chart has no cells.
            if book.worksheet_cells_reader(name).is_ok() || said.sheet.is_some() {
                walk(&mut book, name, &mut |row| {
                    rows.push(row);
                    rows.len() < BANNER
                        || said.heading_row.is_some_and(|line| rows.last().is_some_and(|row: &Record| row.line < line))
                })?;
            }
            if !rows.is_empty() {
                first_rows.push((name.clone(), rows));
            }
        }
        let (sheet, rows) = match (&first_rows[..], &said.sheet) {
            ([one], _) => one,
            ([], Some(sheet)) if !names.contains(sheet) => {
                return Err(ReadError::new(format!("--sheet {sheet}: there is no such sheet; there are {all}")));
            }
            ([], _) => return Err(ReadError::new("there is no row in the workbook")),
            ([..], _) => {
                return Err(ReadError::new(format!(
                    "several sheets have rows: say which is the list, like --sheet {:?}; there are {all}",
                    first_rows[0].0
                )));
            }
        };
        let is_known = |row: &&Record| row.cells.as_ref().is_ok_and(|cells| is_heading(cells));
        let begin = match said.heading_row {
            Some(line) if rows.iter().any(|row| row.line == line) => Begin { above: line - 1, is_heading: true },
            Some(line) => return Err(ReadError::new(format!("--heading-row {line}: there is no such row"))),
            None => {
                let heading = rows.iter().find(is_known);
                let line = heading.or(rows.first()).map_or(1, |row| row.line);
                Begin { above: line - 1, is_heading: heading.is_some() }
            }
        };
        let others = names.into_iter().filter(|name| name != sheet).collect();
        Ok((Self { sheet: sheet.clone(), others, counts_from_1904 }, begin))
    }

    pub(super) fn words(&self) -> String {
        let epoch = if self.counts_from_1904 { ", dates count from 1904" } else { "" };
        let others = match self.others.len() {
            0 => String::new(),
            others => format!(" of {}", others + 1),
        };
        format!("workbook, sheet {:?}{others}{epoch}", self.sheet)
    }
}

/// Gives the rows of a sheet to `take`, until it wants no more. Empty rows are none.
fn walk(
    book: &mut Xlsx<Box<dyn ReadSeek>>,
    sheet: &str,
    take: &mut dyn FnMut(Record) -> bool,
) -> Result<(), ReadError> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| broken(&error))?;
    let mut row = Row { line: 0, cells: Vec::new(), wrong: None };
    let mut count = 0;
    while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
        let (line, column) = cell.get_position();
        let line = u64::from(line) + 1;
        if line != row.line {
            let whole = std::mem::replace(&mut row, Row { line, cells: Vec::new(), wrong: None });
            if let Some(record) = whole.record()
                && !take(record)
            {
                return Ok(());
            }
        }
        count += 1;
        if count > MAX_CELLS {
            return Err(ReadError::at(line, format!("the sheet has more than {MAX_CELLS} cells")));
        }
        if column >= MAX_COLUMNS {
            return Err(ReadError::at(line, format!("the sheet has more than {MAX_COLUMNS} columns")));
        }
        match written(cell.get_value()) {
            Ok(text) if text.is_empty() => {}
            Ok(text) => row.put(column, text),
            Err(error) => {
                row.wrong
                    .get_or_insert_with(|| format!("column {} has the error {error} in place of a value", column + 1));
                row.put(column, error);
            }
        }
    }
    if let Some(record) = row.record() {
        take(record);
    }
    Ok(())
}

struct Row {
    line: u64,
    cells: Vec<String>,
    wrong: Option<String>,
}

impl Row {
    fn put(&mut self, column: u32, text: String) {
        let place = column as usize;
        if self.cells.len() <= place {
            self.cells.resize(place + 1, String::new());
        }
        self.cells[place] = text;
    }

    fn record(self) -> Option<Record> {
        let Self { line, cells, wrong } = self;
        if cells.is_empty() {
            return None;
        }
        let cells = match wrong {
            Some(reason) => Err(BrokenRecord { text: cells.join("\t"), reason }),
            None => Ok(cells),
        };
        Some(Record { line, cells })
    }
}

/// A cell as a person would write it. The error is one that the sheet has in place of a value.
fn written(cell: &DataRef<'_>) -> Result<String, String> {
    Ok(match Data::from(cell.clone()) {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => written_number(number),
        Data::Bool(is) => is.to_string(),
        Data::DateTime(at) if at.is_datetime() && at.as_f64() >= 1.0 => {
            let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
            match (hour, minute, second, milli) {
                (0, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                (.., 0) => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{milli:03}"),
            }
        }
        Data::DateTime(at) => written_number(at.as_f64()),
        Data::Error(error) => return Err(error.to_string()),
    })
}

#[expect(clippy::cast_possible_truncation, reason = "it is whole and small enough")]
fn written_number(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < MAX_WHOLE {
        (number as i64).to_string()
    } else if number.abs() < MAX_WHOLE && number.abs() >= 1e-6 {
        number.to_string()
    } else {
        // "4.91711E18" is how Excel shows it, but for the sign.
        format!("{number:E}").replacen('E', "E+", usize::from(number.abs() >= 1.0))
    }
}

/// The rows of a sheet, which another thread reads.
pub(super) struct WorkbookRecords(Receiver<Result<Record, ReadError>>);

impl WorkbookRecords {
    pub(super) fn new(file: Box<dyn ReadSeek>, workbook: &Workbook) -> Result<Self, ReadError> {
        let (sender, receiver) = sync_channel(WAITING);
        let sheet = workbook.sheet.clone();
        thread::Builder::new().name("workbook".to_owned()).spawn(move || read(file, &sheet, &sender))?;
        Ok(Self(receiver))
    }
}

fn read(file: Box<dyn ReadSeek>, sheet: &str, sender: &SyncSender<Result<Record, ReadError>>) {
    let book = Xlsx::new(file).map_err(|error| broken(&error));
    let walked = book.and_then(|mut book| walk(&mut book, sheet, &mut |row| sender.send(Ok(row)).is_ok()));
    if let Err(wrong) = walked {
        // Nobody may be there to take it: then nobody asks.
        let _ = sender.send(Err(wrong));
    }
}

impl Iterator for WorkbookRecords {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.recv().ok()
    }
}

impl fmt::Debug for WorkbookRecords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WorkbookRecords")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_all_its_digits_or_shows_that_it_has_not() {
        for (number, expected) in [
            (7.0, "7"),
            (0.0, "0"),
            (-12.5, "-12.5"),
            (491_711_234_567.0, "491711234567"),
            (1.5e14, "150000000000000"),
            (4.917_11e18, "4.91711E+18"),
            (1e-9, "1E-9"),
        ] {
            assert_eq!(written_number(number), expected);
        }
    }
}
