//! What holds for every sequence, whatever happens.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use leadwright_domain::activity::{ActivityKind, Contact, Interaction, Move};
use leadwright_domain::lead::Applied;
use leadwright_domain::sequence::Sequence;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::{fold, lead};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::life::{JOSE, Life, MONDAY, sequence, with};
use crate::setting::{activity, at, post, submission};

fn any_criterion() -> impl Strategy<Value = Value> {
    prop_oneof![
        (1..60_i32).prop_map(|score| json!({"score": score})),
        Just(json!({"when": {"field": "company", "given": true}})),
        Just(json!({"segment": "large"})),
        Just(json!({"not": {"segment": "large"}})),
        Just(json!({"when": {"field": "stage", "one_of": ["mql", "recycled"]}})),
    ]
}

/// Steps that only jump forwards, as the check wants them.
fn any_steps() -> impl Strategy<Value = Value> {
    let wait = prop_oneof![Just(None), Just(Some("0m")), Just(Some("10m")), Just(Some("3h")), Just(Some("2d"))];
    let one = (0..9_u8, wait, any_criterion(), 0..4_usize, any::<bool>());
    prop::collection::vec(one, 1..9).prop_map(|all| {
        let count = all.len();
        let steps = all.into_iter().enumerate().map(|(at, (kind, wait, test, jump, late))| {
            let name = |at: usize| if at < count { format!("s{at}") } else { "end".to_owned() };
            let to = name(at + 1 + jump);
            let mut step = match kind {
                0 | 1 => json!({"mail": "tips"}),
                2 => json!({"if": test, "then": to}),
                3 => json!({"if": test, "else": to}),
                4 => return json!({"name": name(at), "until": test, "at_the_latest": "1d"}),
                5 => json!({"set": {"company": "Acme"}}),
                6 => json!({"stage": "mql"}),
                7 => json!({"webhook": "https://x.example/"}),
                _ if late => json!({"hand_over": "Now"}),
                _ => json!({"call": "Call them"}),
            };
            step["name"] = json!(name(at));
            if let Some(wait) = wait {
                step["wait"] = json!(wait);
            }
            step
        });
        steps.collect()
    })
}

fn any_sequence() -> impl Strategy<Value = Value> {
    let starts = prop_oneof![
        Just(json!({"form": "guide"})),
        Just(json!({"segment": "large"})),
        Just(json!({"score": 20})),
        Just(json!({"stage": "mql"})),
        Just(json!({"recycled": true})),
    ];
    let again = prop_oneof![Just("never"), Just("always"), Just("1d")];
    (starts, again, any_steps(), prop::option::of(any_criterion()), 0..3_u8).prop_map(
        |(starts, again, steps, goal, priority)| {
            let mut sequence =
                json!({"topic": "tips", "starts_on": starts, "again": again, "steps": steps, "priority": priority});
            if let Some(mut goal) = goal {
                goal["label"] = json!("Goal");
                sequence["goal"] = goal;
            }
            sequence
        },
    )
}

fn any_what() -> impl Strategy<Value = ActivityKind> {
    let large: &[(&str, &str)] = &[("email", "jose@gmail.com"), ("employees", "120")];
    let small: &[(&str, &str)] = &[("email", "jose@gmail.com"), ("employees", "3")];
    let aside =
        Move { to: Stage::Recycled, reason: Some("not-now".into()), again_on: None, by: "ana".into(), note: None };
    prop_oneof![
        4 => prop_oneof![Just(large), Just(small), Just(JOSE)].prop_map(|fields| ActivityKind::FormSubmitted(submission("guide", fields, true))),
        1 => Just(ActivityKind::FormSubmitted(submission("demo", JOSE, true))),
        2 => Just(ActivityKind::StageMoved(aside)),
        1 => Just(ActivityKind::PageViewed(Interaction::default())),
        1 => Just(ActivityKind::TemperatureChanged),
        1 => Just(ActivityKind::Unsubscribed { send: None }),
        1 => Just(ActivityKind::ReplyReceived(Contact { by: "lead".into(), reached: true, note: None })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_enrolment_ends_and_no_mail_is_sent_twice(
        sequences in prop::collection::vec(any_sequence(), 1..4),
        told in prop::collection::vec((1..40_i64, any_what()), 1..12),
    ) {
        let mut config = with(&[]);
        config.sequences = sequences.into_iter().enumerate().map(|(at, value)| (format!("q{at}"), sequence(value))).collect();
        config.segments.insert("large".into(), serde_json::from_value(json!({"label": "Large", "when": {"field": "employees", "at_least": 50}})).unwrap());
        let mut life = Life::of(config.hashed());
        let mut now = at(MONDAY);
        life.tell(&post(MONDAY, "guide", JOSE));
        for (hours, what) in told {
            now += SignedDuration::from_hours(hours);
            life.until(&now.to_string());
            life.tell(&activity(now, &now.to_string(), what));
            let lead = life.lead();
            prop_assert!(lead.agenda().len() - lead.steps().count() <= lead::LIMIT);
            for (name, way) in lead.enrolments.iter().filter(|(_, way)| way.ended.is_none()) {
                let waiting = lead.agenda().iter().filter(|entry| way.is_of(&entry.id)).count();
                prop_assert_eq!(waiting, 1, "{} stands still, or is in two places: {:?}", name, lead.agenda());
            }
        }
        life.until("2028-01-01T00:00:00Z");
        prop_assert!(life.has_nothing_left());
        prop_assert!(life.lead().enrolments.values().all(|way| way.ended.is_some()));

        let planned = life.timeline.iter().flat_map(|applied| &applied.decisions.planned);
        let ids: Vec<&String> = planned.filter(|plan| plan.task.step().is_some()).map(|plan| &plan.id).collect();
        let once: BTreeSet<_> = ids.iter().collect();
        prop_assert_eq!(once.len(), ids.len(), "a send id was planned twice: {:?}", ids);

        let json = serde_json::to_string(&life.timeline).unwrap();
        let timeline: Vec<Applied> = serde_json::from_str(&json).unwrap();
        let replayed = timeline.iter().fold(None, |lead, applied| Some(fold::replay(lead, applied, &life.config.scoring)));
        prop_assert_eq!(replayed.as_ref(), Some(life.lead()));
    }
}

#[test]
fn a_number_out_of_bounds_is_refused_with_its_correction() {
    let read = |key: &str, number: i64| {
        let mut value = json!({"topic": "tips", "starts_on": {"form": "guide"}, "steps": [
            {"name": "a", "mail": "tips", "instead": [{"mail": "story", "share": 30}]},
        ]});
        *if key == "share" { &mut value["steps"][0]["instead"][0][key] } else { &mut value[key] } = json!(number);
        serde_json::from_value::<Sequence>(value).map_err(|error| error.to_string())
    };
    for (key, number, words) in [
        ("share", 300, "from 1 to 99"),
        ("share", 100, "from 1 to 99"),
        ("share", 0, "from 1 to 99"),
        ("priority", 300, "from 0 to 255"),
        ("priority", -1, "from 0 to 255"),
    ] {
        let said = read(key, number).unwrap_err();
        assert!(said.contains(words) && said.contains(key), "{said}");
    }
    assert!(read("share", 99).is_ok() && read("priority", 255).is_ok());
}
