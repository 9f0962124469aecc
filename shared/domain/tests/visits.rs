//! What visitors do at forms: what is taken of it, how it is added up, and what it counts as.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use leadwright_domain::fold;
use leadwright_domain::metrics::visits::{BeaconError, MOST_VALUES, add_up, is_within};
use leadwright_domain::metrics::{
    ALL, Answer, By, Count, Counts, DIMENSIONS, DayVisits, Filter, MEASURES, OTHERS, PERSONAL, Question, Range, Table,
    Visit, VisitEvent, VisitPlace, VisitRow, difference_to_total, measure,
};
use proptest::prelude::*;
use serde_json::json;

use crate::setting::{at, config, post, run};

const TIME: &str = "2026-11-02T10:00:00Z";

fn place(page: Option<&str>, campaign: Option<&str>) -> VisitPlace {
    let config = config();
    VisitPlace::new(("demo", &config.forms["demo"]), page, campaign, &config.campaigns)
}

fn visit(seconds: i64, place: VisitPlace, event: VisitEvent) -> Visit {
    Visit { id: seconds.to_string(), at: at(TIME) + SignedDuration::from_secs(seconds), place, event }
}

fn counted<'a>(rows: impl IntoIterator<Item = &'a VisitRow>) -> BTreeMap<&'static str, Counts> {
    let mut visits = DayVisits::default();
    for row in rows {
        visits.add(&row.places);
    }
    let mut count = Count::new(TimeZone::UTC);
    count.add_visits(&visits);
    count.finish().dimensions
}

