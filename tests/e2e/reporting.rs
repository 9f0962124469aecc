//! The command `report`: numbers, their comparisons, and the activities behind them.

use std::collections::BTreeSet;
use std::fmt::Write;

use leadwright_tests::{Stack, person};
use serde_json::{Value, json};

use crate::golden::golden;

/// Leads of September and October 2018, by source, and which of them bought.
///
/// 30 by search in September and 24 in October; 8 from a fair in October. Every sixth of search and every second of the
/// fair bought, 10 days after it came.
pub(crate) fn history(stack: &Stack) {
    let folder = tempfile::tempdir().unwrap();
    let (mut leads, mut deals) = ("id,email,date,source,campaign\n".to_owned(), "id,won_date,amount\n".to_owned());
    for (source, month, count, each) in [("search", 9, 30, 6), ("search", 10, 24, 6), ("fair", 10, 8, 2)] {
        for number in 0..count {
            let (id, day) = (format!("{source}{month}-{number}"), number % 20 + 1);
            let campaign = if number % 3 == 0 && source == "search" { "brand" } else { "" };
            writeln!(leads, "{id},{id}@list.example,2018-{month:02}-{day:02} 10:00,{source},{campaign}").unwrap();
            if number % each == 0 {
                writeln!(deals, "{id},2018-{month:02}-{:02} 16:00,{}.50", day + 10, 1_000 * (number + 1)).unwrap();
            }
        }
    }
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (leads, deals) = (file("leads.csv", &leads), file("deals.csv", &deals));
    stack.printed(&["import", &leads, "--source", "list", "--outcome", &deals, "--map", "amount=won_amount"]);
    stack.settle();
    stack.local("run/rollup", &json!({}));
}

fn parsed(stack: &Stack, arguments: &[&str]) -> Value {
    serde_json::from_str(&stack.printed(&[&["report", "--json"], arguments].concat())).unwrap()
}

const OCTOBER: [&str; 2] = ["--period", "2018-10"];

/// What people read, what spreadsheets open and what programs parse, to the letter.
#[test]
fn a_report_says_where_leads_came_from_and_what_they_brought() {
    let stack = Stack::start();
    history(&stack);
    let october = |more: &[&str]| stack.printed(&[&["report", "--by", "source"], &OCTOBER[..], more].concat());
    let measures = "new_leads,won,conversion,won_amount,average_deal,to_win_median";
    golden("report/source.txt", &october(&["--measures", measures, "--compare", "before"]));
    golden("report/source.csv", &october(&["--measures", measures, "--compare", "before", "--csv"]));
    golden("report/source.json", &october(&["--measures", "new_leads,conversion,won_amount", "--top", "1", "--json"]));
    golden(
        "report/month.txt",
        &stack.printed(&[
            "report",
            "--by",
            "month",
            "--from",
            "2018-08-01",
            "--to",
            "2018-11-30",
            "--measures",
            "qualified,won",
        ]),
    );
    golden(
        "report/cohort.txt",
        &stack.printed(&["report", "--by", "cohort_month", "--from", "2018-09-01", "--to", "2018-10-31"]),
    );
    golden("report/list.txt", &stack.printed(&["report", "--list", "--by", "campaign"]));
    every_number_leads_to_its_leads(&stack);
    two_reports_agree(&stack);
    bad_input_is_named(&stack);
    young_cohorts_say_so(&stack);
    stack.assert_sound();
}

