//! SES's send rate and daily quota are kept, and what waits for them is neither lost nor worn out.

use std::fmt::Write;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use leadwright_tests::{Stack, copy_config, leadwright, person};
use serde_json::{Value, json};
use tempfile::TempDir;

fn with(flags: &[&str]) -> Stack {
    static COMPANY: LazyLock<TempDir> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        copy_config(folder.path());
        folder
    });
    Stack::start_with(COMPANY.path(), ":memory:", flags)
}

/// Leads whose next marketing mail is a day away.
fn nurtured(stack: &Stack, numbers: std::ops::Range<usize>) -> Vec<String> {
    for number in numbers.clone() {
        let mut fields = person(number);
        fields["consent"] = json!(true);
        assert_eq!(stack.submit("guide-download", &fields).status(), 202);
    }
    stack.settle();
    numbers.map(|number| format!("person{number}@customer{number}.example")).collect()
}

fn of_marketing(stack: &Stack) -> usize {
    stack.inbox().iter().filter(|mail| mail["headers"]["List-Unsubscribe"].is_string()).count()
}

fn requests(stack: &Stack, function: &str, operation: &str) -> u64 {
    stack.status()["aws"][function][operation]["requests"].as_u64().unwrap_or(0)
}

/// Forty mails at twenty a second take two seconds less the first moment's, over four mailers that share the rate; next
/// to no message is received twice, and SES refuses next to none.
#[test]
fn mailers_share_the_rate_of_ses() {
    let stack = with(&["--ses-rate", "20"]);
    let leads = nurtured(&stack, 0..40);
    assert_eq!(of_marketing(&stack), 0);
    let asked = requests(&stack, "mailer", "SendRawEmail");
    let invoked = stack.status()["functions"]["mailer"]["invocations"].as_u64().unwrap();
    let began = Instant::now();
    stack.advance("4d");
    let took = began.elapsed();
    // Where other tests keep the machine busy, mails that left one after the other may arrive together.
    let refused = requests(&stack, "mailer", "SendRawEmail") - asked - of_marketing(&stack) as u64;
    assert!(refused * 10 <= of_marketing(&stack) as u64, "{refused} were refused");
    for lead in &leads {
        assert!(stack.subjects_to(lead).len() >= 2, "{lead}");
    }
    let sent = of_marketing(&stack);
    assert!(sent >= 40, "{sent}");
    // A second's worth may come at once.
    let least = Duration::from_secs((sent as u64 - 20) / 20);
    assert!(took > least, "{sent} mails in {took:?}");
    let mailer = stack.status()["functions"]["mailer"].clone();
    assert_eq!(mailer["errors"], 0);
    assert!(mailer["pids"].as_array().unwrap().len() > 1, "several mailers share it");
    let more = mailer["invocations"].as_u64().unwrap() - invoked;
    assert!(more <= (sent + sent / 10) as u64 + 5, "{more} receives for {sent} mails");
    assert_eq!(stack.dead(), 0);
    stack.assert_sound();
}

/// SES refuses what comes too fast: another attempt follows in the same invocation, and then the mail waits a minute. It
/// is no refusal of the mail, however often it happens.
#[test]
fn a_refusal_for_the_rate_is_no_refusal_of_the_mail() {
    let stack = Stack::start();
    let leads = nurtured(&stack, 0..1);
    stack.fault(&json!({"service": "ses", "operation": "SendRawEmail", "fault": "throttle", "times": 2}));
    stack.advance("25h");
    assert_eq!(stack.subjects_to(&leads[0]).len(), 2, "the third attempt is taken");
    // Each time three attempts: 14 minutes.
    stack.fault(&json!({"service": "ses", "operation": "SendRawEmail", "fault": "throttle", "times": 42}));
    stack.advance("48h 5m");
    let lead = stack.lead(&leads[0]);
    assert_eq!(lead["agenda"][0]["refused"], Value::Null, "{lead}");
    stack.advance("1h");
    assert_eq!(stack.subjects_to(&leads[0]).len(), 3);
    stack.assert_sound();
}

