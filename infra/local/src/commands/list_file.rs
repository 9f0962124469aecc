//! Lists in files: CSV of any dialect and workbooks, read row by row.
//!
//! What must stay true: a row comes out as it stands in the file, but for blanks around its cells, or it is rejected by its
//! line with a reason. No row is cut, joined or left out in silence.

mod rejected;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use super::spreadsheet::list::{
    Encoding, List, Quote, ReadError, Records, Said, Source, encoding_named, quote_named, separator_named,
};
use crate::wording::count::count_of;
pub(super) use rejected::{RejectedRow, RejectedRows};

/// How a list is written, where that is not found by itself.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ListFormat {
    /// The sign between columns: ',', ';', '|', ':', '^', '~' or tab. [default: found by itself]
    #[arg(long = "separator", visible_alias = "delimiter", value_name = "SIGN", value_parser = separator_named)]
    separator: Option<u8>,
    /// The sign around cells: a quotation mark, an apostrophe, a backtick, or the word none. [default: found by itself]
    #[arg(long, value_name = "SIGN", value_parser = quote_named)]
    quote: Option<Quote>,
    /// The encoding, like windows-1252. [default: found by itself]
    #[arg(long, value_name = "NAME", value_parser = encoding_named)]
    encoding: Option<&'static Encoding>,
    /// The sheet of a workbook. [default: the only one with rows]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The line of the headings, from 1. [default: found by itself]
    #[arg(long, value_name = "LINE", value_parser = clap::value_parser!(u64).range(1..))]
    heading_row: Option<u64>,
}

impl ListFormat {
    fn said(&self) -> Said {
        Said {
            separator: self.separator,
            quote: self.quote,
            encoding: self.encoding,
            sheet: self.sheet.clone(),
            heading_row: self.heading_row,
        }
    }
}

/// A list that is open, with its dialect.
#[derive(Debug)]
pub(super) struct OpenList {
    pub(super) path: PathBuf,
    list: List,
}

impl OpenList {
    /// Opens a list. `is_heading` knows its heading line, wherever it stands among the first lines.
    pub(super) fn open(path: &Path, format: &ListFormat, is_heading: &dyn Fn(&[String]) -> bool) -> Result<Self> {
        std::fs::File::open(path).with_context(|| format!("can't read {}", path.display()))?;
        let open = Self::of(path, Source::File(path.to_owned()), format, is_heading)?;
        eprintln!("{}", open.described()?);
        Ok(open)
    }

    fn of(path: &Path, source: Source, format: &ListFormat, is_heading: &dyn Fn(&[String]) -> bool) -> Result<Self> {
        let list = List::open(source, &format.said(), is_heading).map_err(|why| told(path, &why))?;
        Ok(Self { path: path.to_owned(), list })
    }

    /// A list in memory.
    #[cfg(test)]
    pub(super) fn of_text(path: &str, text: &str, is_heading: &dyn Fn(&[String]) -> bool) -> Result<Self> {
        Self::of(Path::new(path), Source::Bytes(text.as_bytes().into()), &ListFormat::default(), is_heading)
    }

    /// There is no row in it, nor a heading line.
    pub(super) fn is_empty(&self) -> Result<bool> {
        let first = self.list.records().map_err(|why| told(&self.path, &why))?.next();
        Ok(first.is_none())
    }

    /// Its heading line is known, or was said.
    pub(super) fn has_known_heading(&self) -> bool {
        self.list.begin().is_heading
    }

    /// Its workbook counts days from 1904.
    pub(super) fn counts_from_1904(&self) -> bool {
        self.list.counts_from_1904()
    }

    /// What the list is, and a line that shows whether its encoding was found right.
    fn described(&self) -> Result<String> {
        let line = self.list.doubtful_line().map_err(|why| told(&self.path, &why))?;
        let doubt = line.map(|line| format!(" (if {line:?} is not what the list has, name another with --encoding)"));
        Ok(format!("{}: {}{}", self.path.display(), self.list.described(), doubt.unwrap_or_default()))
    }

