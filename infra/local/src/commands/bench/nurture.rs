//! `leadwright bench --enrolled`: what one look at what is due costs, however many leads are in sequences, and what a mail
//! costs.
//!
//! The leads are copies of one that came by a form, written straight into the table: their next mail is far away, and for
//! some of them it is now. Their ids and addresses are made up.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use data_encoding::BASE32_NOPAD;
use futures_util::{StreamExt, TryStreamExt, stream};
use hyper::{Method, StatusCode};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::config::Config;
use leadwright_domain::sequence::StepAction;
use leadwright_domain::value::identity::LeadId;
use serde_json::{Value, json};

use super::Bench;

/// `DynamoDB` takes so many rows a call.
const ROWS: usize = 25;

/// So far away that nothing of it is due while this runs.
const FAR: SignedDuration = SignedDuration::from_hours(300 * 24);

/// So long is waited for the mails.
const PATIENCE: Duration = Duration::from_mins(30);

/// What Linux counts processor time in: a hundredth of a second (`USER_HZ`).
const TICK: Duration = Duration::from_millis(10);

/// Measures with each number of leads in turn; what is there stays.
pub(super) async fn measure(bench: &Bench<'_>, config: &Config, enrolled: &[usize], due: usize) -> Result<()> {
    bench.wait_for_hours(config).await?;
    let seed = bench.seed(config).await?;
    println!(
        "{:>9} {:>7}   {:>8} {:>10} {:>11}   {:>8} {:>7} {:>14} {:>12}",
        "enrolled",
        "due",
        "requests",
        "read units",
        "write units",
        "drained",
        "mails/s",
        "CPU ms a mail",
        "write units"
    );
    let mut there = 0;
    for number in enrolled {
        bench.write(&seed, there..*number, false).await?;
        there = there.max(*number);
        let last = bench.status().await?;
        bench.write(&seed, there..there + due, true).await?;
        there += due;
        let tick = bench.tick(&last).await?;
        let drained = bench.drained(&last, due).await?;
        println!(
            "{number:>9} {:>7}   {:>8} {:>10.1} {:>11.1}   {:>6.1} s {:>7.0} {:>14.2} {:>12.1}",
            due,
            tick.requests,
            tick.read_units,
            tick.write_units,
            drained.seconds,
            drained.rate,
            drained.cpu,
            drained.units
        );
    }
    println!("The first figures are of one look at what is due, the last of the mails it led to, a mail each.");
    Ok(())
}

/// The rows of a lead that is in a sequence.
struct Seed {
    lead: String,
    address: String,
    rows: Vec<Value>,
    shards: u16,
}

/// What a tick asked of AWS.
struct Tick {
    requests: u64,
    read_units: f64,
    write_units: f64,
}

/// What the mails took.
struct Drained {
    seconds: f64,
    rate: f64,
    cpu: f64,
    units: f64,
}

