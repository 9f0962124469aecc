//! A caller has one person in hand, whatever windows are open, and the pages say it in the caller's language.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;

use leadwright_tests::{LoggedIn, Stack, copy_config, edit, mail_at_any_hour, read_text};
use serde_json::{Value, json};

const NEXT: &str = "do=next&list=bought";

/// Imports that many people of a bought list.
fn bought(stack: &Stack, count: usize) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.csv");
    let rows: Vec<String> =
        (0..count).map(|at| format!("cold{at}@list.example,Cold{at} Person,+351 912 345 {at:03},PT")).collect();
    std::fs::write(&file, format!("email,name,phone,country\n{}\n", rows.join("\n"))).unwrap();
    stack.printed(&["import", file.to_str().unwrap(), "--source", "purchased list"]);
    stack.settle();
}

/// Where a pressed button leads to.
fn pressed(caller: &LoggedIn<'_>, fields: &str) -> String {
    let mut answer = caller.post("/desk/calls", fields);
    assert_eq!(answer.status(), 303, "{fields}: {}", read_text(&mut answer));
    answer.headers()["location"].to_str().unwrap().to_owned()
}

fn lead_of(to: &str) -> String {
    to.strip_prefix("/desk/calls?lead=").unwrap_or_else(|| panic!("{to}")).to_owned()
}

/// The people whom each caller has in hand, by the leads themselves.
fn held(stack: &Stack) -> Vec<(String, String)> {
    let numbers: Value = serde_json::from_str(&stack.printed(&["calls", "bought", "--json"])).unwrap();
    let of = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    numbers[0]["in_hand"].as_array().unwrap().iter().map(|one| (of(one, "by"), of(one, "lead"))).collect()
}

