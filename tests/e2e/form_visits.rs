//! What visitors do at forms, from their browsers to the numbers.

use std::time::{Duration, Instant};

use leadwright_tests::browser::Browser;
use leadwright_tests::{Stack, read_json, read_text, signal};
use serde_json::{Value, json};

const CHROME: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const GOOGLEBOT: &str = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
const FORM: &str = "demo-request";

fn beacon(stack: &Stack, agent: &str, body: &Value) -> u16 {
    let headers = [("user-agent", agent), ("content-type", "text/plain;charset=UTF-8")];
    stack.request("POST", &format!("/forms/{FORM}/visits"), &headers, &body.to_string()).status().as_u16()
}

/// The rows of `leadwright forms`, once what was told is counted.
fn forms(stack: &Stack, by: &str) -> Value {
    stack.settle();
    stack.local("run/rollup", &json!({}));
    serde_json::from_str(&stack.printed(&["forms", "--by", by, "--json"])).expect("JSON")
}

fn row<'a>(rows: &'a Value, by: &str, name: &str) -> &'a Value {
    let rows = rows.as_array().expect("rows");
    rows.iter().find(|row| row[by] == name).unwrap_or_else(|| panic!("no {name}: {rows:?}"))
}

fn numbers(row: &Value) -> [u64; 6] {
    ["views", "begun", "sent", "refused", "left", "bots"].map(|name| row[name].as_u64().expect("a number"))
}

/// The rows of visits that are stored.
fn stored(stack: &Stack) -> Vec<Value> {
    let scan = json!({
        "TableName": stack.status()["table"], "FilterExpression": "begins_with(pk, :visits)",
        "ExpressionAttributeValues": {":visits": {"S": "VISITS#"}},
    });
    stack.aws("dynamodb", "DynamoDB_20120810.Scan", &scan)["Items"].as_array().expect("a list").clone()
}

fn units(stack: &Stack) -> f64 {
    let operations = stack.status()["aws"]["rollup"].clone();
    let all = operations.as_object().into_iter().flat_map(|all| all.values().cloned().collect::<Vec<_>>());
    all.map(|counted| counted["write_units"].as_f64().unwrap_or_default()).sum()
}

/// Posts as the hosted form of a browser does, from an address that names a campaign.
fn post(stack: &Stack, fields: &str) -> u16 {
    let page = format!("{}/forms/{FORM}?utm_campaign=spring", stack.url);
    let headers = [
        ("user-agent", CHROME),
        ("accept", leadwright_tests::BROWSER),
        ("content-type", "application/x-www-form-urlencoded"),
        ("referer", page.as_str()),
    ];
    stack.request("POST", &format!("/forms/{FORM}"), &headers, fields).status().as_u16()
}

