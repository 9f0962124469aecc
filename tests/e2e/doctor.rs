//! `doctor`: each thing that can be wrong is named once, with what to do; a healthy stack has no error.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

use leadwright_tests::{Stack, copy_config_with_reports, edit, leadwright, person};
use serde_json::{Value, json};

use crate::deployed::{Deployed, NAME};

const SENDER: &str = "Acme <hello@acme.example>";

/// The findings, and the exit code.
fn findings(stack: &Stack, folder: &Path) -> (Vec<Value>, i32) {
    let output = leadwright(folder, &["doctor", "--json", "--against", &stack.url]);
    let found = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    (found, output.status.code().unwrap())
}

fn finding<'a>(all: &'a [Value], about: &str) -> &'a Value {
    all.iter().find(|one| one["about"] == about).unwrap_or_else(|| panic!("nothing about {about}: {all:#?}"))
}

fn is_bad(all: &[Value], about: &str, severity: &str) {
    let found = finding(all, about);
    assert_eq!(found["severity"], severity, "{found}");
    for part in ["found", "means", "do"] {
        let line = found[part].as_str().unwrap_or_default();
        assert!(!line.is_empty() && line.lines().count() == 1, "{part} of {found}");
    }
}

#[test]
fn a_healthy_stack_has_no_error_and_each_illness_is_named() {
    let folder = tempfile::tempdir().unwrap();
    copy_config_with_reports(folder.path());
    let stack = Stack::start_with(folder.path(), ":memory:", &["--ses-daily", "250"]);
    stack.submit_and_settle("demo-request", &person(1));
    stack.advance("9d");
    let (healthy, code) = findings(&stack, folder.path());
    assert_eq!(code, 0, "{healthy:#?}");
    for (about, words) in [
        ("queue activities", "0 waiting"),
        ("what is due", "nothing waits"),
        ("nightly count", "is counted"),
        ("brake", "off"),
        ("SES sending", "on"),
        ("SES sandbox", "not in it"),
        ("scoring rules", "of this checkout"),
        ("clocks", "days ahead"),
    ] {
        let found = finding(&healthy, about);
        assert_eq!(found["severity"], "ok", "{found}");
        assert!(found["found"].as_str().unwrap().contains(words), "{found}");
    }
    let reports: Vec<&Value> =
        healthy.iter().filter(|one| one["about"].as_str().unwrap().starts_with("report ")).collect();
    assert!(reports.iter().any(|one| one["found"].as_str().unwrap().starts_with("made up to")), "{reports:#?}");
    // SES of this machine has no identities: that is said, and is no error.
    assert_eq!(finding(&healthy, "sender")["severity"], "unknown");

    // The scheduler stops ticking: nobody takes what is put into the index.
    stack.fault(
        &json!({"service": "dynamodb", "operation": "Query", "fault": "error", "function": "nurture", "times": 10_000}),
    );
    // The brake, a paused sequence, a day that was not counted for long, and a mail that waits.
    stack.printed(&["sequence", "win-back", "--pause"]);
    let put = |item: Value| {
        let put = json!({"TableName": stack.status()["table"], "Item": item});
        let answer = stack.aws("dynamodb", "DynamoDB_20120810.PutItem", &put);
        assert!(answer.get("__type").is_none(), "{answer}");
    };
    let brake = json!({"brake": {"since": 1_795_000_000_000_i64, "why": "too many bounces"}, "paused": ["win-back"]});
    put(json!({"pk": {"S": "CONTROL"}, "sk": {"S": "MAIL"}, "body": {"S": brake.to_string()}}));
    put(json!({"pk": {"S": "ROLLUP"}, "sk": {"S": "COUNTED"}, "body": {"S": "\"2026-01-05\""}}));
    put(json!({
        "pk": {"S": "X"}, "sk": {"S": "X"}, "due_pk": {"S": "DUE#2"},
        "due_sk": {"S": "2026-01-05T10:00:00.000Z#ld_lamtth6yetyscghyvack4c5mcy"},
    }));
    let deleted = json!({
        "TableName": stack.status()["table"], "Key": {"pk": {"S": "ROLLUP"}, "sk": {"S": "COUNTED"}},
    });
    edit(folder.path(), "infra/config/scoring.yaml", "hot: 65", "hot: 60");
    let (ill, code) = findings(&stack, folder.path());
    assert_eq!(code, 1);
    is_bad(&ill, "brake", "error");
    is_bad(&ill, "sequence win-back", "warning");
    is_bad(&ill, "nightly count", "error");
    is_bad(&ill, "what is due", "error");
    is_bad(&ill, "scoring rules", "warning");
    stack.aws("dynamodb", "DynamoDB_20120810.DeleteItem", &deleted);
    is_bad(&findings(&stack, folder.path()).0, "nightly count", "warning");
    let printed = ill.iter().map(Value::to_string).collect::<String>();
    assert!(!printed.contains("customer1.example") && !printed.contains("Maria"), "{printed}");
}

