//! What SES tells of mails: bounces, complaints, delays, and the brake that they put on.

use std::path::Path;

use leadwright_tests::{Stack, copy_config, person, root};
use serde_json::{Value, json};

/// An address of SES's mailbox simulator.
fn simulator(local: &str) -> String {
    format!("{local}@simulator.amazonses.com")
}

fn guide(address: &str) -> Value {
    json!({"email": address, "name": "Maria", "consent": true})
}

fn kinds(lead: &Value) -> Vec<String> {
    let timeline = lead["timeline"].as_array().expect("a timeline");
    timeline.iter().map(|one| one["kind"].as_str().expect("a kind").to_owned()).collect()
}

/// What `brake --json` tells.
fn brake(stack: &Stack) -> Value {
    serde_json::from_str(&stack.printed(&["brake", "--json"])).expect("JSON")
}

/// A workspace whose configuration or template is another: (file below `infra`, right, instead).
fn changed(changes: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    for (file, right, instead) in changes {
        let path = folder.path().join("infra").join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(right), "{file} has {right:?}");
        std::fs::write(&path, text.replace(right, instead)).unwrap();
    }
    folder
}

fn started(folder: &Path) -> Stack {
    Stack::start_at(folder, ":memory:")
}

/// SES bounces are not recorded.
#[test]
fn r_mautic_11264_every_outcome_is_recorded_and_counted() {
    let stack = Stack::start();
    for local in ["bounce", "suppressionlist", "complaint", "soft", "ooto", "delay", "success"] {
        stack.submit_and_settle("guide-download", &guide(&simulator(local)));
    }
    for (local, kind, suppressed) in [
        ("bounce", Some("bounced"), true),
        ("suppressionlist", Some("bounced"), true),
        ("complaint", Some("complained"), true),
        ("soft", Some("soft_bounced"), false),
        ("ooto", None, false),
        ("delay", None, false),
        ("success", None, false),
    ] {
        let address = simulator(local);
        let lead = stack.lead(&address);
        let told = ["bounced", "complained", "soft_bounced", "mail_rejected", "suppressed"];
        let found: Vec<_> = kinds(&lead).into_iter().filter(|kind| told.contains(&kind.as_str())).collect();
        assert_eq!(found, kind.into_iter().collect::<Vec<_>>(), "{local}");
        assert_eq!(lead["may_be_marketed_to"], !suppressed, "{local}");
        let check: Value = serde_json::from_str(&stack.printed(&["suppress", &address, "--check", "--json"])).unwrap();
        assert_eq!(check["suppressed"], suppressed, "{local}: the address is on the list");
    }
    let counted = brake(&stack)["counted"].clone();
    let expected = json!({
        "sent": 7, "delivered": 4, "delayed": 1, "soft_bounced": 1, "bounced": 2, "complained": 1, "rejected": 0,
    });
    assert_eq!(counted, expected);
    stack.assert_sound();
}

/// Bounces are missing from reports.
#[test]
fn r_mautic_3173_bounces_are_in_the_report() {
    let stack = Stack::start();
    stack.submit_and_settle("guide-download", &guide(&simulator("bounce")));
    stack.submit_and_settle("guide-download", &guide(&simulator("bounce+2")));
    stack.submit_and_settle("guide-download", &guide("jose@gmail.com"));
    stack.advance("26h");
    let report = stack.printed(&["report", "--csv"]);
    let row: Vec<&str> = report.lines().find(|line| line.starts_with("download,")).unwrap().split(',').collect();
    let place = report.lines().next().unwrap().split(',').position(|heading| heading == "bounces").unwrap();
    assert_eq!(row[place], "2", "{report}");
}

