//! A lead is accepted in time, or the manager is told.

use jiff::ToSpan;
use jiff::civil::Weekday;
use leadwright_tests::{Stack, person, read_text};
use serde_json::json;

use super::{MARIA, URLENCODED, count, go_to, has_button, link, noon, on_monday, page, press};

#[test]
fn who_accepts_in_time_is_left_alone() {
    let (stack, path, _) = on_monday(&person(1));
    let waiting = stack.lead(MARIA)["agenda"].clone();
    assert_eq!((waiting.as_array().unwrap().len(), &waiting[0]["do"]), (1, &json!("accept")), "{waiting}");
    let (_, before) = page(&stack, &path);
    assert!(before.contains("Escalation to Dora unless you accept by 12:05"), "{before}");
    stack.advance("2m");
    let after = press(&stack, &path, "do=accept");
    assert!(after.contains("You have this: accepted at 12:02") && !has_button(&after, "accept"), "{after}");
    let next = stack.lead(MARIA)["agenda"].clone();
    assert_eq!((next.as_array().unwrap().len(), &next[0]["do"]), (1, &json!("follow_up")), "{next}");
    press(&stack, &path, "do=reached");
    stack.advance("2d");
    assert_eq!((stack.subjects_to("dora@acme.example").len(), count(&stack, "accept_missed")), (0, 0));
    stack.assert_sound();
}

