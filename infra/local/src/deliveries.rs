//! What the pollers know of the messages they received: which of them failed and wait for their next try.
//!
//! What must stay true: the next try is a due time of the runner's clock. A jump stops there; nothing waits for it in
//! real time.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use crate::sync::locked;

/// The messages that wait for their next try, and the queues that a poller asks for messages.
#[derive(Debug, Default)]
pub(crate) struct Deliveries {
    waiting: Mutex<Vec<WaitingMessage>>,
    polled: Mutex<HashSet<String>>,
}

/// A message that a function did not handle. SQS hides it until its visibility time-out ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WaitingMessage {
    /// The queue's URL.
    pub(crate) url: String,
    pub(crate) receipt: String,
    /// The time of the next try by the runner's clock.
    due: Timestamp,
    /// When the queue itself makes it visible, in real time.
    hidden_until: Instant,
}

impl Deliveries {
    /// A poller begins or ends a request for the messages of a queue.
    pub(crate) fn polls(&self, url: &str, begins: bool) {
        let mut polled = locked(&self.polled);
        if begins {
            polled.insert(url.to_owned());
        } else {
            polled.remove(url);
        }
    }

    /// A message failed, which was received at a moment and is hidden for a while from then on. `now` is the time of
    /// the runner's clock.
    pub(crate) fn failed(&self, url: &str, receipt: &str, received: Instant, hidden: Duration, now: Timestamp) {
        let hidden_until = received + hidden;
        let left = hidden_until.saturating_duration_since(Instant::now());
        // Never now: a jump would not come to an end.
        let left = SignedDuration::try_from(left).unwrap_or(SignedDuration::MAX).max(SignedDuration::from_secs(1));
        let due = now.checked_add(left).unwrap_or(Timestamp::MAX);
        let message = WaitingMessage { url: url.to_owned(), receipt: receipt.to_owned(), due, hidden_until };
        locked(&self.waiting).push(message);
    }

    /// The number of messages that wait, by the URL of their queue.
    pub(crate) fn waiting(&self) -> HashMap<String, u64> {
        let mut waiting = locked(&self.waiting);
        let now = Instant::now();
        waiting.retain(|message| message.hidden_until > now);
        let mut counts = HashMap::new();
        for message in waiting.iter() {
            *counts.entry(message.url.clone()).or_default() += 1;
        }
        counts
    }

    /// Whether a poller asks this queue for messages: what is visible then and does not come is held back by a message
    /// of its group that waits.
    pub(crate) fn is_polled(&self, url: &str) -> bool {
        locked(&self.polled).contains(url)
    }

    /// The time of the earliest next try.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        locked(&self.waiting).iter().map(|message| message.due).min()
    }

    /// Takes out the messages whose next try is due.
    pub(crate) fn take_due(&self, now: Timestamp) -> Vec<WaitingMessage> {
        locked(&self.waiting).extract_if(.., |message| message.due <= now).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_message_waits_until_its_due_time() {
        let deliveries = Deliveries::default();
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let hidden = Duration::from_secs(150);
        deliveries.failed("events", "a", Instant::now(), hidden, now);
        deliveries.failed("events", "b", Instant::now(), Duration::ZERO, now);
        deliveries.failed("send", "c", Instant::now(), hidden, now);
        assert_eq!(deliveries.waiting(), HashMap::from([("events".to_owned(), 1), ("send".to_owned(), 1)]));
        let due = deliveries.next_due().unwrap();
        assert!(due > now + SignedDuration::from_secs(140) && due <= now + SignedDuration::from_secs(150), "{due}");
        assert!(deliveries.take_due(now).is_empty());
        assert_eq!(deliveries.take_due(now + SignedDuration::from_secs(150)).len(), 2);
        assert_eq!(deliveries.next_due(), None);
    }

    #[test]
    fn a_message_without_a_time_out_is_not_due_at_once() {
        let deliveries = Deliveries::default();
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        deliveries.failed("events", "a", Instant::now(), Duration::ZERO, now);
        assert!(deliveries.take_due(now).is_empty());
        assert_eq!(deliveries.take_due(now + SignedDuration::from_secs(1)).len(), 1);
    }
}