/// One outage of a mail server, however many mails it refuses, silences nobody; three days without a delivery do.
#[test]
fn soft_bounces_on_three_days_end_mail_and_automatic_replies_never() {
    let stack = Stack::start();
    let (soft, ooto) = (simulator("soft"), simulator("ooto"));
    // On the first day each asks again and again, and is thanked again.
    for _ in 0..4 {
        for address in [&soft, &ooto] {
            stack.submit_and_settle("guide-download", &guide(address));
        }
        stack.advance("2h");
    }
    let soft_bounced = |lead: &Value| kinds(lead).iter().filter(|kind| *kind == "soft_bounced").count();
    let lead = stack.lead(&soft);
    assert_eq!((soft_bounced(&lead), &lead["may_be_marketed_to"]), (4, &json!(true)));
    // A mail that arrives begins the count anew.
    arrives(&stack, &soft);
    assert!(kinds(&stack.lead(&soft)).contains(&"mail_delivered".to_owned()));
    let mut days = 0;
    while stack.lead(&soft)["may_be_marketed_to"] == true {
        stack.advance("1d");
        days += 1;
        for address in [&soft, &ooto] {
            stack.submit_and_settle("guide-download", &guide(address));
        }
        assert!(days <= 3, "{:?}", kinds(&stack.lead(&soft)));
    }
    assert_eq!(days, 3);
    let lead = stack.lead(&soft);
    assert_eq!(kinds(&lead).iter().filter(|kind| *kind == "suppressed").count(), 1);
    let why = stack.printed(&["suppress", &soft, "--check"]);
    assert!(why.contains("Soft bounces on 3 days within 30 days, and no delivery in between"), "{why}");
    let until_then = stack.subjects_to(&soft).len();
    stack.advance("10d");
    assert_eq!(stack.subjects_to(&soft).len(), until_then, "no mail after it");
    let lead = stack.lead(&ooto);
    assert_eq!(lead["may_be_marketed_to"], true);
    assert!(!kinds(&lead).iter().any(|kind| kind == "soft_bounced"));
    stack.assert_sound();
}

/// SES says that a mail to the lead arrived.
fn arrives(stack: &Stack, address: &str) {
    let tags = json!({"lead": [stack.lead(address)["id"]], "send": ["s"], "to": ["lead"]});
    let mail = json!({"timestamp": stack.status()["now"], "destination": [address], "tags": tags});
    let event = json!({"eventType": "Delivery", "delivery": {"recipients": [address]}, "mail": mail});
    stack.queue("mailevents", None, "", &event.to_string());
    stack.settle();
}

/// A provider that says "this is no spam" ends nothing, nor does a refusal for size or content; SES's own validation marks
/// the address and does not move the brake.
#[test]
fn what_says_nothing_against_an_address_ends_no_mail_to_it() {
    let stack = Stack::start();
    let address = "jose@gmail.com";
    let id = stack.submit_and_settle("guide-download", &guide(address));
    let event = |kind: &str, of: &Value| {
        let tags = json!({"lead": [id], "send": [format!("s-{kind}-{}", of.to_string().len())], "to": ["lead"]});
        let mail = json!({"timestamp": stack.status()["now"], "destination": [address], "tags": tags});
        let event = json!({"eventType": kind, kind.to_lowercase(): of, "mail": mail});
        stack.queue("mailevents", None, "", &event.to_string());
        stack.settle();
    };
    let bounce = |kind: &str, sub_kind: &str, status: &str| {
        let of = json!([{"emailAddress": address, "action": "failed", "status": status}]);
        event("Bounce", &json!({"bounceType": kind, "bounceSubType": sub_kind, "bouncedRecipients": of}));
    };
    event(
        "Complaint",
        &json!({"complainedRecipients": [{"emailAddress": address}], "complaintFeedbackType": "not-spam"}),
    );
    bounce("Transient", "MessageTooLarge", "5.3.4");
    bounce("Transient", "ContentRejected", "5.7.1");
    let lead = stack.lead(address);
    assert_eq!(lead["may_be_marketed_to"], true, "{:?}", kinds(&lead));
    assert_eq!(kinds(&lead).iter().filter(|kind| *kind == "mail_rejected").count(), 2);
    let told = stack.printed(&["lead", address]);
    assert!(told.contains("Their server refused a mail for its size or content: MessageTooLarge"), "{told}");
    bounce("Permanent", "EmailValidationSuppressed", "5.1.1");
    assert_eq!(stack.lead(address)["may_be_marketed_to"], false);
    let counted = brake(&stack)["counted"].clone();
    assert_eq!((&counted["bounced"], &counted["complained"]), (&json!(0), &json!(0)), "{counted}");
    stack.assert_sound();
}

