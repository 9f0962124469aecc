//! One execution environment: a process of a function, and the Lambda Runtime API it talks to.
//!
//! What must stay true: an environment works on one invocation at a time; whatever happens to its process, the
//! invocation it held gets an outcome; nothing starts in a process that has ended.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::HeaderValue;
use hyper::{Method, Request, StatusCode};
use jiff::Timestamp;
use serde_json::json;
use tokio::process::{Child, Command};
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::logs::{Log, Tail, last_words};
use crate::http;
use crate::http::{Answer, Dropped};
use crate::sync::locked;

/// Lambda gives the same ten seconds to start.
const INIT_TIMEOUT: Duration = Duration::from_secs(10);
/// Lambda's limit of a response is 6 MB; this only guards the memory.
const MAX_RESPONSE: usize = 64 * 1024 * 1024;

/// How a process is started.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) arn: String,
    pub(crate) binary: PathBuf,
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) timeout: Duration,
    pub(crate) log: Arc<Log>,
}

/// How an invocation ended.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    Answered(Bytes),
    /// The function answered with an error, crashed, or took too long.
    Failed(String),
}

/// A process, ready for an invocation.
pub(crate) struct Environment {
    program: Arc<Program>,
    pub(crate) pid: u32,
    api: Arc<Api>,
    work: mpsc::Sender<Invocation>,
    ended: watch::Receiver<Option<String>>,
    kill: Arc<Notify>,
    server: JoinHandle<()>,
    tail: Tail,
}

struct Invocation {
    id: String,
    event: Bytes,
    deadline_ms: i64,
    context: HeaderValue,
}

/// The state behind one environment's listener.
struct Api {
    arn: HeaderValue,
    ready: watch::Sender<bool>,
    init_error: Mutex<Option<String>>,
    queue: tokio::sync::Mutex<mpsc::Receiver<Invocation>>,
    current: Mutex<Option<(String, oneshot::Sender<Outcome>)>>,
}

impl Environment {
    /// Starts a process and waits until it asks for its first invocation.
    pub(crate) async fn start(program: &Arc<Program>) -> Result<Self> {
        let (listener, port) = http::bind(0).await.context("taking a port for the Runtime API")?;
        let (work, queue) = mpsc::channel(1);
        let (ready, mut is_ready) = watch::channel(false);
        let api = Arc::new(Api {
            arn: HeaderValue::from_str(&program.arn).context("the function's ARN")?,
            ready,
            init_error: Mutex::default(),
            queue: tokio::sync::Mutex::new(queue),
            current: Mutex::default(),
        });
        let shared = Arc::clone(&api);
        let server = http::serve(listener, move |request, _| {
            let api = Arc::clone(&shared);
            async move { api.handle(request).await }
        });

        let tail = Tail::default();
        let mut child = spawn(program, port)?;
        let pid = child.id().context("a process that has just started has an id")?;
        if let Some(stdout) = child.stdout.take() {
            program.log.copy(stdout, &tail);
        }
        if let Some(stderr) = child.stderr.take() {
            program.log.copy(stderr, &tail);
        }
        let kill = Arc::new(Notify::new());
        let ended = watch_over(child, Arc::clone(&kill));
        let mut environment = Self { program: Arc::clone(program), pid, api, work, ended, kill, server, tail };

        let asked_for_work = async { is_ready.wait_for(|ready| *ready).await.map(|_| ()) };
        let started = tokio::select! {
            ready = asked_for_work => ready.map_err(anyhow::Error::from),
            how = environment.ended() => {
                // Its last lines may still be on their way.
                tokio::time::sleep(Duration::from_millis(20)).await;
                Err(anyhow!("it ended while it started ({how}): {}", last_words(&environment.tail)))
            }
            () = tokio::time::sleep(INIT_TIMEOUT) => Err(anyhow!(
                "it did not ask for work within {} s: {}",
                INIT_TIMEOUT.as_secs(),
                last_words(&environment.tail)
            )),
        };
        if let Err(error) = started {
            let said = locked(&environment.api.init_error).take();
            environment.stop().await;
            return Err(said.map_or(error, |said| anyhow!("it failed to start: {said}")));
        }
        Ok(environment)
    }

    /// Whether the process still runs.
    pub(crate) fn alive(&self) -> bool {
        self.ended.borrow().is_none()
    }

    /// Runs one invocation to its end. `now` is the runner's clock.
    pub(crate) async fn invoke(&mut self, event: Bytes, now: Timestamp) -> Outcome {
        let id = uuid::Uuid::new_v4().to_string();
        let (answer, outcome) = oneshot::channel();
        *locked(&self.api.current) = Some((id.clone(), answer));
        let timeout = self.program.timeout;
        let timeout_ms = i64::try_from(timeout.as_millis()).unwrap_or(i64::MAX);
        let invocation = Invocation {
            id,
            event,
            deadline_ms: Timestamp::now().as_millisecond().saturating_add(timeout_ms),
            context: client_context(now),
        };
        if self.work.send(invocation).await.is_err() {
            return Outcome::Failed("its Runtime API has ended".to_owned());
        }
        let outcome = tokio::select! {
            // What was answered counts, even if the process has ended since.
            biased;
            Ok(outcome) = outcome => outcome,
            how = self.ended() => {
                Outcome::Failed(format!("the process ended ({how}): {}", last_words(&self.tail)))
            }
            () = tokio::time::sleep(timeout) => {
                self.stop().await;
                Outcome::Failed(format!("Task timed out after {:.2} seconds", timeout.as_secs_f64()))
            }
        };
        locked(&self.api.current).take();
        outcome
    }

    /// Kills the process and waits until it has ended.
    pub(crate) async fn stop(&mut self) {
        self.kill.notify_one();
        self.ended().await;
        self.server.abort();
    }

