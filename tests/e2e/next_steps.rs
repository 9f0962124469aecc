//! A lead in sales' hands is never forgotten: what is next, who hears of what nobody did, and how often.

use jiff::ToSpan;
use jiff::civil::Weekday;
use leadwright_tests::{Stack, person, read_json, read_text};
use serde_json::{Value, json};

use crate::old_state::opened;
use crate::seller::{go_to, link, noon, page, press};

const MARIA: &str = "person1@customer1.example";
const DORA: &str = "dora@acme.example";

/// What is next about a lead, as its agenda has it.
fn next(stack: &Stack, lead: &str) -> Vec<Value> {
    let agenda = stack.lead(lead)["agenda"].as_array().unwrap().clone();
    agenda.into_iter().filter(|entry| entry["do"] == "follow_up").collect()
}

fn words(stack: &Stack, lead: &str) -> String {
    let next = next(stack, lead);
    assert_eq!(next.len(), 1, "{next:?}");
    next[0]["what"].as_str().unwrap().to_owned()
}

/// The mails of working mornings to an address, oldest first.
fn mornings(stack: &Stack, address: &str) -> Vec<String> {
    let mails = stack.inbox();
    let is_one = |mail: &&Value| mail["tags"]["send"].as_str().is_some_and(|send| send.starts_with("due-"));
    let to = mails.iter().rev().filter(|mail| mail["to"].to_string().contains(address)).filter(is_one);
    to.map(|mail| mail["subject"].as_str().unwrap().to_owned()).collect()
}

/// Somebody who is not hot.
fn warm(number: usize) -> Value {
    json!({"email": format!("warm{number}@gmail.com"), "name": format!("Warm {number}"), "employees": "12", "country": "PT", "consent": "yes"})
}

