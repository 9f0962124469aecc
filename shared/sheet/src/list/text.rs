//! A file of text, decoded and read in pieces.

use std::fmt;
use std::io::{Read, SeekFrom};

use encoding_rs::{CoderResult, Decoder};

use super::encoding::Coding;
use super::records::{MAX_RECORD, Marks, Place, Record, Step, line_after, next_record};
use super::{ReadError, ReadSeek};

/// The bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// The bytes in which the dialect is looked for.
const SAMPLE: usize = 256 * 1024;

/// The text of a file, in pieces.
struct Text {
    file: Box<dyn ReadSeek>,
    decoder: Decoder,
    coding: Coding,
    bytes: Vec<u8>,
    is_whole: bool,
}

impl Text {
    fn new(mut file: Box<dyn ReadSeek>, coding: Coding) -> Result<Self, ReadError> {
        file.seek(SeekFrom::Start(coding.mark))?;
        let decoder = coding.encoding.new_decoder_without_bom_handling();
        Ok(Self { file, decoder, coding, bytes: vec![0; PIECE], is_whole: false })
    }

    /// Adds a piece to `text`.
    fn read_on(&mut self, text: &mut String) -> Result<(), ReadError> {
        let length = self.file.read(&mut self.bytes)?;
        self.is_whole = length == 0;
        let needed = self.decoder.max_utf8_buffer_length(length).unwrap_or(length * 4);
        text.reserve(needed);
        let (result, _, had_errors) = self.decoder.decode_to_string(&self.bytes[..length], text, self.is_whole);
        if had_errors || result == CoderResult::OutputFull {
            return Err(self.coding.undecoded());
        }
        Ok(())
    }
}

/// The first lines of a file.
pub(super) fn sample(file: Box<dyn ReadSeek>, coding: Coding) -> Result<String, ReadError> {
    let mut file = Text::new(file, coding)?;
    let mut text = String::new();
    while !file.is_whole && text.len() < SAMPLE {
        file.read_on(&mut text)?;
    }
    if !file.is_whole {
        // The last line may be cut.
        text.truncate(text.rfind('\n').map_or(text.len(), |end| end + 1));
    }
    Ok(text)
}

/// The records of a file of text.
pub(super) struct TextRecords {
    file: Text,
    marks: Marks,
    /// The lines that are passed over.
    above: u64,
    text: String,
    place: Place,
    is_over: bool,
    last: Option<char>,
}

impl TextRecords {
    pub(super) fn new(file: Box<dyn ReadSeek>, coding: Coding, marks: Marks, above: u64) -> Result<Self, ReadError> {
        let file = Text::new(file, coding)?;
        Ok(Self { file, marks, above, text: String::new(), place: Place::BEGIN, is_over: false, last: None })
    }

    pub(super) fn ends_open(&self) -> bool {
        self.is_over && self.last.is_some_and(|last| !['\n', '\r'].contains(&last))
    }

    fn step(&mut self) -> Result<Option<Record>, ReadError> {
        loop {
            let next = if self.place.line > self.above {
                next_record(&self.text, self.place, self.marks, self.file.is_whole)
            } else {
                match line_after(&self.text, self.place, self.file.is_whole) {
                    Some(next) if next.at >= self.text.len() && self.file.is_whole => Step::End,
                    Some(next) => {
                        self.place = next;
                        continue;
                    }
                    None => Step::More(self.place),
                }
            };
            match next {
                Step::Record(record, next) => {
                    self.place = next;
                    return Ok(Some(record));
                }
                Step::End => return Ok(None),
                Step::More(place) => {
                    self.text.drain(..place.at);
                    self.place = Place { at: 0, ..place };
                    if self.text.len() > 2 * MAX_RECORD {
                        return Err(ReadError::at(
                            place.line,
                            "a row is longer than a megabyte: it is no list of this dialect, or line breaks are missing",
                        ));
                    }
                    self.file.read_on(&mut self.text)?;
                    self.last = self.text.chars().next_back().or(self.last);
                }
            }
        }
    }
}

impl Iterator for TextRecords {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let step = self.step();
        self.is_over = !matches!(step, Ok(Some(_)));
        step.transpose()
    }
}

impl fmt::Debug for TextRecords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextRecords").field("marks", &self.marks).field("place", &self.place).finish_non_exhaustive()
    }
}
