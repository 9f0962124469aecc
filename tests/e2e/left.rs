//! Somebody is deleted from `team.yaml` who still has leads: none of them is forgotten.

use std::path::Path;

use jiff::civil::Weekday;
use leadwright_tests::{Stack, copy_config, edit, leadwright, mail_at_any_hour, person};
use serde_json::{Value, json};

use crate::seller::{go_to, link, noon, press};

const TEAM: &str = "infra/config/team.yaml";

/// Ana leaves.
fn without_ana(folder: &Path) {
    let path = folder.join(TEAM);
    let text = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (text.find("  - id: ana").unwrap(), text.find("  - id: ben").unwrap());
    std::fs::write(&path, format!("{}{}", &text[..begin], &text[end..])).unwrap();
    edit(folder, TEAM, "sales: [ana, ben, chloe]", "sales: [ben, chloe]");
    edit(folder, TEAM, "iberia: [ana]", "iberia: [ben]");
}

/// What `team` prints in the company's folder.
fn team(folder: &Path, stack: &Stack, flags: &[&str]) -> String {
    let output = leadwright(folder, &[&["team", "--against", &stack.url], flags].concat());
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn from_spain(stack: &Stack, number: usize) {
    let mut fields = person(number);
    fields["country"] = json!("ES");
    stack.submit_and_settle("demo-request", &fields);
}

/// A reminder of a deleted user is sent to nobody, an archived user's records are lost.
#[test]
fn r_suitecrm_8935_r_odoo_98863_who_left_the_team_leaves_nobody_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    let state = folder.path().join("state");
    let stack = Stack::start_at(folder.path(), &state);
    let monday = noon(&stack, Weekday::Monday);
    // She promised one to call again in a week, accepted another, and was just given a third.
    from_spain(&stack, 1);
    let page = link(&stack, "ana@acme.example");
    let again = monday.checked_add(jiff::ToSpan::days(7)).unwrap();
    press(&stack, &page, &format!("do=not-now&again={again}&reason=not-now&note=Call+them"));
    from_spain(&stack, 2);
    press(&stack, &link(&stack, "ana@acme.example"), "do=accept");
    from_spain(&stack, 3);
    stack.stop();
    without_ana(folder.path());
    let stack = Stack::start_at(folder.path(), &state);
    let shown = team(folder.path(), &stack, &[]);
    let words = "ana is no longer in team.yaml and still has 2 open leads and 1 promised call (the next on ";
    assert!(shown.contains(words) && shown.contains("leadwright away ana --hand-over"), "{shown}");
    let all: Value = serde_json::from_str(&team(folder.path(), &stack, &["--json"])).unwrap();
    let left = all.as_array().unwrap().iter().find(|one| one["id"] == "ana").unwrap();
    assert_eq!((&left["left"], &left["open"], &left["follow_ups"]), (&json!(true), &json!(2), &json!(1)));

    // Nobody accepted the third: the manager hears why, and the lead goes to who is next.
    go_to(&stack, monday, 12, 30);
    let told = stack.subjects_to("dora@acme.example");
    assert!(told.iter().any(|subject| subject.contains("given to ana (no longer in the team)")), "{told:?}");
    assert_eq!(stack.lead("person3@customer3.example")["owner"], "ben");
    // The second writes again.
    from_spain(&stack, 2);
    assert_eq!(stack.lead("person2@customer2.example")["owner"], "ben");
    // The day of the promised call: the manager is reminded.
    go_to(&stack, again, 9, 5);
    let told = stack.subjects_to("dora@acme.example");
    assert!(told.iter().any(|subject| subject.starts_with("ana wanted to try ")), "{told:?}");
    let reminder = stack.inbox().into_iter().find(|mail| mail["subject"].as_str().unwrap().contains("wanted to try"));
    let text = reminder.unwrap()["text"].as_str().unwrap().replace('\n', " ");
    assert!(
        text.contains("ana has left the team, or mail does not get there") && text.contains("> Call them"),
        "{text}"
    );
    stack.assert_sound();
}
