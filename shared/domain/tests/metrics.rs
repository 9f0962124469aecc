//! What is counted of a lead's activities.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use leadwright_domain::activity::{Activity, ActivityKind, Move};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::metrics::{
    ALL, BeforeFact, Count, Counts, DIMENSIONS, DayMetrics, Fact, MEASURES, NONE, Value, counter, dimension, measure,
};
use leadwright_domain::value::stage::Stage;
use leadwright_domain::words::Words;
use proptest::prelude::*;
use serde_json::json;

use crate::fold::{any_activity, known_once};
use crate::setting::{activity, at, config, import, post, run, step};

const MARIA: &[(&str, &str)] = &[("email", "maria@acme.example"), ("name", "Maria"), ("country", "Portugal")];

fn counted(facts: &[Fact]) -> DayMetrics {
    let mut count = Count::new(TimeZone::get("Europe/Lisbon").unwrap());
    for fact in facts {
        count.add(fact);
    }
    count.finish()
}

fn of(facts: &[Fact], dimension: &str, value: &str) -> BTreeMap<String, u64> {
    counted(facts).dimensions.get(dimension).and_then(|counts| counts.get(value).cloned()).unwrap_or_default()
}

fn moved(time: &str, to: Stage, reason: Option<&str>) -> Activity {
    let reason = reason.map(str::to_owned);
    let kind = ActivityKind::StageMoved(Move { to, reason, again_on: None, by: "ana".into(), note: None });
    activity(at(time), time, kind)
}

fn deal(time: &str, amount: Option<u64>) -> Activity {
    let kind = json!({"kind": "deal_won", "amount": amount});
    activity(at(time), time, serde_json::from_value(kind).unwrap())
}

fn facts(config: &Config, activities: &[Activity]) -> Vec<Fact> {
    fold::facts(&run(config, activities).1, config)
}

#[test]
fn a_lead_is_counted_by_where_it_came_from_and_when() {
    let config = config();
    let facts = facts(
        &config,
        &[
            import("2026-10-30T10:00:00Z", "fair", true),
            post("2026-11-02T10:00:00Z", "demo", MARIA),
            deal("2026-11-20T10:00:00Z", Some(1_200)),
        ],
    );
    for (dimension, value) in [
        ("all", ALL),
        ("source", "fair"),
        ("campaign", NONE),
        ("owner", "ana"),
        ("team", "sales"),
        ("cohort_month", "2026-10"),
        ("cohort_week", "2026-W44"),
    ] {
        let counts = of(&facts, dimension, value);
        assert_eq!(counts.get("reached.customer"), Some(&1), "{dimension}: {counts:?}");
        assert_eq!(counts.get("won_amount"), Some(&120_000), "{dimension}");
    }
    let all = of(&facts, "all", ALL);
    assert_eq!(all["new_leads"], 1);
    // Bought, then asked for a demo: SQL after 3 days, and no MQL in between, which counts as reached.
    assert_eq!((all["reached.mql"], all["reached.mql.7d"], all["reached.sql.7d"]), (1, 1, 1));
    assert_eq!((all["reached.customer.30d"], all.get("reached.customer.7d")), (1, None));
    // The submission stands under its own form, the lead under the list that brought it.
    assert_eq!(of(&facts, "form", "demo")["forms"], 1);
    assert_eq!(of(&facts, "form", NONE)["new_leads"], 1);
    assert_eq!(of(&facts, "asked_week", "2026-W45")["requests"], 1);
    assert_eq!(facts[2].touches.len(), 2);
}

#[test]
fn a_stage_that_is_reached_again_counts_once() {
    let config = config();
    let facts = facts(
        &config,
        &[
            post("2026-11-02T10:00:00Z", "demo", MARIA),
            moved("2026-11-03T10:00:00Z", Stage::Recycled, Some("not-now")),
            moved("2026-11-10T10:00:00Z", Stage::Sql, None),
            moved("2026-11-11T10:00:00Z", Stage::Prospect, None),
        ],
    );
    let all = of(&facts, "all", ALL);
    assert_eq!((all["to.sql"], all["reached.sql"], all["reached.prospect"]), (2, 1, 1), "{all:?}");
    let waited = measure("sql_median").unwrap().value(&all, None);
    assert!(matches!(waited, Value::Seconds(85_000..=88_000)), "{waited:?}");
}