#[test]
fn visitors_are_counted_from_the_view_to_the_lead_and_bots_apart() {
    let stack = Stack::start();
    let hosted = format!("/forms/{FORM}?utm_campaign=spring");
    for _ in 0..3 {
        assert_eq!(stack.fetch("GET", &hosted, CHROME).status(), 200);
    }
    // A link checker, a crawler and a browser that loads the page ahead.
    assert_eq!(stack.fetch("HEAD", &hosted, CHROME).status(), 200);
    assert_eq!(stack.fetch("GET", &hosted, GOOGLEBOT).status(), 200);
    let ahead = [("user-agent", CHROME), ("sec-purpose", "prefetch;prerender")];
    assert_eq!(stack.request("GET", &hosted, &ahead, "").status(), 200);
    // The form on a page of the web site, whose script tells.
    let at = |event: &str| json!({"event": event, "page": "/pricing", "campaign": "spring"});
    for event in ["view", "view", "start"] {
        assert_eq!(beacon(&stack, CHROME, &at(event)), 204);
    }
    assert_eq!(beacon(&stack, GOOGLEBOT, &at("view")), 204);
    let left = json!({"event": "left", "field": "phone", "page": "/pricing", "campaign": "spring"});
    assert_eq!(beacon(&stack, CHROME, &left), 204);
    // Two tries that come back, and one that is taken.
    assert_eq!(post(&stack, "name=Maria&utm_campaign=spring"), 422);
    assert_eq!(post(&stack, "name=Maria&email=maria&utm_campaign=spring"), 422);
    assert_eq!(post(&stack, "name=Maria&email=maria%40acme.example&utm_campaign=spring"), 303);

    let rows = forms(&stack, "form");
    let of_form = row(&rows, "form", FORM);
    assert_eq!(numbers(of_form), [5, 1, 1, 2, 1, 4], "{rows}");
    assert_eq!(of_form["fields"][0], json!({"field": "phone", "left": 1, "refused": 0}), "{rows}");
    assert_eq!(of_form["fields"][1], json!({"field": "email", "left": 0, "refused": 2}), "{rows}");
    assert_eq!(numbers(row(&forms(&stack, "campaign"), "campaign", "spring")), [5, 1, 1, 2, 1, 4]);
    let by_page = forms(&stack, "page");
    assert_eq!(numbers(row(&by_page, "page", "/pricing")), [2, 1, 0, 0, 1, 1], "{by_page}");
    assert_eq!(numbers(row(&by_page, "page", &format!("/forms/{FORM}"))), [3, 0, 1, 2, 0, 3], "{by_page}");

    // The same numbers in the report.
    let csv = stack.printed(&["report", "--by", "form", "--measures", "form_views,form_sent_rate", "--csv"]);
    assert!(csv.contains(&format!("{FORM},5")), "{csv}");
    let printed = stack.printed(&["forms"]);
    assert!(printed.contains("views") && printed.contains("  phone"), "{printed}");
    // No row names anybody or says where they are.
    for row in stored(&stack) {
        let text = row.to_string();
        assert!(!text.contains("aria") && !text.contains("127.0.0.1") && !text.contains("Mozilla"), "{text}");
    }
    stack.advance("2d");
    stack.assert_sound();
    // The page leads from what was sent to who sent it.
    for by in ["form", "page", "campaign"] {
        let address = format!("/_local/numbers/forms?by={by}&compare=none");
        let page = read_text(&mut stack.get(&address));
        for words in ["From view to submission", "Fields where visitors stop", "forms sent and posts refused are exact"]
        {
            assert!(page.contains(words), "{address} without {words}: {page}");
        }
        assert!(page.contains("leads?measure=form_sent") && !page.contains("leads?measure=form_views"), "{page}");
    }
    let list = read_text(&mut stack.get(&format!("/_local/numbers/leads?measure=form_sent&by=form&value={FORM}")));
    assert!(list.contains("Maria"), "{list}");
    let why = read_text(&mut stack.get("/_local/numbers/leads?measure=form_views"));
    assert!(why.contains("names nobody: list `form_sent`"), "{why}");
    // Late visits: what is told of a day that is over is counted with it.
    let late = json!({
        "id": "late", "at": stored_day(&stack), "place": {"f": FORM, "o": "form", "p": "/late"}, "event": "viewed",
    });
    stack.queue("dayshards", None, "", &late.to_string());
    assert_eq!(numbers(row(&forms(&stack, "page"), "page", "/late"))[0], 1);
    stack.assert_sound();
}

/// A time of the day on which the first visit was stored.
fn stored_day(stack: &Stack) -> String {
    let key = stored(stack)[0]["pk"]["S"].as_str().expect("a key").to_owned();
    let day = key.trim_start_matches("VISITS#");
    format!("{}-{}-{}T12:00:00Z", &day[..4], &day[4..6], &day[6..])
}

