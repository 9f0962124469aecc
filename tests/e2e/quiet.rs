//! What runs of a schedule cost when nothing has happened since the last one.

use std::collections::BTreeMap;

use leadwright_tests::{Stack, copy_config_with_reports, person};
use serde_json::{Value, json};

/// Requests of an operation, and their read and write units.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Asked {
    requests: u64,
    read: f64,
    written: f64,
}

/// What a function has asked of AWS so far, by operation.
fn asked(stack: &Stack, function: &str) -> BTreeMap<String, Asked> {
    let counts = stack.status()["aws"][function].clone();
    let asked = |count: &Value| Asked {
        requests: count["requests"].as_u64().unwrap(),
        read: count["read_units"].as_f64().unwrap(),
        written: count["write_units"].as_f64().unwrap(),
    };
    counts.as_object().into_iter().flatten().map(|(operation, count)| (operation.clone(), asked(count))).collect()
}

/// Runs a function; what that asked of AWS, by operation and together.
fn run(stack: &Stack, function: &str) -> (BTreeMap<String, Asked>, Asked) {
    let before = asked(stack, function);
    stack.local(&format!("run/{function}"), &json!({}));
    let mut more = asked(stack, function);
    let mut all = Asked::default();
    for (operation, asked) in &mut more {
        let before = before.get(operation).copied().unwrap_or_default();
        asked.requests -= before.requests;
        asked.read -= before.read;
        asked.written -= before.written;
        all.requests += asked.requests;
        all.read += asked.read;
        all.written += asked.written;
    }
    more.retain(|_, asked| asked.requests > 0);
    println!("{function}: {all:?}: {more:?}");
    (more, all)
}

/// A day with leads is counted again: while it lasts, and after its end. What is written is the mark of the day that
/// lasts, and that it was counted.
#[test]
fn a_second_count_of_an_unchanged_day_writes_no_counter_row() {
    let stack = Stack::start();
    for number in 0..5 {
        stack.submit_and_settle("demo-request", &person(number));
    }
    let (first, _) = run(&stack, "rollup");
    assert!(first["PutItem"].requests > 40, "{first:?}");
    let is_quiet = |stack: &Stack| {
        let (asked, all) = run(stack, "rollup");
        assert_eq!((asked["PutItem"].requests, asked["UpdateItem"].requests), (1, 1), "{asked:?}");
        assert!(all.written <= 2.0 && all.requests <= 60 && all.read <= 120.0, "{all:?}");
    };
    is_quiet(&stack);
    stack.advance("2d");
    is_quiet(&stack);
    // One more lead changes rows, and the same count again does not.
    stack.submit_and_settle("demo-request", &person(5));
    let (changed, _) = run(&stack, "rollup");
    assert!(changed["PutItem"].requests > 20, "{changed:?}");
    is_quiet(&stack);
    stack.assert_sound();
}

/// Reports are looked at every hour.
#[test]
fn a_look_at_reports_of_which_none_is_due_is_one_request() {
    let folder = tempfile::tempdir().unwrap();
    copy_config_with_reports(folder.path());
    let stack = Stack::start_at(folder.path(), ":memory:");
    run(&stack, "report");
    let (looked, _) = run(&stack, "report");
    assert_eq!(looked.len(), 1, "{looked:?}");
    assert_eq!(looked["BatchGetItem"].requests, 1, "{looked:?}");
    // The same after the reports of a week were mailed.
    stack.advance("7d");
    let (looked, _) = run(&stack, "report");
    assert_eq!(looked.values().map(|asked| asked.requests).sum::<u64>(), 1, "{looked:?}");
}
