//! No e-mail is sent twice, none is dropped, none goes where it may not.

use leadwright_tests::{Stack, copy_config, person, read_text, signal};
use serde_json::json;

const JOSE: &str = "jose@gmail.com";

fn nurtured(stack: &Stack) -> String {
    stack.submit_and_settle("guide-download", &json!({"email": JOSE, "name": "José", "consent": true}))
}

/// The same mail sent 2 to 6 times: a lock expired, two senders overlapped, a resume started over.
#[test]
fn r_mautic_1737_a_lead_queued_many_times_is_mailed_once() {
    let stack = Stack::start();
    let id = nurtured(&stack);
    // Hold the mailers back, so that all messages are there when the mail is due.
    for _ in 0..20 {
        stack.queue("send", None, "", &json!({"lead": id}).to_string());
    }
    stack.advance("25h");
    for _ in 0..20 {
        stack.queue("send", None, "", &json!({"lead": id}).to_string());
    }
    stack.settle();
    assert_eq!(stack.subjects_to(JOSE), ["Your field service guide", "Three things to try this week"]);
    stack.assert_sound();
}

#[test]
fn r_mautic_2215_mailers_at_once_send_once() {
    let stack = Stack::start();
    let id = nurtured(&stack);
    let sent = stack.inbox().len();
    // The claim of the first attempt conflicts; the others come while it is made.
    stack.fault(
        &json!({"service": "dynamodb", "operation": "PutItem", "fault": "error", "times": 2, "function": "mailer"}),
    );
    std::thread::scope(|scope| {
        scope.spawn(|| stack.advance("24h 1m"));
        for _ in 0..8 {
            scope.spawn(|| stack.queue("send", None, "", &json!({"lead": id}).to_string()));
        }
    });
    stack.settle();
    assert_eq!(stack.inbox().len(), sent + 1);
    stack.assert_sound();
}

/// An answer of SES that is lost leaves the claim; SES's `Send` event settles it, and the sequence goes on.
#[test]
fn r_listmonk_2313_a_lost_answer_is_not_answered_by_a_second_mail() {
    let stack = Stack::start();
    nurtured(&stack);
    stack.fault(&json!({"service": "ses", "operation": "SendRawEmail", "fault": "drop-response", "times": 1}));
    stack.advance("24h 1m");
    assert_eq!(stack.lead(JOSE)["agenda"][0]["mail"], "nurture-case-study", "the event settled the claim");
    stack.advance("10d");
    assert_eq!(stack.subjects_to(JOSE).len(), 3, "{:?}", stack.subjects_to(JOSE));
    stack.assert_sound();
}

/// A request that never reached SES has no event: when the lease ends the mail is sent, once.
#[test]
fn a_lost_request_is_sent_when_the_lease_ends() {
    let stack = Stack::start();
    nurtured(&stack);
    stack.fault(&json!({"service": "ses", "operation": "SendRawEmail", "fault": "drop-request", "times": 1}));
    stack.advance("24h 20m");
    assert_eq!(stack.subjects_to(JOSE).len(), 1, "the claim stands: it may have been sent");
    assert!(stack.lead(JOSE)["agenda"][0]["claim"].is_object());
    stack.advance("20m");
    assert_eq!(stack.subjects_to(JOSE).len(), 2);
    stack.advance("10d");
    assert_eq!(stack.subjects_to(JOSE).len(), 3);
    stack.assert_sound();
}

/// A bounced or complaining contact is tried again every run; SES bounces are missing from reports.
#[test]
fn r_mautic_4356_a_bounce_and_a_complaint_end_all_mail() {
    for (address, kind, column) in [
        ("bounce@simulator.amazonses.com", "bounced", "bounces"),
        ("complaint@simulator.amazonses.com", "complained", "complaints"),
    ] {
        let stack = Stack::start();
        stack.submit_and_settle("guide-download", &json!({"email": address, "consent": true}));
        let lead = stack.lead(address);
        assert!(lead["timeline"].as_array().unwrap().iter().any(|one| one["kind"] == kind), "{lead}");
        assert_eq!(lead["may_be_marketed_to"], false);
        stack.advance("2h");
        stack.submit_and_settle("guide-download", &json!({"email": address, "consent": true, "message": "again"}));
        stack.advance("10d");
        assert_eq!(stack.subjects_to(address).len(), 1, "{kind}");
        let report = stack.printed(&["report", "--csv"]);
        let row: Vec<&str> = report.lines().find(|line| line.starts_with("download,")).unwrap().split(',').collect();
        let place = report.lines().next().unwrap().split(',').position(|heading| heading == column).unwrap();
        assert_eq!(row[place], "1", "{report}");
        stack.assert_sound();
    }
}

