//! Lists as they come: every row is imported as it stands, or named.

use std::fmt::Write;
use std::path::Path;

use leadwright_tests::Stack;
use serde_json::{Value, json};

/// What came of an import.
pub(crate) struct Import {
    pub(crate) code: Option<i32>,
    pub(crate) errors: String,
    pub(crate) summary: Value,
}

pub(crate) fn import(stack: &Stack, list: &Path, arguments: &[&str]) -> Import {
    let list = ["import", list.to_str().unwrap(), "--source", "trade show", "--json"];
    let output = stack.command(&[&list[..], arguments].concat());
    let errors = String::from_utf8(output.stderr).unwrap();
    Import { code: output.status.code(), errors, summary: serde_json::from_slice(&output.stdout).unwrap_or_default() }
}

pub(crate) fn leads(stack: &Stack) -> usize {
    let leads: Value = serde_json::from_str(&stack.printed(&["leads", "--json"])).unwrap();
    leads.as_array().unwrap().len()
}

/// Sixty rows, of which the eleventh has a quotation mark that is never closed and others are too short or too large.
#[test]
fn r_espocrm_2133_broken_rows_are_named_together_and_given_back() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("fair.csv");
    let mut text = "email,name,city\n".to_owned();
    for row in 1..=60 {
        match row {
            11 => writeln!(text, "row11@list.example,\"Ann,Berlin"),
            20 => writeln!(text, "row20@list.example,Ann"),
            30 => writeln!(text, "row30@list.example,Ann,{}", "x".repeat(300_000)),
            40 => writeln!(text, "row40@list.example,\"two\nlines\",Rome"),
            _ => writeln!(text, "row{row}@list.example,Ann,Rome"),
        }
        .unwrap();
    }
    std::fs::write(&list, text).unwrap();
    let refused = import(&stack, &list, &["--map", "city=city"]);
    assert_eq!(refused.code, Some(1));
    for expected in [
        "fair.csv:12: text follows the quotation mark in line 41 that closes the one of line 12",
        "fair.csv:21: 2 cells, but the heading line has 3",
        "fair.csv:31: city: it has 300000 characters: 200 at the most\n",
        "fair.csv:41: name: it has several lines",
        "fair.rejected.csv has 4 rows to repair",
        "4 rows can't be read, so nothing was imported",
    ] {
        assert!(refused.errors.contains(expected), "{expected}: {}", refused.errors);
    }
    assert_eq!((&refused.summary["leads"], leads(&stack)), (&json!(0), 0));
    let skipped = import(&stack, &list, &["--map", "city=city", "--skip-bad"]);
    assert_eq!((skipped.code, &skipped.summary["leads"]), (Some(0), &json!(56)), "{}", skipped.errors);
    let lines: Vec<_> = skipped.summary["rejected"].as_array().unwrap().iter().map(|row| row["line"].clone()).collect();
    assert_eq!(lines, [12, 21, 31, 41]);
    assert_eq!(leads(&stack), 56);
    // Repaired, those alone are imported.
    let again = folder.path().join("fair.rejected.csv");
    let rejected = std::fs::read_to_string(&again).unwrap();
    assert_eq!(rejected.lines().count(), 6, "a heading line, and four rows, one of two lines");
    let (heading, _) = rejected.split_once('\n').unwrap();
    std::fs::write(&again, format!("{heading}\n12,x,row11@list.example,Ann,Berlin\n")).unwrap();
    let repaired = import(&stack, &again, &[]);
    assert_eq!((repaired.code, &repaired.summary["leads"]), (Some(0), &json!(1)), "{}", repaired.errors);
    assert_eq!(stack.lead("row11@list.example")["fields"]["name"], "Ann");
    stack.assert_sound();
}

#[test]
fn skipping_every_row_is_no_success() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("fair.csv");
    std::fs::write(&list, "email\nnobody\n").unwrap();
    let none = import(&stack, &list, &["--skip-bad"]);
    assert_eq!((none.code, &none.summary["rejected"][0]["reason"]), (Some(1), &json!("email: not an e-mail address")));
    assert!(none.errors.contains("no row can be read"), "{}", none.errors);
    let output = stack.command(&["suppress", "--import", list.to_str().unwrap(), "--map", "email=email", "--skip-bad"]);
    assert_eq!(output.status.code(), Some(1));
    std::fs::write(&list, "Email,email\na@list.example,b@list.example\n").unwrap();
    let both = import(&stack, &list, &[]);
    assert!(both.code == Some(1) && both.errors.contains("are both the field email"), "{}", both.errors);
    std::fs::write(&list, b"email;name\nana@list.example;Jos\xe9\n").unwrap();
    assert!(import(&stack, &list, &["--encoding", "utf-8"]).errors.contains("fair.csv: not UTF-8"));
    assert_eq!(import(&stack, &list, &["--encoding", "windows-1252"]).summary["leads"], 1);
    assert_eq!(stack.lead("ana@list.example")["fields"]["name"], "José");
    stack.assert_sound();
}

/// A long text stays whole as the note of its row, and what a spreadsheet would run is text in what we write.
#[test]
fn a_note_stays_whole_and_a_formula_is_text() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("fair.csv");
    let note = format!("First line\n{}", "x".repeat(1_000));
    let source = "=HYPERLINK(\"http://x.example\")";
    let text = format!(
        "email,phone,source,date,Notes\nana@list.example,'+49 30 1234567,\"{}\",2026-01-05,\"{note}\"\n",
        source.replace('"', "\"\"")
    );
    std::fs::write(&list, text).unwrap();
    let imported = import(&stack, &list, &["--map", "Notes=note"]);
    assert_eq!(imported.code, Some(0), "{}", imported.errors);
    let lead = stack.lead("ana@list.example");
    assert_eq!(lead["timeline"][0]["note"], note.as_str());
    assert_eq!((&lead["source"], &lead["fields"]["phone"]), (&json!(source), &json!("+49301234567")));
    stack.local("run/rollup", &json!({}));
    let report = stack.printed(&["report", "--from", "2026-01-05", "--to", "2026-01-05", "--csv"]);
    assert!(report.contains("\n\"'=HYPERLINK(\"\"http://x.example\"\")\",1,"), "{report}");
    stack.assert_sound();
}
