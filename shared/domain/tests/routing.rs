//! Who gets a lead, and time counted in working hours.

mod setting;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use leadwright_domain::config::Config;
use leadwright_domain::lead::Lead;
use leadwright_domain::lead::Temperature;
use leadwright_domain::routing;
use leadwright_domain::routing::{Availability, Away, OwnerCandidate, People, Pool};
use leadwright_domain::value::hours::{Hours, WorkingTime};
use proptest::prelude::*;
use serde_json::{Value, json};
use setting::{at, post, run};

// ── Hours ────────────────────────────────────────────────────────────────────────────────────────

fn hours(lines: &[&str]) -> Hours {
    Hours::try_from(lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>()).unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

#[test]
fn hours_that_cannot_be_meant_are_refused_with_what_to_write() {
    for (lines, words) in [
        (vec![], "there are no working hours here"),
        (vec!["9:00-18:00"], "write them like mon-fri 9:00-18:00"),
        (vec!["mon-fri 9-18"], "write them like"),
        (vec!["mon-fri 9:00-25:00"], "write them like"),
        (vec!["mon-fri 9:60-18:00"], "write them like"),
        (vec!["monday 9:00-18:00"], "write them like"),
        (vec!["mon-fri +9:00-18:00"], "write them like"),
        (vec!["mon-fri 9:00-18:00", "fri 22:00-6:00"], "for a night write two lines"),
        (vec!["mon-fri 9:00-9:00"], "for a night write two lines"),
    ] {
        let text: Vec<String> = lines.iter().map(ToString::to_string).collect();
        let wrong = Hours::try_from(text).unwrap_err();
        assert!(wrong.contains(words), "{lines:?}: {wrong}");
    }
}

/// Hours, zone, holiday, start, working time, end.
type End = (&'static [&'static str], &'static str, &'static str, &'static str, &'static str, &'static str);

const ENDS: [End; 18] = [
    // Within a day, over lunch, over night, over a weekend, from outside.
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "", "2026-11-23T10:00Z", "5m", "2026-11-23T10:05Z"),
    (
        &["mon-fri 9:00-12:00", "mon-fri 13:00-18:00"],
        "Europe/Lisbon",
        "",
        "2026-11-23T11:30Z",
        "1h",
        "2026-11-23T13:30Z",
    ),
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "", "2026-11-23T17:58Z", "5m", "2026-11-24T09:03Z"),
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "", "2026-11-20T17:58Z", "5m", "2026-11-23T09:03Z"),
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "", "2026-11-22T12:00Z", "5m", "2026-11-23T09:05Z"),
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "", "2026-11-23T09:00Z", "9h", "2026-11-23T18:00Z"),
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "", "2026-11-22T12:00Z", "0m", "2026-11-23T09:00Z"),
    // In the person's zone.
    (&["mon-fri 9:00-18:00"], "America/Sao_Paulo", "", "2026-11-23T10:00Z", "5m", "2026-11-23T12:05Z"),
    (&["mon-fri 9:00-18:00"], "Asia/Kathmandu", "", "2026-11-23T02:00Z", "1h", "2026-11-23T04:15Z"),
    // Holidays.
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "2026-11-23", "2026-11-20T17:58Z", "5m", "2026-11-24T09:03Z"),
    (&["mon-sun 0:00-24:00"], "Europe/Lisbon", "2026-11-23", "2026-11-22T23:50Z", "20m", "2026-11-24T00:10Z"),
    // Clocks go forward at 01:00Z on 29 March: the day has 23 hours.
    (&["mon-sun 0:00-24:00"], "Europe/Berlin", "", "2026-03-28T23:00Z", "23h", "2026-03-29T22:00Z"),
    (&["sun 1:00-4:00"], "Europe/Berlin", "", "2026-03-29T00:00Z", "2h", "2026-03-29T02:00Z"),
    // What lies wholly in the hour that is not there is not worked.
    (&["sun 2:15-2:45", "mon 9:00-10:00"], "Europe/Berlin", "", "2026-03-29T00:00Z", "5m", "2026-03-30T07:05Z"),
    // It ends in that hour: the work ends with the change.
    (&["sun 1:30-2:30", "mon 9:00-10:00"], "Europe/Berlin", "", "2026-03-29T00:30Z", "1h", "2026-03-30T07:30Z"),
    // Clocks go back at 01:00Z on 25 October: the day has 25 hours.
    (&["mon-sun 0:00-24:00"], "Europe/Berlin", "", "2026-10-24T22:00Z", "25h", "2026-10-25T23:00Z"),
    (&["sun 1:00-4:00"], "Europe/Berlin", "", "2026-10-24T23:00Z", "4h", "2026-10-25T03:00Z"),
    // Midnight itself is not there: Cairo's clocks go from 24:00 to 1:00.
    (&["fri 0:00-2:00"], "Africa/Cairo", "", "2026-04-23T12:00Z", "1h", "2026-04-23T23:00Z"),
];

