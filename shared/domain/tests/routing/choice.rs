//! Who is chosen by rules, absences and capacity.

use crate::setting::{at, post, run};
use jiff::SignedDuration;
use jiff::civil::Date;
use leadwright_domain::config::Config;
use leadwright_domain::lead::Lead;
use leadwright_domain::lead::Temperature;
use leadwright_domain::routing;
use leadwright_domain::routing::{Availability, Away, OwnerCandidate, People};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A Monday, 10:00 in Lisbon.
const MONDAY: &str = "2026-11-23T10:00:00Z";

fn company(change: impl FnOnce(&mut Value, &mut Value)) -> Config {
    let mut config = crate::setting::config();
    let person =
        |id: &str, zone: &str| json!({"id": id, "name": id, "email": format!("{id}@acme.example"), "timezone": zone});
    let mut team = json!({
        "manager": "dora",
        "hours": ["mon-fri 9:00-18:00"],
        "people": [person("ana", "Europe/Lisbon"), person("ben", "Europe/Berlin"), person("chloe", "Europe/Paris"), person("dora", "Europe/Lisbon")],
        "teams": {"sales": ["ana", "ben", "chloe"], "iberia": ["ana"], "north": ["ben", "chloe"]},
    });
    team["people"][3]["takes_leads"] = json!(false);
    let mut routing = json!({
        "accept_within": {"hot": "5m", "warm": "4h"},
        "rules": [
            {"rule": "colleagues", "to": {"employer": true}},
            {"rule": "big", "when": {"field": "employees", "at_least": 1000}, "to": {"person": "chloe"}},
            {"rule": "iberia", "when": {"field": "company", "like": ["iber*"]}, "to": {"team": "iberia"}},
            {"rule": "hot", "when": {"field": "temperature", "one_of": ["hot"]}, "to": {"team": "north"}},
        ],
        "otherwise": {"team": "sales"},
    });
    change(&mut team, &mut routing);
    config.team = serde_json::from_value(team).unwrap();
    config.routing = serde_json::from_value(routing).unwrap();
    config.hashed()
}

fn lead(config: &Config, fields: &[(&str, &str)]) -> Lead {
    let fields: Vec<_> = [&[("email", "maria@customer.example")], fields].concat();
    let mut lead = run(config, &[post(MONDAY, "guide", &fields)]).0;
    lead.owner = None;
    lead
}

fn away(ids: &[&str], from: &str, until: &str) -> People {
    let row = Availability {
        away: vec![Away { from: from.parse().unwrap(), until: until.parse().unwrap() }],
        ..Availability::default()
    };
    ids.iter().map(|id| ((*id).to_owned(), row.clone())).collect()
}

/// The choice as text: rule and person, or the pool's key.
fn said(choice: OwnerCandidate) -> String {
    match choice {
        OwnerCandidate::Kept(person) => format!("kept {person}"),
        OwnerCandidate::Person { person, rule } => format!("{rule} {person}"),
        OwnerCandidate::Turn { pool, rule } => format!("{rule} {}", pool.key()),
        OwnerCandidate::Anyone(pool) => format!("anyone {}", pool.key()),
        OwnerCandidate::Nobody => "nobody".to_owned(),
    }
}

struct Case<'a> {
    fields: &'a [(&'a str, &'a str)],
    owner: Option<&'a str>,
    employer: Option<&'a str>,
    away: &'a [&'a str],
    excluded: &'a [&'a str],
    full: &'a [&'a str],
    now: &'a str,
}

const PLAIN: Case = Case { fields: &[], owner: None, employer: None, away: &[], excluded: &[], full: &[], now: MONDAY };

