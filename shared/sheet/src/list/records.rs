//! CSV as records (RFC 4180), with the line of each. What a spreadsheet would not write so is refused, never repaired.

/// The most bytes of a record: what is longer was never one row of a list.
pub(super) const MAX_RECORD: usize = 1024 * 1024;

/// The signs of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// The one between columns.
    pub delimiter: u8,
    /// The one around cells that may have anything in them.
    pub quote: Option<u8>,
}

impl Marks {
    /// The signs in words.
    pub(super) fn words(self) -> String {
        let delimiter = match self.delimiter {
            b'\t' => "tab".to_owned(),
            sign => format!("'{}'", char::from(sign)),
        };
        let quote = match self.quote {
            Some(b'"') => String::new(),
            Some(sign) => format!(", quoted with {}", char::from(sign)),
            None => ", without quotation marks".to_owned(),
        };
        format!("separated by {delimiter}{quote}")
    }
}

/// A record of a list.
#[derive(Debug, PartialEq, Eq)]
pub struct Record {
    /// Its first line in the file, or its row in the sheet, from 1.
    pub line: u64,
    /// The cells, without blanks around them.
    pub cells: Result<Vec<String>, BrokenRecord>,
}

/// A record that has no certain cells.
#[derive(Debug, PartialEq, Eq)]
pub struct BrokenRecord {
    /// Its lines as they are.
    pub text: String,
    /// Why, in words.
    pub reason: String,
}

/// What comes next in a text.
#[derive(Debug)]
pub(super) enum Step {
    /// A record, and the place behind it.
    Record(Record, Place),
    /// Nothing but blank lines.
    End,
    /// The text has to be longer to tell. What is before the place is read.
    More(Place),
}

/// The next record of a text. Blank lines are none.
///
/// Behind a record with a wrong quotation mark the next one begins in the line after that mark: so one mistake does not
/// take other rows with it. `is_whole` says that nothing follows the text.
pub(super) fn next_record(text: &str, from: Place, marks: Marks, is_whole: bool) -> Step {
    let place = past_blank_lines(text, from);
    let may_go_on = |end: Place| end.at >= text.len() && !is_whole;
    if may_go_on(place) {
        return Step::More(from);
    }
    if place.at >= text.len() {
        return Step::End;
    }
    let line = place.line;
    let mut scanner = Scanner { text, marks, place, is_multi_line: false, has_bare_quote: false };
    match scanner.record() {
        Ok(_) if may_go_on(scanner.place) => Step::More(place),
        Ok(cells) => Step::Record(Record { line, cells: Ok(cells) }, scanner.place),
        Err(wrong) => {
            // A quotation mark may be closed further on, but not in another part of the list.
            let is_too_long = text.len() - wrong.opened.at > MAX_RECORD;
            let next = next_line(text, wrong.opened);
            if may_go_on(next) || (wrong.is_open && !is_whole && !is_too_long) {
                return Step::More(place);
            }
            let text = text[place.at..next.at].trim_end_matches(['\r', '\n']).to_owned();
            Step::Record(Record { line, cells: Err(BrokenRecord { text, reason: wrong.reason }) }, next)
        }
    }
}

/// The records of a text that is whole.
pub(super) fn records(text: &str, marks: Marks) -> impl Iterator<Item = Record> {
    let mut place = Place::BEGIN;
    std::iter::from_fn(move || match next_record(text, place, marks, true) {
        Step::Record(record, next) => {
            place = next;
            Some(record)
        }
        Step::End | Step::More(_) => None,
    })
}

/// A place in the text, and the number of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) at: usize,
    pub(super) line: u64,
}

impl Place {
    pub(super) const BEGIN: Self = Self { at: 0, line: 1 };
}

/// A quotation mark that does not fit.
struct WrongQuote {
    /// Where the quoted cell begins.
    opened: Place,
    /// It is not closed as far as the text goes.
    is_open: bool,
    reason: String,
}

struct Scanner<'t> {
    text: &'t str,
    marks: Marks,
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
            if self.byte() == Some(self.marks.delimiter) {
                self.place.at += 1;
                continue;
            }
            if self.is_multi_line && self.has_bare_quote {
                let reason = "the quotation marks do not fit: one is open over several lines, and another stands alone";
                return Err(WrongQuote { opened: begin, is_open: false, reason: reason.to_owned() });
            }
            self.place = next_line(self.text, self.place);
            return Ok(cells);
        }
    }

    /// A cell, without blanks around it.
    fn cell(&mut self) -> Result<String, WrongQuote> {
        self.skip_blanks();
        if let Some(quote) = self.byte().filter(|byte| Some(*byte) == self.marks.quote) {
            return self.quoted(char::from(quote));
        }
        let rest = &self.text[self.place.at..];
        let end = rest.bytes().position(|byte| byte == self.marks.delimiter || is_line_end(byte)).unwrap_or(rest.len());
        self.place.at += end;
        self.has_bare_quote |= self.marks.quote.is_some_and(|quote| rest[..end].contains(char::from(quote)));
        Ok(rest[..end].trim().to_owned())
    }

    fn quoted(&mut self, quote: char) -> Result<String, WrongQuote> {
        let opened = self.place;
        let wrong = |is_open, reason: String| WrongQuote { opened, is_open, reason };
        self.place.at += 1;
        let mut cell = String::new();
        loop {
            let rest = &self.text[self.place.at..];
            let Some(length) = rest.find(quote) else {
                return Err(wrong(
                    true,
                    format!("the quotation mark that opens in line {} is never closed", opened.line),
                ));
            };
            cell.push_str(&rest[..length]);
            self.place.line += lines_in(&rest[..length]);
            self.place.at += length + 1;
            if self.byte() != u8::try_from(quote).ok() {
                break;
            }
            cell.push(quote);
            self.place.at += 1;
        }
        self.is_multi_line |= self.place.line > opened.line;
        let closed = self.place.line;
        self.skip_blanks();
        match self.byte() {
            Some(byte) if byte != self.marks.delimiter && !is_line_end(byte) => Err(wrong(
                false,
                format!(
                    "text follows the quotation mark in line {closed} that closes the one of line {}: one of them is missing or too many",
                    opened.line
                ),
            )),
            _ => Ok(cell.trim().to_owned()),
        }
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t') = self.byte().filter(|byte| *byte != self.marks.delimiter) {
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

/// The begin of the line after that of `place`; none if the text has to be longer to tell.
pub(super) fn line_after(text: &str, place: Place, is_whole: bool) -> Option<Place> {
    let next = next_line(text, place);
    (next.at < text.len() || is_whole).then_some(next)
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

    fn marks(delimiter: u8) -> Marks {
        Marks { delimiter, quote: Some(b'"') }
    }

    fn read(text: &str) -> Vec<(u64, Result<Vec<String>, String>)> {
        records(text, marks(b',')).map(|record| (record.line, record.cells.map_err(|broken| broken.reason))).collect()
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
            let read: Vec<Vec<String>> = records(&text, marks(delimiter)).map(|record| record.cells.unwrap()).collect();
            let expected: Vec<Vec<String>> =
                rows.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
            prop_assert_eq!(read, expected);
        }

        /// However wrong the text is, every line that is not blank is in one record.
        #[test]
        fn no_line_is_lost(text in "[a\",\n\r ]{0,40}") {
            let all: Vec<Record> = records(&text, marks(b',')).collect();
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
