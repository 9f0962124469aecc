//! Posts of other tools on the real binaries: each shipped source, and what goes wrong on the way.

use std::path::{Path, PathBuf};

use aws_lc_rs::hmac;
use data_encoding::{BASE64, HEXLOWER};
use leadwright_tests::{Stack, copy_config, edit, leadwright, read_json, read_text, root};
use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Body;
use ureq::http::Response;

/// The keys of the tests' stacks: of each name a new one and an old one.
pub(crate) const KEYS: &str = r#"{
    "google": "google-new,google-old", "typeform": "typeform-new,typeform-old", "calendly": "calendly-new,calendly-old",
    "zapier": "zapier-new,zapier-old", "meta-app": "app-new,app-old", "meta-verify": "verify-new,verify-old"
}"#;

/// A stack with the demo's configuration, changed, whose sources are set up.
pub(crate) struct SetUp {
    pub(crate) stack: Stack,
    pub(crate) folder: TempDir,
}

impl SetUp {
    pub(crate) fn with(change: impl FnOnce(&Path)) -> Self {
        Self::with_tokens("{}", change)
    }

    /// The same, with tokens for the tools that are asked.
    pub(crate) fn with_tokens(tokens: &str, change: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy_config(folder.path());
        change(folder.path());
        let state = folder.path().join("state");
        std::fs::create_dir(&state).unwrap();
        let secrets = json!({"SourceKeys": KEYS, "SourceTokens": tokens});
        std::fs::write(state.join("secrets.json"), secrets.to_string()).unwrap();
        Self { stack: Stack::start_at(folder.path(), &state), folder }
    }

    fn start() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn log(&self, function: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(format!("state/logs/{function}.log"))).unwrap_or_default()
    }

    fn post(&self, source: &str, secret: &str, body: &str) -> Response<Body> {
        let (path, header) = shown(source, secret, body.as_bytes());
        let headers = header.iter().map(|(name, value)| (*name, value.as_str()));
        let headers: Vec<_> = [("content-type", "application/json")].into_iter().chain(headers).collect();
        self.stack.request("POST", &path, &headers, body)
    }

    /// The lead's posts of forms, as they are stored.
    fn submissions(&self, who: &str) -> Vec<Value> {
        let lead = self.stack.lead(who);
        let stored = self.stack.stored_activities(lead["id"].as_str().unwrap());
        stored.into_values().filter(|activity| activity["kind"] == "form_submitted").collect()
    }
}

/// Where a source is posted to, and the header that shows the key.
fn shown(source: &str, secret: &str, body: &[u8]) -> (String, Option<(&'static str, String)>) {
    let sign = |message: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), message);
    let header = match source {
        "typeform" => Some(("typeform-signature", format!("sha256={}", BASE64.encode(sign(body).as_ref())))),
        "meta" => Some(("x-hub-signature-256", format!("sha256={}", HEXLOWER.encode(sign(body).as_ref())))),
        "calendly" => {
            let now = jiff::Timestamp::now().as_second();
            let signature = sign(&[now.to_string().as_bytes(), b".", body].concat());
            Some(("calendly-webhook-signature", format!("t={now},v1={}", HEXLOWER.encode(signature.as_ref()))))
        }
        "zapier" => Some(("x-key", secret.to_owned())),
        _ => None,
    };
    (format!("/sources/{source}"), header)
}

pub(crate) fn signed_by_meta(secret: &str, body: &str) -> String {
    shown("meta", secret, body.as_bytes()).1.unwrap().1
}

fn sample_file(source: &str) -> PathBuf {
    root().join(format!("infra/config/sources/samples/{source}.json"))
}

/// What the tool posts, with the key in it where it stands in the body.
pub(crate) fn sample(source: &str, secret: &str) -> Value {
    let mut sample: Value = serde_json::from_str(&std::fs::read_to_string(sample_file(source)).unwrap()).unwrap();
    if source == "google" {
        sample["google_key"] = json!(secret);
    }
    sample
}

const POSTING: [&str; 4] = ["google", "typeform", "calendly", "zapier"];