#[test]
fn a_person_who_sends_a_form_again_is_one_person() {
    let config = config();
    let facts = facts(
        &config,
        &[
            post("2026-11-02T10:00:00Z", "guide", MARIA),
            post("2026-11-03T10:00:00Z", "guide", MARIA),
            post("2026-11-03T10:05:00Z", "guide", MARIA),
            post("2026-11-04T10:00:00Z", "demo", MARIA),
        ],
    );
    let all = of(&facts, "all", ALL);
    assert_eq!((all["forms"], all["form_people"], all["duplicates"]), (3, 2, 1), "{all:?}");
}

/// A campaign may be named by whoever writes a link: a person's address in it is not kept.
#[test]
fn no_fact_holds_an_address() {
    let config = config();
    let mut sent = post("2026-11-02T10:00:00Z", "demo", MARIA);
    let ActivityKind::FormSubmitted(form) = &mut sent.kind else { unreachable!() };
    form.campaign = Some("to-maria@acme.example".into());
    form.page = Some("https://acme.example/for/maria@acme.example?x=1".into());
    let facts = facts(&config, &[sent]);
    let json = serde_json::to_string(&facts).unwrap();
    assert!(!json.contains("maria"), "{json}");
    assert_eq!((facts[0].campaign.as_deref(), facts[0].page.as_deref()), (Some("(personal)"), Some("/for/(personal)")));
}

/// Facts of earlier releases name mails and sequences in their counts, and know no campaign.
#[test]
fn facts_of_earlier_rules_are_counted_and_told_apart() {
    let old: Fact = serde_json::from_value(json!({
        "source": "form", "form": "demo", "counts": ["new_leads", "mail.tips", "begun.welcome", "to.sql", "bad.wrong-number"],
    }))
    .unwrap();
    let facts = [old];
    let all = of(&facts, "all", ALL);
    assert_eq!((all["activities"], all["activities_old"], all["mail"], all["begun"]), (1, 1, 1, 1));
    assert_eq!(measure("bad").unwrap().value(&all, None), Value::Count(1));
    assert_eq!(of(&facts, "mail", "tips")["mail"], 1);
    assert_eq!(of(&facts, "sequence", "welcome")["begun"], 1);
    assert_eq!(of(&facts, "campaign", NONE)["new_leads"], 1);
}

#[test]
fn every_measure_has_a_name_of_its_own_a_definition_and_a_dimension() {
    let mut names: Vec<&str> = MEASURES.iter().map(|measure| measure.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), MEASURES.len());
    for measure in MEASURES {
        assert!(
            measure.definition(Words::english()).ends_with('.') && !measure.heading(Words::english()).is_empty(),
            "{}",
            measure.name
        );
        let everything = dimension(ALL).unwrap().topics;
        // Whole deliveries are known by their suppliers alone.
        let suppliers = dimension("supplier").unwrap().topics;
        let is_known = measure.is_known_by(everything) || measure.is_known_by(suppliers);
        assert!(is_known, "{} is not shown anywhere", measure.name);
        assert_eq!(
            measure.value(&BTreeMap::new(), None),
            match measure.value(&BTreeMap::new(), None) {
                Value::Count(_) => Value::Count(0),
                Value::Money(_) => Value::Money(0),
                _ => Value::Nothing,
            }
        );
    }
}

#[test]
fn no_cost_is_not_a_cost_of_zero() {
    let metrics = BTreeMap::from([("new_leads".to_owned(), 3), ("won_amount".to_owned(), 1_000)]);
    for (name, none, some) in [
        ("cost", Value::Nothing, Value::Money(200)),
        ("cpl", Value::Nothing, Value::Money(67)),
        ("cost_per_mql", Value::Nothing, Value::Nothing),
        ("return", Value::Nothing, Value::Hundredths(500)),
    ] {
        let measure = measure(name).unwrap();
        assert_eq!((measure.value(&metrics, None), measure.value(&metrics, Some(200))), (none, some), "{name}");
    }
}

