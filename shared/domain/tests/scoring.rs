//! The score: what points are worth when, and what must hold whatever rules and activities there are.

mod setting;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Activity, ActivityKind, Click, Contact, Follow, Interaction, Opening};
use leadwright_domain::lead::Lead;
use leadwright_domain::lead::{Applied, Decisions};
use leadwright_domain::lead::{Score, Tally};
use leadwright_domain::scoring::{LineKind, Model};
use proptest::prelude::*;
use serde_json::{Value, json};
use setting::{activity, at, config, post, run, submission};

fn model(engagement: &Value) -> Model {
    model_with(engagement, &json!({}), &json!({}))
}

fn model_with(engagement: &Value, groups: &Value, most: &Value) -> Model {
    let fit = json!([
        {"rule": "company-address", "label": "Company address", "points": 10, "when": {"field": "email", "free_mail": false}},
        {"rule": "named", "label": "Named", "points": 15, "when": {"field": "name", "given": true}},
    ]);
    serde_json::from_value(json!({
        "fit": fit, "engagement": engagement, "groups": groups, "most": most,
        "temperature": {"warm": 25, "hot": 65}, "grades": {"A": 40, "B": 25, "C": 10},
    }))
    .unwrap()
}

/// Midnight of the day that is so many after 2025-01-20, a Monday with which a block of four weeks begins.
fn day(number: i64) -> Timestamp {
    at("2025-01-20T00:00:00Z") + SignedDuration::from_hours(24 * number)
}

fn event(number: i64, kind: fn(Interaction) -> ActivityKind, name: &str) -> Activity {
    let event =
        Interaction { name: Some(name.to_owned()), page: Some(format!("https://acme.example/{name}?x=1")), note: None };
    activity(day(number), &format!("{name}{number}"), kind(event))
}

fn view(number: i64) -> Activity {
    event(number, ActivityKind::PageViewed, "pricing")
}

/// A lead of whom nothing is known but what it did.
fn lead(model: &Model, activities: &[Activity]) -> Lead {
    let mut lead = run(&config(), &[view(0)]).0;
    lead.fields.clear();
    (lead.submissions, lead.tally) = model.recount(&applied(activities));
    lead.score = model.score(&lead, day(0));
    lead
}

fn applied(activities: &[Activity]) -> Vec<Applied> {
    let all = (1..).zip(activities).map(|(seq, activity)| Applied {
        activity: activity.clone(),
        seq,
        applied_at: activity.occurred_at(),
        model: String::new(),
        decisions: Decisions::default(),
    });
    all.collect()
}

fn points(model: &Model, lead: &Lead, on: i64) -> i32 {
    model.score(lead, day(on)).engagement
}

fn rule(options: &Value) -> Value {
    let mut rule = json!({"rule": "r", "label": "R", "points": 40, "page": "/pricing*"});
    rule.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
    rule
}

