//! Scheduled reports: each arrives once, at its hour, with all numbers.

use std::path::PathBuf;

use leadwright_tests::{Stack, copy_config_with_reports, edit, mail_at_any_hour, person};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A copy of the demo company, with its reports.
fn company() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    copy_config_with_reports(folder.path());
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
    assert!(words.contains("New leads: 3  [new against "), "{words}");
    assert!(words.contains("- form: New leads 3 [new]"), "{words}");
    assert!(
        words.contains("You get this report every Monday at 7:00, because reports.yaml names you for `monday`."),
        "{words}"
    );
    let raw = text(mail, "raw");
    for picture in html.split("src=\"cid:").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(raw.contains(&format!("Content-ID: <{picture}>")), "{picture}");
    }
    assert!(html.contains("src=\"cid:") && raw.contains("Content-Type: image/png"), "it has a chart");
    for address in ["customer1.example", "Maria"] {
        assert!(!raw.contains(address), "a lead's {address} is in a report");
    }

    // The same in the terminal.
    let send = mail["tags"]["send"].as_str().unwrap();
    let week = send.strip_prefix("report-monday-").unwrap().split("-to-").next().unwrap();
    let week = week.split("-outside-").next().unwrap();
    let printed = stack.printed(&["report", "monday", "--period", week]);
    assert!(printed.contains("- form: New leads 3 [new]"), "{printed}");
    let printed: Value =
        serde_json::from_str(&stack.printed(&["report", "monday", "--period", week, "--json"])).unwrap();
    assert_eq!(printed["sections"][2]["rows"][0]["new_leads"], 3, "{printed}");
    let printed = stack.printed(&["report", "monday", "--csv"]);
    assert!(printed.contains("\nsource,new_leads,"), "{printed}");
    let printed = stack.printed(&["preview", "monday", "--text"]);
    assert!(printed.starts_with("Subject: Marketing: week "), "{printed}");
    for (arguments, words) in [
        (&["report", "mondy"][..], "there are: monday, morning; do you mean monday?"),
        (&["report", "monday", "--period", "2026-11"], "the report monday is of a week: write --period like "),
    ] {
        let output = stack.command(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(words), "{error}");
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
    let rows: Vec<&str> = sources.lines().skip(1).collect();
    assert_eq!(rows.len(), 15, "{sources}");
    // The second column is the number of new leads; a formula has an apostrophe in front.
    let leads = |row: &&str| row.split(',').nth(1).unwrap().parse::<u64>().unwrap();
    assert!(
        rows.iter().all(|row| row.starts_with("'=source ")) && rows.iter().map(leads).sum::<u64>() == 30,
        "{sources}"
    );
    assert!(words.contains("- All 5 others: New leads 5 "), "{words}");
    assert!(words.contains("- Total: New leads 30 "), "{words}");
}

/// No night counts the week's last day: the report waits for it, and not for ever. What was counted late is named in the
/// next one, once.
#[test]
fn what_was_not_counted_is_said_and_what_changed_is_named() {
    let (_kept, folder) = company();
    let stack = Stack::start_at(&folder, ":memory:");
    stack.local("run/report", &json!({}));
    stack.submit_and_settle("demo-request", &person(0));
    stack.advance("6d 12h");
    stack.submit_and_settle("demo-request", &person(1));
    // Two counts: the SDK makes a call that fails five times.
    stack.fault(
        &json!({"service": "dynamodb", "operation": "PutItem", "fault": "error", "times": 10, "function": "rollup"}),
    );
    stack.advance("10h");
    assert_eq!(reports(&stack, "monday").len(), 0, "it waits for the night");
    stack.advance("4h");
    let monday = reports(&stack, "monday");
    assert_eq!(monday.len(), 1);
    let words = text(&monday[0], "text");
    assert!(words.contains("not counted in full yet, so these numbers will change"), "{words}");
    assert!(words.contains("New leads: 1 "), "{words}");
    stack.advance("7d");
    let monday = reports(&stack, "monday");
    assert_eq!(monday.len(), 2, "{monday:#?}");
    let words = text(&monday[1], "text");
    assert!(words.contains("New leads was 1 when it was mailed and is 2 now (1 more, counted late)."), "{words}");
    stack.advance("7d");
    let monday = reports(&stack, "monday");
    assert!(!text(&monday[2], "text").contains("when it was mailed"), "{monday:#?}");
}
