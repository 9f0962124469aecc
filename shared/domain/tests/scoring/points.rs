//! What an activity is worth, and for how long.

use leadwright_domain::activity::{ActivityKind, Contact, Follow};
use serde_json::{Value, json};

use super::counting::{clicked, day, lead, model, model_with, numbered, opened, points, rule, view};
use crate::setting::{activity, config, post};

#[test]
fn points_fade_expire_or_stay_as_the_rule_says() {
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

/// A rule may choose the mail and the link; a machine's opens and clicks count for nothing.
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

#[test]
fn a_rule_of_0_points_is_a_signal_within_its_window() {
    let model =
        model(&json!([rule(&json!({"points": 0, "within": "3d"})), rule(&json!({"rule": "ever", "points": 0}))]));
    let lead = lead(&model, &[view(0)]);
    let counts = |rule, on| model.counts(&lead, day(on), rule);
    assert_eq!([counts("r", 2), counts("r", 3), counts("ever", 300), counts("none", 0)], [true, false, true, false]);
    assert_eq!(model.explain(&lead, day(0)), []);
}

#[test]
fn an_unanswered_call_is_no_contact() {
    let model = model(&json!([{"rule": "r", "label": "R", "points": 5, "on": "call_logged"}]));
    for (reached, expected) in [(true, 5), (false, 0)] {
        let what = ActivityKind::CallLogged(Contact { by: "ana".into(), reached, note: None });
        assert_eq!(points(&model, &lead(&model, &[activity(day(0), "call", what)]), 0), expected);
    }
}

#[test]
fn limits_are_separate_lines_of_the_explanation() {
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

/// Two posts are one request as soon as the post between them arrives.
#[test]
fn r_suitecrm_9463_a_late_post_joins_two_requests_into_one() {
    let model = model(&json!([{"rule": "r", "label": "R", "points": 10, "form": "guide", "half_life": "30d"}]));
    let fields = &[("email", "maria@acme.example")];
    let [early, first, between, late] = ["20T23:45", "20T23:50", "20T23:58", "21T00:07"]
        .map(|time| post(&format!("2025-01-{time}:00Z"), "guide", fields));
    // Of the points of the 20th, 9 are left on the 21st.
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
fn the_day_on_which_the_temperature_changes_is_known() {
    // 40 points, halved every 30 days: below 25 from day 21 on.
    let fading = model(&json!([rule(&json!({"half_life": "30d"}))]));
    let one = lead(&fading, &[view(0)]);
    assert_eq!(fading.temperature_changes_on(&one, day(0)), Some("2025-02-10".parse().unwrap()));
    assert_eq!(fading.temperature_changes_on(&one, day(21)), None);
    // Negative points fade too, and the lead becomes warm.
    let against = rule(&json!({"rule": "no", "points": -40, "half_life": "7d"}));
    let both = model(&json!([rule(&json!({})), against]));
    let one = lead(&both, &[view(0)]);
    assert_eq!(both.temperature_changes_on(&one, day(0)), Some("2025-01-30".parse().unwrap()));
    assert_eq!(model(&json!([rule(&json!({}))])).temperature_changes_on(&one, day(0)), None);
}

#[test]
fn each_mistake_is_named_with_its_correction() {
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
        (json!([rule(&json!({"every": true}))]), "`every: true` is for `on: mail_clicked`"),
        (json!([rule(&json!({"on": "mail_clicked", "every": true, "first_only": true}))]), "leave out `every`"),
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
