//! The demo: weeks in one go, with every page filled.

use leadwright_tests::{Stack, read_json, read_text};
use serde_json::Value;

use crate::desk_pages::Member;

#[test]
fn a_demo_fills_every_page_and_ends_now() {
    let stack = Stack::start_demo(":memory:", 90, 45);
    let status = stack.status();
    let now: jiff::Timestamp = status["now"].as_str().expect("the time").parse().expect("a time");
    let off = now.duration_since(jiff::Timestamp::now()).abs();
    assert!(off < jiff::SignedDuration::from_mins(1), "the clock shows the real time: {off:?}");

    let leads: Value = serde_json::from_str(&stack.printed(&["leads", "--json"])).expect("JSON");
    let leads = leads.as_array().cloned().unwrap_or_default();
    assert!(leads.len() >= 85, "{}", leads.len());
    let text = Value::from(leads).to_string();
    for stage in ["suspect", "customer", "sql"] {
        assert!(text.contains(&format!("\"{stage}\"")), "{stage}: {text}");
    }
    let mails = stack.inbox();
    assert!(mails.len() > 60, "{}", mails.len());
    let oldest: jiff::Timestamp = mails.last().unwrap()["at"].as_str().unwrap().parse().unwrap();
    assert!(now.duration_since(oldest) > jiff::SignedDuration::from_hours(12 * 24), "{oldest}");

    let dora = Member::new(&stack, "dora");
    for path in
        ["/desk", "/desk/leads", "/desk/team", "/desk/numbers", "/desk/numbers/sources", "/desk/numbers/nurture"]
    {
        dora.page(path);
    }
    assert!(!dora.page("/desk/leads").contains("No lead is like that"));
    assert!(read_text(&mut stack.get("/_local/")).contains("/_local/leads/ld_"));
    assert!(read_json(&mut stack.get("/_local/inbox.json")).is_array());
    stack.assert_sound();
}

#[test]
fn a_demo_is_kept_and_another_state_is_never_filled() {
    let folder = tempfile::tempdir().unwrap();
    let stack = Stack::start_demo(folder.path(), 6, 2);
    let mails = stack.inbox().len();
    stack.stop();
    let again = Stack::start_demo(folder.path(), 6, 2);
    assert!(again.inbox().len() >= mails);
    again.stop();

    let own = tempfile::tempdir().unwrap();
    Stack::start_in(own.path()).stop();
    let state = own.path().to_str().unwrap();
    let refused = leadwright_tests::leadwright(
        leadwright_tests::root(),
        &["demo", "--built", "--port", "0", "--state", state, "--fresh"],
    );
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no demo"), "{refused:?}");
}
