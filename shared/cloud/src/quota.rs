//! What SES takes from the account: asked for once a minute, and known in between.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use aws_sdk_ses::Client;
use aws_sdk_ses::error::DisplayErrorContext;
use jiff::Timestamp;
use leadwright_domain::sending::Quota;
use tracing::warn;

use crate::aws::Aws;

/// So long an answer holds; SES takes the question once a second from a whole account.
const FRESH: Duration = Duration::from_mins(1);

/// SES did not say.
#[derive(Debug, thiserror::Error)]
#[error("SES does not say how much mail it takes: {0}")]
pub struct QuotaError(String);

/// The quota, as it was read last.
#[derive(Debug)]
pub struct Quotas {
    client: Client,
    read: Mutex<Option<Read>>,
}

#[derive(Debug, Clone, Copy)]
struct Read {
    /// None if SES did not answer: it is not asked again at once.
    quota: Option<Quota>,
    at: Instant,
    /// The invocation's time: the local runner's clock may stand still, or jump by days.
    now: Timestamp,
}

impl Quotas {
    /// By the environment.
    pub fn new(aws: &Aws) -> Self {
        let mut config = aws_sdk_ses::config::Builder::from(&aws.sdk);
        if let Some(endpoints) = &aws.endpoints {
            config = config.endpoint_url(&endpoints.ses);
        }
        Self { client: Client::from_conf(config.build()), read: Mutex::default() }
    }

    /// What SES takes, as it was a minute ago at the most; none if it does not say. Then mail goes all the same: SES
    /// refuses what is too much for it.
    pub async fn known(&self, now: Timestamp) -> Option<Quota> {
        let read = *self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = |read: &Read| {
            read.at.elapsed() < FRESH && now.duration_since(read.now).unsigned_abs() < FRESH && now >= read.now
        };
        match read.filter(is_fresh) {
            Some(read) => read.quota,
            None => self.again(now).await,
        }
    }

    /// The same, asked for now.
    pub async fn again(&self, now: Timestamp) -> Option<Quota> {
        let quota = self.read().await.inspect_err(|error| warn!(%error, "no quota")).ok();
        let read = Read { quota, at: Instant::now(), now };
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Some(read);
        quota
    }

    /// What SES says.
    ///
    /// # Errors
    /// It did not answer, or may not be asked.
    pub async fn read(&self) -> Result<Quota, QuotaError> {
        let answer = self.client.get_send_quota().send().await;
        let answer = answer.map_err(|error| QuotaError(DisplayErrorContext(error).to_string()))?;
        // -1 is any number.
        let a_day = (answer.max24_hour_send >= 0.0).then(|| whole(answer.max24_hour_send));
        Ok(Quota { a_minute: whole(answer.max_send_rate * 60.0), a_day, sent: whole(answer.sent_last24_hours) })
    }
}

/// SES writes whole numbers as fractions.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of mails, never below 0 here")]
fn whole(number: f64) -> u64 {
    number.max(0.0) as u64
}
