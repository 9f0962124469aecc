//! What SES knows of an address: a server on this machine, made from the public documentation of `GetEmailAddressInsights`,
//! with every fault on demand.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use leadwright_tests::{Stack, copy_config, edit, mail_at_any_hour, person, unread};
use serde_json::{Value, json};

/// It answers by the first word of an address: `gone-1@…`, `random-1@…` and so on.
struct Ses {
    url: String,
    asked: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Ses {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v2/email/email-address-insights/", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(BTreeMap::new()));
        let known = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let known = Arc::clone(&known);
                std::thread::spawn(move || serve(stream, &known));
            }
        });
        Self { url, asked }
    }

    fn asked(&self, address: &str) -> usize {
        self.asked.lock().unwrap().get(address).copied().unwrap_or_default()
    }
}

fn serve(mut stream: TcpStream, asked: &Mutex<BTreeMap<String, usize>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = String::new();
    while reader.read_line(&mut head).unwrap_or_default() > 2 {}
    let header = |name: &str| {
        let line = head.lines().find(|line| line.to_lowercase().starts_with(name));
        line.map(|line| line[name.len()..].trim().to_owned()).unwrap_or_default()
    };
    let mut body = vec![0; header("content-length:").parse().unwrap_or_default()];
    reader.read_exact(&mut body).unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let address = body["EmailAddress"].as_str().unwrap().to_owned();
    // As any client of AWS, with the key of the function.
    let signature = header("authorization:");
    assert!(head.starts_with("POST /v2/email/email-address-insights/ "), "{head}");
    assert!(
        signature.starts_with("AWS4-HMAC-SHA256 Credential=scoring/") && signature.contains("/ses/aws4_request"),
        "{head}"
    );
    *asked.lock().unwrap().entry(address.clone()).or_default() += 1;
    let answer = |mailbox: &str, random: &str| {
        let verdict = |confidence: &str| json!({"ConfidenceVerdict": confidence});
        let evaluations = json!({
            "HasValidSyntax": verdict("HIGH"), "HasValidDnsRecords": verdict("HIGH"), "MailboxExists": verdict(mailbox),
            "IsRoleAddress": verdict("LOW"), "IsDisposable": verdict(random), "IsRandomInput": verdict(random),
        });
        json!({"MailboxValidation": {"IsValid": verdict(mailbox), "Evaluations": evaluations}}).to_string()
    };
    let (status, answer) = match address.split('-').next().unwrap() {
        "gone" => (200, answer("LOW", "LOW")),
        "random" => (200, answer("HIGH", "HIGH")),
        "unsure" => (200, answer("MEDIUM", "MEDIUM")),
        "wrong" => (200, "<html>not what is documented".to_owned()),
        "limited" => (429, r#"{"message":"Too many requests"}"#.to_owned()),
        // Never answers, within any time that somebody would wait.
        "never" => return std::thread::sleep(Duration::from_secs(20)),
        _ => (200, answer("HIGH", "LOW")),
    };
    let head =
        format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", answer.len());
    let _ = stream.write_all(format!("{head}{answer}").as_bytes());
}

fn with_insights(folder: &Path, ses: &Ses) {
    copy_config(folder);
    mail_at_any_hour(folder);
    let insights = format!("insights: {{ask_at: \"{}\", no_mailbox: 100}}\n\n# Taken off for the address", ses.url);
    edit(folder, "infra/config/spam.yaml", "# Taken off for the address", &insights);
}

fn post(stack: &Stack, address: &str) {
    let mut fields = person(1);
    fields["email"] = json!(address);
    stack.submit("demo-request", &fields);
    stack.settle();
}

fn aside(stack: &Stack) -> Vec<(String, Vec<String>)> {
    let listed: Vec<Value> = serde_json::from_str(&stack.printed(&["suspects", "--json"])).unwrap();
    let words = |suspect: &Value| {
        let signs = suspect["signs"].as_array().unwrap().iter();
        let signs = signs.map(|sign| sign["sign"].as_str().unwrap().to_owned()).collect();
        (suspect["activity"]["fields"]["email"].as_str().unwrap().to_owned(), signs)
    };
    listed.iter().map(|one| words(&one["suspect"])).collect()
}

/// What SES does not know, or does not say, keeps nobody aside; it is asked once about an address.
#[test]
fn only_what_ses_is_sure_of_keeps_a_post_aside_and_it_is_asked_once() {
    let (folder, ses) = (tempfile::tempdir().unwrap(), Ses::start());
    with_insights(folder.path(), &ses);
    let stack = Stack::start_at(folder.path(), ":memory:");
    for address in ["gone-1@acme.example", "random-1@acme.example", "unsure-1@acme.example", "good-1@acme.example"] {
        post(&stack, address);
        assert_eq!(ses.asked(address), 1, "{address}");
    }
    // Again: who is kept aside is known by SES's answer, who is a lead by the lead.
    post(&stack, "gone-1@acme.example");
    post(&stack, "good-1@acme.example");
    assert_eq!((ses.asked("gone-1@acme.example"), ses.asked("good-1@acme.example")), (1, 1));
    let waiting = aside(&stack);
    assert!(
        waiting.iter().all(|(address, signs)| address == "gone-1@acme.example" && signs == &["no_mailbox"]),
        "{waiting:?}"
    );
    assert!(!waiting.is_empty());
    assert_eq!(stack.lead("good-1@acme.example")["score"], stack.lead("unsure-1@acme.example")["score"]);
    // Random letters alone are a sign and no proof: with markup, they are more than enough.
    stack.lead("random-1@acme.example");
    // What other signs keep aside costs no question.
    let mut spam = person(2);
    (spam["email"], spam["name"], spam["message"]) =
        (json!("good-2@acme.example"), json!("https://a.example"), json!("<a href=x>x</a>"));
    stack.submit("demo-request", &spam);
    stack.settle();
    assert_eq!(ses.asked("good-2@acme.example"), 0);
    stack.assert_sound();
}

#[test]
fn an_ses_that_answers_late_wrongly_or_never_delays_nobody() {
    let (folder, ses) = (tempfile::tempdir().unwrap(), Ses::start());
    with_insights(folder.path(), &ses);
    for address in ["wrong-1@acme.example", "limited-1@acme.example", "never-1@acme.example"] {
        let stack = Stack::start_at(folder.path(), ":memory:");
        post(&stack, address);
        stack.lead(address);
        // It is left alone for half a minute now.
        post(&stack, "gone-2@acme.example");
        stack.lead("gone-2@acme.example");
        assert_eq!((ses.asked(address), ses.asked("gone-2@acme.example")), (1, 0), "{address}");
        stack.assert_sound();
    }
}

#[test]
fn mistakes_about_insights_are_named() {
    let (folder, ses) = (tempfile::tempdir().unwrap(), Ses::start());
    with_insights(folder.path(), &ses);
    edit(folder.path(), "infra/config/spam.yaml", &ses.url, "ses");
    edit(folder.path(), "infra/config/spam.yaml", "no_mailbox: 100}", "no_mailbox: 5000}");
    let (code, errors) = unread(folder.path(), &["compile"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.contains("`ask_at` is a web address") && errors.contains("the points of `no_mailbox` are 1000"),
        "{errors}"
    );
}