/// From a number to what it counts, and no further.
fn every_number_leads_to_its_leads(stack: &Stack) {
    let listed = |more: &[&str]| -> Vec<Value> {
        let listed = parsed(stack, &[&OCTOBER[..], more].concat());
        listed.as_array().unwrap().clone()
    };
    let table = parsed(stack, &[&OCTOBER[..], &["--by", "source", "--measures", "new_leads,won,won_amount"]].concat());
    let rows = table["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{table}");
    for row in rows {
        let source = row["source"].as_str().unwrap();
        for measure in ["new_leads", "won"] {
            let lines = listed(&["--by", "source", "--leads", measure, "--value", source]);
            assert_eq!(json!(lines.len()), row[measure], "{measure} of {source}");
            let times: Vec<&str> = lines.iter().map(|line| line["at"].as_str().unwrap()).collect();
            assert!(times.is_sorted_by(|newer, older| newer >= older), "the newest first: {times:?}");
            let leads: BTreeSet<&str> = lines.iter().map(|line| line["lead"].as_str().unwrap()).collect();
            assert_eq!(leads.len(), lines.len());
            assert!(leads.iter().all(|id| stack.lead(id)["source"] == source));
        }
        let amounts = listed(&["--by", "source", "--leads", "won_amount", "--value", source]);
        let sum: u64 = amounts.iter().map(|line| line["number"].as_u64().unwrap()).sum();
        assert_eq!(format!("{}.{:02}", sum / 100, sum % 100), row["won_amount"]["amount"].as_str().unwrap());
    }
    assert_eq!(listed(&["--leads", "new_leads"]).len(), 32, "all rows");
    assert_eq!(listed(&["--leads", "new_leads", "--top", "5"]).len(), 5);
    // The leads of a cohort won after its month.
    let cohort = ["--by", "cohort_month", "--leads", "won", "--value", "2018-09"];
    assert_eq!(listed(&cohort).len(), 5);
    let months = parsed(stack, &["--by", "month", "--from", "2018-09-15", "--to", "2018-10-10", "--measures", "won"]);
    for row in months["rows"].as_array().unwrap() {
        let month = row["month"].as_str().unwrap();
        let lines = ["--by", "month", "--from", "2018-09-15", "--to", "2018-10-10", "--leads", "won", "--value", month];
        assert_eq!(json!(parsed(stack, &lines).as_array().unwrap().len()), row["won"], "{month}");
    }
    let text =
        stack.printed(&[&["report", "--by", "campaign", "--leads", "won", "--value", "brand"], &OCTOBER[..]].concat());
    assert!(text.starts_with("Won (won), 1–31 October 2018: 4 activities of 4 leads\n"), "{text}");
}

/// Two pages disagree on a count: every dimension adds up to the same total.
fn two_reports_agree(stack: &Stack) {
    stack.submit_and_settle("demo-request", &person(1));
    stack.submit_and_settle("guide-download", &person(2));
    stack.local("run/rollup", &json!({}));
    let days = ["--from", "2018-09-01"];
    let total = |by: &str, measure: &str| {
        parsed(stack, &[&days[..], &["--by", by, "--measures", measure]].concat())["total"][measure].clone()
    };
    for (measure, dimensions) in [
        (
            "new_leads",
            &[
                "source",
                "campaign",
                "form",
                "page",
                "country",
                "owner",
                "team",
                "cohort_month",
                "month",
                "week",
                "day",
                "year",
            ][..],
        ),
        ("won", &["source", "campaign", "form", "country", "owner", "team", "cohort_month", "month"]),
        ("sent", &["source", "mail", "step", "month"]),
        ("won_amount", &["source", "campaign", "owner", "year"]),
    ] {
        let all = total("all", measure);
        assert!(all != json!(0) && all != Value::Null, "{measure}");
        for by in dimensions {
            assert_eq!(total(by, measure), all, "{measure} by {by}");
        }
    }
}

#[test]
fn r_knadh_listmonk_2760_two_reports_agree() {
    let stack = Stack::start();
    history(&stack);
    two_reports_agree(&stack);
}

