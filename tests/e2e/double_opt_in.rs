//! Double opt-in, consents by purpose, and the words that people agreed to.

use std::path::Path;

use leadwright_tests::{BROWSER, Stack, copy_config, edit, mail_at_any_hour, read_json, read_text};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::consent::{confirmation, press_confirm, shown};
use crate::desk_pages::Member;

const URLENCODED: &str = "application/x-www-form-urlencoded";
const UNA: &str = "una@gmail.com";

/// A company with double opt-in on all of its forms, a page on data protection, and a box for each purpose.
fn config() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    for form in ["newsletter", "guide-download", "demo-request"] {
        let file = format!("infra/config/forms/{form}.yaml");
        edit(folder.path(), &file, "consent:\n", "consent:\n  double_opt_in: true\n");
    }
    let boxes = "consents:\n  - {purpose: phone, version: p1, wording: You may call me.}\n  - {purpose: measuring, version: m1, wording: You may measure what I read.}\nfields:\n";
    edit(folder.path(), "infra/config/forms/guide-download.yaml", "fields:\n", boxes);
    edit(folder.path(), "infra/config/company.yaml", "# privacy:", "privacy:");
    folder
}

fn stack(folder: &Path) -> Stack {
    Stack::start_at(folder, ":memory:")
}

fn guide(extra: &str) -> String {
    format!("email=una%40gmail.com&name=Buy+at+evil.example&consent=yes{extra}")
}

/// The path of the preference page that a page links to.
fn preferences(page: &str) -> String {
    let begin = page.find("../preferences/").expect("the way to the preferences") + 2;
    page[begin..].split('"').next().expect("its end").to_owned()
}

fn of_kind<'a>(lead: &'a Value, kind: &str) -> Vec<&'a Value> {
    lead["timeline"].as_array().expect("a timeline").iter().filter(|one| one["kind"] == kind).collect()
}

/// Spammers put their text into the name, and the opt-in mail delivers it; the thank-you and the first mails follow.
#[test]
fn r_listmonk_1133_nothing_is_sent_before_the_address_confirms_and_everything_after() {
    let folder = config();
    let stack = stack(folder.path());
    let page = read_text(&mut stack.get("/forms/guide-download"));
    for part in ["name=\"consent_phone\"", "name=\"consent_measuring\"", "href=\"https://www.acme.example/privacy\""] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let headers = [("accept", BROWSER), ("content-type", URLENCODED)];
    let answer = stack.request("POST", "/forms/guide-download", &headers, &guide("&consent_measuring=yes"));
    assert_eq!(answer.status(), 303);
    let to = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(read_text(&mut stack.get(&to)).contains("Please look in your mailbox"), "{to}");
    stack.settle();
    stack.advance("3d");
    assert_eq!(stack.subjects_to(UNA).len(), 1, "{:?}", stack.subjects_to(UNA));
    let lead = stack.lead(UNA);
    assert_eq!((&lead["may_be_marketed_to"], &lead["awaits_confirmation"]), (&json!(false), &json!(true)));
    assert_eq!(lead["agrees_to"], json!(["measuring"]), "a link in a mail proves nothing about a browser");
    let sent = of_kind(&lead, "form_submitted")[0];
    assert_eq!(sent["agreed"]["network"], "127.0.0.0/24", "{sent}");

    let mail = &stack.inbox()[0];
    for part in ["text", "html", "subject"] {
        assert!(!mail[part].as_str().unwrap().contains("evil"), "no word of the visitor: {mail}");
    }

    // A scanner follows the link; the person presses the button.
    let path = confirmation(&stack);
    let page = read_text(&mut stack.get(&path));
    assert!(page.contains("somebody entered your address") && page.contains("Send me the tips"), "{page}");
    stack.settle();
    assert_eq!(stack.lead(UNA)["may_be_marketed_to"], false);
    for _ in 0..2 {
        assert!([200, 303].contains(&press_confirm(&stack, &path).status().as_u16()));
    }
    stack.settle();
    let lead = stack.lead(UNA);
    assert_eq!(lead["may_be_marketed_to"], true);
    let confirmed = of_kind(&lead, "consent_confirmed");
    assert_eq!((confirmed.len(), &confirmed[0]["network"]), (1, &json!("127.0.0.0/24")));
    assert_eq!(stack.subjects_to(UNA)[1..], ["Your field service guide"], "what the visitor asked for");
    stack.advance("25h");
    assert_eq!(stack.subjects_to(UNA).len(), 3, "the sequence: {:?}", stack.subjects_to(UNA));
    // No further form asks: the address is known.
    stack.submit_and_settle("newsletter", &json!({"email": UNA, "consent": "yes"}));
    assert_eq!(stack.subjects_to(UNA).iter().filter(|subject| subject.starts_with("Was it you?")).count(), 1);
    stack.assert_sound();
}

