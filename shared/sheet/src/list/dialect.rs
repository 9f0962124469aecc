//! The layout of a list of text: the signs between and around its cells, and the line where it begins. Named by the user,
//! declared in the file, or what its first rows have in common.

use super::records::{Marks, Place, line_after, records};
use super::{Begin, ReadError, Said};

/// The sign around cells that somebody said; none for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote(pub Option<u8>);

/// How the rows of a text are written, and where they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) marks: Marks,
    pub(super) begin: Begin,
}

/// The delimiters that are found by themselves, the most usual first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The number of rows in which the delimiter is looked for.
const SAMPLE: usize = 50;

/// The number of rows in which the heading line is looked for: reports of programs have a few lines above it.
pub(super) const BANNER: usize = 20;

/// Reads the name of a sign between columns.
///
/// # Errors
/// It is none.
pub fn separator_named(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\t" | "\\t" => Ok(b'\t'),
        "," | ";" | "|" | ":" | "^" | "~" => Ok(text.as_bytes()[0]),
        _ => Err("write it like ',', ';', '|', ':', '^', '~' or tab".to_owned()),
    }
}

/// Reads the name of a sign around cells.
///
/// # Errors
/// It is none.
pub fn quote_named(text: &str) -> Result<Quote, String> {
    match text {
        "\"" | "'" | "`" => Ok(Quote(Some(text.as_bytes()[0]))),
        "none" => Ok(Quote(None)),
        _ => Err("write it like '\"', \"'\", '`' or none".to_owned()),
    }
}

/// The layout of the list that begins with `text`.
pub(super) fn layout(text: &str, said: &Said, is_heading: &dyn Fn(&[String]) -> bool) -> Result<Layout, ReadError> {
    // Excel reads such a line, and some programs write it.
    let first = text.lines().next().unwrap_or_default();
    let declared = first.strip_prefix("sep=").filter(|sign| sign.len() == 1).map(|sign| sign.as_bytes()[0]);
    let above = said.heading_row.map_or(u64::from(declared.is_some()), |line| line.saturating_sub(1));
    let Some(text) = below(text, above) else {
        return Err(ReadError::new(format!("--heading-row {}: there is no such line", above + 1)));
    };
    let delimiters = said.separator.or(declared).map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
    let candidates: Vec<Marks> =
        delimiters.into_iter().map(|delimiter| Marks { delimiter, quote: quote(text, delimiter, said) }).collect();
    let heading = |marks: Marks| {
        let rows = if said.heading_row.is_some() { 1 } else { BANNER };
        let mut first = records(text, marks).take(rows).filter_map(|row| Some((row.line, row.cells.ok()?)));
        let (line, cells) = first.find(|(_, cells)| is_heading(cells))?;
        Some((cells.len(), line, marks))
    };
    // Of several the one with the most columns.
    let mut headings: Vec<_> = candidates.iter().filter_map(|marks| heading(*marks)).collect();
    headings.sort_by_key(|(cells, ..)| std::cmp::Reverse(*cells));
    if let [(cells, line, marks), rest @ ..] = &headings[..]
        && rest.first().is_none_or(|(other, ..)| other < cells)
    {
        return Ok(Layout { marks: *marks, begin: Begin { above: above + line - 1, is_heading: true } });
    }
    let marks = found(text, &candidates)?;
    Ok(Layout { marks, begin: Begin { above, is_heading: said.heading_row.is_some() } })
}

/// The text below a number of lines; none if it has not so many.
fn below(text: &str, lines: u64) -> Option<&str> {
    let mut place = Place::BEGIN;
    while place.line <= lines {
        if place.at >= text.len() {
            return None;
        }
        place = line_after(text, place, true)?;
    }
    Some(&text[place.at..])
}

/// The sign around cells. An apostrophe is one only where every heading stands between two.
fn quote(text: &str, delimiter: u8, said: &Said) -> Option<u8> {
    if let Some(Quote(said)) = said.quote {
        return said;
    }
    let is_between = |cell: &String| cell.len() > 1 && cell.starts_with('\'') && cell.ends_with('\'');
    let first = records(text, Marks { delimiter, quote: None }).next().and_then(|row| row.cells.ok());
    match first {
        Some(cells) if cells.iter().all(is_between) => Some(b'\''),
        _ => Some(b'"'),
    }
}

