//! Mails of the outbox that were rendered when they were made: the mailer sends the very bytes of their object, once.

use std::path::Path;

use jiff::Timestamp;
use leadwright_domain::sending::{MailFile, OutboxEntry, OutboxId, OutboxMail};
use leadwright_domain::value::identity::EmailAddress;
use leadwright_tests::{Stack, copy_config, edit, read_text};
use serde_json::{Value, json};

use crate::killing::{Step, killed_at};

const BUCKET: &str = "leadwright-files";
const READER: &str = "chief@acme.example";
const BOUNCES: &str = "bounce+ana@simulator.amazonses.com";

/// A company whose queues bring a message again after a second, as SQS does after minutes.
fn company() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    for visibility in ["VisibilityTimeout: 270", "VisibilityTimeout: 180", "VisibilityTimeout: 150"] {
        edit(folder.path(), "infra/template.yaml", visibility, "VisibilityTimeout: 1");
    }
    folder
}

fn started() -> Stack {
    Stack::start_at(company().path(), ":memory:")
}

/// Asks S3 as an AWS client of that name does: the status, and the body.
fn s3(stack: &Stack, caller: &str, method: &str, name: &str, body: Option<&[u8]>) -> (u16, String) {
    let endpoint = stack.status()["endpoints"]["s3"].as_str().expect("an endpoint").to_owned();
    let credential = format!("AWS4-HMAC-SHA256 Credential={caller}/20261121/us-east-1/s3/aws4_request, Signature=0");
    let request = ureq::http::Request::builder().method(method).uri(format!("{endpoint}/{BUCKET}/{name}"));
    let request = request.header("authorization", credential).header("content-type", "message/rfc822");
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut answer = match body {
        Some(body) => agent.run(request.body(body).unwrap()),
        None => agent.run(request.body(()).unwrap()),
    }
    .expect("an answer");
    (answer.status().as_u16(), read_text(&mut answer))
}

/// A report as a program renders it: text with characters of several bytes, and an attachment.
fn rendered(id: &str, to: &str, attached: usize) -> Vec<u8> {
    let line = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA\r\n";
    format!(
        "From: Acme <hello@acme.example>\r\nTo: <{to}>\r\nSubject: {id}\r\nAuto-Submitted: auto-generated\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         Grüße: 212 leads + 3 = 215 & more \t \r\n.\r\n..\r\n\
         --b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n{}--b--\r\n",
        line.repeat(attached)
    )
    .into_bytes()
}

/// Puts a rendered mail into the outbox, object first, as `Table::put_rendered_mail` does; its bytes.
fn put(stack: &Stack, id: &str, to: &str) -> String {
    put_of(stack, id, to, rendered(id, to, 40))
}

fn put_of(stack: &Stack, id: &str, to: &str, mime: Vec<u8>) -> String {
    to_the_minute(stack);
    let file = MailFile::of(&OutboxId::parse(id).unwrap(), &mime).unwrap();
    assert_eq!(s3(stack, "test", "PUT", file.name(), Some(&mime)).0, 200);
    let due: Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
    put_row(stack, &OutboxEntry::new(OutboxMail::Rendered { to: EmailAddress::parse(to).unwrap(), file }, due));
    String::from_utf8(mime).unwrap()
}

fn put_row(stack: &Stack, entry: &OutboxEntry) {
    let (id, due) = (&entry.id, entry.delivery.due);
    let item = json!({
        "pk": {"S": format!("OUTBOX#{id}")}, "sk": {"S": "OUTBOX"}, "version": {"N": "1"},
        "body": {"S": serde_json::to_string(entry).unwrap()},
        "due_pk": {"S": format!("DUE#{}", id.shard(4))}, "due_sk": {"S": format!("{due:.3}#out_{id}")},
    });
    let put = json!({"TableName": stack.status()["table"], "Item": item});
    stack.aws("dynamodb", "DynamoDB_20120810.PutItem", &put);
}

/// The scheduler looks at whole minutes: one has just begun.
fn to_the_minute(stack: &Stack) {
    let now: Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
    stack.advance(&format!("{}s", 60 - now.as_second() % 60));
}

/// How a mail ended, as its row says.
fn end(stack: &Stack, id: &str) -> Value {
    let key = json!({"pk": {"S": format!("OUTBOX#{id}")}, "sk": {"S": "OUTBOX"}});
    let get = json!({"TableName": stack.status()["table"], "Key": key, "ConsistentRead": true});
    let row = stack.aws("dynamodb", "DynamoDB_20120810.GetItem", &get)["Item"].clone();
    let body: Value = serde_json::from_str(row["body"]["S"].as_str().expect("a body")).expect("JSON");
    body["end"].clone()
}

