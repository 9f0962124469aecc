//! A state folder that older binaries wrote is opened by these, and everything goes on.
//!
//! `tests/old_state.tar.gz` is what [`write_the_state`] wrote at commit ddec939. When it is opened, its clock is
//! set to the moment at which that runner stopped.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::{SignedDuration, Timestamp};
use leadwright_tests::{Stack, person, read_text, root};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::scenario::{
    self, KEY, NORA, OSCAR, PAUL, QUINN, RITA, SAM, TINA, URSULA, VERA, WIM, company, guide_of_nora, link,
};

/// What a runner keeps, but its logs and the compiled configuration.
const FILES: [&str; 5] = ["leadwright.db", "queues.jsonl", "mails.jsonl", "secrets.json", "clock.json"];

/// Packs files of a folder into the kept state, or unpacks it there.
fn tar(folder: &Path, flag: &str, files: &[&str]) {
    let kept: PathBuf = root().join("tests/old_state.tar.gz");
    let mut command = Command::new("tar");
    let done = command.arg("-C").arg(folder).arg(flag).arg(kept).args(files).output().expect("tar runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Opens a copy of the kept state, at the time at which it was written.
pub(crate) fn opened() -> (TempDir, Stack) {
    let folder = company();
    let state = folder.path().join("state");
    fs::create_dir(&state).unwrap();
    tar(&state, "-xzf", &[]);
    let clock = state.join("clock.json");
    let mut stopped: Value = serde_json::from_str(&fs::read_to_string(&clock).unwrap()).unwrap();
    let ran_until: Timestamp = stopped["ran_until"].as_str().unwrap().parse().unwrap();
    // Its schedules had run until then; what it did last is a little later.
    let opened_at = ran_until + SignedDuration::from_secs(2);
    stopped["offset_ms"] = json!(opened_at.as_millisecond() - Timestamp::now().as_millisecond());
    fs::write(&clock, stopped.to_string()).unwrap();
    let stack = Stack::start_at(folder.path(), &state);
    (folder, stack)
}

/// Writes the state anew, by the binaries of this commit.
#[test]
#[ignore = "it writes tests/old_state.tar.gz, which the binaries of an older commit are to have written"]
fn write_the_state() {
    let folder = company();
    let state = folder.path().join("state");
    let stack = Stack::start_at(folder.path(), &state);
    scenario::live(&stack, folder.path());
    scenario::leave_a_message(&stack);
    stack.stop();
    assert!(!state.join("leadwright.db-wal").exists(), "everything is in the database's own file");
    tar(&state, "-czf", &FILES);
}

fn parsed(stack: &Stack, arguments: &[&str]) -> Value {
    serde_json::from_str(&stack.printed(&[arguments, &["--json"]].concat())).expect("JSON")
}

fn timeline(stack: &Stack, address: &str, kind: &str) -> Vec<Value> {
    let lead = stack.lead(address);
    lead["timeline"].as_array().unwrap().iter().filter(|one| one["kind"] == kind).cloned().collect()
}

#[test]
fn what_older_binaries_stored_is_read_by_every_command() {
    let (_folder, stack) = opened();
    stack.settle();
    stack.assert_sound();
    let stages = stack.printed(&["leads", "--json"]);
    for stage in ["suspect", "lead", "mql", "pql", "sql", "prospect", "customer", "recycled", "disqualified", "lost"] {
        assert!(stages.contains(&format!("\"stage\": \"{stage}\"")), "{stage}: {stages}");
    }
    let ursula = stack.lead(URSULA);
    assert_eq!((&ursula["stage"], &ursula["owner"]), (&json!("customer"), &json!("ana")));
    for kind in ["form_submitted", "call_logged", "qualified", "edited", "deal_won"] {
        assert_eq!(timeline(&stack, URSULA, kind).len(), 1, "{kind}");
    }
    assert!(stack.printed(&["lead", URSULA]).contains("Wants an offer"));
    assert!(stack.printed(&["why", NORA]).contains("Downloaded the guide"));
    let csv = stack.printed(&["report", "--by", "source", "--from", "2026-01-01", "--csv"]);
    assert!(csv.lines().any(|line| line.starts_with("download,")), "{csv}");
    assert_eq!(parsed(&stack, &["suppress", SAM, "--check"])["suppressed"], true);
    assert_eq!(stack.lead(PAUL)["may_be_marketed_to"], false);
    let team = parsed(&stack, &["team"]);
    let chloe = team.as_array().unwrap().iter().find(|one| one["id"] == "chloe").unwrap();
    assert!(chloe.to_string().contains("2099-01-01"), "{chloe}");
    let brake = parsed(&stack, &["brake"]);
    assert_eq!(brake["brake"]["told"], true, "{brake}");
    // The local SES tells of the last mails again when it starts.
    assert!(brake["counted"]["bounced"].as_u64() >= Some(3), "{brake}");
    assert!(stack.printed(&["sequence"]).lines().any(|line| line.contains("win-back") && line.contains("paused")));
    assert!(stack.printed(&["rescore", "--check"]).contains("0 "), "no lead has another score");

    // What was posted then is known when it comes again.
    let before = stack.lead(NORA);
    assert_eq!(stack.post_with_key("/forms/guide-download", KEY, &guide_of_nora()).status(), 202);
    stack.tell(&json!({"kind": "product_used", "email": "pia@trial.example", "name": "x", "id": "job-1"}));
    assert_eq!(stack.lead(NORA), before);
    assert_eq!(timeline(&stack, "pia@trial.example", "product_used").len(), 2);
    // So is whom a link that was mailed then is for.
    assert_eq!(stack.get(&link(&stack, QUINN, "preferences")).status(), 200);
    let mut page = stack.get(&link(&stack, "ana@acme.example", "lead"));
    // Somebody else has the lead by now: the link is read, and gives no way to it.
    let words = read_text(&mut page);
    assert!(page.status() == 410 && words.contains("This lead is no longer yours"), "{words}");
}

/// Each mail goes once, by its send id: those of then and those of now.
fn assert_each_once(stack: &Stack) {
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for mail in stack.inbox() {
        if let Some(send) = mail["tags"]["send"].as_str() {
            *times.entry(send.to_owned()).or_default() += 1;
        }
    }
    let more: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(more.is_empty(), "{more:?}");
}

#[test]
fn what_older_binaries_planned_happens_once() {
    let (_folder, stack) = opened();
    stack.settle();
    // The message in the queue was applied. His guide waits with the brake, which then held marketing mail alone.
    assert_eq!(timeline(&stack, WIM, "form_submitted").len(), 1);
    assert!(stack.lead(WIM)["agenda"].to_string().contains("stopped"), "{}", stack.lead(WIM)["agenda"]);
    assert_eq!(stack.subjects_to(WIM).len(), 0);
    assert!(stack.lead(RITA)["agenda"][0]["claim"].is_object(), "the claim holds");
    assert_eq!(stack.subjects_to(RITA).len(), 1);
    let told = stack.subjects_to("ops@acme.example");
    assert_eq!(told.len(), 1, "{told:?}");
    let escalations = |stack: &Stack| stack.subjects_to("dora@acme.example").len();
    let before = escalations(&stack);

    stack.advance("10m");
    assert_eq!(timeline(&stack, VERA, "accept_missed").len(), 1);
    assert_eq!(escalations(&stack), before + 1);
    assert_eq!(timeline(&stack, OSCAR, "mail_clicked").len(), 1);
    stack.printed(&["brake", "--release"]);
    stack.advance("1h");
    assert_eq!(stack.subjects_to(RITA).len(), 2, "when the claim has ended the mail goes");

    stack.advance("25d");
    assert_eq!(stack.subjects_to(NORA).len(), 5, "{:?}", stack.subjects_to(NORA));
    assert_eq!(stack.subjects_to(OSCAR).len(), 5);
    assert_eq!(stack.subjects_to(RITA).len(), 5);
    assert_eq!(stack.subjects_to(WIM).len(), 5);
    for address in [PAUL, QUINN] {
        assert_eq!(stack.subjects_to(address).len(), 2, "{address}");
    }
    assert_eq!(stack.subjects_to(SAM).len(), 2);
    assert_eq!(stack.subjects_to("ops@acme.example"), told);
    stack.printed(&["sequence", "win-back", "--resume"]);
    stack.advance("10d");
    assert_eq!(stack.subjects_to(TINA).len(), 2, "{:?}", stack.subjects_to(TINA));
    assert_each_once(&stack);
    stack.assert_sound();
}

/// A brake of which the operator was not told then is told of now, once.
#[test]
fn an_operator_whom_older_binaries_could_not_tell_is_told() {
    let (folder, stack) = opened();
    stack.settle();
    let table = stack.status()["table"].clone();
    let key = json!({"pk": {"S": "CONTROL"}, "sk": {"S": "MAIL"}});
    let row = stack.aws("dynamodb", "DynamoDB_20120810.GetItem", &json!({"TableName": table, "Key": key}));
    let mut control: Value = serde_json::from_str(row["Item"]["body"]["S"].as_str().unwrap()).unwrap();
    control["brake"]["told"] = json!(false);
    let mut row = row["Item"].clone();
    row["body"]["S"] = json!(control.to_string());
    stack.aws("dynamodb", "DynamoDB_20120810.PutItem", &json!({"TableName": table, "Item": row}));
    let before = stack.subjects_to("ops@acme.example").len();
    stack.stop();
    // The first batch of events after a deployment is looked at. Mail to the team goes on with the brake.
    let stack = Stack::start_at(folder.path(), folder.path().join("state"));
    stack.submit_and_settle("demo-request", &person(1));
    stack.advance("10m");
    assert_eq!(stack.subjects_to("ops@acme.example").len(), before + 1);
    assert_eq!(parsed(&stack, &["brake"])["brake"]["told"], true);
}
