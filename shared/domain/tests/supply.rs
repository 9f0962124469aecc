//! Deliveries of suppliers: what came, what is owed, what a row is to its lead, and what is counted of it.

use std::collections::BTreeMap;

use leadwright_domain::activity::{Activity, ActivityKind, Delivered, Imported};
use leadwright_domain::campaign::{Campaigns, Costs, Platform, Reported, StoredCosts};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::metrics::{By, Count, Counts, Supplied, measure};
use leadwright_domain::supply::{Account, DUPLICATE, Delivery, PaidCredit, RowCounts, is_delivery};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::period::Days;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::setting::{activity, at, config, import, post, run};

fn company() -> Config {
    let suppliers = json!({
        "leads": {"name": "Leads", "price": "39", "per": 20, "extra_percent": 10, "claim_days": 14, "bad": ["wrong-number", DUPLICATE]},
    });
    Config { suppliers: serde_json::from_value(suppliers).unwrap(), ..config() }
}

fn delivery(ordered: Option<u64>, price: Option<u64>, per: u64) -> Delivery {
    Delivery {
        supplier: "leads".into(),
        id: "a".into(),
        day: "2026-11-02".parse().unwrap(),
        ordered,
        price,
        per,
        currency: Currency::of_code("EUR").unwrap(),
        extra_percent: 10,
        source: "purchased list".into(),
        campaign: "leads".into(),
    }
}

fn rows(delivered: u64, bad: &[(&str, u64)], late: &[(&str, u64)]) -> RowCounts {
    let map = |counts: &[(&str, u64)]| counts.iter().map(|(reason, count)| ((*reason).to_owned(), *count)).collect();
    RowCounts { delivered, bad: map(bad), late: map(late) }
}

#[test]
fn a_supplier_owes_what_is_short_of_the_order() {
    let company = company();
    let account = |ordered, rows: &RowCounts| {
        Account::of(&delivery(ordered, Some(3_900), 20), company.suppliers.get("leads"), rows)
    };
    for (ordered, rows, expected) in [
        // (extra, claimed, refused, good, shortfall, credit in cents)
        (Some(100), rows(110, &[], &[]), (10, 0, 0, 110, 0, 0)),
        (Some(100), rows(110, &[("wrong-number", 4), (DUPLICATE, 6)], &[]), (10, 10, 0, 100, 0, 0)),
        (Some(100), rows(110, &[("wrong-number", 13)], &[]), (10, 13, 0, 97, 3, 585)),
        // Found too late, or for another reason: nothing is owed for it.
        (Some(100), rows(100, &[("too-small", 5)], &[("wrong-number", 7)]), (0, 0, 12, 88, 0, 0)),
        (Some(100), rows(90, &[], &[]), (0, 0, 0, 90, 10, 1_950)),
        (Some(100), rows(0, &[], &[]), (0, 0, 0, 0, 100, 19_500)),
        // One by one, each is paid.
        (None, rows(8, &[("wrong-number", 3)], &[]), (0, 3, 0, 5, 3, 585)),
        // Half a cent is rounded up: 7 leads are 13.65, one is 1.95.
        (Some(7), rows(6, &[], &[]), (0, 0, 0, 6, 1, 195)),
    ] {
        let of = account(ordered, &rows);
        let credit = of.credit.unwrap().minor;
        assert_eq!((of.extra, of.claimed, of.refused, of.good, of.shortfall, credit), expected, "{ordered:?} {rows:?}");
        assert_eq!(of.extra_agreed, ordered.unwrap_or(of.delivered) / 10);
    }
    let unknown = Account::of(&delivery(Some(5), None, 1), None, &rows(3, &[("anything", 1)], &[]));
    assert_eq!((unknown.claimed, unknown.shortfall, unknown.cost, unknown.credit), (1, 3, None, None));
}

#[test]
fn a_delivery_has_a_plain_name() {
    for (name, is_name) in [
        ("INV-2026.118_b", true),
        ("2026-11", true),
        ("", false),
        ("a/b", false),
        ("a b", false),
        (&"x".repeat(65), false),
    ] {
        assert_eq!(is_delivery(name), is_name, "{name:?}");
    }
}

/// A row of a list of the supplier.
fn row(time: &str, row: &str, fields: &[(&str, &str)]) -> Activity {
    let mut activity = import(time, "purchased list", true);
    if let ActivityKind::LeadImported(imported) = &mut activity.kind {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        *imported = Imported {
            fields,
            consent: true,
            delivered: Some(Delivered {
                supplier: "leads".into(),
                delivery: "a".into(),
                row: row.into(),
                claim_until: "2026-11-16".parse().unwrap(),
            }),
            ..imported.clone()
        };
    }
    activity
}

