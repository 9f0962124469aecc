//! `leadwright bench`: how long a salesperson waits for the mail about a lead that was just posted.
//!
//! Posts go out at a steady rate, whatever came of those before, so that a slow system is seen to be slow. The time of a
//! mail is the runner's own, taken when SES answers: looking at it disturbs nothing. The floor is the same road without
//! the work: the form's page, through the same gateway and function, in the same run.

mod nurture;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use clap::Args;
use futures_util::future::join_all;
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

/// What `bench` takes.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// Posts a second; several are measured one after the other.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "1,10,50")]
    rates: Vec<u32>,
    /// For how many seconds each.
    #[arg(long, default_value_t = 20)]
    seconds: u32,
    /// Instead: what a look at what is due costs with so many leads in sequences, and what the mails cost that are due.
    #[arg(long, value_name = "N,…", value_delimiter = ',', conflicts_with_all = ["rates", "seconds"])]
    enrolled: Vec<usize>,
    /// So many of them have a mail due.
    #[arg(long, default_value_t = 100, requires = "enrolled")]
    due: usize,
    /// A stack on this machine that nobody else uses: it fills with made-up leads.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:3000")]
    against: String,
}

pub(crate) const HELP: &str = "Example, against a stack of its own:\n  \
    cargo run -- up --release --port 3100 --state :memory:\n  \
    cargo run -- bench --against http://127.0.0.1:3100";

type Web = Client<HttpConnector, Full<Bytes>>;

/// So long is waited for the last mails.
const PATIENCE: Duration = Duration::from_mins(2);

#[derive(Deserialize)]
struct Accepted {
    lead: String,
}

#[derive(Deserialize)]
struct Mail {
    at: Timestamp,
    tags: HashMap<String, String>,
}

#[derive(Deserialize)]
struct Now {
    now: Timestamp,
}

/// One accepted post.
struct Post {
    lead: String,
    /// By the stack's clock.
    began: Timestamp,
    accepted: Duration,
}

struct Bench<'a> {
    web: Web,
    url: &'a str,
    form: &'a str,
    /// Tells the leads of this run from those of others.
    run: String,
}

/// Measures.
pub(crate) async fn bench(args: &BenchArgs) -> Result<()> {
    ensure!(args.rates.iter().all(|rate| (1..=1000).contains(rate)), "--rates are from 1 to 1000 posts a second");
    let config = crate::config::load(&super::config_folder()?)?;
    let form = config.forms.iter().find(|(_, form)| form.hand_off);
    let (form, _) = form.context("no form hands leads off (`hand_off: true`), so nobody would get a mail")?;
    let url = args.against.trim_end_matches('/');
    let web = Client::builder(TokioExecutor::new()).build_http();
    let bench = Bench { web, url, form, run: Timestamp::now().as_millisecond().to_string() };
    if !args.enrolled.is_empty() {
        return nurture::measure(&bench, &config, &args.enrolled, args.due).await;
    }
    bench.warm_up().await?;
    println!(
        "{:>8} {:>7}   {:>20}   {:>22}   {:>22}",
        "posts/s", "posts", "floor (page shown)", "post accepted", "mail handed to SES"
    );
    for rate in &args.rates {
        bench.measure(*rate, args.seconds).await?;
    }
    println!("Times are the median and the 99th percentile in ms; × says how many floors that is.");
    Ok(())
}

