//! What campaigns cost: by day, by campaign, by source.

use std::collections::BTreeMap;

use jiff::civil::Date;
use leadwright_domain::activity::ActivityKind;
use leadwright_domain::campaign::spread::part;
use leadwright_domain::campaign::{
    CampaignCosts, CampaignMonth, Campaigns, Costs, MonthClosing, Platform, Reported, StoredCosts, WithoutCost,
};
use leadwright_domain::fold;
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::money::Money;
use leadwright_domain::value::month::Month;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::setting;

const EUR: Currency = Currency::EUR;

fn usd() -> Currency {
    Currency::of_code("USD").unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn campaigns(campaigns: &Value, rates: &Value) -> Campaigns {
    serde_json::from_value(json!({"campaigns": campaigns, "rates": rates})).unwrap()
}

/// A row of a file: platform, name, day, minor units, currency, clicks.
type Row<'a> = (Platform, &'a str, &'a str, Option<u64>, Currency, Option<u64>);

fn import(stored: &mut StoredCosts, rows: &[Row<'_>]) {
    for (platform, name, on, minor, currency, clicks) in rows {
        let on = day(on);
        let month = stored.entry(Month::of(on)).or_default();
        let days = BTreeMap::from([(on.day(), Reported { minor: *minor, currency: *currency, clicks: *clicks })]);
        month.campaigns.entry((*name).to_owned()).or_default().report(*platform, &days);
    }
}

fn of(campaigns: &Campaigns, stored: &StoredCosts, from: &str, to: &str) -> Costs {
    Costs::of(campaigns, EUR, stored, day(from), day(to))
}

fn cents(costs: &Costs, name: &str) -> Option<u64> {
    costs.of_campaign(name).map(|money| money.minor)
}

#[test]
fn each_kind_of_cost_falls_on_its_days() {
    let campaigns = campaigns(
        &json!([
            {"name": "fair", "source": "trade show", "cost": {"fixed": "3000", "from": "2026-11-10", "to": "2026-11-12"}},
            {"name": "partner", "source": "partner", "cost": {"a_month": "500", "from": "2026-11-16"}},
            {"name": "poster", "source": "partner", "cost": {"a_day": "20.50", "from": "2026-11-29", "to": "2026-12-01"}},
            {"name": "search", "cost": {"a_click": "0.355"}},
            {"name": "both", "cost": [{"fixed": "1", "from": "2026-11-01", "to": "2026-11-01"}, {"a_day": "2", "from": "2026-11-01", "to": "2026-11-02"}]},
            {"name": "talk"},
        ]),
        &json!([]),
    );
    let mut stored = StoredCosts::new();
    import(
        &mut stored,
        &[
            (Platform::Other, "Search", "2026-11-03", None, EUR, Some(3)),
            (Platform::Other, "search", "2026-11-04", None, EUR, Some(1)),
        ],
    );
    let november = of(&campaigns, &stored, "2026-11-01", "2026-11-30");
    for (name, expected) in [
        ("fair", Some(300_000)),
        ("partner", Some(25_000)),
        ("poster", Some(4_100)),
        ("search", Some(107 + 36)),
        ("both", Some(100 + 400)),
        ("talk", None),
    ] {
        assert_eq!(cents(&november, name), expected, "{name}");
    }
    assert_eq!(november.without, BTreeMap::from([("talk".to_owned(), WithoutCost::NoneKnown)]));
    let by_source: Vec<_> = november.by_source().into_iter().map(|(source, money)| (source, money.minor)).collect();
    assert_eq!(by_source, [("partner", 29_100), ("trade show", 300_000)]);
    assert_eq!(november.total(), Money::new(300_000 + 25_000 + 4_100 + 143 + 500, EUR));
    let later = of(&campaigns, &stored, "2027-02-01", "2027-02-28");
    assert_eq!(cents(&later, "partner"), Some(50_000), "a month of 28 days costs as much as any");
    assert_eq!(later.without["fair"], WithoutCost::OtherDays);
    assert_eq!(later.without["talk"], WithoutCost::NoneKnown);
}

/// Never added: neither two currencies, nor what is planned to what was paid.
#[test]
fn costs_in_other_currencies_need_a_rate_of_their_day() {
    let listed = json!([
        {"name": "search", "currency": "USD", "cost": {"a_day": "10", "from": "2026-11-01", "to": "2026-11-30"}},
    ]);
    let with = |rates: Value| of(&campaigns(&listed, &rates), &StoredCosts::new(), "2026-11-01", "2026-11-30");
    let none = with(json!([]));
    assert_eq!(none.of_campaign("search"), None, "not 0");
    assert_eq!((none.apart()[&usd()].minor, none.apart()[&usd()].from), (30_000, day("2026-11-01")));
    assert!(!none.without.contains_key("search"), "its cost is known");
    let later = with(json!([{"currency": "USD", "from": "2026-11-11", "rate": "0.9"}]));
    assert_eq!((cents(&later, "search"), later.apart()[&usd()].minor), (Some(20 * 900), 10_000));
    let two = with(json!([
        {"currency": "USD", "from": "2026-11-21", "rate": "0.8"},
        {"currency": "USD", "from": "2026-10-01", "rate": "0.9"},
    ]));
    assert_eq!((cents(&two, "search"), two.apart().len()), (Some(20 * 900 + 10 * 800), 0));
}

#[test]
fn an_imported_cost_counts_in_place_of_a_configured_one_and_the_day_is_named() {
    let campaigns = campaigns(
        &json!([{"name": "guide", "match": ["EU | Guide"], "cost": {"a_day": "10", "from": "2026-11-01", "to": "2026-11-03"}}]),
        &json!([]),
    );
    let mut stored = StoredCosts::new();
    import(
        &mut stored,
        &[
            (Platform::Google, "EU | Guide", "2026-11-02", Some(700), EUR, Some(5)),
            (Platform::Meta, "guide", "2026-11-02", Some(50), EUR, None),
            (Platform::Meta, "Brand", "2026-11-02", Some(80), EUR, None),
        ],
    );
    let costs = of(&campaigns, &stored, "2026-11-01", "2026-11-30");
    assert_eq!(cents(&costs, "guide"), Some(1_000 + 750 + 1_000));
    assert_eq!(costs.campaigns["guide"].overlaps, [day("2026-11-02")].into());
    assert_eq!((cents(&costs, "Brand"), &costs.campaigns["Brand"].title), (Some(80), &None));
    // The same day of the same platform replaces itself.
    import(&mut stored, &[(Platform::Google, "EU | Guide", "2026-11-02", Some(0), EUR, Some(0))]);
    assert_eq!(cents(&of(&campaigns, &stored, "2026-11-02", "2026-11-02"), "guide"), Some(50));
}

#[test]
fn a_closed_month_stays_as_it_was() {
    let listed = |a_day: &str| {
        campaigns(
            &json!([{"name": "guide", "source": "search", "cost": {"a_day": a_day, "from": "2026-10-01"}}]),
            &json!([]),
        )
    };
    let mut stored = StoredCosts::new();
    import(&mut stored, &[(Platform::Google, "guide", "2026-10-05", Some(1), EUR, None)]);
    let october = |stored: &StoredCosts, a_day: &str| of(&listed(a_day), stored, "2026-10-01", "2026-10-31");
    let open = october(&stored, "10");
    let month = stored.get_mut(&"2026-10".parse().unwrap()).unwrap();
    let closing = MonthClosing { at: "2026-11-03T10:00:00Z".parse().unwrap(), done: false };
    month.closing = Some(closing);
    for (name, closed) in open.to_close() {
        month.campaigns.entry(name).or_default().closed = Some(closed);
    }
    assert!(october(&stored, "10").closed.is_empty(), "half of a closing closes nothing");
    stored.get_mut(&"2026-10".parse().unwrap()).unwrap().closing = Some(MonthClosing { done: true, ..closing });
    for a_day in ["10", "99"] {
        let closed = october(&stored, a_day);
        assert_eq!((cents(&closed, "guide"), closed.by_source()["search"].minor), (Some(30_001), 30_001), "{a_day}");
        assert_eq!(closed.closed.len(), 1);
    }
    let renamed = campaigns(
        &json!([{"name": "book", "match": ["Guide"], "source": "ads", "cost": {"a_day": "1", "from": "2026-11-01"}}]),
        &json!([]),
    );
    let both = of(&renamed, &stored, "2026-10-31", "2026-11-01");
    let by_source: Vec<_> = both.by_source().into_iter().map(|(source, money)| (source, money.minor)).collect();
    assert_eq!((cents(&both, "book"), by_source), (Some(1_100), vec![("ads", 100), ("search", 1_000)]));
    let other = of(&campaigns(&json!([]), &json!([])), &stored, "2026-10-05", "2026-10-05");
    assert_eq!(cents(&other, "guide"), Some(1), "although campaigns.yaml has it no more");
    assert_eq!(serde_json::to_value(closing).unwrap(), json!({"at": 1_793_700_000_000_i64}));
}

#[test]
fn the_campaign_of_a_lead_is_found_however_the_link_was_written() {
    let campaigns = campaigns(
        &json!([
            {"name": "spring-guide", "match": ["Spring Guide"]},
            {"name": "fair", "source": "Trade show", "whole_source": true},
            {"name": "other", "source": "form"},
        ]),
        &json!([]),
    );
    let named = |text: &str| campaigns.named(text).map(|campaign| campaign.name.as_str());
    for text in ["spring-guide", "SPRING-GUIDE", "spring guide", "Spring+Guide", "spring%20guide", " spring  guide "] {
        assert_eq!(named(text), Some("spring-guide"), "{text}");
    }
    assert_eq!((named("springguide"), named("")), (None, None));
    let of_source = |source| campaigns.of_source(source).map(|campaign| campaign.name.as_str());
    assert_eq!(of_source("trade show"), Some("fair"));
    assert_eq!(of_source("form"), None, "only a campaign that says so takes the whole source");
}

/// A trade show's list names no campaign, and its leads are those of the fair.
#[test]
fn leads_of_a_whole_source_count_for_its_campaign() {
    let mut config = setting::config();
    config.campaigns = campaigns(&json!([{"name": "hannover", "source": "Fair", "whole_source": true}]), &json!([]));
    let deal =
        |time| setting::activity(setting::at(time), time, ActivityKind::deal_won(false, Some(120_050), EUR, None));
    let activities = [setting::import("2026-10-30T10:00:00Z", "fair", true), deal("2026-11-20T10:00:00Z")];
    let facts = fold::facts(&setting::run(&config, &activities).1, &config);
    assert!(facts.iter().all(|fact| fact.campaign.as_deref() == Some("hannover")), "{facts:?}");
    let touches: Vec<_> = facts[1].touches.iter().map(|touch| touch.campaign.as_deref()).collect();
    assert_eq!((touches, facts[1].sums["won_amount"]), (vec![Some("hannover")], 120_050));
}

/// What any release stored is read in minor units.
#[test]
fn a_won_amount_is_read_in_the_minor_units_of_its_currency() {
    let won = |stored: &Value| serde_json::from_value::<ActivityKind>(stored.clone()).unwrap();
    for (stored, code, minor) in [
        (json!({"kind": "deal_won", "amount": 1200}), "EUR", Some(120_000)),
        (json!({"kind": "deal_won", "amount": 1200}), "JPY", Some(1_200)),
        (json!({"kind": "deal_won", "amount": 1200}), "KWD", Some(1_200_000)),
        (json!({"kind": "deal_won", "amount": 1_000_000_000_000_000_u64}), "EUR", Some(100_000_000_000_000_000)),
        (json!({"kind": "deal_won", "amount_minor": 120_050}), "EUR", Some(120_050)),
        (json!({"kind": "deal_won"}), "EUR", None),
        (json!({"kind": "deal_won", "amount": 1200, "currency": "JPY"}), "EUR", Some(1_200)),
        (json!({"kind": "unsubscribed"}), "EUR", None),
    ] {
        let read = won(&stored).won(Currency::of_code(code).unwrap());
        assert_eq!(read.map(|won| won.minor), minor, "{stored} {code}");
    }
}

proptest! {
    #[test]
    fn an_amount_over_days_is_the_amount(amount in 0_u64..=999_999_999_999_999, days in 1_u64..800) {
        let parts: Vec<u64> = (0..days).map(|day| part(amount, day, days)).collect();
        prop_assert_eq!(parts.iter().sum::<u64>(), amount);
        let (least, most) = (parts.iter().min().unwrap(), parts.iter().max().unwrap());
        prop_assert!(most - least <= 1, "every day is within one minor unit of every other");
    }

    #[test]
    fn a_won_amount_is_stored_and_read_exactly(minor in 0_u64..=999_999_999_999_999, code in prop::sample::select(vec!["EUR", "JPY", "KWD", "CLF"])) {
        let currency = Currency::of_code(code).unwrap();
        let stored = serde_json::to_string(&ActivityKind::deal_won(false, Some(minor), currency, None)).unwrap();
        let won = serde_json::from_str::<ActivityKind>(&stored).unwrap().won(Currency::EUR);
        prop_assert_eq!(won, Some(Money::new(minor, currency)));
    }

    /// However a range is cut, its parts add up to it, by campaign and in all, and campaigns to the total.
    #[test]
    fn the_parts_of_a_range_add_up(
        amounts in prop::collection::vec((0_u64..1_000_000, 0_i32..90, 0_i32..60, 0_usize..3, any::<bool>()), 1..6),
        imported in prop::collection::vec((0_usize..8, 0_i32..120, 0_u64..100_000, any::<bool>()), 0..20),
        (begin, cut, length) in (0_i32..60, 0_i32..60, 0_i32..60),
    ) {
        let base = day("2026-09-15");
        let on = |days: i32| base.saturating_add(jiff::Span::new().days(days));
        let listed: Vec<Value> = amounts.iter().enumerate().map(|(at, (cents, from, more, kind, dollars))| {
            let key = ["fixed", "a_month", "a_day"][*kind];
            let amount = format!("{}.{:02}", cents / 100, cents % 100);
            let cost = json!({key: amount, "from": on(*from), "to": on(from + more)});
            let currency = if *dollars { "USD" } else { "EUR" };
            json!({"name": format!("c{at}"), "cost": cost, "currency": currency})
        }).collect();
        let campaigns = campaigns(&json!(listed), &json!([{"currency": "USD", "from": on(30), "rate": "0.9137"}]));
        let mut stored = StoredCosts::new();
        for (name, days, minor, dollars) in &imported {
            let day = on(*days);
            let reported = Reported { minor: Some(*minor), currency: if *dollars { usd() } else { EUR }, clicks: None };
            let month = stored.entry(Month::of(day)).or_default();
            let row: &mut CampaignMonth = month.campaigns.entry(format!("c{name}")).or_default();
            row.report(Platform::Google, &BTreeMap::from([(day.day(), reported)]));
        }
        let range = |from: i32, to: i32| Costs::of(&campaigns, EUR, &stored, on(from), on(to));
        let (whole, first, second) =
            (range(begin, begin + cut + length), range(begin, begin + cut), range(begin + cut + 1, begin + cut + length));
        prop_assert_eq!(whole.total().minor, first.total().minor + second.total().minor);
        let apart = |costs: &Costs| costs.apart().values().map(|apart| apart.minor).sum::<u64>();
        prop_assert_eq!(apart(&whole), apart(&first) + apart(&second));
        for name in whole.campaigns.keys() {
            let cents = |costs: &Costs| cents(costs, name).unwrap_or_default();
            prop_assert_eq!(cents(&whole), cents(&first) + cents(&second));
        }
        prop_assert_eq!(whole.total().minor, whole.campaigns.values().map(CampaignCosts::total).sum::<u64>());
    }
}
