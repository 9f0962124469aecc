//! Thirty days in a minute: a thousand leads of five time zones go through a sequence, and every mail, its hour on its
//! lead's own clock, and every reason for none is what the rules say.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::civil::{DateTime, Time, Weekday, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadwright_tests::{Stack, copy_config};
use serde_json::{Value, json};

const ZONES: [&str; 5] = ["Europe/Lisbon", "America/New_York", "Asia/Tokyo", "Asia/Kolkata", "Pacific/Auckland"];

const LEADS: usize = 1_000;

const SEQUENCE: &str = "
topic: tips
starts_on: {source: trade show}
steps:
  - {name: hello, at: [mon-fri 9:00-10:00], mail: nurture-tips}
  - {name: ideas, wait: 6d, at: [tue-thu 9:00-10:00], mail: nurture-case-study}
  - {name: ask, wait: 7d, at: [tue-thu 14:00-15:00], mail: nurture-tips}
  - {name: last, wait: 14d, at: [mon-fri 8:00-8:30], mail: nurture-case-study}
";

const WEEK: &[Weekday] = &[Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
const MIDWEEK: &[Weekday] = &[Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday];

/// The steps again, as the test reckons: after how many days, on which days, from when until when.
const STEPS: [(&str, i64, &[Weekday], Time, Time); 4] = [
    ("hello", 0, WEEK, time(9, 0, 0, 0), time(10, 0, 0, 0)),
    ("ideas", 6, MIDWEEK, time(9, 0, 0, 0), time(10, 0, 0, 0)),
    ("ask", 7, MIDWEEK, time(14, 0, 0, 0), time(15, 0, 0, 0)),
    ("last", 14, WEEK, time(8, 0, 0, 0), time(8, 30, 0, 0)),
];

/// What a lead does, and what is to come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Never agreed to mail.
    NoConsent,
    /// Unsubscribes after eight days.
    Unsubscribes,
    /// Answers a mail after eight days.
    Answers,
    /// Buys after eight days.
    Buys,
    /// Asks customer service after eight days, and waits for an answer until the fifteenth.
    Waits,
    /// Its address takes no mail.
    Bounces,
    /// Reads on.
    Reads,
}

fn fate(number: usize) -> Fate {
    match number / 5 % 10 {
        0 if number < 50 => Fate::Bounces,
        1 => Fate::NoConsent,
        2 => Fate::Unsubscribes,
        3 => Fate::Answers,
        4 => Fate::Buys,
        5 => Fate::Waits,
        _ => Fate::Reads,
    }
}

fn address(number: usize) -> String {
    match fate(number) {
        Fate::Bounces => format!("bounce+{number}@simulator.amazonses.com"),
        _ => format!("person{number}@customer{number}.example"),
    }
}

/// The first moment from `from` on that lies in these hours of the zone's wall clock.
fn first_in(from: Timestamp, days: &[Weekday], open: Time, close: Time, zone: &TimeZone) -> Timestamp {
    let here = from.to_zoned(zone.clone()).datetime();
    let mut day = here.date();
    loop {
        if days.contains(&day.weekday()) {
            let (open, close) = (DateTime::from_parts(day, open), DateTime::from_parts(day, close));
            if here < close {
                return open.max(here).to_zoned(zone.clone()).expect("no clock changes in these hours").timestamp();
            }
        }
        day = day.tomorrow().expect("there is another day");
    }
}

/// When each step's mail goes to a lead, if nothing stops it.
fn schedule(began: Timestamp, zone: &TimeZone) -> Vec<(&'static str, Timestamp)> {
    let mut from = began;
    let mut all = Vec::new();
    for (step, after, days, open, close) in STEPS {
        from = first_in(from + SignedDuration::from_hours(24 * after), days, open, close, zone);
        all.push((step, from));
    }
    all
}

fn now(stack: &Stack) -> Timestamp {
    stack.status()["now"].as_str().expect("the time").parse().expect("a time")
}

/// Tells an activity of every lead of a fate.
fn tell_all(stack: &Stack, of: Fate, kind: &str) {
    let leads = (0..LEADS).filter(|number| fate(*number) == of);
    let all: Vec<Value> = leads.map(|number| json!({"kind": kind, "email": address(number)})).collect();
    stack.tell(&json!(all));
}

/// Mails that came: lead's number and step → when.
fn came(stack: &Stack) -> BTreeMap<(usize, String), Vec<Timestamp>> {
    let numbers: BTreeMap<String, usize> = (0..LEADS).map(|number| (address(number), number)).collect();
    let mut came: BTreeMap<_, Vec<Timestamp>> = BTreeMap::new();
    for mail in stack.inbox() {
        let Some(number) = numbers.get(mail["to"].as_str().expect("an address")) else { continue };
        let step = mail["tags"]["send"].as_str().expect("a send id").rsplit('_').next().expect("a step").to_owned();
        let at: Timestamp = mail["at"].as_str().expect("a time").parse().expect("a time");
        came.entry((*number, step)).or_default().push(at);
    }
    came
}

