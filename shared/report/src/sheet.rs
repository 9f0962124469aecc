//! Sections as CSV: all rows, safe to open in a spreadsheet.

use std::io::Write;

use leadwright_domain::metrics::table::Table;
use leadwright_domain::value::currency::Currency;
use leadwright_sheet::{Cell, Sheet};

/// A buffer that takes no more than so many bytes.
struct Limited {
    bytes: Vec<u8>,
    limit: usize,
}

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.limit {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Writes a table as CSV: a row of names, and all rows of numbers.
///
/// # Errors
/// It could not be written.
pub(crate) fn write(table: &Table, currency: Currency, out: impl Write) -> csv::Result<()> {
    let mut sheet = Sheet::new(out);
    sheet.row(table.head().iter().map(|name| Cell::Text(name)))?;
    for record in table.records(currency) {
        // Whoever wrote a value of the dimension is nobody's friend; the numbers have no sign.
        sheet.row(record.iter().map(|cell| Cell::Text(cell)))?;
    }
    Ok(sheet.finish()?)
}

/// A table as CSV, unless it is larger than `limit` bytes: then it is written no further.
pub(crate) fn within(table: &Table, currency: Currency, limit: usize) -> Option<Vec<u8>> {
    let mut out = Limited { bytes: Vec::new(), limit };
    write(table, currency, &mut out).ok()?;
    Some(out.bytes)
}

/// The name of a section's file: its heading in lower-case letters, digits and dashes.
pub(crate) fn file_name(report: &str, period: &str, number: usize, heading: &str) -> String {
    let words: String =
        heading.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join("-");
    let words: String = words.chars().take(40).collect();
    format!("{report}-{period}-{number}-{words}.csv").replace("-.csv", ".csv")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_plain_name() {
        for (heading, name) in [
            ("Sources", "monday-2026-W47-2-sources.csv"),
            ("Who still waits, by week of request", "monday-2026-W47-2-who-still-waits-by-week-of-request.csv"),
            ("Größe/../x", "monday-2026-W47-2-gr-e-x.csv"),
            ("日本", "monday-2026-W47-2.csv"),
        ] {
            assert_eq!(file_name("monday", "2026-W47", 2, heading), name);
        }
    }

    #[test]
    fn nothing_is_written_beyond_the_limit() {
        let mut out = Limited { bytes: Vec::new(), limit: 5 };
        assert!(out.write_all(b"abc").is_ok());
        assert!(out.write_all(b"def").is_err());
        assert_eq!(out.bytes, b"abc");
    }
}