#[test]
fn each_tool_posts_its_lead_with_its_key_alone_and_once() {
    let set_up = SetUp::start();
    for source in POSTING {
        for wrong in ["wrong", "", &format!("{source}-ne"), "zapier-newer"] {
            let mut answer = set_up.post(source, wrong, &sample(source, wrong).to_string());
            assert_eq!(answer.status(), 401, "{source} with {wrong:?}");
            assert!(!read_text(&mut answer).contains("maria"), "{source}");
        }
    }
    set_up.stack.settle();
    assert!(!set_up.stack.command(&["lead", "maria@acme.example"]).status.success(), "nothing was taken");
    // The new key, the old one beside it, and the same posts late and again.
    for key in ["new", "old"] {
        for source in POSTING {
            let secret = format!("{source}-{key}");
            let mut answer = set_up.post(source, &secret, &sample(source, &secret).to_string());
            assert_eq!(answer.status(), 200, "{source}");
            assert_eq!(read_json(&mut answer), json!({"leads": 1, "ignored": []}), "{source}");
        }
        set_up.stack.settle();
        set_up.stack.advance("26h");
    }
    let submissions = set_up.submissions("maria@acme.example");
    assert_eq!(submissions.len(), 4, "{submissions:#?}");
    let google = submissions.iter().find(|sent| sent["source"] == "advertising").unwrap();
    assert_eq!(google["campaign"], "20000000000", "{google}");
    assert_eq!(google["touches"]["last"]["clicks"]["gclid"], "Cj0KCQiA5rGuBhCnARIsAN11vgRLWfK9OQ", "{google}");
    assert_eq!(google["unknown"]["How many vans do you have?"], "12", "{google}");
    for sent in &submissions {
        assert!(sent.get("consent").is_none() && sent["fields"]["name"] == "Maria Silva", "{sent}");
    }
    let lead = set_up.stack.lead("maria@acme.example");
    assert_eq!(lead["fields"]["phone"], "+351912345678", "{lead}");
    // Capture made one call of SQS for each, and read no table.
    let calls = set_up.stack.status()["aws"]["capture"].clone();
    assert_eq!(calls["SendMessageBatch"]["requests"], 8, "{calls}");
    assert_eq!(calls.as_object().unwrap().len(), 1, "{calls}");
    assert!(!set_up.log("capture").contains("acme.example"), "no personal data in a log");
    set_up.stack.assert_sound();
}