/// Notifuse sends the mail to confirm again with every post.
#[test]
fn r_notifuse_double_opt_in_asks_once_for_all_forms_and_a_demo_reaches_sales() {
    let folder = config();
    let stack = stack(folder.path());
    let answer = read_json(&mut stack.submit("newsletter", &json!({"email": UNA, "consent": "yes"})));
    assert_eq!((&answer["consent"], &answer["to_confirm"]), (&json!(true), &json!(true)));
    stack.settle();
    stack.submit_and_settle("guide-download", &json!({"email": UNA, "consent": "yes"}));
    stack.submit_and_settle("demo-request", &json!({"email": UNA, "consent": "yes", "message": "Call me"}));
    assert_eq!(stack.subjects_to(UNA).len(), 1);
    let lead = stack.lead(UNA);
    assert_eq!(lead["stage"], "sql");
    assert!(stack.inbox().iter().any(|mail| mail["subject"].as_str().unwrap().contains("wants a demo")), "to sales");
    let path = confirmation(&stack);
    let page = read_text(&mut stack.get(&path));
    assert_eq!(page.matches("<blockquote>").count(), 3, "{page}");
    press_confirm(&stack, &path);
    stack.settle();
    let subjects = stack.subjects_to(UNA);
    assert_eq!(subjects.len(), 3, "the thank-yous of guide and demo: {subjects:?}");
    stack.assert_sound();
}

#[test]
fn what_nobody_confirms_is_forgotten_and_its_link_is_over() {
    let folder = config();
    let stack = stack(folder.path());
    stack.submit_and_settle("newsletter", &json!({"email": UNA, "consent": "yes"}));
    let path = confirmation(&stack);
    stack.advance("31d");
    let lead = stack.lead(UNA);
    assert_eq!((lead["stage"].as_str(), of_kind(&lead, "consent_expired").len()), (Some("suspect"), 1));
    assert_eq!(stack.subjects_to(UNA).len(), 1);
    assert_eq!(press_confirm(&stack, &path).status(), 410);
    assert_eq!(stack.lead(UNA)["may_be_marketed_to"], false);
    let told = stack.printed(&["lead", UNA]);
    assert!(told.contains("Did not confirm their address in time"), "{told}");
    stack.submit_and_settle("newsletter", &json!({"email": UNA, "consent": "yes"}));
    assert_eq!((stack.subjects_to(UNA).len(), stack.lead(UNA)["stage"].as_str()), (2, Some("lead")));
    stack.printed(&["audit"]);
    stack.assert_sound();
}

