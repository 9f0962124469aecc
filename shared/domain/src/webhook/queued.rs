//! Events that wait for an address: a row for each address and write of a lead.
//!
//! What must stay true: of the rows of a lead and an address the oldest that is not parked goes first, and the others wait
//! for it. After a claim there is one call, and nobody else makes another until the claim's lease ends.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::value::identity::{LeadId, shard_of};
use crate::webhook::event::WebhookEvent;

/// So long a claim is left alone. All calls of an invocation end well within it.
const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// A row that is new is on its way by a message: the index of what is due looks only if that failed.
const BY_MESSAGE: SignedDuration = SignedDuration::from_mins(3);

/// So long after the first try it is tried again; then it is parked.
const TRIED: SignedDuration = SignedDuration::from_hours(24);

/// So long a parked row stays.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The first pause before another try; it doubles.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// The longest one.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(3);

/// Why and since when nothing is tried any more, until a person says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// Why, in a reader's words. Nothing that the other program wrote stands in it.
    pub why: String,
}

/// Events of one write of a lead that an address is to be told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedEvents {
    /// The lead.
    pub lead: LeadId,
    /// The address, by its name in `webhooks.yaml`.
    pub webhook: String,
    /// The version of the lead that was written with it: the order of its rows.
    pub seq: u64,
    /// What the address was not told yet, the oldest first.
    pub events: Vec<WebhookEvent>,
    /// Counts its changes: each is written on the condition that nobody else made one.
    #[serde(default)]
    pub version: u64,
    /// When the index of what is due looks at it.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub wake: Timestamp,
    /// How often the newest of its tries in a row failed.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_zero")]
    pub tries: u32,
    /// Since when it is tried.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub since: Option<Timestamp>,
    /// Until when its claim holds.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub claim: Option<Timestamp>,
    /// Nothing is tried any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parked: Option<Parked>,
}

impl QueuedEvents {
    /// Events that just happened, and are on their way by a message.
    pub fn new(lead: LeadId, webhook: String, seq: u64, events: Vec<WebhookEvent>, now: Timestamp) -> Self {
        let (version, tries) = (0, 0);
        let wake = now + BY_MESSAGE;
        Self { lead, webhook, seq, events, version, wake, tries, since: None, claim: None, parked: None }
    }

    /// Which of `shards` partitions of the due index holds this row.
    pub fn shard(&self, shards: u16) -> u16 {
        shard_of(self.lead.as_str(), shards)
    }

    /// A call may be made now.
    pub fn is_ready(&self, now: Timestamp) -> bool {
        let waits = self.tries > 0 && self.wake > now;
        self.parked.is_none() && !waits && self.claim.is_none_or(|until| until <= now)
    }

    /// Claims it for the calls of one invocation.
    pub fn claim(&mut self, now: Timestamp) {
        let until = now + LEASE;
        self.version += 1;
        self.since.get_or_insert(now);
        self.claim = Some(until);
        // What already looks later stays as it is: the index key does not move, which saves two write units.
        self.wake = self.wake.max(until);
    }

    /// The address was told of its first event. False if that was the last one.
    pub fn told(&mut self) -> bool {
        self.events.remove(0);
        self.tries = 0;
        self.since = None;
        !self.events.is_empty()
    }

    /// Ends the claim where no time was left for a call: the next invocation goes on.
    pub fn release(&mut self, now: Timestamp) {
        self.version += 1;
        self.claim = None;
        self.wake = now;
    }

    /// A try failed: it is tried again after a pause that grows, and no sooner than the address asked for (`after`). After
    /// a day it is parked. `chance` is from 0 to 1, so that what failed together does not come again together.
    pub fn failed(&mut self, now: Timestamp, why: &str, after: Option<SignedDuration>, chance: f64) {
        self.version += 1;
        self.claim = None;
        let since = *self.since.get_or_insert(now);
        if now.duration_since(since) >= TRIED {
            return self.park(now, why);
        }
        let pause = pause(self.tries, chance).max(after.unwrap_or_default());
        self.tries = self.tries.saturating_add(1);
        // The last try is made when the day is over, and not hours later.
        self.wake = (now + pause).min((since + TRIED).max(now + FIRST_PAUSE));
    }

    /// Nothing is tried any more, until a person says so: the address wants none, or is none.
    pub fn give_up(&mut self, now: Timestamp, why: &str) {
        self.version += 1;
        self.claim = None;
        self.park(now, why);
    }

    fn park(&mut self, now: Timestamp, why: &str) {
        self.parked = Some(Parked { at: now, why: why.to_owned() });
    }

    /// A person says that it is to be tried again, for another day.
    pub fn replay(&mut self, now: Timestamp) {
        self.version += 1;
        self.parked = None;
        self.claim = None;
        self.since = None;
        self.tries = 0;
        self.wake = now;
    }

    /// When its row goes; none as long as it is tried.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.parked.as_ref().map(|parked| parked.at + KEPT)
    }
}

/// The pause before the next try: 30 seconds, a minute, 2, 4, … up to 3 hours, each a quarter shorter or longer.
fn pause(tries: u32, chance: f64) -> SignedDuration {
    let pause = FIRST_PAUSE.checked_mul(1 << tries.min(16)).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
    let part = 0.75 + 0.5 * chance.clamp(0.0, 1.0);
    SignedDuration::try_from_secs_f64(pause.as_secs_f64() * part).unwrap_or(pause)
}
