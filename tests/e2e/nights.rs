//! The counting of days: no day is lost, whatever fails.

use serde_json::{Value, json};

use leadwright_tests::{Stack, person};

/// The new leads of each day of the company that was counted.
pub(crate) fn leads_by_day(stack: &Stack) -> Vec<(String, u64)> {
    let answer = stack.aws(
        "dynamodb",
        "DynamoDB_20120810.Query",
        &json!({
            "TableName": stack.status()["table"],
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": "METRIC#day#all"}},
        }),
    );
    let leads = |row: &Value| {
        let counts: Value = serde_json::from_str(row["body"]["S"].as_str().unwrap()).unwrap();
        (row["sk"]["S"].as_str().unwrap().to_owned(), counts["all"]["new_leads"].as_u64().unwrap_or_default())
    };
    answer["Items"].as_array().unwrap().iter().map(leads).filter(|(_, leads)| *leads > 0).collect()
}

fn day(stack: &Stack) -> String {
    stack.status()["now"].as_str().unwrap()[..10].to_owned()
}

/// Monday was counted, the runs of three days after it fail: the next one counts every day since.
#[test]
fn r_mautic_13424_any_number_of_nights_that_fail_loses_no_day() {
    let stack = Stack::start();
    stack.advance("1d");
    let first = day(&stack);
    stack.submit_and_settle("demo-request", &person(0));
    // Four runs a day, and the SDK makes a call that fails five times.
    stack.fault(&json!({
        "service": "dynamodb", "operation": "PutItem", "fault": "error", "times": 60, "function": "rollup",
    }));
    for number in 1..=3 {
        stack.advance("1d");
        stack.submit_and_settle("demo-request", &person(number));
    }
    assert_eq!(leads_by_day(&stack), [], "no night could write");
    stack.advance("2d");
    let counted = leads_by_day(&stack);
    assert_eq!(counted.iter().map(|(_, leads)| *leads).collect::<Vec<_>>(), [1, 1, 1, 1], "{counted:?}");
    assert_eq!(counted[0].0, first);
}

