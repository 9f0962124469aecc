//! When marketing mail goes: on the lead's own clock, not too often, and only where it may.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadwright_tests::{Stack, copy_config, edit, mail_at_any_hour, person};
use serde_json::{Value, json};

use crate::killing::{Step, killed_at};

const SEQUENCE: &str = "infra/config/sequences/guide-nurture.yaml";
const HOURS: &str = "hours: [mon-fri 8:00-18:00]";

/// The demo company in a folder of its own.
fn company() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy_config(folder.path());
    folder
}

/// The times of the marketing mails to an address, oldest first.
fn marketing_to(stack: &Stack, address: &str) -> Vec<Timestamp> {
    let mails = stack.inbox();
    let to = mails.iter().rev().filter(|mail| mail["to"].to_string().contains(address));
    let marketing = to.filter(|mail| mail["headers"]["List-Unsubscribe"].is_string());
    marketing.map(|mail| mail["at"].as_str().unwrap().parse().unwrap()).collect()
}

fn held(lead: &Value) -> Vec<String> {
    let timeline = lead["timeline"].as_array().unwrap();
    let held = timeline.iter().filter(|one| one["kind"] == "mail_held");
    held.map(|one| one["reason"].as_str().unwrap().to_owned()).collect()
}

/// Scheduled in UTC, sent hours off; and daylight saving on the way.
#[test]
fn r_mautic_17090_nine_is_nine_everywhere_before_and_after_clocks_change() {
    let folder = company();
    edit(folder.path(), "infra/config/sending.yaml", HOURS, "hours: [mon-sun 9:00-9:30]");
    edit(folder.path(), "infra/config/sending.yaml", "a_week: 3 ", "a_week: 9 ");
    let steps = std::fs::read_to_string(folder.path().join(SEQUENCE)).unwrap();
    let steps = steps[..steps.find("\nsteps:").unwrap()].to_owned()
        + "\nsteps:\n  - {name: one, mail: nurture-tips}\n  - {name: two, mail: nurture-tips}\n  - {name: three, mail: nurture-tips}\n  - {name: four, mail: nurture-tips}\n";
    std::fs::write(folder.path().join(SEQUENCE), steps).unwrap();
    // Two days before New York's clocks change next.
    let change = TimeZone::get("America/New_York").unwrap().following(Timestamp::now()).next().unwrap().timestamp();
    let start = change - SignedDuration::from_hours(48);
    let state = folder.path().join("state");
    std::fs::create_dir(&state).unwrap();
    let offset_ms = start.as_millisecond() - Timestamp::now().as_millisecond();
    let clock = json!({"offset_ms": offset_ms, "ran_until": start.to_string()});
    std::fs::write(state.join("clock.json"), clock.to_string()).unwrap();

    let stack = Stack::start_at(folder.path(), &state);
    let leads = [
        ("lisbon", "+351912345678", "Europe/Lisbon"),
        ("new-york", "+12125550100", "America/New_York"),
        ("tokyo", "+81312345678", "Asia/Tokyo"),
        ("kolkata", "+919876543210", "Asia/Kolkata"),
        ("auckland", "+64211234567", "Pacific/Auckland"),
    ];
    for (name, phone, _) in leads {
        let address = format!("maria@{name}.example");
        stack.submit_and_settle("guide-download", &json!({"email": address, "phone": phone, "consent": true}));
    }
    stack.advance("6d");
    for (name, _, zone) in leads {
        let times = marketing_to(&stack, &format!("maria@{name}.example"));
        let zone = TimeZone::get(zone).unwrap();
        let walls: Vec<_> = times.iter().map(|at| at.to_zoned(zone.clone())).collect();
        assert_eq!(walls.len(), 4, "{name}: {walls:?}");
        assert!(walls.iter().all(|wall| (wall.hour(), wall.minute()) == (9, 0)), "{name}: {walls:?}");
        assert!(walls.windows(2).all(|two| two[0].date().tomorrow().unwrap() == two[1].date()), "{name}: {walls:?}");
        assert!(times[0] < change && times[3] > change, "{name}: {times:?} and {change}");
    }
    stack.assert_sound();
}

