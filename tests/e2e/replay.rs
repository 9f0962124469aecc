//! Real history through the whole system.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use leadwright_tests::{Stack, root, signal};
use serde_json::json;

const MAP: [&str; 9] = [
    "--map",
    "mql_id=id",
    "--map",
    "first_contact_date=date",
    "--map",
    "origin=source",
    "--map",
    "landing_page_id=landing_page",
    "--day-first",
];

fn import(stack: &Stack, leads: &Path, deals: &Path) {
    let (leads, deals) = (leads.to_str().unwrap(), deals.to_str().unwrap());
    stack.printed(&[&["import", leads, "--source", "list", "--outcome", deals], &MAP[..]].concat());
    stack.settle();
}

/// `column` of the report: new leads, or deals, by origin or by month.
fn reported(stack: &Stack, by: &str, column: &str) -> BTreeMap<String, u64> {
    stack.local("run/rollup", &json!({}));
    let csv = stack.printed(&["report", "--from", "2017-01-01", "--to", "2019-12-31", "--by", by, "--csv"]);
    let mut rows = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let at = rows.next().unwrap().iter().position(|name| *name == column).unwrap();
    rows.map(|row| (row[0].to_owned(), row[at].parse().unwrap())).filter(|(_, count)| *count > 0).collect()
}

fn count(values: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    counts
}

/// The rows of a file without quotes, heading excluded.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(',').collect())
}

/// `01-02-2018 …` → `2018-02`.
fn month(date: &str) -> String {
    format!("{}-{}", &date[6..10], &date[3..5])
}

fn assert_counted(stack: &Stack, leads: &str, deals: &str) {
    let origin = |row: Vec<&str>| if row[3].is_empty() { "list".to_owned() } else { row[3].to_owned() };
    assert_eq!(reported(stack, "source", "new_leads"), count(rows(leads).map(origin)));
    assert_eq!(reported(stack, "month", "new_leads"), count(rows(leads).map(|row| month(row[1]))));
    assert_eq!(reported(stack, "month", "to_customer"), count(rows(deals).map(|row| month(row[4]))));
    let customers = stack.printed(&["leads", "--stage", "customer"]).lines().count();
    assert_eq!(customers, rows(deals).count());
    stack.assert_sound();
}

/// A small history of the same shape, made here: some without origin, one won before its first contact.
fn made_up() -> (String, String) {
    let mut leads = "mql_id,first_contact_date,landing_page_id,origin\n".to_owned();
    let mut deals = "mql_id,seller_id,sdr_id,sr_id,won_date,business_segment\n".to_owned();
    let origins = ["social", "email", "paid_search", "organic_search", ""];
    for number in 0..400 {
        let (day, month) = (number % 28 + 1, number / 28 % 5 + 1);
        writeln!(leads, "lead{number:03},{day:02}-{month:02}-2018,page{},{}", number % 7, origins[number % 5]).unwrap();
        if number % 8 == 0 {
            // The clocks go forward in March; a deal is won on any hour.
            writeln!(deals, "lead{number:03},s,d,r,{day:02}-{:02}-2018 {:02}:30,pet", month + 1, number % 24).unwrap();
        }
    }
    (leads, deals)
}

fn written(folder: &Path, (leads, deals): &(String, String)) -> (std::path::PathBuf, std::path::PathBuf) {
    let (leads_file, deals_file) = (folder.join("leads.csv"), folder.join("deals.csv"));
    std::fs::write(&leads_file, leads).unwrap();
    std::fs::write(&deals_file, deals).unwrap();
    (leads_file, deals_file)
}

#[test]
fn a_history_is_counted_to_the_last_lead_and_importing_it_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let history = made_up();
    let (leads, deals) = written(folder.path(), &history);
    let stack = Stack::start_in(&state);
    import(&stack, &leads, &deals);
    assert_counted(&stack, &history.0, &history.1);
    assert!(stack.inbox().is_empty());
    let before = stack.printed(&["lead", "list:lead000", "--json"]);
    stack.stop();
    // A new start forgets what SQS would have deduplicated by itself for five minutes.
    let stack = Stack::start_in(&state);
    import(&stack, &leads, &deals);
    assert_counted(&stack, &history.0, &history.1);
    assert_eq!(stack.printed(&["lead", "list:lead000", "--json"]), before);
}

#[test]
fn a_history_survives_a_scoring_that_is_killed_every_second() {
    let folder = tempfile::tempdir().unwrap();
    let history = made_up();
    let (leads, deals) = written(folder.path(), &history);
    let stack = Stack::start();
    let over = AtomicBool::new(false);
    let kills = std::thread::scope(|scope| {
        let killer = scope.spawn(|| {
            let mut kills = 0;
            while !over.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(if kills < 3 { 300 } else { 1_000 }));
                kills += stack.pids("scoring").into_iter().map(|pid| signal("KILL", pid)).count();
            }
            kills
        });
        import(&stack, &leads, &deals);
        over.store(true, Ordering::Relaxed);
        killer.join().unwrap()
    });
    assert!(kills > 0, "nothing was killed");
    assert_counted(&stack, &history.0, &history.1);
}

/// The real file, or in CI a slice of it: `LEADWRIGHT_REPLAY=all` replays the whole.
#[test]
fn the_real_history_is_counted_as_its_file_says() {
    let data = root().join("../shared/data");
    let (Ok(leads), Ok(deals)) =
        (std::fs::read_to_string(data.join("olist_leads.csv")), std::fs::read_to_string(data.join("olist_deals.csv")))
    else {
        eprintln!("skipped: ../shared/data is not here");
        return;
    };
    let slice = if std::env::var("LEADWRIGHT_REPLAY").as_deref() == Ok("all") { usize::MAX } else { 1_000 };
    let leads: String = leads.split_inclusive('\n').take(slice.saturating_add(1)).collect();
    let ids: std::collections::HashSet<&str> = rows(&leads).map(|row| row[0]).collect();
    let is_wanted = |line: &str| line.starts_with("mql_id") || ids.contains(line.split(',').next().unwrap());
    let deals: String = deals.split_inclusive('\n').filter(|line| is_wanted(line)).collect();
    let folder = tempfile::tempdir().unwrap();
    let history = (leads, deals);
    let (leads, deals) = written(folder.path(), &history);
    let stack = Stack::start();
    import(&stack, &leads, &deals);
    assert_counted(&stack, &history.0, &history.1);
}