#[test]
fn the_preference_page_shows_what_was_agreed_to_and_withdraws_each() {
    let folder = config();
    let stack = stack(folder.path());
    let headers = [("accept", BROWSER), ("content-type", URLENCODED)];
    let posted = guide("&consent_phone=yes&consent_measuring=yes&phone=%2B351912345678");
    stack.request("POST", "/forms/guide-download", &headers, &posted);
    stack.settle();
    let path = confirmation(&stack);
    press_confirm(&stack, &path);
    let choices = preferences(&read_text(&mut stack.get(&path)));
    let page = || read_text(&mut stack.get(&choices));
    for part in ["Marketing mail", "Calls with offers", "Measuring of visits and clicks", "You agreed on "] {
        assert!(page().contains(part), "{part}: {}", page());
    }
    for (button, agrees) in [("withdraw-phone", json!(["measuring"])), ("withdraw-measuring", Value::Null)] {
        assert_eq!(stack.post(&choices, URLENCODED, &format!("do={button}")).status(), 303);
        assert_eq!(stack.lead(UNA)["agrees_to"], agrees, "{button}");
    }
    assert!(page().contains("You withdrew it on ") && page().contains("give-phone"), "{}", page());
    // Nobody else lifts it.
    stack.request("POST", "/forms/guide-download", &headers, &posted);
    stack.settle();
    assert_eq!(stack.lead(UNA)["agrees_to"], Value::Null);
    assert_eq!(stack.post(&choices, URLENCODED, "do=give-phone").status(), 303);
    assert_eq!(stack.lead(UNA)["agrees_to"], json!(["phone"]));
    for wrong in ["do=give-mail", "do=withdraw-everything"] {
        assert_eq!(stack.post(&choices, URLENCODED, wrong).status(), 422, "{wrong}");
    }
    stack.tell(&json!({"kind": "consent_withdrawn", "purpose": "phone", "email": UNA}));
    assert_eq!(stack.lead(UNA)["agrees_to"], Value::Null);
    // What was withdrawn is not measured: the next mail has neither picture nor links that count.
    stack.advance("25h");
    let mail =
        stack.inbox().into_iter().find(|mail| !mail["headers"]["List-Unsubscribe"].is_null()).expect("marketing mail");
    let html = mail["html"].as_str().unwrap();
    assert!(!html.contains("/o/") && !html.contains("/c/"), "{html}");
    stack.assert_sound();
}

/// The words of a consent are changed later, and nobody can say what was agreed to.
#[test]
fn the_words_of_a_consent_are_found_again_when_the_file_has_others() {
    let folder = config();
    let state = tempfile::tempdir().unwrap();
    let stack = Stack::start_at(folder.path(), state.path());
    let headers = [("accept", BROWSER), ("content-type", URLENCODED)];
    for number in 0..3 {
        let posted = format!("email=una{number}%40gmail.com&consent=yes&consent_phone=yes");
        stack.request("POST", "/forms/guide-download", &headers, &posted);
    }
    stack.settle();
    let wordings: Vec<Value> = serde_json::from_str(&stack.printed(&["wordings", "guide-download", "--json"])).unwrap();
    assert_eq!(wordings.len(), 2, "once each, however many agree: {wordings:?}");
    stack.stop();

    let file = "infra/config/forms/guide-download.yaml";
    edit(folder.path(), file, "You may call me.", "You may call me and my boss.");
    let stack = Stack::start_at(folder.path(), state.path());
    let told = stack.printed(&["wordings"]);
    assert!(told.contains("phone, version p1") && told.contains("no longer shown:\n    You may call me.\n"), "{told}");
    let id = stack.lead("una0@gmail.com")["id"].as_str().expect("an id").to_owned();
    let page = Member::new(&stack, "dora").page(&format!("/desk/leads/{id}"));
    for part in [
        "Calls with offers",
        "<q dir=\"auto\">You may call me.</q>",
        "The words of this version were changed since",
        "Consent history",
        "gets nothing else until then",
        "from network 127.0.0.0/24, to be confirmed",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("and my boss"), "{page}");
    stack.printed(&["audit"]);
}

/// A stranger who knows the address can't have the words of another form confirmed by a page that did not show them.
#[test]
fn the_button_confirms_what_its_page_showed_and_nothing_that_came_since() {
    let folder = config();
    let stack = stack(folder.path());
    stack.submit_and_settle("newsletter", &json!({"email": UNA, "consent": "yes"}));
    let path = confirmation(&stack);
    let open = shown(&stack, &path);
    stack.submit_and_settle("guide-download", &json!({"email": UNA, "consent": "yes"}));
    let mut again = stack.post(&path, URLENCODED, &open);
    let page = read_text(&mut again);
    assert!(again.status() == 200 && page.matches("<blockquote>").count() == 2, "{page}");
    // A button of another page, or none, confirms nothing either.
    for button in ["", "shown=x", "a=b"] {
        assert_eq!(stack.post(&path, URLENCODED, button).status(), 200, "{button}");
    }
    stack.settle();
    assert_eq!(stack.lead(UNA)["may_be_marketed_to"], false);
    assert_eq!(press_confirm(&stack, &path).status(), 303);
    stack.settle();
    let lead = stack.lead(UNA);
    assert_eq!((&lead["may_be_marketed_to"], of_kind(&lead, "consent_confirmed").len()), (&json!(true), 1));
    stack.assert_sound();
}
