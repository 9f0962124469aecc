//! The text of a list: its encoding is marked in the file, named by the user, or UTF-8. It is never guessed.

use anyhow::{Result, bail, ensure};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The most characters of a line that a message shows.
const SHOWN: usize = 60;

/// Reads the name of an encoding, as the web knows it (<https://encoding.spec.whatwg.org/#names-and-labels>).
pub(super) fn named(label: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(label.as_bytes())
        .ok_or_else(|| "write it like utf-8, utf-16le, windows-1252, iso-8859-2 or shift_jis".to_owned())
}

/// The text of the bytes, without a byte order mark. Errors begin with `file`, and the line where there is one.
pub(super) fn decoded(bytes: &[u8], named: Option<&'static Encoding>, file: &str) -> Result<String> {
    ensure!(
        !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"\xd0\xcf\x11\xe0"),
        "{file}: this is a workbook: save it as CSV UTF-8"
    );
    let marked = Encoding::for_bom(bytes);
    if let (Some((marked, _)), Some(named)) = (marked, named) {
        ensure!(
            marked == named,
            "{file}: --encoding says {}, but the file begins with the mark of {}: leave --encoding out",
            named.name(),
            marked.name()
        );
    }
    let (encoding, mark) = marked.unwrap_or((named.unwrap_or(UTF_8), 0));
    let bytes = &bytes[mark..];
    if ![UTF_16LE, UTF_16BE].contains(&encoding)
        && let Some(place) = bytes.iter().position(|byte| *byte == 0)
    {
        bail!(
            "{file}:{}: there is a NUL character, so this is not {}: name the encoding, like --encoding {}",
            line_at(bytes, place),
            encoding.name(),
            if place % 2 == 0 { UTF_16BE.name() } else { UTF_16LE.name() }
        );
    }
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text.into_owned()),
        None => Err(undecoded(bytes, encoding, named.is_some(), file)),
    }
}

/// Why the bytes are no text in that encoding, and what to do.
fn undecoded(bytes: &[u8], encoding: &'static Encoding, is_named: bool, file: &str) -> anyhow::Error {
    if [UTF_16LE, UTF_16BE].contains(&encoding) && bytes.len() % 2 == 1 {
        return anyhow::anyhow!("{file}: it ends in the middle of a character, so it was cut off: export it again");
    }
    if encoding != UTF_8 {
        return anyhow::anyhow!("{file}: not {}: save the list as CSV UTF-8", encoding.name());
    }
    let place = std::str::from_utf8(bytes).map_or_else(|wrong| wrong.valid_up_to(), str::len);
    let line = line_at(bytes, place);
    if is_named {
        return anyhow::anyhow!("{file}:{line}: not UTF-8");
    }
    // What most spreadsheets in Western Europe and America write. Only who knows the list can tell whether it is right.
    let begin = bytes[..place].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let end = bytes[place..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| place + length);
    let (shown, _) = WINDOWS_1252.decode_without_bom_handling(&bytes[begin..end]);
    let shown: String = shown.trim_end().chars().take(SHOWN).collect();
    anyhow::anyhow!(
        "{file}:{line}: not UTF-8: save the list as CSV UTF-8, or name its encoding; \
         if this line reads {shown:?}, that is --encoding windows-1252"
    )
}

fn line_at(bytes: &[u8], place: usize) -> usize {
    bytes[..place].split(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_marked_or_named_or_refused() {
        let utf16 =
            |text: &str, to_bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to_bytes).collect::<Vec<_>>();
        let latin = b"name\nJos\xe9\n".to_vec();
        for (bytes, label, expected) in [
            (b"name\nJos\xc3\xa9".to_vec(), None, Ok("name\nJosé")),
            (b"\xef\xbb\xbfname".to_vec(), None, Ok("name")),
            (utf16("\u{feff}José", u16::to_le_bytes), None, Ok("José")),
            (utf16("\u{feff}José", u16::to_be_bytes), None, Ok("José")),
            (utf16("name\nJosé", u16::to_le_bytes), None, Err("--encoding UTF-16LE")),
            (utf16("name", u16::to_be_bytes), None, Err("--encoding UTF-16BE")),
            (utf16("name", u16::to_le_bytes), Some("utf-16le"), Ok("name")),
            (
                latin.clone(),
                None,
                Err(
                    "list.csv:2: not UTF-8: save the list as CSV UTF-8, or name its encoding; if this line reads \"José\"",
                ),
            ),
            (latin.clone(), Some("latin1"), Ok("name\nJosé\n")),
            (latin, Some("utf-8"), Err("list.csv:2: not UTF-8")),
            (b"\xef\xbb\xbfname".to_vec(), Some("latin1"), Err("begins with the mark of UTF-8")),
            (
                utf16("\u{feff}José", u16::to_le_bytes)[..9].to_vec(),
                None,
                Err("in the middle of a character, so it was cut"),
            ),
            (b"PK\x03\x04xlsx".to_vec(), None, Err("this is a workbook")),
            (b"\x81".to_vec(), Some("shift_jis"), Err("list.csv: not Shift_JIS")),
        ] {
            let encoding = label.map(|label| named(label).unwrap());
            let read = decoded(&bytes, encoding, "list.csv").map_err(|wrong| wrong.to_string());
            match (read, expected) {
                (Ok(text), Ok(expected)) => assert_eq!(text, expected),
                (Err(wrong), Err(expected)) => assert!(wrong.contains(expected), "{wrong}"),
                (read, _) => panic!("{bytes:?} as {label:?}: {read:?}"),
            }
        }
        assert!(named("klingon").is_err());
    }
}