#[test]
fn a_lead_that_nobody_accepts_is_the_managers_until_somebody_acts() {
    let (stack, _, monday) = on_monday(&person(1));
    go_to(&stack, monday, 12, 4);
    assert_eq!(stack.subjects_to("dora@acme.example").len(), 0);
    go_to(&stack, monday, 12, 6);
    let told = stack.subjects_to("dora@acme.example");
    assert_eq!(told, ["Nobody has accepted Maria Silva, Acme: asked 12:00, given to Ana Costa"]);
    stack.advance("2d");
    // At once, as a hot one, and on both mornings.
    assert_eq!((stack.subjects_to("dora@acme.example").len(), count(&stack, "accept_missed")), (3, 1));
    let path = link(&stack, "dora@acme.example");
    let (_, shown) = page(&stack, &path);
    assert!(shown.contains("Given to Ana Costa, who has not accepted it"), "{shown}");
    assert!(!shown.contains("/away/"), "who gets no leads has no need to be away");
    let given = press(&stack, &path, "do=give&to=ben&note=Ana+is+ill");
    assert!(given.contains("You reassigned it to Ben Weber") && given.contains("Given to Ben Weber"), "{given}");
    assert_eq!(stack.lead(MARIA)["owner"], "ben");
    let (_, bens) = page(&stack, &link(&stack, "ben@acme.example"));
    assert!(bens.contains("This one is for you") && bens.contains(">Ana is ill</q>"), "{bens}");
    let mail = stack.inbox().into_iter().find(|mail| mail["to"].to_string().contains("ben@acme.example")).unwrap();
    let text = mail["text"].as_str().unwrap();
    for words in ["> Can it work offline?", "Dora Lima reassigned this lead to you: Ana is ill"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    stack.assert_sound();
}

#[test]
fn the_time_to_accept_begins_with_working_time() {
    let stack = Stack::start();
    let saturday = noon(&stack, Weekday::Saturday);
    stack.submit_and_settle("demo-request", &person(1));
    let monday = saturday.checked_add(2.days()).unwrap();
    let inbox = stack.inbox();
    let mail = inbox.iter().find(|mail| mail["to"].to_string().contains("ana@acme.example")).unwrap();
    let text = mail["text"].as_str().unwrap();
    let words = format!("escalation to Dora unless you accept by Mon {} 8:05.", monday.strftime("%-d %b"));
    assert!(text.contains(&words), "{words}: {text}");
    go_to(&stack, monday, 8, 4);
    assert_eq!(stack.subjects_to("dora@acme.example").len(), 0);
    go_to(&stack, monday, 8, 6);
    assert_eq!(stack.subjects_to("dora@acme.example").len(), 1);
    stack.assert_sound();
}

/// A lead of Ana's that was escalated to Dora, her manager: the paths of both links.
fn escalated() -> (Stack, String, String) {
    let (stack, anas, monday) = on_monday(&person(1));
    go_to(&stack, monday, 12, 6);
    let doras = link(&stack, "dora@acme.example");
    (stack, anas, doras)
}

#[test]
fn what_somebody_took_can_be_taken_over_and_nothing_else() {
    let (stack, anas, doras) = escalated();
    press(&stack, &anas, "do=accept");
    let (name, taken) = page(&stack, &doras);
    assert!(taken.contains("Ana Costa took this at 12:0"), "{taken}");
    for button in ["accept", "reached", "not-now", "give", "won", "stop"] {
        assert!(!has_button(&taken, button), "{button}");
    }
    let mut answer = stack.post(&doras, URLENCODED, &format!("press={name}&do=reached"));
    assert_eq!(answer.status(), 422);
    assert!(read_text(&mut answer).contains("Ana Costa took this at"));
    let (old, _) = page(&stack, &anas);
    let mine = press(&stack, &doras, "do=take-over");
    assert!(mine.contains("You took it over") && mine.contains("You have this: accepted at"), "{mine}");
    let lead = stack.lead(MARIA);
    assert_eq!((&lead["owner"], &lead["agenda"][0]["do"]), (&json!("dora"), &json!("follow_up")));
    // It is no longer Ana's to see.
    for mut answer in [stack.get(&anas), stack.post(&anas, URLENCODED, &format!("press={old}&do=reached"))] {
        let told = read_text(&mut answer);
        assert_eq!(answer.status(), 410);
        assert!(told.contains("no longer yours") && !told.contains("Maria"), "{told}");
    }
    stack.advance("30m");
    assert_eq!(stack.subjects_to("dora@acme.example").len(), 1);
    stack.assert_sound();
}

/// Neither saw the other press; the page of who was late says so.
#[test]
fn of_two_who_accept_at_one_moment_one_has_it_and_the_other_is_told() {
    let (stack, anas, doras) = escalated();
    let names = [&anas, &doras].map(|path| (path, page(&stack, path).0));
    // The first to write waits, and then finds that it is too late.
    stack.fault(&json!({
        "service": "dynamodb", "operation": "TransactWriteItems", "fault": "error", "times": 1, "function": "desk",
    }));
    let told = std::thread::scope(|scope| {
        let presses = names.map(|(path, name)| {
            let stack = &stack;
            scope.spawn(move || {
                let mut answer = stack.post(path, URLENCODED, &format!("press={name}&do=accept"));
                match answer.status().as_u16() {
                    303 => read_text(&mut stack.get(&format!("{path}?done={name}"))),
                    410 | 422 => read_text(&mut answer),
                    other => panic!("{other}"),
                }
            })
        });
        presses.map(|press| press.join().unwrap())
    });
    stack.settle();
    let has_it = stack.lead(MARIA)["owner"].as_str().unwrap().to_owned();
    let (winner, loser, name) = if has_it == "ana" { (0, 1, "Ana Costa") } else { (1, 0, "Dora Lima") };
    // What the other pressed may stand in the winner's history already.
    let answer = told[winner].split_once(r#"class="notice"#).unwrap().1.split_once("</form>").unwrap().0;
    assert!(told[winner].contains("You have this") && !answer.contains("Nothing"), "{}", told[winner]);
    let late = [
        format!("Nothing changed: {name} has it already"),
        format!("{name} took this at"),
        "no longer yours".to_owned(),
    ];
    assert!(late.iter().any(|words| told[loser].contains(words)), "{}", told[loser]);
    assert!(!has_button(&told[loser], "accept"), "{}", told[loser]);
    stack.assert_sound();
}
