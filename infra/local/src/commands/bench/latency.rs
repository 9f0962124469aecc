//! `leadwright bench --rates`: the time from form post to hand-off mail, at several rates.
//!
//! Posts are sent at a constant rate, also while earlier ones are in progress, so that a slow system shows. The time of a
//! mail is when SES accepted it, by the runner's clock: reading the inbox does not change the result. The floor is the
//! same path without the work: the form page, from the same gateway and function, in the same run.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use futures_util::future::join_all;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use leadwright_domain::form::Form;

use super::client::{AcceptedPost, StackClient};

/// The longest wait for the last mails.
const MAIL_TIMEOUT: Duration = Duration::from_mins(2);

/// Measures each rate in turn and prints a row.
pub(super) async fn measure(client: &StackClient, name: &str, form: &Form, rates: &[u32], seconds: u32) -> Result<()> {
    let bench = Latency { client, name, form };
    bench.warm_up().await?;
    println!(
        "{:>8} {:>7}   {:>20}   {:>22}   {:>22}",
        "posts/s", "posts", "floor (form page)", "post accepted", "mail accepted by SES"
    );
    for rate in rates {
        bench.measure(*rate, seconds).await?;
    }
    println!("Times are the median and the 99th percentile in ms; × is the multiple of the floor's median.");
    Ok(())
}

struct Latency<'a> {
    client: &'a StackClient,
    name: &'a str,
    form: &'a Form,
}

impl Latency<'_> {
    /// The first requests are slow: processes start and connections open.
    async fn warm_up(&self) -> Result<()> {
        let posts = join_all((0..8).map(|number| self.post(format!("warm-{number}")))).await;
        let posts: Vec<AcceptedPost> = posts.into_iter().collect::<Result<_>>()?;
        self.mail_times(&posts).await.map(drop)
    }

    async fn post(&self, name: String) -> Result<AcceptedPost> {
        self.client.post_sample(self.name, self.form, &name).await
    }

    async fn measure(&self, rate: u32, seconds: u32) -> Result<()> {
        let count = rate * seconds;
        let progress = ProgressBar::new(u64::from(count))
            .with_style(ProgressStyle::with_template("{bar:40} {pos} of {len} posts at {msg}/s")?)
            .with_message(rate.to_string());
        let floor = at_rate(rate, count.min(rate * 5), |_| self.client.form_page(self.name)).await?;
        let posts = at_rate(rate, count, |number| {
            progress.inc(1);
            self.post(format!("{rate}-{number}"))
        })
        .await?;
        progress.finish_and_clear();
        let mails = self.mail_times(&posts).await?;
        let (floor_median, floor_p99) = spread(floor);
        let (accepted_median, accepted_p99) = spread(posts.iter().map(|post| post.took).collect());
        let (mail_median, mail_p99) = spread(mails);
        let multiple = |time: f64| time / floor_median;
        println!(
            "{rate:>8} {count:>7}   {floor_median:>9.1} {floor_p99:>8.1}    {accepted_median:>6.1} {accepted_p99:>7.1} ×{:<5.1}   {mail_median:>6.1} {mail_p99:>7.1} ×{:<5.1}",
            multiple(accepted_median),
            multiple(mail_median),
        );
        Ok(())
    }

    /// The time from each post to the mail to the lead's owner.
    async fn mail_times(&self, posts: &[AcceptedPost]) -> Result<Vec<Duration>> {
        let deadline = Instant::now() + MAIL_TIMEOUT;
        loop {
            let mails: HashMap<String, Timestamp> = self
                .client
                .inbox()
                .await?
                .into_iter()
                .filter(|mail| mail.tags.get("to").is_some_and(|to| to == "owner"))
                .filter_map(|mut mail| Some((mail.tags.remove("lead")?, mail.at)))
                .collect();
            let offset = self.client.clock_offset().await?;
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
}

/// Begins `count` tasks at a constant rate and waits for all.
async fn at_rate<T, F: Future<Output = Result<T>>>(rate: u32, count: u32, task: impl Fn(u32) -> F) -> Result<Vec<T>> {
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

/// The median and the 99th percentile, in milliseconds.
pub(super) fn spread(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    let at = |percent: usize| {
        let place = (times.len() * percent).div_ceil(100).saturating_sub(1);
        times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    };
    (at(50), at(99))
}
