//! `leadwright bench --enrolled`: the cost of a scheduler tick with many leads in sequences, and the cost of a mail.
//!
//! The leads are copies of one lead that posted a form, written directly into the table. The next mail of most of them is
//! far in the future; for some it is due now. Their ids and addresses are generated.

use std::ops::Range;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use hyper::{Method, StatusCode};
use jiff::SignedDuration;
use leadwright_domain::config::Config;
use leadwright_domain::sequence::StepAction;
use serde_json::{Value, json};

use super::client::{EMAIL, StackClient, time};
use super::cpu::Cpu;
use super::seed;
use super::seed::{FAR, Seed};

/// The longest wait for the mails.
const MAIL_TIMEOUT: Duration = Duration::from_mins(30);

/// Measures with each number of leads in turn and prints a row. The leads stay in the table.
pub(super) async fn measure(client: &StackClient, config: &Config, enrolled: &[usize], due: usize) -> Result<()> {
    let bench = Enrolled { client };
    bench.enter_sending_hours(config).await?;
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
    let mut written = 0;
    for number in enrolled {
        bench.write(&seed, written..*number, false).await?;
        written = written.max(*number);
        let last = client.status().await?;
        bench.write(&seed, written..written + due, true).await?;
        written += due;
        let tick = bench.tick(&last).await?;
        let mails = bench.mails(&last, due).await?;
        println!(
            "{number:>9} {:>7}   {:>8} {:>10.1} {:>11.1}   {:>6.1} s {:>7.0} {:>14.2} {:>12.1}",
            due, tick.requests, tick.read_units, tick.write_units, mails.seconds, mails.rate, mails.cpu, mails.units
        );
    }
    println!(
        "Columns 3 to 5 are for one scheduler tick, the others for the mails that it sends; the last two for each mail."
    );
    Ok(())
}

/// The requests and capacity units of a scheduler tick.
struct TickCost {
    requests: u64,
    read_units: f64,
    write_units: f64,
}

/// The cost of the due mails: total time and mails a second; CPU in ms and write units a mail.
struct MailCost {
    seconds: f64,
    rate: f64,
    cpu: f64,
    units: f64,
}

struct Enrolled<'a> {
    client: &'a StackClient,
}

impl Enrolled<'_> {
    /// Moves the clock of the stack into the sending hours of marketing mail.
    async fn enter_sending_hours(&self, config: &Config) -> Result<()> {
        let now = time(&self.client.status().await?)?;
        let zone = config.company.timezone.time_zone();
        let open = config.sending.hours.opening(now, &zone);
        if open > now {
            let to = json!({"set": open}).to_string();
            let (status, _) = self.client.call(Method::POST, "/_local/clock", Some(to)).await?;
            ensure!(status == StatusCode::OK, "moving the clock got the response {status}");
        }
        Ok(())
    }

    /// Posts a form that starts a sequence; the lead of it.
    async fn seed(&self, config: &Config) -> Result<Seed> {
        let begins_with_mail = |steps: &[leadwright_domain::sequence::Step]| {
            steps.first().is_some_and(|step| matches!(step.action, StepAction::Mail { .. }))
        };
        let starts = config.sequences.values().filter(|sequence| begins_with_mail(&sequence.steps));
        let forms = starts.filter_map(|sequence| config.forms.get_key_value(sequence.starts_on.form.as_ref()?));
        let mut forms = forms.filter(|(_, form)| form.consent.is_some() && form.asks_for(EMAIL));
        let (name, form) = forms.next().context(
            "no sequence begins with a mail and starts on a form that asks for an e-mail address and for consent",
        )?;
        let seed = Seed::post(self.client, name, form).await?;
        ensure!(seed.rows.iter().any(|row| row["due_sk"].is_object()), "the lead of the bench entered no sequence");
        Ok(seed)
    }

    /// Writes copies of the seed: with the timeline if a mail is due, else only the lead.
    async fn write(&self, seed: &Seed, numbers: Range<usize>, is_due: bool) -> Result<()> {
        let now = time(&self.client.status().await?)?;
        let due = if is_due { now - SignedDuration::from_secs(1) } else { now + FAR };
        let rows = numbers.flat_map(|number| seed.copies(&format!("{}-{number}", self.client.run), due, is_due));
        seed::write(self.client, rows).await
    }

    /// Runs `nurture` once, which finds all due entries; the cost of it.
    async fn tick(&self, last: &Value) -> Result<TickCost> {
        self.client.call(Method::POST, "/_local/run/nurture", Some("{}".to_owned())).await?;
        let status = self.client.status().await?;
        let ticks = number(&status, "/functions/nurture/invocations") - number(last, "/functions/nurture/invocations");
        let sum = |what: &str| {
            let of = |status: &Value| -> f64 {
                let counts = status["aws"]["nurture"].as_object();
                counts.into_iter().flatten().map(|(_, count)| count[what].as_f64().unwrap_or_default()).sum()
            };
            of(&status) - of(last)
        };
        ensure!(ticks >= 1.0, "the scheduler tick did not run");
        // The tick of the schedule may have run too: it found nothing, and queried each shard once.
        let idle = (ticks - 1.0) * number(&status, "/shards");
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        Ok(TickCost {
            requests: (sum("requests") - idle) as u64,
            read_units: sum("read_units") - idle * 0.5,
            write_units: sum("write_units"),
        })
    }

    /// Waits until the mails are sent and the stack is idle; the cost of the mails.
    async fn mails(&self, last: &Value, due: usize) -> Result<MailCost> {
        let began = Instant::now();
        let mut cpu = Cpu::of("mailer", last);
        let deadline = began + MAIL_TIMEOUT;
        loop {
            let status = self.client.status().await?;
            cpu.look(&status);
            let sent = number(&status, "/aws/mailer/SendRawEmail/requests")
                - number(last, "/aws/mailer/SendRawEmail/requests");
            #[expect(clippy::cast_precision_loss, reason = "a count")]
            let due = due as f64;
            if sent >= due && status["idle"] == true {
                let seconds = began.elapsed().as_secs_f64();
                let units = |status: &Value| -> f64 {
                    let operations = status["aws"]["mailer"].as_object().into_iter().flatten();
                    operations.map(|(_, count)| count["write_units"].as_f64().unwrap_or_default()).sum()
                };
                return Ok(MailCost {
                    seconds,
                    rate: sent / seconds,
                    cpu: cpu.spent().as_secs_f64() * 1000.0 / sent,
                    units: (units(&status) - units(last)) / sent,
                });
            }
            ensure!(Instant::now() < deadline, "only {sent} of {due} mails were sent in half an hour");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn number(status: &Value, path: &str) -> f64 {
    status.pointer(path).and_then(Value::as_f64).unwrap_or_default()
}
