//! The encoding of a list: marked in the file, named by the user, UTF-8 where all of it is UTF-8, else found by its
//! letters. What was found is told with a line that shows whether it is right.

use std::io::{Read, SeekFrom};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{ReadError, ReadSeek};

/// The most characters of a line that a message shows.
const SHOWN: usize = 60;

/// The bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// The bytes behind the first one that is no UTF-8 which tell the encoding.
const LETTERS: usize = 1024 * 1024;

/// Reads the name of an encoding, as the web knows it (<https://encoding.spec.whatwg.org/#names-and-labels>).
///
/// # Errors
/// It is none.
pub fn encoding_named(label: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(label.as_bytes())
        .ok_or_else(|| "write it like utf-8, utf-16le, windows-1252, iso-8859-2 or shift_jis".to_owned())
}

/// The encoding of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coding {
    pub(super) encoding: &'static Encoding,
    /// The bytes of its mark at the begin.
    pub(super) mark: u64,
    /// Neither the file nor the user says it.
    pub(super) is_found: bool,
}

impl Coding {
    pub(super) fn words(self) -> String {
        self.encoding.name().to_owned()
    }

    /// Why the bytes are no text in that encoding, and what to do.
    pub(super) fn undecoded(self) -> ReadError {
        if [UTF_16LE, UTF_16BE].contains(&self.encoding) {
            return ReadError::new(format!("not {}, or it was cut off: export it again", self.encoding.name()));
        }
        ReadError::new(format!(
            "not {}: save the list as CSV UTF-8, or name its encoding with --encoding",
            self.encoding.name()
        ))
    }
}

/// The encoding of a file. It is read as far as that takes.
pub(super) fn coding(file: &mut Box<dyn ReadSeek>, named: Option<&'static Encoding>) -> Result<Coding, ReadError> {
    let first = first_bytes(file)?;
    if first.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(ReadError::new("this is a workbook of the old kind (.xls): save it as .xlsx or as CSV UTF-8"));
    }
    if let Some((marked, mark)) = Encoding::for_bom(&first) {
        if let Some(named) = named.filter(|named| *named != marked) {
            return Err(ReadError::new(format!(
                "--encoding says {}, but the file begins with the mark of {}: leave --encoding out",
                named.name(),
                marked.name()
            )));
        }
        return Ok(Coding { encoding: marked, mark: mark as u64, is_found: false });
    }
    if let Some(encoding) = named {
        if ![UTF_16LE, UTF_16BE].contains(&encoding) {
            without_nul(&first, encoding)?;
        }
        return Ok(Coding { encoding, mark: 0, is_found: false });
    }
    if let Some(encoding) = wide(&first) {
        return Ok(Coding { encoding, mark: 0, is_found: true });
    }
    without_nul(&first, UTF_8)?;
    let Some(place) = first_not_utf8(file)? else {
        return Ok(Coding { encoding: UTF_8, mark: 0, is_found: false });
    };
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    file.seek(SeekFrom::Start(place))?;
    let mut letters = Vec::new();
    file.take(LETTERS as u64).read_to_end(&mut letters)?;
    detector.feed(&letters, true);
    Ok(Coding { encoding: detector.guess(None, Utf8Detection::Deny), mark: 0, is_found: true })
}

fn first_bytes(file: &mut Box<dyn ReadSeek>) -> Result<Vec<u8>, ReadError> {
    file.seek(SeekFrom::Start(0))?;
    let mut first = Vec::new();
    file.take(PIECE as u64).read_to_end(&mut first)?;
    Ok(first)
}

