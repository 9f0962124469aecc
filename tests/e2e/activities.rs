//! Activities from outside: by `POST /activities` and by commands.

use std::path::Path;

use leadwright_tests::{Stack, person, read_json};
use serde_json::{Value, json};
use ureq::Body;
use ureq::http::Response;

const MARIA: &str = "person1@customer1.example";

fn token(stack: &Stack) -> String {
    stack.status()["secrets"]["ApiToken"].as_str().unwrap().to_owned()
}

fn post_with(stack: &Stack, authorization: Option<&str>, body: &str) -> Response<Body> {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut request = agent.post(format!("{}/activities", stack.url)).header("content-type", "application/json");
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    request.send(body).unwrap()
}

/// Posts with the right token: the status and the answer.
fn post(stack: &Stack, body: &Value) -> (u16, Value) {
    let mut answer = post_with(stack, Some(&format!("Bearer {}", token(stack))), &body.to_string());
    (answer.status().as_u16(), read_json(&mut answer))
}

fn statuses(answer: &Value) -> Vec<&str> {
    answer["results"].as_array().unwrap().iter().map(|result| result["status"].as_str().unwrap()).collect()
}

fn used(number: usize) -> Value {
    json!({"kind": "product_used", "email": format!("person{number}@customer{number}.example"), "name": "invited a colleague"})
}

fn of_kind(lead: &Value, kind: &str) -> Vec<Value> {
    lead["timeline"].as_array().unwrap().iter().filter(|activity| activity["kind"] == kind).cloned().collect()
}

#[test]
fn only_who_shows_the_token_may_post() {
    let stack = Stack::start();
    let token = token(&stack);
    assert_eq!(token.len(), 64);
    let wrong = format!("Bearer {}x", &token[..63]);
    for authorization in [None, Some("Bearer"), Some("Bearer "), Some(wrong.as_str()), Some(token.as_str())] {
        let mut answer = post_with(&stack, authorization, &used(1).to_string());
        assert_eq!(answer.status(), 401, "{authorization:?}");
        assert_eq!(answer.headers()["www-authenticate"], "Bearer");
        assert!(read_json(&mut answer)["message"].as_str().unwrap().contains("Authorization: Bearer TOKEN"));
    }
    let mut answer = post_with(&stack, Some(&format!("bearer {token}")), &used(1).to_string());
    assert_eq!(answer.status(), 202);
    let answer = read_json(&mut answer);
    stack.settle();
    let lead = stack.lead(MARIA);
    assert_eq!(answer["results"][0]["lead"], lead["id"]);
    assert_eq!(answer["results"][0]["activity"], lead["timeline"][0]["id"]);
    assert_eq!(stack.submit("guide-download", &person(1)).status(), 202, "forms need no token");
    assert_eq!(stack.get("/activities").status(), 405);
    stack.settle();
    stack.assert_sound();
}

#[test]
fn every_item_is_answered_for_itself_in_its_place() {
    let stack = Stack::start();
    let id = stack.submit_and_settle("demo-request", &person(1));
    let wrong = json!({"kind": "product_used", "email": MARIA, "nam": "x"});
    let (status, answer) = post(&stack, &json!([used(1), wrong, used(2), 7]));
    assert_eq!(status, 207, "{answer}");
    assert_eq!(statuses(&answer), ["accepted", "refused", "accepted", "refused"]);
    assert_eq!(answer["results"][0]["lead"], json!(id));
    assert!(answer["results"][1]["error"].as_str().unwrap().contains("no field `nam`: there are name, note"));
    let (status, answer) = post(&stack, &json!({"activities": [wrong]}));
    assert_eq!((status, statuses(&answer)), (422, vec!["refused"]));
    let (status, answer) = post(&stack, &json!({"activities": []}));
    assert_eq!((status, statuses(&answer)), (202, vec![]));
    for (body, status, words) in [
        ("{\"kind\": ", 400, "not JSON: line 1"),
        ("\"x\"", 400, "Post one activity, a list of them"),
        ("{\"kind\": \"accepted\", \"by\": \"ana\", \"by\": \"ben\"}", 400, "An object has a name twice: line 1"),
        ("{\"activities\": [], \"kind\": \"x\"}", 400, "stands alone"),
        (&format!("[{}1]", "1,".repeat(500)), 400, "500 activities at the most; here are 501"),
        (&" ".repeat(1024 * 1024 + 1), 413, "1 MB"),
    ] {
        let mut answer = post_with(&stack, Some(&format!("Bearer {}", token(&stack))), body);
        assert_eq!(answer.status(), status);
        let message = read_json(&mut answer)["message"].to_string();
        assert!(message.contains(words), "{message}");
    }
    stack.settle();
    assert_eq!(of_kind(&stack.lead(MARIA), "product_used").len(), 1);
    stack.assert_sound();
}