#[test]
fn working_time_ends_when_it_should() {
    for (lines, name, holiday, start, time, end) in ENDS {
        let hours = hours(lines);
        let holidays: Vec<Date> = holiday.parse().into_iter().collect();
        let work = WorkingTime::new(&hours, zone(name), [&holidays, &[]]);
        let time: SignedDuration = time.parse().unwrap();
        let done = work.add_working(at(start), time).unwrap();
        assert_eq!(done, at(end), "{lines:?} {name} {start} + {time}");
        assert_eq!(work.working_between(at(start), done), time, "{lines:?} {name} {start}");
    }
}

#[test]
fn work_that_is_never_done_has_no_end() {
    let hours = hours(&["mon-fri 9:00-18:00"]);
    let work = WorkingTime::new(&hours, zone("Europe/Lisbon"), [&[], &[]]);
    for (start, time) in [
        (at("2026-11-23T10:00Z"), SignedDuration::from_hours(1_000 * 8_766)),
        (at("2026-11-23T10:00Z"), SignedDuration::MAX),
        (at("9500-11-23T10:00Z"), SignedDuration::from_mins(5)),
        (Timestamp::MAX, SignedDuration::ZERO),
    ] {
        assert_eq!(work.add_working(start, time), None, "{start} + {time}");
    }
}

#[test]
fn a_person_works_within_the_hours_of_the_zone() {
    let hours = hours(&["mon-fri 9:00-18:00", "sat 10:00-13:00"]);
    let holidays: Vec<Date> = vec!["2026-12-25".parse().unwrap()];
    for (name, moment, works) in [
        ("Europe/Lisbon", "2026-11-23T08:59:59Z", false),
        ("Europe/Lisbon", "2026-11-23T09:00Z", true),
        ("Europe/Lisbon", "2026-11-23T17:59:59Z", true),
        ("Europe/Lisbon", "2026-11-23T18:00Z", false),
        ("Europe/Berlin", "2026-11-23T08:30Z", true),
        ("Europe/Lisbon", "2026-11-21T12:00Z", true),
        ("Europe/Lisbon", "2026-11-21T13:30Z", false),
        ("Europe/Lisbon", "2026-11-22T12:00Z", false),
        ("Europe/Lisbon", "2026-12-25T12:00Z", false),
        ("Pacific/Auckland", "2026-12-24T21:00Z", false),
        ("Pacific/Auckland", "2026-12-23T21:00Z", true),
    ] {
        let work = WorkingTime::new(&hours, zone(name), [&[], &holidays]);
        assert_eq!(work.is_working(at(moment)), works, "{name} {moment}");
    }
}

const ZONES: [&str; 9] = [
    "Europe/Lisbon",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Havana",
];

fn any_hours() -> impl Strategy<Value = Hours> {
    let line = (0..7_usize, 0..7_usize, 0..1440_u16, 1..=1440_u16).prop_map(|(first, last, from, long)| {
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let until = (from + long).min(1440);
        let time = |minute: u16| format!("{}:{:02}", minute / 60, minute % 60);
        format!("{}-{} {}-{}", days[first], days[last], time(from), time(until))
    });
    proptest::collection::vec(line, 1..4).prop_map(|lines| Hours::try_from(lines).unwrap())
}