/// A tenth of the day's quota is kept for what somebody waits for; marketing mail goes when the day has moved on.
#[test]
fn the_daily_quota_holds_marketing_back_and_nothing_else() {
    let stack = with(&["--ses-daily", "30"]);
    // 12 thank-yous.
    let leads = nurtured(&stack, 0..12);
    stack.advance("23h");
    // 17 more: when the first day ends they fill most of it, and 27 is the end of marketing mail.
    nurtured(&stack, 20..37);
    stack.advance("1h 30m");
    let sent: usize = leads.iter().map(|lead| stack.subjects_to(lead).len()).sum();
    assert!(sent < 24, "some marketing mails wait: {sent}");
    assert_eq!(stack.dead(), 0);
    let held = leads.iter().filter(|lead| stack.lead(lead)["agenda"].to_string().contains("30 mails a day"));
    assert!(held.count() > 0, "and say why");
    // What somebody asks for goes.
    stack.submit_and_settle("guide-download", &person(50));
    assert_eq!(stack.subjects_to("person50@customer50.example").len(), 1);
    stack.advance("6d");
    for lead in &leads {
        assert!(stack.subjects_to(lead).len() >= 2, "{lead}");
    }
    stack.assert_sound();
}

/// The day's quota is gone: SES refuses everything, nothing is lost, and nothing wears out a message.
#[test]
fn a_quota_that_is_used_up_loses_nothing() {
    let stack = with(&["--ses-daily", "4"]);
    let addresses = nurtured(&stack, 0..6);
    let sent = |stack: &Stack| stack.inbox().len();
    assert_eq!(sent(&stack), 4);
    stack.advance("2h");
    assert_eq!(sent(&stack), 4);
    stack.advance("23h");
    for address in &addresses {
        assert!(!stack.subjects_to(address).is_empty(), "{address}");
    }
    let told = |address: &&String| stack.lead(address)["timeline"].to_string().contains("SES takes no more mail today");
    assert_eq!(addresses.iter().filter(told).count(), 2, "who waited is told why");
    assert_eq!(stack.dead(), 0);
}

/// A tick gives the mailer what it can deal with before the leases end, and comes back for the rest; none is leased
/// twice.
#[test]
fn a_backlog_is_queued_at_the_rate_of_ses() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let sequence = folder.path().join("infra/config/sequences/guide-nurture.yaml");
    let text = std::fs::read_to_string(&sequence).unwrap();
    std::fs::write(&sequence, text.replace("form: guide-download", "source: trade show")).unwrap();
    // Of one mail a day none is for marketing: it is held at once, and the test need not wait for a slot each.
    let stack = Stack::start_with(folder.path(), ":memory:", &["--ses-rate", "1", "--ses-daily", "1"]);
    let list = folder.path().join("list.csv");
    let mut rows = "email,consent\n".to_owned();
    for row in 0..1_100 {
        writeln!(rows, "row{row}@list.example,yes").unwrap();
    }
    std::fs::write(&list, rows).unwrap();
    let arguments = ["import", list.to_str().unwrap(), "--source", "trade show", "--start", "--against", &stack.url];
    assert!(leadwright(folder.path(), &arguments).status.success());
    stack.settle();
    let ticks = |stack: &Stack| stack.status()["functions"]["nurture"]["invocations"].as_u64().unwrap();
    let (leases, before) = (requests(&stack, "nurture", "UpdateItem"), ticks(&stack));
    stack.advance("24h 2m");
    // The first tick, if none was before, writes the number of shards, too.
    let leases = requests(&stack, "nurture", "UpdateItem") - leases - u64::from(before == 0);
    assert_eq!(leases, 1_100);
    assert!(ticks(&stack) - before >= 2, "1,000 a tick");
    assert_eq!(stack.inbox().len(), 0);
    stack.assert_sound();
}

/// A hot lead does not stand behind marketing mail that goes as slowly as SES takes it.
#[test]
fn a_hand_off_passes_a_backlog_of_marketing_mail() {
    const LEADS: usize = 24;
    let stack = with(&["--ses-rate", "2"]);
    nurtured(&stack, 0..LEADS);
    let tips = || stack.inbox().iter().filter(|mail| mail["subject"] == "Three things to try this week").count();
    std::thread::scope(|scope| {
        scope.spawn(|| stack.advance("25h"));
        while tips() < 2 {
            std::thread::sleep(Duration::from_millis(20));
        }
        stack.submit("demo-request", &person(LEADS + 1));
        while !stack.inbox().iter().any(|mail| mail["tags"]["to"] == "owner") {
            std::thread::sleep(Duration::from_millis(20));
        }
        let behind = LEADS - tips();
        assert!(behind >= 3, "{behind} marketing mails wait behind it");
    });
    stack.assert_sound();
}
