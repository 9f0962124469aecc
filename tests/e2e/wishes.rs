//! What a salesperson is told of a lead that sends more than one form, and of what others change of it.

use jiff::civil::Weekday;
use leadwright_tests::{Stack, person};
use serde_json::{Value, json};

use crate::seller::{link, noon, page, press};

const ANA: &str = "ana@acme.example";
const MARIA: &str = "person1@customer1.example";

fn newest_to(stack: &Stack, to: &str) -> Value {
    stack.inbox().into_iter().find(|mail| mail["to"].to_string().contains(to)).expect("a mail")
}

/// The forms of ten minutes come in one mail: every message of them, the strongest wish first.
#[test]
fn r_issue_10_8_one_mail_tells_of_all_forms_the_strongest_first() {
    let stack = Stack::start();
    noon(&stack, Weekday::Monday);
    let form = |form: &str, message: &str| {
        let mut fields = person(1);
        fields["message"] = json!(message);
        stack.submit_and_settle(form, &fields);
        stack.advance("10s");
    };
    form("guide-download", "Which vans?");
    // Nobody has this lead: the demo request brings it to its owner, who hears of both.
    form("demo-request", "We have 40 vans. Call me today at 3 pm.");
    let first = newest_to(&stack, ANA);
    let (subject, text) = (first["subject"].as_str().unwrap(), first["text"].as_str().unwrap());
    assert!(subject.contains(": wants a demo") && !subject.contains("came back"), "{subject}");
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(place("Call me today at 3 pm") < place("Which vans?"), "{text}");
    // Two more within ten minutes: one mail, which says what is still open.
    form("newsletter", "");
    form("guide-download", "And which parts?");
    stack.advance("11m");
    assert_eq!(stack.subjects_to(ANA).len(), 2, "{:?} {}", stack.subjects_to(ANA), stack.printed(&["lead", MARIA]));
    let second = newest_to(&stack, ANA);
    let (subject, text) = (second["subject"].as_str().unwrap(), second["text"].as_str().unwrap());
    assert!(
        subject.contains("came back, downloaded the guide") && subject.contains("still open: wants a demo"),
        "{subject}"
    );
    for words in ["And which parts?", "Reads our mail", "Still open: wants a demo", "Call me today at 3 pm"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // The page has them, too, until somebody has spoken with them.
    let path = link(&stack, ANA);
    let (_, open) = page(&stack, &path);
    assert!(open.find("Call me today").unwrap() < open.find("And which parts?").unwrap(), "{open}");
    let spoken = press(&stack, &path, "do=reached");
    assert!(!spoken.contains("Call me today") && spoken.contains("And which parts?"), "the newest stays: {spoken}");
    stack.assert_sound();
}

/// Mail, page and command say which number a form brought, and which it was before; the owner says which is right.
#[test]
fn r_issue_10_9_a_form_that_changes_the_number_is_seen() {
    let stack = Stack::start();
    noon(&stack, Weekday::Monday);
    stack.submit_and_settle("demo-request", &person(1));
    stack.advance("11m");
    stack.submit_and_settle("guide-download", &json!({"email": MARIA, "name": "Eve", "phone": "+351 760 123 456"}));
    let told = newest_to(&stack, ANA);
    let html = told["html"].as_str().unwrap();
    for words in
        ["Phone changed by a form at", "was +351912345678", "tel:+351912345678", "tel:+351760123456", "was Maria Silva"]
    {
        assert!(html.contains(words), "{words}: {html}");
    }
    let printed = stack.printed(&["lead", MARIA]);
    assert!(
        printed.contains("Phone changed by a form at") && printed.contains("phone changed, was +351912345678"),
        "{printed}"
    );
    assert!(stack.printed(&["why", MARIA]).contains("was +351912345678"));
    let path = link(&stack, ANA);
    let (_, shown) = page(&stack, &path);
    assert!(shown.contains("href=\"tel:+351912345678\">Call <bdi>+351912345678</bdi><"), "{shown}");
    assert!(shown.contains("href=\"tel:+351760123456\">Call <bdi>+351760123456</bdi>, the new number<"), "{shown}");
    let settled = press(&stack, &path, "do=correct&field=phone&value=%2B351912345678");
    assert!(settled.contains("You corrected: phone +351912345678") && !settled.contains("+351760123456"), "{settled}");
    // From now on a form does not change it, and what it says is told.
    stack.submit_and_settle("guide-download", &json!({"email": MARIA, "phone": "+351 760 123 456"}));
    let lead = stack.lead(MARIA);
    assert_eq!(lead["fields"]["phone"], "+351912345678");
    assert_eq!(lead["changes"]["phone"]["other"], "+351760123456");
    stack.assert_sound();
}
