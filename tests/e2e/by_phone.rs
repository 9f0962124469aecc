//! Leads that are known by a telephone number alone: from forms that ask for no address, or for one of the two, and from ad
//! lead forms.

use std::path::Path;

use leadwright_tests::{Stack, copy_config, read_json, read_text};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::sources::{SetUp, sample};

const CALL_ME: &str = "title: Call me back\nwants: wants a call\nhand_off: true\n\
    consents: [{purpose: phone, version: p1, wording: You may call me.}]\n\
    fields:\n  - {name: phone, label: Phone, type: phone, required: true}\n  - {name: name, label: Name}\n";

const EITHER: &str = "title: How can we reach you?\nwants: wants an answer\nhand_off: true\nacknowledge: demo-thanks\n\
    email_or_phone: true\nconsent: {version: v1, wording: Write to me.}\n\
    fields:\n  - {name: email, label: E-mail, type: email}\n  - {name: phone, label: Phone, type: phone}\n  \
    - {name: name, label: Name}\n";

fn add_forms(folder: &Path) {
    std::fs::write(folder.join("infra/config/forms/call-me.yaml"), CALL_ME).unwrap();
    std::fs::write(folder.join("infra/config/forms/either.yaml"), EITHER).unwrap();
}

fn start() -> (TempDir, Stack) {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    add_forms(folder.path());
    let stack = Stack::start_at(folder.path(), ":memory:");
    (folder, stack)
}

fn submissions(stack: &Stack, who: &str) -> Vec<Value> {
    let lead = stack.lead(who);
    let stored = stack.stored_activities(lead["id"].as_str().unwrap());
    stored.into_values().filter(|activity| activity["kind"] == "form_submitted").collect()
}

/// What was sent to somebody who is not of the team.
fn mails_about(stack: &Stack, words: &str) -> usize {
    stack.inbox().iter().filter(|mail| mail.to_string().contains(words)).count()
}

#[test]
fn a_number_is_enough_for_a_form_that_asks_for_no_address() {
    let (_folder, stack) = start();
    let page = read_text(&mut stack.get("/forms/call-me"));
    assert!(page.contains("type=\"tel\"") && !page.contains("type=\"email\""), "{page}");
    // At home, and from everywhere: one person.
    stack.submit_and_settle("call-me", &json!({"phone": "912 345 678", "name": "Maria Silva", "consent_phone": "yes"}));
    stack.advance("1h");
    stack.submit_and_settle("call-me", &json!({"phone": "+351 912-345-678", "name": "Maria Silva"}));
    let lead = stack.lead("+351912345678");
    assert_eq!((&lead["stage"], &lead["fields"]["phone"]), (&json!("sql"), &json!("+351912345678")), "{lead}");
    assert!(lead["owner"].is_string(), "it is handed off: {lead}");
    let sent = submissions(&stack, "+351912345678");
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(mails_about(&stack, "912") >= 1, "the owner reads the number: {:?}", stack.inbox());
    // Capture made one call of SQS for each, and read no table.
    let calls = stack.status()["aws"]["capture"].clone();
    // What visitors do at the form goes in batches, and to another queue.
    assert_eq!(calls["SendMessage"]["requests"], 2, "{calls}");
    assert!(calls.as_object().unwrap().keys().all(|call| call.starts_with("SendMessage")), "{calls}");
    for (number, words) in [("", "Please fill in"), ("call me", "does not look like"), ("12345678", "country’s code")]
    {
        let body = json!({"phone": number}).to_string();
        let headers = [("content-type", "application/json"), ("accept", "application/json")];
        let mut answer = stack.request("POST", "/forms/call-me", &headers, &body);
        assert_eq!(answer.status(), 422, "{number}");
        let answer = read_json(&mut answer);
        assert_eq!(answer["errors"][0]["field"], "phone", "{answer}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains(words), "{answer}");
    }
    stack.assert_sound();
}

#[test]
fn a_number_alone_agrees_to_no_mail_gets_none_and_lands_on_the_lead_that_has_it() {
    let (_folder, stack) = start();
    let page = read_text(&mut stack.get("/forms/either"));
    assert!(page.contains("one of them is enough"), "{page}");
    stack.submit_and_settle(
        "either",
        &json!({"email": "reis@customer9.example", "phone": "+351 912 345 678", "name": "Ana Reis"}),
    );
    let thanked = mails_about(&stack, "reis@customer9.example");
    stack.advance("30h");
    // Her number, and no address: it is hers, and whoever typed it gets no mail from us to her.
    let body = json!({"phone": "912 345 678", "name": "Ana Reis", "consent": "yes"});
    stack.submit_and_settle("either", &body);
    let sent = submissions(&stack, "reis@customer9.example");
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent.iter().all(|sent| sent.get("consent").is_none()), "{sent:?}");
    let lead = stack.lead("reis@customer9.example");
    assert_eq!(lead["fields"]["email"], "reis@customer9.example", "{lead}");
    let to_her = |mail: &&Value| mail["to"].to_string().contains("reis@customer9.example");
    assert_eq!(stack.inbox().iter().filter(to_her).count(), 1, "one thank-you mail: {thanked}");
    // Another name is another person.
    stack.submit_and_settle("either", &json!({"phone": "912 345 678", "name": "Rui Costa"}));
    assert_eq!(submissions(&stack, "reis@customer9.example").len(), 2);
    // Neither of the two.
    let headers = [("content-type", "application/json"), ("accept", "application/json")];
    let mut answer = stack.request("POST", "/forms/either", &headers, r#"{"name": "Nobody"}"#);
    assert_eq!(answer.status(), 422);
    assert_eq!(read_json(&mut answer)["errors"][0]["field"], "email");
    stack.assert_sound();
}

#[test]
fn a_lead_ad_of_google_without_an_address_is_a_lead() {
    let set_up = SetUp::with(|_| {});
    let mut post = sample("google", "google-new");
    let columns = post["user_column_data"].as_array_mut().unwrap();
    columns.retain(|column| !column["column_id"].as_str().unwrap().contains("EMAIL"));
    let headers = [("content-type", "application/json")];
    for _ in 0..2 {
        let answer = set_up.stack.request("POST", "/sources/google", &headers, &post.to_string());
        assert_eq!(answer.status(), 200);
    }
    set_up.stack.settle();
    let sent = submissions(&set_up.stack, "+351912345678");
    assert_eq!((sent.len(), &sent[0]["source"]), (1, &json!("advertising")), "{sent:?}");
    let columns = post["user_column_data"].as_array_mut().unwrap();
    let phone = columns.iter_mut().find(|column| column["column_id"] == "PHONE_NUMBER").unwrap();
    phone["string_value"] = json!("12345678");
    post["lead_id"] = json!("another");
    let mut answer = set_up.stack.request("POST", "/sources/google", &headers, &post.to_string());
    assert_eq!(answer.status(), 422);
    let answer = read_json(&mut answer);
    assert_eq!(answer["errors"][0]["field"], "phone", "{answer}");
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains("country’s code"), "{answer}");
    set_up.stack.assert_sound();
}
