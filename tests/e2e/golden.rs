//! Every mail and every page, to the letter: a change shows itself in the review.
//!
//! `UPDATE_GOLDEN=1 cargo test -p leadwright-tests golden` writes them anew.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use leadwright_tests::{Stack, leadwright, person, read_text, root};
use serde_json::{Value, json};

use crate::consent::{confirmation, press_confirm};
use crate::engagement::Mailed;
use crate::seller::{go_to, link, noon, page, press};

/// Compares with `tests/golden/NAME`, or writes it.
pub(crate) fn golden(name: &str, text: &str) {
    let text = &without_time(&without_hash(text));
    let file = root().join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(expected == *text, "{name} has changed; if it should, run with UPDATE_GOLDEN=1. It is now:\n{text}");
}

/// The text with the addresses of the style sheet and of the script of forms without their hashes, which change with every
/// change of them.
fn without_hash(text: &str) -> String {
    ["/assets/style-", "/assets/embed-"].into_iter().fold(text.to_owned(), |text, begin| {
        let Some((before, after)) = text.split_once(begin) else { return text };
        let (_, after) = after.split_once('.').expect("an extension");
        format!("{before}{begin}HASH.{after}")
    })
}

/// The text of a form without the signed time at which it was shown.
fn without_time(text: &str) -> String {
    const BEGIN: &str = "name=\"form-shown\" value=\"";
    let Some((before, after)) = text.split_once(BEGIN) else { return text.to_owned() };
    let (_, after) = after.split_once('"').expect("an end");
    format!("{before}{BEGIN}SHOWN\"{after}")
}

/// The Monday that all of this happens on, as the files tell it.
const MONDAY: Date = date(2026, 11, 23);

const URLENCODED: &str = "application/x-www-form-urlencoded";

/// The text without what differs from run to run.
fn redacted(text: &str, stack: &Stack, monday: Date) -> String {
    let mut text = text.replace(&stack.url, "https://forms.example");
    // By the minute's schedule, or by the last whole minute.
    text = text.replace("They asked 6 minutes ago", "They asked 5 minutes ago");
    for (begin, end, word) in [
        ("/unsubscribe/", &['"', ')', '>', '<'][..], "TOKEN"),
        ("/preferences/", &['"', ')', '>', '<'], "TOKEN"),
        ("/confirm/", &['"', ')', '>', '<'], "TOKEN"),
        ("/lead/", &['"', ')', '>', '<', '#'], "TOKEN"),
        ("/away/", &['"', ')', '>', '<'], "TOKEN"),
        ("/preferences/", &['"', ')', '>', '<'], "TOKEN"),
        ("/c/", &['"'], "TOKEN"),
        ("/o/", &['"'], "TOKEN"),
        ("name=\"press\" value=\"", &['"'], "PRESS"),
        ("name=\"activity\" value=\"", &['"'], "ACTIVITY"),
        ("name=\"shown\" value=\"", &['"'], "SHOWN"),
        // Seconds go by.
        ("100. Asked ", &['.'], "20 seconds ago"),
        ("<span class=\"soft\">asked ", &[','], "20 seconds ago"),
    ] {
        let mut from = 0;
        while let Some(at) = text[from..].find(begin).map(|at| from + at + begin.len()) {
            let until = text[at..].find(end).map_or(text.len(), |length| at + length);
            let is_seconds = |said: &str| said == "just now" || said.contains("second");
            if word.contains("seconds") && !is_seconds(&text[at..until]) {
                from = until;
                continue;
            }
            text.replace_range(at..until, word);
            from = at + word.len();
        }
    }
    on_the_same_days(&text, monday)
}

/// The text with each day of the weeks from `monday` on as the same day of the weeks from [`MONDAY`] on.
fn on_the_same_days(text: &str, monday: Date) -> String {
    const FORMATS: [&str; 2] = ["%a %-d %b", "%Y-%m-%d"];
    let days = |from: Date| (0..60).map(move |days| from.checked_add(days.days()).unwrap());
    let mut text = text.to_owned();
    for (number, day) in days(monday).enumerate() {
        // The year is said only if it is another one.
        text = text.replace(&day.strftime("%a %-d %b %Y").to_string(), &day.strftime("%a %-d %b").to_string());
        for format in FORMATS {
            text = text.replace(&day.strftime(format).to_string(), &format!("\u{1}{number} {format}\u{1}"));
        }
    }
    for (number, day) in days(MONDAY).enumerate() {
        for format in FORMATS {
            text = text.replace(&format!("\u{1}{number} {format}\u{1}"), &day.strftime(format).to_string());
        }
    }
    text
}

