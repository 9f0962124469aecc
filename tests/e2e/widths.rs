//! No page is wider than its screen, whatever visitors write.

use std::fmt::Write as _;

use jiff::civil::Weekday;
use leadwright_tests::Stack;
use leadwright_tests::browser::Browser;
use serde_json::json;

use crate::seller::{link, noon, page};

const FORM: &str = "application/x-www-form-urlencoded";

/// A narrow telephone, a telephone and a screen, in CSS pixels.
const WIDTHS: [u32; 3] = [320, 390, 1280];

/// How wide the page is with all that can be opened, and what stands out of the screen.
const MEASURE: &str = "(() => {
    document.querySelectorAll('details').forEach(one => one.open = true);
    const wide = [...document.querySelectorAll('body *')]
        .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .map(one => `${one.tagName} ${one.className}`);
    return [document.documentElement.scrollWidth, document.documentElement.clientWidth, wide.slice(0, 5).join(', ')];
})()";

fn word(letter: char, length: usize) -> String {
    std::iter::repeat_n(letter, length).collect()
}

/// An address as long as one may be, without a place to break it.
fn address(name: char) -> String {
    let label = word('d', 60);
    format!("{}@{label}.{label}.example", word(name, 60))
}

/// Adds the page to the list if it is too wide at one of the widths.
fn measure(browser: &mut Browser, url: &str, what: &str, wrong: &mut String) {
    for width in WIDTHS {
        browser.viewport(width, 844, width < 1000).unwrap();
        browser.goto(url).unwrap();
        note(browser, width, what, wrong);
    }
}

fn note(browser: &mut Browser, width: u32, what: &str, wrong: &mut String) {
    let measured = browser.eval(MEASURE).unwrap();
    if measured[0].as_u64().unwrap() > u64::from(width) {
        writeln!(wrong, "{what} at {width}: {measured}").unwrap();
    }
}

#[test]
fn r_issue_10_12_no_page_is_wider_than_its_screen() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let stack = Stack::start();
    noon(&stack, Weekday::Monday);
    let mut wrong = String::new();
    let (named, nameless) = (address('a'), address('b'));
    let long = word('W', 200);
    let mut fields = json!({
        "email": named, "name": long, "company": long, "title": long, "phone": "+351 912 345 678", "employees": "120",
        "country": "PT", "timeline": "quarter", "message": word('m', 4000), "consent": true,
    });
    stack.submit_and_settle("demo-request", &json!({"email": nameless}));
    let of_nameless = link(&stack, "@acme.example");
    stack.submit_and_settle("demo-request", &fields);
    // What a form changes later is shown beside what was known.
    (fields["name"], fields["company"], fields["phone"]) =
        (json!(word('V', 200)), json!(word('v', 200)), json!("+351 21 000 00 00"));
    stack.submit_and_settle("guide-download", &fields);
    stack.advance("11m");
    let of_named = link(&stack, "@acme.example");
    // What a salesperson notes, and what was refused.
    let (press, _) = page(&stack, &of_named);
    let said = word('n', 1900);
    stack.post(&of_named, FORM, &format!("press={press}&do=answers&budget=no&note={said}"));
    stack.settle();
    let mails = stack.inbox();
    let newest = |to: &str| {
        let mail = mails.iter().find(|mail| mail["to"].to_string().contains(to)).expect("a mail");
        mail["id"].as_str().unwrap().to_owned()
    };
    let ids: Vec<String> = [&named, &nameless].map(|one| stack.lead(one)["id"].as_str().unwrap().to_owned()).into();

    for (what, path) in [
        ("the form", "/forms/demo-request".to_owned()),
        ("thanks", "/forms/guide-download/thank-you".to_owned()),
        ("a problem", format!("/elsewhere/{long}")),
        ("the lead's page", of_named.clone()),
        ("the page of a lead without a name", of_nameless),
        ("the log-in", "/desk/log-in".to_owned()),
        ("the runner's first page", "/_local/".to_owned()),
        ("the runner's leads", "/_local/leads".to_owned()),
        ("a lead there", format!("/_local/leads/{}", ids[0])),
        ("a lead without a name there", format!("/_local/leads/{}", ids[1])),
        ("the owner's mail", format!("/_local/mail/{}", newest("@acme.example"))),
        ("the visitor's mail", format!("/_local/mail/{}", newest(&named))),
        ("the inbox", "/_local/inbox".to_owned()),
        ("a mail there", format!("/_local/inbox?open={}", newest("@acme.example"))),
    ] {
        measure(&mut browser, &format!("{}{path}", stack.url), what, &mut wrong);
    }

    // Forms that were not taken.
    for (what, path, button, prepare) in [
        (
            "the form, refused",
            "/forms/demo-request",
            "form button[type=submit]",
            "document.querySelector('#email').value = 'W'.repeat(200)",
        ),
        (
            "the lead's page, refused",
            of_named.as_str(),
            "#not-now button",
            "document.querySelectorAll('details').forEach(one => one.open = true); document.querySelector('#note-not-now').value = 'W'.repeat(2000)",
        ),
    ] {
        for width in WIDTHS {
            browser.viewport(width, 844, width < 1000).unwrap();
            browser.goto(&format!("{}{path}", stack.url)).unwrap();
            browser
                .eval(&format!("{prepare}; document.querySelectorAll('form').forEach(one => one.noValidate = true)"))
                .unwrap();
            browser.click(button).unwrap();
            browser.wait_for("[role=alert], [aria-invalid]").unwrap();
            note(&mut browser, width, what, &mut wrong);
        }
    }

    // Who gets marketing mail. (The link in the mail's header comes without a press.)
    stack.advance("2d");
    let nurtured =
        stack.inbox().into_iter().find_map(|mail| Some(mail["headers"]["List-Unsubscribe"].as_str()?.to_owned()));
    if let Some(link) = nurtured {
        let link = link.trim_matches(['<', '>']).to_owned();
        measure(&mut browser, &link, "unsubscribe", &mut wrong);
        let preferences = browser.eval("document.querySelector('main p a').href").unwrap();
        measure(&mut browser, preferences.as_str().unwrap(), "preferences", &mut wrong);
    }
    assert!(wrong.is_empty(), "{wrong}");
    stack.assert_sound();
}
