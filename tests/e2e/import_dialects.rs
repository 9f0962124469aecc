//! Lists of any dialect: what is found of them is shown, what is not certain is asked, and nothing is guessed.

use std::path::Path;

use leadwright_tests::Stack;
use serde_json::{Value, json};

use crate::importing::{import, leads};

/// A workbook of a German program, checked and then imported.
#[test]
fn a_workbook_is_checked_and_imported() {
    let stack = Stack::start_on("2026-12-01T10:00:00Z");
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("fair.xlsx");
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/sheet/tests/books/fair.xlsx");
    std::fs::copy(book, &list).unwrap();
    let checked = import(&stack, &list, &["--check", "--skip-bad"]);
    assert_eq!(checked.code, Some(0), "{}", checked.errors);
    for expected in [
        "fair.xlsx: workbook, sheet \"Leads\" of 2, headings in line 3",
        "the column \"E-Mail\" is email",
        "the column \"Vorname\" is first_name",
        "dates: 2 year first",
        "fair.xlsx:6: column 2 has the error #REF! in place of a value",
    ] {
        assert!(checked.errors.contains(expected), "{expected}: {}", checked.errors);
    }
    assert_eq!(
        checked.summary["check"],
        json!({"rows": 3, "new": 3, "known": 0, "repeated": 0, "deals": 0}),
        "{}",
        checked.summary
    );
    assert_eq!((leads(&stack), folder.path().join("fair.rejected.csv").exists()), (0, false), "nothing is written");
    let refused = import(&stack, &list, &[]);
    assert_eq!((refused.code, leads(&stack)), (Some(1), 0));
    let rejected = std::fs::read_to_string(folder.path().join("fair.rejected.csv")).unwrap();
    assert!(rejected.starts_with("rejected_line,rejected_reason,E-Mail,Vorname"), "{rejected}");
    assert_eq!(rejected.lines().count(), 2);
    let imported = import(&stack, &list, &["--skip-bad"]);
    assert_eq!((imported.code, &imported.summary["leads"]), (Some(0), &json!(3)), "{}", imported.errors);
    let ana = stack.lead("ana@list.example");
    assert_eq!((&ana["fields"]["name"], &ana["fields"]["employees"]), (&json!("Ana Müller"), &json!("120")));
    assert_eq!(ana["timeline"][0]["id"].as_str().unwrap()[..8], *"20261121");
    let known = import(&stack, &list, &["--check", "--skip-bad"]);
    assert_eq!((&known.summary["check"]["new"], &known.summary["check"]["known"]), (&json!(0), &json!(3)));
    stack.assert_sound();
}

