//! A salesperson's own mailbox takes no mail: the manager and the operator hear of it once, and leads go to others.

use std::path::Path;

use jiff::civil::Weekday;
use leadwright_tests::{Stack, copy_config, edit, leadwright, person};
use serde_json::{Value, json};

use crate::seller::{go_to, noon};

const OPERATOR: &str = "ops@acme.example";
const MANAGER: &str = "dora@acme.example";
/// Of SES's mailbox simulator: what goes there comes back for good.
const ANA: &str = "bounce+ana@simulator.amazonses.com";

fn company() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    edit(folder.path(), "infra/config/team.yaml", "email: ana@acme.example", &format!("email: {ANA}"));
    let operator = format!("operator: {OPERATOR}\nreply_to: hello@acme.example");
    edit(folder.path(), "infra/config/company.yaml", "reply_to: hello@acme.example", &operator);
    folder
}

/// A lead from Spain, which is Ana's by routing.yaml while she can take leads.
fn from_spain(stack: &Stack, number: usize) -> String {
    let mut fields = person(number);
    fields["country"] = json!("ES");
    stack.submit_and_settle("demo-request", &fields);
    owner_of(stack, number)
}

fn owner_of(stack: &Stack, number: usize) -> String {
    stack.lead(&format!("person{number}@customer{number}.example"))["owner"].as_str().unwrap().to_owned()
}

fn notices(stack: &Stack, to: &str) -> usize {
    stack.subjects_to(to).iter().filter(|subject| *subject == "Mail does not reach Ana Costa").count()
}

/// Runs a command in the company's folder, against the stack.
fn command(folder: &Path, stack: &Stack, arguments: &[&str]) -> String {
    let output = leadwright(folder, &[arguments, &["--against", &stack.url]].concat());
    String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8")
}

/// How `team --json` shows Ana's mailbox.
fn mailbox(folder: &Path, stack: &Stack) -> Value {
    let team: Value = serde_json::from_str(&command(folder, stack, &["team", "--json"])).expect("JSON");
    let ana = team.as_array().unwrap().iter().find(|one| one["id"] == "ana").unwrap();
    ana["unreachable"].clone()
}

#[test]
fn a_mailbox_that_takes_no_mail_is_told_of_once_and_passed_over() {
    let folder = company();
    let stack = Stack::start_at(folder.path(), ":memory:");
    let monday = noon(&stack, Weekday::Monday);
    assert_eq!(from_spain(&stack, 1), "ana");
    go_to(&stack, monday, 12, 2);
    assert_eq!((notices(&stack, OPERATOR), notices(&stack, MANAGER)), (1, 1));
    let mail = stack.inbox().into_iter().find(|mail| mail["to"] == OPERATOR).unwrap();
    assert!(mail["text"].as_str().unwrap().contains("leadwright away ana --back"), "{mail}");
    assert_eq!(mailbox(folder.path(), &stack)["why"], "The address does not take mail");
    let shown = command(folder.path(), &stack, &["team"]);
    assert!(shown.contains("mail does not reach them since Mon"), "{shown}");

    // What is hers and not accepted is escalated, with the right words.
    go_to(&stack, monday, 12, 10);
    let escalated = stack.subjects_to(MANAGER).into_iter().find(|subject| subject.starts_with("Nobody has accepted"));
    assert!(
        escalated.as_ref().is_some_and(|it| it.contains("given to Ana Costa (mail does not reach them since Mon")),
        "{escalated:?}"
    );
    for number in 2..5 {
        assert_ne!(from_spain(&stack, number), "ana", "while colleagues can take leads");
    }
    // More mails to her come back; nobody is told again.
    let refused = command(folder.path(), &stack, &["assign", "person2@customer2.example", "ana"]);
    assert!(refused.contains("Ana Costa can't take it: mail does not reach them since Mon"), "{refused}");
    stack.advance("1d");
    assert_eq!((notices(&stack, OPERATOR), notices(&stack, MANAGER)), (1, 1));

    // The operator says that it works; it does not, and that is told anew.
    let said = command(folder.path(), &stack, &["away", "ana", "--back"]);
    assert!(said.contains("Ana Costa is available."), "{said}");
    assert_eq!(mailbox(folder.path(), &stack), Value::Null);
    assert_eq!(from_spain(&stack, 5), "ana");
    stack.advance("2m");
    assert_eq!((notices(&stack, OPERATOR), notices(&stack, MANAGER)), (2, 2));

    // A mail that arrives ends it without a word.
    let now = stack.status()["now"].clone();
    let tags = json!({"lead": ["ld_lamtth6yetyscghyvack4c5mcy"], "send": ["x"], "to": ["owner"]});
    let delivered = json!({
        "eventType": "Delivery", "delivery": {"recipients": [ANA]},
        "mail": {"timestamp": now, "destination": [ANA], "tags": tags},
    });
    stack.queue("mailevents", None, "", &delivered.to_string());
    stack.settle();
    assert_eq!(mailbox(folder.path(), &stack), Value::Null);
    stack.assert_sound();
}

/// Of several mails that come back at the same moment, and of events that come twice, one is told.
#[test]
fn many_mails_that_come_back_at_once_are_told_of_once() {
    let folder = company();
    let stack = Stack::start_at(folder.path(), ":memory:");
    let now = stack.status()["now"].clone();
    for number in 0..12 {
        let tags =
            json!({"lead": ["ld_lamtth6yetyscghyvack4c5mcy"], "send": [format!("s-{}", number % 6)], "to": ["owner"]});
        let of = json!([{"emailAddress": ANA, "action": "failed", "status": "5.1.1"}]);
        let event = json!({
            "eventType": "Bounce",
            "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": of},
            "mail": {"timestamp": now, "destination": [ANA], "tags": tags},
        });
        stack.queue("mailevents", None, "", &event.to_string());
    }
    stack.settle();
    stack.advance("5m");
    assert_eq!((notices(&stack, OPERATOR), notices(&stack, MANAGER)), (1, 1));
    assert_eq!(stack.dead(), 0);
}
