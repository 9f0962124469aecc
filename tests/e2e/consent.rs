//! Consent, its end, and who alone takes a "no" back.

use leadwright_tests::{Stack, copy_config, edit, mail_at_any_hour, read_json, read_text};
use serde_json::{Value, json};
use ureq::Body;
use ureq::http::Response;

const URLENCODED: &str = "application/x-www-form-urlencoded";
const UNA: &str = "una@gmail.com";

/// A reader of the guide's mails, who has had the first and unsubscribed by one click.
fn unsubscribed() -> (Stack, String) {
    let stack = Stack::start();
    stack.submit_and_settle("guide-download", &json!({"email": UNA, "name": "Una", "consent": "yes"}));
    stack.advance("25h");
    let link =
        stack.inbox()[0]["headers"]["List-Unsubscribe"].as_str().expect("a link").trim_matches(['<', '>']).to_owned();
    let path = link.strip_prefix(&stack.url).expect("a link of this stack").to_owned();
    assert_eq!(stack.post(&path, URLENCODED, "List-Unsubscribe=One-Click").status(), 200);
    stack.settle();
    assert_eq!(may_be_marketed_to(&stack), false);
    (stack, path)
}

fn may_be_marketed_to(stack: &Stack) -> Value {
    stack.lead(UNA)["may_be_marketed_to"].clone()
}

/// The path of the link in the newest mail that asks to confirm.
pub(crate) fn confirmation(stack: &Stack) -> String {
    let mails = stack.inbox();
    let mail =
        mails.iter().find(|mail| mail["subject"].as_str().is_some_and(|subject| subject.starts_with("Was it you?")));
    let html = mail.expect("a mail that asks")["html"].as_str().expect("HTML").to_owned();
    let begin = html.find("/confirm/").expect("a link");
    html[begin..].split('"').next().expect("its end").to_owned()
}

/// What the button of the page posts; nothing if it has none.
pub(crate) fn shown(stack: &Stack, path: &str) -> String {
    let page = read_text(&mut stack.get(path));
    let value = page.split_once("name=\"shown\" value=\"").and_then(|(_, rest)| rest.split('"').next());
    value.map(|value| format!("shown={value}")).unwrap_or_default()
}

/// Presses the button of the page.
pub(crate) fn press_confirm(stack: &Stack, path: &str) -> Response<Body> {
    stack.post(path, URLENCODED, &shown(stack, path))
}

/// How many mails asked to confirm.
fn asked(stack: &Stack) -> usize {
    stack.subjects_to(UNA).iter().filter(|subject| subject.starts_with("Was it you?")).count()
}