fn said(time: &str, kind: Value) -> Activity {
    activity(at(time), time, serde_json::from_value(kind).unwrap())
}

fn bad(time: &str, reason: &str) -> Activity {
    said(time, json!({"kind": "marked_bad", "reason": reason, "by": "ana"}))
}

fn counted(config: &Config, activities: &[Activity]) -> BTreeMap<&'static str, Counts> {
    let mut count = Count::new(config.company.timezone.time_zone());
    for fact in fold::facts(&run(config, activities).1, config) {
        count.add(&fact);
    }
    count.finish().dimensions
}

const ANN: &[(&str, &str)] = &[("email", "ann@acme.example"), ("name", "Ann"), ("phone", "+351912345678")];

#[test]
fn a_row_about_somebody_who_is_known_changes_nothing_of_them() {
    let config = company();
    let own = post("2026-11-01T10:00:00Z", "guide", &[("email", "ann@acme.example"), ("name", "Ann Own")]);
    let again = row("2026-11-02T10:00:00Z", "17", ANN);
    let (before, _) = run(&config, std::slice::from_ref(&own));
    let (after, timeline) = run(&config, &[own, again]);
    let (before, after) = (before.settled(), after.settled());
    assert_eq!(
        (&after.fields, &after.first_touch, &after.consent),
        (&before.fields, &before.first_touch, &before.consent)
    );
    assert_eq!((after.stage, after.score.total, &after.tally), (before.stage, before.score.total, &before.tally));
    assert_eq!((&after.supplied, &after.enrolments), (&None, &before.enrolments));
    assert!(timeline[1].decisions.repeated_row && timeline[1].decisions.planned.is_empty());
    // The tally that is counted anew is the same.
    assert_eq!(config.scoring.recount(&timeline).1, after.tally);
}

#[test]
fn the_mark_stands_on_the_delivered_row() {
    let config = company();
    let first = row("2026-11-02T10:00:00Z", "17", ANN);
    let lead = run(&config, std::slice::from_ref(&first)).0;
    assert_eq!(lead.supplied.as_ref().map(|by| by.row.row.as_str()), Some("17"));
    for (rest, delivered, bad_rows, late) in [
        (vec![], 1, 0, 0),
        (vec![bad("2026-11-16T23:30:00Z", "wrong-number")], 1, 1, 0),
        (vec![bad("2026-11-17T00:30:00Z", "wrong-number")], 1, 0, 1),
        // Marked twice, it is one bad row; said to be good, it is none.
        (vec![bad("2026-11-03T10:00:00Z", "wrong-number"), bad("2026-11-04T10:00:00Z", "no")], 1, 1, 0),
        (
            vec![
                bad("2026-11-03T10:00:00Z", "wrong-number"),
                said("2026-11-04T10:00:00Z", json!({"kind": "not_bad", "by": "ana"})),
            ],
            1,
            0,
            0,
        ),
        // Delivered once more.
        (vec![row("2026-11-05T10:00:00Z", "18", ANN)], 2, 1, 0),
    ] {
        let activities: Vec<Activity> = std::iter::once(first.clone()).chain(rest).collect();
        let counts = counted(&config, &activities);
        let sum = |name: &str, prefix: &str| -> u64 {
            let row = counts[name].values().flatten();
            row.filter(|(counter, _)| counter.starts_with(prefix)).map(|(_, number)| number).sum()
        };
        for dimension in ["all", "supplier", "delivery"] {
            let of = (sum(dimension, "delivered"), sum(dimension, "bad_row."), sum(dimension, "late_bad_row."));
            assert_eq!(of, (delivered, bad_rows, late), "{dimension}: {activities:?}");
        }
        assert!(counts["delivery"].contains_key("leads/a"));
    }
    // Of somebody whom no supplier delivered, a mark is counted against none.
    let own = post("2026-11-01T10:00:00Z", "guide", ANN);
    let counts = counted(&config, &[own, bad("2026-11-02T10:00:00Z", "wrong-number")]);
    assert!(!counts["all"]["all"].keys().any(|counter| counter.starts_with("bad_row")));
}

