//! A provider of captchas on this machine, made from the public documentation of Turnstile and hCaptcha: each token once, and
//! every fault on demand.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the provider does with a token that begins with a word: `good-…`, `bad-…` and so on.
pub(super) struct Provider {
    pub(super) url: String,
    asked: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Provider {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/siteverify", listener.local_addr().expect("an address"));
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

    /// How often it was asked for a token.
    pub(super) fn asked(&self, token: &str) -> usize {
        self.asked.lock().unwrap().get(token).copied().unwrap_or_default()
    }
}

fn serve(mut stream: TcpStream, known: &Mutex<BTreeMap<String, usize>>) {
    let mut reader = BufReader::new(stream.try_clone().expect("the same connection"));
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or_default() == 0 || line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
    }
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    let body = String::from_utf8_lossy(&body).into_owned();
    let token = body.split('&').find_map(|pair| pair.strip_prefix("response=")).unwrap_or_default().to_owned();
    assert!(body.contains("secret="), "{body}");
    let times = {
        let mut known = known.lock().unwrap();
        let times = known.entry(token.clone()).or_default();
        *times += 1;
        *times
    };
    let refused = |code: &str| format!(r#"{{"success":false,"error-codes":["{code}"]}}"#);
    let answer = match token.split('-').next().unwrap_or_default() {
        "good" if times == 1 => {
            r#"{"success":true,"challenge_ts":"2026-11-26T10:00:00Z","hostname":"localhost","error-codes":[]}"#
                .to_owned()
        }
        "good" | "expired" => refused("timeout-or-duplicate"),
        "bad" => refused("invalid-input-response"),
        "wrong" => "<html>not what is documented".to_owned(),
        // Never answers, within any time that somebody would wait.
        "never" => return std::thread::sleep(Duration::from_secs(20)),
        _ => refused("internal-error"),
    };
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", answer.len());
    let _ = stream.write_all(format!("{head}{answer}").as_bytes());
}