/// Also those of one lead among them, which keep their order.
#[test]
fn five_hundred_at_once_are_all_applied_and_posting_them_again_changes_nothing() {
    let stack = Stack::start();
    let activities: Vec<Value> = (0..500)
        .map(|number| match number % 5 {
            0 => json!({"kind": "ticket_opened", "email": MARIA, "name": format!("T-{number}"), "id": format!("t-{number}")}),
            _ => json!({
                "kind": "page_viewed", "email": format!("person{0}@customer{0}.example", number % 40 + 2),
                "page": format!("https://www.acme.example/{number}"), "occurred_at": "2026-11-01T10:00:00Z",
            }),
        })
        .collect();
    for _ in 0..2 {
        let (status, answer) = post(&stack, &json!(activities));
        assert_eq!(status, 202);
        assert!(statuses(&answer).iter().all(|status| *status == "accepted"));
        assert_eq!(statuses(&answer).len(), 500);
        stack.settle();
        let tickets = of_kind(&stack.lead(MARIA), "ticket_opened");
        let names: Vec<&str> = tickets.iter().map(|ticket| ticket["name"].as_str().unwrap()).collect();
        let expected: Vec<String> = (0..100).map(|number| format!("T-{}", number * 5)).collect();
        assert_eq!(names, expected);
        assert_eq!(of_kind(&stack.lead("person3@customer3.example"), "page_viewed").len(), 13);
        // Past SQS's own five minutes of deduplication.
        stack.advance("10m");
    }
    let calls = stack.status()["aws"]["capture"]["SendMessageBatch"]["requests"].as_u64().unwrap();
    assert!((100..=120).contains(&calls), "ten a call: {calls}");
    stack.assert_sound();
}

#[test]
fn a_late_activity_stands_at_its_time_and_its_day_is_counted_again() {
    let stack = Stack::start();
    let day = stack.status()["now"].as_str().unwrap()[..10].to_owned();
    stack.advance("3d");
    let mut late = used(1);
    late["occurred_at"] = json!(format!("{day}T10:00:00+00:00"));
    let (status, answer) = post(&stack, &late);
    assert_eq!(status, 202, "{answer}");
    stack.settle();
    let lead = stack.lead(MARIA);
    assert!(lead["timeline"][0]["id"].as_str().unwrap().starts_with(&format!("{}T100000000-", day.replace('-', ""))));
    let counted = || stack.printed(&["report", "--from", &day, "--to", &day, "--by", "month", "--csv"]);
    assert!(!counted().contains(",1,"), "{}", counted());
    stack.local("run/rollup", &json!({}));
    assert!(counted().lines().any(|line| line.starts_with(&format!("{},1,", &day[..7]))), "{}", counted());
    stack.assert_sound();
}

#[test]
fn what_sqs_does_not_take_is_said_and_can_be_posted_again() {
    let stack = Stack::start();
    post(&stack, &used(0));
    let fail = |times: u32| {
        stack.fault(&json!({
            "service": "sqs", "operation": "SendMessageBatch", "fault": "error", "times": times, "function": "capture",
        }));
    };
    fail(3);
    let mut answer = post_with(&stack, Some(&format!("Bearer {}", token(&stack))), &used(1).to_string());
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "60");
    let answer = read_json(&mut answer);
    assert_eq!(statuses(&answer), ["failed"]);
    assert!(answer["results"][0]["error"].as_str().unwrap().contains("post it again"));
    assert_eq!(post(&stack, &used(1)).0, 202);

    // Two calls of ten, three tries each: five faults let one of them through.
    fail(5);
    let twenty: Vec<Value> = (10..30).map(used).collect();
    let (status, answer) = post(&stack, &json!(twenty));
    assert_eq!(status, 207, "{answer}");
    let failed: Vec<Value> = std::iter::zip(&twenty, statuses(&answer))
        .filter(|(_, status)| *status == "failed")
        .map(|(item, _)| item.clone())
        .collect();
    assert_eq!(failed.len(), 10, "{answer}");
    let (status, answer) = post(&stack, &json!(failed));
    assert_eq!(status, 202, "{answer}");
    stack.settle();
    for number in 10..30 {
        let lead = stack.lead(&format!("person{number}@customer{number}.example"));
        assert_eq!(of_kind(&lead, "product_used").len(), 1, "{number}");
    }
    stack.assert_sound();
}

#[test]
fn no_token_and_no_personal_data_get_into_logs() {
    let folder = tempfile::tempdir().unwrap();
    let stack = Stack::start_in(folder.path());
    let token = token(&stack);
    let note = json!({"kind": "call_logged", "email": MARIA, "by": "ana", "note": "Her mobile rings at noon"});
    let wrong = json!({"kind": "call_logged", "email": MARIA, "nobody": "Her mobile rings at noon"});
    assert_eq!(post(&stack, &json!([note, wrong])).0, 207);
    post_with(&stack, Some(&format!("Bearer {token}")), "{\"email\": \"person1@customer1.example");
    stack.fault(&json!({"service": "sqs", "operation": "SendMessageBatch", "fault": "error", "times": 3}));
    assert_eq!(post(&stack, &note).0, 503);
    stack.settle();
    stack.stop();
    let mut read = 0;
    for log in std::fs::read_dir(Path::new(folder.path()).join("logs")).unwrap() {
        let text = std::fs::read_to_string(log.unwrap().path()).unwrap();
        for secret in [token.as_str(), MARIA, "rings at noon"] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
        read += text.lines().filter(|line| line.contains("activities posted")).count();
    }
    assert_eq!(read, 2, "the log tells of the posts");
}

