//! Days of any size, and the rows of months and years: what is counted adds up, whoever counts it and is stopped at it.

use std::sync::atomic::{AtomicBool, Ordering};

use leadwright_tests::{Stack, copy_config, edit, person};
use serde_json::{Value, json};

use crate::killing::{Step, killed_at};

fn day(stack: &Stack) -> String {
    stack.status()["now"].as_str().unwrap()[..10].to_owned()
}

fn date(stack: &Stack) -> jiff::civil::Date {
    day(stack).parse().unwrap()
}

fn row(stack: &Stack, pk: &str, sk: &str) -> Value {
    let key = json!({"pk": {"S": pk}, "sk": {"S": sk}});
    let row = stack.aws(
        "dynamodb",
        "DynamoDB_20120810.GetItem",
        &json!({"TableName": stack.status()["table"], "Key": key, "ConsistentRead": true}),
    );
    row["Item"].clone()
}

fn put(stack: &Stack, item: &Value) {
    let put = json!({"TableName": stack.status()["table"], "Item": item});
    stack.aws("dynamodb", "DynamoDB_20120810.PutItem", &put);
}

fn counters(stack: &Stack, pk: &str, sk: &str) -> Value {
    serde_json::from_str(row(stack, pk, sk)["body"]["S"].as_str().unwrap_or("null")).unwrap()
}

/// Runs the rollup; what it answers.
fn count(stack: &Stack) -> Value {
    stack.local("run/rollup", &json!({}))
}

/// Facts of a day in all four shards, with so many sources, campaigns and pages.
fn put_large_day(stack: &Stack, day: &str, facts: usize, values: usize) {
    let table = stack.status()["table"].as_str().unwrap().to_owned();
    let utc_day = day.replace('-', "");
    for start in (0..facts).step_by(25) {
        let row = |number: usize| {
            let value = |of: &str| format!("{of} {}", number % values);
            let fact = json!({
                "source": value("source"), "campaign": value("campaign"), "page": value("page"), "counts": ["new_leads"],
            });
            json!({"PutRequest": {"Item": {
                "pk": {"S": format!("LEAD#ld_{number}")},
                "sk": {"S": format!("ACT#{utc_day}T080000000-{number:0>8}")},
                "day_pk": {"S": format!("DAY#{utc_day}#{}", number % 4)},
                // About as long as most are, so that a day is as many pages as it would be.
                "fact": {"S": format!("{fact}{}", " ".repeat(250))},
            }}})
        };
        let rows: Vec<Value> = (start..facts.min(start + 25)).map(row).collect();
        let answer =
            stack.aws("dynamodb", "DynamoDB_20120810.BatchWriteItem", &json!({"RequestItems": {&table: rows}}));
        assert_eq!(answer["UnprocessedItems"], json!({}), "{answer}");
    }
}

/// A day that is too large for one go is counted shard by shard, over the queue, and the same again.
#[test]
fn a_large_day_is_counted_shard_by_shard() {
    const FACTS: usize = 25_000;
    let stack = Stack::start();
    let large = day(&stack);
    put_large_day(&stack, &large, FACTS, 50);
    let by_source = || counters(&stack, "METRIC#day#source", &large);
    let mut before = Value::Null;
    for _ in 0..2 {
        let answer = count(&stack);
        assert_eq!(answer["large"], json!([large]), "{answer}");
        stack.settle();
        let sources = by_source();
        let all = sources.as_object().unwrap();
        assert_eq!(all.len(), 50);
        assert!(all.values().all(|source| source["new_leads"] == FACTS as u64 / 50), "{sources}");
        assert!(before.is_null() || before == sources);
        before = sources;
        assert_eq!(counters(&stack, "METRIC#month#all", &large[..7])["all"]["new_leads"], FACTS as u64);
        assert_eq!(counters(&stack, "METRIC#year#all", &large[..4])["all"]["new_leads"], FACTS as u64);
        assert_eq!(row(&stack, "COUNTING", &large), Value::Null, "the count has ended");
    }
    // When the day is over the mark goes too.
    stack.advance("2d");
    assert_eq!(row(&stack, "DIRTY", &large.replace('-', "")), Value::Null);
    assert_eq!(by_source(), before);
    assert_eq!(stack.dead(), 0);
}

/// Where who counts a shard is killed.
const OF_A_SHARD: [Step; 8] = [
    ("dynamodb", "GetItem", "hang-response"),
    ("dynamodb", "Query", "hang-request"),
    ("dynamodb", "PutItem", "hang-response"),
    ("dynamodb", "UpdateItem", "hang-request"),
    ("dynamodb", "UpdateItem", "hang-response"),
    ("dynamodb", "BatchGetItem", "hang-request"),
    ("dynamodb", "DeleteItem", "hang-request"),
    ("dynamodb", "DeleteItem", "hang-response"),
];

