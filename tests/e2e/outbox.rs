//! Mails that have no lead: the operator's notice of a brake goes exactly once, whatever fails.

use std::path::Path;

use leadwright_tests::{Stack, copy_config, edit, person};
use serde_json::{Value, json};

use crate::killing::{Step, killed_at};

const OPERATOR: &str = "ops@acme.example";

/// A company whose brake goes on at 3 bounces, and whose queues bring a message again after a second, as SQS does after
/// minutes.
fn company() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    edit(folder.path(), "infra/config/sending.yaml", "at_least: 200", "at_least: 100");
    operator(folder.path(), OPERATOR);
    for visibility in ["VisibilityTimeout: 270", "VisibilityTimeout: 180", "VisibilityTimeout: 150"] {
        edit(folder.path(), "infra/template.yaml", visibility, "VisibilityTimeout: 1");
    }
    folder
}

fn operator(folder: &Path, address: &str) {
    let (from, to) = ("reply_to: hello@acme.example", format!("operator: {address}\nreply_to: hello@acme.example"));
    edit(folder, "infra/config/company.yaml", from, &to);
}

fn started() -> Stack {
    Stack::start_at(company().path(), ":memory:")
}

/// Three bounces, of mails that went out just now. They are of no lead: feedback only counts them.
fn bounces(stack: &Stack) {
    let at = stack.status()["now"].clone();
    for number in 0..3 {
        let tags = json!({"send": [format!("s-{number}")], "to": ["operator"]});
        let event = json!({
            "eventType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": []},
            "mail": {"timestamp": at, "destination": ["x@acme.example"], "tags": tags},
        });
        stack.queue("mailevents", None, "", &event.to_string());
    }
}

/// The brake is on and its notice in the outbox, where the mailer has not found it yet: the id.
fn brake_on(stack: &Stack) -> String {
    to_the_minute(stack);
    bounces(stack);
    stack.settle();
    let brake: Value = serde_json::from_str(&stack.printed(&["brake", "--json"])).expect("JSON");
    assert_eq!(brake["brake"]["told"], true, "{brake}");
    format!("brake-{}", brake["brake"]["since"])
}

/// The scheduler looks at whole minutes: one has just begun.
fn to_the_minute(stack: &Stack) {
    let now: jiff::Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
    stack.advance(&format!("{}s", 60 - now.as_second() % 60));
}

/// The row of a mail, whole.
fn row(stack: &Stack, id: &str) -> Value {
    let key = json!({"pk": {"S": format!("OUTBOX#{id}")}, "sk": {"S": "OUTBOX"}});
    let get = json!({"TableName": stack.status()["table"], "Key": key, "ConsistentRead": true});
    stack.aws("dynamodb", "DynamoDB_20120810.GetItem", &get)["Item"].clone()
}

/// How a mail ended, as its row says.
fn end(stack: &Stack, id: &str) -> Value {
    let row = row(stack, id);
    let body: Value = serde_json::from_str(row["body"]["S"].as_str().expect("a body")).expect("JSON");
    assert_eq!(
        row["due_sk"].is_string() || row["due_sk"].is_object(),
        body["end"].is_null(),
        "due until it ended: {row}"
    );
    assert_eq!(row["expires"].is_object(), body["end"].is_object(), "it expires once it ended: {row}");
    body["end"].clone()
}

fn notices(stack: &Stack) -> usize {
    stack.inbox().iter().filter(|mail| mail["tags"]["to"] == "operator").count()
}

#[test]
fn a_notice_goes_once_tagged_with_its_id() {
    let stack = started();
    let id = brake_on(&stack);
    assert_eq!(notices(&stack), 0, "the mailer has not been told yet");
    assert_eq!(end(&stack, &id), Value::Null);
    stack.advance("2m");
    let mails = stack.inbox();
    let mail = mails.iter().find(|mail| mail["to"] == OPERATOR).expect("a notice");
    assert_eq!(mail["tags"], json!({"send": id, "to": "operator"}));
    assert!(mail["subject"].as_str().unwrap().starts_with("Marketing mail has stopped: "), "{mail}");
    assert_eq!(mail["headers"]["Auto-Submitted"], "auto-generated");
    assert!(end(&stack, &id)["sent"].is_object());
    stack.advance("2d");
    assert_eq!(notices(&stack), 1);
    assert_eq!(stack.dead(), 0);
}

