//! Scheduled reports: each arrives once, at its hour, with all numbers.

use std::path::PathBuf;

use leadwright_tests::{Stack, copy_config, edit, mail_at_any_hour, person};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A copy of the demo company, with its reports.
fn company() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    let path = folder.path().to_owned();
    (folder, path)
}

/// The mails of a report, oldest first.
fn reports(stack: &Stack, report: &str) -> Vec<Value> {
    let prefix = format!("report-{report}-");
    let mut mails = stack.inbox();
    mails.retain(|mail| mail["tags"]["send"].as_str().is_some_and(|send| send.starts_with(&prefix)));
    mails.reverse();
    mails
}

fn text(mail: &Value, key: &str) -> String {
    mail[key].as_str().unwrap_or_else(|| panic!("{key}: {mail}")).replace("\r\n", "\n")
}

/// The days of the week before, as the subject has them.
fn time_of(mail: &Value) -> String {
    mail["at"].as_str().unwrap()[11..16].to_owned()
}

/// The table's row of a report's log.
fn log(stack: &Stack, report: &str) -> Value {
    let answer = stack.aws(
        "dynamodb",
        "DynamoDB_20120810.GetItem",
        &json!({
            "TableName": stack.status()["table"],
            "Key": {"pk": {"S": format!("REPORT#{report}")}, "sk": {"S": "REPORT"}},
        }),
    );
    serde_json::from_str(answer["Item"]["body"]["S"].as_str().unwrap_or("null")).unwrap()
}

/// The attached files of a mail, by name.
fn files(mail: &Value) -> Vec<(String, String)> {
    use mail_parser::{MessageParser, MimeHeaders};
    let raw = text(mail, "raw");
    let message = MessageParser::default().parse(raw.as_bytes()).unwrap();
    let named =
        message.attachments().filter_map(|part| Some((part.attachment_name()?.to_owned(), part.contents().to_vec())));
    named.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

/// Monday's report and every morning's: to everybody it is for, once, at 7:00 in Lisbon, whatever fails and however often
/// the function runs.
#[test]
fn r_mautic_13424_the_scheduled_report_arrives() {
    let (_kept, folder) = company();
    edit(
        &folder,
        "infra/config/reports.yaml",
        "to: [dora]",
        "to: [dora, manager, ana]\n  outside: {agency: reports@agency.example}",
    );
    let stack = Stack::start_at(&folder, ":memory:");
    // A report that is new does not bring those of last week.
    stack.local("run/report", &json!({}));
    assert!(log(&stack, "monday")["since"].is_number());
    for number in 0..3 {
        stack.submit_and_settle("demo-request", &person(number));
    }
    stack.advance("6d");
    // The first runs of Monday morning fail between a mail and the next one.
    stack
        .fault(&json!({"service": "s3", "operation": "PutObject", "fault": "error", "times": 6, "function": "report"}));
    stack.advance("1d");
    let monday = reports(&stack, "monday");
    let to: std::collections::BTreeSet<String> = monday.iter().map(|mail| text(mail, "to")).collect();
    let all = ["ana@acme.example", "dora@acme.example", "reports@agency.example"];
    assert_eq!((monday.len(), to), (3, all.map(str::to_owned).into()), "{monday:#?}");
    let mornings = reports(&stack, "morning");
    assert_eq!(mornings.len(), 7);
    assert!(mornings[..6].iter().all(|mail| time_of(mail) == "07:00" && text(mail, "to") == "dora@acme.example"));
    for _ in 0..2 {
        stack.local("run/report", &json!({}));
        stack.advance("1h");
    }
    assert_eq!((reports(&stack, "monday").len(), reports(&stack, "morning").len()), (3, 7));

    let mail = &monday[0];
    let (words, html) = (text(mail, "text"), text(mail, "html"));
    assert!(text(mail, "subject").starts_with("Marketing: week "), "{mail}");
    assert!(words.contains("New leads: 3  [new against before, new against a year before]"), "{words}");
    assert!(words.contains("- form: New leads 3 [new]"), "{words}");
    assert!(
        words.contains("You get this report every Monday at 7:00, because reports.yaml names you for `monday`."),
        "{words}"
    );
    assert!(html.contains("<img src=\"cid:chart-2\"") || !html.contains("<img"), "{html}");
    let raw = text(mail, "raw");
    for address in ["customer1.example", "Maria"] {
        assert!(!raw.contains(address), "a lead's {address} is in a report");
    }
    stack.assert_sound();
}

/// All rows are in the file, and those of the mail add up.
#[test]
fn r_mautic_10420_no_row_is_missing() {
    let (_kept, folder) = company();
    let stack = Stack::start_at(&folder, ":memory:");
    stack.local("run/report", &json!({}));
    let rows: String = (0..15).fold("email,source\n".to_owned(), |rows, number| {
        let times = number % 3 + 1;
        (0..times).fold(rows, |rows, time| rows + &format!("x{number}-{time}@list.example,\"=source {number}\"\n"))
    });
    let list = folder.join("list.csv");
    std::fs::write(&list, rows).unwrap();
    stack.printed(&["import", list.to_str().unwrap(), "--source", "list"]);
    stack.settle();
    stack.advance("7d");
    let monday = reports(&stack, "monday");
    let mail = monday.last().expect("it came");
    let words = text(mail, "text");
    assert!(words.contains("New leads: 30"), "{words}");
    let files = files(mail);
    let (name, sources) = files.iter().find(|(name, _)| name.ends_with("sources.csv")).expect("a file");
    assert!(name.starts_with("monday-2"), "{name}");
    println!("{sources}\n{words}");
}