/// The signs that give the most rows the cells of the first row, and of those the most cells.
fn found(text: &str, candidates: &[Marks]) -> Result<Marks, ReadError> {
    let fit = |marks: Marks| {
        let rows: Vec<usize> =
            records(text, marks).take(SAMPLE).filter_map(|row| Some(row.cells.ok()?.len())).collect();
        let width = rows.first().copied().unwrap_or(0);
        (rows.iter().filter(|cells| **cells == width).count(), width)
    };
    let mut fits: Vec<_> = candidates.iter().map(|marks| (fit(*marks), *marks)).collect();
    // One with a single column says nothing.
    fits.retain(|((_, width), _)| *width > 1);
    let best = fits.iter().map(|(fit, _)| *fit).max();
    let mut best = fits.iter().filter(|(fit, _)| Some(*fit) == best).map(|(_, marks)| *marks);
    match (best.next(), best.next()) {
        (Some(one), Some(other)) => Err(ReadError::new(format!(
            "the columns may be separated by {:?} or by {:?}: say which, like --separator {:?}",
            char::from(one.delimiter),
            char::from(other.delimiter),
            char::from(one.delimiter)
        ))),
        (Some(one), None) => Ok(one),
        (None, _) => Ok(candidates[0]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, said: &Said, heading: &str) -> Result<Layout, ReadError> {
        layout(text, said, &|cells| cells.iter().any(|cell| cell == heading))
    }

    #[test]
    fn a_delimiter_is_found_declared_or_asked_for() {
        let none = Said::default();
        for (text, expected) in [
            ("a,b\n1,2\n", Some((b',', 0))),
            ("a;b\n1,5;2\n1,6;3\n", Some((b';', 0))),
            ("\"Name, first\";Email\nx;y\n", Some((b';', 0))),
            ("a\tb\n1\t2,3\n", Some((b'\t', 0))),
            ("a|b\n1|2\n", Some((b'|', 0))),
            ("email\nx@y.example\n", Some((b',', 0))),
            ("a,b;c\n1,2;3\n", None),
            ("sep=;\r\na,b;c,d\r\n", Some((b';', 1))),
            ("", Some((b',', 0))),
            ("Report\r\n\"1 November, 2026\"\r\n\r\nDay\tCost\r\n2026-11-01\t\"1,5\"\r\n", Some((b'\t', 3))),
            ("sep=;\nDay;Cost\n", Some((b';', 1))),
            ("Day,Price\n1,2\n", Some((b',', 0))),
            // The name of the heading tells what no count could.
            ("Cost;a,b\n1;2,3\n", Some((b';', 0))),
        ] {
            let read = found(text, &none, "Cost").ok();
            let read = read.map(|layout| (layout.marks.delimiter, layout.begin.above));
            assert_eq!(read, expected, "{text:?}");
        }
        let said = Said { separator: Some(b';'), ..Said::default() };
        assert_eq!(found("a,b;c", &said, "").unwrap().marks.delimiter, b';');
        let said = Said { heading_row: Some(3), ..Said::default() };
        let third = found("a\nb\nx;y\n1;2\n", &said, "").unwrap();
        assert_eq!((third.marks.delimiter, third.begin), (b';', Begin { above: 2, is_heading: true }));
        let beyond = Said { heading_row: Some(30), ..Said::default() };
        assert!(
            found("a;b\n", &beyond, "").unwrap_err().to_string().contains("--heading-row 30: there is no such line")
        );
        assert_eq!((separator_named("tab"), separator_named(";")), (Ok(b'\t'), Ok(b';')));
        assert!(separator_named("x").is_err());
    }

    #[test]
    fn an_apostrophe_is_a_quotation_mark_where_every_heading_has_it() {
        let quote = |text| found(text, &Said::default(), "").unwrap().marks.quote;
        assert_eq!(quote("'id','name'\n'1','O''Brien, Ann'\n"), Some(b'\''));
        assert_eq!(quote("id,name\n1,'tis\n"), Some(b'"'));
        assert_eq!(quote_named("none"), Ok(Quote(None)));
    }
}
