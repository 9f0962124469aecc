//! Which variant of a mail a lead gets.

use std::collections::BTreeMap;

use leadwright_domain::activity::{ActivityKind, StepRef};
use leadwright_domain::funnel::Facts;
use leadwright_domain::sequence::{Step, mail_for, variant};
use serde_json::json;

use super::life::{Life, MONDAY, with_steps};
use crate::setting::at;

#[test]
fn variants_are_chosen_by_what_is_known_at_the_moment_of_sending() {
    let instead = json!([
        {"mail": "large", "when": {"when": {"field": "employees", "at_least": 50}}},
        {"mail": "half", "share": 50},
    ]);
    let config = with_steps(&json!([{"name": "a", "wait": "1d", "mail": "tips", "instead": instead}]));
    let mut life = Life::nurtured(config);
    let of = StepRef { sequence: "s".into(), step: "a".into() };
    let now = at("2026-11-24T09:00:00Z");
    let mail = |life: &Life, of: &StepRef| {
        mail_for(life.lead(), of, "planned", &life.config.sequences, &life.config.scoring, now)
    };
    let before = mail(&life, &of);
    assert!(before == "tips" || before == "half");
    assert_eq!(mail(&life, &of), before, "always the same");
    life.happens(
        "2026-11-23T10:00:00Z",
        ActivityKind::Edited { fields: BTreeMap::from([("employees".to_owned(), "120".to_owned())]), by: "ana".into() },
    );
    assert_eq!(mail(&life, &of), "large");
    assert_eq!(mail(&life, &StepRef { step: "gone".into(), ..of }), "planned");
}

/// Of 10,000 leads each variant gets its share, and the variant of one step says nothing about that of another.
#[test]
fn shares_are_even_and_independent_between_steps() {
    use leadwright_domain::value::identity::{Identity, IdentityKey, LeadId};
    let config = with_steps(&json!([]));
    let life = Life::nurtured(config);
    let step: Step = serde_json::from_value(
        json!({"name": "a", "mail": "own", "instead": [{"mail": "b", "share": 20}, {"mail": "c", "share": 30}]}),
    )
    .unwrap();
    let mut counts: BTreeMap<(String, String), u32> = BTreeMap::new();
    for number in 0..10_000 {
        let id = LeadId::of(&IdentityKey::new("k"), &Identity::Entry(number.to_string()));
        let mut lead = life.lead().clone();
        lead.id = id;
        let facts = Facts::stored(&lead, &life.config.scoring, at(MONDAY));
        let of = |name: &str| {
            variant(&step, &StepRef { sequence: "s".into(), step: name.into() }, &facts).unwrap().to_owned()
        };
        *counts.entry((of("a"), of("other"))).or_default() += 1;
    }
    let share = |mail: &str| match mail {
        "b" => 20,
        "c" => 30,
        _ => 50,
    };
    for ((one, other), count) in counts {
        let expected = share(&one) * share(&other);
        assert!(count.abs_diff(expected) < 150, "{one} and {other}: {count} of 10,000, expected {expected}");
    }
}
