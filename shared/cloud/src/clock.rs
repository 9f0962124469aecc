//! Time: the invocation's, in which all rules think, and the real one, in which deadlines and SES's seconds pass.

use std::time::Duration;

use aws_smithy_async::future::timeout::Timeout;
use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep};
use aws_smithy_async::time::SharedTimeSource;
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::Context;

use crate::aws::Aws;
use crate::environment::Environment;

/// The local runner gave no time.
#[derive(Debug, thiserror::Error)]
#[error("LEADWRIGHT_CLOCK is `invocation`, but the invocation's client context has no `now`")]
pub struct NoTime;

/// Something took too long.
#[derive(Debug, thiserror::Error)]
#[error("it took too long")]
pub struct TooLate;

/// The clock.
#[derive(Debug, Clone)]
pub struct Clock {
    time: SharedTimeSource,
    sleep: SharedAsyncSleep,
    /// Each invocation brings its time.
    is_given: bool,
}

impl Clock {
    /// The clock of the environment.
    ///
    /// The local runner has a clock of its own, which people and tests move; it supplies the time with each invocation
    /// and says so with `LEADWRIGHT_CLOCK=invocation`. On Lambda that variable is not set.
    pub fn connect(environment: &Environment) -> Self {
        Self { is_given: environment.is_local(), ..Self::new(environment.aws()) }
    }

    /// The real clock.
    pub fn new(aws: &Aws) -> Self {
        Self { time: aws.time.clone(), sleep: aws.sleep.clone(), is_given: false }
    }

    /// The time of an invocation, as exact as times are kept: it stays the same from its beginning to its end.
    ///
    /// # Errors
    /// The invocation is to bring its time, and does not.
    pub fn now(&self, context: &Context) -> Result<Timestamp, NoTime> {
        if !self.is_given {
            return Ok(self.real());
        }
        let custom = context.client_context.as_ref().map(|client| &client.custom);
        let now = custom.and_then(|custom| custom.get("now")).and_then(|now| now.parse().ok());
        now.map(to_the_millisecond).ok_or(NoTime)
    }

    /// What a real clock shows now, to the millisecond.
    pub fn real(&self) -> Timestamp {
        Timestamp::try_from(self.time.now()).map_or(Timestamp::UNIX_EPOCH, to_the_millisecond)
    }

    /// The real moment from which on an invocation begins nothing more that may take as long as `spare`.
    pub fn stop(&self, context: &Context, spare: SignedDuration) -> Timestamp {
        let deadline = i64::try_from(context.deadline).ok().and_then(|at| Timestamp::from_millisecond(at).ok());
        deadline.and_then(|deadline| deadline.checked_sub(spare).ok()).unwrap_or(Timestamp::MIN)
    }

    /// That real moment has passed.
    pub fn is_past(&self, stop: Timestamp) -> bool {
        self.real() > stop
    }

    /// What `future` gives, if it does so until that real moment; else it is dropped.
    ///
    /// # Errors
    /// It took too long.
    pub async fn timeout_at<F: Future>(&self, until: Timestamp, future: F) -> Result<F::Output, TooLate> {
        // A moment that has passed is no time at all.
        let left = until.duration_since(self.real()).max(SignedDuration::ZERO);
        Timeout::new(future, self.sleep.sleep(left.unsigned_abs())).await.map_err(|_| TooLate)
    }

    /// Waits in real time.
    pub async fn sleep(&self, duration: Duration) {
        self.sleep.sleep(duration).await;
    }
}

fn to_the_millisecond(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}
