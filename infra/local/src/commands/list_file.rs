//! Lists in files: CSV of any dialect, read whole before anything is done with it.
//!
//! What must stay true: a row comes out as it stands in the file, but for blanks around its cells, or it is rejected by its
//! line with a reason. No row is cut, joined or left out in silence.

mod encoding;
mod records;
mod dialect;
mod rejected;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use encoding_rs::Encoding;

use super::spreadsheet::original;
use crate::wording::count::count_of;
use records::{Record, records};
pub(super) use rejected::RejectedRow;

/// How a list is written, where the file does not show it.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ListFormat {
    /// The sign between columns: ',', ';', '|' or tab. [default: found by itself]
    #[arg(long, value_name = "SIGN", value_parser = dialect::named)]
    delimiter: Option<u8>,
    /// The encoding, like windows-1252. [default: UTF-8, or UTF-16 with its mark]
    #[arg(long, value_name = "NAME", value_parser = encoding::named)]
    encoding: Option<&'static Encoding>,
}

/// A list.
#[derive(Debug)]
pub(super) struct ListFile {
    pub(super) path: PathBuf,
    /// The cells of the heading line; none if the list has no such line.
    pub(super) headings: Vec<String>,
    /// Rows with as many cells as the heading line, or as the first row.
    pub(super) rows: Vec<ListRow>,
    /// The rows that can't be read, and those that [`Self::reject`] added.
    rejected: Vec<RejectedRow>,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListRow {
    /// Its first line in the file, from 1.
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

/// The most rejected rows that are printed where a file has all of them.
const PRINTED: usize = 20;

impl ListFile {
    /// Reads a list. `has_headings` says of its first row whether that is the heading line.
    pub(super) fn read(path: &Path, format: &ListFormat, has_headings: impl Fn(&[String]) -> bool) -> Result<Self> {
        Self::of_text(path, &text_of(path, format)?, format, has_headings)
    }

    /// A list that was read otherwise.
    pub(super) fn of_rows(path: &Path, rows: Vec<ListRow>) -> Self {
        Self { path: path.to_owned(), headings: Vec::new(), rows, rejected: Vec::new() }
    }

    /// The list in a text.
    pub(super) fn of_text(
        path: &Path,
        text: &str,
        format: &ListFormat,
        has_headings: impl Fn(&[String]) -> bool,
    ) -> Result<Self> {
        let found = dialect::delimiter(text, format.delimiter, &path.display().to_string())?;
        Self::of_records(path, found, has_headings)
    }

    /// The list in a text below lines of another kind, as reports of programs have them: it begins with the heading line,
    /// the first that `is_heading` knows. None if there is no such line.
    pub(super) fn below_banner(
        path: &Path,
        text: &str,
        format: &ListFormat,
        is_heading: impl Fn(&[String]) -> bool,
    ) -> Result<Option<Self>> {
        let found = dialect::below_banner(text, format.delimiter, is_heading);
        found.map(|found| Self::of_records(path, found, |_| true)).transpose()
    }

    /// The list in a text with that delimiter, which has that number of lines above it.
    fn of_records(
        path: &Path,
        (delimiter, text, above): (u8, &str, u64),
        has_headings: impl Fn(&[String]) -> bool,
    ) -> Result<Self> {
        let file = path.display().to_string();
        let mut list = Self::of_rows(path, Vec::new());
        let mut width = None;
        for Record { line, cells } in records(text, delimiter) {
            let line = line + above;
            let cells = match cells {
                Ok(cells) => cells.iter().map(|cell| original(cell).to_owned()).collect::<Vec<_>>(),
                Err(broken) if width.is_none() => bail!("{file}:{line}: {}", broken.reason),
                Err(broken) => {
                    list.add_rejected(line, vec![broken.text], broken.reason);
                    continue;
                }
            };
            let Some((columns, whose)) = width else {
                width = Some((cells.len(), if has_headings(&cells) { "heading line" } else { "first row" }));
                if has_headings(&cells) {
                    list.headings = cells;
                } else {
                    list.rows.push(ListRow { line, cells });
                }
                continue;
            };
            list.add(line, cells, columns, whose);
        }
        Ok(list)
    }

    /// Adds a row below the first.
    fn add(&mut self, line: u64, mut cells: Vec<String>, columns: usize, whose: &str) {
        let is_empty = |cells: &[String]| cells.iter().all(String::is_empty);
        if is_empty(&cells) {
            return;
        }
        // Spreadsheets write empty cells behind the last column.
        if cells.len() > columns && is_empty(&cells[columns..]) {
            cells.truncate(columns);
        }
        if cells.len() == columns {
            self.rows.push(ListRow { line, cells });
        } else {
            let reason = format!("{}, but the {whose} has {columns}", count_of(cells.len(), "cell"));
            self.add_rejected(line, cells, reason);
        }
    }

    /// Takes rows that can't be read off the rejected ones, by their cells. How many there were.
    pub(super) fn pass_over(&mut self, is_needless: impl Fn(&[String]) -> bool) -> usize {
        let before = self.rejected.len();
        self.rejected.retain(|row| !is_needless(&row.cells));
        before - self.rejected.len()
    }

    /// Leaves a row out, with the reason in words.
    pub(super) fn reject(&mut self, row: &ListRow, reason: String) {
        self.add_rejected(row.line, row.cells.clone(), reason);
    }

    fn add_rejected(&mut self, line: u64, cells: Vec<String>, reason: String) {
        self.rejected.push(RejectedRow { file: self.path.clone(), line, reason, cells });
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

/// The text of a file.
pub(super) fn text_of(path: &Path, format: &ListFormat) -> Result<String> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| format!("can't read {file}"))?;
    encoding::decoded(&bytes, format.encoding, &file)
}

/// Names the rejected rows of these lists with line and reason, and gives them back in files. They stop the import, unless
/// `skip_bad` is set.
pub(super) fn check_rejected(lists: &[&ListFile], skip_bad: bool) -> Result<()> {
    let count = name_rejected(lists);
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
        let rejected = list.rejected();
        if rejected.is_empty() {
            continue;
        }
        count += rejected.len();
        let written = rejected::write(&list.path, &list.headings, &rejected);
        let printed = if written.is_ok() { PRINTED } else { rejected.len() };
        for row in rejected.iter().take(printed) {
            eprintln!("rejected: {}:{}: {}", row.file.display(), row.line, row.reason);
        }
        match written {
            Ok(file) if rejected.len() > printed => {
                eprintln!("and {} more: {} has all of them, with reasons", rejected.len() - printed, file.display());
            }
            Ok(file) => eprintln!("{} has {} to repair", file.display(), count_of(rejected.len(), "row")),
            Err(wrong) => eprintln!("{wrong:#}"),
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> ListFile {
        ListFile::of_text(Path::new("list.csv"), text, &ListFormat::default(), |_| true).unwrap()
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
        std::fs::write(&path, "sep=;\nname;phone\nAnn\nBen;'+49 30 1234567;x\n").unwrap();
        let list = ListFile::read(&path, &ListFormat::default(), |_| true).unwrap();
        assert!(check_rejected(&[&list], false).unwrap_err().to_string().contains("2 rows can't be read"));
        let again = folder.path().join("fair.rejected.csv");
        assert_eq!(
            std::fs::read_to_string(&again).unwrap(),
            "rejected_line,rejected_reason,name,phone\n\
             3,\"1 cell, but the heading line has 2\",Ann\n\
             4,\"3 cells, but the heading line has 2\",Ben,'+49 30 1234567,x\n"
        );
        let again = ListFile::read(&again, &ListFormat::default(), |_| true).unwrap();
        assert_eq!((again.rows.len(), again.rejected.len()), (0, 2), "not repaired, they are rejected again");
    }
}