#[test]
fn commands_say_what_followed() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    for (arguments, words) in [
        (
            &["log", MARIA, "call", "--by", "ana", "--note", "Wants an offer"][..],
            "Ana Costa spoke with them. “Wants an offer”",
        ),
        (&["log", MARIA, "call", "--no-answer", "--by", "ben"], "Ben Weber called: no answer"),
        (
            &["log", MARIA, "event", "--name", "Hannover fair", "--at", "2026-10-20 14:00"],
            "20 Oct 2026 14:00  Attended an event: Hannover fair",
        ),
        (
            &["log", MARIA, "page", "--page", "https://www.acme.example/prices?x=1"],
            "Viewed a page: https://www.acme.example/prices",
        ),
        (&["log", MARIA, "ticket", "--note", "Login"], "Opened a support ticket. “Login”"),
        (
            &["qualify", MARIA, "need=yes", "budget=no", "--evidence", "No money", "--by", "ana"],
            "Ana Costa answered need yes, budget no. “No money”",
        ),
        (
            &["edit", MARIA, "title=Head of  Sales", "phone=", "--by", "Carla"],
            "Carla corrected: phone removed, title Head of Sales",
        ),
        (
            &["assign", MARIA, "ben", "--why", "speaks German", "--by", "ana"],
            "Ana Costa reassigned it to Ben Weber. “speaks German”",
        ),
        (
            &["stage", MARIA, "recycled", "--reason", "not-now", "--again-on", "2031-12-03", "--by", "ana"],
            "Ana Costa recycled it until Wed 3 Dec 2031: Not now → recycled",
        ),
        (&["stage", MARIA, "bad", "--reason", "wrong-number"], "marked it as bad: The number is wrong"),
    ] {
        let printed = stack.printed(arguments);
        assert!(printed.contains(words), "{arguments:?}: {printed}");
        for line in ["  stage  ", "  owner  ", "  score  "] {
            assert!(printed.contains(line), "{arguments:?}: {printed}");
        }
    }
    let story = stack.printed(&["lead", MARIA]);
    assert!(story.contains("Ana Costa spoke with them. “Wants an offer”"), "{story}");
    stack.assert_sound();
}

#[test]
fn commands_refuse_in_words() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    let before = stack.lead(MARIA);
    for (arguments, code, words) in [
        (&["stage", "nobody@acme.example", "lost"][..], 1, "there is no lead nobody@acme.example here"),
        (&["log", "nobody@acme.example", "call"], 1, "there is no lead"),
        (&["stage", MARIA, "lost"], 1, "`reason` is one of funnel.yaml's, here: competitor, no-decision"),
        (&["stage", MARIA, "hot"], 2, "possible values: lead, mql"),
        (&["stage", MARIA, "sql"], 1, "the lead is at sql already"),
        (
            &["stage", MARIA, "bad", "--reason", "no"],
            1,
            "here: never-opted-in, not-a-person, out-of-business, wrong-number",
        ),
        (&["assign", MARIA, "zoe"], 1, "there are ana, ben, chloe"),
        (&["qualify", MARIA, "fit=yes"], 1, "there are need, budget, authority, timeline"),
        (&["qualify", MARIA, "need"], 2, "write it NAME=VALUE"),
        (&["edit", MARIA, "email=other@acme.example"], 1, "`email` can't be edited"),
        (&["edit", MARIA], 2, "FIELD=VALUE"),
        (&["log", MARIA, "lunch"], 2, "possible values: call, meeting"),
        (&["log", MARIA, "product"], 1, "product_used needs `name`"),
        (&["log", MARIA, "call", "--at", "noon"], 1, "is not a time like"),
        (&["log", MARIA, "call", "--at", "2031-01-01 10:00"], 1, "in the future"),
        (&["log", MARIA, "call", "--at", "2026-11-20 14:00 PST"], 1, "is not a time like"),
        (&["edit", MARIA, "title=CEO", "title=CTO"], 1, "title is given twice: \"CEO\" and \"CTO\""),
    ] {
        let output = stack.command(arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {errors}");
        assert!(errors.contains(words), "{arguments:?}: {errors}");
        if code == 1 {
            assert_eq!(errors.lines().count(), 1, "{errors}");
        }
    }
    stack.settle();
    assert_eq!(stack.lead(MARIA)["timeline"], before["timeline"]);
    for command in ["stage", "qualify", "assign", "log", "edit"] {
        let help = stack.printed(&[command, "--help"]);
        assert!(help.contains(&format!("  leadwright {command} maria@acme.example")), "{help}");
    }
}