/// How each lead's way through the sequence ended; none for who never was in it.
fn ends(stack: &Stack) -> BTreeMap<String, Option<String>> {
    let mut ends = BTreeMap::new();
    let mut start = Value::Null;
    loop {
        let mut scan = json!({
            "TableName": stack.status()["table"], "FilterExpression": "sk = :profile",
            "ExpressionAttributeValues": {":profile": {"S": "PROFILE"}},
        });
        if start.is_object() {
            scan["ExclusiveStartKey"] = start;
        }
        let mut answer = stack.aws("dynamodb", "DynamoDB_20120810.Scan", &scan);
        for item in answer["Items"].as_array().expect("rows") {
            let lead: Value = serde_json::from_str(item["body"]["S"].as_str().expect("a lead")).expect("JSON");
            // Where most fields came with one form, their time stands before them.
            let fields = &lead["fields"];
            let addresses = [&fields[1]["email"], &fields[1]["email"][0], &fields["email"][0]];
            let address = addresses.iter().find_map(|address| address.as_str()).expect("an address").to_owned();
            let journey = &lead["enrolments"]["journey"];
            ends.insert(
                address,
                journey["ended"].as_str().map(ToOwned::to_owned).or(journey.is_object().then(String::new)),
            );
        }
        start = answer["LastEvaluatedKey"].take();
        if start.is_null() {
            return ends;
        }
    }
}

/// The 8 AM mail arrives 15 hours late at 150k contacts; scheduled in UTC, sent hours off.
#[test]
fn r_mautic_10648_thirty_days_of_a_thousand_leads_in_five_zones() {
    let folder = tempfile::tempdir().expect("a folder");
    copy_config(folder.path());
    std::fs::write(folder.path().join("infra/config/sequences/journey.yaml"), SEQUENCE).expect("a sequence");
    let stack = Stack::start_at(folder.path(), ":memory:");
    let mut list = "email,name,timezone,consent\n".to_owned();
    for number in 0..LEADS {
        let consent = if fate(number) == Fate::NoConsent { "no" } else { "yes" };
        writeln!(list, "{},Maria,{},{consent}", address(number), ZONES[number % 5]).expect("a text");
    }
    let file = folder.path().join("list.csv");
    std::fs::write(&file, list).expect("a list");
    let began = now(&stack);
    let list = file.to_str().expect("a path");
    stack.printed(&["import", list, "--source", "trade show", "--start", "--map", "timezone=timezone"]);
    stack.settle();
    stack.advance("8d");
    tell_all(&stack, Fate::Unsubscribes, "unsubscribed");
    tell_all(&stack, Fate::Answers, "reply_received");
    tell_all(&stack, Fate::Buys, "deal_won");
    tell_all(&stack, Fate::Waits, "ticket_opened");
    let after = now(&stack);
    stack.advance("7d");
    let closed = now(&stack);
    tell_all(&stack, Fate::Waits, "ticket_closed");
    stack.advance("30d");

    let came = came(&stack);
    let mut expected = BTreeMap::new();
    for number in 0..LEADS {
        let zone = TimeZone::get(ZONES[number % 5]).expect("a zone");
        for (step, at) in schedule(began, &zone) {
            let gets = match fate(number) {
                Fate::NoConsent => false,
                Fate::Bounces => step == "hello",
                Fate::Unsubscribes | Fate::Answers | Fate::Buys => at < after,
                Fate::Waits => at < after || at > closed,
                Fate::Reads => true,
            };
            if gets {
                expected.insert((number, step.to_owned()), vec![at]);
            }
        }
    }
    // Who waits for an answer gets what was due meanwhile later, and all behind it.
    let is_moved = |(number, step): &(usize, String)| {
        let zone = TimeZone::get(ZONES[number % 5]).expect("a zone");
        let held = schedule(began, &zone).iter().find(|(_, at)| *at > after && *at < closed).map(|(step, _)| *step);
        let place = |name: &str| STEPS.iter().position(|step| step.0 == name);
        fate(*number) == Fate::Waits && held.is_some_and(|held| place(step) >= place(held))
    };
    let (moved, came): (BTreeMap<_, _>, BTreeMap<_, _>) = came.into_iter().partition(|(key, _)| is_moved(key));
    expected.retain(|key, _| !is_moved(key));
    let wrong: Vec<_> = came.iter().filter(|(key, at)| expected.get(key) != Some(at)).take(10).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let missing: Vec<_> = expected.keys().filter(|key| !came.contains_key(key)).take(10).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for ((number, step), times) in &moved {
        assert_eq!(times.len(), 1, "{number} {step}");
        assert!(times[0] > closed, "{number} {step}: no mail while a ticket is open");
    }

    let ends = ends(&stack);
    assert_eq!(ends.len(), LEADS);
    for number in 0..LEADS {
        let end = ends[&address(number)].as_deref();
        let expected = match fate(number) {
            Fate::NoConsent => None,
            Fate::Bounces => Some("The address does not take mail"),
            Fate::Unsubscribes => Some("Unsubscribed"),
            Fate::Answers => Some("They answered"),
            Fate::Buys => Some("Won"),
            Fate::Waits | Fate::Reads => Some("All steps done"),
        };
        assert_eq!(end, expected, "{number} {:?}", fate(number));
    }
    stack.assert_sound();
}