#[test]
fn a_caller_who_asks_in_many_windows_at_once_has_one_person_in_hand() {
    const WINDOWS: usize = 5;
    let stack = Stack::start();
    bought(&stack, 2 * WINDOWS);
    let ana = stack.log_in("ana");
    for _ in 0..3 {
        // Each window has a page of its own, and so a press of its own.
        let presses: Vec<String> = (0..WINDOWS).map(|_| ana.press_of("/desk/calls")).collect();
        let at_once = Barrier::new(WINDOWS);
        let ask = |press: &String| {
            at_once.wait();
            lead_of(&pressed(&ana, &format!("{press}&{NEXT}")))
        };
        let ask = &ask;
        let dealt: BTreeSet<String> = thread::scope(|scope| {
            let asked: Vec<_> = presses.iter().map(|press| scope.spawn(move || ask(press))).collect();
            asked.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(dealt.len(), 1, "{dealt:?}");
        let held = held(&stack);
        assert_eq!(held.len(), 1, "{held:?}");
        ana.press("/desk/calls", &format!("lead={}&do=no-answer", held[0].1));
    }
    stack.assert_sound();
}

#[test]
fn whose_person_in_hand_left_the_list_gets_the_next_one() {
    let stack = Stack::start();
    bought(&stack, 3);
    let (ana, ben) = (stack.log_in("ana"), stack.log_in("ben"));
    let ask = |caller: &LoggedIn<'_>| lead_of(&pressed(caller, &format!("{}&{NEXT}", caller.press_of("/desk/calls"))));
    let first = ask(&ana);
    // They ask for no calls while they are in hand.
    let press = ana.press_of("/desk/calls");
    stack.tell(&json!({"kind": "do_not_contact", "channel": "calls", "lead": first, "by": "ben"}));
    stack.settle();
    let second = ask(&ana);
    assert_ne!(second, first);
    // The page of the first is still open in another window: nothing is logged, and the second stays in hand.
    let mut late = ana.post("/desk/calls", &format!("{press}&lead={first}&do=interested"));
    let page = read_text(&mut late);
    assert!(page.contains("no longer in your hand"), "{page}");
    assert_eq!(stack.lead(&first)["owner"], Value::Null, "{}", stack.lead(&first));
    assert_eq!(held(&stack), [("ana".to_owned(), second.clone())]);
    // Somebody else can't say what came of it.
    let mut others = ben.post("/desk/calls", &format!("{}&lead={second}&do=interested", ben.press_of("/desk/away")));
    let page = read_text(&mut others);
    assert!(page.contains("no longer in your hand"), "{page}");
    // After half an hour the hand is free again, and so is the person.
    stack.advance("31m");
    let third = ask(&ben);
    assert_eq!(third, second, "who was in a hand and waits longest comes first");
    assert_ne!(ask(&ana), second);
    stack.assert_sound();
}

#[test]
fn a_caller_reads_hours_and_reasons_in_their_language() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    edit(
        folder.path(),
        "infra/config/team.yaml",
        "email: ben@acme.example\n",
        "email: ben@acme.example\n    language: de\n",
    );
    let lists = folder.path().join("infra/config/call_lists.yaml");
    let text = std::fs::read_to_string(&lists).unwrap();
    std::fs::write(&lists, format!("{text}    interested: routing\n")).unwrap();
    let stack = Stack::start_at(folder.path(), ":memory:");
    bought(&stack, 2);
    let ben = stack.log_in("ben");
    let page = ben.page("/desk/calls");
    assert!(page.contains("Mo.-Fr. 9:00-12:30, Mo.-Fr. 14:00-19:00"), "{page}");
    let lead = lead_of(&pressed(&ben, &format!("{}&{NEXT}", ben.press_of("/desk/calls"))));
    assert!(ben.page("/desk/calls").contains("Mo.-Fr. 9:00-12:30"));
    ben.press("/desk/calls", &format!("lead={lead}&do=interested"));
    let page = stack.log_in("dora").page(&format!("/desk/leads/{lead}"));
    assert!(page.contains("Interested, says the call by the list “Bought contacts”"), "{page}");
    stack.assert_sound();
}

/// Once the time is over, a mistake on the page shows the person no more; what came of the call is still taken.
#[test]
fn a_caller_sees_nobody_whose_time_in_hand_is_over() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    edit(folder.path(), "infra/config/call_lists.yaml", "callers: [team sales]", "callers: [rui]");
    let stack = Stack::start_at(folder.path(), ":memory:");
    bought(&stack, 1);
    // Of a channel partner: who has them in hand is the only way to see them.
    let rui = stack.log_in("rui");
    let lead = lead_of(&pressed(&rui, &format!("{}&{NEXT}", rui.press_of("/desk/calls"))));
    let press = rui.press_of(&format!("/desk/calls?lead={lead}"));
    stack.advance("3h");
    let mut late = rui.post("/desk/calls", &format!("{press}&lead={lead}&do=not-interested&reason=none"));
    let page = read_text(&mut late);
    assert!(page.contains("no longer in your hand") && !page.contains("Cold0"), "{page}");
    assert_eq!(rui.get(&format!("/desk/leads/{lead}")).status(), 404);
    stack.assert_sound();
}

#[test]
fn nobody_merges_away_who_is_in_a_callers_hand() {
    let stack = Stack::start();
    bought(&stack, 1);
    let (ana, ben) = (stack.log_in("ana"), stack.log_in("ben"));
    let held = lead_of(&pressed(&ana, &format!("{}&{NEXT}", ana.press_of("/desk/calls"))));
    let own =
        stack.submit_and_settle("guide-download", &json!({"email": "cold@other.example", "phone": "+351 912 345 000"}));
    stack.tell(&json!({"kind": "assigned", "lead": own, "to": "ben", "by": "ben"}));
    stack.settle();
    let path = format!("/desk/leads/{own}/duplicates");
    let mut merged = ben.post(&path, &format!("{}&do=merge&other={held}", ben.press_of(&path)));
    assert_eq!(merged.status(), 409, "{}", read_text(&mut merged));
    assert_eq!(stack.lead(&held)["id"], held.as_str());
    ana.press("/desk/calls", &format!("lead={held}&do=no-answer"));
    stack.assert_sound();
}
