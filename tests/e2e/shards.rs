//! The number of shards stands in the table: commands know it, it may be raised, and what was stored before stays whole.

use std::path::Path;

use leadwright_tests::{Stack, edit, leadwright, person};
use serde_json::{Value, json};

use crate::deployed::{Deployed, NAME};
use crate::unmatched::before_maria;

fn with_shards(folder: &Path, from: u16, to: u16) {
    let line = |number| format!("MaxValue: 64\n    Default: {number}");
    edit(folder, "infra/template.yaml", &line(from), &line(to));
}

fn leads(printed: &str) -> usize {
    serde_json::from_str::<Vec<Value>>(printed).unwrap().len()
}

#[test]
fn the_number_of_shards_is_raised_and_nothing_of_before_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    // A call for somebody whose lead begins after the raise.
    let (stack, maria) = before_maria(folder.path());
    stack.tell(&json!({"kind": "call_logged", "lead": maria, "by": "ana", "note": "Wants a demo", "id": "call-1"}));
    let ids: Vec<String> = (2..14).map(|number| stack.submit_and_settle("demo-request", &person(number))).collect();
    stack.tell(&json!({"kind": "tip", "email": "tip@customer.example", "referred_by": "person3@customer3.example"}));
    stack.printed(&["erase", &ids[0], "--by", "ana", "--yes"]);
    stack.settle();
    assert_eq!(leads(&stack.printed(&["leads", "--json"])), 12);
    stack.stop();

    with_shards(folder.path(), 4, 16);
    let stack = Stack::start_at(folder.path(), &state);
    assert_eq!(stack.status()["shards"], 16);
    assert_eq!(leads(&stack.printed(&["leads", "--json"])), 12, "leads of before are in the lists");
    stack.printed(&["audit"]);
    assert!(stack.printed(&["rescore"]).contains("every lead has the score"));
    let maria_now = stack.submit_and_settle("guide-download", &person(1));
    assert_eq!(maria_now, maria);
    let timeline = stack.lead(&maria)["timeline"].to_string();
    assert!(timeline.contains("call_logged"), "what waited for her has come: {timeline}");
    assert!(stack.printed(&["unmatched"]).contains("Every activity has its lead"));
    let certificates: Vec<Value> =
        serde_json::from_str(&stack.printed(&["erase", &ids[0], "--certificate", "--json"])).unwrap();
    assert_eq!(certificates.len(), 1, "{certificates:?}");
    let referrals = stack.printed(&["referrals", "--json"]);
    assert!(referrals.contains(&ids[1]), "{referrals}");
    // Whoever goes now takes along what was stored before.
    stack.printed(&["erase", &ids[1], "--by", "ana", "--yes"]);
    stack.settle();
    for number in 20..24 {
        stack.submit_and_settle("demo-request", &person(number));
    }
    stack.advance("2d");
    stack.assert_sound();
    stack.stop();

    with_shards(folder.path(), 16, 4);
    let refused = leadwright(folder.path(), &["up", "--built", "--port", "0", "--state", state.to_str().unwrap()]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said.contains("spread over 16 shards, and the parameter Shards says 4"), "{said}");
    assert!(said.contains("Deploy with Shards=16 or more"), "{said}");
}

#[test]
fn a_command_on_a_deployed_stack_knows_the_number_from_the_table() {
    let folder = tempfile::tempdir().unwrap();
    leadwright_tests::copy_config(folder.path());
    with_shards(folder.path(), 4, 13);
    let stack = Stack::start_at(folder.path(), ":memory:");
    for number in 1..15 {
        stack.submit_and_settle("demo-request", &person(number));
    }
    let deployed = Deployed::of(&stack);
    let printed = deployed.command(folder.path(), &["leads", "--json"]);
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    assert_eq!(leads(&String::from_utf8(printed.stdout).unwrap()), 14);
    let audited = deployed.command(folder.path(), &["audit"]);
    assert!(String::from_utf8_lossy(&audited.stdout).contains("14 stored leads"), "{audited:?}");

    let wrong = deployed.command(folder.path(), &["leads", "--shards", "4"]);
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert!(said.contains("the table of leadwright has 13 shards, and --shards says 4: leave --shards out"), "{said}");

    // A table on which no stack of this release has run says nothing, and nobody guesses.
    let key = json!({"pk": {"S": "SHARDS"}, "sk": {"S": "SHARDS"}});
    stack.aws("dynamodb", "DynamoDB_20120810.DeleteItem", &json!({"TableName": stack.status()["table"], "Key": key}));
    let unknown = deployed.command(folder.path(), &["leads", "--json"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("does not say how many shards it has"), "{unknown:?}");
    let given = deployed.command(folder.path(), &["leads", "--json", "--shards", "13"]);
    assert_eq!(leads(&String::from_utf8(given.stdout).unwrap()), 14);
    assert_eq!(NAME, "leadwright");
}

/// The function that ticks refuses a number that is too small: an alarm rings, and what is due goes all the same.
#[test]
fn a_tick_with_too_few_shards_says_so_and_leaves_nothing_behind() {
    let stack = Stack::start();
    for number in 1..9 {
        stack.submit_and_settle("guide-download", &person(number));
    }
    let update = json!({
        "TableName": stack.status()["table"],
        "Key": {"pk": {"S": "SHARDS"}, "sk": {"S": "SHARDS"}},
        "UpdateExpression": "SET shards = :eight",
        "ExpressionAttributeValues": {":eight": {"N": "8"}},
    });
    stack.aws("dynamodb", "DynamoDB_20120810.UpdateItem", &update);
    let mut answer = stack.post("/_local/run/nurture", "application/json", "{}");
    let said = leadwright_tests::read_text(&mut answer);
    assert_ne!(answer.status(), 200);
    assert!(said.contains("spread over 8 shards, and the parameter Shards says 4"), "{said}");
}
