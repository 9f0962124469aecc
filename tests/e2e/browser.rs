//! Both demo forms, posted from a real browser.

use leadwright_tests::Stack;
use leadwright_tests::browser::Browser;

fn post(stack: &Stack, browser: &mut Browser, form: &str, email: &str) {
    browser.goto(&format!("{}/forms/{form}", stack.url)).unwrap();
    for (field, value) in [
        ("#email", email),
        ("#name", "Maria Silva"),
        ("#company", "Acme"),
        ("#title", "Head of Operations"),
        ("#phone", "+351 912 345 678"),
        ("#country", "PT"),
        ("#employees", "120"),
        ("#message", "Can it work offline?\nWe have 40 vans."),
    ] {
        browser.fill(field, value).unwrap();
    }
    browser.check("input[name=consent]").unwrap();
    browser.click("button[type=submit]").unwrap();
    browser.wait_for_url("/thank-you").unwrap();
    stack.settle();
}

#[test]
fn both_demo_forms_work_in_a_browser_with_and_without_javascript() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let stack = Stack::start();
    for (javascript, address) in [(true, "maria@acme.example"), (false, "maria@other.example")] {
        browser.javascript(javascript).unwrap();
        browser.viewport(if javascript { 1280 } else { 390 }, 844, !javascript).unwrap();
        post(&stack, &mut browser, "demo-request", address);
        let lead = stack.lead(address);
        assert_eq!((&lead["stage"], &lead["score"]["temperature"]), (&"sql".into(), &"hot".into()));
        assert!(lead["score"]["explanation"].as_array().unwrap().iter().any(|line| line["rule"] == "demo"));
        assert_eq!(lead["fields"]["country"], "PT");

        let guide = address.replace("maria", "jose");
        post(&stack, &mut browser, "guide-download", &guide);
        assert_eq!(stack.subjects_to(&guide), ["Your field service guide"]);
    }
    assert_eq!(stack.subjects_to("ana@acme.example").len(), 1);
    stack.advance("4d");
    assert_eq!(stack.subjects_to("jose@acme.example").len(), 3);
    stack.assert_sound();
}

/// All that the first page promises works with its buttons: no terminal is needed.
#[test]
fn the_first_page_is_enough_to_see_a_lead_come_in_be_scored_be_mailed() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let stack = Stack::start();
    post(&stack, &mut browser, "guide-download", "maria@gmail.com");
    browser.goto(&format!("{}/_local/", stack.url)).unwrap();
    assert!(browser.text("body").unwrap().contains("Your field service guide"));
    browser.click("form[action='/_local/clock'] button").unwrap();
    browser.wait_for("main").unwrap();
    stack.settle();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while stack.subjects_to("maria@gmail.com").len() < 3 {
        assert!(std::time::Instant::now() < deadline, "{:?}", stack.subjects_to("maria@gmail.com"));
    }
    browser.goto(&format!("{}/_local/leads", stack.url)).unwrap();
    browser.click("main a[href^='/_local/leads/']").unwrap();
    browser.wait_for_url("/_local/leads/ld_").unwrap();
    assert!(browser.text("main").unwrap().contains("Downloaded the guide"));
}

/// The script that refreshes the page is the only one that its policy lets run.
#[test]
fn the_first_page_shows_a_new_lead_by_itself() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let stack = Stack::start();
    browser.goto(&format!("{}/_local/", stack.url)).unwrap();
    assert!(browser.text("#leads").unwrap().contains("No lead yet"));
    stack.submit_and_settle("demo-request", &leadwright_tests::person(1));
    browser.wait_for("#leads a[href^='/_local/leads/ld_']").unwrap();
    browser.wait_for("#mails a[href^='/_local/inbox?open=']").unwrap();
    browser.click("#mails a").unwrap();
    browser.wait_for("#open iframe").unwrap();
}
