//! Amounts of deals: told again, and in the currencies of their time.

use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::lead::Lead;
use leadwright_domain::metrics::{Fact, definitions};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::stage::Stage;
use serde_json::{Value, json};

use crate::setting::{activity, at, config, import, post, run};

fn deal(time: &str, seed: &str, stored: &Value) -> Activity {
    let mut kind = json!({"kind": "deal_won"});
    kind.as_object_mut().unwrap().extend(stored.as_object().unwrap().clone());
    activity(at(time), seed, serde_json::from_value(kind).unwrap())
}

fn bought(config: &Config, deals: &[Activity]) -> (Lead, Vec<Fact>) {
    let mut activities = vec![import("2026-10-30T10:00:00Z", "fair", true)];
    activities.extend_from_slice(deals);
    let (lead, timeline) = run(config, &activities);
    (lead, fold::facts(&timeline, config).split_off(1))
}

fn sums(fact: &Fact) -> Value {
    json!(fact.sums)
}

#[test]
fn a_corrected_deal_counts_once_with_its_last_amount() {
    let config = config();
    let time = "2026-11-20T10:00:00Z";
    let first = deal(time, "first", &json!({"history": true, "amount": 1000}));
    let second = deal(time, "second", &json!({"history": true, "amount": 1200})).correcting(first.id.clone());
    let third = deal(time, "third", &json!({"history": true})).correcting(second.id.clone());
    let (lead, facts) = bought(&config, &[first.clone(), second.clone()]);
    assert_eq!(lead.stage, Stage::Customer);
    assert_eq!(facts.iter().map(sums).collect::<Vec<_>>(), [json!({}), json!({"won_amount": 120_000})]);
    let deals = facts.iter().flat_map(|fact| &fact.counts).filter(|counter| *counter == "deals").count();
    assert_eq!(deals, 1, "{facts:?}");
    // The stage was reached by the first one, and the score goes by one deal.
    assert!(facts[0].counts.iter().any(|counter| counter == "reached.customer"), "{facts:?}");
    assert_eq!(facts[1].touches.len(), 1);
    let (_, facts) = bought(&config, &[first, second.clone(), third.clone()]);
    assert_eq!(facts.iter().map(sums).collect::<Vec<_>>(), [json!({}), json!({}), json!({})]);
    assert_eq!(facts[2].counts, ["deals"]);
    assert_ne!(second.id, third.id);
    assert_eq!(third.occurred_at(), at(time));
}

/// A customer who left since is not one again because an amount was mistyped.
#[test]
fn a_correction_moves_no_lead() {
    let config = config();
    let won = deal("2026-11-20T10:00:00Z", "first", &json!({"history": true, "amount": 1000}));
    let lost = json!({"kind": "stage_moved", "to": "lost", "reason": "competitor", "by": "ana"});
    let lost = activity(at("2026-11-22T10:00:00Z"), "lost", serde_json::from_value(lost).unwrap());
    let corrected =
        deal("2026-11-20T10:00:00Z", "again", &json!({"history": true, "amount": 1})).correcting(won.id.clone());
    let activities = [post("2026-11-02T10:00:00Z", "demo", &[("email", "maria@acme.example")]), won, lost, corrected];
    let (lead, timeline) = run(&config, &activities);
    assert_eq!(lead.stage, Stage::Lost);
    assert!(timeline[3].decisions.stage.is_none());
}

/// An amount keeps the currency of its time: a company that changes its own adds it up only where there is a rate.
#[test]
fn an_amount_keeps_its_currency_when_the_company_changes_its_own() {
    let mut config = config();
    let deals = [
        deal("2026-10-31T10:00:00Z", "old release", &json!({"amount": 500})),
        deal("2026-11-20T10:00:00Z", "euro", &json!({"amount_minor": 120_050, "currency": "EUR"})),
        deal("2026-12-20T10:00:00Z", "yen", &json!({"amount": 90_000, "currency": "JPY"})),
    ];
    let of = |config: &Config| bought(config, &deals).1.iter().map(sums).collect::<Vec<_>>();
    assert_eq!(
        of(&config),
        [json!({"won_amount": 50_000}), json!({"won_amount": 120_050}), json!({"won_apart.JPY": 90_000})]
    );
    let before = definitions(&config.company);
    config.company.currency = Currency::of_code("JPY").unwrap();
    assert_ne!(definitions(&config.company), before, "what was counted in euros is not taken for yen");
    // An amount without a currency is in the one that the company says it began with.
    config.company.first_currency = Some(Currency::EUR);
    assert_eq!(
        of(&config),
        [json!({"won_apart.EUR": 50_000}), json!({"won_apart.EUR": 120_050}), json!({"won_amount": 90_000})]
    );
    let rates = json!({"rates": [{"currency": "EUR", "from": "2026-11-01", "rate": "160"}]});
    config.campaigns = serde_json::from_value(rates).unwrap();
    assert_eq!(
        of(&config),
        [json!({"won_apart.EUR": 50_000}), json!({"won_amount": 192_080}), json!({"won_amount": 90_000})]
    );
    let won = |deal: &Activity| deal.kind.won(config.company.unnamed_currency()).unwrap().to_string();
    assert_eq!(deals.each_ref().map(won), ["500.00 EUR", "1,200.50 EUR", "90,000 JPY"]);
}

/// What was posted to an earlier release, and is posted again, is known.
#[test]
fn the_currency_of_a_deal_is_not_part_of_its_id() {
    let lead = || activity(at("2026-11-20T10:00:00Z"), "x", ActivityKind::Unsubscribed { send: None }).lead;
    let posted = |kind: ActivityKind| {
        let time = at("2026-11-20T10:00:00Z");
        Activity::posted(lead(), kind, None, Some(time), "request", time).id
    };
    let old = serde_json::from_value(json!({"kind": "deal_won", "amount": 1000, "by": "api"})).unwrap();
    let new = ActivityKind::deal_won(false, Some(100_000), Currency::EUR, Some("api".to_owned()));
    assert_eq!(posted(old), posted(new));
}
