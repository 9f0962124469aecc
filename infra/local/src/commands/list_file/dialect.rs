//! The delimiter of a list: named by the user, declared in the file, or what its first rows have in common.

use anyhow::{Result, bail};

use super::records::{from_line, records};

/// The delimiters that are found by themselves, the most usual first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The number of rows in which the delimiter is looked for.
const SAMPLE: usize = 50;

/// The number of rows in which the heading line is looked for: reports of programs have a few lines above it.
const BANNER: usize = 20;

/// Reads the name of a delimiter.
pub(super) fn named(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\t" | "\\t" => Ok(b'\t'),
        "," | ";" | "|" | ":" => Ok(text.as_bytes()[0]),
        _ => Err("write it like ',', ';', '|' or tab".to_owned()),
    }
}

/// The delimiter, and the rest of the text below a line `sep=;`, which Excel reads and some programs write, with the
/// number of lines above it.
pub(super) fn delimiter<'t>(text: &'t str, named: Option<u8>, file: &str) -> Result<(u8, &'t str, u64)> {
    let first = text.lines().next().unwrap_or_default();
    let declared = first.strip_prefix("sep=").filter(|sign| sign.len() == 1).map(|sign| sign.as_bytes()[0]);
    let (above, text) = match declared {
        Some(_) => (1, text[first.len()..].trim_start_matches('\r').strip_prefix('\n').unwrap_or_default()),
        None => (0, text),
    };
    match named.or(declared) {
        Some(delimiter) => Ok((delimiter, text, above)),
        None => Ok((found(text, file)?, text, above)),
    }
}

/// The delimiter of a list that may have lines of another kind above its heading line, such as a title and a range of
/// dates; the text from the heading line on, and the number of lines above it. None if there is no such line: then no
/// delimiter makes one of the first rows a heading line.
pub(super) fn below_banner(
    text: &str,
    named: Option<u8>,
    is_heading: impl Fn(&[String]) -> bool,
) -> Option<(u8, &str, u64)> {
    let delimiters = named.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
    let heading = |delimiter: u8| {
        let mut first = records(text, delimiter).take(BANNER).filter_map(|row| Some((row.line, row.cells.ok()?)));
        let (line, cells) = first.find(|(_, cells)| is_heading(cells))?;
        Some((cells.len(), line, delimiter))
    };
    // Of several the one with the most columns.
    let (_, line, delimiter) = delimiters.into_iter().filter_map(heading).max_by_key(|(cells, ..)| *cells)?;
    Some((delimiter, from_line(text, line), line - 1))
}

/// The delimiter that gives the most rows the cells of the first row, and of those the most cells.
fn found(text: &str, file: &str) -> Result<u8> {
    let fit = |delimiter: u8| {
        let rows: Vec<usize> =
            records(text, delimiter).take(SAMPLE).filter_map(|row| Some(row.cells.ok()?.len())).collect();
        let width = rows.first().copied().unwrap_or(0);
        (rows.iter().filter(|cells| **cells == width).count(), width)
    };
    let mut fits: Vec<_> = DELIMITERS.map(|delimiter| (fit(delimiter), delimiter)).into();
    // One with a single column says nothing.
    fits.retain(|((_, width), _)| *width > 1);
    let best = fits.iter().map(|(fit, _)| *fit).max();
    let mut best = fits.iter().filter(|(fit, _)| Some(*fit) == best).map(|(_, delimiter)| *delimiter);
    match (best.next(), best.next()) {
        (Some(one), Some(other)) => bail!(
            "{file}: the columns may be separated by {:?} or by {:?}: say which, like --delimiter {:?}",
            char::from(one),
            char::from(other),
            char::from(one)
        ),
        (Some(one), None) => Ok(one),
        (None, _) => Ok(DELIMITERS[0]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delimiter_is_found_declared_or_asked_for() {
        for (text, expected) in [
            ("a,b\n1,2\n", Some(b',')),
            ("a;b\n1,5;2\n1,6;3\n", Some(b';')),
            ("\"Name, first\";Email\nx;y\n", Some(b';')),
            ("a\tb\n1\t2,3\n", Some(b'\t')),
            ("a|b\n1|2\n", Some(b'|')),
            ("email\nx@y.example\n", Some(b',')),
            ("a,b;c\n1,2;3\n", None),
            ("sep=;\r\na,b;c,d\r\n", Some(b';')),
            ("", Some(b',')),
        ] {
            let read = delimiter(text, None, "list.csv").ok().map(|(delimiter, ..)| delimiter);
            assert_eq!(read, expected, "{text:?}");
        }
        assert_eq!(delimiter("sep=;\r\na;b", None, "").unwrap(), (b';', "a;b", 1));
        assert_eq!(delimiter("a,b;c", Some(b';'), "").unwrap().0, b';');
        let report = "Report\r\n\"1 November, 2026\"\r\n\r\nDay\tCost\r\n2026-11-01\t\"1,5\"\r\n";
        let below = |text| below_banner(text, None, |cells| cells.iter().any(|cell| cell == "Cost"));
        assert_eq!(below(report), Some((b'\t', "Day\tCost\r\n2026-11-01\t\"1,5\"\r\n", 3)));
        assert_eq!(below("sep=;\nDay;Cost\n"), Some((b';', "Day;Cost\n", 1)));
        assert_eq!(below("Day,Price\n1,2\n"), None);
        assert_eq!((named("tab"), named(";")), (Ok(b'\t'), Ok(b';')));
        assert!(named("x").is_err());
    }
}
