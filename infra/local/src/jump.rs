//! Schedules, and jumps of the clock to a later time, with all schedules, due entries and retries on the way.
//!
//! What must stay true: at each stop the clock is frozen until the system is idle; idle time is skipped, also the time
//! until a failed message is tried again; a jump ends, even if an entry stays due.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::json;

use crate::lambda::Function;
use crate::schedule::Schedule;
use crate::stack::Stack;
use crate::template::names::{ACCOUNT, REGION};

/// How often the scheduler tick runs at a stop while an entry stays due.
const TICKS_A_STOP: u32 = 3;
/// How often the schedules are checked.
const CHECK_INTERVAL: Duration = Duration::from_millis(250);
const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// The longest wait before the next try of an entry that stays due.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(24);

/// The result of a jump.
#[derive(Debug, Serialize)]
pub(crate) struct Jumped {
    pub(crate) now: Timestamp,
    pub(crate) stops: u32,
}

/// Where a jump goes.
#[derive(Debug)]
pub(crate) enum Target {
    /// A span like `3d 4h` from the time of the clock.
    Ahead(String),
    At(Timestamp),
}

/// Why a jump was not made, or not to its end.
#[derive(Debug)]
pub(crate) enum JumpError {
    /// There is no such time ahead; the clock has not moved.
    Refused(String),
    /// The clock runs on from the stop at which this happened.
    Failed(anyhow::Error),
}

/// Runs the schedules without end, as the clock reaches them.
pub(crate) async fn run_schedules(stack: Arc<Stack>) {
    loop {
        tokio::time::sleep(CHECK_INTERVAL).await;
        let mut ran_until = stack.clock.ran_until.lock().await;
        let now = stack.clock.now();
        retry_messages(&stack, now).await;
        match firings(&stack, *ran_until, now) {
            Ok(due) if due.is_empty() => continue,
            Ok(due) => {
                *ran_until = now;
                for (function, at) in due {
                    let stack = Arc::clone(&stack);
                    tokio::spawn(async move { fire(&stack, &function, at).await });
                }
            }
            Err(error) => tracing::error!(error = format!("{error:#}"), "running the schedules failed"),
        }
        if let Err(error) = stack.clock.save(*ran_until) {
            tracing::error!(error = format!("{error:#}"), "saving the clock failed");
        }
    }
}

/// The functions with a schedule that fires between two moments, once each, with the time of the first firing.
fn firings(stack: &Stack, after: Timestamp, until: Timestamp) -> Result<Vec<(Arc<Function>, Timestamp)>> {
    let mut due = Vec::new();
    for (function, schedule) in schedules(stack) {
        let at = schedule.next_after(after)?;
        if at <= until {
            due.push((Arc::clone(function), at));
        }
    }
    Ok(due)
}

fn schedules(stack: &Stack) -> impl Iterator<Item = (&Arc<Function>, &Schedule)> {
    stack
        .functions
        .values()
        .flat_map(|function| function.spec.schedules.iter().map(move |schedule| (function, schedule)))
}

/// Runs a scheduled function to its end.
async fn fire(stack: &Stack, function: &Function, at: Timestamp) {
    let event = scheduled_event(at, &function.spec.binary);
    // The pool of the function counts and logs a failure; the next firing comes as planned.
    stack.invoke(function, event).await;
}

