//! Two days of a company in which every kind of row, every stage and almost every task comes to be stored.

use std::path::Path;

use leadwright_tests::{Stack, copy_config, edit, mail_at_any_hour, person};
use serde_json::{Value, json};
use tempfile::TempDir;

const URLENCODED: &str = "application/x-www-form-urlencoded";
const BROWSER: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

/// Read the first mail of their sequence and wait for the second; [`NORA`] has clicked in it.
pub(crate) const NORA: &str = "nora@gmail.com";
/// Followed a link a moment ago.
pub(crate) const OSCAR: &str = "oscar@gmail.com";
/// Unsubscribed by the link in a mail.
pub(crate) const PAUL: &str = "paul@gmail.com";
/// Wants no more tips, and paused the rest.
pub(crate) const QUINN: &str = "quinn@gmail.com";
/// The mail to this one is claimed, and whether SES took it is not known.
pub(crate) const RITA: &str = "rita@gmail.com";
/// Was put on the suppression list by hand.
pub(crate) const SAM: &str = "sam@gmail.com";
/// Recycled: waits in a sequence that is paused.
pub(crate) const TINA: &str = "tina@gmail.com";
/// Bought.
pub(crate) const URSULA: &str = "ursula@customer.example";
/// Handed off a moment ago; nobody has accepted the lead.
pub(crate) const VERA: &str = "vera@other.example";
/// Posted a form that stands in a queue; see [`leave_a_message`].
pub(crate) const WIM: &str = "wim@gmail.com";

/// The `Idempotency-Key` of Nora's form.
pub(crate) const KEY: &str = "nora-and-the-guide";

/// The demo company, but it mails at any hour and its brake goes on at 3 bounces.
pub(crate) fn company() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    edit(folder.path(), "infra/config/sending.yaml", "at_least: 200", "at_least: 100");
    let operator = "operator: ops@acme.example\nreply_to: hello@acme.example";
    edit(folder.path(), "infra/config/company.yaml", "reply_to: hello@acme.example", operator);
    folder
}

/// A form of Nora's: posted again with the same key, it changes nothing.
pub(crate) fn guide_of_nora() -> Value {
    guide(NORA)
}

/// Lives through the two days. The company is that of [`company`].
pub(crate) fn live(stack: &Stack, folder: &Path) {
    import_a_list(stack, folder);
    assert_eq!(stack.post_with_key("/forms/guide-download", KEY, &guide_of_nora()).status(), 202);
    for address in [OSCAR, PAUL, QUINN, SAM, "bounce@simulator.amazonses.com", "soft@simulator.amazonses.com"] {
        stack.submit_and_settle("guide-download", &guide(address));
    }
    stack.submit_and_settle("newsletter", &json!({"email": "newsletter@gmail.com", "consent": true}));
    stack.printed(&["away", "chloe", "--until", "2099-01-01"]);
    stack.printed(&["capacity", "sofia", "--a-day", "2"]);
    stack.printed(&["sequence", "win-back", "--pause"]);
    work_in_sales(stack);
    stack.advance("2h");
    stack.submit_and_settle("guide-download", &guide(RITA));
    stack.advance("22h 5m");

    read_mails(stack);
    stack.printed(&["suppress", SAM]);
    use_the_product(stack);
    // A claim on marketing mail holds for half an hour: what follows takes less.
    stack.fault(&json!({"service": "ses", "operation": "SendRawEmail", "fault": "drop-request", "times": 1}));
    stack.advance("1h 56m");
    for number in 2..4 {
        stack.submit_and_settle("guide-download", &guide(&format!("bounce+{number}@simulator.amazonses.com")));
    }
    click(stack, OSCAR);
    stack.submit_and_settle("demo-request", &buyer(VERA, 2));
}