/// An out-of-office reply puts the contact on do-not-contact.
#[test]
fn r_mautic_2761_an_automatic_reply_and_a_full_mailbox_end_nothing() {
    let stack = Stack::start();
    for address in ["ooto@simulator.amazonses.com", "soft@simulator.amazonses.com"] {
        stack.submit_and_settle("guide-download", &json!({"email": address, "consent": true}));
    }
    stack.advance("4d");
    for address in ["ooto@simulator.amazonses.com", "soft@simulator.amazonses.com"] {
        assert_eq!(stack.subjects_to(address).len(), 3, "{address}");
    }
}

/// One rejected address in a batch makes the rest be resent for ever.
#[test]
fn r_mautic_7226_a_refused_mail_touches_no_other_and_ends() {
    let stack = Stack::start();
    nurtured(&stack);
    stack.fault(&json!({"service": "ses", "operation": "SendRawEmail", "fault": "reject", "times": 10}));
    stack.submit_and_settle("guide-download", &json!({"email": "rejected@gmail.com"}));
    stack.advance("20h");
    assert_eq!(stack.subjects_to("rejected@gmail.com"), [""; 0]);
    let lead = stack.lead("rejected@gmail.com");
    assert_eq!(lead["agenda"], json!([]));
    let last = lead["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["kind"], "mail_dropped", "{last}");
    assert_eq!(stack.subjects_to(JOSE).len(), 1);
    stack.assert_sound();
}

#[test]
fn throttling_delays_and_drops_nothing() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(0));
    stack.fault(&json!({"service": "ses", "operation": "SendRawEmail", "fault": "throttle", "times": 3}));
    stack.submit_and_settle("demo-request", &person(1));
    stack.advance("15m");
    assert_eq!(stack.subjects_to("person1@customer1.example").len(), 1);
    assert_eq!(stack.subjects_to("ben@acme.example").len(), 1);
    stack.assert_sound();
}

/// An account that is paused for days, or whose sender is not verified, is not the mails' fault: they wait.
#[test]
fn an_outage_of_ses_drops_nothing_however_long() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let state = folder.path().join("state");
    let stack = Stack::start_at(folder.path(), &state);
    nurtured(&stack);
    // Of two or three mails: each would be dropped after ten.
    for (fault, times) in [("unverified", 40), ("paused", 15), ("pause", 15)] {
        stack.fault(&json!({"service": "ses", "operation": "SendRawEmail", "fault": fault, "times": times}));
    }
    stack.submit_and_settle("demo-request", &person(1));
    stack.printed(&["log", "person1@customer1.example", "call", "--by", "ana"]);
    // Nothing is due meanwhile of which she would be reminded.
    let now: jiff::Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
    let due = (now + jiff::SignedDuration::from_hours(60 * 24)).to_string();
    stack.printed(&["next", "person1@customer1.example", "An offer", "--due", &due, "--by", "ana"]);
    stack.advance("20h");
    let log = std::fs::read_to_string(state.join("logs/mailer.log")).unwrap();
    assert!(log.contains(r#""NotSent":1"#), "the alarm knows");
    stack.advance("52h");
    assert_eq!(stack.subjects_to("ana@acme.example").len(), 0);
    stack.advance("6d");
    assert_eq!(stack.subjects_to("ana@acme.example").len(), 1);
    assert_eq!(stack.subjects_to("person1@customer1.example").len(), 1);
    assert_eq!(stack.subjects_to(JOSE).len(), 3);
    stack.assert_sound();
}

/// A lost answer for the visitor's mail holds up neither the seller's nor anybody else's.
#[test]
fn a_lost_answer_holds_up_no_other_mail() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(0));
    stack.fault(&json!({"service": "ses", "operation": "SendRawEmail", "fault": "drop-request", "times": 1}));
    stack.submit_and_settle("demo-request", &person(1));
    assert_eq!(stack.inbox().len(), 3, "one of the two goes at once");
    stack.advance("5m");
    assert_eq!(stack.mails(), 4);
    stack.assert_sound();
}

