//! The front door.

use leadwright_tests::{Stack, person, read_json, read_text};
use serde_json::json;

const URLENCODED: &str = "application/x-www-form-urlencoded";

#[test]
fn a_browser_is_sent_to_the_thank_you_page() {
    let stack = Stack::start();
    let answer = stack.post("/forms/demo-request", URLENCODED, "email=maria%40acme.example&name=Maria+Silva");
    assert_eq!(answer.status(), 303);
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let mut page = stack.get(&location);
    assert_eq!(page.status(), 200);
    assert!(read_text(&mut page).contains("Somebody gets back to you"));
}

#[test]
fn a_bad_field_is_named_in_words_a_visitor_understands() {
    let stack = Stack::start();
    let mut page = stack.post("/forms/demo-request", URLENCODED, "email=maria&name=%3Cb%3EMaria&consent=yes");
    assert_eq!(page.status(), 422);
    let page = read_text(&mut page);
    assert!(page.contains("Please enter an e-mail address like maria@example.com."), "{page}");
    assert!(page.contains("value=\"&#60;b&#62;Maria\""), "what was entered is still there, escaped: {page}");
    assert!(page.contains("checked"), "the box stays ticked");
    let mut page = stack.post("/forms/demo-request", URLENCODED, "email=maria&consent=no");
    assert!(!read_text(&mut page).contains("checked"), "what was refused is not offered as given");

    let mut answer = stack.submit("demo-request", &json!({"email": "maria@acme.example", "name": "x".repeat(201)}));
    assert_eq!(answer.status(), 422);
    assert_eq!(read_json(&mut answer)["errors"][0]["field"], "name");
    stack.settle();
    assert_eq!(stack.printed(&["leads", "--json"]).trim(), "[]");
}

#[test]
fn what_is_no_form_post_gets_a_clear_answer() {
    let stack = Stack::start();
    for (path, content_type, body, status, words) in [
        ("/forms/nothing", URLENCODED, "email=a@b.example", 404, "no form"),
        ("/forms/demo-request", "image/png", "hello", 415, "application/x-www-form-urlencoded"),
        ("/forms/demo-request", "application/json", "{\"email\": ", 400, "line 1"),
        ("/forms/demo-request", "application/json", "[]", 400, "JSON object"),
        ("/forms/demo-request", URLENCODED, &"x".repeat(70_000), 413, "64 KB"),
        ("/elsewhere", URLENCODED, "a=b", 404, "no page at this address"),
    ] {
        let headers = [("accept", "application/json"), ("content-type", content_type)];
        let mut answer = stack.request("POST", path, &headers, body);
        assert_eq!(answer.status(), status, "{path} {content_type}");
        let message = read_json(&mut answer)["message"].to_string();
        assert!(message.contains(words), "{message}");
        // A form's post is a browser's, unless it says otherwise.
        let mut answer = stack.post(path, content_type, body);
        let page = read_text(&mut answer);
        assert!(page.starts_with(if content_type == URLENCODED { "<!doctype html>" } else { "{" }), "{page}");
    }
}

#[test]
fn a_post_makes_one_call_to_sqs_and_touches_no_table() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    let calls = stack.status()["aws"]["capture"].clone();
    assert_eq!(calls.as_object().unwrap().len(), 1, "{calls}");
    assert_eq!(calls["SendMessage"]["requests"], 1);
}

#[test]
fn a_post_that_sqs_does_not_take_is_not_accepted() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    stack.fault(
        &json!({"service": "sqs", "operation": "SendMessage", "fault": "error", "times": 3, "function": "capture"}),
    );
    let mut answer = stack.submit("demo-request", &person(2));
    assert_eq!(answer.status(), 503);
    assert!(read_json(&mut answer)["message"].as_str().unwrap().contains("try again"));
    assert_eq!(stack.submit("demo-request", &person(2)).status(), 202);
}

/// A double click makes two leads.
#[test]
fn r_suitecrm_9463_a_double_click_is_one_lead_one_hand_off() {
    let stack = Stack::start();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| stack.submit("demo-request", &person(1)));
        }
    });
    stack.settle();
    assert_eq!(stack.inbox().len(), 2, "one mail to the owner, one to the visitor");
    assert_eq!(stack.lead("person1@customer1.example")["timeline"].as_array().unwrap().len(), 4);
    stack.assert_sound();
}

#[test]
fn a_script_of_the_companys_own_site_may_post() {
    let stack = Stack::start();
    let answer = stack.preflight("/forms/demo-request", "https://www.acme.example");
    assert_eq!(answer.status(), 204);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("access-control-allow-origin"), "*");
    assert!(header("access-control-allow-headers").contains("idempotency-key"));
}

#[test]
fn an_idempotency_key_counts_once_whenever_it_comes() {
    let stack = Stack::start();
    let post = |key| stack.post_with_key("/forms/guide-download", key, &person(1));
    assert_eq!(post("order-1").status(), 202);
    stack.settle();
    stack.advance("1d");
    assert_eq!(post("order-1").status(), 202);
    stack.settle();
    let forms = |stack: &Stack| {
        let lead = stack.lead("person1@customer1.example");
        let timeline = lead["timeline"].as_array().unwrap().clone();
        timeline.iter().filter(|activity| activity["kind"] == "form_submitted").count()
    };
    assert_eq!(forms(&stack), 1);
    assert_eq!(post("order-2").status(), 202);
    stack.settle();
    assert_eq!(forms(&stack), 2);
    assert_eq!(post("").status(), 400);
    stack.assert_sound();
}