#[test]
fn the_first_rule_with_somebody_available_chooses() {
    let config = company(|_, _| {});
    let big: &[_] = &[("employees", "5000")];
    let iberia: &[_] = &[("company", "Iberdata")];
    for (case, expected) in [
        (PLAIN, "otherwise sales:ana,ben,chloe"),
        // The owner keeps the lead, whatever rules and capacity say.
        (Case { owner: Some("ana"), fields: big, full: &["ana"], ..PLAIN }, "kept ana"),
        (Case { owner: Some("ana"), away: &["ana"], ..PLAIN }, "otherwise sales:ben,chloe"),
        (Case { owner: Some("ana"), excluded: &["ana"], ..PLAIN }, "otherwise sales:ben,chloe"),
        (Case { owner: Some("gone"), ..PLAIN }, "otherwise sales:ana,ben,chloe"),
        (Case { owner: Some("dora"), ..PLAIN }, "otherwise sales:ana,ben,chloe"),
        // The employer's owner, by the first rule.
        (Case { employer: Some("ben"), fields: big, ..PLAIN }, "colleagues ben"),
        (Case { employer: Some("ben"), away: &["ben"], fields: big, ..PLAIN }, "big chloe"),
        (Case { employer: Some("gone"), ..PLAIN }, "otherwise sales:ana,ben,chloe"),
        // A person, a team; who is not there is passed over.
        (Case { fields: big, ..PLAIN }, "big chloe"),
        (Case { fields: big, full: &["chloe"], ..PLAIN }, "otherwise sales:ana,ben"),
        (Case { fields: iberia, ..PLAIN }, "iberia iberia:ana"),
        (Case { fields: iberia, away: &["ana"], ..PLAIN }, "otherwise sales:ben,chloe"),
        // Those who work now, if any does: at 8:30 in Lisbon Ana does not, at midnight nobody.
        (Case { now: "2026-11-23T08:30:00Z", ..PLAIN }, "otherwise sales:ben,chloe"),
        (Case { now: "2026-11-23T17:30:00Z", ..PLAIN }, "otherwise sales:ana"),
        (Case { now: "2026-11-23T00:30:00Z", ..PLAIN }, "otherwise sales:ana,ben,chloe"),
        // Nobody free: those who are here, else all, but never who was excluded.
        (Case { full: &["ana", "ben", "chloe"], ..PLAIN }, "anyone sales:ana,ben,chloe"),
        (Case { full: &["ben", "chloe"], away: &["ana"], ..PLAIN }, "anyone sales:ben,chloe"),
        (Case { away: &["ana", "ben", "chloe"], ..PLAIN }, "anyone sales:ana,ben,chloe"),
        (Case { away: &["ana", "ben", "chloe"], excluded: &["ben"], ..PLAIN }, "anyone sales:ana,chloe"),
        (Case { excluded: &["ana", "ben", "chloe"], ..PLAIN }, "nobody"),
    ] {
        let mut lead = lead(&config, case.fields);
        lead.owner = case.owner.map(ToOwned::to_owned);
        let list = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
        let people = away(case.away, "2026-11-20", "2026-11-23");
        let (excluded, full) = (list(case.excluded), list(case.full));
        let choose = || config.distribution(&people, at(case.now)).choose(&lead, case.employer, &excluded, &full);
        assert_eq!(said(choose()), expected, "{:?} {:?} {:?}", case.fields, case.owner, case.away);
        assert_eq!(choose(), choose());
    }
}

#[test]
fn a_rule_chooses_by_temperature_and_without_any_team_everybody_is_chosen_from() {
    let config = company(|_, routing| routing["rules"] = json!([]));
    let mut hot = lead(&config, &[]);
    hot.score.temperature = Temperature::Hot;
    let choose = |config: &Config| said(config.distribution(&People::new(), at(MONDAY)).choose(&hot, None, &[], &[]));
    assert_eq!(choose(&config), "otherwise sales:ana,ben,chloe");
    assert_eq!(choose(&company(|_, _| {})), "hot north:ben,chloe");
    // With no team at all a lead is not lost either.
    let config = company(|team, routing| {
        team["teams"] = json!({});
        *routing = json!({});
    });
    assert_eq!(choose(&config), "anyone all:ana,ben,chloe");
}

