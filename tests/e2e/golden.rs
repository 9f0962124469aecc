//! Every mail and every visitor's page, to the letter: a change shows itself in the review.
//!
//! `UPDATE_GOLDEN=1 cargo test -p leadwright-tests golden` writes them anew.

use leadwright_tests::{Stack, person, read_text, root};
use serde_json::json;

/// Compares with `tests/golden/NAME`, or writes it.
fn golden(name: &str, text: &str) {
    let file = root().join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(expected == text, "{name} has changed; if it should, run with UPDATE_GOLDEN=1. It is now:\n{text}");
}

/// The text without what differs from run to run.
fn redacted(text: &str, stack: &Stack) -> String {
    let mut text = text.replace(&stack.url, "https://forms.example");
    for (begin, end, word) in [
        ("/unsubscribe/", &['"', ')', '>', '<'][..], "TOKEN"),
        ("/lead/", &['"', ')', '>', '<', '#'], "TOKEN"),
        ("(asked ", &[')'], "14:03"),
        ("100. Asked ", &['.'], "20 seconds ago"),
        ("not accepted by ", &['.', ';'], "14:08"),
    ] {
        let mut from = 0;
        while let Some(at) = text[from..].find(begin).map(|at| from + at + begin.len()) {
            let until = text[at..].find(end).map_or(text.len(), |length| at + length);
            text.replace_range(at..until, word);
            from = at + word.len();
        }
    }
    text
}

#[test]
fn golden_mails() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    stack.submit_and_settle("guide-download", &json!({"email": "jose@gmail.com", "name": "José", "consent": true}));
    stack.submit_and_settle("guide-download", &person(1));
    stack.advance("4d");
    for (subject, name) in [
        ("Maria Silva, Acme: wants", "hand-off"),
        ("Maria Silva, Acme: came back", "hand-off-came-back"),
        ("Your demo of", "demo-thanks"),
        ("Your field service guide", "guide-link"),
        ("Three things", "nurture-tips"),
        ("How a team", "nurture-case-study"),
    ] {
        let mails = stack.inbox();
        let mail = mails.iter().rev().find(|mail| mail["subject"].as_str().unwrap().starts_with(subject)).unwrap();
        let part = |part: &str| redacted(mail[part].as_str().unwrap(), &stack).replace("\r\n", "\n");
        golden(&format!("{name}.txt"), &format!("Subject: {}\n\n{}", part("subject"), part("text")));
        golden(&format!("{name}.html"), &part("html"));
    }
}

#[test]
fn golden_pages() {
    const URLENCODED: &str = "application/x-www-form-urlencoded";
    let stack = Stack::start();
    golden("form.html", &read_text(&mut stack.get("/forms/guide-download")));
    golden(
        "form-refused.html",
        &read_text(&mut stack.post("/forms/guide-download", URLENCODED, "email=maria&name=Maria")),
    );
    golden("thank-you.html", &read_text(&mut stack.get("/forms/guide-download/thank-you")));
    stack.submit_and_settle("guide-download", &json!({"email": "jose@gmail.com", "consent": true}));
    stack.advance("25h");
    let link = stack.inbox()[0]["headers"]["List-Unsubscribe"].as_str().unwrap().trim_matches(['<', '>']).to_owned();
    let path = link.strip_prefix(&stack.url).unwrap();
    golden("unsubscribe.html", &read_text(&mut stack.get(path)));
    golden("unsubscribed.html", &read_text(&mut stack.post(path, URLENCODED, "List-Unsubscribe=One-Click")));
    golden("unsubscribe-unknown.html", &read_text(&mut stack.get("/unsubscribe/x.y.z")));
}
