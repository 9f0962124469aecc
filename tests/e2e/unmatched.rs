//! Activities that are accepted for a lead that is not there: none is lost.

use std::path::Path;

use leadwright_tests::{Stack, copy_config, edit, person, read_json};
use serde_json::{Value, json};

const MARIA: &str = "person1@customer1.example";

fn call(lead: &str) -> Value {
    json!({"kind": "call_logged", "lead": lead, "by": "ana", "note": "Wants a demo", "id": "call-1"})
}

/// A stack that has forgotten all leads but not the key that their ids are made with, and the id that Maria will have. Its
/// queues bring a message again after a second, as SQS does after a minute.
pub(crate) fn before_maria(folder: &Path) -> (Stack, String) {
    copy_config(folder);
    edit(folder, "infra/template.yaml", "VisibilityTimeout: 60", "VisibilityTimeout: 1");
    let state = folder.join("state");
    let stack = Stack::start_at(folder, &state);
    let id = stack.submit_and_settle("guide-download", &person(1));
    stack.stop();
    for file in ["leadwright.db", "leadwright.db-wal", "leadwright.db-shm"] {
        let path = state.join(file);
        assert!(!path.exists() || std::fs::remove_file(path).is_ok());
    }
    (Stack::start_at(folder, &state), id)
}

fn unmatched(stack: &Stack) -> Vec<Value> {
    serde_json::from_str(&stack.printed(&["unmatched", "--json"])).unwrap()
}

fn calls(stack: &Stack) -> usize {
    stack.lead(MARIA)["timeline"].as_array().unwrap().iter().filter(|one| one["kind"] == "call_logged").count()
}

#[test]
fn an_activity_for_nobody_is_kept_and_shown_until_it_is_discarded() {
    let stack = Stack::start();
    let nobody = "ld_aaaaaaaaaaaaaaaaaaaaaaaaaa";
    let token = format!("Bearer {}", stack.status()["secrets"]["ApiToken"].as_str().unwrap());
    let headers = [("content-type", "application/json"), ("authorization", token.as_str())];
    let mut answer = stack.request("POST", "/activities", &headers, &call(nobody).to_string());
    assert_eq!(answer.status(), 202);
    let answer = read_json(&mut answer);
    assert!(answer["note"].as_str().unwrap().contains("`leadwright unmatched` lists"), "{answer}");
    stack.settle();
    let kept = unmatched(&stack);
    assert_eq!(kept.len(), 1);
    assert_eq!((&kept[0]["activity"]["lead"], &kept[0]["activity"]["note"]), (&json!(nobody), &json!("Wants a demo")));
    // Posted again, it is the same one.
    stack.tell(&call(nobody));
    let listed = stack.printed(&["unmatched"]);
    assert!(listed.contains("1 activity without a lead") && listed.contains("spoke with them"), "{listed}");
    assert_eq!(stack.printed(&["unmatched", "--apply"]).trim(), "0 activities queued");
    assert_eq!(stack.printed(&["unmatched", "--discard", nobody]).trim(), "1 activity discarded");
    assert_eq!(stack.command(&["unmatched", "--discard", nobody]).status.code(), Some(1));
    assert!(stack.printed(&["unmatched"]).contains("Every activity has its lead"));
    // Where the person is named by an address, the lead begins.
    let mut body = stack.request(
        "POST",
        "/activities",
        &headers,
        &json!({"kind": "product_used", "email": MARIA, "name": "x"}).to_string(),
    );
    assert_eq!(read_json(&mut body)["note"], Value::Null);
    stack.settle();
    stack.assert_sound();
}

#[test]
fn an_activity_that_comes_before_its_lead_is_applied_when_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let (stack, id) = before_maria(folder.path());
    stack.tell(&call(&id));
    assert_eq!(unmatched(&stack).len(), 1);
    let scan = json!({"TableName": stack.status()["table"]});
    let rows = stack.aws("dynamodb", "DynamoDB_20120810.Scan", &scan);
    let is_kept = |row: &&Value| row["pk"]["S"].as_str().unwrap().starts_with("UNMATCHED#");
    let row = rows["Items"].as_array().unwrap().iter().find(is_kept).unwrap().clone();
    assert!(row["expires"]["N"].is_string());
    stack.submit_and_settle("guide-download", &person(1));
    assert_eq!((calls(&stack), unmatched(&stack).len()), (1, 0));
    // A row that was left behind is taken up by hand, and counts once.
    stack.aws("dynamodb", "DynamoDB_20120810.PutItem", &json!({"TableName": scan["TableName"], "Item": row}));
    assert_eq!(stack.printed(&["unmatched", "--apply"]).trim(), "1 activity queued");
    stack.settle();
    assert_eq!((calls(&stack), unmatched(&stack).len()), (1, 0));
    stack.assert_sound();
}

/// The function ends between the lead and the look for what waits for it: the batch comes again, and looks again.
#[test]
fn a_lead_that_begins_in_a_crash_gets_what_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let (stack, id) = before_maria(folder.path());
    stack.tell(&call(&id));
    stack.fault(&json!({
        "service": "dynamodb", "operation": "Query", "fault": "error", "times": 5, "function": "scoring",
    }));
    stack.submit_and_settle("guide-download", &person(1));
    assert_eq!((calls(&stack), unmatched(&stack).len()), (1, 0));
    stack.assert_sound();
}
