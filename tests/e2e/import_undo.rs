//! An import is kept in mind: it goes on where it stopped, and can be undone.

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use leadwright_tests::{Stack, copy_config, mail_at_any_hour};
use serde_json::{Value, json};

fn json(stack: &Stack, arguments: &[&str]) -> Value {
    let output = stack.command(&[arguments, &["--json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn import(stack: &Stack, list: &Path, text: &str, flags: &[&str]) -> String {
    std::fs::write(list, text).unwrap();
    let summary = json(stack, &[&["import", list.to_str().unwrap(), "--source", "fair"], flags].concat());
    summary["import"].as_str().expect("the id of the import").to_owned()
}

fn leads(stack: &Stack) -> usize {
    let leads: Value = serde_json::from_str(&stack.printed(&["leads", "--json"])).unwrap();
    leads.as_array().unwrap().len()
}

/// Everybody is as they would be without it: who came by it alone is gone, others keep what else happened, a "no" stays, and
/// the mails that had gone are named.
#[test]
fn an_import_is_undone() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    let steps = "topic: tips\nstarts_on: {source: fair}\nsteps:\n  - {name: tips, wait: 2h, mail: nurture-tips}\n  - {name: more, wait: 9d, mail: nurture-case-study}\n";
    std::fs::write(folder.path().join("infra/config/sequences/guide-nurture.yaml"), steps).unwrap();
    let stack = Stack::start_at(folder.path(), ":memory:");
    let list = folder.path().join("list.csv");
    stack
        .submit_and_settle("guide-download", &json!({"email": "both@gmail.com", "name": "Own Name", "company": "Own"}));
    stack.advance("1h");
    let before = stack.lead("both@gmail.com");
    let text = "email,name,city,consent\nonly@gmail.com,Only,Rome,no\nboth@gmail.com,List Name,Rome,no\n\
        mailed@gmail.com,Mailed,Rome,yes\nlater@gmail.com,Later,Rome,no\nno@gmail.com,No,Rome,yes\n";
    let id = import(&stack, &list, text, &["--start", "--map", "city=city"]);
    let listed = json(&stack, &["import", "--list"]);
    assert_eq!((&listed[0]["id"], &listed[0]["done"], leads(&stack)), (&json!(id), &json!(5), 5));
    assert_eq!(stack.lead("both@gmail.com")["fields"]["city"], "Rome");
    stack.tell(&json!({"kind": "unsubscribed", "email": "no@gmail.com"}));
    stack.submit_and_settle("guide-download", &json!({"email": "later@gmail.com", "company": "Later Ltd"}));
    stack.advance("3h");
    assert!(stack.subjects_to("mailed@gmail.com").len() == 1);
    let undone = json(&stack, &["import", "--undo", &id]);
    assert_eq!((&undone["removed"], &undone["restored"]), (&json!(1), &json!(4)), "{undone}");
    let gone = undone["mails_gone"].as_array().unwrap();
    assert_eq!((gone.len(), &gone[0][1]), (1, &json!("nurture-tips")), "{undone}");
    assert_eq!(leads(&stack), 4);
    let both = stack.lead("both@gmail.com");
    assert_eq!((&both["fields"], &both["score"]["total"]), (&before["fields"], &before["score"]["total"]));
    assert_eq!(both["source"], before["source"]);
    let later = stack.lead("later@gmail.com");
    assert_eq!(later["fields"]["company"], "Later Ltd");
    assert_eq!((&later["fields"]["name"], &later["fields"]["city"]), (&Value::Null, &Value::Null), "{later}");
    let mailed = stack.lead("mailed@gmail.com");
    assert_eq!((&mailed["fields"]["name"], &mailed["may_be_marketed_to"]), (&Value::Null, &json!(false)));
    assert_eq!(stack.lead("no@gmail.com")["may_be_marketed_to"], false);
    // What the import had started is over.
    stack.advance("15d");
    assert_eq!(stack.subjects_to("mailed@gmail.com").len(), 1);
    // Again, nothing changes.
    let again = json(&stack, &["import", "--undo", &id]);
    assert_eq!((&again["removed"], leads(&stack)), (&json!(0), 4), "{again}");
    stack.assert_sound();
    // And it can be imported anew.
    assert!(!import(&stack, &list, text, &["--map", "city=city"]).is_empty());
    assert_eq!((leads(&stack), &stack.lead("only@gmail.com")["fields"]["city"]), (5, &json!("Rome")));
    stack.assert_sound();
}

/// Rows of a lead that was merged since are not passed over in silence.
#[test]
fn what_was_merged_since_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let stack = Stack::start();
    let list = folder.path().join("list.csv");
    stack.submit_and_settle("guide-download", &json!({"email": "own@gmail.com", "company": "Own"}));
    let id = import(&stack, &list, "email,name\nlisted@gmail.com,Listed\n", &[]);
    let listed = stack.lead("listed@gmail.com")["id"].as_str().unwrap().to_owned();
    stack.printed(&["merge", "own@gmail.com", &listed]);
    let output = stack.command(&["import", "--undo", &id]);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains("take the merge back, then undo the import again"), "{printed}");
    stack.printed(&["merge", "own@gmail.com", &listed, "--undo"]);
    let output = stack.command(&["import", "--undo", &id]);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(
        printed.contains("merged and taken apart since") && printed.contains("correct it on its page"),
        "{printed}"
    );
    stack.assert_sound();
}

/// It is killed on the way, and run again.
#[test]
fn an_import_that_was_killed_goes_on_where_it_stopped() {
    const LEADS: usize = 3_000;
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.csv");
    let mut text = "email,name\n".to_owned();
    for number in 0..LEADS {
        writeln!(text, "p{number}@list.example,Person {number}").unwrap();
    }
    std::fs::write(&list, &text).unwrap();
    let mut running = stack.begin(&["import", list.to_str().unwrap(), "--source", "fair"]);
    let until = Instant::now() + Duration::from_mins(2);
    let done = |stack: &Stack| json(stack, &["import", "--list"])[0]["done"].as_u64().unwrap_or(0);
    while done(&stack) == 0 {
        assert!(Instant::now() < until, "nothing was queued");
    }
    running.kill().unwrap();
    running.wait().unwrap();
    let stopped = done(&stack);
    let output = stack.command(&["import", list.to_str().unwrap(), "--source", "fair", "--json"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    if usize::try_from(stopped).unwrap() < LEADS {
        assert!(errors.contains("it goes on behind the"), "{errors}");
    }
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&summary["leads"], &summary["not_applied"]), (&json!(LEADS), &json!(0)), "{errors}");
    let imports = json(&stack, &["import", "--list"]);
    assert_eq!((imports.as_array().unwrap().len(), &imports[0]["done"]), (1, &json!(LEADS)));
    for number in [0, 999, 1_000, LEADS - 1] {
        assert_eq!(stack.lead(&format!("p{number}@list.example"))["fields"]["name"], format!("Person {number}"));
    }
}