/// From 2011, when Samoa had no 30 December, to 2031.
fn any_moment() -> impl Strategy<Value = Timestamp> {
    (1_300_000_000..1_925_000_000_i64).prop_map(|second| Timestamp::from_second(second).unwrap())
}

proptest! {
    #[test]
    fn working_time_that_is_added_is_there(
        hours in any_hours(), name in proptest::sample::select(&ZONES[..]), start in any_moment(), minutes in 0..20_000_i64,
        off in 0..5_i64,
    ) {
        let today = start.to_zoned(zone(name)).date();
        let holidays: Vec<Date> = (0..off).map(|day| today.checked_add(day.days()).unwrap()).collect();
        let work = WorkingTime::new(&hours, zone(name), [&holidays, &[]]);
        let time = SignedDuration::from_mins(minutes);
        let end = work.add_working(start, time).unwrap();
        prop_assert!(end >= start);
        prop_assert_eq!(work.working_between(start, end), time);
        let nanosecond = SignedDuration::from_nanos(1);
        // Never in closed hours: the last moment of the work is worked.
        let last = if time.is_zero() { end } else { end - nanosecond };
        prop_assert!(work.is_working(last));
        // Never earlier for more work, nor for a later start.
        prop_assert!(work.add_working(start, time + SignedDuration::from_mins(1)).unwrap() > end);
        prop_assert!(work.add_working(start + SignedDuration::from_mins(7), time).unwrap() >= end);
        // The parts of a time add up.
        let middle = start + SignedDuration::from_secs(end.duration_since(start).as_secs() / 2);
        prop_assert_eq!(work.working_between(start, middle) + work.working_between(middle, end), time);
    }
}

// ── Turns ────────────────────────────────────────────────────────────────────────────────────────

fn pool(weights: &[u32]) -> Pool {
    let members = weights.iter().enumerate().map(|(at, weight)| (at.to_string(), *weight)).collect();
    Pool::of("sales", members).unwrap()
}

fn turns(weights: &[u32], count: u64) -> String {
    (1..=count).map(|turn| pool(weights).of_turn(turn).to_owned()).collect()
}

#[test]
fn turns_go_round_and_are_mixed() {
    for (weights, expected) in [
        (&[1][..], "0000"),
        (&[1, 1, 1], "012012012"),
        (&[2, 1], "010010"),
        (&[1, 2], "101101"),
        (&[5, 1, 1], "00010200001020"),
        (&[4, 4], "01010101"),
    ] {
        assert_eq!(turns(weights, expected.len() as u64), expected, "{weights:?}");
    }
}

/// Counts of each member against its share of the turns so far, in parts of the sum of the weights.
fn furthest_from_share(weights: &[u32], count: u64) -> i64 {
    let pool = pool(weights);
    let all: i64 = weights.iter().map(|weight| i64::from(*weight)).sum();
    let mut had = vec![0_i64; weights.len()];
    let mut furthest = 0;
    for turn in 1..=count {
        had[pool.of_turn(turn).parse::<usize>().unwrap()] += 1;
        for (weight, had) in std::iter::zip(weights, &had) {
            let share = i64::try_from(turn).unwrap() * i64::from(*weight);
            furthest = furthest.max((had * all - share).abs());
        }
    }
    furthest
}

#[test]
fn after_ten_thousand_turns_everybody_has_a_share_to_within_one_turn() {
    for weights in [&[1, 1, 1][..], &[3, 2, 1], &[20, 1, 1, 1], &[7, 7, 3, 1, 1]] {
        let all: u32 = weights.iter().sum();
        assert!(furthest_from_share(weights, 10_000) < i64::from(all), "{weights:?}");
    }
}

proptest! {
    #[test]
    fn nobody_is_ever_a_whole_turn_away_from_a_share(
        weights in proptest::collection::vec(1..=20_u32, 1..8), from in 1..1_000_u64,
    ) {
        let all: u32 = weights.iter().sum();
        prop_assert!(furthest_from_share(&weights, u64::from(all) * 2) < i64::from(all));
        // Any W turns in a row are as many for each as its weight.
        let pool = pool(&weights);
        let mut had = vec![0; weights.len()];
        for turn in from..from + u64::from(all) {
            had[pool.of_turn(turn).parse::<usize>().unwrap()] += 1;
        }
        prop_assert_eq!(had, weights);
    }
}