/// A row that can't be read stops its own day and no other, and the day is counted when the row is mended.
#[test]
fn a_day_that_cant_be_counted_keeps_no_other() {
    let stack = Stack::start();
    let broken = day(&stack);
    let lead = stack.submit_and_settle("demo-request", &person(0));
    let activity = stack.stored_activities(&lead).into_keys().next().unwrap();
    let put_fact = |fact: &str| {
        stack.aws(
            "dynamodb",
            "DynamoDB_20120810.UpdateItem",
            &json!({
                "TableName": stack.status()["table"],
                "Key": {"pk": {"S": format!("LEAD#{lead}")}, "sk": {"S": &activity}},
                "UpdateExpression": "SET fact = :fact",
                "ExpressionAttributeValues": {":fact": {"S": fact}},
            }),
        )
    };
    put_fact("{");
    for number in 1..=2 {
        stack.advance("1d");
        stack.submit_and_settle("demo-request", &person(number));
    }
    stack.advance("1d");
    let counted = leads_by_day(&stack);
    assert_eq!(counted.len(), 2, "{counted:?}");
    assert!(counted.iter().all(|(day, leads)| *day != broken && *leads == 1), "{counted:?}");
    put_fact(r#"{"source": "form", "counts": ["new_leads"]}"#);
    stack.advance("1d");
    let counted = leads_by_day(&stack);
    assert_eq!(counted.len(), 3, "{counted:?}");
    assert_eq!(counted[0], (broken, 1), "{counted:?}");
}

/// A day with more sources than one row of DynamoDB holds.
#[test]
fn a_day_of_2200_long_sources_is_counted_whole() {
    const SOURCES: usize = 2_200;
    let stack = Stack::start();
    let table = stack.status()["table"].clone();
    let utc_day = day(&stack).replace('-', "");
    let put_facts = |sources: usize, length: usize| {
        for start in (0..sources).step_by(25) {
            let row = |number: usize| {
                let source = format!("{number:0>5}{}", "x".repeat(length));
                json!({"PutRequest": {"Item": {
                    "pk": {"S": format!("LEAD#ld_{number}")},
                    "sk": {"S": format!("ACT#{utc_day}T080000000-{number:0>5}")},
                    "day_pk": {"S": format!("DAY#{utc_day}#0")},
                    "fact": {"S": json!({"source": source, "counts": ["new_leads"]}).to_string()},
                }}})
            };
            let rows: Vec<Value> = (start..sources.min(start + 25)).map(row).collect();
            let answer = stack.aws(
                "dynamodb",
                "DynamoDB_20120810.BatchWriteItem",
                &json!({"RequestItems": {table.as_str().unwrap(): rows}}),
            );
            assert_eq!(answer["UnprocessedItems"], json!({}), "{answer}");
        }
    };
    let report = || {
        stack.local("run/rollup", &json!({}));
        let printed = stack.printed(&["report", "--by", "source", "--measures", "new_leads,forms", "--csv"]);
        let rows: Vec<(String, u64)> = printed
            .lines()
            .skip(1)
            .map(|line| line.split(',').take(2).collect::<Vec<_>>())
            .map(|row| (row[0].to_owned(), row[1].parse().unwrap()))
            .collect();
        rows
    };
    put_facts(SOURCES, 190);
    let rows = report();
    assert_eq!(rows.len(), SOURCES);
    assert!(rows.iter().all(|(source, leads)| source.len() == 195 && *leads == 1));
    assert_eq!(report(), rows, "counting again changes nothing");
    // The same rows with short sources: one row of metrics does, and what the larger count left is not read.
    put_facts(SOURCES, 1);
    let rows = report();
    assert_eq!(rows.len(), SOURCES);
    assert!(rows.iter().all(|(source, leads)| source.len() == 6 && *leads == 1));
}

/// Submissions count for the form that was sent, a lead for the form that brought it.
#[test]
fn a_second_form_counts_as_itself() {
    let stack = Stack::start();
    stack.submit_and_settle("guide-download", &person(0));
    stack.submit_and_settle("demo-request", &person(0));
    stack.local("run/rollup", &json!({}));
    let printed = stack.printed(&["report", "--by", "form", "--csv"]);
    let row = |form: &str| printed.lines().find(|line| line.starts_with(form)).map(str::to_owned);
    assert!(row("guide-download,1,1,").is_some(), "{printed}");
    assert!(row("demo-request,0,1,").is_some(), "{printed}");
}

/// An older row says that the lead came from a trade show: all that was counted of it moves there.
#[test]
fn what_is_counted_follows_a_first_touch_that_changes() {
    let stack = Stack::start();
    let arrival = day(&stack);
    for number in 0..2 {
        stack.submit_and_settle("guide-download", &person(number));
    }
    stack.advance("1d");
    let rows = || {
        let printed = stack.printed(&["report", "--by", "source", "--measures", "new_leads,forms", "--csv"]);
        let row = |line: &str| line.split(',').take(3).map(str::to_owned).collect::<Vec<_>>();
        printed.lines().skip(1).map(row).collect::<Vec<_>>()
    };
    assert_eq!(rows(), [["download", "2", "2"]]);
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("fair.csv");
    let email = person(0)["email"].as_str().unwrap().to_owned();
    std::fs::write(&list, format!("email,date\n{email},{arrival} 01:00\n")).unwrap();
    stack.printed(&["import", list.to_str().unwrap(), "--source", "trade show"]);
    stack.settle();
    stack.advance("1d");
    assert_eq!(rows(), [["download", "1", "1"], ["trade show", "1", "1"]]);
    // The night's mark is younger than its count may be old: another night takes it away, and changes nothing.
    stack.advance("1d");
    assert_eq!(rows(), [["download", "1", "1"], ["trade show", "1", "1"]]);
    let waiting = stack.aws(
        "dynamodb",
        "DynamoDB_20120810.Scan",
        &json!({
            "TableName": stack.status()["table"],
            "FilterExpression": "begins_with(pk, :pk)",
            "ExpressionAttributeValues": {":pk": {"S": "CORRECTION#"}},
        }),
    );
    assert_eq!(waiting["Items"], json!([]));
    stack.assert_sound();
}