#[test]
fn points_fade_end_or_stay() {
    for (options, days, on) in [
        (json!({}), &[0, 0, 3][..], &[(3, 120), (400, 120)][..]),
        // A Monday: the week it stands for once it is old begins with it.
        (
            json!({"half_life": "30d"}),
            &[0],
            &[(0, 40), (1, 39), (15, 28), (30, 20), (60, 10), (90, 5), (159, 1), (160, 0)],
        ),
        (json!({"half_life": "30d", "points": -40}), &[0], &[(0, -40), (30, -20), (160, 0)]),
        // A Sunday counts as its Monday once its week is two weeks old, as the block's first once that is ten.
        (json!({"half_life": "30d"}), &[6], &[(6, 40), (19, 29), (20, 25), (36, 17)]),
        (json!({"within": "14d"}), &[0, 5], &[(5, 80), (13, 80), (14, 40), (18, 40), (19, 0)]),
        (json!({"within": "1d"}), &[3], &[(3, 40), (4, 0)]),
        (json!({"first_only": true}), &[9, 3, 5], &[(9, 40), (400, 40)]),
        (json!({"first_only": true, "within": "10d"}), &[9, 3], &[(9, 40), (12, 40), (13, 0)]),
        (json!({"first_only": true, "half_life": "7d"}), &[14, 7], &[(14, 20)]),
        (json!({"at_most": 2}), &[0, 1, 2, 3], &[(3, 80)]),
        (json!({"at_most": 2, "within": "3d"}), &[0, 1, 2], &[(2, 80), (3, 80), (4, 40), (5, 0)]),
        // The newest two, each at its own worth.
        (json!({"at_most": 2, "half_life": "7d"}), &[7, 0, 14], &[(14, 40 + 20), (21, 20 + 10)]),
        (json!({"most_points": 50}), &[0, 1], &[(1, 50)]),
        (json!({"most_points": 50, "points": -30}), &[0, 1], &[(1, -50)]),
        (json!({"page": "/prices"}), &[0], &[(0, 0)]),
        (json!({"page": null, "on": "page_viewed", "name": "PRIC*"}), &[0], &[(0, 40)]),
        (json!({"page": null, "on": "product_used"}), &[0], &[(0, 0)]),
    ] {
        let model = model(&json!([rule(&options)]));
        let lead = lead(&model, &days.iter().enumerate().map(|(at, number)| numbered(*number, at)).collect::<Vec<_>>());
        for (on, expected) in on {
            assert_eq!(points(&model, &lead, *on), *expected, "{options} on day {on}");
            assert_eq!(model.counts(&lead, day(*on), "r"), *expected != 0, "{options} on day {on}");
        }
    }
}

fn opened(machine: Option<&str>) -> ActivityKind {
    let machine = machine.map(ToOwned::to_owned);
    ActivityKind::MailOpened(Opening { send: "s".to_owned(), mail: "tips".to_owned(), machine })
}

fn clicked(mail: &str, url: &str) -> ActivityKind {
    ActivityKind::MailClicked(Click { send: "s".to_owned(), mail: mail.to_owned(), url: url.to_owned() })
}

/// Whose mail and where to can be chosen; what a machine did counts for nothing.
#[test]
fn a_click_counts_by_its_mail_and_its_link() {
    let follow = |machine: &str| {
        let machine = Some(machine.to_owned());
        ActivityKind::LinkFollowed(Follow { send: "s".to_owned(), mail: "tips".to_owned(), url: None, machine })
    };
    let page = "https://acme.example/Pricing/teams?x=1";
    for (options, what, expected) in [
        (json!({"on": "mail_clicked"}), clicked("tips", page), 5),
        (json!({"on": "mail_clicked", "page": "/pricing*"}), clicked("tips", page), 5),
        (json!({"on": "mail_clicked", "page": "/blog*"}), clicked("tips", page), 0),
        (json!({"on": "mail_clicked", "name": "tips*"}), clicked("tips.pt", page), 5),
        (json!({"on": "mail_clicked", "name": "tips"}), clicked("news", page), 0),
        (json!({"page": "/pricing*"}), clicked("tips", page), 0),
        (json!({"on": "mail_opened", "name": "tips"}), opened(None), 5),
        (json!({"on": "mail_opened"}), opened(Some("bot")), 0),
        (json!({"on": "mail_clicked"}), follow("bot"), 0),
    ] {
        let mut rule = json!({"rule": "r", "label": "R", "points": 5});
        rule.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
        let model = model(&json!([rule]));
        assert_eq!(points(&model, &lead(&model, &[activity(day(0), "x", what)]), 0), expected, "{options}");
    }
}

fn numbered(number: i64, seed: usize) -> Activity {
    let what = view(number).kind;
    activity(day(number), &seed.to_string(), what)
}

