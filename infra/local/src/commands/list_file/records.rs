//! CSV as records (RFC 4180), with the line of each. What a spreadsheet would not write so is refused, never repaired.

/// A record of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// Its first line, from 1.
    pub(super) line: u64,
    pub(super) cells: Result<Vec<String>, BrokenRecord>,
}

/// A record that has no certain cells.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BrokenRecord {
    /// Its lines as they are.
    pub(super) text: String,
    pub(super) reason: String,
}

/// The records of a text. Blank lines are none.
///
/// Behind a record with a wrong quotation mark the next one begins in the line after that mark: so one mistake does not
/// take other rows with it.
pub(super) fn records(text: &str, delimiter: u8) -> impl Iterator<Item = Record> {
    let mut place = Place { at: 0, line: 1 };
    std::iter::from_fn(move || {
        place = past_blank_lines(text, place);
        if place.at >= text.len() {
            return None;
        }
        let line = place.line;
        let mut scanner = Scanner { text, delimiter, place, is_multi_line: false, has_bare_quote: false };
        let cells = match scanner.record() {
            Ok(cells) => {
                place = scanner.place;
                Ok(cells)
            }
            Err(wrong) => {
                let next = next_line(text, wrong.opened);
                let text = text[place.at..next.at].trim_end_matches(['\r', '\n']).to_owned();
                place = next;
                Err(BrokenRecord { text, reason: wrong.reason })
            }
        };
        Some(Record { line, cells })
    })
}

/// A place in the text, and the number of its line.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: usize,
    line: u64,
}

/// A quotation mark that does not fit.
struct WrongQuote {
    /// Where the quoted cell begins.
    opened: Place,
    reason: String,
}

struct Scanner<'t> {
    text: &'t str,
    delimiter: u8,
    place: Place,
    /// A quoted cell of the record runs over several lines.
    is_multi_line: bool,
    /// A cell that is not quoted has a quotation mark: an inch, or the end of a cell whose begin was taken for another's.
    has_bare_quote: bool,
}

impl Scanner<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.place.at).copied()
    }

    fn record(&mut self) -> Result<Vec<String>, WrongQuote> {
        let begin = self.place;
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell()?);
            if self.byte() == Some(self.delimiter) {
                self.place.at += 1;
                continue;
            }
            if self.is_multi_line && self.has_bare_quote {
                let reason = "the quotation marks do not fit: one is open over several lines, and another stands alone";
                return Err(WrongQuote { opened: begin, reason: reason.to_owned() });
            }
            self.place = next_line(self.text, self.place);
            return Ok(cells);
        }
    }

    /// A cell, without blanks around it.
    fn cell(&mut self) -> Result<String, WrongQuote> {
        self.skip_blanks();
        if self.byte() == Some(b'"') {
            return self.quoted();
        }
        let rest = &self.text[self.place.at..];
        let end = rest.bytes().position(|byte| byte == self.delimiter || is_line_end(byte)).unwrap_or(rest.len());
        self.place.at += end;
        self.has_bare_quote |= rest[..end].contains('"');
        Ok(rest[..end].trim().to_owned())
    }

    fn quoted(&mut self) -> Result<String, WrongQuote> {
        let opened = self.place;
        let wrong = |reason: String| WrongQuote { opened, reason };
        self.place.at += 1;
        let mut cell = String::new();
        loop {
            let rest = &self.text[self.place.at..];
            let Some(length) = rest.find('"') else {
                return Err(wrong(format!("the quotation mark that opens in line {} is never closed", opened.line)));
            };
            cell.push_str(&rest[..length]);
            self.place.line += lines_in(&rest[..length]);
            self.place.at += length + 1;
            if self.byte() != Some(b'"') {
                break;
            }
            cell.push('"');
            self.place.at += 1;
        }
        self.is_multi_line |= self.place.line > opened.line;
        let closed = self.place.line;
        self.skip_blanks();
        match self.byte() {
            Some(byte) if byte != self.delimiter && !is_line_end(byte) => Err(wrong(format!(
                "text follows the quotation mark in line {closed} that closes the one of line {}: one of them is missing or too many",
                opened.line
            ))),
            _ => Ok(cell.trim().to_owned()),
        }
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t') = self.byte().filter(|byte| *byte != self.delimiter) {
            self.place.at += 1;
        }
    }
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// The number of line ends: `\n`, `\r\n`, or `\r` alone.
fn lines_in(text: &str) -> u64 {
    let ends = text.bytes().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => text.as_bytes().get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u64
}