/// The raw mails that were sent of that id.
fn sent(stack: &Stack, id: &str) -> Vec<Value> {
    stack.inbox().into_iter().filter(|mail| mail["tags"] == json!({"send": id, "to": "team"})).collect()
}

#[test]
fn a_rendered_mail_goes_once_byte_for_byte() {
    let stack = started();
    let mime = put(&stack, "report-monday-chief-2026-W47", READER);
    stack.advance("2m");
    let mails = sent(&stack, "report-monday-chief-2026-W47");
    assert_eq!(mails.len(), 1);
    assert_eq!((mails[0]["raw"].as_str().unwrap(), &mails[0]["to"]), (mime.as_str(), &json!(READER)));
    assert!(end(&stack, "report-monday-chief-2026-W47")["sent"].is_object());

    // Of some megabytes, as with a picture and a long list.
    let mime = put_of(&stack, "report-large", READER, rendered("report-large", READER, 40_000));
    stack.advance("2m");
    assert!(sent(&stack, "report-large")[0]["raw"].as_str() == Some(&mime), "{} bytes", mime.len());

    stack.advance("3d");
    assert_eq!(sent(&stack, "report-monday-chief-2026-W47").len() + sent(&stack, "report-large").len(), 2);
    assert_eq!(stack.dead(), 0);
}

/// Where the mailer is killed: before and behind each thing it asks for.
const OF_THE_MAILER: [Step; 7] = [
    ("dynamodb", "GetItem", "hang-request"),
    ("dynamodb", "PutItem", "hang-request"),
    ("dynamodb", "PutItem", "hang-response"),
    ("s3", "GetObject", "hang-request"),
    ("s3", "GetObject", "hang-response"),
    ("ses", "SendRawEmail", "hang-request"),
    ("ses", "SendRawEmail", "hang-response"),
];

#[test]
fn a_mailer_killed_at_any_step_sends_a_rendered_mail_once() {
    let stack = started();
    for (number, step) in OF_THE_MAILER.into_iter().enumerate() {
        let id = format!("report-{number}");
        let mime = put(&stack, &id, READER);
        killed_at(&stack, "mailer", step, || stack.advance("2m"));
        stack.advance("40m");
        let mails = sent(&stack, &id);
        assert_eq!(mails.len(), 1, "{step:?}");
        assert_eq!(mails[0]["raw"].as_str(), Some(mime.as_str()), "{step:?}");
        assert!(end(&stack, &id)["sent"].is_object(), "{step:?}");
    }
    assert_eq!(stack.dead(), 0);
}

/// What fails for a while, and when the mail has gone then.
#[test]
fn a_bucket_that_does_not_answer_delays_a_mail_and_loses_none() {
    let stack = started();
    for (number, (fault, times, within)) in
        [("throttle", 1, "2m"), ("drop-response", 1, "2m"), ("error", 6, "10m")].into_iter().enumerate()
    {
        let id = format!("report-{number}");
        put(&stack, &id, READER);
        let fault = json!({"service": "s3", "operation": "GetObject", "fault": fault, "times": times});
        stack.fault(&fault);
        stack.advance(within);
        assert!(end(&stack, &id)["sent"].is_object(), "{fault}");
        stack.advance("1h");
        assert_eq!(sent(&stack, &id).len(), 1, "{fault}");
    }
    assert_eq!(stack.dead(), 0);
}

