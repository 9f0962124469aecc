//! The stack under test: the real runner on a free port, the real binaries behind it, all over the wire.
//!
//! A test gets a stack of its own in about a second; the binaries are built once.

pub mod axe;
pub mod browser;
mod log;
mod session;
mod workspace;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use log::Log;
use serde_json::{Value, json};
pub use session::{LoggedIn, cookie_of};
use ureq::http::Response;
use ureq::{Agent, Body};
pub use workspace::{copy_config, copy_config_with_reports, edit, mail_at_any_hour, root, without_columns};

/// The types that a browser asks for when it opens a page.
pub const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

/// The folder of the binaries, which are built at the first call.
fn binaries() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(["build", "--workspace", "--bins", "--quiet"]).current_dir(root());
        let built = command.output().expect("cargo runs");
        assert!(built.status.success(), "the binaries do not build:\n{}", String::from_utf8_lossy(&built.stderr));
        let test = std::env::current_exe().expect("this test has a file");
        test.ancestors().nth(2).expect("target/debug/deps").to_owned()
    })
}

/// A running stack; it ends with the test.
#[derive(Debug)]
pub struct Stack {
    runner: Child,
    agent: Agent,
    /// Where it answers.
    pub url: String,
    /// Dropped last, after the runner has ended: then it is complete.
    _log: Log,
}

impl Stack {
    /// A new stack that keeps nothing.
    pub fn start() -> Self {
        Self::start_in(":memory:")
    }

    /// A stack that keeps its state in a folder.
    pub fn start_in(state: impl AsRef<std::ffi::OsStr>) -> Self {
        Self::start_at(at_any_hour(), state)
    }

    /// The same, with the configuration of another folder; see [`copy_config`].
    pub fn start_at(folder: &Path, state: impl AsRef<std::ffi::OsStr>) -> Self {
        Self::start_with(folder, state, &[])
    }

    /// The same, with more flags of `up`.
    pub fn start_with(folder: &Path, state: impl AsRef<std::ffi::OsStr>, flags: &[&str]) -> Self {
        Self::run(folder, state, &[&["--starts-at", &monday_morning()], flags].concat())
    }

    /// A new stack whose clock begins at a time that is yet to come.
    pub fn start_on(at: &str) -> Self {
        Self::run(at_any_hour(), ":memory:", &["--starts-at", at])
    }

    /// A stack that goes on with the state of an earlier one; without one its clock shows the real time.
    pub fn start_again(state: impl AsRef<std::ffi::OsStr>) -> Self {
        Self::run(at_any_hour(), state, &[])
    }

    /// A stack with a demo of so many leads and days, which ends now.
    pub fn start_demo(state: impl AsRef<std::ffi::OsStr>, leads: usize, days: u16) -> Self {
        Self::start_demo_at(at_any_hour(), state, leads, days)
    }

    /// The same, of the company in a folder.
    pub fn start_demo_at(folder: &Path, state: impl AsRef<std::ffi::OsStr>, leads: usize, days: u16) -> Self {
        let flags = ["--leads", &leads.to_string(), "--days", &days.to_string()];
        Self::run_command("demo", folder, state, &flags)
    }

    fn run(folder: &Path, state: impl AsRef<std::ffi::OsStr>, flags: &[&str]) -> Self {
        Self::run_command("up", folder, state, flags)
    }

