//! CSV that a spreadsheet opens and does not run.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break as a formula, and runs it
//! (<https://owasp.org/www-community/attacks/CSV_Injection>). Such a text is written with an apostrophe in front, which
//! spreadsheets read as "this is text". [`original`] takes it away again, so that what we write can be imported. Numbers of
//! ours stay numbers.
//!
//! With the feature `lists` it also [reads](list) what other programs write: CSV of any dialect, and workbooks.

#[cfg(feature = "lists")]
pub mod list;

use std::borrow::Cow;
use std::io::Write;

/// A cell that we write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// A text, which may be anybody's.
    Text(&'a str),
    /// A number that we counted.
    Number(u64),
}

/// Writes rows as CSV.
#[derive(Debug)]
pub struct Sheet<W: Write>(csv::Writer<W>);

impl<W: Write> Sheet<W> {
    /// The file or stream to write to. Rows may differ in length.
    pub fn new(out: W) -> Self {
        Self(csv::WriterBuilder::new().flexible(true).from_writer(out))
    }

    /// Writes a row.
    ///
    /// # Errors
    /// It could not be written.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) -> csv::Result<()> {
        for cell in cells {
            match cell {
                Cell::Text(text) => self.0.write_field(harmless(text).as_bytes())?,
                Cell::Number(number) => self.0.write_field(number.to_string())?,
            }
        }
        self.0.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// It could not be written.
    pub fn finish(mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

/// The text as a cell that no spreadsheet runs.
fn harmless(text: &str) -> Cow<'_, str> {
    if is_formula(text.trim_start_matches('\'')) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text of a cell that a [`Sheet`] wrote, or a spreadsheet in its place; any other cell is its own text.
pub fn original(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text.trim_start_matches('\'')) => text,
        _ => cell,
    }
}

/// A spreadsheet would take the cell as a formula. Blanks in front do not keep every spreadsheet from it, and some
/// also read the wide forms of East Asian keyboards.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['\t', '\r', '\n'])
        || cell.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_formula_is_written_as_text_and_read_again() {
        for (text, cell) in [
            ("=HYPERLINK(\"http://x.example\")", "'=HYPERLINK(\"http://x.example\")"),
            ("+49 30 1234567", "'+49 30 1234567"),
            ("-5", "'-5"),
            ("@SUM(1)", "'@SUM(1)"),
            ("\t=1", "'\t=1"),
            (" =1", "' =1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("'=1", "''=1"),
            ("'tis", "'tis"),
            ("trade show", "trade show"),
            ("1-2", "1-2"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), cell);
            assert_eq!(original(cell), text);
        }
    }

    #[test]
    fn numbers_of_ours_stay_numbers() {
        let mut out = Vec::new();
        let mut sheet = Sheet::new(&mut out);
        sheet.row([Cell::Text("+cmd|' /C calc'!A0"), Cell::Number(7)]).unwrap();
        sheet.row([Cell::Text("a;b,c"), Cell::Number(0)]).unwrap();
        sheet.finish().unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "'+cmd|' /C calc'!A0,7\n\"a;b,c\",0\n");
    }

    proptest! {
        #[test]
        fn every_text_is_harmless_and_comes_back(text in "[-'=+@a\t\n\u{ff20} ]{0,6}|\\PC*") {
            let cell = harmless(&text);
            prop_assert!(!is_formula(&cell), "{cell:?}");
            prop_assert_eq!(original(&cell), text.as_str());
        }
    }
}