#[test]
fn a_beacon_is_read_by_lists_of_what_may_stand_in_it() {
    let config = config();
    let read = |body: &str| VisitEvent::read_beacon(("demo", &config.forms["demo"]), body, &config.campaigns);
    let field = || "email".to_owned();
    for (body, event) in [
        (r#"{"event": "view"}"#, VisitEvent::Viewed),
        (r#"{"event": "start", "page": "/pricing", "campaign": "spring"}"#, VisitEvent::Started),
        (r#"{"event": "left", "field": "email", "page": "/"}"#, VisitEvent::Left { field: field() }),
        (r#"{"event": "left", "field": "consent"}"#, VisitEvent::Left { field: "consent".to_owned() }),
    ] {
        assert_eq!(read(body).unwrap().0, event, "{body}");
    }
    for (body, error) in [
        (r#"{"event": "left"}"#, BeaconError::NoField),
        (r#"{"event": "view", "field": "email"}"#, BeaconError::Field),
        (r#"{"event": "left", "field": "cookie"}"#, BeaconError::UnknownField),
    ] {
        assert_eq!(read(body).unwrap_err(), error, "{body}");
    }
    for body in
        ["", "view", "[]", r#"{"event": "bought"}"#, r#"{"event": "view", "value": "Maria"}"#, r#"{"page": "/"}"#]
    {
        assert!(matches!(read(body).unwrap_err(), BeaconError::Json(why) if !why.contains("Maria")), "{body}");
    }
}

#[test]
fn a_place_keeps_nothing_that_looks_like_a_person_and_nothing_endless() {
    let stored = |page: &str, campaign: &str| {
        let json = serde_json::to_value(place(Some(page), Some(campaign))).unwrap();
        (json["p"].as_str().unwrap_or_default().to_owned(), json["c"].as_str().unwrap_or_default().to_owned())
    };
    let kept = |page: &str, campaign: &str| (page.to_owned(), campaign.to_owned());
    assert_eq!(stored("/pricing?email=maria@acme.example#x", " spring  2026 "), kept("/pricing", "spring 2026"));
    assert_eq!(
        stored("https://acme.example/u/maria@acme.example/x", "maria@acme.example"),
        kept(&format!("/u/{PERSONAL}/x"), PERSONAL)
    );
    assert_eq!(stored("", ""), kept("", ""));
    assert_eq!(stored(&format!("/{}", "x".repeat(200)), &"y".repeat(101)), kept(OTHERS, &"y".repeat(100)));
}

#[test]
fn visits_count_by_form_page_campaign_and_field_and_a_list_of_them_is_refused() {
    let spring = || place(Some("/pricing"), Some("spring"));
    let refused = VisitEvent::Refused { fields: ["email", "name"].map(str::to_owned).into() };
    let visits = [
        visit(0, spring(), VisitEvent::Viewed),
        visit(1, spring(), VisitEvent::Viewed),
        visit(2, spring(), VisitEvent::Started),
        visit(3, place(None, None), VisitEvent::ByMachine),
        visit(4, spring(), VisitEvent::Left { field: "phone".to_owned() }),
    ];
    let rows = add_up(&visits);
    assert_eq!(rows.len(), 1);
    let counts = counted(rows.iter().chain([&visit(5, spring(), refused).row()]));
    for (dimension, value) in [("page", "/pricing"), ("campaign", "spring")] {
        let counts = &counts[dimension][value];
        assert_eq!((counts["form_views"], counts["form_starts"], counts["form_refused"]), (2, 1, 1), "{counts:?}");
        assert_eq!((counts["field_refused.email"], counts["field_left.phone"]), (1, 1), "{counts:?}");
        assert!(!counts.contains_key("form_bots"), "{counts:?}");
    }
    assert_eq!(counts["form"]["demo"]["form_bots"], 1);
    assert!(!counts.contains_key("owner") && !counts["all"][ALL].contains_key("activities"), "no activity says it");
    let config = config();
    let day = at(TIME).to_zoned(TimeZone::UTC).date();
    let range = Range::between(day, day, day).unwrap();
    for (name, listed) in [
        ("form_views", false),
        ("form_start_rate", false),
        ("form_left", false),
        ("form_sent", true),
        ("form_sent_rate", true),
    ] {
        let company = (TimeZone::UTC, &config.campaigns);
        let by = By::named("form").unwrap();
        let filter = Filter::new((by, Some("demo")), measure(name).unwrap(), range, day, company);
        assert_eq!(filter.is_ok(), listed, "{name}: {filter:?}");
    }
}

/// Who came first by one campaign and sends a form by another: the lead is the first one's, the form the other's.
#[test]
fn a_form_that_is_sent_stands_under_its_own_campaign_whatever_brought_the_lead() {
    let config = config();
    let sent = |time: &str, form: &str, campaign: &str| {
        let mut activity = post(time, form, &[("email", "maria@acme.example")]);
        let mut json = serde_json::to_value(&activity).unwrap();
        json["campaign"] = json!(campaign);
        activity = serde_json::from_value(json).unwrap();
        activity
    };
    let activities = [
        sent("2026-11-02T10:00:00Z", "guide", "autumn"),
        sent("2026-11-03T10:00:00Z", "demo", "spring"),
        sent("2026-11-03T10:01:00Z", "demo", "spring"),
    ];
    let facts = fold::facts(&run(&config, &activities).1, &config);
    let mut count = Count::new(TimeZone::UTC);
    for fact in &facts {
        count.add(fact);
    }
    let counts = count.finish().dimensions;
    let of = |dimension: &str, value: &str, counter: &str| {
        counts[dimension].get(value).and_then(|counts| counts.get(counter)).copied().unwrap_or_default()
    };
    assert_eq!((of("campaign", "autumn", "forms"), of("campaign", "spring", "forms")), (2, 0));
    assert_eq!((of("campaign", "autumn", "form_sent"), of("campaign", "spring", "form_sent")), (1, 1));
    assert_eq!((of("form", "guide", "form_sent"), of("form", "demo", "form_sent")), (1, 1), "a repetition is one");
    assert_eq!((of("source", "download", "form_sent"), of("source", "form", "form_sent")), (1, 1));
}

fn any_event() -> impl Strategy<Value = VisitEvent> {
    prop_oneof![
        Just(VisitEvent::Viewed),
        Just(VisitEvent::Started),
        Just(VisitEvent::ByMachine),
        "[a-d]{1,3}".prop_map(|field| VisitEvent::Left { field }),
    ]
}

fn any_visits() -> impl Strategy<Value = Vec<Visit>> {
    let page = prop_oneof![Just(None), "/[a-z]{1,60}".prop_map(Some)];
    let campaign = prop_oneof![Just(None), "[a-z]{1,30}".prop_map(Some)];
    let one = (0..4_000_i64, page, campaign, any_event()).prop_map(|(seconds, page, campaign, event)| {
        visit(seconds, place(page.as_deref(), campaign.as_deref()), event)
    });
    prop::collection::vec(one, 0..400)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Nothing is lost by adding up, whatever is beyond the bounds; a row is no longer than it may be; and the order of
    /// messages does not matter.
    #[test]
    fn rows_are_bounded_and_lose_nothing(visits in any_visits()) {
        let rows = add_up(&visits);
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for visit in &visits {
            let counter = match &visit.event {
                VisitEvent::Viewed => "form_views",
                VisitEvent::Started => "form_starts",
                VisitEvent::ByMachine => "form_bots",
                _ => "field_left",
            };
            *counts.entry(counter).or_default() += 1;
        }
        let counted = counted(&rows);
        let all = counted.get("all").and_then(|all| all.get(ALL)).cloned().unwrap_or_default();
        for (counter, number) in counts {
            let sum: u64 = all.iter().filter(|(name, _)| name.split('.').next() == Some(counter)).map(|(_, of)| of).sum();
            prop_assert_eq!(sum, number, "{}", counter);
        }
        for dimension in &DIMENSIONS {
            let counts = counted.get(dimension.name).cloned().unwrap_or_default();
            prop_assert_eq!(difference_to_total(dimension, &counts, &all), None, "{}", dimension.name);
        }
        for row in &rows {
            let of_row = visits.iter().filter(|visit| is_within(row.at, visit.at)).count();
            let length = serde_json::to_string(&row.places).unwrap().len();
            prop_assert!(length + 100 <= 1_024 * (of_row / 100).max(1), "{} bytes for {} visits", length, of_row);
        }
        let turned: Vec<Visit> = visits.into_iter().rev().collect();
        prop_assert_eq!(add_up(&turned), rows);
    }
}

/// A flood of invented pages and campaigns makes no endless rows of numbers.
#[test]
fn a_day_keeps_a_bounded_number_of_pages_and_campaigns() {
    let visits: Vec<Visit> = (0..3_000)
        .map(|number| {
            visit(number / 4, place(Some(&format!("/{number}")), Some(&format!("c{number}"))), VisitEvent::Viewed)
        })
        .collect();
    let rows: Vec<VisitRow> = visits.iter().map(Visit::row).collect();
    let counts = counted(&rows);
    for dimension in ["page", "campaign"] {
        let counts = &counts[dimension];
        assert_eq!(counts.len(), MOST_VALUES + 1, "{dimension}");
        assert_eq!(counts[OTHERS]["form_views"], 3_000 - MOST_VALUES as u64, "{dimension}");
    }
}

#[test]
fn a_row_is_read_as_it_is_stored() {
    let stored = r#"[{"f":"demo","o":"form","p":"/pricing","c":"spring","v":5,"s":2,"l":{"phone":1}},{"f":"demo","o":"form","b":3,"r":1,"x":{"email":1}}]"#;
    let places: Vec<leadwright_domain::metrics::visits::PlaceVisits> = serde_json::from_str(stored).unwrap();
    assert_eq!(serde_json::to_string(&places).unwrap(), stored);
    let message =
        r#"{"id":"x","at":"2026-11-02T10:00:00Z","place":{"f":"demo","o":"form"},"event":{"left":{"field":"phone"}}}"#;
    let visit: Visit = serde_json::from_str(message).unwrap();
    assert_eq!((serde_json::to_string(&visit).unwrap().as_str(), visit.at), (message, at(TIME)));
}

#[test]
fn every_measure_of_forms_is_known_by_form_page_and_campaign() {
    let of_forms = MEASURES.iter().filter(|measure| measure.area.name() == "forms");
    assert_eq!(of_forms.clone().count(), 9);
    for measure in of_forms {
        for by in ["form", "page", "campaign", "source", "all", "month"] {
            assert!(By::named(by).unwrap().shows(measure), "{} by {by}", measure.name);
        }
        assert!(!By::named("owner").unwrap().shows(measure), "{}", measure.name);
    }
}

/// Links may name any campaign: what their visitors did makes no rows without leads in the tables of leads.
#[test]
fn visits_make_rows_in_tables_of_forms_alone() {
    let views = BTreeMap::from([("form_views".to_owned(), 3)]);
    let leads = BTreeMap::from([("activities".to_owned(), 2), ("new_leads".to_owned(), 1)]);
    let counts: Counts = [("invented", views), ("spring", leads)].map(|(name, of)| (name.to_owned(), of)).into();
    let day = at(TIME).to_zoned(TimeZone::UTC).date();
    let by = By::named("campaign").unwrap();
    for (measures, expected) in [
        (vec!["new_leads"], vec!["spring"]),
        (vec!["form_views"], vec!["invented"]),
        (vec!["new_leads", "form_views"], vec!["invented", "spring"]),
    ] {
        let measures = measures.into_iter().filter_map(measure).collect();
        let question = Question::new(by, Range::between(day, day, day).unwrap()).with(measures);
        let mut answer = Answer::default();
        for read in question.reads(Some(day)) {
            answer.add(&read, &counts, &BTreeMap::new());
        }
        let table = Table::of(&question, &answer, Some(day));
        let mut rows: Vec<&str> = table.rows.iter().map(|row| row.name.as_str()).collect();
        rows.sort_unstable();
        assert_eq!(rows, expected);
    }
}
