//! Lists as they come, read whole.
#![cfg(feature = "lists")]

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use leadwright_sheet::list::{List, ReadError, Record, Said, Source};
use proptest::prelude::*;

fn book(name: &str) -> Source {
    Source::File(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books").join(name))
}

fn is_heading(cells: &[String]) -> bool {
    cells.iter().any(|cell| cell == "E-Mail")
}

fn all(source: Source, said: &Said) -> Result<(List, Vec<Record>), ReadError> {
    let list = List::open(source, said, &is_heading)?;
    let records = list.records()?.collect::<Result<_, _>>()?;
    Ok((list, records))
}

fn bytes(bytes: &[u8]) -> Source {
    Source::Bytes(Arc::from(bytes))
}

#[test]
fn a_workbook_is_read_as_it_would_be_written() {
    let (list, records) = all(book("fair.xlsx"), &Said::default()).unwrap();
    assert_eq!(list.described(), "workbook, sheet \"Leads\" of 2, headings in line 3");
    assert!(list.begin().is_heading && !list.counts_from_1904());
    let cells =
        |record: &Record| record.cells.as_ref().map(|cells| cells.join("|")).map_err(|broken| broken.reason.clone());
    let read: Vec<_> = records.iter().map(|record| (record.line, cells(record))).collect();
    assert_eq!(
        read,
        [
            (3, Ok("E-Mail|Vorname|Nachname|Telefon|Datum|Mitarbeiter".to_owned())),
            (4, Ok("ana@list.example|Ana|Müller|+49 30 1234567|2026-11-21 14:03:00|120".to_owned())),
            (5, Ok("ben@list.example|||4.917112345678E+18|2026-11-22|".to_owned())),
            (6, Err("column 2 has the error #REF! in place of a value".to_owned())),
            (7, Ok("dan@list.example|true||||12.5".to_owned())),
        ]
    );
}

#[test]
fn a_sheet_is_chosen_by_its_name() {
    let several = all(book("two.xlsx"), &Said::default()).unwrap_err().to_string();
    assert!(several.contains("--sheet \"2025\"; there are \"2025\", \"2026\""), "{several}");
    let said = |sheet: &str| Said { sheet: Some(sheet.to_owned()), ..Said::default() };
    let (list, records) = all(book("two.xlsx"), &said("2026")).unwrap();
    assert!(list.counts_from_1904());
    // The same number is four years and a day later.
    assert_eq!(records[1].cells.as_ref().unwrap()[4], "2030-11-22 14:03:00");
    let none = all(book("two.xlsx"), &said("2027")).unwrap_err().to_string();
    assert!(none.contains("there is no such sheet"), "{none}");
}

/// Two cells far apart are not a hundred gigabytes of empty ones.
#[test]
fn a_workbook_has_bounds() {
    let wide = all(book("wide.xlsx"), &Said::default()).unwrap_err();
    assert!(wide.to_string().contains("more than 1000 columns"), "{wide}");
    let cut = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books/fair.xlsx")).unwrap();
    let cut = all(bytes(&cut[..cut.len() / 2]), &Said::default()).unwrap_err();
    assert!(cut.to_string().contains("this is no workbook"), "{cut}");
}

#[test]
fn a_long_list_is_read_in_pieces() {
    let mut text = "E-Mail;Note\n".to_owned();
    for row in 0..30_000 {
        writeln!(text, "p{row}@list.example;\"line one\nline {row}\"").unwrap();
    }
    let (list, records) = all(bytes(text.as_bytes()), &Said::default()).unwrap();
    assert_eq!(list.described(), "UTF-8, separated by ';'");
    assert_eq!((records.len(), records[30_000].line), (30_001, 60_000));
    assert_eq!(records[30_000].cells.as_ref().unwrap()[1], "line one\nline 29999");
    // A quotation mark that is never closed takes its own row alone.
    let broken = text.replace("p7@list.example;\"line one", "p7@list.example;line one");
    let broken = broken.replace("\"line one\nline 9\"", "\"line one\nline 9");
    let (_, records) = all(bytes(broken.as_bytes()), &Said::default()).unwrap();
    let wrong: Vec<u64> = records.iter().filter(|record| record.cells.is_err()).map(|record| record.line).collect();
    assert!(wrong.contains(&20) && wrong.len() < 5, "{wrong:?}");
    let one_line = "x".repeat(5_000_000);
    let long = all(bytes(format!("E-Mail,a\n{one_line}").as_bytes()), &Said::default()).unwrap_err();
    assert!(long.to_string().contains("longer than a megabyte") && long.line == Some(2), "{long}");
}

/// A row with a value too many ended the import, and every row behind it was lost.
#[test]
fn r_mailpoet_6931_a_ragged_row_does_not_stop_the_list() {
    let list = "E-Mail,Name\na@x.example,Ana\nb@x.example,Ben,too many\nc@x.example\n\nd@x.example,Dan\n";
    let (_, records) = all(bytes(list.as_bytes()), &Said::default()).unwrap();
    let read: Vec<_> =
        records.iter().map(|record| (record.line, record.cells.as_ref().map_or(0, std::vec::Vec::len))).collect();
    // The list says which line each is, so that who reads it can refuse the ones of another width.
    assert_eq!(read, [(1, 2), (2, 2), (3, 3), (4, 1), (6, 2)], "{records:?}");
}

proptest! {
    /// What any program writes comes back, whatever its separator and its encoding.
    #[test]
    fn every_dialect_is_read(
        rows in prop::collection::vec(prop::collection::vec("[a-zA-Zäöüéñ0-9 ,;|\"\r\n\t]{0,12}", 3), 1..20),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
        encoding in 0..4_u8,
    ) {
        let mut out = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .quote_style(csv::QuoteStyle::NonNumeric)
            .from_writer(Vec::new());
        out.write_record(["E-Mail", "Größe", "Note"]).unwrap();
        for row in &rows {
            out.write_record(row).unwrap();
        }
        let text = String::from_utf8(out.into_inner().unwrap()).unwrap();
        let (file, said) = match encoding {
            0 => (text.clone().into_bytes(), None),
            1 => ([&b"\xff\xfe"[..], &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat(), None),
            2 => (text.encode_utf16().flat_map(u16::to_be_bytes).collect(), None),
            // Of a few letters nobody can tell Latin-1 from its neighbours.
            _ => {
                let latin = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
                (latin, leadwright_sheet::list::encoding_named("latin1").ok())
            }
        };
        let (_, records) = all(bytes(&file), &Said { encoding: said, ..Said::default() }).unwrap();
        let read: Vec<Vec<String>> = records.into_iter().skip(1).map(|record| record.cells.unwrap()).collect();
        let trimmed = |row: &Vec<String>| row.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
        let expected: Vec<Vec<String>> = rows.iter().map(trimmed).collect();
        prop_assert_eq!(read, expected);
    }

    /// Whatever the file is, it is read or refused.
    #[test]
    fn no_file_breaks_it(file in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = all(bytes(&file), &Said::default());
    }
}

/// For as long as `LEADWRIGHT_FUZZ_SECONDS` says: `cargo test -p leadwright-sheet --features lists -- --ignored`.
#[test]
#[ignore = "runs for minutes"]
fn fuzzed_files_are_read_or_refused() {
    let seconds = std::env::var("LEADWRIGHT_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let good = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books/fair.xlsx")).unwrap();
    let text = "sep=;\nE-Mail;Größe;\"Note\"\n\"a\"\"b\";'c';\"d\ne\"\n".as_bytes().to_vec();
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8);
    let strategy = (any::<bool>(), changes, any::<prop::sample::Index>());
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut count = 0_u64;
    while Instant::now() < until {
        // A runner counts what it has run: each thousand has one of its own, and another seed.
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) };
        let result = proptest::test_runner::TestRunner::new(config).run(&strategy, |(is_book, changes, end)| {
            let mut file = if is_book { good.clone() } else { text.clone() };
            for (place, byte) in changes {
                let place = place.index(file.len());
                file[place] = byte;
            }
            file.truncate(end.index(file.len()) + 1);
            let _ = all(bytes(&file), &Said::default());
            Ok(())
        });
        result.unwrap();
        count += 1_000;
    }
    println!("{count} files");
}