#[test]
fn a_sign_without_points_counts_in_its_window() {
    let model =
        model(&json!([rule(&json!({"points": 0, "within": "3d"})), rule(&json!({"rule": "ever", "points": 0}))]));
    let lead = lead(&model, &[view(0)]);
    let counts = |rule, on| model.counts(&lead, day(on), rule);
    assert_eq!([counts("r", 2), counts("r", 3), counts("ever", 300), counts("none", 0)], [true, false, true, false]);
    assert_eq!(model.explain(&lead, day(0)), []);
}

#[test]
fn a_call_that_nobody_answered_is_none() {
    let model = model(&json!([{"rule": "r", "label": "R", "points": 5, "on": "call_logged"}]));
    for (reached, expected) in [(true, 5), (false, 0)] {
        let what = ActivityKind::CallLogged(Contact { by: "ana".into(), reached, note: None });
        assert_eq!(points(&model, &lead(&model, &[activity(day(0), "call", what)]), 0), expected);
    }
}

#[test]
fn limits_are_lines_of_their_own() {
    let web = |name: &str, points| json!({"rule": name, "label": name, "points": points, "page": "/pricing*", "group": "web", "most_points": 30});
    let model = model_with(
        &json!([web("a", 20), web("b", 20), rule(&json!({"points": 35}))]),
        &json!({"web": {"label": "Website", "most": 50}}),
        &json!({"engagement": 90}),
    );
    let lead = lead(&model, &[view(0), numbered(1, 1)]);
    let lines: Vec<_> = model.explain(&lead, day(1)).into_iter().map(|line| (line.label, line.points)).collect();
    let expected = [
        ("a (×2)", 40),
        ("a: 30 points at most", -10),
        ("b (×2)", 40),
        ("b: 30 points at most", -10),
        ("R (×2)", 70),
        ("Website: 50 points at most", -10),
        ("What they do: 90 points at most", -30),
    ];
    assert_eq!(lines, expected.map(|(label, points)| (label.to_owned(), points)));
    assert_eq!(model.score(&lead, day(1)).total, 90);
}

/// Two posts of the same wish turn out to be one when the post between them comes in.
#[test]
fn r_suitecrm_9463_a_late_post_joins_two_wishes_to_one() {
    let model = model(&json!([{"rule": "r", "label": "R", "points": 10, "form": "guide", "half_life": "30d"}]));
    let fields = &[("email", "maria@acme.example")];
    let [early, first, between, late] = ["20T23:45", "20T23:50", "20T23:58", "21T00:07"]
        .map(|time| post(&format!("2025-01-{time}:00Z"), "guide", fields));
    // Of the 20th, 9 points are left on the 21st.
    for (all, expected) in [
        (vec![first.clone(), late.clone()], 9 + 10),
        (vec![first.clone(), late.clone(), between.clone()], 9),
        (vec![between, late.clone(), first], 9),
        (vec![late, early], 9 + 10),
    ] {
        assert_eq!(points(&model, &lead(&model, &all), 1), expected);
    }
}

#[test]
fn a_lead_cools_on_the_day_its_points_say() {
    // 40 points, halved every 30 days: below 25 from day 21 on.
    let fading = model(&json!([rule(&json!({"half_life": "30d"}))]));
    let one = lead(&fading, &[view(0)]);
    assert_eq!(fading.temperature_changes_on(&one, day(0)), Some("2025-02-10".parse().unwrap()));
    assert_eq!(fading.temperature_changes_on(&one, day(21)), None);
    // What counts against fades too: it warms up.
    let against = rule(&json!({"rule": "no", "points": -40, "half_life": "7d"}));
    let both = model(&json!([rule(&json!({})), against]));
    let one = lead(&both, &[view(0)]);
    assert_eq!(both.temperature_changes_on(&one, day(0)), Some("2025-01-30".parse().unwrap()));
    assert_eq!(model(&json!([rule(&json!({}))])).temperature_changes_on(&one, day(0)), None);
}