/// Compares the newest mail whose subject begins so.
fn golden_mail(stack: &Stack, monday: Date, subject: &str, name: &str) {
    let mails = stack.inbox();
    let is_it = |mail: &&Value| mail["subject"].as_str().unwrap().starts_with(subject);
    let mail = mails.iter().find(is_it).unwrap_or_else(|| panic!("no mail {subject:?}"));
    let part = |part: &str| redacted(mail[part].as_str().unwrap(), stack, monday).replace("\r\n", "\n");
    golden(&format!("{name}.txt"), &format!("Subject: {}\n\n{}", part("subject"), part("text")));
    golden(&format!("{name}.html"), &part("html"));
}

#[test]
fn golden_mails() {
    let stack = Stack::start();
    let monday = noon(&stack, Weekday::Monday);
    let mut fields = person(1);
    fields["timeline"] = json!("quarter");
    stack.submit_and_settle("demo-request", &fields);
    golden_mail(&stack, monday, "Maria Silva, Acme: wants", "hand-off");
    golden_mail(&stack, monday, "Your demo of", "demo-thanks");
    stack.submit_and_settle("guide-download", &json!({"email": "jose@gmail.com", "name": "José", "consent": true}));
    golden_mail(&stack, monday, "Your field service guide", "guide-link");
    go_to(&stack, monday, 12, 6);
    golden_mail(&stack, monday, "Nobody has accepted Maria Silva", "escalation");
    stack.advance("30s");
    press(&stack, &link(&stack, "dora@acme.example"), "do=give&to=ben&note=Ana+is+ill.");
    golden_mail(&stack, monday, "Maria Silva, Acme: is yours now", "hand-off-given");
    go_to(&stack, monday, 14, 0);
    stack.submit_and_settle("guide-download", &person(1));
    golden_mail(&stack, monday, "Maria Silva, Acme: came back", "hand-off-came-back");
    let again = monday.checked_add(8.days()).unwrap();
    let path = link(&stack, "ben@acme.example");
    press(&stack, &path, &format!("do=not-now&again={again}&reason=no-budget&note=Budget+in+spring.%0D%0ACall+her%21"));
    go_to(&stack, again, 9, 0);
    golden_mail(&stack, monday, "You wanted to try", "reminder");
    for (subject, name) in [("Three things", "nurture-tips"), ("How a team", "nurture-case-study")] {
        golden_mail(&stack, monday, subject, name);
    }
    go_to(&stack, monday.checked_add(31.days()).unwrap(), 9, 0);
    golden_mail(&stack, monday, "What is new", "win-back-news");
}

