//! What holds for all rules and activities.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Activity, ActivityKind, Contact, Interaction};
use leadwright_domain::lead::{Lead, Score, Tally};
use leadwright_domain::scoring::{LineKind, Model};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::counting::{applied, clicked, day, event, lead, model, model_with, opened, rule, view};
use crate::setting::{activity, config, in_two_orders, post, run, submission};

fn any_rule() -> impl Strategy<Value = Value> {
    let of = prop_oneof![
        Just(json!({"form": "demo"})),
        Just(json!({"form": "guide"})),
        Just(json!({"on": "form_submitted"})),
        Just(json!({"page": "/pricing*"})),
        Just(json!({"on": "page_viewed"})),
        Just(json!({"on": "product_used", "name": "inv*"})),
        Just(json!({"on": "reply_received"})),
        Just(json!({"on": "unsubscribed"})),
        Just(json!({"on": "mail_opened"})),
        Just(json!({"on": "mail_clicked", "page": "/pricing*", "name": "ti*"})),
    ];
    let timing = prop_oneof![
        Just(json!({})),
        (1..=60_u16).prop_map(|days| json!({"half_life": format!("{days}d")})),
        (1..=60_u16).prop_map(|days| json!({"within": format!("{days}d")})),
    ];
    let times = prop_oneof![
        2 => Just(json!({})),
        1 => Just(json!({"first_only": true})),
        1 => (1..4_u32).prop_map(|most| json!({"at_most": most})),
    ];
    let points = prop_oneof![3 => 1..=40_i32, 1 => -40..=-1_i32];
    let limits = prop_oneof![
        Just(json!({})),
        (1..=60_u32).prop_map(|most| json!({"most_points": most})),
        Just(json!({"group": "web"})),
    ];
    (of, timing, times, points, limits).prop_map(|(of, timing, times, points, limits)| {
        let mut rule = json!({"label": "R", "points": points});
        for part in [of, timing, times, limits] {
            rule.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        }
        rule
    })
}

fn any_model() -> impl Strategy<Value = Model> {
    (prop::collection::vec(any_rule(), 1..6), 5..60_u32, prop::option::of(20..80_u32)).prop_map(
        |(mut rules, most, engagement)| {
            for (at, rule) in rules.iter_mut().enumerate() {
                rule["rule"] = json!(format!("rule-{at}"));
            }
            let groups = json!({"web": {"label": "Website", "most": most}});
            model_with(&json!(rules), &groups, &engagement.map_or(json!({}), |most| json!({"engagement": most})))
        },
    )
}

/// Activities of two years, many of them on a few days, and posts that are minutes apart.
fn any_activity() -> impl Strategy<Value = Activity> {
    let named = |name: &str| Interaction {
        name: Some(name.to_owned()),
        page: Some(format!("https://acme.example/{name}")),
        note: None,
        by_browser: false,
    };
    let fields = &[("email", "maria@acme.example")];
    let form = move |form: &'static str| (2, Just(ActivityKind::FormSubmitted(submission(form, fields, true))).boxed());
    let one = |weight, what| (weight, Just(what).boxed());
    let what = prop::strategy::Union::new_weighted(vec![
        form("demo"),
        form("guide"),
        one(3, ActivityKind::PageViewed(named("pricing/teams"))),
        one(1, ActivityKind::PageViewed(named("blog"))),
        one(3, ActivityKind::ProductUsed(named("invited"))),
        one(1, ActivityKind::ReplyReceived(Contact { by: "ana".into(), reached: true, note: None })),
        one(1, ActivityKind::Unsubscribed { send: None }),
        one(1, ActivityKind::TemperatureChanged),
        one(1, opened(None)),
        one(1, opened(Some("bot"))),
        one(2, clicked("tips", "https://acme.example/pricing?utm=x")),
    ]);
    let days = prop_oneof![2 => 0..730_i64, 3 => 600..700_i64, 1 => 680..684_i64];
    (days, prop_oneof![2 => 0..40_i64, 1 => 1420..1440_i64], 0_u8..3, what).prop_map(|(number, minute, seed, what)| {
        activity(day(number) + SignedDuration::from_mins(minute), &format!("{seed}{what:?}"), what)
    })
}

/// As the ledger does before the fold, an id is applied once. At most as many requests as a lead keeps apart.
fn known_once(all: Vec<Activity>) -> Vec<Activity> {
    let mut once: Vec<Activity> = Vec::new();
    let mut forms = 0;
    for activity in all {
        forms += usize::from(matches!(activity.kind, ActivityKind::FormSubmitted(_)));
        let fits = forms <= 16 || !matches!(activity.kind, ActivityKind::FormSubmitted(_));
        if fits && once.iter().all(|other| other.id != activity.id) {
            once.push(activity);
        }
    }
    once
}

fn any_activities() -> impl Strategy<Value = Vec<Activity>> {
    prop::collection::vec(any_activity(), 1..50).prop_map(known_once)
}

fn json_of(tally: &Tally) -> String {
    serde_json::to_string(tally).unwrap()
}