#[test]
fn a_table_of_suppliers_has_whole_deliveries() {
    let config = company();
    let counts =
        counted(&config, &[row("2026-10-20T10:00:00Z", "17", ANN), bad("2026-11-03T10:00:00Z", "wrong-number")]);
    let by_one = |key: &str| config.one_by_one(key);
    let paid = |on: &str, minor| PaidCredit { on: on.parse().unwrap(), minor };
    let credits = BTreeMap::from([("leads/a".to_owned(), vec![paid("2026-12-01", 100), paid("2026-12-02", 90)])]);
    let supplied = Supplied::of(
        vec![delivery(Some(2), Some(3_900), 20)],
        &credits,
        &counts["delivery"],
        &config.suppliers,
        by_one,
    );
    let november = Days { first: "2026-11-01".parse().unwrap(), last: "2026-11-30".parse().unwrap() };
    let table = |by: &str, days| {
        let (mut rows, mut costs) = (Counts::new(), BTreeMap::new());
        let ours = (&config.campaigns, config.company.currency);
        supplied.add_to(By::named(by).unwrap(), days, ours, &mut rows, &mut costs, 1_000);
        (rows, costs)
    };
    for (by, name) in [("supplier", "leads"), ("delivery", "leads/a")] {
        let (rows, costs) = table(by, november);
        let value = |of: &str| measure(of).unwrap().value(&rows[name], costs.get(name).copied()).number();
        // The row came with a date before the delivery, and belongs to it all the same.
        assert_eq!(
            (value("ordered"), value("shortfall"), value("credit_owed"), value("good_rows")),
            (Some(2.0), Some(2.0), Some(390.0), Some(0.0))
        );
        assert_eq!((value("credit_paid"), value("credit_open")), (Some(190.0), Some(200.0)), "{by}");
        assert_eq!(costs[name], 390);
        assert_eq!(value("cost_per_good_row"), None, "no row is good");
    }
    assert_eq!(table("supplier", november).1["(none)"], 610, "what is no supplier's");
    let october = Days { first: "2026-10-01".parse().unwrap(), last: "2026-10-31".parse().unwrap() };
    assert!(table("delivery", october).0.is_empty(), "it came in November");
}

proptest! {
    /// What is owed is never more than what was paid, and the parts of a delivery are the whole of it.
    #[test]
    fn nothing_is_owed_twice(
        ordered in prop::option::of(0_u64..500),
        delivered in 0_u64..600,
        wrong in 0_u64..200,
        other in 0_u64..200,
        late in 0_u64..200,
        price in 0_u64..100_000,
        per in 1_u64..50,
    ) {
        let company = company();
        let delivery = delivery(ordered, Some(price), per);
        let rows = rows(delivered, &[("wrong-number", wrong), ("other", other)], &[("wrong-number", late)]);
        let account = Account::of(&delivery, company.suppliers.get("leads"), &rows);
        prop_assert_eq!(account.good + account.claimed + account.refused, delivered);
        prop_assert_eq!(account.ordered + account.extra, delivered.max(account.ordered));
        prop_assert!(account.shortfall <= account.ordered);
        let (cost, credit) = (account.cost.unwrap().minor, account.credit.unwrap().minor);
        prop_assert!(credit <= cost, "{credit} of {cost}");
        // One bad row more never makes the credit smaller.
        let more = rows_with_one_more(&rows);
        prop_assert!(Account::of(&delivery, company.suppliers.get("leads"), &more).shortfall >= account.shortfall);
    }
}

fn rows_with_one_more(rows: &RowCounts) -> RowCounts {
    let mut more = rows.clone();
    *more.bad.entry("wrong-number".to_owned()).or_default() += 1;
    more
}

#[test]
fn what_a_delivery_costs_is_not_counted_with_campaigns_yaml_as_well() {
    let campaigns: Campaigns = serde_json::from_value(json!({"campaigns": [
        {"name": "list", "source": "purchased list", "cost": {"fixed": "195", "from": "2026-11-01", "to": "2026-11-30"}},
    ]}))
    .unwrap();
    let eur = Currency::of_code("EUR").unwrap();
    let days = |minor| BTreeMap::from([(12, Reported { minor: Some(minor), currency: eur, clicks: None })]);
    let mut stored = StoredCosts::new();
    let month = stored.entry("2026-11".parse().unwrap()).or_default();
    month.campaigns.entry("list".into()).or_default().report(Platform::Lists, &days(19_500));
    let other = month.campaigns.entry("leads".into()).or_default();
    other.report(Platform::Orders, &days(585));
    other.source = Some("purchased list".into());
    let costs = Costs::of(&campaigns, eur, &stored, "2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
    assert_eq!(costs.by_source()["purchased list"].minor, 20_085);
    assert_eq!(costs.campaigns["list"].overlaps.len(), 30, "the days that do not count are named");
    // A closed month keeps the source.
    assert_eq!(costs.to_close()["leads"].source.as_deref(), Some("purchased list"));
}