/// A complaint ends the sequences, the thank-yous, and whatever somebody posts with that address later.
#[test]
fn a_complaint_ends_all_mail_to_the_address() {
    let stack = Stack::start();
    let address = simulator("complaint");
    stack.submit_and_settle("guide-download", &guide(&address));
    stack.advance("3d");
    stack.submit_and_settle("demo-request", &json!({"email": address, "name": "Maria"}));
    stack.advance("10d");
    assert_eq!(stack.subjects_to(&address).len(), 1);
    let lead = stack.lead(&address);
    assert!(lead["enrolments"].as_object().into_iter().flatten().all(|(_, one)| one["ended"].is_string()), "{lead}");
    stack.assert_sound();
}

#[test]
fn broken_events_go_to_the_dead_letters_and_hold_nothing_up() {
    let name = "QueueName: !Sub \"${AWS::StackName}-mail-events\"\n      MessageRetentionPeriod: 1209600\n      VisibilityTimeout: 150\n      SqsManagedSseEnabled: true\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt MailEventsDead.Arn\n        maxReceiveCount: 20";
    let quick = name.replace("VisibilityTimeout: 150", "VisibilityTimeout: 1").replace("Count: 20", "Count: 2");
    let folder = changed(&[("template.yaml", name, &quick), ("template.yaml", "Timeout: 20\n", "Timeout: 1\n")]);
    let stack = started(folder.path());
    let id = stack.submit_and_settle("guide-download", &guide("jose@gmail.com"));
    let whole = |kind: &str, of: &Value| {
        let tags = json!({"lead": [id], "send": ["x"], "to": ["lead"]});
        json!({
            "eventType": kind, kind.to_lowercase(): of,
            "mail": {"timestamp": "2026-11-22T10:00:00.000Z", "destination": ["jose@gmail.com"], "tags": tags},
        })
    };
    let bounce = whole("Bounce", &json!({"bounceType": "Permanent", "bouncedRecipients": []}));
    let broken = [
        "no JSON".to_owned(),
        "{}".to_owned(),
        "[]".to_owned(),
        bounce.to_string()[..80].to_owned(),
        // As SNS sends it without raw message delivery.
        json!({"Type": "Notification", "Message": bounce.to_string()}).to_string(),
        whole("Bounce", &Value::Null).to_string(),
        whole("Complaint", &Value::Null).to_string(),
        whole("Bounce", &json!({"bounceType": "Sideways"})).to_string(),
        json!({"eventType": "Send", "mail": {"timestamp": "yesterday"}}).to_string(),
    ];
    for body in &broken {
        stack.queue("mailevents", None, "", body);
    }
    // Kinds that nobody asked for, and SES's own word, are not broken.
    stack.queue("mailevents", None, "", &whole("Open", &json!({})).to_string());
    let word = "Successfully validated SNS topic for Amazon SES event publishing.";
    stack.queue("mailevents", None, "", word);
    stack.queue("mailevents", None, "", &bounce.to_string());
    let until = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while stack.dead() < 9 && std::time::Instant::now() < until {
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    stack.settle();
    assert_eq!(stack.status()["queues"]["mailevents"]["dead"], 9);
    assert_eq!(stack.lead("jose@gmail.com")["may_be_marketed_to"], false, "the whole one was dealt with");
    assert_eq!(brake(&stack)["counted"]["bounced"], 1, "once, however often the others came");
}

/// A company that watches closely: 3 of 100 mails are too many.
fn watchful() -> tempfile::TempDir {
    changed(&[
        ("config/sending.yaml", "at_least: 200", "at_least: 100"),
        (
            "config/company.yaml",
            "reply_to: hello@acme.example",
            "operator: ops@acme.example\nreply_to: hello@acme.example",
        ),
    ])
}

#[test]
fn the_brake_goes_on_at_its_share_and_the_operator_is_told_once() {
    let stack = started(watchful().path());
    for number in 0..2 {
        stack.submit_and_settle("guide-download", &guide(&simulator(&format!("bounce+{number}"))));
    }
    assert_eq!(brake(&stack)["brake"], Value::Null, "2% is below 2.5%");
    for number in 2..6 {
        assert_eq!(stack.submit("guide-download", &guide(&simulator(&format!("bounce+{number}")))).status(), 202);
    }
    stack.settle();
    let on = brake(&stack);
    assert!(on["brake"]["why"].as_str().unwrap().contains("hard bounces in"), "{on}");
    stack.advance("2m");
    let told = stack.subjects_to("ops@acme.example");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("Marketing mail has stopped: ") && told[0].contains("hard bounces"), "{told:?}");
    let mail = stack.inbox().into_iter().find(|mail| mail["to"] == "ops@acme.example").unwrap();
    assert!(mail["text"].as_str().unwrap().contains("brake --release") && mail["html"].is_string());

    // Hand-offs go on; thank-yous wait.
    let owners = |stack: &Stack| stack.inbox().iter().filter(|mail| mail["tags"]["to"] == "owner").count();
    stack.submit_and_settle("demo-request", &person(1));
    assert_eq!((owners(&stack), stack.subjects_to("person1@customer1.example").len()), (1, 0));

    let printed = stack.printed(&["brake"]);
    assert!(
        printed.contains("Marketing mail has been stopped since")
            && printed
                .contains("So has mail to visitors (thank-yous, downloads, confirmations), which is dropped after 24h")
            && printed.contains("Limits of SES: 1000 mails a second"),
        "{printed}"
    );
    let printed = stack.printed(&["brake", "--release"]);
    assert!(printed.contains("are resumed"), "{printed}");
    assert_eq!(brake(&stack)["brake"], Value::Null);
    assert_eq!(brake(&stack)["counted"]["bounced"], 0, "what came back until then counts no more");
    assert!(stack.printed(&["brake", "--release"]).contains("not on"));
    come_back_late(&stack);
    assert_eq!(brake(&stack)["counted"]["bounced"], 0, "nor what was sent until then and comes back now");
    assert_eq!(brake(&stack)["brake"], Value::Null);

    // It goes on anew, and tells anew.
    for number in 10..13 {
        stack.submit_and_settle("guide-download", &guide(&simulator(&format!("bounce+{number}"))));
    }
    assert!(brake(&stack)["brake"].is_object());
    stack.advance("2m");
    assert_eq!(stack.subjects_to("ops@acme.example").len(), 2);
    // Released once more, and no dead addresses wait any more: the thank-you goes.
    for _ in 0..2 {
        stack.printed(&["brake", "--release"]);
        stack.advance("30m");
    }
    assert_eq!(stack.subjects_to("person1@customer1.example").len(), 1);
    stack.assert_sound();
}

