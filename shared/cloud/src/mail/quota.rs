//! SES's sending quota: read once a minute, and remembered in between.

use std::sync::{Mutex, PoisonError};

use aws_sdk_ses::Client;
use aws_sdk_ses::error::DisplayErrorContext;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::sending::Quota;
use tracing::warn;

use crate::aws::Aws;
use crate::clock::Clock;

/// How long an answer is used. SES answers the question once a second for a whole account.
const FRESH: SignedDuration = SignedDuration::from_mins(1);

/// SES did not answer.
#[derive(Debug, thiserror::Error)]
#[error("SES does not say how much mail it takes: {0}")]
pub struct QuotaError(String);

/// Reads the quota, and remembers the last answer.
#[derive(Debug)]
pub struct Quotas {
    client: Client,
    clock: Clock,
    read: Mutex<Option<Reading>>,
}

#[derive(Debug, Clone, Copy)]
struct Reading {
    /// None if SES did not answer: it is not asked again at once.
    quota: Option<Quota>,
    /// By the real clock: SES counts in real time.
    at: Timestamp,
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
        Self { client: Client::from_conf(config.build()), clock: Clock::new(aws), read: Mutex::default() }
    }

    /// The quota, at most a minute old; none if SES does not answer. Then mail goes all the same: SES refuses what is too
    /// much.
    pub async fn known(&self, now: Timestamp) -> Option<Quota> {
        let read = *self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = |read: &Reading| is_within(FRESH, read.at, self.clock.real()) && is_within(FRESH, read.now, now);
        match read.filter(is_fresh) {
            Some(read) => read.quota,
            None => self.again(now).await,
        }
    }

    /// The quota, read now.
    pub async fn again(&self, now: Timestamp) -> Option<Quota> {
        let quota =
            self.read().await.inspect_err(|error| warn!(%error, "quota of SES not known, mail goes all the same")).ok();
        let read = Reading { quota, at: self.clock.real(), now };
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Some(read);
        quota
    }

    /// The quota, or why it is not known.
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

/// `now` is `at` or later, by less than `span`.
fn is_within(span: SignedDuration, at: Timestamp, now: Timestamp) -> bool {
    now >= at && now.duration_since(at) < span
}

/// SES writes whole numbers as fractions.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of mails, never below 0 here")]
fn whole(number: f64) -> u64 {
    number.max(0.0) as u64
}