/// The begin of the line after the one of `place`; the end of the text if it is the last.
fn next_line(text: &str, place: Place) -> Place {
    let rest = &text.as_bytes()[place.at..];
    match rest.iter().position(|byte| is_line_end(*byte)) {
        None => Place { at: text.len(), line: place.line + 1 },
        Some(end) => {
            let length = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
            Place { at: place.at + end + length, line: place.line + 1 }
        }
    }
}

/// The text from a line on, counted from 1.
pub(super) fn from_line(text: &str, line: u64) -> &str {
    let mut place = Place { at: 0, line: 1 };
    while place.line < line && place.at < text.len() {
        place = next_line(text, place);
    }
    &text[place.at..]
}

fn past_blank_lines(text: &str, mut place: Place) -> Place {
    loop {
        let next = next_line(text, place);
        let is_blank = text[place.at..next.at].bytes().all(|byte| byte == b' ' || is_line_end(byte));
        if place.at >= text.len() || !is_blank {
            return place;
        }
        place = next;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<(u64, Result<Vec<String>, String>)> {
        records(text, b',').map(|record| (record.line, record.cells.map_err(|broken| broken.reason))).collect()
    }

    #[test]
    fn records_have_their_lines() {
        let cells = |cells: &[&str]| Ok(cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
        assert_eq!(
            read("a, b ,\"c\"\r\n\n  \n\"1 \"\"x\"\"\",\"two\r\nlines\", \"3\" \r5\" pipe,,\n"),
            [
                (1, cells(&["a", "b", "c"])),
                (4, cells(&["1 \"x\"", "two\r\nlines", "3"])),
                (6, cells(&["5\" pipe", "", ""])),
            ]
        );
    }

    #[test]
    fn a_wrong_quotation_mark_takes_no_other_row_with_it() {
        for (text, wrong_line, reason) in [
            ("a,b\n1,\"x\n2,y\n3,z\n", 2, "opens in line 2 is never closed"),
            ("a,b\n1,\"x\n2,\"y\"\n3,z\n", 2, "text follows the quotation mark in line 3"),
            ("a,b\n1,\"x\"y\n2,y\n3,z\n", 2, "text follows the quotation mark in line 2"),
            ("a,b\n1,\"x\n2,\", y\"\n3,z\n", 2, "one is open over several lines, and another stands alone"),
        ] {
            let read = read(text);
            let lines: Vec<u64> = read.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [1, 2, 3, 4], "{text:?}");
            for (line, cells) in read {
                match cells {
                    Ok(_) => assert_ne!(line, wrong_line, "{text:?}"),
                    Err(why) => assert!(line == wrong_line && why.contains(reason), "{text:?}: {line}: {why}"),
                }
            }
        }
    }

    proptest! {
        /// What any program writes by RFC 4180 comes back as it was, but for blanks around it.
        #[test]
        fn what_is_written_comes_back(
            rows in prop::collection::vec(prop::collection::vec("[a\"',;\r\n \t]{0,5}|\\PC{0,8}", 3), 1..6),
            delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
        ) {
            let mut out = csv::WriterBuilder::new().delimiter(delimiter).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            for row in &rows {
                out.write_record(row).unwrap();
            }
            let text = String::from_utf8(out.into_inner().unwrap()).unwrap();
            let read: Vec<Vec<String>> = records(&text, delimiter).map(|record| record.cells.unwrap()).collect();
            let expected: Vec<Vec<String>> =
                rows.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
            prop_assert_eq!(read, expected);
        }

        /// However wrong the text is, every line that is not blank is in one record.
        #[test]
        fn no_line_is_lost(text in "[a\",\n\r ]{0,40}") {
            let all: Vec<Record> = records(&text, b',').collect();
            prop_assert!(all.windows(2).all(|two| two[0].line < two[1].line));
            let letters = |text: &str| text.matches('a').count();
            let kept: usize = all
                .iter()
                .map(|record| match &record.cells {
                    Ok(cells) => cells.iter().map(|cell| letters(cell)).sum(),
                    Err(broken) => letters(&broken.text),
                })
                .sum();
            prop_assert_eq!(kept, letters(&text));
        }
    }
}
