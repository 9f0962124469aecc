//! An execution environment: a process of a function, and the Lambda Runtime API that it calls.
//!
//! What must stay true: an environment runs one invocation at a time; an invocation gets a result even if its process
//! crashes; no invocation starts in a process that has ended.

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

use super::logs::{Log, Tail, last_lines};
use crate::http;
use crate::http::{Dropped, HttpResponse};
use crate::sync::locked;

/// The time to start; Lambda's limit is the same.
const INIT_TIMEOUT: Duration = Duration::from_secs(10);
/// Lambda's limit of a response is 6 MB; this limit only protects the memory.
const MAX_RESPONSE: usize = 64 * 1024 * 1024;

/// The program of a function and its settings.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) arn: String,
    pub(crate) binary: PathBuf,
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) timeout: Duration,
    pub(crate) log: Arc<Log>,
}

/// The result of an invocation.
#[derive(Debug, Clone)]
pub(crate) enum InvocationResult {
    Answered(Bytes),
    /// The function reported an error, crashed, or took too long.
    Failed(String),
}

/// A process that is ready for an invocation.
pub(crate) struct Environment {
    program: Arc<Program>,
    pub(crate) pid: u32,
    api: Arc<RuntimeApi>,
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

/// The Runtime API of an environment.
struct RuntimeApi {
    arn: HeaderValue,
    ready: watch::Sender<bool>,
    init_error: Mutex<Option<String>>,
    queue: tokio::sync::Mutex<mpsc::Receiver<Invocation>>,
    current: Mutex<Option<(String, oneshot::Sender<InvocationResult>)>>,
}

impl Environment {
    /// Starts a process and waits for its first request for an invocation.
    pub(crate) async fn start(program: &Arc<Program>) -> Result<Self> {
        let (listener, port) = http::bind(0).await.context("taking a port for the Runtime API")?;
        let (work, queue) = mpsc::channel(1);
        let (ready, mut is_ready) = watch::channel(false);
        let api = Arc::new(RuntimeApi {
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
        let pid = child.id().context("the process has no id")?;
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
                // Its last lines may not be read yet.
                tokio::time::sleep(Duration::from_millis(20)).await;
                Err(anyhow!("the process ended during its start ({how}): {}", last_lines(&environment.tail)))
            }
            () = tokio::time::sleep(INIT_TIMEOUT) => Err(anyhow!(
                "the process did not ask for an invocation within {} s: {}",
                INIT_TIMEOUT.as_secs(),
                last_lines(&environment.tail)
            )),
        };
        if let Err(error) = started {
            let said = locked(&environment.api.init_error).take();
            environment.stop().await;
            return Err(said.map_or(error, |said| anyhow!("the process failed to start: {said}")));
        }
        Ok(environment)
    }

    /// Whether the process is running.
    pub(crate) fn alive(&self) -> bool {
        self.ended.borrow().is_none()
    }

    /// Runs one invocation to its end. `now` is the time of the runner's clock.
    pub(crate) async fn invoke(&mut self, event: Bytes, now: Timestamp) -> InvocationResult {
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
            return InvocationResult::Failed("the Runtime API has stopped".to_owned());
        }
        let outcome = tokio::select! {
            // A response counts, even if the process has ended since.
            biased;
            Ok(outcome) = outcome => outcome,
            how = self.ended() => {
                InvocationResult::Failed(format!("the process ended ({how}): {}", last_lines(&self.tail)))
            }
            () = tokio::time::sleep(timeout) => {
                self.stop().await;
                InvocationResult::Failed(format!("Task timed out after {:.2} seconds", timeout.as_secs_f64()))
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

    /// Waits for the end of the process; returns its exit status.
    async fn ended(&mut self) -> String {
        match self.ended.wait_for(Option::is_some).await {
            Ok(how) => how.clone().unwrap_or_default(),
            Err(_) => "unknown exit status".to_owned(),
        }
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        self.kill.notify_one();
        self.server.abort();
    }
}

impl RuntimeApi {
    async fn handle(&self, request: Request<Incoming>) -> Result<HttpResponse, Dropped> {
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
            ["invocation", id, "response"] => Ok(self.settle(id, InvocationResult::Answered(body))),
            ["invocation", id, "error"] => Ok(self.settle(id, InvocationResult::Failed(error_text(&kind, &body)))),
            _ => Ok(http::message(StatusCode::NOT_FOUND, "not a path of the Runtime API")),
        }
    }

    async fn next(&self) -> Result<HttpResponse, Dropped> {
        self.ready.send_replace(true);
        let Some(invocation) = self.queue.lock().await.recv().await else {
            return Err(Dropped);
        };
        let mut answer = http::response(StatusCode::OK, "application/json", invocation.event);
        let headers = answer.headers_mut();
        let trace =
            format!("Root=1-{:08x}-{};Sampled=0", invocation.deadline_ms / 1000, &invocation.id.replace('-', "")[..24]);
        for (name, value) in [
            ("lambda-runtime-aws-request-id", HeaderValue::from_str(&invocation.id)),
            ("lambda-runtime-trace-id", HeaderValue::from_str(&trace)),
            // It names one attempt.
            ("lambda-runtime-invocation-id", HeaderValue::from_str(&uuid::Uuid::new_v4().to_string())),
        ] {
            headers.insert(name, value.map_err(|_| Dropped)?);
        }
        headers.insert("lambda-runtime-deadline-ms", HeaderValue::from(invocation.deadline_ms));
        headers.insert("lambda-runtime-invoked-function-arn", self.arn.clone());
        headers.insert("lambda-runtime-client-context", invocation.context);
        Ok(answer)
    }

    fn settle(&self, id: &str, outcome: InvocationResult) -> HttpResponse {
        let mut current = locked(&self.current);
        match current.take() {
            Some((current_id, answer)) if current_id == id => {
                // After a time-out nobody waits for the result.
                drop(answer.send(outcome));
                accepted()
            }
            other => {
                *current = other;
                http::message(StatusCode::BAD_REQUEST, "this invocation is not running")
            }
        }
    }
}

fn accepted() -> HttpResponse {
    http::response(StatusCode::ACCEPTED, "application/json", r#"{"status":"OK"}"#)
}

fn error_text(kind: &str, body: &[u8]) -> String {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let kind = body["errorType"].as_str().unwrap_or(kind);
    let message = body["errorMessage"].as_str().unwrap_or("no message");
    format!("{kind}: {message}")
}

/// The time of the runner's clock, in the one header of the Runtime API that a caller may set.
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
    // A time and fixed text are always a valid header.
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
        // A terminal sends Ctrl-C to the whole group: the runner alone decides when a function ends.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("can't start {}: build it first", program.binary.display()))
}

/// Waits for the end of the process, and kills it on request.
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
                        tracing::debug!(%error, "the process to kill had already ended");
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
