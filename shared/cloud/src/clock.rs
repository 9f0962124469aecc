//! What time it is, fixed once an invocation.

use jiff::Timestamp;
use lambda_runtime::Context;

/// The time of this invocation.
///
/// The local runner has a clock of its own, which people and tests move; it supplies the time with each invocation and
/// says so with `LEADWRIGHT_CLOCK=invocation`. On Lambda that variable is not set.
///
/// # Errors
/// The variable is set and the invocation brings no time.
pub fn now(context: &Context) -> Result<Timestamp, NoTime> {
    if std::env::var("LEADWRIGHT_CLOCK").as_deref() != Ok("invocation") {
        return Ok(to_the_millisecond(Timestamp::now()));
    }
    let custom = context.client_context.as_ref().map(|client| &client.custom);
    custom.and_then(|custom| custom.get("now")).and_then(|now| now.parse().ok()).map(to_the_millisecond).ok_or(NoTime)
}

/// As exact as times are kept.
fn to_the_millisecond(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// The local runner gave no time.
#[derive(Debug, thiserror::Error)]
#[error("LEADWRIGHT_CLOCK is `invocation`, but the invocation's client context has no `now`")]
pub struct NoTime;