/// What puts a mail off stands on the timeline once, however often it is looked at; then the mail goes.
#[test]
fn a_mail_waits_for_an_answer_of_customer_service_and_for_a_sequence_that_is_paused() {
    let stack = Stack::start();
    let who = json!({"email": "jose@gmail.com", "name": "José", "consent": true});
    stack.submit_and_settle("guide-download", &who);
    stack.tell(&json!({"kind": "ticket_opened", "email": "jose@gmail.com", "name": "T-1"}));
    stack.advance("4d");
    assert_eq!(marketing_to(&stack, "jose@gmail.com"), []);
    assert_eq!(held(&stack.lead("jose@gmail.com")), ["A support ticket is open"]);
    stack.tell(&json!({"kind": "ticket_closed", "email": "jose@gmail.com", "name": "T-1"}));
    control(&stack, &json!({"paused": ["guide-nurture"]}));
    stack.advance("25h");
    let reasons = held(&stack.lead("jose@gmail.com"));
    assert_eq!(reasons, ["A support ticket is open", "The sequence guide-nurture is paused"]);
    control(&stack, &json!({}));
    stack.advance("61m");
    assert_eq!(marketing_to(&stack, "jose@gmail.com").len(), 1);
    stack.assert_sound();
}

/// Writes what is decided by the day.
fn control(stack: &Stack, control: &Value) {
    put(stack, "CONTROL", "MAIL", &control.to_string());
}

fn put(stack: &Stack, pk: &str, sk: &str, body: &str) {
    let item = json!({"pk": {"S": pk}, "sk": {"S": sk}, "body": {"S": body}});
    stack.aws("dynamodb", "DynamoDB_20120810.PutItem", &json!({"TableName": stack.status()["table"], "Item": item}));
}

/// The brake stops marketing mail and mail to visitors, and nothing else.
#[test]
fn the_brake_stops_mail_to_people_outside_the_company_alone() {
    let stack = Stack::start();
    stack.submit_and_settle("guide-download", &json!({"email": "jose@gmail.com", "consent": true}));
    control(&stack, &json!({"brake": {"since": Timestamp::now().as_millisecond(), "why": "3% came back"}}));
    stack.advance("26h");
    stack.submit_and_settle("demo-request", &person(1));
    assert_eq!(stack.mails(), 2, "the guide, before the brake, and the hand-off");
    assert_eq!(held(&stack.lead("jose@gmail.com")), ["All marketing mail is stopped: 3% came back"]);
    let maria = "person1@customer1.example";
    assert_eq!(held(&stack.lead(maria)), ["Mail to visitors is stopped: 3% came back"]);
    control(&stack, &json!({}));
    stack.advance("5h");
    assert_eq!(marketing_to(&stack, "jose@gmail.com").len(), 1);
    assert_eq!(stack.subjects_to(maria).len(), 1);
    stack.assert_sound();
}

/// A marketing mail, and one that is put off once before, stay within their write units.
#[test]
fn a_mail_that_is_put_off_once_stays_within_its_write_units() {
    let stack = Stack::start();
    let units = || {
        let operations = stack.status()["aws"]["mailer"].clone();
        let all = operations.as_object().unwrap().values().map(|counted| counted["write_units"].as_f64().unwrap());
        all.sum::<f64>()
    };
    stack.submit_and_settle("guide-download", &person(1));
    let before = units();
    stack.advance("25h");
    let mail = units() - before;
    assert_eq!(marketing_to(&stack, "person1@customer1.example").len(), 1);
    // The second waits for an answer first.
    stack.tell(&json!({"kind": "ticket_opened", "email": "person1@customer1.example", "name": "T-1"}));
    let before = units();
    stack.advance("36h");
    let hold = units() - before;
    stack.tell(&json!({"kind": "ticket_closed", "email": "person1@customer1.example", "name": "T-1"}));
    let before = units();
    stack.advance("25h");
    let after_hold = units() - before;
    assert_eq!(marketing_to(&stack, "person1@customer1.example").len(), 2);
    println!("{mail} write units a marketing mail; {hold} to put one off, {after_hold} to send it then");
    assert!(mail <= 14.0 && after_hold <= 14.0, "{mail} and {after_hold} write units a mail");
    assert!(hold <= 14.0, "{hold} write units to put it off");
}

/// A stack whose `send` queue brings a message again after a second, as SQS does after a minute and a half.
fn impatient() -> (tempfile::TempDir, Stack) {
    let folder = company();
    mail_at_any_hour(folder.path());
    edit(folder.path(), "infra/template.yaml", "VisibilityTimeout: 270", "VisibilityTimeout: 1");
    let stack = Stack::start_at(folder.path(), ":memory:");
    (folder, stack)
}