#[test]
fn what_ses_says_of_the_account_and_the_sender_is_told() {
    let folder = tempfile::tempdir().unwrap();
    copy_config_with_reports(folder.path());
    let stack = Stack::start_with(folder.path(), ":memory:", &["--ses-daily", "200", "--ses-rate", "1"]);
    let deployed = Deployed::of(&stack);
    let look = |mail_from: &[&str]| {
        let arguments = [&["doctor", "--json"], mail_from].concat();
        let output = deployed.command(folder.path(), &arguments);
        let found: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
        (found, output.status.code())
    };
    let (unsaid, code) = look(&[]);
    is_bad(&unsaid, "SES sandbox", "error");
    assert_eq!((finding(&unsaid, "sender")["severity"].as_str(), code), (Some("unknown"), Some(1)));
    let (unknown, _) = look(&["--mail-from", SENDER]);
    is_bad(&unknown, "sender", "error");
    assert!(
        finding(&unknown, "sender")["found"].as_str().unwrap().contains("neither hello@acme.example nor acme.example")
    );
    // Verified over the wire, as `aws ses` does; this SES knows no DKIM that is found in DNS.
    let ses = stack.status()["endpoints"]["ses"].as_str().unwrap().to_owned();
    let verify = "Action=VerifyEmailIdentity&EmailAddress=hello%40acme.example&Version=2010-12-01";
    let verified = ureq::post(&ses).header("content-type", "application/x-www-form-urlencoded").send(verify);
    assert_eq!(verified.unwrap().status(), 200);
    let (verified, _) = look(&["--mail-from", SENDER]);
    is_bad(&verified, "sender", "warning");
    assert!(finding(&verified, "sender")["found"].as_str().unwrap().contains("not signed (DKIM)"));
    let (wrong, _) = look(&["--mail-from", "nobody"]);
    is_bad(&wrong, "sender", "error");
    assert_eq!(finding(&wrong, "SES quota")["severity"], "ok");
    // Nobody answers for CloudFormation: that is said.
    assert_eq!(finding(&wrong, "deployment")["severity"], "unknown");
    // Where somebody does, the sender is known by itself.
    let told = cloudformation("UPDATE_ROLLBACK_COMPLETE", "Acme &amp; Co &lt;hello@acme.example&gt;", 2);
    let asked = [("AWS_ENDPOINT_URL", told)];
    let output = deployed.command_on(NAME, folder.path(), &["doctor", "--json"], &asked);
    let found: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    is_bad(&found, "deployment", "warning");
    is_bad(&found, "sender", "warning");
    is_bad(&found, "shards", "error");
}

/// A server that answers one `DescribeStacks` as CloudFormation does; its address.
fn cloudformation(status: &str, mail_from: &str, shards: u16) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let parameter = |name: &str, value: &str| {
        format!("<member><ParameterKey>{name}</ParameterKey><ParameterValue>{value}</ParameterValue></member>")
    };
    let parameters = parameter("MailFrom", mail_from) + &parameter("Shards", &shards.to_string());
    let answer = format!(
        "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>{NAME}</StackName>\
         <Parameters>{parameters}</Parameters><StackStatus>{status}</StackStatus></member></Stacks>\
         </DescribeStacksResult></DescribeStacksResponse>"
    );
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = Vec::new();
        let mut part = [0; 4096];
        while !String::from_utf8_lossy(&asked).contains("Version=2010-05-15") {
            let read = stream.read(&mut part).unwrap();
            assert!(read > 0, "the question ended: {}", String::from_utf8_lossy(&asked));
            asked.extend_from_slice(&part[..read]);
        }
        let asked = String::from_utf8_lossy(&asked).into_owned();
        assert!(asked.contains(&format!("Action=DescribeStacks&StackName={NAME}")), "{asked}");
        assert!(asked.to_lowercase().contains("authorization: aws4-hmac-sha256"), "{asked}");
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\nconnection: close\r\n";
        let answer = format!("{head}content-length: {}\r\n\r\n{answer}", answer.len());
        stream.write_all(answer.as_bytes()).unwrap();
    });
    url
}