#[test]
fn a_count_of_shards_killed_at_any_step_is_right_in_the_end() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    edit(folder.path(), "infra/template.yaml", "VisibilityTimeout: 5700", "VisibilityTimeout: 5");
    let stack = Stack::start_at(folder.path(), ":memory:");
    let large = day(&stack);
    for number in 0..6 {
        stack.submit_and_settle("demo-request", &person(number));
    }
    stack.advance("1d");
    let expected = row(&stack, "METRIC#day#source", &large);
    let rows_of_month = row(&stack, "METRIC#month#source", &large[..7]);
    assert!(expected["body"]["S"].as_str().unwrap().contains("\"new_leads\":6"), "{expected}");
    let utc_day = large.replace('-', "");
    for (number, step) in OF_A_SHARD.into_iter().enumerate() {
        // As a run leaves it that found the day too large: marked, begun, and a message for each shard.
        let run = format!("2026-01-01T00:00:00.00{number}Z");
        put(&stack, &json!({"pk": {"S": "DIRTY"}, "sk": {"S": utc_day}, "marked": {"S": "2025-12-31T00:00:00.000Z"}}));
        put(&stack, &json!({"pk": {"S": "METRIC#day#source"}, "sk": {"S": large}, "body": {"S": "{}"}}));
        put(
            &stack,
            &json!({
                "pk": {"S": "COUNTING"}, "sk": {"S": large}, "run": {"S": run}, "shards": {"N": "4"},
                "marks": {"SS": [format!("{utc_day} 2025-12-31T00:00:00.000Z")]},
            }),
        );
        killed_at(&stack, "rollup", step, || {
            for shard in 0..4 {
                let message = json!({"day": large, "shard": shard, "run": run}).to_string();
                // SQS may bring a message twice.
                stack.queue("dayshards", None, "", &message);
                stack.queue("dayshards", None, "", &message);
            }
        });
        stack.settle();
        assert_eq!(row(&stack, "METRIC#day#source", &large), expected, "{step:?}");
        assert_eq!(row(&stack, "METRIC#month#source", &large[..7]), rows_of_month, "{step:?}");
        assert_eq!(row(&stack, "COUNTING", &large), Value::Null, "{step:?}");
    }
    // A mark that a killed count could not take away is taken by the next run.
    stack.advance("6h");
    assert_eq!(row(&stack, "DIRTY", &utc_day), Value::Null);
    stack.assert_sound();
}

/// The counts of each run stand while activities go on to arrive, also for days before.
#[test]
fn a_day_that_is_counted_while_activities_arrive_reconciles_the_next_night() {
    let stack = Stack::start();
    // Shortly before midnight: what is posted meanwhile falls into two days.
    stack.advance("13h 59m");
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..40 {
                stack.submit("guide-download", &person(number));
                if number == 20 {
                    stack.advance("1m");
                }
            }
            ended.store(true, Ordering::SeqCst);
        });
        while !ended.load(Ordering::SeqCst) {
            count(&stack);
        }
    });
    stack.settle();
    stack.advance("2d");
    let printed = stack.printed(&["report", "--csv"]);
    assert!(printed.lines().any(|line| line.starts_with("download,40,40,")), "{printed}");
    let printed = stack.printed(&["audit"]);
    assert!(printed.contains("counted as"), "{printed}");
    stack.assert_sound();
}

/// Days on both sides of the end of a month.
#[test]
fn r_listmonk_2760_months_and_years_are_the_sums_of_their_days() {
    let stack = Stack::start();
    let last = date(&stack).last_of_month();
    let last =
        if last < date(&stack).tomorrow().unwrap() { date(&stack).tomorrow().unwrap().last_of_month() } else { last };
    stack.local("clock", &json!({"set": format!("{}T10:00:00Z", last.yesterday().unwrap())}));
    for number in 0..4 {
        stack.submit_and_settle("demo-request", &person(number));
        stack.advance("1d");
    }
    stack.advance("1d");
    let next = last.tomorrow().unwrap();
    let new_leads =
        |kind: &str, span: &str| counters(&stack, &format!("METRIC#{kind}#source"), span)["form"]["new_leads"].clone();
    assert_eq!([new_leads("month", &last.to_string()[..7]), new_leads("month", &next.to_string()[..7])], [2, 2]);
    let years: u64 = [last, next]
        .map(|day| day.year().to_string())
        .into_iter()
        .collect::<std::collections::BTreeSet<String>>()
        .iter()
        .filter_map(|year| new_leads("year", year).as_u64())
        .sum();
    assert_eq!(years, 4);
    let printed = stack.printed(&["audit"]);
    assert!(printed.contains("months and years as their days"), "{printed}");
}