/// Where the mailer is killed: before and after each thing it asks for.
const STEPS: [Step; 9] = [
    ("dynamodb", "GetItem", "hang-request"),
    ("dynamodb", "BatchGetItem", "hang-request"),
    ("dynamodb", "PutItem", "hang-request"),
    ("dynamodb", "PutItem", "hang-response"),
    ("ses", "SendRawEmail", "hang-request"),
    ("ses", "SendRawEmail", "hang-response"),
    ("dynamodb", "TransactWriteItems", "hang-request"),
    ("dynamodb", "TransactWriteItems", "hang-response"),
    ("dynamodb", "BatchGetItem", "hang-response"),
];

/// However a mailer ends, each mail goes once: notifications.
#[test]
fn a_mailer_killed_at_any_step_sends_each_notification_once() {
    let (_folder, stack) = impatient();
    stack.submit_and_settle("guide-download", &json!({"email": "warm@gmail.com"}));
    let addresses: Vec<String> = (0..STEPS.len()).map(|number| format!("step{number}@gmail.com")).collect();
    for (step, address) in STEPS.iter().zip(&addresses) {
        killed_at(&stack, "mailer", *step, || {
            assert_eq!(stack.submit("guide-download", &json!({"email": address})).status(), 202);
        });
    }
    stack.advance("30m");
    for (address, step) in addresses.iter().zip(STEPS) {
        assert_eq!(stack.subjects_to(address).len(), 1, "{step:?}");
        assert_eq!(stack.lead(address)["agenda"], json!([]), "{step:?}");
    }
    stack.assert_sound();
}

/// The same for the mails of a sequence, which goes on behind each.
#[test]
fn r_mautic_11763_a_mailer_killed_at_any_step_sends_each_mail_of_a_sequence_once() {
    let (_folder, stack) = impatient();
    for (number, step) in STEPS.iter().enumerate() {
        let address = format!("step{number}@gmail.com");
        stack.submit_and_settle("guide-download", &json!({"email": address, "consent": true}));
        killed_at(&stack, "mailer", *step, || stack.advance("24h 1m"));
        stack.advance("1h");
        assert_eq!(marketing_to(&stack, &address).len(), 1, "{step:?}");
    }
    stack.advance("3d");
    for (number, step) in STEPS.iter().enumerate() {
        assert_eq!(marketing_to(&stack, &format!("step{number}@gmail.com")).len(), 2, "{step:?}");
    }
    stack.assert_sound();
}

/// Every message of the send queue comes twice and in another order, to several mailers at once.
#[test]
fn r_listmonk_2070_messages_that_come_twice_and_in_any_order_send_once() {
    let stack = Stack::start();
    let ids: Vec<String> = (0..12)
        .map(|number| {
            let who = json!({"email": format!("p{number}@gmail.com"), "consent": true});
            stack.submit_and_settle("guide-download", &who)
        })
        .collect();
    std::thread::scope(|scope| {
        scope.spawn(|| stack.advance("24h 1m"));
        for round in 0..4 {
            let mut order: Vec<&String> = ids.iter().collect();
            order.rotate_left(round * 3);
            let stack = &stack;
            scope.spawn(move || {
                for id in order.into_iter().rev() {
                    stack.queue("send", None, "", &json!({"lead": id}).to_string());
                }
            });
        }
    });
    stack.settle();
    stack.advance("1h");
    for number in 0..ids.len() {
        assert_eq!(marketing_to(&stack, &format!("p{number}@gmail.com")).len(), 1, "p{number}");
    }
    stack.assert_sound();
}

/// One refused address among many touches no other.
#[test]
fn r_mautic_7226_one_rejected_address_among_many_holds_up_nobody() {
    let stack = Stack::start();
    for number in 0..8 {
        stack.submit_and_settle("guide-download", &json!({"email": format!("p{number}@gmail.com"), "consent": true}));
    }
    stack.fault(&json!({"service": "ses", "operation": "SendRawEmail", "fault": "reject", "times": 1}));
    stack.advance("24h 1m");
    let sent = |number: usize| marketing_to(&stack, &format!("p{number}@gmail.com")).len();
    assert_eq!((0..8).map(sent).sum::<usize>(), 7);
    stack.advance("5m");
    assert_eq!((0..8).map(sent).collect::<Vec<_>>(), [1; 8]);
    stack.assert_sound();
}

