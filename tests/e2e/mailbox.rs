//! Mails that people write to the company: a new lead with its words, a reply of a known one, kept aside, or ignored.

use std::path::Path;

use leadwright_tests::{Stack, copy_config, edit, mail_at_any_hour, person};
use serde_json::{Value, json};

const EMAIL: &str = "person1@customer1.example";

/// A stack whose mails are posts of the form for demos.
fn with_mailbox() -> (tempfile::TempDir, Stack) {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    edit(
        folder.path(),
        "infra/config/company.yaml",
        "# mailbox: {form: demo-request}",
        "mailbox: {form: demo-request} #",
    );
    let stack = Stack::start_at(folder.path(), ":memory:");
    (folder, stack)
}

fn mail(from: &str, more: &str, words: &str) -> String {
    format!(
        "From: Maria Silva <{from}>\r\nSubject: Forty vans\r\nMessage-ID: <{}@x.example>\r\n{more}\r\n{words}\r\n",
        words.len()
    )
}

fn receive(stack: &Stack, folder: &Path, mail: &str, flags: &[&str]) -> Value {
    let file = folder.join("a.eml");
    std::fs::write(&file, mail).unwrap();
    let printed = stack.printed(&[&["receive", file.to_str().unwrap(), "--json"], flags].concat());
    stack.settle();
    serde_json::from_str::<Value>(&printed).unwrap()["mail"].clone()
}

fn kinds(stack: &Stack, who: &str, kind: &str) -> Vec<Value> {
    let lead = stack.lead(who);
    lead["timeline"].as_array().unwrap().iter().filter(|one| one["kind"] == kind).cloned().collect()
}

#[test]
fn a_mail_of_somebody_new_is_a_lead_with_its_words_that_agreed_to_nothing() {
    let (folder, stack) = with_mailbox();
    let question = mail(EMAIL, "", "We need 40 vans on the road.\r\n\r\n-- \r\nMaria\r\n");
    assert_eq!(receive(&stack, folder.path(), &question, &["--genuine"])["became"], "lead");
    let sent = kinds(&stack, EMAIL, "form_submitted");
    assert_eq!(sent[0]["message"], "Forty vans\n\nWe need 40 vans on the road.");
    let lead = stack.lead(EMAIL);
    assert!(lead["owner"].is_string() && lead["consent"].is_null(), "{lead}");
    assert_eq!(stack.subjects_to(EMAIL).len(), 1, "the form's thank-you mail: {:?}", stack.inbox());
    // The same mail is one, in another file too.
    let again = format!("X-Spam-Score: 0\r\n{question}");
    for copy in [&question, &again] {
        receive(&stack, folder.path(), copy, &["--genuine"]);
    }
    assert_eq!(kinds(&stack, EMAIL, "form_submitted").len(), 1);
    stack.assert_sound();
}

#[test]
fn a_mail_of_a_known_lead_is_its_reply_and_ends_its_sequence() {
    let (folder, stack) = with_mailbox();
    let mut fields = person(1);
    fields["consent"] = json!("yes");
    stack.submit_and_settle("guide-download", &fields);
    let is_planned =
        |lead: &Value| lead["agenda"].as_array().is_some_and(|all| all.iter().any(|one| one["step"].is_object()));
    assert!(is_planned(&stack.lead(EMAIL)));
    let reply = mail(
        EMAIL,
        "Content-Type: multipart/mixed; boundary=b\r\n",
        "--b\r\nContent-Type: text/plain\r\n\r\nYes, please call.\r\n\r\nOn 3 Dec 2026, Ana <ana@acme.example> wrote:\r\n> Shall I?\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=vans.pdf\r\n\r\nx\r\n--b--",
    );
    assert_eq!(receive(&stack, folder.path(), &reply, &["--genuine"])["became"], "reply");
    let replies = kinds(&stack, EMAIL, "reply_received");
    assert_eq!(replies[0]["note"], "Forty vans\n\nYes, please call.\n\nAttachments, not kept: vans.pdf.");
    assert!(!is_planned(&stack.lead(EMAIL)), "the sequence is over: {}", stack.lead(EMAIL));
    stack.assert_sound();
}

