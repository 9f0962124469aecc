//! From a number to its activities: those that a filter finds add up to the number.

use std::collections::BTreeMap;

use jiff::civil::date;
use jiff::tz::TimeZone;
use leadwright_domain::campaign::Campaigns;
use leadwright_domain::metrics::{By, Count, Fact, Filter, FilterError, MEASURES, Range, TouchPoint, Value, measure};
use proptest::prelude::*;
use serde_json::json;

fn campaigns() -> Campaigns {
    serde_json::from_value(json!({"campaigns": [{"name": "spring", "match": ["spring sale"]}]})).unwrap()
}

fn range() -> Range {
    Range::between(date(2026, 11, 1), date(2026, 11, 25), date(2026, 11, 26)).unwrap()
}

const COUNTERS: [&str; 16] = [
    "new_leads",
    "forms",
    "bad.no_budget",
    "bad.fake",
    "to.sql",
    "reached.mql",
    "reached.mql.7d",
    "reached.customer",
    "mail.welcome",
    "opened.welcome",
    "bounced",
    "contacted",
    "contacted.within_5m",
    "deals",
    "begun.nurture",
    "requests",
];

fn any_fact() -> impl Strategy<Value = Fact> {
    let counts = prop::collection::vec(prop::sample::select(&COUNTERS[..]), 0..5);
    let campaign = prop::option::of(prop::sample::select(&["spring", "Spring+Sale", "autumn"][..]));
    let source = prop::sample::select(&["search", "fair"][..]);
    let (amount, speed) = (prop::option::of(1..1_000_000_u64), prop::option::of(0..100_000_u64));
    (counts, campaign, source, amount, speed).prop_map(|(counts, campaign, source, amount, speed)| Fact {
        source: source.to_owned(),
        campaign: campaign.map(ToOwned::to_owned),
        arrived: Some(1_795_000_000),
        sums: amount.map(|amount| ("won_amount".to_owned(), amount)).into_iter().collect(),
        spans: speed.map(|speed| ("speed".to_owned(), speed)).into_iter().collect(),
        touches: vec![TouchPoint { at: 1_795_000_000, source: source.to_owned(), campaign: None }],
        counts: counts.into_iter().map(ToOwned::to_owned).collect(),
        ..Fact::default()
    })
}

proptest! {
    #[test]
    fn the_activities_of_a_number_add_up_to_it(facts in prop::collection::vec(any_fact(), 0..20)) {
        let campaigns = campaigns();
        let mut count = Count::new(TimeZone::UTC);
        for fact in &facts {
            count.add(fact);
        }
        let counted = count.finish().dimensions;
        let none = BTreeMap::new();
        for by in ["source", "campaign", "all", "cohort_month"].map(|name| By::named(name).unwrap()) {
            let rows = by.dimension().rows(counted.get(by.name()).unwrap_or(&none), &campaigns).into_owned();
            for (measure, (row, metrics)) in by.measures().flat_map(|measure| rows.iter().map(move |row| (measure, row))) {
                let zone = (TimeZone::UTC, &campaigns);
                let Ok(filter) = Filter::new((by, Some(row)), measure, range(), date(2026, 11, 26), zone) else { continue };
                let found: u64 = facts.iter().map(|fact| filter.counts(fact)).sum();
                match measure.value(metrics, None) {
                    Value::Count(number) => prop_assert_eq!(found, number, "{} by {}", measure.name, by.name()),
                    Value::Share { of, .. } => prop_assert_eq!(found, of, "{} by {}", measure.name, by.name()),
                    Value::Money(_) if measure.cases(metrics).is_some() => {}
                    Value::Money(number) => prop_assert_eq!(found, number, "{} by {}", measure.name, by.name()),
                    // How many it is the median of.
                    Value::Seconds(_) => prop_assert_eq!(Some(found), measure.cases(metrics), "{}", measure.name),
                    Value::Hundredths(_) | Value::Nothing => {}
                }
            }
        }
    }
}

#[test]
fn a_filter_has_the_days_of_its_row() {
    let campaigns = campaigns();
    let days = |by: &str, row: Option<&str>| {
        let by = By::named(by).unwrap();
        let zone = (TimeZone::UTC, &campaigns);
        Filter::new((by, row), measure("won").unwrap(), range(), date(2026, 11, 26), zone)
            .map(|filter| format!("{} {}", filter.days().first, filter.days().last))
            .map_err(|error| error.to_string())
    };
    for (by, row, expected) in [
        ("source", Some("fair"), "2026-11-01 2026-11-25"),
        ("source", None, "2026-11-01 2026-11-25"),
        ("week", Some("2026-W44"), "2026-11-01 2026-11-01"),
        ("month", Some("2026-11"), "2026-11-01 2026-11-25"),
        // A cohort's leads may be won long after they arrived.
        ("cohort_month", Some("2026-09"), "2026-09-01 2026-11-26"),
    ] {
        assert_eq!(days(by, row).unwrap(), expected);
    }
    for (by, row, words) in [
        ("month", "October", "\"October\" is none of them: write it like 2026-11"),
        ("week", "2026-11", "write it like 2026-W48"),
        ("cohort_month", "2027-01", "2027-01-01 is in the future"),
        ("month", "2026-09", "is after the last day"),
    ] {
        let error = days(by, Some(row)).unwrap_err();
        assert!(error.contains(words), "{error}");
    }
    for measure in MEASURES {
        let zone = (TimeZone::UTC, &campaigns);
        let filter = Filter::new((By::named("all").unwrap(), None), measure, range(), date(2026, 11, 26), zone);
        match filter {
            Ok(_) => {}
            Err(FilterError::NotListed { why, .. }) => assert!(why.contains("list `"), "{}: {why}", measure.name),
            Err(error) => panic!("{error}"),
        }
    }
}