#[test]
fn a_source_is_off_until_it_has_its_secret_and_the_command_says_so() {
    let stack = Stack::start();
    for source in POSTING.into_iter().chain(["meta"]) {
        let path = format!("/sources/{source}");
        let mut answer = stack.post(&path, "application/json", "{}");
        assert_eq!(answer.status(), 404, "{source}");
        assert!(read_text(&mut answer).contains("not set up"), "{source}");
    }
    assert_eq!(stack.post("/sources/nobody", "application/json", "{}").status(), 404);
    let told = stack.printed(&["sources"]);
    assert!(told.contains("not set up: it needs the key google"), "{told}");
    assert!(told.contains("the key meta-app, the key meta-verify, the token meta-token"), "{told}");

    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let state = folder.path().join("state");
    let set = |key: &str| {
        let output = leadwright(folder.path(), &["sources", "--key", key, "--state", state.to_str().unwrap()]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let (first, second) = (set("google"), set("google"));
    assert!(first.len() == 48 && first != second, "{first} {second}");
    assert_eq!(set("meta-token=EAAB"), "EAAB");
    let output = leadwright(folder.path(), &["sources", "--key", "nobody", "--state", state.to_str().unwrap()]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("no source has a secret \"nobody\""));
    let stack = Stack::start_at(folder.path(), &state);
    for key in [&first, &second] {
        let answer = stack.post("/sources/google", "application/json", &sample("google", key).to_string());
        assert_eq!(answer.status(), 200, "both keys are valid while one is changed");
    }
    assert!(
        stack.printed(&["sources"]).contains("google       POST /sources/google, as the form demo-request: set up")
    );
}

#[test]
fn what_is_no_lead_is_answered_as_taken_and_never_counted() {
    let set_up = SetUp::start();
    let changed = |source: &str, at: &str, value: Value| {
        let mut sample = sample(source, "google-new");
        *sample.pointer_mut(at).unwrap() = value;
        sample.to_string()
    };
    for (source, body, why) in [
        ("google", changed("google", "/is_test", json!(true)), "a test of Google's"),
        ("typeform", changed("typeform", "/event_type", json!("form_response_partial")), "no response"),
        (
            "typeform",
            changed("typeform", "/form_response/answers/1/email", json!("an_account@example.com")),
            "a test of Typeform's page",
        ),
        ("calendly", changed("calendly", "/event", json!("invitee.canceled")), "no new booking"),
    ] {
        let mut answer = set_up.post(source, &format!("{source}-new"), &body);
        assert_eq!(answer.status(), 200, "{source}");
        assert_eq!(read_json(&mut answer), json!({"leads": 0, "ignored": [why]}), "{source}");
    }
    set_up.stack.settle();
    assert!(set_up.stack.status()["aws"]["capture"]["SendMessageBatch"].is_null(), "nothing was queued");
    let leads = set_up.stack.printed(&["leads", "--json"]);
    assert!(!leads.contains("ld_"), "{leads}");
}

#[test]
fn what_can_not_be_read_is_refused_with_a_reason_and_no_word_of_it() {
    let set_up = SetUp::start();
    let deep = format!("{}{}", "[".repeat(3_000), "]".repeat(3_000));
    let wide = format!("{{\"id\": 1, \"x\": [{}1]}}", "1,".repeat(20_000));
    for (body, status, words) in [
        ("", 400, "this is not JSON"),
        ("{\"email\": ", 400, "this is not JSON: line 1"),
        ("{\"email\": \"a\", \"email\": \"b\"}", 400, "an object has a name twice"),
        (deep.as_str(), 400, "this is not JSON"),
        ("[]", 422, "Please fill in"),
        ("7", 422, "Please fill in"),
        ("{}", 422, "The id of the lead"),
        (&wide, 422, "Please fill in"),
        ("{\"id\": \"1\", \"email\": \"maria\"}", 422, "e-mail address like"),
        ("{\"id\": \"1\", \"email\": {\"a\": \"maria@acme.example\"}}", 422, "/email"),
        ("{\"id\": \"a b\", \"email\": \"maria@acme.example\"}", 422, "visible characters"),
        (
            "{\"id\": \"1\", \"email\": \"maria@acme.example\", \"asked_at\": \"yesterday\"}",
            422,
            "a time with its zone",
        ),
        (
            "{\"id\": \"1\", \"email\": \"maria@acme.example\", \"asked_at\": \"2036-01-01T00:00:00Z\"}",
            422,
            "in the future",
        ),
    ] {
        let mut answer = set_up.post("zapier", "zapier-new", body);
        let told = read_text(&mut answer);
        let shown: String = body.chars().take(60).collect();
        assert_eq!(answer.status(), status, "{shown}: {told}");
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("application/problem+json"), "{shown}");
        assert!(told.to_lowercase().contains(&words.to_lowercase()) && !told.contains("maria@acme"), "{shown}: {told}");
    }
    let large = format!("{{\"id\": \"1\", \"x\": \"{}\"}}", "x".repeat(256 * 1024));
    assert_eq!(set_up.post("zapier", "zapier-new", &large).status(), 413);
    // Latin-1, by the address of a stack that a test has: ureq sends text as UTF-8, so the bytes are escaped by hand.
    let refused = latin_1(&set_up.stack);
    assert!(refused.starts_with("HTTP/1.1 400") && refused.contains("not UTF-8 text"), "{refused}");
    set_up.stack.settle();
    assert!(set_up.stack.status()["aws"]["capture"]["SendMessageBatch"].is_null(), "nothing was queued");
    // Without SQS nothing is taken, and the tool is told to come again.
    set_up.stack.fault(&json!({"service": "sqs", "operation": "SendMessageBatch", "fault": "error", "times": 10}));
    let answer = set_up.post("zapier", "zapier-new", "{\"id\": \"1\", \"email\": \"maria@acme.example\"}");
    assert_eq!((answer.status().as_u16(), answer.headers().contains_key("retry-after")), (503, true));
}

fn latin_1(stack: &Stack) -> String {
    use std::io::{Read, Write};
    let host = stack.url.strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    let body = b"{\"id\": \"1\", \"name\": \"Jos\xe9\"}";
    let head = format!(
        "POST /sources/zapier HTTP/1.1\r\nhost: {host}\r\nx-key: zapier-new\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_consent_is_the_value_that_the_file_names_and_nothing_lifts_a_no() {
    let set_up = SetUp::with(|folder| {
        let consent = "# consent:\n#   mail: {at: /consent, yes: [\"yes\", \"true\"]}\n";
        edit(
            folder,
            "infra/config/sources/zapier.yaml",
            consent,
            "consent:\n  mail: {at: /consent, yes: [\"yes\", \"true\"]}\n",
        );
    });
    let post = |id: &str, email: &str, consent: Value| {
        let body = json!({"id": id, "email": email, "consent": consent});
        assert_eq!(set_up.post("zapier", "zapier-new", &body.to_string()).status(), 200);
        set_up.stack.settle();
    };
    for (at, (consent, is_given)) in [
        (json!("yes"), true),
        (json!(true), true),
        (json!(" yes "), true),
        (json!("YES"), false),
        (json!("no"), false),
        (json!(1), false),
        (json!(["yes", "no"]), false),
        (json!({"mail": "yes"}), false),
        (Value::Null, false),
    ]
    .into_iter()
    .enumerate()
    {
        let email = format!("p{at}@other.example");
        post(&format!("c{at}"), &email, consent.clone());
        let sent = &set_up.submissions(&email)[0];
        assert_eq!(sent["consent"] == "2026-11", is_given, "{consent}: {sent}");
    }
    set_up.stack.tell(&json!({"kind": "unsubscribed", "email": "p0@other.example"}));
    post("again", "p0@other.example", json!("yes"));
    assert_eq!(
        set_up.stack.lead("p0@other.example")["may_be_marketed_to"],
        false,
        "only the person lifts their own no"
    );
    set_up.stack.assert_sound();
}

#[test]
fn a_supplier_posts_its_leads_by_its_order_id() {
    let set_up = SetUp::with(|folder| {
        let form = "title: x\nwants: was sold to us\nsource: purchased list\nsupplier: leadmarket\nfields:\n  - {name: email, label: E-mail, type: email, required: true}\n  - {name: order_id, label: Order, required: true}\n";
        std::fs::write(folder.join("infra/config/forms/leadmarket.yaml"), form).unwrap();
        let source = "form: leadmarket\nkey: {secret: zapier, query: key}\neach: /leads/*\nfields: {email: /mail, order_id: /order}\n";
        std::fs::write(folder.join("infra/config/sources/leadmarket.yaml"), source).unwrap();
        std::fs::remove_file(folder.join("infra/config/sources/zapier.yaml")).unwrap();
    });
    let leads: Vec<Value> =
        (1..=25).map(|at| json!({"mail": format!("p{at}@sold.example"), "order": format!("L{at}")})).collect();
    let post = |leads: &[Value]| {
        let body = json!({ "leads": leads }).to_string();
        set_up.stack.request(
            "POST",
            "/sources/leadmarket?key=zapier-old",
            &[("content-type", "application/json")],
            &body,
        )
    };
    for _ in 0..2 {
        let mut answer = post(&leads);
        assert_eq!(read_json(&mut answer)["leads"], 25);
        set_up.stack.settle();
        set_up.stack.advance("1h");
    }
    let sent = set_up.submissions("p7@sold.example");
    assert_eq!((sent.len(), &sent[0]["delivered"]["row"]), (1, &json!("L7")), "{sent:?}");
    // Of several leads one that can't be taken keeps all: the supplier is told which.
    let mut answer = post(&[leads[0].clone(), json!({"mail": "x@sold.example"})]);
    let told = read_json(&mut answer);
    assert_eq!(
        (answer.status().as_u16(), &told["errors"][0]["lead"], &told["errors"][0]["field"]),
        (422, &json!(1), &json!("order_id")),
        "{told}"
    );
    // Nobody may post without a lead, and not more than there is room for.
    assert_eq!(post(&[]).status(), 422);
    let many: Vec<Value> = (0..501).map(|at| json!({"mail": "x@sold.example", "order": at})).collect();
    assert_eq!(post(&many).status(), 413);
    set_up.stack.assert_sound();
}

#[test]
fn preview_shows_what_would_become_of_a_post() {
    for source in POSTING.into_iter().chain(["meta"]) {
        let output = leadwright(root(), &["preview", source, sample_file(source).to_str().unwrap()]);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success() && told.starts_with("lead 1: taken as the form demo-request"),
            "{source}: {told}"
        );
        for part in [
            "email: maria@acme.example",
            "name: Maria Silva",
            "consent: none",
            "kept with it: ",
            "once, by its id: source:",
        ] {
            assert!(told.contains(part), "{source}: {part:?} is not in {told}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let preview = |source: &str, body: &Value| {
        let file = folder.path().join("post.json");
        std::fs::write(&file, body.to_string()).unwrap();
        let output = leadwright(root(), &["preview", source, file.to_str().unwrap()]);
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    let mut test = sample("google", "x");
    test["is_test"] = json!(true);
    assert_eq!(preview("google", &test), "ignored: a test of Google's\nno lead comes of it\n");
    let told = preview("zapier", &json!({"id": 7, "email": "maria", "size": "L"}));
    assert!(
        told.starts_with("lead 1: not taken, for 1 reason\n    email: ") && told.contains("(read from /email)"),
        "{told}"
    );
    let told = preview("meta", &json!({"entry": [{"changes": [{"field": "leadgen", "value": {"leadgen_id": "77"}}]}]}));
    assert!(told.contains("its fields are asked for at https://graph.facebook.com/v25.0/77"), "{told}");
    assert!(preview("nobody", &json!({})).contains("there is no source \"nobody\""));
}
