//! Two leads that are one person become one, and two again.

use std::collections::BTreeSet;

use leadwright_tests::{Stack, read_json, read_text};
use serde_json::{Value, json};

const WORK: &str = "maria@acme.example";
const HOME: &str = "maria@home.example";

fn post(stack: &Stack, form: &str, email: &str, consent: bool) -> String {
    let mut fields = json!({"email": email, "name": "Maria Silva", "company": "Acme", "country": "PT"});
    if consent {
        fields["consent"] = json!("yes");
    }
    stack.submit_and_settle(form, &fields)
}

fn count(stack: &Stack) -> usize {
    serde_json::from_str::<Vec<Value>>(&stack.printed(&["leads", "--json"])).unwrap().len()
}

fn found(stack: &Stack, text: &str) -> usize {
    serde_json::from_str::<Vec<Value>>(&stack.printed(&["leads", "--search", text, "--json"])).unwrap().len()
}

/// The path of a link in the newest mail to an address.
fn link(stack: &Stack, to: &str, path: &str) -> String {
    let mails = stack.inbox();
    let mail = mails.iter().find(|mail| mail["to"].to_string().contains(to)).expect("a mail");
    let text = mail["text"].as_str().expect("a text");
    let begin = text.find(path).unwrap_or_else(|| panic!("no {path} in {text}"));
    text[begin..].split(|c: char| c.is_whitespace() || ">)]".contains(c)).next().unwrap().to_owned()
}

fn kinds(stack: &Stack, who: &str) -> Vec<String> {
    let timeline = stack.lead(who)["timeline"].clone();
    timeline.as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
}

/// What a lead is, without its timeline, and what goes by the day.
fn plain(lead: &Value) -> Value {
    let mut plain = lead.clone();
    for part in ["timeline", "version", "score", "cools_on", "possible_duplicates"] {
        plain.as_object_mut().unwrap().remove(part);
    }
    // How far an attempt had come is not the lead's to keep.
    for entry in plain["agenda"].as_array_mut().unwrap() {
        for part in ["tries", "wake"] {
            entry.as_object_mut().unwrap().remove(part);
        }
    }
    plain
}

