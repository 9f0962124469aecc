//! Meta's leads: only ids come, and their fields are asked of the Graph API, which answers late, wrongly, twice and never. The
//! API is a server on this machine, made from Meta's public documentation.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER;
use leadwright_tests::{edit, read_json, read_text};
use serde_json::{Value, json};

use crate::sources::{SetUp, signed_by_meta};

/// The Graph API: what it does with a lead is said by the last digit of its id.
struct Graph {
    url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// How often it was asked for each id.
    asked: BTreeMap<String, usize>,
    /// What it says of a token.
    token: Value,
}

impl Graph {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v25.0", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream, &shared));
            }
        });
        Self { url, state }
    }

    fn asked(&self, id: &str) -> usize {
        self.state.lock().unwrap().asked.get(id).copied().unwrap_or_default()
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut path, mut token) = (String::new(), String::new());
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or_default() == 0 || line.trim().is_empty() {
            break;
        }
        if let Some(rest) = line.strip_prefix("GET ") {
            rest.split(' ').next().unwrap_or_default().clone_into(&mut path);
        }
        if let Some(shown) = line.to_lowercase().strip_prefix("authorization: bearer ") {
            shown.trim().clone_into(&mut token);
        }
    }
    let path = path.strip_prefix("/v25.0/").unwrap_or_default();
    let (id, query) = path.split_once('?').unwrap_or((path, ""));
    let error = |code: i64, subcode: i64| json!({"error": {"message": "x", "type": "OAuthException", "code": code, "error_subcode": subcode}});
    let (status, answer) = if id == "debug_token" {
        (200, json!({"data": state.lock().unwrap().token}).to_string())
    } else {
        assert!(query.contains("fields=created_time%2Cfield_data"), "{query}");
        let proof = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, b"the-app"), token.as_bytes());
        let shown = query.split_once("appsecret_proof=").map(|(_, proof)| proof);
        assert_eq!(shown, Some(HEXLOWER.encode(proof.as_ref()).as_str()), "{query}");
        let times = {
            let mut state = state.lock().unwrap();
            let times = state.asked.entry(id.to_owned()).or_default();
            *times += 1;
            *times
        };
        let fault = id.chars().last().unwrap_or_default();
        match fault {
            // Of the two tokens, only the old one is valid.
            '7' if token == "token-new" => (400, error(190, 463).to_string()),
            // The faults last for two tries.
            '1'..='6' | '8' if times <= 2 => match fault {
                '1' => (200, "<html>not what is documented".to_owned()),
                '2' => (400, error(4, 0).to_string()),
                '3' => (200, json!({"id": "999", "field_data": []}).to_string()),
                '4' => (500, error(2, 0).to_string()),
                '5' => (400, error(190, 463).to_string()),
                '6' => return,
                _ => {
                    std::thread::sleep(Duration::from_secs(20));
                    return;
                }
            },
            // Late, but within the time.
            '9' => {
                std::thread::sleep(Duration::from_secs(2));
                (200, lead(id).to_string())
            }
            _ => (200, lead(id).to_string()),
        }
    };
    let head = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        answer.len()
    );
    let _ = stream.write_all(format!("{head}{answer}").as_bytes());
}

fn lead(id: &str) -> Value {
    if id.starts_with('5') {
        return json!({"id": id, "created_time": "2026-11-20T10:03:00+0000", "field_data": [{"name": "phone_number", "values": ["+351912000500"]}]});
    }
    let name = if id.starts_with('3') { "no_email" } else { "email" };
    json!({
        "id": id, "created_time": "2026-11-20T10:03:00+0000", "campaign_id": "238", "campaign_name": "Spring", "platform": "ig",
        "field_data": [
            {"name": name, "values": [format!("p{id}@meta.example")]},
            {"name": "full_name", "values": ["Maria Silva"]},
            {"name": "how_many_vans?", "values": ["12", "14"]},
        ],
    })
}

fn set_up(graph: &Graph) -> SetUp {
    SetUp::with_tokens(r#"{"meta-token": "token-new,token-old", "meta-app-secret": "the-app"}"#, |folder: &Path| {
        edit(folder, "infra/config/sources/meta.yaml", "# app_secret: meta-app-secret", "app_secret: meta-app-secret");
        edit(folder, "infra/config/sources/meta.yaml", "https://graph.facebook.com/v25.0", &graph.url);
    })
}

/// A post of Meta's about leads.
fn change(ids: &[&str]) -> String {
    let changes: Vec<Value> = ids
        .iter()
        .map(|id| json!({"field": "leadgen", "value": {"leadgen_id": id, "page_id": "1", "form_id": "2", "created_time": 1_795_000_000}}))
        .collect();
    json!({"object": "page", "entry": [{"id": "1", "time": 1_795_000_001, "changes": changes}]}).to_string()
}

fn post(set_up: &SetUp, secret: &str, body: &str) -> u16 {
    let signature = signed_by_meta(secret, body);
    set_up.stack.request("POST", "/sources/meta", &[("x-hub-signature-256", &signature)], body).status().as_u16()
}

