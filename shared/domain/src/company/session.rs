//! A session: somebody is logged in. Its row is stored under a hash of the secret that the person's browser holds.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::company::role::Role;

/// A session ends when it was not used for this long.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_hours(12);

/// The use of a session is written down when the last written use is older than this: most requests write nothing. A
/// session may therefore end this much before its idle time is over, never after.
const RENEWAL: SignedDuration = SignedDuration::from_hours(1);

/// A stored session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The person's id.
    pub person: String,
    /// What the person worked as when it logged in: the session ends when that changes.
    pub role: Role,
    /// When it logged in.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub started: Timestamp,
    /// When it was last used, to the hour.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub used: Timestamp,
}

impl Session {
    /// A session of a person who logs in at `now`.
    pub fn new(person: &str, role: Role, now: Timestamp) -> Self {
        Self { person: person.to_owned(), role, started: now, used: now }
    }

    /// Nobody has used it for too long.
    pub fn is_idle(&self, now: Timestamp) -> bool {
        now >= self.ends()
    }

    /// When it is over if nobody uses it.
    pub fn ends(&self) -> Timestamp {
        self.used + SESSION_IDLE
    }

    /// Its use at `now` is to be written down.
    pub fn is_to_renew(&self, now: Timestamp) -> bool {
        now.duration_since(self.used) >= RENEWAL
    }
}