/// An audit that can't fail would be worth nothing.
#[test]
fn the_audit_finds_numbers_that_are_not_what_happened() {
    let stack = Stack::start();
    let counted = day(&stack);
    let lead = stack.submit_and_settle("demo-request", &person(1));
    stack.advance("2d");
    let printed = stack.printed(&["audit"]);
    assert!(printed.contains("month"), "{printed}");
    let refused = |what: &str| {
        let output = stack.command(&["audit"]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{what}: {errors}");
        assert!(errors.contains(what), "{what}: {errors}");
    };
    let tampered = |pk: &str, sk: &str, from: &str, to: &str, what: &str| {
        let before = row(&stack, pk, sk);
        let mut changed = before.clone();
        let name = if pk.starts_with("LEAD#") { "fact" } else { "body" };
        let text = before[name]["S"].as_str().unwrap();
        assert!(text.contains(from), "{text}");
        changed[name]["S"] = json!(text.replace(from, to));
        put(&stack, &changed);
        refused(what);
        put(&stack, &before);
    };
    let (one, two) = ("\"new_leads\":1", "\"new_leads\":2");
    tampered("METRIC#day#source", &counted, one, two, "new_leads of form is 2 instead of 1");
    tampered("METRIC#day#all", &counted, one, two, "new_leads of all is 2 instead of 1");
    tampered(
        "METRIC#month#source",
        &counted[..7],
        one,
        two,
        &format!("{} by source: new_leads of form", &counted[..7]),
    );
    tampered("METRIC#year#all", &counted[..4], one, two, &format!("{} by all", &counted[..4]));
    let activity = stack.stored_activities(&lead).into_keys().next().unwrap();
    tampered(
        &format!("LEAD#{lead}"),
        &activity,
        "\"source\":\"form\"",
        "\"source\":\"fair\"",
        "is not what the timeline says",
    );
    // Yesterday was counted, and its row is gone.
    let table = stack.status()["table"].clone();
    let key = json!({"pk": {"S": "METRIC#day#all"}, "sk": {"S": counted}});
    stack.aws("dynamodb", "DynamoDB_20120810.DeleteItem", &json!({"TableName": table, "Key": key}));
    refused("was neither counted nor marked to be");
    // Another range.
    let tomorrow = counted.parse::<jiff::civil::Date>().unwrap().tomorrow().unwrap().to_string();
    stack.printed(&["audit", "--from", &tomorrow]);
    let output = stack.command(&["audit", "--from", &tomorrow, "--to", &counted]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("is after --to"));
}

/// New York's Monday ends at 5:00 UTC: its numbers are there in the morning.
#[test]
fn a_day_is_counted_the_morning_after_in_any_zone() {
    // Seven o'clock there; the stack begins at ten o'clock UTC on a Monday.
    for (zone, until_morning) in [("America/New_York", "26h"), ("Asia/Kolkata", "15h 30m"), ("Asia/Tokyo", "12h")] {
        let folder = tempfile::tempdir().unwrap();
        copy_config(folder.path());
        let config = std::fs::read_to_string(folder.path().join("infra/config/company.yaml")).unwrap();
        let line = config.lines().find(|line| line.starts_with("timezone:")).unwrap();
        edit(folder.path(), "infra/config/company.yaml", line, &format!("timezone: {zone}"));
        let stack = Stack::start_at(folder.path(), ":memory:");
        let monday = day(&stack);
        stack.submit_and_settle("demo-request", &person(1));
        stack.advance(until_morning);
        let counted = counters(&stack, "METRIC#day#all", &monday);
        assert_eq!(counted["all"]["new_leads"], 1, "{zone}: {counted}");
        let until = counters(&stack, "ROLLUP", "COUNTED");
        assert_eq!(until, monday, "{zone}");
    }
}

/// The highest memory of the rollup's processes so far, in MB.
fn peak(stack: &Stack) -> u64 {
    let peak = |pid: u32| -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
    };
    stack.pids("rollup").into_iter().filter_map(peak).max().unwrap_or_default() / 1024
}

/// The seconds of a processor that the rollup's processes took so far.
fn processor_time(stack: &Stack) -> f64 {
    let ticks = |pid: u32| -> Option<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        Some(fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?)
    };
    stack.pids("rollup").into_iter().filter_map(ticks).sum::<f64>() / 100.0
}

/// Prints how long a day of so many activities takes, and how much memory: `LEADWRIGHT_FACTS=10000,100000`.
#[test]
#[ignore = "it measures; it takes minutes"]
fn measure_days() {
    let sizes = std::env::var("LEADWRIGHT_FACTS").unwrap_or_else(|_| "10000,100000".to_owned());
    for facts in sizes.split(',').map(|facts| facts.parse().unwrap()) {
        let stack = Stack::start();
        let counted = day(&stack);
        count(&stack);
        let (before, ticks) = (peak(&stack), processor_time(&stack));
        put_large_day(&stack, &counted, facts, 2_000);
        let began = std::time::Instant::now();
        let answer = count(&stack);
        stack.settle_within(std::time::Duration::from_hours(1));
        let took = began.elapsed();
        let all = counters(&stack, "METRIC#day#all", &counted);
        assert_eq!(all["all"]["new_leads"], facts as u64, "{answer}");
        let processor = processor_time(&stack) - ticks;
        println!(
            "{facts} activities: {took:.1?} ({processor:.1} s of a processor), {before} MB before, {} MB at most",
            peak(&stack)
        );
    }
}