/// What only some leads get, or after weeks: as `preview` shows it.
#[test]
fn golden_previews() {
    let printed = |arguments: &[&str]| {
        let output = leadwright(root(), arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    for mail in [
        "nurture-checklist",
        "nurture-checklist-short",
        "nurture-demo",
        "nurture-larger-teams",
        "nurture-tips.pt",
        "welcome",
        "welcome.pt",
        "welcome-parts",
        "win-back-close",
        "footer",
        "footer.pt",
        "hand-off.de",
    ] {
        golden(&format!("{mail}.txt"), &printed(&["preview", mail, "--text"]));
    }
    let folder = tempfile::tempdir().unwrap();
    for (what, page) in
        [(&["welcome", "--language", "pt"][..], "preview.html"), (&["guide-nurture"], "preview-sequence.html")]
    {
        let file = folder.path().join(page);
        printed(&[&["preview"], what, &["--no-open", "--out", file.to_str().unwrap()]].concat());
        golden(page, &std::fs::read_to_string(file).unwrap());
    }
    golden("preview.txt", &printed(&["preview"]));
    let failed = leadwright(root(), &["preview", "wellcome"]);
    assert!(!failed.status.success());
    assert!(
        String::from_utf8_lossy(&failed.stderr).contains("there is no mail, no sequence and no report \"wellcome\"")
    );
}

#[test]
fn golden_pages_of_sellers() {
    let stack = Stack::start();
    let monday = noon(&stack, Weekday::Monday);
    let mut fields = person(1);
    fields["timeline"] = json!("quarter");
    stack.submit_and_settle("demo-request", &fields);
    let golden = |name: &str, page: &str| golden(name, &redacted(page, &stack, monday));
    let path = link(&stack, "ana@acme.example");
    golden("lead.html", &page(&stack, &path).1);
    go_to(&stack, monday, 13, 0);
    stack.advance("30s");
    golden("lead-pressed.html", &press(&stack, &path, "do=reached&note=Wants+a+test."));
    let (name, _) = page(&stack, &path);
    let refused = format!("press={name}&do=not-now&again=&reason=not-now&note=Kept");
    golden("lead-refused.html", &read_text(&mut stack.post(&path, URLENCODED, &refused)));
    let ana = stack.log_in("ana");
    let away = "/desk/away";
    golden("away.html", &ana.page(away));
    let until = monday.checked_add(4.days()).unwrap();
    let refused = format!("{}&do=away&from={until}&until={monday}", ana.press_of(away));
    golden("away-refused.html", &read_text(&mut ana.post(away, &refused)));
    golden("away-saved.html", &ana.press(away, &format!("do=away&from={monday}&until={until}")));
    golden("log-in.html", &read_text(&mut stack.get("/desk/log-in?out")));
    let link = stack.printed(&["login", "ana"]);
    golden("log-in-link.html", &read_text(&mut stack.get(link.trim().strip_prefix(&stack.url).unwrap())));
}

#[test]
fn golden_pages() {
    let stack = Stack::start();
    golden("form.html", &read_text(&mut stack.get("/forms/guide-download")));
    golden("form-demo.html", &read_text(&mut stack.get("/forms/demo-request")));
    golden(
        "form-refused.html",
        &read_text(&mut stack.post("/forms/guide-download", URLENCODED, "email=maria&name=Maria")),
    );
    golden("not-found.html", &read_text(&mut stack.get("/elsewhere")));
    golden("thank-you.html", &read_text(&mut stack.get("/forms/guide-download/thank-you")));
    stack.submit_and_settle("guide-download", &json!({"email": "jose@gmail.com", "consent": true}));
    stack.advance("25h");
    let link = stack.inbox()[0]["headers"]["List-Unsubscribe"].as_str().unwrap().trim_matches(['<', '>']).to_owned();
    let path = link.strip_prefix(&stack.url).unwrap();
    let golden_page = |name: &str, page: &str| golden(name, &redacted(page, &stack, MONDAY));
    golden_page("unsubscribe.html", &read_text(&mut stack.get(path)));
    golden_page("unsubscribed.html", &read_text(&mut stack.post(path, URLENCODED, "List-Unsubscribe=One-Click")));
    golden("unsubscribe-unknown.html", &read_text(&mut stack.get("/unsubscribe/x.y.z")));
}

#[test]
fn golden_mail_and_pages_of_a_confirmation() {
    let mailed = Mailed::new();
    let stack = &mailed.stack;
    let unsubscribe = mailed.links().unsubscribe();
    stack.post(&unsubscribe, URLENCODED, "List-Unsubscribe=One-Click");
    stack.settle();
    let golden_page = |name: &str, page: &str| golden(name, &redacted(page, stack, MONDAY));
    golden_page("unsubscribed-before.html", &read_text(&mut stack.get(&unsubscribe)));
    stack.submit_and_settle("newsletter", &json!({"email": "jose@gmail.com", "consent": true}));
    golden_mail(stack, MONDAY, "Was it you?", "confirm");
    let path = confirmation(stack);
    let asked = read_text(&mut stack.get(&path));
    let (before, after) = asked.split_once("<p>On ").expect("the day");
    let (_, after) = after.split_once(", somebody").expect("the rest of the sentence");
    golden_page("confirm-asked.html", &format!("{before}<p>On DAY, somebody{after}"));
    assert_eq!(press_confirm(stack, &path).status(), 303);
    golden_page("confirmed.html", &read_text(&mut stack.get(&path)));
    stack.post(&unsubscribe, URLENCODED, "List-Unsubscribe=One-Click");
    stack.settle();
    golden_page("confirm-withdrawn.html", &read_text(&mut stack.get(&path)));
    stack.advance("8d");
    golden_page("confirm-expired.html", &read_text(&mut stack.get(&path)));
}

/// A page without the day on which the lead agreed to mail.
fn without_day(page: &str) -> String {
    let Some((before, after)) = page.split_once("You agreed to our mail on ") else { return page.to_owned() };
    let (_, after) = after.split_once(".</p>").expect("the end of the sentence");
    format!("{before}You agreed to our mail on DAY.</p>{after}")
}

#[test]
fn golden_pages_of_preferences() {
    let mailed = Mailed::new();
    let path = mailed.links().preferences();
    golden("preferences.html", &without_day(&read_text(&mut mailed.stack.get(&path))));
    golden("preferences-saved.html", &without_day(&mailed.press("topic-news=yes&do=save")));
    let paused = without_day(&mailed.press("topic-news=yes&do=pause"));
    let begin = paused.find(" until ").expect("a day") + 7;
    let end = begin + paused[begin..].find(". Then").expect("the end of the sentence");
    golden("preferences-paused.html", &format!("{}DAY{}", &paused[..begin], &paused[end..]));
    golden("preferences-off.html", &mailed.press("do=stop"));
    golden("preferences-nothing-ticked.html", &read_text(&mut mailed.stack.post(&path, URLENCODED, "do=again")));
    golden("no-link.html", &read_text(&mut mailed.stack.get("/c/x")));
}