#[test]
fn a_pools_key_is_short_and_its_own() {
    let many = |count: usize| Pool::of("sales", (0..count).map(|at| (format!("person-{at}"), 1)).collect()).unwrap();
    assert_eq!(many(2).key(), "sales:person-0,person-1");
    assert!(many(100).key().len() < 60);
    assert_ne!(many(100).key(), many(99).key());
    assert!(Pool::of("sales", Vec::new()).is_none());
}

// ── Choosing ─────────────────────────────────────────────────────────────────────────────────────

/// A Monday, 10:00 in Lisbon.
const MONDAY: &str = "2026-11-23T10:00:00Z";

fn company(change: impl FnOnce(&mut Value, &mut Value)) -> Config {
    let mut config = setting::config();
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

/// The choice as a line: rule and person, or the pool's key.
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
fn rules_in_order_choose_who_is_there() {
    let config = company(|_, _| {});
    let big: &[_] = &[("employees", "5000")];
    let iberia: &[_] = &[("company", "Iberdata")];
    for (case, expected) in [
        (PLAIN, "otherwise sales:ana,ben,chloe"),
        // The owner keeps the lead, with no regard to rules and room.
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
        let choose = || routing::choose(&lead, &config, &people, case.employer, &excluded, &full, at(case.now));
        assert_eq!(said(choose()), expected, "{:?} {:?} {:?}", case.fields, case.owner, case.away);
        assert_eq!(choose(), choose());
    }
}

#[test]
fn a_hot_lead_and_a_small_team() {
    let config = company(|_, routing| routing["rules"] = json!([]));
    let mut hot = lead(&config, &[]);
    hot.score.temperature = Temperature::Hot;
    let choose = |config: &Config| said(routing::choose(&hot, config, &People::new(), None, &[], &[], at(MONDAY)));
    assert_eq!(choose(&config), "otherwise sales:ana,ben,chloe");
    assert_eq!(choose(&company(|_, _| {})), "hot north:ben,chloe");
    // With no team at all a lead is not lost either.
    let config = company(|team, routing| {
        team["teams"] = json!({});
        *routing = json!({});
    });
    assert_eq!(choose(&config), "anyone all:ana,ben,chloe");
}

/// Who is left when all that `routing.yaml` names had their chance is the manager's to say.
#[test]
fn a_lead_never_reaches_people_whom_nobody_named_by_exhaustion() {
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
        let choice = routing::choose(&lead(&config, &[]), &config, &people, None, &excluded, &[], at(MONDAY));
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
        assert_eq!(said(routing::choose(&lead, &config, &people, None, &[], &[], at(now))), expected, "{now}");
    }
}

#[test]
fn what_is_said_of_a_day_goes_before_the_configuration() {
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
fn those_of_the_same_teams_stand_in() {
    let config = company(|_, _| {});
    let person = |id: &str| config.team.person(id).unwrap();
    let away_ana = Away { from: "2026-11-23".parse().unwrap(), until: "2026-11-27".parse().unwrap() };
    let ids = |people: &People, id: &str| {
        let all = routing::stand_ins(&config, people, person(id), away_ana);
        all.iter().map(|person| person.id.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids(&People::new(), "ana"), "ben chloe");
    assert_eq!(ids(&away(&["ben"], "2026-11-27", "2026-11-30"), "ana"), "chloe");
    assert_eq!(ids(&People::new(), "dora"), "ana ben chloe");
}

#[test]
fn the_time_to_accept_is_the_owners_working_time() {
    let config = company(|_, _| {});
    let by = |owner: &str, temperature, from: &str| routing::accept_by(&config, owner, temperature, at(from));
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
        let choice = routing::choose(&lead, &config, &people, Some(ids[(owner + 1) % 5]), &excluded, &full, now);
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

// ── Mistakes ─────────────────────────────────────────────────────────────────────────────────────

#[test]
fn mistakes_are_named_with_what_to_write_instead() {
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