/// 17 leads missed their time to be accepted: 17 mails went to the manager, and then nobody heard of them again.
#[test]
fn r_leadwright_17_missed_deadlines_are_one_mail_each_working_morning_until_somebody_acts() {
    let stack = Stack::start();
    let thursday = noon(&stack, Weekday::Thursday);
    for number in 0..17 {
        stack.submit_and_settle("demo-request", &warm(number));
    }
    let friday = thursday.checked_add(1.days()).unwrap();
    go_to(&stack, friday, 8, 30);
    assert_eq!(stack.subjects_to(DORA), [""; 0], "no mail in the night");
    go_to(&stack, friday, 9, 30);
    assert_eq!(stack.subjects_to(DORA), ["Overdue: 17 leads"], "{:?}", stack.subjects_to(DORA));
    // Nobody works on a weekend.
    let monday = friday.checked_add(3.days()).unwrap();
    go_to(&stack, monday, 8, 30);
    assert_eq!(stack.subjects_to(DORA).len(), 1);
    go_to(&stack, monday, 9, 30);
    assert_eq!(stack.subjects_to(DORA), ["Overdue: 17 leads", "Overdue: 17 leads"]);
    // Who has them is told, too: once.
    for owner in ["ana@acme.example", "ben@acme.example", "chloe@acme.example"] {
        assert_eq!(mornings(&stack, owner).len(), 2, "{owner}: {:?}", stack.subjects_to(owner));
    }
    let mail = stack.inbox().into_iter().find(|mail| mail["to"] == DORA).unwrap();
    let text = mail["text"].as_str().unwrap();
    for words in ["Warm 16", "Accept it and call", "Ana Costa", "until somebody acts"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // The link opens the lead, and one that somebody acts on is off the list.
    let path = link(&stack, DORA);
    let shown = press(&stack, &path, "do=reached");
    assert!(shown.contains("Follow up"), "{shown}");
    let tuesday = monday.checked_add(1.days()).unwrap();
    go_to(&stack, tuesday, 9, 30);
    assert_eq!(stack.subjects_to(DORA).last().unwrap(), "Overdue: 16 leads");
    stack.assert_sound();
}

#[test]
fn of_a_hot_lead_the_manager_hears_at_once_and_every_morning() {
    let stack = Stack::start();
    let monday = noon(&stack, Weekday::Monday);
    stack.submit_and_settle("demo-request", &person(1));
    let path = link(&stack, "ana@acme.example");
    press(&stack, &path, "do=no-answer");
    assert_eq!(words(&stack, MARIA), "Call again");
    let tuesday = monday.checked_add(1.days()).unwrap();
    // She works from eight to five: her mail comes when it is due.
    go_to(&stack, tuesday, 8, 59);
    assert_eq!(mornings(&stack, "ana@acme.example"), [""; 0]);
    go_to(&stack, tuesday, 9, 2);
    assert_eq!(mornings(&stack, "ana@acme.example"), ["Today: Maria Silva, Acme (Call again)"]);
    assert_eq!(stack.subjects_to(DORA), [""; 0]);
    go_to(&stack, tuesday, 9, 10);
    assert_eq!(
        stack.subjects_to(DORA),
        ["Overdue: Maria Silva, Acme (Call again)"],
        "after the five minutes of a hot lead"
    );
    go_to(&stack, tuesday.checked_add(2.days()).unwrap(), 9, 30);
    assert_eq!(stack.subjects_to(DORA).len(), 3, "{:?}", stack.subjects_to(DORA));
    let (_, shown) = page(&stack, &link(&stack, DORA));
    assert!(
        shown.contains("Call again, overdue since") && shown.contains("you hear of it every working morning"),
        "{shown}"
    );
    // Somebody acts, and there is silence.
    let friday = tuesday.checked_add(3.days()).unwrap();
    let done = format!("do=reached&step=An+offer&step_day={}&step_time=10:00", friday.checked_add(10.days()).unwrap());
    let shown = press(&stack, &link(&stack, "ana@acme.example"), &done);
    assert!(shown.contains("An offer"), "{shown}");
    assert_eq!(words(&stack, MARIA), "An offer");
    go_to(&stack, friday.checked_add(9.days()).unwrap(), 9, 30);
    assert_eq!(stack.subjects_to(DORA).len(), 3, "{:?}", stack.subjects_to(DORA));
    stack.assert_sound();
}

#[test]
fn the_page_asks_what_is_next_and_keeps_what_was_entered() {
    let stack = Stack::start();
    let monday = noon(&stack, Weekday::Monday);
    stack.submit_and_settle("demo-request", &person(1));
    let path = link(&stack, "ana@acme.example");
    let (name, shown) = page(&stack, &path);
    let tomorrow = "Left empty, No answer: Call again, tomorrow 9:00";
    assert!(shown.contains(tomorrow) && shown.contains("Choose what is next"), "{shown}");
    let body = format!("press={name}&do=reached&step=An+offer&step_day=&note=Wants+it");
    let mut answer = stack.post(&path, "application/x-www-form-urlencoded", &body);
    let refused = read_text(&mut answer);
    assert_eq!(answer.status(), 422, "{refused}");
    assert!(
        refused.contains("Choose the day of the next step.") && refused.contains("value=\"An offer\""),
        "{refused}"
    );
    press(&stack, &path, "do=accept");
    assert_eq!(words(&stack, MARIA), "Call them");
    let day = monday.checked_add(4.days()).unwrap();
    let shown = press(&stack, &path, &format!("do=next&step=An+offer&step_day={day}&step_time=17:00"));
    assert!(shown.contains("You set the next step: An offer"), "{shown}");
    assert!(shown.contains("Left empty: An offer stays"), "{shown}");
    press(&stack, &path, "do=no-answer");
    assert_eq!(words(&stack, MARIA), "An offer");
    let shown = press(&stack, &path, "do=step-done");
    assert!(shown.contains("You did what was next"), "{shown}");
    assert_eq!(words(&stack, MARIA), "Decide what is next");
    stack.assert_sound();
}

#[test]
fn programs_and_commands_say_what_is_next() {
    let stack = Stack::start();
    noon(&stack, Weekday::Monday);
    stack.submit_and_settle("demo-request", &person(1));
    press(&stack, &link(&stack, "ana@acme.example"), "do=accept");
    let now: jiff::Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
    let due = now + jiff::SignedDuration::from_hours(240);
    stack.tell(&json!({"kind": "follow_up_set", "email": MARIA, "what": "Send the plan", "due": due}));
    assert_eq!(words(&stack, MARIA), "Send the plan");
    let printed = stack.printed(&["next", MARIA, "--done", "--note", "Sent", "--by", "ana"]);
    assert!(printed.contains("Ana Costa did what was next") && printed.contains("Decide what is next"), "{printed}");
    let year = stack.status()["now"].as_str().unwrap()[..4].parse::<i16>().unwrap() + 1;
    let printed = stack.printed(&["next", MARIA, "An offer", "--due", &format!("{year}-12-04 17:00"), "--by", "ana"]);
    assert!(printed.contains("An offer") && printed.contains("17:00"), "{printed}");
    let token = stack.status()["secrets"]["ApiToken"].as_str().unwrap().to_owned();
    for (item, words) in [
        (json!({"kind": "follow_up_set", "email": MARIA, "what": "x"}), "needs `due`"),
        (json!({"kind": "follow_up_set", "email": MARIA, "what": "x", "due": "tomorrow"}), "a time with its zone"),
        (
            json!({"kind": "follow_up_set", "email": MARIA, "what": "x", "due": "2020-01-01T00:00:00Z"}),
            "a time to come",
        ),
        (json!({"kind": "follow_up_set", "email": MARIA, "due": "2099-01-01T00:00:00Z"}), "needs `what`"),
        (json!({"kind": "follow_up_set", "email": MARIA, "what": "x", "due": "2199-01-01T00:00:00Z"}), "three years"),
    ] {
        let headers = [("content-type", "application/json"), ("authorization", &format!("Bearer {token}"))];
        let mut answer = stack.request("POST", "/activities", &headers, &item.to_string());
        let said = read_json(&mut answer).to_string();
        assert!(said.contains(words), "{words}: {said}");
    }
    stack.assert_sound();
}

/// Leads that an older release left without a next step get one by themselves, in the night.
#[test]
fn leads_of_an_older_table_are_not_forgotten() {
    let (_folder, stack) = opened();
    stack.settle();
    let stages = |stack: &Stack| -> Vec<Value> {
        let leads: Value = serde_json::from_str(&stack.printed(&["leads", "--json"])).unwrap();
        let leads = leads.as_array().unwrap().iter();
        leads.filter(|lead| ["sql", "prospect"].contains(&lead["stage"].as_str().unwrap())).cloned().collect()
    };
    let has_step = |stack: &Stack, lead: &Value| {
        let lead = stack.lead(lead["id"].as_str().unwrap());
        let agenda = lead["agenda"].as_array().unwrap().clone();
        agenda.iter().any(|entry| ["follow_up", "accept"].contains(&entry["do"].as_str().unwrap()))
    };
    let before = stages(&stack);
    assert!(before.iter().any(|lead| !has_step(&stack, lead)), "the old table has some");
    // They stand on the lists all the same, and sound.
    stack.assert_sound();
    stack.advance("12h");
    for lead in stages(&stack) {
        assert!(has_step(&stack, &lead), "{lead}");
    }
    let zoe = stack.lead("zoe@kept.example");
    let is_it = |one: &Value| one["kind"] == "next_step_missing";
    assert_eq!(zoe["timeline"].as_array().unwrap().iter().filter(|one| is_it(one)).count(), 1, "{zoe}");
    stack.advance("2d");
    let zoe = stack.lead("zoe@kept.example");
    assert_eq!(zoe["timeline"].as_array().unwrap().iter().filter(|one| is_it(one)).count(), 1, "once");
    stack.assert_sound();
}