/// A restart marks a run finished with some unsent: the whole stack ends in the middle of 1,000 sends.
#[test]
fn r_listmonk_2278_a_power_cut_in_the_middle_of_1000_sends_loses_and_repeats_none() {
    const LEADS: usize = 1_000;
    let folder = company();
    mail_at_any_hour(folder.path());
    let steps = "topic: tips\nstarts_on: {source: fair}\nsteps:\n  - {name: tips, wait: 2h, mail: nurture-tips}\n";
    std::fs::write(folder.path().join(SEQUENCE), steps).unwrap();
    edit(folder.path(), "infra/template.yaml", "VisibilityTimeout: 270", "VisibilityTimeout: 40");
    let mut list = "email,consent\n".to_owned();
    for number in 0..LEADS {
        let _ = writeln!(list, "p{number}@gmail.com,yes");
    }
    let file = folder.path().join("list.csv");
    std::fs::write(&file, list).unwrap();
    let state = folder.path().join("state");
    let stack = Stack::start_at(folder.path(), &state);
    stack.printed(&["import", file.to_str().unwrap(), "--source", "fair", "--start"]);
    stack.settle();
    std::thread::scope(|scope| {
        // It is cut off, so its answer does not come.
        let url = stack.url.clone();
        scope.spawn(move || {
            let agent = ureq::Agent::new_with_defaults();
            let _ = agent.post(format!("{url}/_local/clock")).send("{\"advance\": \"3h\"}");
        });
        while stack.inbox().len() < LEADS / 3 {
            std::thread::sleep(Duration::from_millis(20));
        }
        stack.crash();
    });
    // An edit of the sequence meanwhile: another step comes behind the one that is under way.
    let more = format!("{steps}  - {{name: more, wait: 1d, mail: nurture-case-study}}\n");
    std::fs::write(folder.path().join(SEQUENCE), more).unwrap();
    let stack = Stack::start_at(folder.path(), &state);
    stack.advance("4h");
    assert_each_once(&stack, LEADS);
    stack.assert_sound();
}

fn assert_each_once(stack: &Stack, leads: usize) {
    let mails = stack.inbox();
    let mut times: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for mail in &mails {
        times.entry(mail["to"].to_string()).or_default().push(&mail["at"]);
    }
    let wrong: Vec<_> = times.iter().filter(|(_, times)| times.len() != 1).collect();
    assert!(wrong.is_empty() && times.len() == leads, "{} of {leads} got a mail; more: {wrong:?}", times.len());
}

/// An edit while leads are on their way: steps that are there go on once, one that is gone is not sent.
#[test]
fn an_edited_sequence_repeats_and_skips_nothing() {
    let folder = company();
    mail_at_any_hour(folder.path());
    let state = folder.path().join("state");
    let stack = Stack::start_at(folder.path(), &state);
    let early = json!({"email": "early@gmail.com", "consent": true});
    stack.submit_and_settle("guide-download", &early);
    stack.advance("25h");
    stack.submit_and_settle("guide-download", &json!({"email": "late@gmail.com", "consent": true}));
    stack.stop();
    // A new step before the one that `early` waits for, which has another mail now; `late` waits for one that is gone.
    let first = "  - {name: tips, wait: 1d, mail: nurture-tips}\n";
    edit(folder.path(), SEQUENCE, first, "  - {name: hello, wait: 1h, mail: win-back-news}\n");
    let stack = Stack::start_at(folder.path(), &state);
    stack.advance("5d");
    let subjects = stack.subjects_to("early@gmail.com");
    assert_eq!(subjects.len(), 3, "{subjects:?}");
    assert_eq!(stack.subjects_to("late@gmail.com").len(), 1);
    let late = stack.lead("late@gmail.com");
    assert_eq!(late["enrolments"]["guide-nurture"]["ended"], "The step tips is gone");
    stack.assert_sound();
}

/// Runs of segments and campaigns take as long as the whole list: here a look at what is due reads what is due.
#[test]
fn r_mautic_8113_a_look_at_what_is_due_costs_the_same_however_many_are_enrolled() {
    let stack = Stack::start();
    let table = stack.printed(&["bench", "--enrolled", "100,2000", "--due", "20"]);
    let rows = table.lines().filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    let units: Vec<(f64, f64)> = rows
        .map(|row| {
            let cells: Vec<&str> = row.split_whitespace().collect();
            (cells[3].parse().expect("read units"), cells[4].parse().expect("write units"))
        })
        .collect();
    let [few, many] = units[..] else { panic!("{table}") };
    assert!((few.0 - many.0).abs() <= 2.0 && many.0 <= 6.0, "read units: {table}");
    assert!(many.1 <= 20.0 * 4.0 + 8.0, "write units: {table}");
}