/// When everybody whom `routing.yaml` names has had the lead, the manager decides.
#[test]
fn a_lead_that_everybody_missed_never_goes_to_people_whom_routing_does_not_name() {
    let with_partner = |routing: Value| {
        company(|team, all| {
            team["people"][2]["partner"] = json!("Campo");
            team["teams"] = json!({"sales": ["ana", "ben"], "iberia": ["ana"], "campo": ["chloe"]});
            *all = routing;
        })
    };
    let ids = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    for (routing, gone, excluded, expected) in [
        (json!({"otherwise": {"team": "iberia"}}), &[][..], &["ana"][..], "nobody"),
        (json!({"otherwise": {"team": "iberia"}}), &["ana"], &[], "anyone iberia:ana"),
        (json!({"otherwise": {"team": "sales"}}), &[], &["ana"], "otherwise sales:ben"),
        (json!({"otherwise": {"team": "sales"}}), &["ben"], &["ana"], "anyone sales:ben"),
        (json!({"otherwise": {"team": "sales"}}), &[], &["ana", "ben"], "nobody"),
        // A partner that is named is one of those who get it.
        (json!({"otherwise": {"team": "campo"}}), &["chloe"], &[], "anyone campo:chloe"),
        (json!({"otherwise": {"team": "campo"}}), &[], &["chloe"], "nobody"),
        // Without a last team it is all of the company.
        (json!({}), &[], &[], "anyone all:ana,ben"),
        (json!({}), &[], &["ana", "ben"], "nobody"),
    ] {
        let config = with_partner(routing.clone());
        let (people, excluded) = (away(gone, "2026-11-20", "2026-11-23"), ids(excluded));
        let choice = config.distribution(&people, at(MONDAY)).choose(&lead(&config, &[]), None, &excluded, &[]);
        assert_eq!(said(choice), expected, "{routing} without {excluded:?}, away {gone:?}");
    }
}

#[test]
fn absences_are_days_in_the_persons_zone() {
    let config = company(|_, _| {});
    let people = away(&["ana"], "2026-11-24", "2026-11-24");
    let lead = lead(&config, &[("company", "Iberdata")]);
    for (now, expected) in [
        ("2026-11-23T23:59:00Z", "iberia iberia:ana"),
        ("2026-11-24T00:00:00Z", "otherwise sales:ben,chloe"),
        ("2026-11-24T23:59:00Z", "otherwise sales:ben,chloe"),
        ("2026-11-25T00:00:00Z", "iberia iberia:ana"),
    ] {
        assert_eq!(said(config.distribution(&people, at(now)).choose(&lead, None, &[], &[])), expected, "{now}");
    }
}

#[test]
fn availability_set_by_command_overrides_the_configuration() {
    let config = company(|team, _| {
        team["people"][0]["a_day"] = json!(5);
        team["people"][0]["in_hand"] = json!(40);
    });
    let ana = config.team.person("ana").unwrap();
    assert_eq!(routing::limits(ana, &People::new()), (Some(5), Some(40)));
    let row = Availability { a_day: Some(2), ..Availability::default() };
    assert_eq!(routing::limits(ana, &People::from([("ana".to_owned(), row)])), (Some(2), Some(40)));
    let day = |text: &str| text.parse::<Date>().unwrap();
    let absence = |from: &str, until: &str| Away { from: day(from), until: day(until) };
    let mut row = Availability::default();
    let today = day("2026-11-23");
    row.add(absence("2026-11-23", "2026-11-27"), today);
    row.add(absence("2026-12-28", "2026-12-31"), today);
    row.add(absence("2026-11-26", "2026-11-30"), today);
    assert_eq!(row.away, [absence("2026-11-26", "2026-11-30"), absence("2026-12-28", "2026-12-31")]);
    row.back(day("2026-11-26"));
    assert_eq!(row.away, [absence("2026-12-28", "2026-12-31")]);
    row.add(absence("2027-02-01", "2027-02-02"), day("2027-01-01"));
    assert_eq!(row.away, [absence("2027-02-01", "2027-02-02")]);
}