/// Windows-1252, semicolons, a banner, `sep=`, German headings; and a consent that only the mapping makes one.
#[test]
fn r_steedos_2776_a_list_of_another_program_comes_as_it_stands() {
    let stack = Stack::start_on("2026-12-01T10:00:00Z");
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("crm.csv");
    let text = "Auswertung Messe\r\nStand: 30.11.2026\r\n\r\n\
        Vorname;Nachname;E-Mail;Telefon;Erstellt am;Newsletter;Ort\r\n\
        J\u{f6}rg;M\u{fc}ller;joerg@list.example;+49 30 1234567;21.11.2026 23:30:00 +02:00;Subscribed;K\u{f6}ln\r\n\
        Una;;una@list.example;;22.11.2026, 9:00;vielleicht;\r\n\
        Eva;;eva@list.example;;46347,5;2026-11-01;\r\n";
    std::fs::write(&list, text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<_>>()).unwrap();
    let first = import(&stack, &list, &["--check"]);
    assert_eq!(first.code, Some(0), "{}", first.errors);
    assert!(first.errors.contains("windows-1252, separated by ';', headings in line 4"), "{}", first.errors);
    assert!(first.errors.contains("Jörg;Müller"), "the line that shows the encoding: {}", first.errors);
    assert!(first.errors.contains("dates: 2 day.month.year; 1 days of a spreadsheet"), "{}", first.errors);
    assert_eq!(first.summary["skipped_columns"], json!(["Newsletter"]), "no consent by its name alone");
    let flags = ["--map", "Newsletter=consent", "--consent-yes", "subscribed", "--consent-yes", "DATE"];
    let imported = import(&stack, &list, &flags);
    assert_eq!(imported.code, Some(0), "{}", imported.errors);
    assert_eq!(imported.summary["consents"], json!({"yes": 2, "no": 0, "not_understood": 1}));
    let joerg = stack.lead("joerg@list.example");
    assert_eq!(joerg["timeline"][0]["id"].as_str().unwrap()[..13], *"20261121T2130", "the offset holds");
    assert_eq!((&joerg["fields"]["name"], &joerg["fields"]["city"]), (&json!("Jörg Müller"), &json!("Köln")));
    assert_eq!(joerg["may_be_marketed_to"], true);
    assert_eq!(stack.lead("una@list.example")["may_be_marketed_to"], false);
    assert_eq!(stack.lead("eva@list.example")["may_be_marketed_to"], true);
    // The next list with these headings needs no flags; what is said counts before what is remembered.
    let again = import(&stack, &list, &["--check"]);
    assert!(again.errors.contains("as with the last list of these headings"), "{}", again.errors);
    assert_eq!(again.summary["consents"], json!({"yes": 2, "no": 0, "not_understood": 1}), "{}", again.errors);
    let other = import(&stack, &list, &["--check", "--map", "Newsletter="]);
    assert_eq!(other.summary.get("consents"), None);
    let forgot = import(&stack, &list, &["--check", "--forget"]);
    assert_eq!(forgot.summary["skipped_columns"], json!(["Newsletter"]));
    stack.assert_sound();
}

/// Whether the day or the month is first is asked, where no date tells it.
#[test]
fn a_date_is_decided_by_all_dates_or_asked() {
    let stack = Stack::start_on("2026-12-01T10:00:00Z");
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("fair.csv");
    std::fs::write(&list, "email,date\na@list.example,02/03/2026\nb@list.example,04/05/2026\n").unwrap();
    let asked = import(&stack, &list, &[]);
    assert_eq!(asked.code, Some(1));
    assert!(
        asked.errors.contains("no date of the list shows whether the day or the month is first"),
        "{}",
        asked.errors
    );
    assert_eq!(import(&stack, &list, &["--month-first"]).summary["leads"], 2);
    assert_eq!(stack.lead("a@list.example")["timeline"][0]["id"].as_str().unwrap()[..8], *"20260203");
    std::fs::write(&list, "email,date\nc@list.example,02/03/2026\nd@list.example,14/05/2026\n").unwrap();
    let shown = import(&stack, &list, &["--forget"]);
    assert!(shown.errors.contains("dates: 2 day first, as \"14/05/2026\" shows"), "{}", shown.errors);
    assert_eq!(stack.lead("c@list.example")["timeline"][0]["id"].as_str().unwrap()[..8], *"20260302");
    stack.assert_sound();
}

/// Lists of contacts have a column of their status: who may get mail is not suppressed.
#[test]
fn a_status_says_who_is_suppressed() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("subscribers.csv");
    std::fs::write(
        &list,
        "uuid,email,status\n1,on@list.example,enabled\n2,off@list.example,blocklisted\n3,odd@list.example,archived\n",
    )
    .unwrap();
    let suppress = |flags: &[&str]| {
        let output = stack.command(&[&["suppress", "--import", list.to_str().unwrap(), "--json"], flags].concat());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, errors) = suppress(&[]);
    assert!(code == Some(1) && errors.contains("status: \"archived\" is not known"), "{errors}");
    let (code, errors) = suppress(&["--status", "archived=suppress"]);
    assert!(code == Some(0) && errors.contains("1 row may get mail, as \"status\" says"), "{errors}");
    for (address, is_suppressed) in [("on", false), ("off", true), ("odd", true)] {
        let found = stack.printed(&["suppress", &format!("{address}@list.example"), "--check", "--json"]);
        let found: Value = serde_json::from_str(&found).unwrap();
        assert_eq!(found["suppressed"], is_suppressed, "{address}");
    }
    stack.assert_sound();
}