impl Bench<'_> {
    /// The first of everything is slow once: processes start, connections open.
    async fn warm_up(&self) -> Result<()> {
        let posts = join_all((0..8).map(|number| self.post(format!("warm-{number}")))).await;
        let posts: Vec<Post> = posts.into_iter().collect::<Result<_>>()?;
        self.mailed(&posts).await.map(drop)
    }

    async fn measure(&self, rate: u32, seconds: u32) -> Result<()> {
        let count = rate * seconds;
        let progress = ProgressBar::new(u64::from(count))
            .with_style(ProgressStyle::with_template("{bar:40} {pos} of {len} posts at {msg}/s")?)
            .with_message(rate.to_string());
        let floor = self.at_rate(rate, count.min(rate * 5), |_| self.page()).await?;
        let posts = self
            .at_rate(rate, count, |number| {
                progress.inc(1);
                self.post(format!("{rate}-{number}"))
            })
            .await?;
        progress.finish_and_clear();
        let mails = self.mailed(&posts).await?;
        let (floor_median, floor_p99) = spread(floor);
        let (accepted_median, accepted_p99) = spread(posts.iter().map(|post| post.accepted).collect());
        let (mail_median, mail_p99) = spread(mails);
        let times = |time: f64| time / floor_median;
        println!(
            "{rate:>8} {count:>7}   {floor_median:>9.1} {floor_p99:>8.1}    {accepted_median:>6.1} {accepted_p99:>7.1} ×{:<5.1}   {mail_median:>6.1} {mail_p99:>7.1} ×{:<5.1}",
            times(accepted_median),
            times(mail_median),
        );
        Ok(())
    }

    /// Begins `count` tasks at a steady rate and waits for all.
    async fn at_rate<T, F: Future<Output = Result<T>>>(
        &self,
        rate: u32,
        count: u32,
        task: impl Fn(u32) -> F,
    ) -> Result<Vec<T>> {
        let began = tokio::time::Instant::now();
        let tasks = (0..count).map(|number| {
            let task = &task;
            async move {
                tokio::time::sleep_until(began + Duration::from_secs(1) * number / rate).await;
                task(number).await
            }
        });
        join_all(tasks).await.into_iter().collect()
    }

    async fn page(&self) -> Result<Duration> {
        let began = Instant::now();
        let (status, _) = self.call(Method::GET, &format!("/forms/{}", self.form), None).await?;
        ensure!(status == StatusCode::OK, "the form's page answered {status}");
        Ok(began.elapsed())
    }

    async fn post(&self, name: String) -> Result<Post> {
        // Each of an employer of its own: colleagues go to one owner.
        let fields = json!({
            "email": format!("maria@bench-{}-{name}.example", self.run), "name": "Maria Silva", "company": "Acme",
            "title": "Head of Operations", "phone": "+351 912 345 678", "country": "PT", "employees": "120",
            "message": "Can it work offline? We are 40 people in the field.", "consent": "yes",
        });
        let clock = Instant::now();
        let began = Timestamp::now();
        let path = format!("/forms/{}", self.form);
        let (status, body) = self.call(Method::POST, &path, Some(fields.to_string())).await?;
        ensure!(status == StatusCode::ACCEPTED, "a post was answered {status}");
        let accepted: Accepted = serde_json::from_slice(&body)?;
        Ok(Post { lead: accepted.lead, began, accepted: clock.elapsed() })
    }

    /// How long after its post each lead's owner had a mail.
    async fn mailed(&self, posts: &[Post]) -> Result<Vec<Duration>> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mails: HashMap<String, Timestamp> = self
                .inbox()
                .await?
                .into_iter()
                .filter(|mail| mail.tags.get("to").is_some_and(|to| to == "owner"))
                .filter_map(|mut mail| Some((mail.tags.remove("lead")?, mail.at)))
                .collect();
            let offset = self.offset().await?;
            let times: Vec<Duration> = posts
                .iter()
                .filter_map(|post| {
                    let waited = mails.get(&post.lead)?.duration_since(post.began + offset);
                    Some(Duration::try_from(waited).unwrap_or_default())
                })
                .collect();
            if times.len() == posts.len() {
                return Ok(times);
            }
            if Instant::now() > deadline {
                bail!(
                    "{} of {} leads have no mail to their owner after two minutes",
                    posts.len() - times.len(),
                    posts.len()
                );
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// How far the stack's clock is ahead, to the second: it may have been moved by days.
    async fn offset(&self) -> Result<SignedDuration> {
        let (_, body) = self.call(Method::GET, "/_local/status", None).await?;
        let status: Now =
            serde_json::from_slice(&body).with_context(|| format!("{} is no stack on this machine", self.url))?;
        let ahead = status.now.duration_since(Timestamp::now());
        Ok(if ahead.as_secs() == 0 { SignedDuration::ZERO } else { ahead })
    }

    async fn inbox(&self) -> Result<Vec<Mail>> {
        let (_, body) = self.call(Method::GET, "/_local/inbox.json", None).await?;
        serde_json::from_slice(&body).context("the inbox can't be read")
    }

    async fn call(&self, method: Method, path: &str, body: Option<String>) -> Result<(StatusCode, Bytes)> {
        let headers = [("content-type", "application/json".to_owned())];
        self.request(method, &format!("{}{path}", self.url), &headers, body.unwrap_or_default()).await
    }

    async fn request(
        &self,
        method: Method,
        url: &str,
        headers: &[(&'static str, String)],
        body: String,
    ) -> Result<(StatusCode, Bytes)> {
        let request = Request::builder().method(method).uri(url);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let request = request.body(Full::from(body))?;
        let answer = self.web.request(request).await;
        let answer = answer.with_context(|| format!("nothing answers at {}: start it with `cargo run`", self.url))?;
        let status = answer.status();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }
}

/// The median and the 99th percentile, in milliseconds.
fn spread(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    let at = |percent: usize| {
        let place = (times.len() * percent).div_ceil(100).saturating_sub(1);
        times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    };
    (at(50), at(99))
}