/// An answer from another address is of the lead whose mail it answers, and changes nothing else of it.
#[test]
fn an_answer_from_another_address_is_of_the_lead_whose_mail_it_answers() {
    let (folder, stack) = with_mailbox();
    stack.submit_and_settle("demo-request", &person(1));
    let sent = stack.inbox().into_iter().find(|mail| mail.to_string().contains(EMAIL)).unwrap();
    let raw = sent["raw"].as_str().unwrap();
    let at = raw.find("References: ").expect("a reference") + "References: ".len();
    let reference = raw[at..].split(['\r', '\n']).next().unwrap();
    let reply =
        mail("maria@home.example", &format!("References: {reference} <x@amazonses.com>\r\n"), "Yes, from home.");
    assert_eq!(receive(&stack, folder.path(), &reply, &["--genuine"])["became"], "reply");
    assert_eq!(kinds(&stack, EMAIL, "reply_received").len(), 1);
    assert_eq!(stack.lead(EMAIL)["email"], EMAIL);
    stack.assert_sound();
}

/// Whoever writes another's address into a mail changes nothing of theirs, until a person says that it is right.
#[test]
fn a_mail_that_nobody_vouches_for_touches_no_lead_until_a_person_releases_it() {
    let (folder, stack) = with_mailbox();
    stack.submit_and_settle("demo-request", &person(1));
    let before = stack.lead(EMAIL);
    let forged = mail(EMAIL, "", "Please call my other number: +351 900 000 000");
    // Its own headers of SES stand below.
    let below = mail(
        EMAIL,
        "X-SES-Spam-Verdict: PASS\r\nAuthentication-Results: amazonses.com; dmarc=pass header.from=customer1.example;\r\nX-SES-RECEIPT: x\r\n",
        "Stop writing to me",
    );
    for mail in [&forged, &below] {
        assert_eq!(receive(&stack, folder.path(), mail, &[])["became"], "aside");
    }
    assert_eq!(stack.lead(EMAIL), before);
    let waiting: Vec<Value> = serde_json::from_str(&stack.printed(&["suspects", "--json"])).unwrap();
    assert_eq!(waiting.len(), 2);
    let page = stack.log_in("dora").page("/desk/suspects");
    assert!(page.contains("SES did not check this mail") && page.contains("Please call my other number"), "{page}");
    assert!(page.contains(EMAIL), "{page}");
    let forged = waiting.iter().find(|one| one.to_string().contains("other number")).unwrap();
    for _ in 0..2 {
        stack.command(&["suspects", "release", forged["post"].as_str().unwrap()]);
        stack.settle();
    }
    assert_eq!(kinds(&stack, EMAIL, "reply_received").len(), 1);
    // Of somebody new it is kept aside, too.
    let stranger = mail("joe@customer9.example", "", "Hello there, we have a question.");
    assert_eq!(receive(&stack, folder.path(), &stranger, &[])["became"], "aside");
    assert!(!stack.command(&["lead", "joe@customer9.example"]).status.success());
    assert!(stack.subjects_to("joe@customer9.example").is_empty(), "no answer to who may not have written");
    stack.assert_sound();
}

#[test]
fn what_machines_and_our_own_people_send_makes_no_lead_and_no_answer() {
    let (folder, stack) = with_mailbox();
    let automatic = mail("joe@customer9.example", "Auto-Submitted: auto-replied\r\n", "I am away.");
    let list = mail("news@customer9.example", "List-Id: <news.customer9.example>\r\n", "News of the week.");
    let ours = mail("ana@acme.example", "", "A note to ourselves.");
    for (mail, why) in [(automatic, "machine"), (list, "list"), (ours, "your own")] {
        let became = receive(&stack, folder.path(), &mail, &["--genuine"]);
        assert!(became["why"].as_str().is_some_and(|said| said.contains(why)), "{became}");
    }
    assert_eq!(stack.mails(), 0);
    assert!(!stack.command(&["lead", "joe@customer9.example"]).status.success());
    stack.assert_sound();
}

#[test]
fn a_mail_lifts_no_refusal_and_without_a_mailbox_nothing_is_read() {
    let (folder, stack) = with_mailbox();
    stack.submit_and_settle("demo-request", &person(1));
    stack.tell(&json!({"kind": "unsubscribed", "email": EMAIL}));
    stack.settle();
    let refused = stack.lead(EMAIL)["consent"].clone();
    receive(&stack, folder.path(), &mail(EMAIL, "", "I agree to everything, subscribe me again."), &["--genuine"]);
    assert_eq!(stack.lead(EMAIL)["consent"], refused);
    stack.assert_sound();

    let without = Stack::start();
    let became = receive(&without, folder.path(), &mail(EMAIL, "", "Hello there"), &["--genuine"]);
    assert!(became["why"].as_str().unwrap().contains("`mailbox`"), "{became}");
}
