//! The manager's page: load, who is over time, and leads of one person to others.

use leadwright_tests::{Stack, person};
use serde_json::json;

use crate::desk_pages::Member;

/// Leads of ana's; their ids.
fn leads_of_ana(stack: &Stack, count: usize) -> Vec<String> {
    let lead = |number: usize| {
        let id = stack.submit_and_settle("demo-request", &person(number + 60));
        stack.tell(&json!({"kind": "assigned", "lead": id, "to": "ana", "by": "ana"}));
        id
    };
    (0..count).map(lead).collect()
}

#[test]
fn many_leads_are_reassigned_at_once_and_each_says_by_whom() {
    let stack = Stack::start();
    let leads = leads_of_ana(&stack, 5);
    let dora = Member::new(&stack, "dora");
    let page = dora.page("/desk/team?person=ana");
    assert!(page.contains("5 open"), "{page}");
    for lead in &leads {
        assert!(page.contains(&format!("name=\"lead-{lead}\"")), "{page}");
    }
    let chosen: Vec<String> = leads.iter().take(3).map(|lead| format!("lead-{lead}")).collect();
    let fields = |more: &[(&'static str, &'static str)]| {
        let mut fields: Vec<(&str, &str)> = chosen.iter().map(|lead| (lead.as_str(), "yes")).collect();
        fields.push(("from", "ana"));
        fields.extend(more);
        fields
    };
    let (status, page) = dora.press("/desk/team", "aaaaaaaaaaaaaaaa", &fields(&[("to", "ben")]));
    assert_eq!(status, 422, "{page}");
    assert!(page.contains("Write why") && page.contains("checked"), "what was chosen stays chosen: {page}");
    for _ in 0..2 {
        let (status, page) =
            dora.press("/desk/team", "bbbbbbbbbbbbbbbb", &fields(&[("to", "ben"), ("why", "Ana is ill")]));
        assert_eq!(status, 200, "{page}");
        assert!(page.contains("3 leads have a new owner"), "{page}");
    }
    stack.settle();
    for (at, lead) in leads.iter().enumerate() {
        let stored = stack.stored_activities(lead);
        let by_dora = stored.values().filter(|applied| applied.to_string().contains("Ana is ill"));
        let by_dora: Vec<String> = by_dora.map(ToString::to_string).collect();
        assert_eq!(by_dora.len(), usize::from(at < 3), "{stored:?}");
        assert!(by_dora.iter().all(|activity| activity.contains("\"by\":\"dora\"")), "{by_dora:?}");
    }
    let page = dora.page("/desk/team?person=ana");
    assert!(page.contains("2 open") && page.contains("3 open"), "{page}");
    stack.assert_sound();
}

#[test]
fn only_who_leads_the_team_sees_it_and_who_is_late() {
    let stack = Stack::start();
    for person in ["ana", "rui"] {
        let member = Member::new(&stack, person);
        assert_eq!(member.get("/desk/team").0, 403);
        let fields = [("from", "ben"), ("to", person), ("why", "mine")];
        assert_eq!(member.press("/desk/team", "aaaaaaaaaaaaaaaa", &fields).0, 403);
        assert!(!member.page("/desk").contains("href=\"/desk/team\""));
    }
    let dora = Member::new(&stack, "dora");
    assert!(dora.page("/desk/team").contains("Nobody is late"));
    stack.submit_and_settle("demo-request", &person(80));
    stack.advance("3h");
    let page = Member::new(&stack, "dora").page("/desk/team");
    assert!(page.contains("Over time now") && page.contains("Maria Silva"), "{page}");
    assert!(page.contains("href=\"/desk/team\" aria-current=\"page\""), "{page}");
    stack.printed(&["away", "ben", "--until", "2099-01-01"]);
    let page = dora.page("/desk/team?person=ana");
    assert!(page.contains("away"), "{page}");
    let lead = leads_of_ana(&stack, 1).remove(0);
    let fields = [
        (format!("lead-{lead}"), "yes"),
        ("from".to_owned(), "ana"),
        ("to".to_owned(), "ben"),
        ("why".to_owned(), "x"),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let (status, page) = dora.press("/desk/team", "cccccccccccccccc", &fields);
    assert_eq!(status, 422, "{page}");
    assert!(page.contains("Ben Weber can&#39;t take them") || page.contains("can't take them"), "{page}");
}