/// The event of `EventBridge` Scheduler.
pub(crate) fn scheduled_event(at: Timestamp, function: &str) -> Bytes {
    let event = json!({
        "version": "0",
        "id": uuid::Uuid::new_v4().to_string(),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": ACCOUNT,
        "time": at.to_string(),
        "region": REGION,
        "resources": [format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/{function}")],
        "detail": "{}",
    });
    Bytes::from(event.to_string())
}

/// Makes the messages visible whose next try is due.
async fn retry_messages(stack: &Stack, now: Timestamp) {
    for message in stack.deliveries.take_due(now) {
        stack.engines.sqs.make_visible(&message.url, &message.receipt).await;
    }
}

/// Moves the clock to `target`, with a stop at each schedule and due time on the way. The caller must wait for the end:
/// a jump that is dropped leaves the clock frozen.
pub(crate) async fn jump(stack: &Stack, target: Target) -> Result<Jumped, JumpError> {
    let mut ran_until = stack.clock.ran_until.lock().await;
    let now = stack.clock.freeze();
    let result = match target.after(now) {
        Ok(target) => walk(stack, now, target).await.map_err(JumpError::Failed),
        Err(refused) => Err(JumpError::Refused(format!("{refused:#}"))),
    };
    if !matches!(result, Err(JumpError::Refused(_))) {
        *ran_until = stack.clock.now();
    }
    // Also after an error the clock runs on from the time it shows.
    stack.clock.run();
    stack.clock.save(*ran_until).map_err(JumpError::Failed)?;
    Ok(Jumped { stops: result?, now: stack.clock.now() })
}

impl Target {
    fn after(self, now: Timestamp) -> Result<Timestamp> {
        let target = match self {
            Self::Ahead(span) => advance(now, &span)?,
            Self::At(target) => target,
        };
        anyhow::ensure!(
            target >= now,
            "the clock never goes backwards: it is {now:.0} and cannot be set to {target:.0}"
        );
        Ok(target)
    }
}

async fn walk(stack: &Stack, from: Timestamp, target: Timestamp) -> Result<u32> {
    stack.until_idle().await?;
    let mut at = from;
    let mut stops = 0;
    let mut overdue = Overdue::default();
    loop {
        let Some(next) = next_stop(stack, at, &mut overdue).await?.filter(|next| *next <= target) else {
            break;
        };
        stack.clock.move_to(next, at)?;
        stops += 1;
        run_scheduled(stack, at, next).await?;
        at = next;
        for _ in 0..TICKS_A_STOP {
            if stack.next_due(None).await?.is_none_or(|due| due > at) {
                break;
            }
            run_tick(stack, at).await?;
        }
    }
    stack.clock.move_to(target, target)?;
    Ok(stops)
}

/// An entry that stays due after a scheduler tick: the wait before the next try doubles each time.
#[derive(Debug, Default)]
struct Overdue {
    due: Option<Timestamp>,
    wait: SignedDuration,
}

impl Overdue {
    /// The time of the next try of an entry that is still due.
    fn next_try(&mut self, due: Timestamp, at: Timestamp) -> Timestamp {
        self.wait = if self.due == Some(due) { (self.wait * 2).min(LONGEST_WAIT) } else { MINUTE };
        self.due = Some(due);
        next_minute(at + self.wait)
    }
}

/// The next stop after `at`.
async fn next_stop(stack: &Stack, at: Timestamp, overdue: &mut Overdue) -> Result<Option<Timestamp>> {
    let mut next = stack.next_due(Some(at)).await?.map(next_minute);
    if let Some(due) = stack.next_due(None).await?.filter(|due| *due <= at) {
        let again = overdue.next_try(due, at);
        next = Some(next.map_or(again, |next| next.min(again)));
    }
    if let Some(retry) = stack.deliveries.next_due() {
        let retry = retry.max(at);
        next = Some(next.map_or(retry, |next| next.min(retry)));
    }
    for (_, schedule) in schedules(stack).filter(|(_, schedule)| !schedule.every_minute()) {
        let fires = schedule.next_after(at)?;
        next = Some(next.map_or(fires, |next| next.min(fires)));
    }
    Ok(next)
}

/// Runs the schedules and retries between two stops, except the scheduler tick, and waits until the system is idle.
async fn run_scheduled(stack: &Stack, after: Timestamp, at: Timestamp) -> Result<()> {
    for (function, schedule) in schedules(stack).filter(|(_, schedule)| !schedule.every_minute()) {
        if schedule.next_after(after)? <= at {
            fire(stack, function, at).await;
        }
    }
    retry_messages(stack, at).await;
    stack.until_idle().await
}

/// Runs the scheduler tick and waits until the system is idle.
async fn run_tick(stack: &Stack, at: Timestamp) -> Result<()> {
    for (function, _) in schedules(stack).filter(|(_, schedule)| schedule.every_minute()) {
        fire(stack, function, at).await;
    }
    stack.until_idle().await
}

/// The first whole minute that is not before a moment.
fn next_minute(at: Timestamp) -> Timestamp {
    let minute = 60_000;
    let rounded = at.as_millisecond().saturating_add(minute - 1).div_euclid(minute) * minute;
    // A time out of range is after every stop.
    Timestamp::from_millisecond(rounded).unwrap_or(Timestamp::MAX)
}

/// The time a span like `3d 4h` after another.
fn advance(now: Timestamp, span: &str) -> Result<Timestamp> {
    let span: jiff::Span =
        span.parse().map_err(|error| anyhow::anyhow!("{span} is not a time span like \"3d 4h\": {error}"))?;
    Ok(now.to_zoned(TimeZone::UTC).checked_add(span)?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn spans_are_friendly() {
        let now = time("2026-11-21T10:00:00Z");
        for (span, then) in [
            ("3d 4h", "2026-11-24T14:00:00Z"),
            ("90 minutes", "2026-11-21T11:30:00Z"),
            ("1 month", "2026-12-21T10:00:00Z"),
            ("P1D", "2026-11-22T10:00:00Z"),
        ] {
            assert_eq!(advance(now, span).unwrap(), time(then), "{span}");
        }
        assert!(advance(now, "soon").unwrap_err().to_string().contains("3d 4h"));
    }

    #[test]
    fn stops_are_whole_minutes() {
        for (at, minute) in [
            ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"),
            ("2026-11-21T10:00:00.001Z", "2026-11-21T10:01:00Z"),
            ("2026-11-21T10:00:59Z", "2026-11-21T10:01:00Z"),
        ] {
            assert_eq!(next_minute(time(at)), time(minute));
        }
    }

    #[test]
    fn what_stays_due_is_tried_ever_less_often() {
        let due = time("2026-11-21T10:00:00Z");
        let mut overdue = Overdue::default();
        let mut at = due;
        let mut waits = Vec::new();
        for _ in 0..5 {
            let next = overdue.next_try(due, at);
            waits.push(next.duration_since(at).as_mins());
            at = next;
        }
        assert_eq!(waits, [1, 2, 4, 8, 16]);
    }
}
