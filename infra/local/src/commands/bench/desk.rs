//! `leadwright bench --desk`: what the pages of the desk cost with many leads.
//!
//! The leads are copies of one that a form handed off, written directly into the table: all are its owner's, but every
//! tenth, which nobody has, so that lists are as long as they get. Each page is loaded many times, one load after the
//! other. The floor is the log-in page, from the same gateway and function, in the same run: it reads nothing.

use std::ops::Range;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use hyper::header::{COOKIE, ETAG, IF_NONE_MATCH};
use hyper::{Response, StatusCode};
use leadwright_cloud::table::Table;
use leadwright_domain::company::{Person, Session};
use leadwright_domain::config::Config;
use leadwright_domain::form::Form;
use leadwright_domain::value::token::{SessionToken, SigningKeys};
use serde_json::Value;

use super::client::{StackClient, time};
use super::cpu::Cpu;
use super::latency::spread;
use super::seed;
use super::seed::{FAR, Seed};

/// Of so many leads one is nobody's.
const UNOWNED: usize = 10;

/// Measures with each number of leads in turn and prints a row for each page. The leads stay in the table.
pub(super) async fn measure(
    client: &StackClient,
    table: &Table,
    config: &Config,
    (name, form): (&str, &Form),
    numbers: &[usize],
    loads: u32,
) -> Result<()> {
    let seed = Seed::post(client, name, form).await?;
    let owner = seed.owner().and_then(|id| config.team.person(id)).context("the lead of the bench has no owner")?;
    let manager = config.team.manager().context("team.yaml names no manager, who sees all leads")?;
    let bench = DeskBench { client, table, config, loads };
    let (seller, manager) = (bench.log_in(owner).await?, bench.log_in(manager).await?);
    println!(
        "{:>9}   {:<10} {:>8} {:>10} {:>11} {:>7}   {:>14}   {:>13}",
        "leads", "page", "requests", "read units", "write units", "KB", "CPU ms", "ms"
    );
    let mut written = 0;
    for number in numbers {
        bench.write(&seed, written..*number).await?;
        written = written.max(*number);
        let lead = format!("/desk/leads/{}", seed::generated_id(&bench.name(0)));
        let tag = bench.load("/desk/poll", &[(COOKIE.as_str(), seller.clone())]).await?;
        let tag = tag.headers()[ETAG].to_str().context("the tag of the poll")?.to_owned();
        let by = |cookie: &String| vec![(COOKIE.as_str(), cookie.clone())];
        let mut floor = None;
        for (title, path, headers) in [
            ("log-in", "/desk/log-in", Vec::new()),
            ("worklist", "/desk", by(&seller)),
            ("lead", &lead, by(&seller)),
            ("own leads", "/desk/leads", by(&seller)),
            ("all leads", "/desk/leads", by(&manager)),
            ("poll", "/desk/poll", [by(&seller), vec![(IF_NONE_MATCH.as_str(), tag)]].concat()),
        ] {
            let cost = bench.page(path, &headers).await?;
            let floor = *floor.get_or_insert(cost.cpu);
            println!(
                "{number:>9}   {title:<10} {:>8.1} {:>10.1} {:>11.1} {:>7.1}   {:>6.2} ×{:<6.1}   {:>5.1} {:>7.1}",
                cost.requests,
                cost.read_units,
                cost.write_units,
                cost.kilobytes,
                cost.cpu,
                cost.cpu / floor,
                cost.median,
                cost.p99
            );
        }
    }
    println!(
        "For one load of {loads}: requests of the table, the page before compression, processor time of the desk (× is the \
         multiple of the log-in page, which reads nothing), and the median and the 99th percentile of the time."
    );
    Ok(())
}

/// What one load of a page costs.
struct PageCost {
    requests: f64,
    read_units: f64,
    write_units: f64,
    kilobytes: f64,
    cpu: f64,
    median: f64,
    p99: f64,
}

struct DeskBench<'a> {
    client: &'a StackClient,
    table: &'a Table,
    config: &'a Config,
    /// How often each page is loaded.
    loads: u32,
}

impl DeskBench<'_> {
    /// The name of a copied lead.
    fn name(&self, number: usize) -> String {
        format!("{}-{number}", self.client.run)
    }

    /// Writes copies of the seed, the first of them with its timeline.
    async fn write(&self, seed: &Seed, numbers: Range<usize>) -> Result<()> {
        let due = time(&self.client.status().await?)? + FAR;
        let copies = numbers.flat_map(|number| {
            let mut rows = seed.copies(&self.name(number), due, number == 0);
            if number % UNOWNED == UNOWNED - 1 {
                rows.iter_mut().for_each(seed::take_owner);
            }
            rows
        });
        seed::write(self.client, copies).await
    }

    /// A session of a person; its cookie.
    async fn log_in(&self, person: &Person) -> Result<String> {
        let status = self.client.status().await?;
        let now = time(&status)?;
        let keys = status["secrets"]["SigningKey"].as_str().context("the stack has no secret `SigningKey`")?;
        let token = SessionToken { person: person.id.clone(), secret: self.client.run.clone() };
        let session = Session::new(&person.id, self.config.team.role(person), now);
        self.table.begin_session(&token, &session).await?;
        Ok(format!("__Host-session={}", SigningKeys::read(keys)?.sign(&token, now)))
    }

    async fn load(&self, path: &str, headers: &[(&'static str, String)]) -> Result<Response<Bytes>> {
        let page = self.client.get(path, headers).await?;
        let is_shown = [StatusCode::OK, StatusCode::NOT_MODIFIED].contains(&page.status());
        ensure!(is_shown, "{path} got the response {}", page.status());
        Ok(page)
    }

    async fn page(&self, path: &str, headers: &[(&'static str, String)]) -> Result<PageCost> {
        // The first load may start a process, and note who looked.
        self.load(path, headers).await?;
        let before = self.client.status().await?;
        let mut cpu = Cpu::of("desk", &before);
        let (mut times, mut bytes) = (Vec::new(), 0);
        for _ in 0..self.loads {
            let began = Instant::now();
            bytes += self.load(path, headers).await?.body().len();
            times.push(began.elapsed());
        }
        let after = self.client.status().await?;
        cpu.look(&after);
        let loads = f64::from(self.loads);
        let spent = |what: &str| (sum(&after, what) - sum(&before, what)) / loads;
        let (median, p99) = spread(times);
        #[expect(clippy::cast_precision_loss, reason = "a count")]
        let kilobytes = bytes as f64 / 1024.0 / loads;
        Ok(PageCost {
            requests: spent("requests"),
            read_units: spent("read_units"),
            write_units: spent("write_units"),
            kilobytes,
            cpu: cpu.spent().as_secs_f64() * 1000.0 / loads,
            median,
            p99,
        })
    }
}

/// What the desk's requests come to since the start of the stack.
fn sum(status: &Value, what: &str) -> f64 {
    let operations = status["aws"]["desk"].as_object().into_iter().flatten();
    operations.map(|(_, count)| count[what].as_f64().unwrap_or_default()).sum()
}
