//! Dead letters: what failed again and again is found, and goes back to its queue once its cause is gone.

use std::path::Path;
use std::time::{Duration, Instant};

use leadwright_tests::{Stack, copy_config, edit, leadwright, person};
use serde_json::{Value, json};

/// What the call's note says, which no command may print.
const NOTE: &str = "Wants a demo";

/// A stack whose queues bring a message again after a second, and give it up after two tries.
pub(crate) fn impatient(folder: &Path) -> Stack {
    copy_config(folder);
    edit(folder, "infra/template.yaml", "VisibilityTimeout: 60", "VisibilityTimeout: 1");
    edit(folder, "infra/template.yaml", "maxReceiveCount: 20", "maxReceiveCount: 2");
    Stack::start_at(folder, ":memory:")
}

/// Waits until that many messages are dead.
pub(crate) fn until_dead(stack: &Stack, count: u64) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while stack.dead() < count {
        assert!(Instant::now() < deadline, "{}", stack.status());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Puts something in the place of a lead's stored body; what stood there.
fn swap_body(stack: &Stack, lead: &str, body: &Value) -> Value {
    let update = json!({
        "TableName": stack.status()["table"],
        "Key": {"pk": {"S": format!("LEAD#{lead}")}, "sk": {"S": "PROFILE"}},
        "UpdateExpression": "SET body = :body",
        "ExpressionAttributeValues": {":body": body},
        "ReturnValues": "UPDATED_OLD",
    });
    stack.aws("dynamodb", "DynamoDB_20120810.UpdateItem", &update)["Attributes"]["body"].clone()
}

fn call(stack: &Stack, lead: &str) {
    let token = format!("Bearer {}", stack.status()["secrets"]["ApiToken"].as_str().unwrap());
    let headers = [("content-type", "application/json"), ("authorization", token.as_str())];
    let call = json!({"kind": "call_logged", "lead": lead, "by": "ana", "note": NOTE, "id": "call-1"});
    assert_eq!(stack.request("POST", "/activities", &headers, &call.to_string()).status(), 202);
}

fn calls(stack: &Stack, lead: &str) -> usize {
    stack.lead(lead)["timeline"].as_array().unwrap().iter().filter(|one| one["kind"] == "call_logged").count()
}

fn letters(stack: &Stack, folder: &Path) -> Vec<Value> {
    let printed = leadwright(folder, &["redrive", "activities", "--json", "--against", &stack.url]);
    let seen: Value = serde_json::from_slice(&printed.stdout).unwrap_or_else(|_| panic!("{printed:?}"));
    seen["messages"].as_array().unwrap().clone()
}

#[test]
fn what_failed_is_found_and_goes_back_once_its_cause_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let stack = impatient(folder.path());
    let run = |arguments: &[&str]| {
        let output = leadwright(folder.path(), &[arguments, &["--against", &stack.url]].concat());
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), said(&output.stdout), said(&output.stderr))
    };
    assert!(run(&["redrive", "activities"]).1.contains("No message of activities lies"));
    assert_eq!(run(&["redrive", "activities", "--yes"]).0, Some(0), "nothing to do is no failure");
    let lead = stack.submit_and_settle("demo-request", &person(1));
    let whole = swap_body(&stack, &lead, &json!({"S": "broken"}));
    call(&stack, &lead);
    stack.queue("activities", Some("ld_poisoned"), "poison", "{\"email\": \"maria@acme.example\"}");
    until_dead(&stack, 2);

    let (code, said, error) = run(&["doctor"]);
    assert_eq!(code, Some(1), "{said}{error}");
    assert!(error.contains("error found") || error.contains("errors found"), "{error}");
    for expected in [
        "error    queue activities: 2 messages in its dead-letter queue",
        "1 × call_logged",
        "1 × not readable",
        "`leadwright redrive activities`",
    ] {
        assert!(said.contains(expected), "{expected:?} is not in {said}");
    }
    let (_, shown, _) = run(&["redrive", "activities"]);
    assert!(shown.contains("2 messages of activities") && shown.contains("Nothing was changed"), "{shown}");
    assert!(shown.contains(&lead), "{shown}");
    for personal in [NOTE, "maria@acme.example"] {
        assert!(!shown.contains(personal) && !said.contains(personal), "{shown}{said}");
    }
    let seen = letters(&stack, folder.path());
    assert_eq!((seen.len(), stack.dead()), (2, 2), "a look changes nothing");

    let (code, _, error) = run(&["redrive", "activities", "--drop", "no-such-id"]);
    assert!(code == Some(1) && error.contains("no message no-such-id lies there"), "{error}");
    let poison = seen.iter().find(|one| one["readable"] == false).unwrap()["id"].as_str().unwrap();
    assert!(run(&["redrive", "activities", "--drop", poison]).1.contains("gone for good"));
    assert_eq!(stack.dead(), 1);

    // Sent back too early, it comes back, and is not lost.
    assert_eq!(
        run(&["redrive", "activities", "--yes", "--json"]).1.trim(),
        "{\"queue\":\"activities\",\"sent_back\":1}"
    );
    until_dead(&stack, 1);
    swap_body(&stack, &lead, &whole);
    assert_eq!(calls(&stack, &lead), 0);
    let (code, said, _) = run(&["redrive", "activities", "--yes"]);
    assert!(code == Some(0) && said.contains("1 message sent back to activities"), "{said}");
    stack.settle();
    assert_eq!((stack.dead(), calls(&stack, &lead)), (0, 1));
    let (code, said, _) = run(&["doctor"]);
    assert_eq!(code, Some(0), "{said}");
    stack.assert_sound();
}

/// A command that ends between the two halves leaves the message in both queues: it counts once.
#[test]
fn a_redrive_that_breaks_off_loses_nothing_and_counts_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let stack = impatient(folder.path());
    let leads: Vec<String> = (1..4).map(|number| stack.submit_and_settle("demo-request", &person(number))).collect();
    let whole: Vec<Value> = leads.iter().map(|lead| swap_body(&stack, lead, &json!({"S": "broken"}))).collect();
    for lead in &leads {
        call(&stack, lead);
    }
    until_dead(&stack, 3);
    for (lead, whole) in leads.iter().zip(&whole) {
        swap_body(&stack, lead, whole);
    }
    // The SDK asks three times.
    let broken =
        json!({"service": "sqs", "operation": "DeleteMessage", "fault": "error", "function": "cli", "times": 3});
    stack.fault(&broken);
    let broken = leadwright(folder.path(), &["redrive", "activities", "--yes", "--against", &stack.url]);
    let said = String::from_utf8_lossy(&broken.stderr).into_owned();
    assert_eq!(broken.status.code(), Some(1), "{said}");
    assert!(said.contains("Nothing is lost: run `leadwright redrive activities --yes` again"), "{said}");
    assert_eq!(stack.dead(), 3, "those that were not sent back stay");
    // What it had in hand is there again after half a minute.
    let deadline = Instant::now() + Duration::from_mins(2);
    while stack.dead() > 0 {
        assert!(Instant::now() < deadline);
        stack.command(&["redrive", "activities", "--yes"]);
        std::thread::sleep(Duration::from_secs(2));
    }
    stack.settle();
    for lead in &leads {
        assert_eq!(calls(&stack, lead), 1);
    }
    stack.assert_sound();
}