#[test]
fn members_of_the_same_teams_stand_in() {
    let config = company(|_, _| {});
    let person = |id: &str| config.team.person(id).unwrap();
    let away_ana = Away { from: "2026-11-23".parse().unwrap(), until: "2026-11-27".parse().unwrap() };
    let ids = |people: &People, id: &str| {
        let all = config.distribution(people, at(MONDAY)).stand_ins(person(id), away_ana);
        all.iter().map(|person| person.id.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids(&People::new(), "ana"), "ben chloe");
    assert_eq!(ids(&away(&["ben"], "2026-11-27", "2026-11-30"), "ana"), "chloe");
    assert_eq!(ids(&People::new(), "dora"), "ana ben chloe");
}

#[test]
fn the_time_to_accept_is_the_owners_working_time() {
    let config = company(|_, _| {});
    let by =
        |owner: &str, temperature, from: &str| config.routing.accept_by(&config.team, owner, temperature, at(from));
    assert_eq!(by("ana", Temperature::Hot, "2026-11-23T10:00:00Z"), Some(at("2026-11-23T10:05:00Z")));
    assert_eq!(by("ana", Temperature::Hot, "2026-11-20T17:58:00Z"), Some(at("2026-11-23T09:03:00Z")));
    assert_eq!(by("ben", Temperature::Warm, "2026-11-20T16:00:00Z"), Some(at("2026-11-23T11:00:00Z")));
    assert_eq!(by("ana", Temperature::Cold, "2026-11-23T10:00:00Z"), None);
    assert_eq!(by("gone", Temperature::Hot, "2026-11-23T10:00:00Z"), None);
    assert_eq!(by("ana", Temperature::Hot, "9998-11-23T10:00:00Z"), None);
}

#[test]
fn the_employer_is_the_company_of_the_address() {
    let config = company(|_, _| {});
    for (address, employer) in [("maria@Customer.example", Some("customer.example")), ("maria@gmail.com", None)] {
        let mut lead = lead(&config, &[]);
        lead.fields.get_mut("email").unwrap().0 = address.to_lowercase();
        assert_eq!(routing::employer(&lead).as_deref(), employer, "{address}");
    }
}

proptest! {
    /// Whatever the hour and whoever is away, full or excluded: who is chosen takes leads, was not excluded, and is
    /// away only if everybody of the team is.
    #[test]
    fn nobody_who_is_away_is_chosen_unless_all_are(
        gone in 0..8_u32, excluded in 0..8_u32, full in 0..8_u32, owner in 0..5_usize, hour in 0..200_i64, turn in 1..50_u64,
        employees in 0..3_000_i64,
    ) {
        let config = company(|team, _| {
            team["people"][0]["weight"] = json!(3);
        });
        let ids = ["ana", "ben", "chloe", "dora", "gone"];
        let of = |bits: u32| -> Vec<String> {
            (0..3).filter(|at| bits >> at & 1 == 1).map(|at| ids[at].to_owned()).collect()
        };
        let (gone, excluded, full) = (of(gone), of(excluded), of(full));
        let now = at(MONDAY) + SignedDuration::from_hours(hour);
        let people = away(&gone.iter().map(String::as_str).collect::<Vec<_>>(), "2026-11-01", "2026-12-31");
        let mut lead = lead(&config, &[("employees", &employees.to_string())]);
        lead.owner = Some(ids[owner].to_owned());
        let choice = config.distribution(&people, now).choose(&lead, Some(ids[(owner + 1) % 5]), &excluded, &full);
        let chosen = match &choice {
            OwnerCandidate::Kept(person) | OwnerCandidate::Person { person, .. } => person.as_str(),
            OwnerCandidate::Turn { pool, .. } | OwnerCandidate::Anyone(pool) => pool.of_turn(turn),
            OwnerCandidate::Nobody => {
                prop_assert_eq!(excluded.len(), 3);
                return Ok(());
            }
        };
        prop_assert!(config.team.person(chosen).unwrap().takes_leads);
        prop_assert!(!excluded.iter().any(|id| id == chosen));
        let here = |id: &&&str| !gone.iter().any(|gone| gone == **id) && !excluded.iter().any(|out| out == **id);
        let some_here = ids[..3].iter().any(|id| here(&id));
        prop_assert!(!some_here || !gone.iter().any(|id| id == chosen));
        let free = ids[..3].iter().any(|id| here(&id) && !full.iter().any(|full| full == id));
        prop_assert!(!free || !full.iter().any(|id| id == chosen) || matches!(choice, OwnerCandidate::Kept(_)));
    }
}

#[test]
fn each_mistake_is_named_with_its_correction() {
    type Change = fn(&mut Value, &mut Value);
    let cases: [(Change, &str, &str); 21] = [
        (|team, _| team["people"][0]["weight"] = json!(0), "team.yaml", "the weight 0: it is from 1 to 20"),
        (|team, _| team["people"][0]["a_day"] = json!(0), "team.yaml", "`a_day` of `ana` is 1 or more"),
        (|team, _| team["people"][0]["id"] = json!("Ana Costa"), "team.yaml", "an id may have lower-case letters"),
        (|team, _| team["people"][1]["id"] = json!("ana"), "team.yaml", "two people have the id `ana`"),
        (|team, _| team["teams"]["north"] = json!(["bob"]), "team.yaml", "`bob`, but nobody in team.yaml has that id"),
        (|team, _| team["teams"]["north"] = json!([]), "team.yaml", "has nobody who takes leads"),
        (|team, _| team["teams"]["north"] = json!(["dora"]), "team.yaml", "has nobody who takes leads"),
        (|team, _| team["teams"]["north"] = json!(["ben", "ben"]), "team.yaml", "twice: give the person a `weight`"),
        (|team, _| team["teams"]["The North"] = json!(["ben"]), "team.yaml", "a team's name may have"),
        (|team, _| team["manager"] = json!("bob"), "team.yaml", "the manager is `bob`, but nobody"),
        (
            |team, _| (0..3).for_each(|at| team["people"][at]["takes_leads"] = json!(false)),
            "team.yaml",
            "nobody is here to get them",
        ),
        (|team, _| team["manager"] = Value::Null, "routing.yaml", "names no `manager`: add one"),
        (|_, routing| routing["otherwise"] = Value::Null, "routing.yaml", "there is no `otherwise`"),
        (|_, routing| routing["otherwise"] = json!({"team": "south"}), "routing.yaml", "no team `south`; there are: "),
        (|_, routing| routing["rules"][1]["to"] = json!({}), "routing.yaml", "the rule `big` goes to nobody"),
        (
            |_, routing| routing["rules"][1]["to"] = json!({"person": "ana", "team": "north"}),
            "routing.yaml",
            "the rule `big` goes to several",
        ),
        (
            |_, routing| routing["rules"][1]["to"] = json!({"person": "bob"}),
            "routing.yaml",
            "the rule names `bob`, but",
        ),
        (
            |_, routing| routing["rules"][1]["to"] = json!({"person": "dora"}),
            "routing.yaml",
            "`takes_leads: false`: name another",
        ),
        (|_, routing| routing["rules"][1]["when"]["field"] = json!("staff"), "routing.yaml", "a field `staff`"),
        (|_, routing| routing["rules"][2]["rule"] = json!("otherwise"), "routing.yaml", "and not be `owner`"),
        (
            |_, routing| {
                routing["accept_within"] = json!({});
                routing["reassign"] = json!(true);
            },
            "routing.yaml",
            "`reassign` is for leads that nobody accepts in time",
        ),
    ];
    let none: Vec<_> = company(|_, _| {}).check();
    assert!(none.is_empty(), "{none:?}");
    for (change, file, words) in cases {
        let problems = company(change).check();
        assert!(
            problems.iter().any(|problem| problem.file == file && problem.message.contains(words)),
            "{words}: {problems:?}"
        );
    }
}