#[test]
fn what_is_no_beacon_is_refused_with_a_reason_and_counted_nowhere() {
    let stack = Stack::start();
    let path = format!("/forms/{FORM}/visits");
    for (path, kind, body, status, words) in [
        ("/forms/nothing/visits", "text/plain", r#"{"event": "view"}"#, 404, "no form"),
        (&path, "application/json", r#"{"event": "view"}"#, 415, "text/plain"),
        (&path, "text/plain", "view", 400, "JSON object like"),
        (&path, "text/plain", r#"{"event": "bought"}"#, 400, "JSON object like"),
        (&path, "text/plain", r#"{"event": "left", "field": "password"}"#, 400, "no field of that name"),
        (&path, "text/plain", r#"{"event": "view", "value": "Maria"}"#, 400, "JSON object like"),
        (&path, "text/plain", &format!("\"{}\"", "x".repeat(3_000)), 413, "2 KB"),
    ] {
        let headers = [("accept", "application/json"), ("content-type", kind), ("user-agent", CHROME)];
        let mut answer = stack.request("POST", path, &headers, body);
        assert_eq!(answer.status(), status, "{path} {body}");
        let said = read_json(&mut answer).to_string();
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(stack.fetch("GET", &path, CHROME).status(), 405);
    stack.settle();
    assert_eq!(stored(&stack), Vec::<Value>::new());
}

/// A post that was refused has a row of its own: however often SQS delivers its message, it is one.
#[test]
fn a_refused_post_counts_once_however_often_its_message_comes() {
    let stack = Stack::start();
    let now = stack.status()["now"].as_str().unwrap().to_owned();
    let refused = json!({
        "id": "request-1", "at": now, "place": {"f": FORM, "o": "form", "p": "/pricing"},
        "event": {"refused": {"fields": ["email"]}},
    });
    for _ in 0..3 {
        stack.queue("dayshards", None, "", &refused.to_string());
        stack.settle();
    }
    assert_eq!(post(&stack, "name=Maria"), 422);
    // The answer of the write is lost: the message is delivered again.
    stack.fault(&json!({"service": "dynamodb", "operation": "PutItem", "fault": "drop-response", "times": 1, "function": "rollup"}));
    assert_eq!(post(&stack, "name=Jose"), 422);
    stack.settle();
    assert_eq!(numbers(row(&forms(&stack, "form"), "form", FORM)), [0, 0, 0, 3, 0, 0]);
}

/// A flood of views, with invented pages: it is added up, costs a write unit for 100 at the most, and a post that comes
/// meanwhile is taken.
#[test]
fn a_flood_of_views_is_added_up() {
    const VIEWS: u64 = 600;
    let stack = Stack::start();
    let view = |number: u64| json!({"event": "view", "page": format!("/page-{}", number % 150), "campaign": format!("c{}", number % 90)});
    let busy = |stack: &Stack, count: u64| {
        let deadline = Instant::now() + Duration::from_mins(1);
        loop {
            let status = stack.status();
            let queue = &status["queues"]["dayshards"];
            let begun = status["functions"]["rollup"]["pids"].as_array().map_or(0, Vec::len);
            if status["functions"]["rollup"]["in_flight"] == count
                && (&queue["visible"], &queue["in_flight"]) == (&json!(0), &json!(count))
                && begun as u64 >= count.max(1)
            {
                break;
            }
            assert!(Instant::now() < deadline, "{}", stack.status());
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    // Both of its environments are stopped, each with a message: all others wait, as for the end of a batching window.
    let mut stopped: Vec<u32> = Vec::new();
    for count in 1..=2 {
        // It starts an environment, if none is free.
        assert_eq!(beacon(&stack, CHROME, &view(0)), 204);
        busy(&stack, count - 1);
        for pid in stack.pids("rollup") {
            if !stopped.contains(&pid) {
                signal("STOP", pid);
                stopped.push(pid);
            }
        }
        assert_eq!(beacon(&stack, CHROME, &view(0)), 204);
        busy(&stack, count);
    }
    let before = units(&stack);
    std::thread::scope(|scope| {
        for part in 0..6 {
            let (stack, view) = (&stack, &view);
            scope.spawn(move || {
                for number in 0..VIEWS / 6 {
                    assert_eq!(beacon(stack, CHROME, &view(part * 100 + number)), 204);
                }
            });
        }
    });
    assert_eq!(post(&stack, "name=Maria&email=maria%40acme.example"), 303);
    for pid in stopped {
        signal("CONT", pid);
    }
    stack.settle();
    let written = units(&stack) - before;
    println!("{VIEWS} views: {written} write units, {} rows", stored(&stack).len());
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let allowed = VIEWS as f64 / 100.0 + 4.0;
    assert!(written <= allowed, "{written} write units for {VIEWS} views");
    assert_eq!(numbers(row(&forms(&stack, "form"), "form", FORM))[..3], [VIEWS + 4, 0, 1]);
}

/// A real browser: what its visitor begins and leaves, and that a view counts once, with a script and without.
#[test]
fn a_browser_tells_what_is_begun_and_where_it_is_left() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    browser.user_agent(CHROME).unwrap();
    let stack = Stack::start();
    let hosted = format!("{}/forms/{FORM}?utm_campaign=spring", stack.url);
    let elsewhere = format!("{}/forms/guide-download/thank-you", stack.url);
    let until = |stack: &Stack, expected: [u64; 6]| {
        let deadline = Instant::now() + Duration::from_mins(1);
        loop {
            let rows = forms(stack, "form");
            let is = rows.as_array().unwrap().iter().find(|row| row["form"] == FORM).map(numbers);
            if is == Some(expected) {
                return rows;
            }
            assert!(Instant::now() < deadline, "{is:?} instead of {expected:?}");
            std::thread::sleep(Duration::from_millis(200));
        }
    };
    browser.goto(&hosted).unwrap();
    browser.fill("#email", "maria@acme.example").unwrap();
    browser.eval("document.querySelector('#phone').focus()").unwrap();
    // By the event alone: what Chromium sends while it leaves a page names it as headless, whatever it was told to say.
    browser.eval("dispatchEvent(new Event('pagehide')), 0").unwrap();
    browser.goto(&elsewhere).unwrap();
    let rows = until(&stack, [1, 1, 0, 0, 1, 0]);
    assert_eq!(row(&rows, "form", FORM)["fields"][0], json!({"field": "phone", "left": 1, "refused": 0}));
    // What is sent is not left.
    for (javascript, begun) in [(true, 2), (false, 2)] {
        browser.javascript(javascript).unwrap();
        browser.goto(&hosted).unwrap();
        browser.fill("#email", if javascript { "a@acme.example" } else { "b@acme.example" }).unwrap();
        browser.fill("#name", "Maria Silva").unwrap();
        browser.click("button[type=submit]").unwrap();
        browser.wait_for_url("/thank-you").unwrap();
        let sent = u64::from(javascript) + 2 * u64::from(!javascript);
        until(&stack, [1 + sent, begun, sent, 0, 1, 0]);
    }
    assert_eq!(browser.eval("document.cookie").unwrap(), "");
    let campaign = forms(&stack, "campaign");
    assert_eq!(numbers(row(&campaign, "campaign", "spring"))[..2], [3, 2], "{campaign}");
}