/// Bounces of mails that were sent before the test began.
fn come_back_late(stack: &Stack) {
    let address = simulator("late");
    let id = stack.submit_and_settle("guide-download", &guide(&address));
    for number in 0..6 {
        let tags = json!({"lead": [id], "send": [format!("s{number}")], "to": ["lead"]});
        let event = json!({
            "eventType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": []},
            "mail": {"timestamp": "2020-01-01T10:00:00.000Z", "destination": [address], "tags": tags},
        });
        stack.queue("mailevents", None, "", &event.to_string());
    }
    stack.settle();
    assert_eq!(stack.lead(&address)["may_be_marketed_to"], false, "it was dealt with all the same");
}

/// While the brake is on, marketing mail waits; released, it goes.
#[test]
fn marketing_mail_waits_for_the_brake() {
    let stack = started(watchful().path());
    stack.submit_and_settle("guide-download", &guide("jose@gmail.com"));
    for number in 0..3 {
        stack.submit_and_settle("guide-download", &guide(&simulator(&format!("bounce+{number}"))));
    }
    stack.advance("6d");
    assert_eq!(stack.subjects_to("jose@gmail.com").len(), 1, "the thank-you alone");
    let lead = stack.printed(&["lead", "jose@gmail.com"]);
    assert!(lead.contains("to the lead, waits: All marketing mail is stopped"), "{lead}");
    stack.printed(&["brake", "--release"]);
    stack.advance("6d");
    assert!(stack.subjects_to("jose@gmail.com").len() > 1);
    stack.assert_sound();
}

