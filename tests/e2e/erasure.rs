//! A person is erased: nothing is sent, applied or shown from then on, and nothing that was said of them is left.

use std::time::Instant;

use leadwright_tests::Stack;
use serde_json::{Value, json};

const MARIA: &str = "maria.erasable@acme.example";
const HOME: &str = "maria.erasable@home.example";
/// What names the person, in lower case: address, name, number, their words, an id that another program gave.
const WORDS: [&str; 6] = ["erasable", "zanzibar", "912345987", "xylophone", "quokka", "crm-maria"];

/// Every row of the table.
pub(crate) fn rows(stack: &Stack) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut scan = json!({"TableName": stack.status()["table"]});
    loop {
        let mut answer = stack.aws("dynamodb", "DynamoDB_20120810.Scan", &scan);
        rows.append(answer["Items"].as_array_mut().expect("a list"));
        match answer["LastEvaluatedKey"].take() {
            Value::Null => return rows,
            last => scan["ExclusiveStartKey"] = last,
        }
    }
}

/// The rows that hold a word of the person.
fn telling(stack: &Stack) -> Vec<String> {
    let told = |row: &Value| {
        let text = row.to_string().to_lowercase();
        WORDS.iter().any(|word| text.contains(word)).then(|| format!("{} {}", row["pk"]["S"], row["sk"]["S"]))
    };
    rows(stack).iter().filter_map(told).collect()
}

/// The facts of all activities.
fn facts(stack: &Stack) -> Vec<String> {
    let mut facts: Vec<String> =
        rows(stack).iter().filter_map(|row| Some(row["fact"]["S"].as_str()?.to_owned())).collect();
    facts.sort();
    facts
}

fn ask(stack: &Stack, email: &str) -> String {
    let fields = json!({
        "email": email, "name": "Maria Zanzibar", "company": "Xylophone Lda", "country": "PT", "phone": "+351912345987",
        "message": "About the quokka, please", "consent": "yes",
    });
    stack.submit_and_settle("demo-request", &fields)
}