impl Bench<'_> {
    /// Moves the stack's clock to an hour when marketing mail may go.
    async fn wait_for_hours(&self, config: &Config) -> Result<()> {
        let now: Timestamp = self.status().await?["now"].as_str().context("no time")?.parse()?;
        let zone = config.company.timezone.time_zone();
        let open = config.sending.hours.opening(now, &zone);
        if open > now {
            let to = json!({"set": open}).to_string();
            let (status, _) = self.call(Method::POST, "/_local/clock", Some(to)).await?;
            ensure!(status == StatusCode::OK, "the clock could not be moved: {status}");
        }
        Ok(())
    }

    /// A lead that entered a sequence by its form.
    async fn seed(&self, config: &Config) -> Result<Seed> {
        let begins_with_mail = |steps: &[leadwright_domain::sequence::Step]| {
            steps.first().is_some_and(|step| matches!(step.action, StepAction::Mail { .. }))
        };
        let form = config
            .sequences
            .values()
            .find_map(|sequence| sequence.starts_on.form.as_ref().filter(|_| begins_with_mail(&sequence.steps)));
        let form = form.context("no sequence starts on a form and begins with a mail")?;
        let address = format!("maria@bench-{}.example", self.run);
        let fields = json!({"email": address, "name": "Maria Silva", "consent": "yes"});
        let (status, body) = self.call(Method::POST, &format!("/forms/{form}"), Some(fields.to_string())).await?;
        ensure!(status == StatusCode::ACCEPTED, "a post was answered {status}");
        let lead = serde_json::from_slice::<super::Accepted>(&body)?.lead;
        let status = self.quiet().await?;
        let rows = self.rows(&status, &lead).await?;
        let is_enrolled = rows.iter().any(|row| row["due_sk"].is_object());
        ensure!(is_enrolled, "the lead of the bench was not entered into a sequence");
        let shards = status["shards"].as_u64().and_then(|shards| u16::try_from(shards).ok());
        Ok(Seed { lead, address, rows, shards: shards.context("no number of shards")? })
    }

    /// Writes copies of the seed: their whole timeline where a mail of theirs is due, else the lead alone.
    async fn write(&self, seed: &Seed, numbers: std::ops::Range<usize>, is_due: bool) -> Result<()> {
        let status = self.status().await?;
        let now: Timestamp = status["now"].as_str().context("no time")?.parse()?;
        let due = if is_due { now - SignedDuration::from_secs(1) } else { now + FAR };
        let rows = numbers.flat_map(|number| seed.copies(&format!("{}-{number}", self.run), due, is_due));
        let rows: Vec<Value> = rows.map(|row| json!({"PutRequest": {"Item": row}})).collect();
        let table = status["table"].as_str().context("no table")?;
        stream::iter(rows.chunks(ROWS))
            .map(|rows| self.dynamodb(&status, "BatchWriteItem", json!({"RequestItems": {table: rows}})))
            .buffer_unordered(4)
            .try_for_each(async |answer| {
                let left = answer["UnprocessedItems"].as_object().is_none_or(serde_json::Map::is_empty);
                ensure!(left, "rows were not written");
                Ok(())
            })
            .await
    }

    /// What one invocation of `nurture` asked for that found all that is due.
    async fn tick(&self, last: &Value) -> Result<Tick> {
        self.call(Method::POST, "/_local/run/nurture", Some("{}".to_owned())).await?;
        let status = self.status().await?;
        let ticks = number(&status, "/functions/nurture/invocations") - number(last, "/functions/nurture/invocations");
        let sum = |what: &str| {
            let of = |status: &Value| -> f64 {
                let counts = status["aws"]["nurture"].as_object();
                counts.into_iter().flatten().map(|(_, count)| count[what].as_f64().unwrap_or_default()).sum()
            };
            of(&status) - of(last)
        };
        ensure!(ticks >= 1.0, "the tick did not run");
        // The minute's own tick may have run besides: it found nothing, and asked each shard once.
        let idle = (ticks - 1.0) * number(&status, "/shards");
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        Ok(Tick {
            requests: (sum("requests") - idle) as u64,
            read_units: sum("read_units") - idle * 0.5,
            write_units: sum("write_units"),
        })
    }

    /// Waits until the mails are sent and all that follows is done.
    async fn drained(&self, last: &Value, due: usize) -> Result<Drained> {
        let began = Instant::now();
        let mut cpu = Cpu::of(last);
        let deadline = began + PATIENCE;
        loop {
            let status = self.status().await?;
            cpu.look(&status);
            let sent = number(&status, "/aws/mailer/SendRawEmail/requests")
                - number(last, "/aws/mailer/SendRawEmail/requests");
            #[expect(clippy::cast_precision_loss, reason = "a count")]
            let due = due as f64;
            if sent >= due && is_quiet(&status) {
                let seconds = began.elapsed().as_secs_f64();
                let units = |status: &Value| -> f64 {
                    let operations = status["aws"]["mailer"].as_object().into_iter().flatten();
                    operations.map(|(_, count)| count["write_units"].as_f64().unwrap_or_default()).sum()
                };
                return Ok(Drained {
                    seconds,
                    rate: sent / seconds,
                    cpu: cpu.spent().as_secs_f64() * 1000.0 / sent,
                    units: (units(&status) - units(last)) / sent,
                });
            }
            ensure!(Instant::now() < deadline, "{sent} of {due} mails were sent in half an hour");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn quiet(&self) -> Result<Value> {
        loop {
            let status = self.status().await?;
            if is_quiet(&status) {
                return Ok(status);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn status(&self) -> Result<Value> {
        let (_, body) = self.call(Method::GET, "/_local/status", None).await?;
        serde_json::from_slice(&body).with_context(|| format!("{} is no stack on this machine", self.url))
    }

    async fn rows(&self, status: &Value, lead: &str) -> Result<Vec<Value>> {
        let query = json!({
            "TableName": status["table"], "ConsistentRead": true, "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": format!("LEAD#{lead}")}},
        });
        let mut answer = self.dynamodb(status, "Query", query).await?;
        serde_json::from_value(answer["Items"].take()).context("the lead of the bench is not in the table")
    }

    /// Calls the embedded `DynamoDB` as an AWS client does.
    async fn dynamodb(&self, status: &Value, operation: &str, body: Value) -> Result<Value> {
        let endpoint = status["endpoints"]["dynamodb"].as_str().context("no endpoint")?;
        let headers = [
            ("content-type", "application/x-amz-json-1.0".to_owned()),
            ("x-amz-target", format!("DynamoDB_20120810.{operation}")),
            ("x-amz-date", "20261121T000000Z".to_owned()),
            (
                "authorization",
                "AWS4-HMAC-SHA256 Credential=bench/20261121/us-east-1/x/aws4_request, SignedHeaders=host, Signature=0"
                    .to_owned(),
            ),
        ];
        let (status, body) = self.request(Method::POST, endpoint, &headers, body.to_string()).await?;
        ensure!(status == StatusCode::OK, "{operation} was answered {status}");
        Ok(serde_json::from_slice(&body)?)
    }
}

impl Seed {
    /// Its rows as another lead's, whose next mail is due then.
    fn copies(&self, name: &str, due: Timestamp, whole: bool) -> Vec<Value> {
        let id = made_up(name);
        let shard = id.shard(self.shards);
        let wanted = self.rows.iter().filter(|row| whole || row["sk"]["S"] == "PROFILE");
        wanted.map(|row| self.copy(row, &id, name, shard, due)).collect()
    }

    fn copy(&self, row: &Value, id: &LeadId, name: &str, shard: u16, due: Timestamp) -> Value {
        let address = format!("maria@bench-{name}.example");
        let text = row.to_string().replace(&self.lead, id.as_str()).replace(&self.address, &address);
        let mut row: Value = serde_json::from_str(&text).expect("only words were replaced");
        for partition in ["stage_pk", "day_pk", "due_pk"] {
            if let Some(key) = row[partition]["S"].as_str().and_then(|key| key.rsplit_once('#')) {
                row[partition]["S"] = json!(format!("{}#{shard}", key.0));
            }
        }
        if row["due_sk"].is_object() {
            let body = row["body"]["S"].as_str().unwrap_or_default();
            let mut lead: Value = serde_json::from_str(body).expect("a lead is JSON");
            for entry in lead["agenda"].as_array_mut().into_iter().flatten() {
                entry["due"] = json!(due.as_millisecond());
            }
            row["body"]["S"] = json!(lead.to_string());
            let sortable = due.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%3fZ");
            row["due_sk"]["S"] = json!(format!("{sortable}#{id}"));
        }
        row
    }
}

/// A lead's id that no identity has.
fn made_up(name: &str) -> LeadId {
    let hash = leadwright_domain::value::hash::content_hash(&["bench", name]);
    let id = format!("ld_{hash}{}", &BASE32_NOPAD.encode(name.as_bytes()).to_lowercase().repeat(2)[..10]);
    LeadId::parse(&id).expect("26 letters of Base32")
}

/// The processor time of the mailers, whichever processes those are.
struct Cpu {
    before: HashMap<u64, Duration>,
    now: HashMap<u64, Duration>,
}

impl Cpu {
    fn of(status: &Value) -> Self {
        let mut cpu = Self { before: HashMap::new(), now: HashMap::new() };
        cpu.look(status);
        cpu.before.clone_from(&cpu.now);
        cpu
    }

    fn look(&mut self, status: &Value) {
        for pid in status["functions"]["mailer"]["pids"].as_array().into_iter().flatten().filter_map(Value::as_u64) {
            self.now.extend(processor_time(pid).map(|time| (pid, time)));
        }
    }

    fn spent(&self) -> Duration {
        let spent =
            |(pid, now): (&u64, &Duration)| now.saturating_sub(self.before.get(pid).copied().unwrap_or_default());
        self.now.iter().map(spent).sum()
    }
}

/// A process's time in user and system mode (`man 5 proc`); none where there is no `/proc`.
fn processor_time(pid: u64) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name may hold anything; behind its bracket the third field follows.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u32>().ok();
    Some(TICK * (next()? + next()?))
}

fn number(status: &Value, path: &str) -> f64 {
    status.pointer(path).and_then(Value::as_f64).unwrap_or_default()
}

fn is_quiet(status: &Value) -> bool {
    let none = |of: &str, names: &[&str]| {
        let all = status[of].as_object().into_iter().flatten();
        all.flat_map(|(_, one)| names.iter().map(|name| &one[*name])).all(|count| *count == 0)
    };
    none("queues", &["visible", "in_flight", "delayed"]) && none("functions", &["in_flight"])
}