#[test]
fn a_list_of_addresses_is_imported_once() {
    let stack = Stack::start();
    stack.submit_and_settle("guide-download", &guide("jose@gmail.com"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cleaned.csv");
    std::fs::write(
        &file,
        "Email Address,First Name,Reason\nJose@gmail.com,José,Asked us to\nnobody,X,\nmaria@acme.example,Maria,\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let output = stack.command(&["suppress", "--import", file]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors.contains("cleaned.csv:3: not an e-mail address") && errors.contains("nothing was imported"),
        "{errors}"
    );
    for (new, leads) in [(2, 1), (0, 0)] {
        let printed = stack.printed(&["suppress", "--import", file, "--skip-bad", "--json"]);
        stack.settle();
        let printed: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(printed, json!({"addresses": 2, "new": new, "leads": leads}));
    }
    let lead = stack.lead("jose@gmail.com");
    assert_eq!(kinds(&lead).iter().filter(|kind| *kind == "suppressed").count(), 1);
    let check = stack.printed(&["suppress", "JOSE@gmail.com", "--check"]);
    assert!(check.contains("has been on the suppression list since") && check.contains("Asked us to"), "{check}");
    assert!(stack.printed(&["suppress", "ana@acme.example", "--check"]).contains("is not on the suppression list"));
    stack.printed(&["suppress", "ana@acme.example", "--reason", "Asked by phone"]);
    assert!(stack.printed(&["suppress", "ana@acme.example", "--check"]).contains("Asked by phone"));
    stack.advance("10d");
    assert_eq!(stack.subjects_to("jose@gmail.com").len(), 1);
    stack.assert_sound();
}

#[test]
fn a_sequence_is_paused_by_its_name() {
    let stack = Stack::start();
    let listed = stack.printed(&["sequence"]);
    assert!(listed.contains("guide-nurture") && listed.contains("active"), "{listed}");
    let wrong = stack.command(&["sequence", "nonsense", "--pause"]);
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("there is no sequence nonsense; the sequences are"));
    assert!(stack.printed(&["sequence", "guide-nurture", "--pause"]).contains("is paused:"));
    assert!(stack.printed(&["sequence", "guide-nurture", "--pause"]).contains("is paused already"));
    assert_eq!(brake(&stack)["paused"], json!(["guide-nurture"]));
    assert!(stack.printed(&["brake"]).contains("guide-nurture is paused"));
    let one = stack.printed(&["sequence", "guide-nurture"]);
    assert!(one.contains("paused") && !one.contains("win-back"), "{one}");
    assert!(stack.printed(&["sequence", "guide-nurture", "--resume"]).contains("is active: waiting mail"));
    assert_eq!(brake(&stack)["paused"], json!([]));
}

#[test]
fn limits_that_ses_would_reach_first_are_named_with_their_line() {
    let file = std::fs::read_to_string(root().join("infra/config/sending.yaml")).unwrap();
    for (right, wrong, words) in [
        ("bounces: 2.5%", "bounces: 6%", "`bounces` of `brake` is 6%, but SES reviews an account at 5%"),
        ("complaints: 0.05%", "complaints: 0.2%", "`complaints` of `brake` is 0.2%"),
        ("{count: 3, within: 30d}", "{count: 50, within: 30d}", "`count` of `soft_bounces` is from 1"),
    ] {
        let line = file.lines().position(|line| line.contains(right)).unwrap() + 1;
        let folder = changed(&[("config/sending.yaml", right, wrong)]);
        let output = leadwright_tests::leadwright(folder.path(), &["compile"]);
        let errors = leadwright_tests::without_columns(&String::from_utf8(output.stderr).unwrap());
        let words = format!("sending.yaml:{line}: {words}");
        assert!(!output.status.success() && errors.contains(&words), "{errors}");
    }
}