/// Where the mailer is killed: before and behind each thing it asks for.
const OF_THE_MAILER: [Step; 5] = [
    ("dynamodb", "GetItem", "hang-request"),
    ("dynamodb", "PutItem", "hang-request"),
    ("dynamodb", "PutItem", "hang-response"),
    ("ses", "SendRawEmail", "hang-request"),
    ("ses", "SendRawEmail", "hang-response"),
];

#[test]
fn a_mailer_killed_at_any_step_sends_a_notice_once() {
    let stack = started();
    for (before, step) in OF_THE_MAILER.into_iter().enumerate() {
        let id = brake_on(&stack);
        killed_at(&stack, "mailer", step, || stack.advance("2m"));
        stack.advance("40m");
        assert_eq!(notices(&stack), before + 1, "{step:?}");
        assert!(end(&stack, &id)["sent"].is_object(), "{step:?}");
        stack.printed(&["brake", "--release"]);
    }
    stack.advance("2d");
    assert_eq!(notices(&stack), OF_THE_MAILER.len());
    assert_eq!(stack.dead(), 0);
}

/// Where feedback is killed, which puts the brake on: it has counted, looks, and writes brake and notice at once.
const OF_FEEDBACK: [Step; 6] = [
    ("dynamodb", "UpdateItem", "hang-request"),
    ("dynamodb", "UpdateItem", "hang-response"),
    ("dynamodb", "Query", "hang-request"),
    ("dynamodb", "GetItem", "hang-response"),
    ("dynamodb", "TransactWriteItems", "hang-request"),
    ("dynamodb", "TransactWriteItems", "hang-response"),
];

#[test]
fn feedback_killed_at_any_step_leaves_no_brake_without_its_notice_and_no_second_one() {
    let stack = started();
    // The first batch of an environment reads what the later ones know.
    stack.submit_and_settle("guide-download", &json!({"email": "warm@gmail.com"}));
    for (before, step) in OF_FEEDBACK.into_iter().enumerate() {
        killed_at(&stack, "feedback", step, || bounces(&stack));
        stack.settle();
        let brake: Value = serde_json::from_str(&stack.printed(&["brake", "--json"])).expect("JSON");
        assert!(brake["brake"].is_object(), "{step:?}: {brake}");
        stack.advance("10m");
        assert_eq!(notices(&stack), before + 1, "{step:?}");
        stack.printed(&["brake", "--release"]);
    }
    assert_eq!(stack.dead(), 0);
}

/// Messages come twice, too early, in any order, and to several mailers at once.
#[test]
fn a_notice_that_is_queued_many_times_goes_once() {
    let stack = started();
    // Of a mail that is not there yet, or no more.
    stack.queue("send", None, "", &json!({"outbox": "brake-1"}).to_string());
    let id = brake_on(&stack);
    std::thread::scope(|scope| {
        scope.spawn(|| stack.advance("2m"));
        for queue in ["send", "urgent", "send", "urgent"] {
            let (stack, id) = (&stack, &id);
            scope.spawn(move || {
                for _ in 0..8 {
                    stack.queue(queue, None, "", &json!({"outbox": id}).to_string());
                }
            });
        }
    });
    stack.settle();
    stack.queue("send", None, "", &json!({"outbox": id}).to_string());
    stack.settle();
    assert_eq!(notices(&stack), 1);
    assert!(end(&stack, &id)["sent"].is_object());
    assert_eq!(stack.dead(), 0);
}

/// Of several that find the limit passed at the same time, one puts the brake on.
#[test]
fn bounces_that_come_at_once_make_one_notice() {
    let stack = started();
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| bounces(&stack));
        }
    });
    stack.settle();
    stack.advance("10m");
    assert_eq!(notices(&stack), 1);
    assert_eq!(stack.dead(), 0);
}

