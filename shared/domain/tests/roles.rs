//! What people of the team work as, and how a session ends with it.

use leadwright_domain::company::{Role, Session, Team};
use leadwright_domain::config::Config;
use serde_json::{Value, json};

use crate::setting::{at, config};

fn person(id: &str, more: &Value) -> Value {
    let mut person = json!({"id": id, "name": id, "email": format!("{id}@acme.example"), "timezone": "UTC"});
    person.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    person
}

fn team(people: &[Value]) -> Team {
    serde_json::from_value(json!({"manager": "dora", "people": people})).unwrap()
}

#[test]
fn the_file_says_what_somebody_works_as_or_what_follows_from_the_rest() {
    let team = team(&[
        person("ana", &json!({})),
        person("dora", &json!({})),
        person("rui", &json!({"partner": "Campo"})),
        person("mia", &json!({"role": "marketing"})),
        person("root", &json!({"role": "admin"})),
    ]);
    for (id, role) in [
        ("ana", Role::Seller),
        ("dora", Role::Manager),
        ("rui", Role::Partner),
        ("mia", Role::Marketing),
        ("root", Role::Admin),
    ] {
        assert_eq!(team.role(team.person(id).unwrap()), role, "{id}");
    }
    for role in Role::ALL {
        let named = serde_json::from_value::<Role>(json!(role.name())).unwrap();
        assert_eq!(named, role);
    }
}

#[test]
fn a_session_ends_with_its_time_its_person_and_their_role() {
    let before = team(&[person("ana", &json!({})), person("dora", &json!({}))]);
    let session = Session::new("ana", Role::Seller, at("2026-11-23T09:00:00Z"));
    for (now, holds) in [("2026-11-23T20:59:59Z", true), ("2026-11-23T21:00:00Z", false)] {
        assert_eq!(before.holder(&session, at(now)).is_some(), holds, "{now}");
    }
    for (now, is_to_renew) in [("2026-11-23T09:59:59Z", false), ("2026-11-23T10:00:00Z", true)] {
        assert_eq!(session.is_to_renew(at(now)), is_to_renew, "{now}");
    }
    let now = at("2026-11-23T09:05:00Z");
    assert!(team(&[person("dora", &json!({}))]).holder(&session, now).is_none(), "she left");
    let promoted = team(&[person("ana", &json!({"role": "manager"})), person("dora", &json!({}))]);
    assert!(promoted.holder(&session, now).is_none(), "what she may see has changed");
}

#[test]
fn a_role_that_contradicts_the_rest_is_a_mistake() {
    let told = |change: &dyn Fn(&mut Config)| {
        let mut config = config();
        change(&mut config);
        let problems = config.check();
        problems
            .into_iter()
            .filter(|problem| problem.file == "team.yaml")
            .map(|problem| problem.message)
            .collect::<Vec<_>>()
    };
    let role = |role: Role, partner: Option<&str>| {
        told(&|config: &mut Config| {
            let person = config.team.people.last_mut().unwrap();
            person.role = Some(role);
            person.partner = partner.map(str::to_owned);
            config.team.manager = None;
        })
    };
    assert_eq!(role(Role::Admin, None), Vec::<String>::new());
    assert_eq!(role(Role::Partner, Some("Campo")), Vec::<String>::new());
    assert!(role(Role::Partner, None)[0].contains("has the role partner: write for which"));
    assert!(role(Role::Manager, Some("Campo"))[0].contains("would see more than its leads as manager"));
    let told = told(&|config: &mut Config| {
        let id = config.team.people[0].id.clone();
        config.team.people[0].role = Some(Role::Seller);
        config.team.manager = Some(id);
    });
    assert!(told[0].contains("who would not see them as seller: write `role: manager`"), "{told:?}");
}