    fn run_command(command: &str, folder: &Path, state: impl AsRef<std::ffi::OsStr>, flags: &[&str]) -> Self {
        let log = Log::create();
        let mut runner = Command::new(binaries().join("leadwright"))
            .args([command, "--port", "0", "--built", "--state"])
            .arg(state)
            .args(flags)
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(log.writer())
            .spawn()
            .expect("the runner starts");
        let mut line = String::new();
        let stdout = runner.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("the runner says when it is ready");
        let url = line
            .trim()
            .strip_prefix("ready ")
            .unwrap_or_else(|| panic!("the runner did not start: it printed {line:?}"))
            .to_owned();
        let agent = Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_mins(10)))
            .build()
            .into();
        Self { runner, agent, url, _log: log }
    }

    /// Ends the runner as Ctrl-C does.
    pub fn stop(mut self) {
        signal("TERM", self.runner.id());
        self.runner.wait().expect("the runner ends");
    }

    /// Ends the runner as a power cut does.
    pub fn crash(mut self) {
        self.runner.kill().expect("the runner is there");
        self.runner.wait().expect("the runner ends");
    }

    /// GETs a path as a browser does.
    pub fn get(&self, path: &str) -> Response<Body> {
        self.agent.get(format!("{}{path}", self.url)).header("accept", BROWSER).call().expect("an answer")
    }

    /// HEADs a path.
    pub fn head(&self, path: &str) -> Response<Body> {
        self.agent.head(format!("{}{path}", self.url)).call().expect("an answer")
    }

    /// GETs or HEADs a path as a program of that name does.
    pub fn fetch(&self, method: &str, path: &str, agent: &str) -> Response<Body> {
        let request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        let request = request.header("user-agent", agent).body(()).expect("a request");
        self.agent.run(request).expect("an answer")
    }

    /// Asks with a method, headers and a body, if there is one.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response<Body> {
        let request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let answer = if body.is_empty() {
            self.agent.run(request.body(()).expect("a request"))
        } else {
            self.agent.run(request.body(body.to_owned()).expect("a request"))
        };
        answer.expect("an answer")
    }

    /// Asks as a browser does before a script of another site may post.
    pub fn preflight(&self, path: &str, origin: &str) -> Response<Body> {
        let request = ureq::http::Request::builder()
            .method("OPTIONS")
            .uri(format!("{}{path}", self.url))
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .body(())
            .expect("a request");
        self.agent.run(request).expect("an answer")
    }

    /// POSTs a body of a type.
    pub fn post(&self, path: &str, content_type: &str, body: &str) -> Response<Body> {
        let request = self.agent.post(format!("{}{path}", self.url)).header("content-type", content_type);
        request.send(body).expect("an answer")
    }

    /// POSTs JSON with an `Idempotency-Key`.
    pub fn post_with_key(&self, path: &str, key: &str, body: &Value) -> Response<Body> {
        let request = self.agent.post(format!("{}{path}", self.url)).header("content-type", "application/json");
        request.header("idempotency-key", key).send(body.to_string().as_str()).expect("an answer")
    }

    /// Posts an activity that is accepted, and waits until all that follows is done.
    pub fn tell(&self, activity: &Value) {
        let token = self.status()["secrets"]["ApiToken"].as_str().expect("the token").to_owned();
        let request = self.agent.post(format!("{}/activities", self.url)).header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {token}"));
        let mut answer = request.send(activity.to_string().as_str()).expect("an answer");
        let body = read_json(&mut answer);
        assert_eq!(answer.status(), 202, "{body}");
        self.settle();
    }

    /// Posts a form as a script does.
    pub fn submit(&self, form: &str, fields: &Value) -> Response<Body> {
        self.post(&format!("/forms/{form}"), "application/json", &fields.to_string())
    }

    /// Posts a form that is accepted, and waits until all that follows is done; the lead's id.
    pub fn submit_and_settle(&self, form: &str, fields: &Value) -> String {
        let mut answer = self.submit(form, fields);
        let body = read_json(&mut answer);
        assert_eq!(answer.status(), 202, "{body}");
        self.settle();
        body["lead"].as_str().expect("the lead's id").to_owned()
    }

    /// Does one of the runner's own things under `/_local/`.
    pub fn local(&self, path: &str, body: &Value) -> Value {
        let mut answer = self.post(&format!("/_local/{path}"), "application/json", &body.to_string());
        let body = read_json(&mut answer);
        assert_eq!(answer.status(), 200, "{path}: {body}");
        body
    }

    /// Moves the clock on; all that is due by then has happened.
    pub fn advance(&self, span: &str) {
        self.local("clock", &json!({ "advance": span }));
    }

    /// Plans faults of AWS.
    pub fn fault(&self, fault: &Value) {
        self.local("fault", fault);
    }

    /// The runner's status.
    pub fn status(&self) -> Value {
        read_json(&mut self.get("/_local/status"))
    }

    /// The mails sent, newest first.
    pub fn inbox(&self) -> Vec<Value> {
        let Value::Array(mails) = read_json(&mut self.get("/_local/inbox.json")) else { panic!("no list of mails") };
        mails
    }

    /// How many mails were sent, but those to the manager and those of what is due: whether they come depends on the hour
    /// and the weekday.
    pub fn mails(&self) -> usize {
        let is_of_steps = |send: &str| send.starts_with("due-") || send.starts_with("overdue-");
        let is_counted =
            |mail: &Value| mail["tags"]["to"] != "manager" && !mail["tags"]["send"].as_str().is_some_and(is_of_steps);
        self.inbox().iter().filter(|mail| is_counted(mail)).count()
    }

    /// The subjects of the mails to an address, oldest first.
    pub fn subjects_to(&self, address: &str) -> Vec<String> {
        let mails = self.inbox();
        let to = mails.iter().rev().filter(|mail| mail["to"].to_string().contains(address));
        to.map(|mail| mail["subject"].as_str().expect("a subject").to_owned()).collect()
    }

    /// Waits until nothing waits in a queue, is in flight or runs.
    pub fn settle(&self) {
        self.settle_within(Duration::from_mins(5));
    }

    /// As [`Self::settle`], for work that takes longer.
    pub fn settle_within(&self, most: Duration) {
        let deadline = Instant::now() + most;
        while !self.is_quiet() {
            assert!(Instant::now() < deadline, "not quiet after {most:?}: {}", self.status());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn is_quiet(&self) -> bool {
        let status = self.status();
        let zero = |of: &str, names: &[&str]| {
            let all = status[of].as_object().expect("an object").values();
            all.flat_map(|one| names.iter().map(|name| &one[*name])).all(|count| *count == 0)
        };
        zero("queues", &["visible", "in_flight", "delayed"]) && zero("functions", &["in_flight"])
    }

    /// How many messages lie in dead-letter queues.
    pub fn dead(&self) -> u64 {
        let status = self.status();
        status["queues"].as_object().expect("queues").values().filter_map(|queue| queue["dead"].as_u64()).sum()
    }

    /// The process ids of a function.
    pub fn pids(&self, function: &str) -> Vec<u32> {
        let pids = self.status()["functions"][function]["pids"].clone();
        pids.as_array().into_iter().flatten().filter_map(|pid| u32::try_from(pid.as_u64()?).ok()).collect()
    }

    /// Begins a command on the stack, and does not wait for its end.
    pub fn begin(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(binaries().join("leadwright"));
        command.args(arguments).args(["--against", &self.url]).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the command begins")
    }

    /// Runs a command against this stack.
    pub fn command(&self, arguments: &[&str]) -> Output {
        leadwright(root(), &[arguments, &["--against", &self.url]].concat())
    }

    /// What a command that succeeds prints.
    pub fn printed(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?} failed: {errors}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// A lead, as `lead --json` prints it.
    pub fn lead(&self, who: &str) -> Value {
        serde_json::from_str(&self.printed(&["lead", who, "--json"])).expect("JSON")
    }

    /// Every lead is what its timeline says, and no message is dead.
    pub fn assert_sound(&self) {
        self.printed(&["audit"]);
        assert_eq!(self.dead(), 0);
    }

    /// Calls SQS or DynamoDB as an AWS client does.
    pub fn aws(&self, service: &str, target: &str, body: &Value) -> Value {
        let endpoint = self.status()["endpoints"][service].as_str().expect("an endpoint").to_owned();
        let request = self
            .agent
            .post(endpoint)
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", target)
            .header("x-amz-date", "20261121T000000Z")
            .header(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/x/aws4_request, SignedHeaders=host, Signature=0",
            );
        read_json(&mut request.send(body.to_string().as_str()).expect("an answer"))
    }

    /// Puts a message into a queue, past SQS's own five minutes of deduplication.
    pub fn queue(&self, queue: &str, group: Option<&str>, deduplication: &str, body: &str) {
        let url = self.status()["queues"][queue]["url"].clone();
        let mut message = json!({ "QueueUrl": url, "MessageBody": body });
        if let Some(group) = group {
            message["MessageGroupId"] = json!(group);
            message["MessageDeduplicationId"] = json!(deduplication);
        }
        let answer = self.aws("sqs", "AmazonSQS.SendMessage", &message);
        assert!(answer["MessageId"].is_string(), "{answer}");
    }

    /// A lead's activities as they are stored: sort key → body.
    pub fn stored_activities(&self, lead: &str) -> BTreeMap<String, Value> {
        let answer = self.aws(
            "dynamodb",
            "DynamoDB_20120810.Query",
            &json!({
                "TableName": self.status()["table"],
                "KeyConditionExpression": "pk = :pk AND begins_with(sk, :act)",
                "ExpressionAttributeValues": {":pk": {"S": format!("LEAD#{lead}")}, ":act": {"S": "ACT#"}},
            }),
        );
        let items = answer["Items"].as_array().unwrap_or_else(|| panic!("{answer}"));
        let text = |item: &Value, name: &str| item[name]["S"].as_str().expect("a text").to_owned();
        let body = |item| serde_json::from_str(&text(item, "body")).expect("JSON");
        items.iter().map(|item| (text(item, "sk"), body(item))).collect()
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        // Gone already after `stop` and `crash`.
        if self.runner.try_wait().is_ok_and(|ended| ended.is_none()) {
            signal("TERM", self.runner.id());
            let _ = self.runner.wait();
        }
    }
}

/// Ten o'clock of the next Monday: hours and weekdays matter, so tests begin at the same ones.
fn monday_morning() -> String {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let monday = today.nth_weekday(1, jiff::civil::Weekday::Monday).expect("there is a next Monday");
    monday.at(10, 0, 0, 0).in_tz("UTC").expect("UTC has every hour").timestamp().to_string()
}

/// Runs a command in a folder.
pub fn leadwright(folder: &Path, arguments: &[&str]) -> Output {
    let command = Command::new(binaries().join("leadwright")).args(arguments).current_dir(folder).output();
    command.expect("the command runs")
}

/// Runs a command in a folder, with variables of its environment.
pub fn leadwright_with(folder: &Path, arguments: &[&str], variables: &[(&str, String)]) -> Output {
    let mut command = Command::new(binaries().join("leadwright"));
    command.args(arguments).current_dir(folder).envs(variables.iter().map(|(name, value)| (name, value)));
    command.output().expect("the command runs")
}

/// Runs a command whose output nobody reads, as behind `| head` once it has enough; its exit code and what it printed
/// on stderr.
pub fn unread(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(binaries().join("leadwright"));
    command.args(arguments).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
}

/// The demo company, but its marketing mail goes at any hour: tests hold at any hour of the week.
fn at_any_hour() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = binaries().join(format!("tests-at-any-hour-{}", std::process::id()));
        copy_config(&folder);
        mail_at_any_hour(&folder);
        folder
    })
}

/// Sends a signal to one process.
pub fn signal(name: &str, pid: u32) {
    let sent = Command::new("kill").args([format!("-{name}"), pid.to_string()]).stderr(Stdio::null()).status();
    sent.expect("kill runs");
}

/// The JSON of an answer.
pub fn read_json(answer: &mut Response<Body>) -> Value {
    let text = read_text(answer);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("no JSON ({error}): {text}"))
}

/// The text of an answer.
pub fn read_text(answer: &mut Response<Body>) -> String {
    // An inbox of thousands of mails is large.
    answer.body_mut().with_config().limit(1 << 30).read_to_string().expect("UTF-8")
}

/// A lead's fields, somebody else's each time.
pub fn person(number: usize) -> Value {
    json!({
        "email": format!("person{number}@customer{number}.example"), "name": "Maria Silva", "company": "Acme",
        "title": "Head of Operations", "phone": "+351 912 345 678", "country": "PT", "employees": "120",
        "message": "Can it work offline?", "consent": "yes",
    })
}