fn bad_input_is_named(stack: &Stack) {
    for (arguments, words) in [
        (&["--by", "sorce"][..], "a similar value exists: 'source'"),
        (&["--measures", "new_leds"], "there is no measure `new_leds`; do you mean `new_leads`?"),
        (&["--measures", "sql_30d"], "It is shown by cohort_month, cohort_week"),
        (&["--by", "mail", "--area", "funnel"], "there is no area `funnel` with numbers by mail"),
        (&["--from", "2018-10-02", "--to", "2018-10-01"], "2018-10-02, is after the last day, 2018-10-01"),
        (&["--to", "2999-01-01"], "2999-01-01 is in the future: today is "),
        (&["--period", "2999"], "2999-01-01 is in the future"),
        (&["--period", "2018-W60"], "write a day like 2026-11-23, a week like 2026-W47"),
        (&["--by", "month", "--top", "3"], "leave out the number of rows"),
        (&["--by", "cohort_week", "--compare", "before"], "cohorts are compared with each other"),
        (&["--leads", "unanswered", "--by", "asked_week"], "counts what did not happen, which no activity says"),
        (&["--by", "month", "--leads", "won", "--value", "october"], "the rows by month are periods"),
    ] {
        let output = stack.command(&[&["report"], arguments].concat());
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && errors.contains(words), "{arguments:?}: {errors}");
    }
}

/// The days that a share counts are not over: it would only be low.
fn young_cohorts_say_so(stack: &Stack) {
    let table = parsed(stack, &["--by", "cohort_week", "--measures", "new_leads,mql_90d"]);
    let rows = table["rows"].as_array().unwrap();
    assert_eq!(rows.last().unwrap()["new_leads"], 2, "{table}");
    assert_eq!(rows.last().unwrap()["mql_90d"], json!({"too_early": true}), "{table}");
    let text = stack.printed(&["report", "--by", "cohort_week", "--measures", "mql_90d"]);
    assert!(text.contains("too early"), "{text}");
    assert!(text.contains("Not counted to the end yet: "), "{text}");
}

/// Rows are missing from reports (another program shows 3,000 at the most): none is cut in CSV, and a terminal says how many there are.
#[test]
fn r_mautic_10420_a_report_has_all_of_3200_rows() {
    const SOURCES: usize = 3_200;
    let stack = Stack::start();
    let table = stack.status()["table"].clone();
    let utc_day = stack.status()["now"].as_str().unwrap()[..10].replace('-', "");
    for start in (0..SOURCES).step_by(25) {
        let row = |number: usize| {
            json!({"PutRequest": {"Item": {
                "pk": {"S": format!("LEAD#ld_{number}")},
                "sk": {"S": format!("ACT#{utc_day}T080000000-{number:0>5}")},
                "day_pk": {"S": format!("DAY#{utc_day}#0")},
                "fact": {"S": json!({"source": format!("s{number:0>4}"), "counts": ["new_leads"]}).to_string()},
            }}})
        };
        let rows: Vec<Value> = (start..start + 25).map(row).collect();
        let answer = stack.aws(
            "dynamodb",
            "DynamoDB_20120810.BatchWriteItem",
            &json!({"RequestItems": {table.as_str().unwrap(): rows}}),
        );
        assert_eq!(answer["UnprocessedItems"], json!({}), "{answer}");
    }
    stack.local("run/rollup", &json!({}));
    let csv = stack.printed(&["report", "--by", "source", "--measures", "new_leads", "--csv"]);
    let sources: Vec<&str> = csv.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    let expected: Vec<String> = (0..SOURCES).map(|number| format!("s{number:0>4}")).collect();
    assert!(sources == expected, "{} of {SOURCES}", sources.len());
    let rows = parsed(&stack, &["--measures", "new_leads"])["rows"].as_array().unwrap().len();
    assert_eq!(rows, SOURCES);
    let text = stack.printed(&["report", "--measures", "new_leads"]);
    assert!(text.contains("all 3,150 others") && text.contains("3,150\n") && text.contains("3,200\n"), "{text}");
    assert!(text.contains("Activities counted by earlier definitions: 3,200."), "{text}");
}