/// The score, the sum of the explanation's lines on fit, and the sum of all its lines.
fn sums(model: &Model, lead: &Lead, now: Timestamp) -> (Score, i32, i32) {
    let lines = model.explain(lead, now);
    let first = lines.iter().position(|line| line.kind == LineKind::Engagement).unwrap_or(lines.len());
    let sum = |lines: &[leadwright_domain::scoring::Line]| lines.iter().map(|line| line.points).sum::<i32>();
    (model.score(lead, now), sum(&lines[..first]), sum(&lines))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_arrival_changes_nothing(
        model in any_model(),
        (all, shuffled) in in_two_orders(any_activities()),
        later in 0..900_i64,
    ) {
        let (one, other) = (lead(&model, &all), lead(&model, &shuffled));
        prop_assert_eq!(json_of(&one.tally), json_of(&other.tally));
        prop_assert_eq!(&one.submissions, &other.submissions);
        prop_assert_eq!(model.score(&one, day(later)), model.score(&other, day(later)));
        prop_assert_eq!(model.explain(&one, day(later)), model.explain(&other, day(later)));
        prop_assert_eq!(model.temperature_changes_on(&one, day(later)), model.temperature_changes_on(&other, day(later)));
    }

    /// Days are put together when something happens; the score does not depend on when that was.
    #[test]
    fn compaction_changes_no_score(model in any_model(), all in any_activities(), later in 730..1500_i64) {
        let mut lead = lead(&model, &all);
        for number in (0..=(later - 700)).step_by(7) {
            let mut compacted = lead.clone();
            model.count(&mut compacted.tally, &activity(day(700 + number), "x", ActivityKind::TemperatureChanged), None);
            prop_assert_eq!(model.score(&lead, day(later)), model.score(&compacted, day(later)));
            prop_assert_eq!(model.explain(&lead, day(later)), model.explain(&compacted, day(later)));
            lead = compacted;
        }
        let json = json_of(&lead.tally);
        prop_assert_eq!(serde_json::from_str::<Tally>(&json).unwrap(), lead.tally);
    }

    #[test]
    fn r_mautic_5369_the_explanation_sums_to_the_score(
        model in any_model(), all in any_activities(), known in any::<bool>(), later in 600..900_i64,
    ) {
        let mut lead = lead(&model, &all);
        if known {
            lead.fields = run(&config(), &[post("2025-01-06T00:00:00Z", "demo", &[("email", "m@acme.example"), ("name", "M")])]).0.fields;
        }
        let (score, fit, total) = sums(&model, &lead, day(later));
        prop_assert_eq!(total, score.total);
        // Without lines on engagement, the limit of the total stands among those on fit.
        if model.explain(&lead, day(later)).iter().any(|line| line.kind == LineKind::Engagement) {
            prop_assert_eq!(fit, score.fit);
        }
    }

    #[test]
    fn the_activities_behind_a_line_come_to_its_points(model in any_model(), all in any_activities(), later in 600..900_i64) {
        let lead = lead(&model, &all);
        let contributions = model.contributions(&applied(&all), day(later));
        let mut by_rule: Vec<(String, i32, u32)> = Vec::new();
        for contribution in contributions {
            match by_rule.iter_mut().find(|(rule, ..)| *rule == contribution.rule) {
                Some((_, points, times)) => (*points += contribution.points_now, *times += 1).0,
                None => by_rule.push((contribution.rule, contribution.points_now, 1)),
            }
        }
        let lines = model.explain(&lead, day(later)).into_iter().filter(|line| line.kind == LineKind::Engagement);
        prop_assert_eq!(by_rule, lines.map(|line| (line.rule, line.points, line.times)).collect::<Vec<_>>());
    }

    #[test]
    fn the_temperature_changes_on_the_day_that_counting_day_by_day_finds(model in any_model(), all in any_activities(), later in 600..740_i64) {
        let mut lead = lead(&model, &all);
        let now = day(later) + SignedDuration::from_hours(15);
        lead.score = model.score(&lead, now);
        let stepped = (1..900).find_map(|number| {
            let on = now + SignedDuration::from_hours(24 * number);
            let differs = model.score(&lead, on).temperature != lead.score.temperature;
            differs.then(|| on.to_string()[..10].parse::<Date>().unwrap())
        });
        prop_assert_eq!(model.temperature_changes_on(&lead, now), stepped);
    }

    #[test]
    fn a_tally_stays_in_its_bounds(model in any_model(), days in prop::collection::vec(0..400_i64, 1..400), offset in 0..28_i64) {
        let mut tally = Tally::default();
        for (at, number) in (0..).zip(&days) {
            let number = number + offset;
            for what in [view(0).kind, event(0, ActivityKind::ProductUsed, "invited").kind, ActivityKind::Unsubscribed { send: None }] {
                model.count(&mut tally, &activity(day(number), &format!("{at}"), what), None);
            }
            prop_assert!(json_of(&tally).len() <= model.most_bytes(), "{}", json_of(&tally));
        }
    }
}

/// Every day of the horizon has as many activities as count; where only the newest count, one.
#[test]
fn the_fullest_tally_is_in_its_bounds() {
    for (options, times) in [
        (json!({"half_life": "30d", "points": 100}), 999),
        (json!({"within": "20d"}), 999),
        (json!({"half_life": "30d", "at_most": 5}), 1),
        (json!({"half_life": "30d", "at_most": 40}), 1),
        (json!({}), 999),
        (json!({"first_only": true}), 1),
    ] {
        let model = model(&json!([rule(&options)]));
        let (mut tally, mut longest) = (Tally::default(), 0);
        for number in 0..if times > 1 { 120 } else { 260 } {
            let viewed = view(number);
            (0..times).for_each(|_| model.count(&mut tally, &viewed, None));
            longest = longest.max(json_of(&tally).len());
        }
        let most = model.most_bytes();
        assert!(longest <= most && most <= longest * 2, "{options}: {longest} of {most} bytes");
    }
}