/// The facts as they are written with each activity, and whether each is exact.
fn written(config: &Config, activities: &[Activity]) -> (Vec<Applied>, Vec<(Fact, bool)>) {
    let (mut lead, mut turn): (Option<Lead>, usize) = (None, 0);
    let (mut timeline, mut facts) = (Vec::new(), Vec::new());
    for activity in activities {
        let mut activity = activity.clone();
        if lead.is_none() && !activity.may_begin() {
            activity.who.insert("external_id".to_owned(), "list:1".to_owned());
        }
        let before = BeforeFact::of(lead.as_ref(), &activity);
        let (next, applied) = step(lead, &activity, config, activity.occurred_at(), &mut turn);
        facts.push((
            Fact::of(&before, &applied, &next, &config.company, &config.team, &config.campaigns),
            before.is_exact(&applied),
        ));
        timeline.push(applied);
        lead = Some(next);
    }
    if let Some(lead) = &lead {
        for (fact, _) in &mut facts {
            fact.take_lead(lead, &config.campaigns);
        }
    }
    (timeline, facts)
}

fn facts_of(activities: Vec<Activity>) -> Vec<Fact> {
    facts(&config(), &known_once(activities))
}

proptest! {
    /// What is written at once is what a recount makes of the timeline, or a correction is asked for.
    #[test]
    fn a_fact_is_what_the_history_says_or_says_that_it_may_not_be(activities in prop::collection::vec(any_activity(), 1..16)) {
        let config = config();
        let (timeline, written) = written(&config, &known_once(activities));
        for ((fact, is_exact), again) in std::iter::zip(written, fold::facts(&timeline, &config)) {
            if is_exact {
                prop_assert_eq!(fact, again);
            }
        }
    }

    /// In listmonk two pages disagree on a count: here each dimension adds up to the same totals.
    #[test]
    fn r_listmonk_2760_every_dimension_adds_up_to_the_total(activities in prop::collection::vec(any_activity(), 1..16)) {
        let day = counted(&facts_of(activities));
        let sums = |counts: &Counts| {
            let mut sums = BTreeMap::<String, u64>::new();
            for (name, number) in counts.values().flatten() {
                *sums.entry(name.clone()).or_default() += number;
            }
            sums
        };
        let total = sums(&day.dimensions[ALL]);
        for dimension in &DIMENSIONS {
            let sums = day.dimensions.get(dimension.name).map(sums).unwrap_or_default();
            let expected = total.iter().filter(|(name, _)| dimension.has(name));
            prop_assert_eq!(sums, expected.map(|(name, number)| (name.clone(), *number)).collect(), "{}", dimension.name);
        }
    }

    /// Counted whole, in any order, or in parts that are merged: the same.
    #[test]
    fn the_order_and_the_parts_of_a_day_change_nothing(
        activities in prop::collection::vec(any_activity(), 1..16), cut in 0..16_usize,
    ) {
        let facts = facts_of(activities);
        let (one, other) = facts.split_at(cut.min(facts.len()));
        let mut merged = counted(other);
        merged.merge(&counted(one));
        prop_assert_eq!(&merged, &counted(&facts));
        let mut backwards = facts.clone();
        backwards.reverse();
        prop_assert_eq!(merged, counted(&backwards));
    }

    /// A stage counts as reached once for a lead, and no later one without the earlier ones.
    #[test]
    fn the_funnel_is_never_wider_below(activities in prop::collection::vec(any_activity(), 1..16)) {
        let all = of(&facts_of(activities), "all", ALL);
        let reached = |level: &str| all.get(&format!("{}.{level}", counter::REACHED)).copied().unwrap_or_default();
        let levels = ["lead", "mql", "sql", "prospect", "customer"].map(reached);
        prop_assert!(levels.is_sorted_by(|above, below| above >= below) && levels[0] <= 1, "{:?}", levels);
    }
}