    /// The rows. `has_headings` says of the first whether it is the heading line.
    pub(super) fn rows(&self, has_headings: impl Fn(&[String]) -> bool) -> Result<ListRows> {
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
pub(super) struct ListRows {
    path: PathBuf,
    /// The cells of the heading line; none if the list has no such line.
    pub(super) headings: Vec<String>,
    width: Option<(usize, &'static str)>,
    first: Option<ListRow>,
    records: Option<Records>,
}

impl ListRows {
    fn ends_open(&self) -> bool {
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
        let reason = format!("{}, but the {whose} has {columns}", count_of(cells.len(), "cell"));
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

/// A list that is read whole.
#[derive(Debug)]
pub(super) struct ListFile {
    pub(super) path: PathBuf,
    /// The cells of the heading line; none if the list has no such line.
    pub(super) headings: Vec<String>,
    /// Rows with as many cells as the heading line, or as the first row.
    pub(super) rows: Vec<ListRow>,
    /// The rows that can't be read, and those that [`Self::reject`] added.
    rejected: Vec<RejectedRow>,
    /// It ends without a line break: its last row may be cut, if the file was.
    pub(super) ends_open: bool,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListRow {
    /// Its first line in the file, from 1.
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

impl ListFile {
    /// Reads all rows of a list. `has_headings` says of the first whether it is the heading line.
    pub(super) fn read(list: &OpenList, has_headings: impl Fn(&[String]) -> bool) -> Result<Self> {
        let mut rows = list.rows(has_headings)?;
        let mut file = Self::of_rows(&list.path, Vec::new());
        file.headings = std::mem::take(&mut rows.headings);
        for row in rows.by_ref() {
            match row? {
                Ok(row) => file.rows.push(row),
                Err(row) => file.rejected.push(row),
            }
        }
        file.ends_open = rows.ends_open();
        Ok(file)
    }

    /// A list that was read otherwise.
    pub(super) fn of_rows(path: &Path, rows: Vec<ListRow>) -> Self {
        Self { path: path.to_owned(), headings: Vec::new(), rows, rejected: Vec::new(), ends_open: false }
    }

    /// Takes rows that can't be read off the rejected ones, by their cells. How many there were.
    pub(super) fn pass_over(&mut self, is_needless: impl Fn(&[String]) -> bool) -> usize {
        let before = self.rejected.len();
        self.rejected.retain(|row| !is_needless(&row.cells));
        before - self.rejected.len()
    }

    /// Leaves a row out, with the reason in words.
    pub(super) fn reject(&mut self, row: &ListRow, reason: String) {
        self.rejected.push(RejectedRow::new(&self.path, row.line, reason, row.cells.clone()));
    }

    /// The line of the last row, read or rejected.
    pub(super) fn last_line(&self) -> Option<u64> {
        let read = self.rows.iter().map(|row| row.line);
        read.chain(self.rejected.iter().map(|row| row.line)).max()
    }

    /// The rejected rows in the order of their lines.
    pub(super) fn rejected(&self) -> Vec<RejectedRow> {
        let mut rejected = self.rejected.clone();
        rejected.sort_by_key(|row| row.line);
        rejected
    }
}

/// Names the rejected rows of these lists with line and reason, and gives them back in files. They stop the import, unless
/// `skip_bad` is set.
pub(super) fn check_rejected(lists: &[&ListFile], skip_bad: bool) -> Result<()> {
    stop_for_rejected(name_rejected(lists), skip_bad)
}

/// Stops the import for a number of rejected rows, unless `skip_bad` is set.
pub(super) fn stop_for_rejected(count: usize, skip_bad: bool) -> Result<()> {
    ensure!(
        count == 0 || skip_bad,
        "{} can't be read, so nothing was imported: fix the list, or skip such rows with --skip-bad",
        count_of(count, "row")
    );
    Ok(())
}

/// Names the rejected rows of these lists with line and reason, and gives them back in files. How many there are.
pub(super) fn name_rejected(lists: &[&ListFile]) -> usize {
    let mut count = 0;
    for list in lists {
        let mut rejected = RejectedRows::new(&list.path, &list.headings, true);
        for row in list.rejected() {
            rejected.add(row);
        }
        count += rejected.finish().len();
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> ListFile {
        ListFile::read(&OpenList::of_text("list.csv", text, &|_| false).unwrap(), |_| true).unwrap()
    }

    fn rejected(list: &ListFile) -> Vec<(u64, String)> {
        list.rejected().into_iter().map(|row| (row.line, row.reason)).collect()
    }

    /// An embedded line break, a row too short and one too long: each is named, all at once, and the others stay.
    #[test]
    fn r_arcadedb_7782_ragged_rows_are_named_and_the_others_stay() {
        let list = list("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12,,\n,,\n13,\"14\nx\",15\n");
        let lines: Vec<u64> = list.rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 5, 7]);
        assert_eq!(
            rejected(&list),
            [
                (3, "2 cells, but the heading line has 3".to_owned()),
                (4, "4 cells, but the heading line has 3".to_owned()),
            ]
        );
        assert_eq!(list.rows[2].cells, ["13", "14\nx", "15"]);
    }

    #[test]
    fn r_espocrm_2133_an_unclosed_quote_takes_no_other_row() {
        let rows = (1..=60).map(|row| format!("{row},{}\n", if row == 11 { "\"never closed" } else { "x" }));
        let list = list(&std::iter::once("id,note\n".to_owned()).chain(rows).collect::<String>());
        assert_eq!(list.rows.len(), 59);
        assert_eq!(rejected(&list), [(12, "the quotation mark that opens in line 12 is never closed".to_owned())]);
    }

    #[test]
    fn the_rejected_rows_come_back_as_a_list_to_repair() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fair.csv");
        let read = |path: &Path| {
            ListFile::read(&OpenList::open(path, &ListFormat::default(), &|_| false).unwrap(), |_| true).unwrap()
        };
        std::fs::write(&path, "sep=;\nname;phone\nAnn\nBen;'+49 30 1234567;x\n").unwrap();
        let list = read(&path);
        assert!(check_rejected(&[&list], false).unwrap_err().to_string().contains("2 rows can't be read"));
        let again = folder.path().join("fair.rejected.csv");
        assert_eq!(
            std::fs::read_to_string(&again).unwrap(),
            "rejected_line,rejected_reason,name,phone\n\
             3,\"1 cell, but the heading line has 2\",Ann\n\
             4,\"3 cells, but the heading line has 2\",Ben,'+49 30 1234567,x\n"
        );
        let again = read(&again);
        assert_eq!((again.rows.len(), again.rejected.len()), (0, 2), "not repaired, they are rejected again");
    }
}