    /// Waits for the process's end and tells how it ended.
    async fn ended(&mut self) -> String {
        match self.ended.wait_for(Option::is_some).await {
            Ok(how) => how.clone().unwrap_or_default(),
            Err(_) => "nobody waits for it".to_owned(),
        }
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        self.kill.notify_one();
        self.server.abort();
    }
}

impl Api {
    async fn handle(&self, request: Request<Incoming>) -> Result<Answer, Dropped> {
        let path = request.uri().path().to_owned();
        let Some(path) = path.strip_prefix("/2018-06-01/runtime/") else {
            return Ok(http::message(StatusCode::NOT_FOUND, "not a path of the Runtime API"));
        };
        if request.method() == Method::GET && path == "invocation/next" {
            return self.next().await;
        }
        let kind = request
            .headers()
            .get("lambda-runtime-function-error-type")
            .and_then(|value| value.to_str().ok())
            .unwrap_or("Error")
            .to_owned();
        let Ok(body) = http::read_body(request.into_body(), MAX_RESPONSE).await else {
            return Err(Dropped);
        };
        match path.split('/').collect::<Vec<_>>().as_slice() {
            ["init", "error"] => {
                *locked(&self.init_error) = Some(error_text(&kind, &body));
                Ok(accepted())
            }
            ["invocation", id, "response"] => Ok(self.settle(id, Outcome::Answered(body))),
            ["invocation", id, "error"] => Ok(self.settle(id, Outcome::Failed(error_text(&kind, &body)))),
            _ => Ok(http::message(StatusCode::NOT_FOUND, "not a path of the Runtime API")),
        }
    }

    async fn next(&self) -> Result<Answer, Dropped> {
        self.ready.send_replace(true);
        let Some(invocation) = self.queue.lock().await.recv().await else {
            return Err(Dropped);
        };
        let mut answer = http::answer(StatusCode::OK, "application/json", invocation.event);
        let headers = answer.headers_mut();
        let trace =
            format!("Root=1-{:08x}-{};Sampled=0", invocation.deadline_ms / 1000, &invocation.id.replace('-', "")[..24]);
        for (name, value) in [
            ("lambda-runtime-aws-request-id", HeaderValue::from_str(&invocation.id)),
            ("lambda-runtime-trace-id", HeaderValue::from_str(&trace)),
        ] {
            headers.insert(name, value.map_err(|_| Dropped)?);
        }
        headers.insert("lambda-runtime-deadline-ms", HeaderValue::from(invocation.deadline_ms));
        headers.insert("lambda-runtime-invoked-function-arn", self.arn.clone());
        headers.insert("lambda-runtime-client-context", invocation.context);
        Ok(answer)
    }

    fn settle(&self, id: &str, outcome: Outcome) -> Answer {
        let mut current = locked(&self.current);
        match current.take() {
            Some((current_id, answer)) if current_id == id => {
                // Nobody waits any more where the invocation timed out meanwhile.
                drop(answer.send(outcome));
                accepted()
            }
            other => {
                *current = other;
                http::message(StatusCode::BAD_REQUEST, "this invocation is not under way")
            }
        }
    }
}

fn accepted() -> Answer {
    http::answer(StatusCode::ACCEPTED, "application/json", r#"{"status":"OK"}"#)
}

fn error_text(kind: &str, body: &[u8]) -> String {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let kind = body["errorType"].as_str().unwrap_or(kind);
    let message = body["errorMessage"].as_str().unwrap_or("no message");
    format!("{kind}: {message}")
}

/// The runner's clock, in the one header of the Runtime API that a caller may fill.
fn client_context(now: Timestamp) -> HeaderValue {
    let context = json!({
        "client": {
            "installationId": "local",
            "appTitle": "leadwright",
            "appVersionName": "local",
            "appVersionCode": "1",
            "appPackageName": "leadwright",
        },
        "custom": { "now": now.to_string() },
        "environment": {},
    });
    // A time and fixed words are always a valid header.
    HeaderValue::from_str(&context.to_string()).unwrap_or_else(|_| HeaderValue::from_static("{}"))
}

fn spawn(program: &Program, port: u16) -> Result<Child> {
    let inherited = ["PATH", "HOME"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    Command::new(&program.binary)
        .env_clear()
        .envs(inherited)
        .envs(program.variables.iter().map(|(name, value)| (name, value)))
        .env("AWS_LAMBDA_RUNTIME_API", format!("127.0.0.1:{port}"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Ctrl-C in a terminal goes to the whole group: the runner alone decides when a function ends.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("it cannot be started from {}: build it first", program.binary.display()))
}

/// Waits for the process, and kills it when asked to.
fn watch_over(mut child: Child, kill: Arc<Notify>) -> watch::Receiver<Option<String>> {
    let (sender, receiver) = watch::channel(None);
    let mut killed = false;
    tokio::spawn(async move {
        let status = loop {
            tokio::select! {
                status = child.wait() => break status,
                () = kill.notified(), if !killed => {
                    killed = true;
                    if let Err(error) = child.start_kill() {
                        tracing::debug!(%error, "a process had already ended");
                    }
                }
            }
        };
        let how = status.map_or_else(|error| error.to_string(), |status| status.to_string());
        sender.send_replace(Some(how));
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_context_has_the_fields_lambda_runtime_wants() {
        let value = client_context("2026-12-01T08:00:00Z".parse().unwrap());
        let context: serde_json::Value = serde_json::from_str(value.to_str().unwrap()).unwrap();
        assert_eq!(context["custom"]["now"], "2026-12-01T08:00:00Z");
        for field in ["installationId", "appTitle", "appVersionName", "appVersionCode", "appPackageName"] {
            assert!(context["client"][field].is_string(), "{field}");
        }
    }
}
