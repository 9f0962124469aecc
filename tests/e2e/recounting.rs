//! `leadwright recount`: what an older release stored gets the numbers of today.

use leadwright_tests::Stack;
use serde_json::{Value, json};

use crate::old_state::opened;

/// The counters of a year, as reports read them.
fn of_year(stack: &Stack, dimension: &str) -> Value {
    let year = &stack.status()["now"].as_str().unwrap()[..4].to_owned();
    let row = stack.aws(
        "dynamodb",
        "DynamoDB_20120810.GetItem",
        &json!({
            "TableName": stack.status()["table"],
            "Key": {"pk": {"S": format!("METRIC#year#{dimension}")}, "sk": {"S": year}},
        }),
    );
    serde_json::from_str(row["Item"]["body"]["S"].as_str().unwrap_or("{}")).unwrap()
}

fn put_recount(stack: &Stack, body: &Value) {
    let item = json!({"pk": {"S": "RECOUNT"}, "sk": {"S": "RECOUNT"}, "body": {"S": body.to_string()}});
    stack.aws("dynamodb", "DynamoDB_20120810.PutItem", &json!({"TableName": stack.status()["table"], "Item": item}));
}

fn recount_row(stack: &Stack) -> Value {
    let key = json!({"pk": {"S": "RECOUNT"}, "sk": {"S": "RECOUNT"}});
    let row =
        stack.aws("dynamodb", "DynamoDB_20120810.GetItem", &json!({"TableName": stack.status()["table"], "Key": key}));
    serde_json::from_str(row["Item"]["body"]["S"].as_str().unwrap()).unwrap()
}

#[test]
fn what_an_older_release_counted_gets_the_dimensions_of_today() {
    let (_folder, stack) = opened();
    stack.settle();
    let printed = stack.printed(&["audit"]);
    assert!(printed.contains("run `leadwright recount`"), "{printed}");
    assert_eq!(of_year(&stack, "cohort_month"), json!({}));
    let printed = stack.printed(&["recount"]);
    assert!(printed.contains(" facts of ") && printed.contains("counted anew"), "{printed}");
    let (months, campaigns) = (of_year(&stack, "cohort_month"), of_year(&stack, "campaign"));
    let leads = |counts: &Value| -> u64 {
        counts.as_object().unwrap().values().filter_map(|value| value["new_leads"].as_u64()).sum()
    };
    let all = of_year(&stack, "all")["all"]["new_leads"].as_u64();
    assert!(all > Some(10), "{all:?}");
    assert_eq!([Some(leads(&months)), Some(leads(&campaigns))], [all, all], "{months} {campaigns}");
    assert!(months.as_object().unwrap().keys().all(|month| month.starts_with("20")), "{months}");
    let printed = stack.printed(&["audit"]);
    assert!(!printed.contains("recount"), "{printed}");

    // Again, nothing is left to do; and done once more, nothing changes.
    let printed = stack.printed(&["recount"]);
    assert!(printed.contains("already"), "{printed}");
    let printed = stack.printed(&["recount", "--again"]);
    assert!(printed.contains("0 facts of 0 leads changed"), "{printed}");
    assert_eq!(of_year(&stack, "cohort_month"), months);
    stack.advance("2d");
    stack.assert_sound();
}

#[test]
fn a_recount_that_was_interrupted_goes_on() {
    let (_folder, stack) = opened();
    stack.settle();
    // It fails at the first fact that it writes: nothing is done yet.
    stack.fault(&json!({"service": "dynamodb", "operation": "UpdateItem", "fault": "error", "times": 5}));
    let output = stack.command(&["recount"]);
    assert_eq!(output.status.code(), Some(1));
    stack.printed(&["recount"]);
    let done = recount_row(&stack);
    let leads = done["leads"].as_u64().unwrap();
    assert_eq!(done["is_done"], true, "{done}");
    // As if it had been interrupted after the first lead.
    let first = done["after"].clone();
    put_recount(&stack, &json!({"definitions": done["definitions"], "after": first, "leads": leads - 1}));
    let printed = stack.printed(&["recount"]);
    assert!(printed.contains(&format!("Going on after {} leads", leads - 1)), "{printed}");
    // What other definitions had begun is not gone on with.
    put_recount(&stack, &json!({"definitions": "others", "after": first, "leads": 1}));
    let printed = stack.printed(&["recount"]);
    assert!(printed.contains(&format!("{leads} leads read: 0 facts")), "{printed}");
    stack.assert_sound();
}