#[test]
fn nothing_of_an_erased_person_is_left_but_what_keeps_their_no() {
    let stack = Stack::start();
    let id = ask(&stack, MARIA);
    let home = ask(&stack, HOME);
    stack.printed(&["merge", MARIA, HOME, "--by", "ana"]);
    stack.printed(&["alias", MARIA, "m.erasable@third.example"]);
    stack.tell(
        &json!({"kind": "call_logged", "email": MARIA, "by": "ana", "reached": true, "note": "She likes the quokka"}),
    );
    stack.settle();
    stack.tell(&json!({"kind": "noted", "email": MARIA, "by": "ana", "note": "quokka again", "id": "crm-maria-1"}));
    stack.printed(&["tip", "other@friend.example", "--referred-by", MARIA]);
    stack.settle();
    stack.printed(&["suppress", MARIA, "--reason", "Erasable asked"]);
    stack.settle();
    let before = telling(&stack);
    assert!(before.len() > 12, "{before:#?}");
    let counted = facts(&stack);
    let mails = stack.mails();

    // It says what there is, and changes nothing.
    let told = stack.printed(&["erase", MARIA]);
    assert!(told.contains("Activity") && told.contains("Nothing was changed"), "{told}");
    assert_eq!(telling(&stack).len(), before.len());
    let about: Value = serde_json::from_str(&stack.printed(&["person", HOME])).unwrap();
    for kind in ["Lead", "Merged", "Activity", "Search", "Alias"] {
        assert!(about["rows"][kind]["rows"].as_array().is_some_and(|rows| !rows.is_empty()), "{kind}: {about:#}");
    }

    let told = stack.printed(&["erase", MARIA, "--yes", "--by", "ana"]);
    assert!(told.contains("Certificate of erasure") && told.contains(&home), "{told}");
    assert_eq!(telling(&stack), Vec::<String>::new());
    assert_eq!(facts(&stack), counted, "what was counted stays");
    stack.printed(&["audit"]);
    stack.printed(&["recount", "--again"]);
    assert_eq!(facts(&stack), counted);
    assert!(!stack.command(&["lead", MARIA]).status.success());
    let ana = stack.log_in("ana");
    // As what was never there.
    assert_eq!(ana.get(&format!("/desk/leads/{id}")).status(), 404);

    // What was under way, and what others bring, does not bring the person back.
    stack.tell(&json!({"kind": "call_logged", "email": MARIA, "by": "ana", "reached": true, "note": "quokka", "occurred_at": "2026-01-01T10:00:00Z"}));
    stack.tell(&json!({"kind": "noted", "email": HOME, "by": "ana", "note": "quokka"}));
    stack.tell(&json!({"kind": "noted", "email": "m.erasable@third.example", "by": "ana", "note": "quokka"}));
    stack.settle();
    stack.advance("10d");
    assert_eq!(telling(&stack), Vec::<String>::new());
    assert!(stack.inbox().iter().take(stack.mails() - mails).all(|mail| !mail.to_string().contains("erasable")));
    stack.assert_sound();

    // Done again it changes nothing; the certificate stays.
    let again = stack.printed(&["erase", MARIA, "--yes"]);
    assert!(again.contains(&id), "{again}");
    let certificates: Value = serde_json::from_str(&stack.printed(&["erase", "--certificate", "--json"])).unwrap();
    assert_eq!(certificates.as_array().unwrap().len(), 1, "{certificates:#}");
    assert_eq!(certificates[0]["by"], json!("ana"));
    assert_eq!(certificates[0]["keeps_no"], json!(true));

    // They come again by themselves: a new lead, without any memory.
    let new = ask(&stack, MARIA);
    assert_eq!(new, id);
    let lead = stack.lead(MARIA);
    let timeline = lead["timeline"].as_array().unwrap();
    assert!(
        timeline.iter().all(|one| one["kind"] != json!("call_logged") && one["kind"] != json!("merged")),
        "{lead:#}"
    );
    stack.assert_sound();
    // And may be erased again.
    stack.printed(&["erase", MARIA, "--yes", "--by", "ben"]);
    assert_eq!(telling(&stack), Vec::<String>::new());
}

#[test]
fn an_erasure_that_nobody_finishes_is_finished_by_the_stack() {
    let stack = Stack::start();
    let id = ask(&stack, MARIA);
    let note = |at: u32| json!({"kind": "noted", "email": MARIA, "by": "ana", "note": format!("quokka {at}")});
    stack.tell(&json!((0..60).map(note).collect::<Vec<_>>()));
    // The command is cut off behind its first writes: the table refuses what it deletes.
    stack.fault(&json!({"service": "dynamodb", "operation": "DeleteItem", "fault": "error", "times": 60}));
    assert!(!stack.command(&["erase", MARIA, "--yes"]).status.success());
    assert!(!telling(&stack).is_empty() && !stack.command(&["lead", MARIA]).status.success());
    stack.advance("2h");
    assert_eq!(telling(&stack), Vec::<String>::new());
    let certificates: Value = serde_json::from_str(&stack.printed(&["erase", &id, "--certificate", "--json"])).unwrap();
    assert!(certificates[0]["done_at"].is_number(), "{certificates:#}");
}

#[test]
fn a_lead_with_2000_activities_is_erased_in_one_run() {
    let stack = Stack::start();
    ask(&stack, MARIA);
    for part in 0..4 {
        let note =
            |at: u32| json!({"kind": "noted", "email": MARIA, "by": "ana", "note": format!("quokka {part} {at}")});
        stack.tell(&json!((0..500).map(note).collect::<Vec<_>>()));
    }
    stack.settle_within(std::time::Duration::from_mins(5));
    let begin = Instant::now();
    let told = stack.printed(&["erase", MARIA, "--yes"]);
    println!("erased in {:?}", begin.elapsed());
    assert!(told.contains("done"), "{told}");
    assert_eq!(telling(&stack), Vec::<String>::new());
}
