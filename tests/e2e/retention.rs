//! Leads that are erased by themselves, after months without a sign of life.

use leadwright_tests::{Stack, copy_config, edit, leadwright, person};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A stack whose disqualified leads are kept for two months and suspects for one, with Ben as its admin.
fn with_rules() -> (TempDir, Stack) {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let ben = "    email: ben@acme.example";
    edit(folder.path(), "infra/config/team.yaml", ben, &format!("{ben}\n    role: admin"));
    let rule = "# retention: {suspect: 12, disqualified: 24, lost: 36}";
    edit(folder.path(), "infra/config/company.yaml", rule, "retention: {suspect: 1, disqualified: 2}");
    let stack = Stack::start_at(folder.path(), ":memory:");
    (folder, stack)
}

fn disqualified(stack: &Stack, number: usize) -> String {
    let lead = stack.submit_and_settle("demo-request", &person(number));
    stack.tell(&json!({"kind": "stage_moved", "lead": lead, "to": "disqualified", "reason": "no-need", "by": "ana"}));
    lead
}

fn is_there(stack: &Stack, lead: &str) -> bool {
    let known: Vec<Value> = serde_json::from_str(&stack.printed(&["leads", "--json"])).unwrap();
    known.iter().any(|one| one["id"] == lead)
}

fn due(stack: &Stack, folder: &TempDir) -> Vec<(u64, u64)> {
    let printed = leadwright(folder.path(), &["retention", "--days", "22", "--json", "--against", &stack.url]);
    let rules: Vec<Value> = serde_json::from_slice(&printed.stdout).unwrap();
    rules.iter().map(|rule| (rule["due"].as_u64().unwrap(), rule["due_later"].as_u64().unwrap())).collect()
}

#[test]
fn who_gives_no_sign_of_life_is_erased_and_nobody_else() {
    let (folder, stack) = with_rules();
    let [silent, read, planned] = [1, 2, 3].map(|number| disqualified(&stack, number));
    let customer = stack.submit_and_settle("demo-request", &person(4));
    stack.tell(&json!({"kind": "deal_won", "lead": customer, "amount": "100", "by": "ana"}));
    // The list tells of long ago, and came today.
    let list = folder.path().join("list.csv");
    std::fs::write(&list, "email,date\nold@list.example,2020-01-31\n").unwrap();
    stack.printed(&["import", list.to_str().unwrap(), "--source", "purchased list"]);
    stack.settle();
    let old = stack.lead("old@list.example")["id"].as_str().unwrap().to_owned();
    let ben = stack.log_in("ben");
    let page = ben.page(&format!("/desk/leads/{silent}"));
    assert!(page.contains("Erased by itself after 2 months without a sign of life."), "{page}");
    assert!(!ben.page(&format!("/desk/leads/{customer}")).contains("Erased by itself"));
    assert_eq!(due(&stack, &folder), [(0, 0), (0, 0)], "a list counts from the day it came");

    stack.advance("25d");
    assert_eq!(due(&stack, &folder), [(0, 1), (0, 0)]);
    stack.advance("15d");
    assert!(!is_there(&stack, &old) && is_there(&stack, &silent));
    stack.tell(&json!({"kind": "page_viewed", "lead": read, "page": "/prices"}));
    let now: jiff::Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
    let due_on = now + jiff::SignedDuration::from_hours(24 * 300);
    stack.tell(&json!({"kind": "follow_up_set", "lead": planned, "what": "Ask again", "due": due_on, "by": "ana"}));
    assert_eq!(due(&stack, &folder), [(0, 0), (0, 1)]);
    stack.advance("25d");
    for (lead, is) in [(&silent, false), (&read, true), (&planned, true), (&customer, true)] {
        assert_eq!(is_there(&stack, lead), is, "{lead}");
    }
    let ben = stack.log_in("ben");
    let certificate = ben.page(&format!("/desk/leads/{silent}/erase"));
    assert!(certificate.contains("by the rule of retention"), "{certificate}");
    let printed = stack.printed(&["erase", "--certificate", &silent, "--json"]);
    assert!(printed.contains("\"by\":\"retention\"") || printed.contains("\"by\": \"retention\""), "{printed}");
    // Whoever comes again is new.
    let again = stack.submit_and_settle("demo-request", &person(1));
    assert_eq!(again, silent);
    assert!(is_there(&stack, &again));
    assert_eq!(stack.dead(), 0);
    stack.assert_sound();
}

#[test]
fn a_rule_for_those_in_sales_hands_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let rule = "# retention: {suspect: 12, disqualified: 24, lost: 36}";
    edit(folder.path(), "infra/config/company.yaml", rule, "retention: {customer: 12, lost: 0}");
    let compiled = leadwright(folder.path(), &["compile"]);
    let said = String::from_utf8_lossy(&compiled.stderr).into_owned();
    assert!(!compiled.status.success());
    for expected in
        ["`retention` is for suspect, lead, mql, pql, recycled, disqualified, lost", "from 1 to 120; here it is 0"]
    {
        assert!(said.contains(expected), "{said}");
    }
}