/// A mail that waited until its object was gone, and one whose object never was: given up at once, and said.
#[test]
fn a_mail_whose_object_is_gone_is_given_up_and_said() {
    let folder = company();
    let state = folder.path().join("state");
    let stack = Stack::start_at(folder.path(), &state);
    let mime = rendered("report-gone", READER, 1);
    let file = MailFile::of(&OutboxId::parse("report-gone").unwrap(), &mime).unwrap();
    let to = EmailAddress::parse(READER).unwrap();
    assert_eq!(s3(&stack, "test", "PUT", file.name(), Some(&mime)).0, 200);
    stack.advance("34d");
    assert_eq!(s3(&stack, "test", "GET", file.name(), None).0, 200);
    stack.advance("2d");
    let (status, words) = s3(&stack, "test", "GET", file.name(), None);
    assert_eq!(status, 404);
    assert!(words.contains("NoSuchKey"), "{words}");
    let due: Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
    put_row(&stack, &OutboxEntry::new(OutboxMail::Rendered { to, file }, due));
    stack.advance("2m");
    assert_eq!(end(&stack, "report-gone")["given_up"]["why"], "its file is gone: files expire after 35 days");
    stack.advance("1d");
    assert!(sent(&stack, "report-gone").is_empty());
    assert_eq!(stack.dead(), 0);
    let log = std::fs::read_to_string(state.join("logs/mailer.log")).unwrap();
    let said: Vec<&str> = log.lines().filter(|line| line.contains("report-gone")).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains(r#""level":"ERROR""#) && said[0].contains("given up"), "{said:?}");
    assert!(log.contains(r#""NotSent":1"#), "an alarm");
    assert!(!log.contains(READER), "no address");
}

/// The policies of the template, and what a company's operator forgets.
#[test]
fn a_function_without_the_permission_is_refused() {
    let folder = company();
    let stack = Stack::start_at(folder.path(), ":memory:");
    put(&stack, "report-1", READER);
    let listed = s3(&stack, "test", "GET", "?list-type=2&prefix=mail/report-1/", None).1;
    let name = listed.split("<Key>").nth(1).and_then(|rest| rest.split("</Key>").next()).expect("a key").to_owned();
    for (caller, method, name, status) in [
        ("mailer", "GET", name.as_str(), 200),
        ("mailer", "GET", "mail/report-1/gone.eml", 404),
        ("mailer", "PUT", name.as_str(), 403),
        ("mailer", "DELETE", name.as_str(), 403),
        ("mailer", "GET", "export/a.csv", 403),
        ("scoring", "GET", name.as_str(), 403),
        ("capture", "PUT", "mail/a/b.eml", 403),
    ] {
        let body = (method == "PUT").then_some(&b"x"[..]);
        assert_eq!(s3(&stack, caller, method, name, body).0, status, "{caller} {method} {name}");
    }
    let without = company();
    let policy = "Action: s3:GetObject\n              Resource: !Sub \"${Files.Arn}/mail/*\"";
    edit(without.path(), "infra/template.yaml", policy, &policy.replace("mail/*", "other/*"));
    let stack = Stack::start_at(without.path(), ":memory:");
    put(&stack, "report-2", READER);
    stack.advance("30m");
    assert!(sent(&stack, "report-2").is_empty());
    assert_eq!(end(&stack, "report-2"), Value::Null, "it waits until the policy is mended");
    assert_eq!(stack.dead(), 0);
}

/// The objects are where the table is: a mail that was put before a power cut goes after it.
#[test]
fn a_rendered_mail_outlives_a_power_cut() {
    let folder = company();
    let state = folder.path().join("state");
    let stack = Stack::start_at(folder.path(), &state);
    let mime = put(&stack, "report-1", READER);
    stack.crash();
    let stack = Stack::start_again(&state);
    stack.advance("5m");
    let mails = sent(&stack, "report-1");
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0]["raw"].as_str(), Some(mime.as_str()));
    stack.stop();
    fresh(&state);
}

/// `--fresh` forgets them.
fn fresh(state: &Path) {
    let stack = Stack::start_with(leadwright_tests::root(), state, &["--fresh"]);
    assert_eq!(s3(&stack, "test", "GET", "?list-type=2", None).1.matches("<Key>").count(), 0);
    assert!(stack.inbox().is_empty());
}

/// A report that comes back marks the salesperson whom mail does not reach, as every mail to the team does.
#[test]
fn a_report_that_bounces_marks_its_salesperson() {
    let folder = company();
    edit(folder.path(), "infra/config/team.yaml", "email: ana@acme.example", &format!("email: {BOUNCES}"));
    let stack = Stack::start_at(folder.path(), ":memory:");
    put(&stack, "report-1", BOUNCES);
    stack.advance("5m");
    let notices = stack.inbox().into_iter().filter(|mail| mail["subject"] == "Mail does not reach Ana Costa");
    assert_eq!(notices.count(), 2, "operator and manager");
    // An outside reader is nobody of the team: the log alone says it.
    put(&stack, "report-2", "bounce@simulator.amazonses.com");
    stack.advance("5m");
    assert_eq!(sent(&stack, "report-2").len(), 1);
    assert_eq!(stack.dead(), 0);
}