#[test]
fn mistakes_are_named_with_what_to_write() {
    let wide: Vec<Value> = (0..3).map(|at| rule(&json!({"rule": format!("r{at}"), "within": "400d"}))).collect();
    for (rules, expected) in [
        (json!([rule(&json!({"on": "page_seen"}))]), "no kind of activity `page_seen`; there are: bounced, "),
        (json!([rule(&json!({"page": null}))]), "say what counts"),
        (json!([rule(&json!({"page": null, "form": "gone"}))]), "there is no form `gone`; there are: demo, guide"),
        (json!([rule(&json!({"form": "demo", "page": null, "on": "bounced"}))]), "`form` is for `on: form_submitted`"),
        (json!([rule(&json!({"on": "product_used"}))]), "`page` is for `on: page_viewed` and `on: mail_clicked`"),
        (json!([rule(&json!({"page": null, "on": "bounced", "name": "x"}))]), "`name` is for "),
        (json!([rule(&json!({"group": "web"}))]), "there is no group `web` under `groups`; there are: none"),
        (json!([rule(&json!({"at_most": 0}))]), "`at_most: 0` would never count"),
        (json!([rule(&json!({"at_most": 2, "first_only": true}))]), "leave out `at_most`"),
        (json!([rule(&json!({})), rule(&json!({}))]), "two rules are named `r`"),
        (json!([rule(&json!({"points": 101}))]), "`points` are from -100 to 100; here they are 101"),
        (json!([rule(&json!({"half_life": "3d", "within": "3d"}))]), "leave out one of them"),
        (json!([rule(&json!({"half_life": "3d", "points": 0}))]), "write `within`"),
        (json!(wide), "a window longer than the state allows"),
    ] {
        let mut config = config();
        config.scoring = model(&rules);
        let problems: Vec<_> = config.check().into_iter().filter(|problem| problem.file == "scoring.yaml").collect();
        assert!(problems.iter().any(|problem| problem.message.contains(expected)), "{expected}: {problems:?}");
        assert!(problems.iter().all(|problem| problem.near.starts_with('r')), "{problems:?}");
    }
    for days in ["0d", "401d", "2w", "30", "-1d"] {
        let read = serde_json::from_value::<leadwright_domain::value::span::Days>(json!(days));
        assert!(read.unwrap_err().to_string().contains("write it like 30d"), "{days}");
    }
}

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

/// Over two years, many of them on a few days, posts some minutes apart.
fn any_activity() -> impl Strategy<Value = Activity> {
    let named = |name: &str| Interaction {
        name: Some(name.to_owned()),
        page: Some(format!("https://acme.example/{name}")),
        note: None,
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
        one(1, ActivityKind::Unsubscribed),
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

/// What the ledger does before the fold: an id is applied once. And no more wishes than a lead keeps apart.
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

/// The score, and what the lines before the first on what they do come to, and all of them.
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
        (all, shuffled) in any_activities().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        later in 0..900_i64,
    ) {
        let (one, other) = (lead(&model, &all), lead(&model, &shuffled));
        prop_assert_eq!(json_of(&one.tally), json_of(&other.tally));
        prop_assert_eq!(&one.submissions, &other.submissions);
        prop_assert_eq!(model.score(&one, day(later)), model.score(&other, day(later)));
        prop_assert_eq!(model.explain(&one, day(later)), model.explain(&other, day(later)));
        prop_assert_eq!(model.temperature_changes_on(&one, day(later)), model.temperature_changes_on(&other, day(later)));
    }

    /// What is stored is put together when something happens; a score must not show when that was.
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
        // Without lines on what they do, a limit to what they are not stands among the first.
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
    fn a_lead_cools_when_stepping_by_the_day_says_so(model in any_model(), all in any_activities(), later in 600..740_i64) {
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
            for what in [view(0).kind, event(0, ActivityKind::ProductUsed, "invited").kind, ActivityKind::Unsubscribed] {
                model.count(&mut tally, &activity(day(number), &format!("{at}"), what), None);
            }
            prop_assert!(json_of(&tally).len() <= model.most_bytes(), "{}", json_of(&tally));
        }
    }
}

/// Every day of the horizon, as often as counts; where only the newest times count, once a day.
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
