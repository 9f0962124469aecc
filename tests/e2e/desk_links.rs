//! Links of mails to the team: how they end, and how a fresh one comes.

use std::path::Path;

use jiff::Timestamp;
use leadwright_domain::value::token::{AwayLink, SigningKeys};
use leadwright_tests::{BROWSER, Stack, copy_config, edit, mail_at_any_hour, person, read_text};

use crate::desk_log_in::post;
use crate::seller::{link, page, press};

const MARIA: &str = "person1@customer1.example";
const TEAM: &str = "infra/config/team.yaml";

/// A stack with a lead of Ana's, and the path of her link.
fn handed_off() -> (Stack, String) {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    let path = link(&stack, "ana@acme.example");
    (stack, path)
}

fn mails_to(stack: &Stack, person: &str) -> usize {
    stack.settle();
    stack.subjects_to(&format!("{person}@acme.example")).len()
}

#[test]
fn an_expired_link_has_a_fresh_one_mailed_to_its_person() {
    let (stack, old) = handed_off();
    stack.advance("30d");
    let before = mails_to(&stack, "ana");
    // Looking sends nothing.
    for _ in 0..2 {
        let mut answer = stack.get(&old);
        let shown = read_text(&mut answer);
        assert!(
            answer.status() == 410 && shown.contains("Mail me a fresh link") && !shown.contains("Maria"),
            "{shown}"
        );
    }
    stack.head(&old);
    assert_eq!(mails_to(&stack, "ana"), before);
    let (status, told) = post(&stack, &old, "");
    assert!(status == 200 && told.contains("Look into your mail") && !told.contains("Maria"), "{told}");
    assert_eq!(mails_to(&stack, "ana"), before + 1);
    let newest = &stack.inbox()[0];
    assert!(newest["to"].to_string().contains("ana@acme.example"), "{newest}");
    assert!(!newest["html"].as_str().unwrap().contains("Maria"), "a mail to a mailbox that others may read");
    let fresh = link(&stack, "ana@acme.example");
    assert_ne!(fresh, old);
    assert!(page(&stack, &fresh).1.contains("Maria Silva"));
    // Five mails an hour, those with log-ins among them.
    for asked in 2..=7 {
        // Two presses within a second are one.
        stack.advance("1m");
        assert_eq!(post(&stack, &old, "").1, told);
        assert_eq!(mails_to(&stack, "ana"), before + asked.min(5));
    }
    assert_eq!(post(&stack, "/desk/log-in", "do=mail&email=ana@acme.example").0, 200);
    assert_eq!(mails_to(&stack, "ana"), before + 5);
}

#[test]
fn an_expired_link_to_a_lead_of_somebody_else_has_nothing_mailed() {
    let (stack, old) = handed_off();
    let given = press(&stack, &old, "do=give&to=ben");
    assert!(given.contains("You reassigned it to Ben Weber") && !given.contains("Maria"), "{given}");
    let mut now = stack.get(&old);
    let told = read_text(&mut now);
    assert!(now.status() == 410 && told.contains("no longer yours") && !told.contains("Maria"), "{told}");
    stack.advance("31d");
    let before = mails_to(&stack, "ana");
    assert_eq!(post(&stack, &old, "").0, 200, "the same answer");
    assert_eq!(mails_to(&stack, "ana"), before);
}

/// The team without Ana.
fn without_ana(folder: &Path) {
    let path = folder.join(TEAM);
    let text = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (text.find("  - id: ana").unwrap(), text.find("  - id: ben").unwrap());
    std::fs::write(&path, format!("{}{}", &text[..begin], &text[end..])).unwrap();
    edit(folder, TEAM, "sales: [ana, ben, chloe]", "sales: [ben, chloe]");
    edit(folder, TEAM, "iberia: [ana]", "iberia: [ben]");
}

#[test]
fn a_link_ends_when_its_person_leaves_the_team() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    let state = folder.path().join("state");
    let stack = Stack::start_at(folder.path(), &state);
    stack.submit_and_settle("demo-request", &person(1));
    let path = link(&stack, "ana@acme.example");
    let (name, _) = page(&stack, &path);
    stack.stop();
    without_ana(folder.path());
    let stack = Stack::start_at(folder.path(), &state);
    let before = stack.inbox().len();
    for (status, told) in [
        {
            let mut answer = stack.get(&path);
            (answer.status().as_u16(), read_text(&mut answer))
        },
        post(&stack, &path, &format!("press={name}&do=accept")),
    ] {
        assert!(status == 410 && !told.contains("Maria") && !told.contains("Mail me"), "{told}");
    }
    stack.settle();
    assert_eq!(stack.inbox().len(), before);
}

/// A mail that was forwarded sent its first reader on holiday.
#[test]
fn an_old_link_to_absences_leads_to_the_log_in_and_changes_nothing() {
    let (stack, path) = handed_off();
    let hand_off = stack.inbox().into_iter().find(|mail| mail["to"].to_string().contains("ana@")).unwrap();
    let html = hand_off["html"].as_str().unwrap();
    assert!(html.contains(&format!("{}/desk/away\"", stack.url)) && !html.contains("/away/y"), "{html}");
    let keys = SigningKeys::read(stack.status()["secrets"]["SigningKey"].as_str().unwrap()).unwrap();
    let now: Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
    let old = |at: Timestamp| format!("/away/{}", keys.sign(&AwayLink { person: "ana".to_owned() }, at));
    let valid = old(now);
    let sent_on = stack.get(&valid);
    assert_eq!((sent_on.status().as_u16(), sent_on.headers()["location"].to_str().unwrap()), (302, "/desk/away"));
    assert_eq!(stack.get("/desk/away").headers()["location"], "/desk/log-in?to=%2Fdesk%2Faway");
    let mut expired = stack.get(&old(now - jiff::SignedDuration::from_hours(31 * 24)));
    let words = read_text(&mut expired);
    assert!(
        expired.status() == 410 && words.contains("Log in once") && words.contains("href=\"/desk/away\""),
        "{words}"
    );
    assert_eq!(
        stack.request("POST", &valid, &[("accept", BROWSER)], "do=away&from=2026-12-01&until=2026-12-24").status(),
        405
    );
    for wrong in ["/away/x".to_owned(), path.replace("/lead/", "/away/"), valid.replace("/away/", "/lead/")] {
        assert_eq!(stack.get(&wrong).status(), 404, "{wrong}");
    }
    assert!(!stack.printed(&["team"]).contains("away"));
    // The lead's page leads to the desk, with no power that the link does not have.
    let (_, shown) = page(&stack, &path);
    assert!(shown.contains("href=\"/desk\"") && shown.contains("href=\"/desk/away\""), "{shown}");
    assert_eq!(stack.get("/desk").status(), 303);
    assert!(stack.printed(&["views", MARIA]).contains("Ana Costa"), "who opened the link is known");
}