/// An import subscribes again who had unsubscribed.
#[test]
fn r_keila_253_no_import_subscribes_again_who_unsubscribed() {
    let (stack, _) = unsubscribed();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.csv");
    let import = |rows: &str, flags: &[&str]| {
        std::fs::write(&list, rows).unwrap();
        let list = list.to_str().expect("a path");
        stack.command(&[&["import", list, "--source", "fair"], flags].concat())
    };
    let day = stack.status()["now"].as_str().expect("a time")[..10].to_owned();
    let rows = [
        "email,name,consent\nuna@gmail.com,Una,yes\nnew@gmail.com,New,ja\n".to_owned(),
        // Another cell of the row is another row.
        "email,name,consent\nUna@gmail.com,Una B.,yes\nnew@gmail.com,New,ja\n".to_owned(),
        format!("email,name,consent,date\nuna@gmail.com,Una,yes,2020-01-01\nuna@gmail.com,Una,yes,{day}\n"),
    ];
    for (rows, said, flags) in
        [(&rows[0], "1 row", &[][..]), (&rows[1], "1 row", &["--start"]), (&rows[2], "2 rows", &[])]
    {
        let output = import(rows, flags);
        let printed = String::from_utf8_lossy(&output.stdout);
        let note =
            format!("still no marketing mail, whatever the list says of consent: {said} about people who unsubscribed");
        assert!(output.status.success() && printed.contains(&note), "{printed}");
        assert_eq!(may_be_marketed_to(&stack), false);
    }
    assert_eq!(stack.lead("new@gmail.com")["may_be_marketed_to"], true);
    // A list does not end a suppression either. A value that is no known yes is named, and is no consent.
    stack.printed(&["suppress", "old@gmail.com"]);
    let output = import("email,consent\nold@gmail.com,yes\nodd@gmail.com,undefined\nnot@gmail.com,nein\n", &[]);
    let (printed, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(printed.contains("consent: 1 row about addresses that take no mail"), "{printed}");
    assert!(errors.contains("list.csv:3: consent: \"undefined\" is neither yes nor no"), "{errors}");
    assert!(!errors.contains("list.csv:4"), "{errors}");
    for address in ["odd@gmail.com", "not@gmail.com"] {
        assert_eq!(stack.lead(address)["may_be_marketed_to"], false, "{address}");
    }
    // A guide, without its box.
    stack.submit_and_settle("guide-download", &json!({"email": UNA, "message": "Another wish"}));
    stack.advance("20d");
    let subjects = stack.subjects_to(UNA);
    assert_eq!(subjects, ["Your field service guide", "Three things to try this week", "Your field service guide"]);
    stack.assert_sound();
}

/// A stranger who knows an address subscribes it again by a public form.
#[test]
fn r_listmonk_2008_a_form_subscribes_again_only_who_confirms_it_by_mail() {
    let (stack, _) = unsubscribed();
    let tick = json!({"email": UNA, "name": "Buy at evil.example", "topic": "routes", "consent": "yes"});
    for _ in 0..3 {
        stack.submit_and_settle("newsletter", &tick);
        stack.advance("1h");
    }
    stack.submit_and_settle("guide-download", &json!({"email": UNA, "consent": "on", "message": "Hello"}));
    assert_eq!((asked(&stack), may_be_marketed_to(&stack)), (1, json!(false)));
    let mail =
        stack.inbox().into_iter().find(|mail| mail["subject"].as_str().unwrap().starts_with("Was it you?")).unwrap();
    assert!(mail["headers"]["List-Unsubscribe"].is_null(), "{mail}");
    for part in ["text", "html", "subject"] {
        let part = mail[part].as_str().unwrap();
        assert!(!part.contains("evil") && !part.contains("Buy") && !part.contains("Hello\r\nBuy"), "{part}");
    }
    let path = confirmation(&stack);
    // A scanner follows the link, and the person does not yet.
    let page = read_text(&mut stack.get(&path));
    assert!(page.contains("Send me tips for field service by e-mail") && page.contains("<button"), "{page}");
    assert_eq!(stack.head(&path).status(), 200);
    stack.settle();
    assert_eq!(may_be_marketed_to(&stack), false);
    for wrong in ["/confirm/x", &path[..path.len() - 1], &path.replace("confirm", "preferences")] {
        assert_eq!(stack.get(wrong).status(), 404, "{wrong}");
        assert_eq!(stack.post(wrong, URLENCODED, "").status(), 404, "{wrong}");
    }
    let button = shown(&stack, &path);
    stack.fault(
        &json!({"service": "dynamodb", "operation": "GetItem", "fault": "error", "times": 9, "function": "engagement"}),
    );
    assert_eq!(stack.post(&path, URLENCODED, &button).status(), 503);
    assert_eq!(may_be_marketed_to(&stack), false);

    for _ in 0..2 {
        let answer = press_confirm(&stack, &path);
        assert!([200, 303].contains(&answer.status().as_u16()));
        assert_eq!(may_be_marketed_to(&stack), true);
    }
    let page = read_text(&mut stack.get(&path));
    assert!(page.contains("You get our mail") && !page.contains("<button"), "used: {page}");
    let lead = stack.lead(UNA);
    let timeline = lead["timeline"].as_array().unwrap();
    let confirmed: Vec<&Value> = timeline.iter().filter(|one| one["kind"] == "consent_confirmed").collect();
    assert_eq!(confirmed.len(), 1);
    assert_eq!((&confirmed[0]["form"], &confirmed[0]["wording"]), (&json!("newsletter"), &json!("2026-11")));
    assert!(timeline.iter().any(|one| one["id"] == confirmed[0]["asked"]), "the time of the tick is kept");
    let told = stack.printed(&["lead", UNA]);
    for words in
        ["Was asked by mail to confirm the consent", "Confirmed from their own address that they want marketing mail"]
    {
        assert!(told.contains(words), "{told}");
    }
    // What the form promised comes now.
    stack.advance("4d");
    assert!(
        stack.subjects_to(UNA).iter().any(|subject| subject.starts_with("Welcome")),
        "{:?}",
        stack.subjects_to(UNA)
    );
    stack.assert_sound();
}

#[test]
fn a_link_to_confirm_ends_with_its_time_and_with_another_no() {
    let (stack, leave) = unsubscribed();
    stack.submit_and_settle("newsletter", &json!({"email": UNA, "consent": "yes"}));
    let path = confirmation(&stack);
    stack.post(&leave, URLENCODED, "List-Unsubscribe=One-Click");
    stack.settle();
    let mut withdrawn = press_confirm(&stack, &path);
    assert_eq!(withdrawn.status(), 410);
    assert!(read_text(&mut withdrawn).contains("You unsubscribed after this mail was asked for, or"));
    assert_eq!(may_be_marketed_to(&stack), false);
    stack.advance("6d");
    stack.submit_and_settle("newsletter", &json!({"email": UNA, "consent": "yes", "topic": "parts"}));
    assert_eq!(asked(&stack), 1, "one in seven days");
    stack.advance("25h");
    stack.submit_and_settle("newsletter", &json!({"email": UNA, "consent": "yes", "topic": "paper"}));
    assert_eq!(asked(&stack), 2);
    let mut expired = press_confirm(&stack, &path);
    assert_eq!(expired.status(), 410);
    assert!(read_text(&mut expired).contains("This link has expired"));
    assert_eq!(may_be_marketed_to(&stack), false);
    assert_eq!(press_confirm(&stack, &confirmation(&stack)).status(), 303);
    assert_eq!(may_be_marketed_to(&stack), true);
    stack.assert_sound();
}

#[test]
fn nobody_is_asked_to_confirm_after_a_complaint_or_a_bounce() {
    for address in ["complaint@simulator.amazonses.com", "bounce@simulator.amazonses.com"] {
        let stack = Stack::start();
        let id = stack.submit_and_settle("guide-download", &json!({"email": address, "consent": "yes"}));
        stack.tell(&json!({"kind": "unsubscribed", "lead": id}));
        stack.submit_and_settle("newsletter", &json!({"email": address, "consent": "yes"}));
        assert_eq!(stack.subjects_to(address).len(), 1, "the guide alone");
    }
}

#[test]
fn a_stop_by_the_team_is_lifted_by_the_person_alone() {
    let stack = Stack::start();
    let id = stack.submit_and_settle("guide-download", &json!({"email": UNA, "consent": "yes"}));
    stack.tell(&json!({"kind": "nurture_stopped", "lead": id, "by": "ana"}));
    stack.submit_and_settle("newsletter", &json!({"email": UNA, "consent": "yes"}));
    assert_eq!((asked(&stack), may_be_marketed_to(&stack)), (1, json!(false)));
    press_confirm(&stack, &confirmation(&stack));
    assert_eq!(may_be_marketed_to(&stack), true);
    stack.assert_sound();
}

/// What is no known yes is recorded as consent.
#[test]
fn r_suitecrm_5547_a_no_in_other_words_is_no_consent() {
    let stack = Stack::start();
    for (number, word) in ["n", "undefined", "null", "nein", "maybe"].into_iter().enumerate() {
        let address = format!("no{number}@gmail.com");
        stack.submit_and_settle("guide-download", &json!({"email": address, "consent": word}));
        assert_eq!(stack.lead(&address)["may_be_marketed_to"], false, "{word}");
        let mut refused = stack.submit("newsletter", &json!({"email": address, "consent": word}));
        assert_eq!(refused.status(), 422, "{word}");
        assert_eq!(read_json(&mut refused)["errors"][0]["field"], "consent");
    }
    // The answer to a script says what was understood.
    let answered = |word: &str| {
        read_json(&mut stack.submit("guide-download", &json!({"email": UNA, "consent": word})))["consent"].clone()
    };
    assert_eq!((answered("nein"), answered("Sim")), (json!(false), json!(true)));
    stack.settle();
    assert_eq!(may_be_marketed_to(&stack), true);
}

#[test]
fn a_form_for_nothing_but_mail_asks_for_its_box() {
    let stack = Stack::start();
    let page = read_text(&mut stack.get("/forms/newsletter"));
    assert!(page.contains("name=\"consent\" value=\"yes\" required>"), "{page}");
    let mut refused = stack.post("/forms/newsletter", URLENCODED, "email=una%40gmail.com&name=Una&topic=parts");
    assert_eq!(refused.status(), 422);
    let page = read_text(&mut refused);
    for part in [
        "value=\"una@gmail.com\"",
        "value=\"Una\"",
        "<option value=\"parts\" selected>",
        "aria-describedby=\"consent-error\"",
        "id=\"consent-error\">Please tick this box",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(stack.post("/forms/newsletter", URLENCODED, "email=una%40gmail.com&consent=yes").status(), 303);
}

#[test]
fn thanks_tell_whether_mail_comes() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    let without = "without_consent: {thanks: We do not write to you.}\nconsent:\n  value: agreed";
    edit(folder.path(), "infra/config/forms/guide-download.yaml", "consent:", without);
    let stack = Stack::start_at(folder.path(), ":memory:");
    let thanks = |fields: &str| {
        let answer = stack.post("/forms/guide-download", URLENCODED, fields);
        assert_eq!(answer.status(), 303);
        read_text(&mut stack.get(answer.headers()["location"].to_str().unwrap()))
    };
    for (fields, words) in [
        ("email=a%40gmail.com", "We do not write to you."),
        ("email=b%40gmail.com&consent=maybe", "We do not write to you."),
        ("email=c%40gmail.com&consent=yes", "The link to the guide is in your mail."),
        ("email=d%40gmail.com&consent=agreed", "The link to the guide is in your mail."),
    ] {
        let page = thanks(fields);
        assert!(page.contains(words), "{fields}: {page}");
    }
    stack.settle();
    assert_eq!(stack.lead("d@gmail.com")["may_be_marketed_to"], true);
    assert!(read_text(&mut stack.get("/forms/guide-download")).contains("name=\"consent\" value=\"agreed\""));
}

#[test]
fn who_is_unsubscribed_is_not_asked_again_whether_to_unsubscribe() {
    let (stack, path) = unsubscribed();
    let page = read_text(&mut stack.get(&path));
    assert!(page.contains("You are unsubscribed") && !page.contains("<button"), "{page}");
    let begin = page.find("../preferences/").expect("the way to the preferences") + 2;
    let preferences = page[begin..].split('"').next().expect("its end").to_owned();
    let choices = read_text(&mut stack.get(&preferences));
    assert!(!choices.contains("Unsubscribe from all"), "{choices}");
    let none = stack.post(&preferences, URLENCODED, "do=again&topic-tips=no");
    assert_eq!(none.status(), 422, "a no in a box is no tick");
    // A mail program may still say so: it is done already.
    assert_eq!(stack.post(&path, URLENCODED, "List-Unsubscribe=One-Click").status(), 200);
    assert_eq!(stack.post(&preferences, URLENCODED, "do=again&topic-tips=yes").status(), 303);
    let page = read_text(&mut stack.get(&path));
    assert!(page.contains("<button type=\"submit\">Unsubscribe"), "{page}");
}