/// UTF-16 without a mark: nearly every other byte is zero, and none beside it.
fn wide(first: &[u8]) -> Option<&'static Encoding> {
    let zeros = |from: usize| first.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let is_most = |zeros: usize| zeros * 2 > first.len() / 2;
    match (is_most(even), is_most(odd)) {
        (false, true) if even == 0 => Some(UTF_16LE),
        (true, false) if odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

fn without_nul(first: &[u8], encoding: &'static Encoding) -> Result<(), ReadError> {
    let Some(place) = first.iter().position(|byte| *byte == 0) else { return Ok(()) };
    let line = first[..place].split(|byte| *byte == b'\n').count() as u64;
    Err(ReadError::at(
        line,
        format!(
            "there is a NUL character, so this is not {}: name the encoding, like --encoding {}",
            encoding.name(),
            if place % 2 == 0 { UTF_16BE.name() } else { UTF_16LE.name() }
        ),
    ))
}

/// The begin of the piece with the first byte that is no UTF-8.
fn first_not_utf8(file: &mut Box<dyn ReadSeek>) -> Result<Option<u64>, ReadError> {
    file.seek(SeekFrom::Start(0))?;
    let (mut bytes, mut held, mut place) = (vec![0; PIECE], 0, 0_u64);
    loop {
        let length = file.read(&mut bytes[held..])?;
        let is_end = length == 0;
        let all = held + length;
        match std::str::from_utf8(&bytes[..all]) {
            Ok(_) if is_end => return Ok(None),
            Ok(_) => (held, place) = (0, place + all as u64),
            // A character may go on in the next piece.
            Err(wrong) if wrong.error_len().is_none() && !is_end => {
                let valid = wrong.valid_up_to();
                bytes.copy_within(valid..all, 0);
                (held, place) = (all - valid, place + valid as u64);
            }
            Err(_) => return Ok(Some(place)),
        }
    }
}

/// The first line with letters that another encoding would write otherwise.
pub(super) fn doubtful_line(file: &mut Box<dyn ReadSeek>, coding: Coding) -> Result<Option<String>, ReadError> {
    if [UTF_16LE, UTF_16BE].contains(&coding.encoding) {
        return Ok(None);
    }
    let Some(place) = first_not_utf8(file)? else { return Ok(None) };
    file.seek(SeekFrom::Start(place))?;
    let mut letters = Vec::new();
    file.take(LETTERS as u64).read_to_end(&mut letters)?;
    let line = letters.split(|byte| *byte == b'\n' || *byte == b'\r').find(|line| std::str::from_utf8(line).is_err());
    Ok(line.map(|line| {
        let (line, _) = coding.encoding.decode_without_bom_handling(line);
        line.trim().chars().take(SHOWN).collect()
    }))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::text::sample;
    use super::*;

    fn read(bytes: &[u8], label: Option<&str>) -> Result<(String, &'static str), ReadError> {
        let file = || -> Box<dyn ReadSeek> { Box::new(Cursor::new(bytes.to_vec())) };
        let coding = coding(&mut file(), label.map(|label| encoding_named(label).unwrap()))?;
        Ok((sample(file(), coding)?, coding.encoding.name()))
    }

    #[test]
    fn an_encoding_is_marked_or_named_or_found() {
        let utf16 =
            |text: &str, to_bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to_bytes).collect::<Vec<_>>();
        let latin = b"name\nJos\xe9 M\xfcller\n".to_vec();
        for (bytes, label, expected) in [
            (b"name\nJos\xc3\xa9".to_vec(), None, Ok(("name\nJosé", "UTF-8"))),
            (b"\xef\xbb\xbfname".to_vec(), None, Ok(("name", "UTF-8"))),
            (utf16("\u{feff}José", u16::to_le_bytes), None, Ok(("José", "UTF-16LE"))),
            (utf16("\u{feff}José", u16::to_be_bytes), None, Ok(("José", "UTF-16BE"))),
            (utf16("name\nJosé", u16::to_le_bytes), None, Ok(("name\nJosé", "UTF-16LE"))),
            (utf16("name", u16::to_be_bytes), None, Ok(("name", "UTF-16BE"))),
            (utf16("name", u16::to_le_bytes), Some("utf-16le"), Ok(("name", "UTF-16LE"))),
            (latin.clone(), None, Ok(("name\nJosé Müller\n", "windows-1252"))),
            (latin.clone(), Some("latin1"), Ok(("name\nJosé Müller\n", "windows-1252"))),
            (latin, Some("utf-8"), Err("not UTF-8: save the list as CSV UTF-8")),
            (b"price\n5 \x80\n".to_vec(), None, Ok(("price\n5 €\n", "windows-1252"))),
            (b"a\0b,c".to_vec(), None, Err("there is a NUL character")),
            (b"\xef\xbb\xbfname".to_vec(), Some("latin1"), Err("begins with the mark of UTF-8")),
            (utf16("\u{feff}José", u16::to_le_bytes)[..9].to_vec(), None, Err("or it was cut off")),
            (b"\xd0\xcf\x11\xe0xls".to_vec(), None, Err("save it as .xlsx")),
            (b"\x81".to_vec(), Some("shift_jis"), Err("not Shift_JIS")),
        ] {
            let read = read(&bytes, label).map_err(|wrong| wrong.to_string());
            match (read, expected) {
                (Ok((text, name)), Ok(expected)) => assert_eq!((text.as_str(), name), expected),
                (Err(wrong), Err(expected)) => assert!(wrong.contains(expected), "{wrong}"),
                (read, _) => panic!("{bytes:?} as {label:?}: {read:?}"),
            }
        }
        assert!(encoding_named("klingon").is_err());
    }

    /// A letter at the end of a long list, and one that lies across two pieces.
    #[test]
    fn the_whole_file_tells_the_encoding() {
        let far = |end: &[u8]| [&b"name,city\n".repeat(20_000)[..], end].concat();
        assert_eq!(read(&far(b"Jos\xe9\n"), None).unwrap().1, "windows-1252");
        assert_eq!(read(&far("José\n".as_bytes()), None).unwrap().1, "UTF-8");
        let across = [&vec![b'a'; PIECE - 1][..], "é\n".as_bytes()].concat();
        assert_eq!(read(&across, None).unwrap().1, "UTF-8");
    }
}