/// A column that says "subscribed" is no new consent of somebody who said no.
#[test]
fn r_mailtrain_325_a_status_of_another_system_subscribes_nobody_again() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("contacts.csv");
    stack.submit_and_settle("guide-download", &json!({"email": "una@gmail.com", "name": "Una", "consent": true}));
    stack.tell(&json!({"kind": "unsubscribed", "email": "una@gmail.com"}));
    std::fs::write(&list, "Email Address;Status\nuna@gmail.com;Subscribed\nnew@gmail.com;Subscribed\n").unwrap();
    let flags = ["--map", "Status=consent", "--consent-yes", "Subscribed"];
    let imported = import(&stack, &list, &flags);
    assert_eq!((&imported.summary["consents"]["yes"], &imported.summary["said_no"]), (&json!(2), &json!(1)));
    assert_eq!(stack.lead("una@gmail.com")["may_be_marketed_to"], false);
    assert_eq!(stack.lead("new@gmail.com")["may_be_marketed_to"], true);
    stack.assert_sound();
}

/// An address comes off the suppression list for a reason; nobody's own "no" does.
#[test]
fn an_address_is_taken_off_the_suppression_list_for_a_reason() {
    let stack = Stack::start();
    for address in ["full@gmail.com", "spam@gmail.com"] {
        stack.submit_and_settle("guide-download", &json!({"email": address, "name": "Una", "consent": true}));
    }
    stack.printed(&["suppress", "full@gmail.com", "--reason", "The mailbox is full"]);
    stack.printed(&["suppress", "spam@gmail.com", "--reason", "They called our mail spam"]);
    stack.settle();
    assert_eq!(stack.lead("full@gmail.com")["may_be_marketed_to"], false);
    let remove = |address: &str, flags: &[&str]| {
        let output = stack.command(&[&["suppress", "--remove", address], flags].concat());
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    assert_eq!(remove("full@gmail.com", &[]).0, Some(2), "a reason is needed");
    let (code, words) = remove("full@gmail.com", &["--reason", "It takes mail again"]);
    assert!(code == Some(0) && words.contains("is off the suppression list: It takes mail again"), "{words}");
    stack.settle();
    let lead = stack.lead("full@gmail.com");
    assert_eq!(lead["may_be_marketed_to"], true);
    assert!(lead["timeline"].to_string().contains("It takes mail again"), "{lead}");
    let (code, words) = remove("spam@gmail.com", &["--reason", "We like them"]);
    assert!(code == Some(1) && words.contains("called our mail spam"), "{words}");
    stack.assert_sound();
}

/// Letters go to whom an address is known and who wants them, each once; no cell of the file is a formula.
#[test]
fn addresses_for_letters_are_written_once() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let (list, out) = (folder.path().join("list.csv"), folder.path().join("letters.csv"));
    std::fs::write(
        &list,
        "E-Mail;Name;Straße;PLZ;Ort\nana@list.example;=Ana;Weg 1;01067;Dresden\nno@list.example;No;Weg 2;01067;Dresden\nben@list.example;Ben;;;Rom\n",
    )
    .unwrap();
    assert_eq!(import(&stack, &list, &[]).code, Some(0));
    stack.tell(&json!({"kind": "do_not_contact", "email": "no@list.example", "channel": "letters", "by": "ana"}));
    let letters = |flags: &[&str]| {
        let output = stack.command(&[&["letters", "Spring", "--stage", "lead", "--json"], flags].concat());
        serde_json::from_slice::<Value>(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
    };
    let out_flags = ["--out", out.to_str().unwrap()];
    assert_eq!(letters(&["--check"]), json!({"letters": 1, "refused": 1, "no_address": 1, "got_before": 0}));
    assert!(!out.exists());
    letters(&out_flags);
    let written = std::fs::read_to_string(&out).unwrap();
    assert!(written.contains("'=Ana,,Weg 1,01067,Dresden,,"), "{written}");
    stack.settle();
    assert!(stack.lead("ana@list.example")["timeline"].to_string().contains("Letter: Spring"));
    assert_eq!(letters(&["--check"])["got_before"], 1);
    stack.assert_sound();
}
