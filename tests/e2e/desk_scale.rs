//! What the desk's pages cost: the same however many leads there are.

use std::collections::BTreeMap;

use leadwright_tests::Stack;

/// A row of the bench: requests, read units and kilobytes of one load.
#[derive(Debug)]
struct Row {
    requests: f64,
    read_units: f64,
    kilobytes: f64,
}

#[test]
fn a_page_costs_the_same_however_many_leads_there_are() {
    let stack = Stack::start();
    let table = stack.printed(&["bench", "--desk", "200,2000", "--loads", "4"]);
    let mut rows: BTreeMap<(usize, &str), Row> = BTreeMap::new();
    for line in table.lines().filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit())) {
        let (leads, rest) = line.trim_start().split_once("   ").expect("the number of leads");
        let (page, figures) = rest.split_at(11);
        let figures: Vec<f64> = figures.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
        let [requests, read_units, _, kilobytes, ..] = figures[..] else { panic!("{line}") };
        rows.insert((leads.parse().expect("a number"), page.trim()), Row { requests, read_units, kilobytes });
    }
    // The session, and what the page shows: of all leads one query a shard. A lead's page is two reads, the session with what
    // was said of people, and the lead with its newest activities, and the row that says who looked.
    for (page, requests, read_units) in [
        ("worklist", 3.0, 12.0),
        ("lead", 3.0, 12.0),
        ("own leads", 3.0, 60.0),
        ("all leads", 5.0, 60.0),
        ("poll", 2.0, 1.0),
    ] {
        let (few, many) = (&rows[&(200, page)], &rows[&(2000, page)]);
        assert!(many.requests <= requests && few.requests <= requests, "{page}: {table}");
        assert!(many.read_units <= read_units, "{page}: {table}");
        assert!(many.kilobytes <= 60.0, "{page}: {table}");
        assert!((many.requests - few.requests).abs() < 0.01, "{page}: {table}");
    }
}
