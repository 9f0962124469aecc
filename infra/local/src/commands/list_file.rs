//! Lists in files, as commands are told of them: their dialect by flags, and their rejected rows in a file beside them.

mod rejected;

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use clap::Args;
use leadwright_lists::list::{ListRow, OpenList, RejectedRow};

use super::spreadsheet::list::{Encoding, Quote, Said, encoding_named, quote_named, separator_named};
use crate::wording::count::count_of;
pub(super) use rejected::RejectedRows;

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
            most_unpacked: None,
        }
    }
}

/// Opens a list, and says what was found of it. `is_heading` knows its heading line, wherever it stands among the first lines.
pub(super) fn open_list(path: &Path, format: &ListFormat, is_heading: &dyn Fn(&[String]) -> bool) -> Result<OpenList> {
    let open = OpenList::open(path, &format.said(), is_heading)?;
    let line = open.doubtful_line()?;
    let doubt = line.map(|line| format!(" (if {line:?} is not what the list has, name another with --encoding)"));
    eprintln!("{}: {}{}", path.display(), open.dialect(), doubt.unwrap_or_default());
    Ok(open)
}

/// A list in memory.
#[cfg(test)]
pub(super) fn list_of_text(path: &str, text: &str, is_heading: &dyn Fn(&[String]) -> bool) -> Result<OpenList> {
    OpenList::of_bytes(path, text.as_bytes().into(), &Said::default(), is_heading)
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
        ListFile::read(&list_of_text("list.csv", text, &|_| false).unwrap(), |_| true).unwrap()
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
            ListFile::read(&open_list(path, &ListFormat::default(), &|_| false).unwrap(), |_| true).unwrap()
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
