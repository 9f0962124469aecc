//! The runner itself.

use leadwright_tests::{Stack, copy_config, leadwright, person, root};
use serde_json::json;

/// A restart marks a run finished with some unsent.
#[test]
fn r_listmonk_2278_a_restart_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let stack = Stack::start_in(folder.path());
    stack.submit_and_settle("guide-download", &json!({"email": "jose@gmail.com", "consent": true}));
    stack.advance("1h");
    let now = stack.status()["now"].as_str().unwrap()[..13].to_owned();
    stack.stop();

    let stack = Stack::start_in(folder.path());
    assert!(stack.status()["now"].as_str().unwrap()[..13] >= *now, "the clock goes on");
    assert_eq!(stack.subjects_to("jose@gmail.com").len(), 1, "the inbox is kept");
    stack.advance("1d");
    assert_eq!(stack.subjects_to("jose@gmail.com").len(), 2);
    stack.assert_sound();
}

#[test]
fn a_crash_of_the_whole_machine_loses_nothing_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let stack = Stack::start_in(folder.path());
    for number in 0..20 {
        assert_eq!(stack.submit("demo-request", &person(number)).status(), 202);
    }
    stack.crash();

    let stack = Stack::start_in(folder.path());
    stack.settle();
    stack.advance("1h");
    assert_eq!(stack.printed(&["leads", "--stage", "sql"]).lines().count(), 20);
    for number in 0..20 {
        assert!(!stack.subjects_to(&format!("person{number}@customer{number}.example")).is_empty(), "{number}");
    }
    stack.assert_sound();
}

#[test]
fn two_runners_get_a_clear_answer() {
    let folder = tempfile::tempdir().unwrap();
    let stack = Stack::start_in(folder.path());
    let port = stack.url.rsplit(':').next().unwrap().to_owned();
    for (arguments, words) in [
        (["--port", &port, "--state", ":memory:"], format!("port {port} is in use")),
        (["--port", "0", "--state", folder.path().to_str().unwrap()], "another".to_owned()),
    ] {
        let output = leadwright(root(), &[&["up", "--built"], &arguments[..]].concat());
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{errors}");
        assert!(errors.contains(&words) && errors.lines().count() == 1, "{errors}");
    }
}

#[test]
fn the_clock_never_goes_backwards() {
    let stack = Stack::start();
    let mut answer = stack.post("/_local/clock", "application/json", r#"{"set":"2020-01-01T00:00:00Z"}"#);
    assert_eq!(answer.status(), 400);
    assert!(leadwright_tests::read_text(&mut answer).contains("backwards"));
}

#[test]
fn pages_are_there_before_anything_happened() {
    let stack = Stack::start();
    for path in ["/_local/", "/_local/inbox", "/_local/leads"] {
        let mut page = stack.get(path);
        assert_eq!(page.status(), 200, "{path}");
        assert!(leadwright_tests::read_text(&mut page).contains("</html>"), "{path}");
    }
    assert_eq!(stack.get("/").status(), 303);
}

#[test]
fn the_lead_pages_tell_the_story() {
    let stack = Stack::start();
    let id = stack.submit_and_settle("demo-request", &person(1));
    let mut page = stack.get(&format!("/_local/leads/{id}"));
    let page = leadwright_tests::read_text(&mut page);
    for words in ["Maria Silva", "Asked for a demo", "+30", "Ana Costa"] {
        assert!(page.contains(words), "{words:?} is not on the page");
    }
    assert_eq!(stack.get("/_local/leads/ld_aaaaaaaaaaaaaaaaaaaaaaaaaa").status(), 404);
}

/// What the template does not allow a function fails on this machine as it would on AWS.
#[test]
fn a_function_may_do_what_the_template_allows_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    copy_config(folder.path());
    let file = folder.path().join("infra/template.yaml");
    let template = std::fs::read_to_string(&file).expect("the template");
    let changed = template.replacen("Action: ses:SendRawEmail", "Action: ses:SendEmail", 1);
    assert_ne!(template, changed);
    std::fs::write(&file, changed).expect("a template");
    let stack = Stack::start_at(folder.path(), ":memory:");
    stack.submit_and_settle("demo-request", &person(0));
    assert_eq!(stack.inbox().len(), 0);
    let lead = stack.lead("person0@customer0.example");
    assert_eq!(lead["agenda"][0]["tries"], 1, "refused, and not lost: {lead}");
}