/// Posts a form while scoring hangs, so that its message is in the queue when the stack ends.
pub(crate) fn leave_a_message(stack: &Stack) {
    let fault = json!({
        "service": "dynamodb", "operation": "TransactWriteItems", "fault": "hang-request", "function": "scoring",
    });
    stack.fault(&fault);
    assert_eq!(stack.submit("guide-download", &guide(WIM)).status(), 202);
    while stack.status()["hung"] == 0 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// The path of the first such link in the newest mail to an address that has one: `unsubscribe`, `c`, `lead`.
pub(crate) fn link(stack: &Stack, address: &str, what: &str) -> String {
    let part = format!("/{what}/");
    let path = |mail: &Value| {
        let url =
            mail["html"].as_str()?.split('"').find(|text| text.starts_with("http://127.") && text.contains(&part))?;
        Some(url[url.find(&part)?..].to_owned())
    };
    let mails = stack.inbox();
    mails.iter().filter(|mail| mail["to"] == address).find_map(path).expect("a mail with such a link")
}

fn guide(address: &str) -> Value {
    json!({"email": address, "name": "Maria", "employees": "12", "consent": true})
}

/// Somebody at a company who is hot at once.
fn buyer(address: &str, number: usize) -> Value {
    let mut fields = person(number);
    fields["email"] = json!(address);
    fields
}

/// Suspects of a bought list, one of whom bought long ago.
fn import_a_list(stack: &Stack, folder: &Path) {
    let (leads, deals) = (folder.join("leads.csv"), folder.join("deals.csv"));
    let list = "id,email,phone,date\n1,list1@gmail.com,,2026-01-05\n2,,+351912000001,2026-01-06\n3,,,2026-01-07\n";
    std::fs::write(&leads, list).expect("written");
    std::fs::write(&deals, "id,won_date\n3,2026-02-03\n").expect("written");
    let files = [leads.to_str().expect("UTF-8"), "--outcome", deals.to_str().expect("UTF-8")];
    stack.printed(&[&["import"], &files[..], &["--source", "purchased list"]].concat());
}

/// Every stage that sales gives a lead, and what they note.
fn work_in_sales(stack: &Stack) {
    let at = |address: &str| {
        stack.submit_and_settle("demo-request", &buyer(address, 1));
    };
    at(URSULA);
    stack.printed(&["log", URSULA, "call", "--by", "ana", "--note", "Wants an offer"]);
    let answers = ["need=yes", "budget=yes", "timeline=yes", "--evidence", "The budget is approved"];
    stack.printed(&[&["qualify", URSULA], &answers[..], &["--by", "ana"]].concat());
    stack.printed(&["edit", URSULA, "title=Head of Operations", "--by", "ana"]);
    stack.tell(&json!({"kind": "deal_won", "email": URSULA, "amount": 1200, "by": "ana"}));
    at(TINA);
    let again = ["--reason", "not-now", "--again-on", "2099-01-02", "--note", "After the move"];
    stack.printed(&[&["stage", TINA, "recycled"], &again[..], &["--by", "ben"]].concat());
    at("xavier@small.example");
    stack.printed(&["stage", "xavier@small.example", "disqualified", "--reason", "too-small", "--by", "ana"]);
    at("yara@slow.example");
    stack.printed(&["stage", "yara@slow.example", "lost", "--reason", "competitor", "--by", "ana"]);
    stack.printed(&["stage", "yara@slow.example", "bad", "--reason", "wrong-number"]);
    at("zoe@kept.example");
    stack.printed(&["assign", "zoe@kept.example", "ben", "--why", "speaks German", "--by", "ana"]);
    stack.printed(&["stage", "zoe@kept.example", "prospect", "--by", "ben"]);
    stack.printed(&["stage", "newsletter@gmail.com", "mql", "--by", "carla"]);
    // In Brazil a partner's people take turns, at most so many a day.
    let mut partner = buyer("bia@brazil.example", 1);
    partner["country"] = json!("BR");
    for number in 0..3 {
        partner["email"] = json!(format!("bia@brazil{number}.example"));
        stack.submit_and_settle("demo-request", &partner);
    }
}

/// What leads do with the first mail of their sequence.
fn read_mails(stack: &Stack) {
    stack.fetch("GET", &link(stack, NORA, "o"), BROWSER);
    click(stack, NORA);
    stack.post(&link(stack, PAUL, "unsubscribe"), URLENCODED, "List-Unsubscribe=One-Click");
    // A machine, which does not wait.
    stack.fetch("HEAD", &link(stack, QUINN, "c"), BROWSER);
    let preferences = link(stack, QUINN, "preferences");
    assert_eq!(stack.post(&preferences, URLENCODED, "topic-news=yes&do=pause").status(), 303);
    stack.settle();
    stack.advance("4m");
}

/// Follows a link of the newest mail as a person does.
fn click(stack: &Stack, address: &str) {
    assert_eq!(stack.fetch("GET", &link(stack, address, "c"), BROWSER).status(), 302);
    stack.settle();
}

/// Activities from other programs: a trial with intent to pay, a visit, a question, and one of a day that is counted.
fn use_the_product(stack: &Stack) {
    let pia = |kind: &str, more: &Value| {
        let mut activity = json!({"kind": kind, "email": "pia@trial.example"});
        activity.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        stack.tell(&activity);
    };
    pia("product_used", &json!({"name": "dispatched a job", "id": "job-1"}));
    pia("product_used", &json!({"name": "opened upgrade", "id": "upgrade-1"}));
    pia("page_viewed", &json!({"page": "https://www.acme.example/pricing"}));
    pia("ticket_opened", &json!({"name": "T-1"}));
    pia("event_attended", &json!({"name": "Hannover fair", "occurred_at": "2026-11-02T10:00:00Z"}));
}