#[test]
fn a_page_is_subscribed_by_a_handshake_with_the_token() {
    let set_up = set_up(&Graph::start());
    let get = |query: &str| {
        let mut answer = set_up.stack.request("GET", &format!("/sources/meta?{query}"), &[], "");
        (answer.status().as_u16(), read_text(&mut answer))
    };
    for token in ["verify-new", "verify-old"] {
        let query = format!("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}");
        assert_eq!(get(&query), (200, "1158201444".to_owned()));
    }
    for query in [
        "",
        "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=wrong",
        "hub.mode=subscribe&hub.challenge=1158201444",
        "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=verify-new",
        "hub.mode=subscribe&hub.challenge=%3Cscript%3E%20x&hub.verify_token=verify-new",
        "hub.mode=subscribe&hub.verify_token=verify-new",
    ] {
        assert_eq!(get(query).0, 403, "{query}");
    }
    // A tool without a handshake is not asked by GET.
    assert_eq!(set_up.stack.request("GET", "/sources/zapier", &[], "").status(), 405);
}

#[test]
fn the_fields_of_a_lead_are_asked_for_until_they_come_and_it_is_one() {
    let graph = Graph::start();
    let set_up = set_up(&graph);
    let body = change(&["100", "100", "101", "102", "103", "104", "105", "106", "107", "108", "109"]);
    assert_eq!(post(&set_up, "wrong", &body), 401);
    assert_eq!(post(&set_up, "app-new", &body), 200);
    // Meta posts again what it is not sure of.
    assert_eq!(post(&set_up, "app-old", &body), 200);
    let mut answer = set_up.stack.request(
        "POST",
        "/sources/meta",
        &[("x-hub-signature-256", &signed_by_meta("app-new", &change(&["444444444444"])))],
        &change(&["444444444444"]),
    );
    assert_eq!(read_json(&mut answer)["ignored"], json!(["a test of the app's dashboard"]));
    assert_eq!(post(&set_up, "app-new", &change(&["a b"])), 422);
    set_up.stack.advance("10m");
    set_up.stack.settle();
    for id in 100..=109 {
        let lead = set_up.stack.lead(&format!("p{id}@meta.example"));
        assert_eq!(lead["fields"]["name"], "Maria Silva", "{id}");
        let stored = set_up.stack.stored_activities(lead["id"].as_str().unwrap());
        let sent: Vec<_> = stored.values().filter(|activity| activity["kind"] == "form_submitted").collect();
        assert_eq!(sent.len(), 1, "{id}: {sent:?}");
        assert_eq!((&sent[0]["campaign"], &sent[0]["source"]), (&json!("Spring"), &json!("advertising")));
        assert_eq!(sent[0]["unknown"]["how_many_vans?"], "12, 14");
    }
    assert!(graph.asked("101") >= 3 && graph.asked("108") >= 3, "it was asked again");
    let log = set_up.log("intake");
    for words in [
        "not the documented JSON",
        "too many calls (code 4)",
        "about another lead",
        "trouble at the other end (status 500, code 2)",
        "the token is no longer valid (code 190)",
    ] {
        assert!(log.contains(words), "{words:?} is not in the log");
    }
    assert!(log.contains(r#""SourceToken":1"#), "an expired token raises the alarm");
    assert!(!log.contains("meta.example") && !log.contains("token-old"), "no personal data and no token in a log");
    set_up.stack.assert_sound();
}

#[test]
fn a_lead_that_left_a_number_alone_is_a_lead() {
    let set_up = set_up(&Graph::start());
    assert_eq!(post(&set_up, "app-new", &change(&["500"])), 200);
    set_up.stack.settle();
    let lead = set_up.stack.lead("+351912000500");
    assert_eq!((&lead["source"], &lead["fields"]["phone"]), (&json!("advertising"), &json!("+351912000500")), "{lead}");
    set_up.stack.assert_sound();
}

#[test]
fn a_lead_that_the_form_refuses_waits_longer_each_time_and_then_lies_with_the_dead() {
    let graph = Graph::start();
    let set_up = set_up(&graph);
    assert_eq!(post(&set_up, "app-new", &change(&["300"])), 200);
    // What waits for its next try is not quiet.
    set_up.stack.advance("10s");
    assert_eq!(graph.asked("300"), 1);
    set_up.stack.advance("4m");
    assert_eq!(graph.asked("300"), 4, "after 30 seconds, one minute and two");
    assert!(set_up.log("intake").contains("refuses the lead, by 1 of its fields: email"));
    assert_eq!(set_up.stack.dead(), 0);
    set_up.stack.advance("3d");
    assert_eq!((graph.asked("300"), set_up.stack.dead()), (20, 1), "it is kept, and an alarm tells of it");
}

#[test]
fn a_token_that_ends_soon_is_told_of_before_it_does() {
    let graph = Graph::start();
    let set_up = set_up(&graph);
    let now: jiff::Timestamp = set_up.stack.status()["now"].as_str().unwrap().parse().unwrap();
    let ends = |days: i64| (now + jiff::SignedDuration::from_hours(24 * days)).as_second();
    let told = |token: Value| {
        graph.state.lock().unwrap().token = token;
        let before = set_up.log("intake").matches(r#""SourceToken":1"#).count();
        set_up.stack.local("run/rollup", &json!({}));
        set_up.stack.settle();
        set_up.log("intake").matches(r#""SourceToken":1"#).count() - before
    };
    assert_eq!(told(json!({"is_valid": true, "expires_at": 0, "data_access_expires_at": 0})), 0);
    assert_eq!(told(json!({"is_valid": true, "expires_at": ends(30)})), 0);
    assert_eq!(told(json!({"is_valid": true, "expires_at": ends(7)})), 1);
    assert_eq!(told(json!({"is_valid": true, "expires_at": 0, "data_access_expires_at": ends(3)})), 1);
    assert_eq!(told(json!({"is_valid": false, "expires_at": ends(-1)})), 1);
}