#[test]
fn a_mailer_that_is_killed_drops_nothing() {
    let stack = Stack::start();
    for number in 0..12 {
        assert_eq!(stack.submit("demo-request", &person(number)).status(), 202);
        if number % 3 == 0 {
            stack.pids("mailer").into_iter().for_each(|pid| signal("KILL", pid));
        }
    }
    stack.local("clock", &json!({"advance": "30m"}));
    for number in 0..12 {
        let address = format!("person{number}@customer{number}.example");
        let lead = stack.lead(&address);
        let agenda = lead["agenda"].as_array().unwrap();
        assert!(
            agenda.iter().all(|entry| ["accept", "follow_up"].contains(&entry["do"].as_str().unwrap())),
            "{agenda:?}"
        );
        assert_eq!(stack.subjects_to(&address).len(), 1, "{address}");
    }
    let to_owners = stack.inbox().iter().filter(|mail| mail["tags"]["to"] == "owner").count();
    assert_eq!(to_owners, 12);
    stack.assert_sound();
}

/// A HEAD or a scanner's GET unsubscribes; only a POST may.
#[test]
fn r_mautic_14916_only_a_post_unsubscribes() {
    let stack = Stack::start();
    nurtured(&stack);
    stack.advance("25h");
    let mails = stack.inbox();
    let mail = &mails[0];
    let link = mail["headers"]["List-Unsubscribe"].as_str().unwrap().trim_matches(['<', '>']).to_owned();
    assert_eq!(mail["headers"]["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
    assert!(mail["html"].as_str().unwrap().contains(&link) && mail["text"].as_str().unwrap().contains(&link));
    let path = link.strip_prefix(&stack.url).expect("the link leads to this stack");
    // API Gateway has no route for HEAD; with or without one it must change nothing.
    stack.head(path);
    let mut page = stack.get(path);
    assert_eq!(page.status(), 200);
    assert!(read_text(&mut page).contains("<form method=\"post\">"));
    stack.settle();
    assert_eq!(stack.lead(JOSE)["may_be_marketed_to"], true);

    // As mail programs do it (RFC 8058).
    let answer = stack.post(path, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click");
    assert_eq!(answer.status(), 200);
    stack.settle();
    assert_eq!(stack.lead(JOSE)["may_be_marketed_to"], false);
    stack.advance("10d");
    assert_eq!(stack.subjects_to(JOSE).len(), 2, "no mail after it");
    assert_eq!(stack.get("/unsubscribe/x.y.z").status(), 404);
    stack.assert_sound();
}

/// A journey goes on after unsubscribe, or after the lead asked for a salesperson.
#[test]
fn r_parcelvoy_442_who_asks_for_a_demo_is_nurtured_no_more() {
    let stack = Stack::start();
    nurtured(&stack);
    stack.submit_and_settle("demo-request", &json!({"email": JOSE}));
    stack.advance("10d");
    assert_eq!(stack.subjects_to(JOSE), ["Your field service guide", "Your demo of Acme Field Service"]);
}

#[test]
fn without_consent_nobody_is_nurtured() {
    let stack = Stack::start();
    stack.submit_and_settle("guide-download", &json!({"email": JOSE, "consent": false}));
    stack.advance("10d");
    assert_eq!(stack.subjects_to(JOSE), ["Your field service guide"]);
}

/// A tick gives a due lead to the mailer once, however long the mailer takes.
#[test]
fn a_backlog_is_not_queued_again_every_minute() {
    let stack = Stack::start();
    for number in 0..5 {
        stack.submit_and_settle("guide-download", &person(number));
    }
    stack.fault(&json!({"service": "ses", "operation": "SendRawEmail", "fault": "drop-request", "times": 5}));
    stack.advance("24h 1m");
    let queued = |stack: &Stack| stack.status()["aws"]["nurture"]["UpdateItem"]["requests"].as_u64().unwrap();
    let before = queued(&stack);
    stack.advance("10m");
    stack.local("run/nurture", &json!({}));
    assert_eq!(queued(&stack), before, "the leads are leased");
}