#[test]
fn merged_leads_are_one_everywhere_and_two_again_when_it_is_taken_back() {
    let stack = Stack::start();
    let home = post(&stack, "guide-download", HOME, true);
    let work = post(&stack, "demo-request", WORK, true);
    stack.advance("3d");
    let unsubscribe = link(&stack, HOME, "/unsubscribe/");
    let before = (stack.lead(WORK), stack.lead(HOME));
    assert_eq!(before.0["possible_duplicates"][0]["id"], json!(home));
    let said = stack.printed(&["merge", WORK, HOME, "--by", "ana"]);
    assert!(said.contains(&format!("{home} is a part of {work} now")), "{said}");
    let merged = stack.lead(HOME);
    assert_eq!((&merged["id"], &merged["email"], count(&stack)), (&json!(work), &json!(WORK), 1));
    assert_eq!((found(&stack, "silva"), found(&stack, "maria@home")), (1, 1));
    let lines = |lead: &Value| -> BTreeSet<String> {
        let lines = lead["score"]["explanation"].as_array().unwrap().iter();
        lines.filter(|line| line["kind"] == "engagement").map(|line| line["rule"].to_string()).collect()
    };
    let both: BTreeSet<String> = lines(&before.0).union(&lines(&before.1)).cloned().collect();
    assert!(both.len() > 1 && lines(&merged).is_superset(&both), "{}", merged["score"]);
    // Done again, it changes nothing.
    stack.printed(&["merge", &work, &home]);
    assert_eq!(kinds(&stack, WORK).iter().filter(|kind| *kind == "merged").count(), 1);
    // What comes for the other is this lead's: a call, a form, a link of a mail that went to the other address.
    stack.tell(&json!({"kind": "call_logged", "lead": home, "by": "ana", "id": "late"}));
    let mut answer = stack.submit("guide-download", &json!({"email": HOME, "title": "CEO"}));
    assert_eq!(read_json(&mut answer)["lead"], json!(home));
    stack.settle();
    let page = read_text(&mut stack.get(&unsubscribe));
    assert!(page.contains("Unsubscribe"), "{page}");
    stack.post(&unsubscribe, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click");
    stack.settle();
    let merged = stack.lead(WORK);
    assert_eq!((&merged["fields"]["title"], &merged["may_be_marketed_to"]), (&json!("CEO"), &json!(false)));
    assert_eq!(merged["email"], json!(WORK));
    stack.local("run/rollup", &json!({}));
    stack.settle();
    stack.assert_sound();
    // Taken back, each is what it was, and what came for the other is the other's.
    let said = stack.printed(&["merge", WORK, &home, "--undo", "--by", "ana"]);
    assert!(said.contains("3 activities that came for"), "{said}");
    stack.settle();
    assert_eq!(count(&stack), 2);
    assert_eq!(plain(&stack.lead(WORK)), plain(&before.0));
    let other = kinds(&stack, HOME);
    for kind in ["call_logged", "unsubscribed", "unmerged"] {
        assert!(other.iter().any(|one| one == kind), "{kind}: {other:?}");
    }
    assert_eq!(stack.lead(HOME)["fields"]["title"], json!("CEO"));
    assert_eq!(stack.lead(HOME)["may_be_marketed_to"], json!(false));
    assert_eq!((found(&stack, "silva"), found(&stack, "maria@home")), (2, 1));
    stack.printed(&["merge", WORK, &home, "--undo"]);
    stack.settle();
    stack.local("run/rollup", &json!({}));
    stack.settle();
    stack.assert_sound();
}

/// The address that agreed is not the one that is written to.
#[test]
fn r_mautic_5504_no_mail_goes_to_an_address_because_another_agreed() {
    let stack = Stack::start();
    post(&stack, "guide-download", HOME, true);
    post(&stack, "guide-download", WORK, false);
    stack.printed(&["merge", WORK, HOME, "--by", "ana"]);
    assert_eq!(stack.lead(WORK)["may_be_marketed_to"], json!(false));
    let before = stack.subjects_to(WORK).len();
    stack.advance("60d");
    assert_eq!(stack.subjects_to(WORK).len(), before);
    stack.assert_sound();
}

/// Both are in one sequence: the person gets each of its mails once, whichever address it goes to.
#[test]
fn a_sequence_goes_on_once() {
    let stack = Stack::start();
    post(&stack, "guide-download", HOME, true);
    stack.advance("4d");
    post(&stack, "guide-download", WORK, true);
    let got = stack.subjects_to(HOME);
    assert!(got.len() > 1, "{got:?}");
    let thanked = stack.subjects_to(WORK).len();
    stack.printed(&["merge", WORK, HOME, "--by", "ana"]);
    stack.advance("60d");
    let later = stack.subjects_to(WORK).split_off(thanked);
    assert!(!later.is_empty(), "it goes on");
    assert!(later.iter().all(|subject| !got.contains(subject)), "{later:?} after {got:?}");
    stack.assert_sound();
}

#[test]
fn what_can_not_be_merged_is_said() {
    let stack = Stack::start();
    post(&stack, "guide-download", WORK, true);
    let desk = post(&stack, "guide-download", "info@acme.example", false);
    let refused = |arguments: &[&str]| {
        let output = stack.command(&[&["merge"], arguments].concat());
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(&[WORK, "info@acme.example"]).contains("the address of a desk"));
    assert!(refused(&[WORK, WORK]).contains("both are the same lead"));
    assert!(refused(&[WORK, &desk, "--undo"]).contains("is not merged into"));
    assert!(refused(&[WORK, "nobody@acme.example"]).contains("there is no lead"));
    stack.assert_sound();
}

/// On the desk: the other lead is shown beside the one, and a button makes them one and two again.
#[test]
fn a_salesperson_merges_duplicates_on_a_page() {
    let stack = Stack::start();
    let home = post(&stack, "guide-download", HOME, true);
    let work = post(&stack, "demo-request", WORK, true);
    let owner = stack.lead(WORK)["owner"].as_str().unwrap().to_owned();
    let seller = stack.log_in(&owner);
    let path = format!("/desk/leads/{work}/duplicates");
    assert!(seller.page(&format!("/desk/leads/{work}")).contains(&path));
    let page = seller.page(&path);
    assert!(page.contains(HOME) && page.contains("Merge into this lead"), "{page}");
    let page = seller.press(&path, &format!("do=merge&other={home}"));
    assert!(page.contains("They are one lead now.") && page.contains("Take back"), "{page}");
    assert_eq!(count(&stack), 1);
    let page = seller.press(&path, &format!("do=undo&other={home}"));
    assert!(page.contains("They are two leads again."), "{page}");
    assert_eq!(count(&stack), 2);
    // Nobody merges what is not theirs, and nobody else sees it.
    let other = if owner == "ana" { "ben" } else { "ana" };
    assert_eq!(stack.log_in(other).get(&path).status(), 404);
    stack.printed(&["assign", HOME, other]);
    let page = seller.page(&path);
    assert!(!page.contains("Merge into this lead"), "{page}");
    let press = seller.press_of(&format!("/desk/leads/{work}"));
    let refused = seller.post(&path, &format!("{press}&do=merge&other={home}"));
    assert_eq!(refused.status(), 409);
    assert_eq!(count(&stack), 2);
    stack.assert_sound();
}