/// What fails once, or for a while, and when the notice has gone then.
#[test]
fn what_fails_for_a_while_delays_a_notice_and_doubles_none() {
    let stack = started();
    for (before, (service, operation, fault, times, within)) in [
        // The answer is lost, and SES's `Send` event settles the claim.
        ("ses", "SendRawEmail", "drop-response", 1, "2m"),
        // The request is lost: the mail goes when the lease ends.
        ("ses", "SendRawEmail", "drop-request", 1, "5m"),
        ("ses", "SendRawEmail", "throttle", 3, "5m"),
        ("ses", "SendRawEmail", "pause", 3, "12m"),
        ("ses", "SendRawEmail", "reject", 3, "12m"),
        // Neither the claim nor what became of it is lost.
        ("dynamodb", "PutItem", "drop-response", 2, "5m"),
        ("dynamodb", "PutItem", "throttle", 3, "5m"),
        ("dynamodb", "PutItem", "error", 8, "10m"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = brake_on(&stack);
        let fault = json!({
            "service": service, "operation": operation, "fault": fault, "times": times, "function": "mailer",
        });
        stack.fault(&fault);
        stack.advance(within);
        assert_eq!(notices(&stack), before + 1, "{fault}");
        assert!(end(&stack, &id)["sent"].is_object(), "{fault}");
        stack.advance("1h");
        assert_eq!(notices(&stack), before + 1, "{fault}: no second one");
        stack.printed(&["brake", "--release"]);
    }
    assert_eq!(stack.dead(), 0);
}

/// A mail that SES refuses for what it is is given up; an outage of SES outlasts no notice.
#[test]
fn a_notice_is_given_up_for_what_it_is_and_waits_out_an_outage() {
    let stack = started();
    let refused = brake_on(&stack);
    stack.fault(&json!({"service": "ses", "operation": "SendRawEmail", "fault": "reject", "times": 10}));
    stack.advance("20h");
    assert!(end(&stack, &refused)["given_up"].is_object());
    stack.printed(&["brake", "--release"]);
    let waits = brake_on(&stack);
    stack.fault(&json!({"service": "ses", "operation": "SendRawEmail", "fault": "paused", "times": 15}));
    stack.advance("20h");
    assert_eq!((end(&stack, &waits), notices(&stack)), (Value::Null, 0));
    stack.advance("3d");
    assert!(end(&stack, &waits)["sent"].is_object());
    assert_eq!(notices(&stack), 1);
}

/// Without any `Send` event the answer of SES alone says that a notice went.
#[test]
fn a_notice_goes_once_though_no_send_event_ever_comes() {
    let folder = company();
    edit(folder.path(), "infra/template.yaml", "MatchingEventTypes: [send, ", "MatchingEventTypes: [");
    let stack = Stack::start_at(folder.path(), ":memory:");
    let id = brake_on(&stack);
    stack.advance("2h");
    assert_eq!(notices(&stack), 1);
    assert!(end(&stack, &id)["sent"].is_object());
}

/// A brake that an older version put on: told of already, or not.
#[test]
fn a_brake_of_an_older_version_gets_its_notice_unless_it_had_one() {
    for (told, notices_then) in [(true, 0), (false, 1)] {
        let folder = company();
        let stack = Stack::start_at(folder.path(), ":memory:");
        let since = 1_795_424_400_000_i64;
        let brake =
            json!({"since": since, "headline": "3% came back", "why": "3% came back", "told": told, "by": "0f3c"});
        let body = json!({"brake": brake}).to_string();
        let item = json!({"pk": {"S": "CONTROL"}, "sk": {"S": "MAIL"}, "body": {"S": body}});
        let put = json!({"TableName": stack.status()["table"], "Item": item});
        stack.aws("dynamodb", "DynamoDB_20120810.PutItem", &put);
        // The first batch of an environment looks, whatever is in it: here the mail to the owner.
        stack.submit_and_settle("demo-request", &person(1));
        stack.advance("10m");
        assert_eq!(notices(&stack), notices_then, "told: {told}");
        if !told {
            assert!(end(&stack, &format!("brake-{since}"))["sent"].is_object());
        }
        let brake: Value = serde_json::from_str(&stack.printed(&["brake", "--json"])).expect("JSON");
        assert_eq!(brake["brake"]["told"], true);
    }
}

/// An operator whose mailbox is gone is nobody's lead: the log names the mail, and no address.
#[test]
fn a_notice_that_bounces_is_an_error_in_the_log() {
    let folder = company();
    operator_that_bounces(folder.path());
    let state = folder.path().join("state");
    let stack = Stack::start_at(folder.path(), &state);
    let id = brake_on(&stack);
    stack.advance("2m");
    assert_eq!(notices(&stack), 1);
    let log = std::fs::read_to_string(state.join("logs/feedback.log")).unwrap();
    let is_it = |line: &&str| line.contains("mail of the outbox did not arrive") && line.contains(&id);
    let line = log.lines().find(is_it).expect("an error");
    assert!(line.contains(r#""level":"ERROR""#), "{line}");
    assert!(!log.contains("simulator.amazonses.com"), "no address");
    assert_eq!(stack.dead(), 0);
}

fn operator_that_bounces(folder: &Path) {
    edit(folder, "infra/config/company.yaml", OPERATOR, "bounce@simulator.amazonses.com");
}
