//! An address that does not answer, or takes long, is left alone for a while: each call of it would hold up the others.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// So long it is not called again. It is shorter than the first pause of what failed.
pub(crate) const REST: SignedDuration = SignedDuration::from_secs(20);

/// The rests of addresses, by their names, in the time of invocations.
#[derive(Debug, Default)]
pub(crate) struct Rests(Mutex<BTreeMap<String, Timestamp>>);

impl Rests {
    /// The address is left alone now.
    pub(crate) fn is_on(&self, webhook: &str, now: Timestamp) -> bool {
        self.all().get(webhook).is_some_and(|until| now < *until)
    }

    /// From now on it is left alone for that time.
    pub(crate) fn begin(&self, webhook: &str, now: Timestamp, rest: SignedDuration) {
        self.all().insert(webhook.to_owned(), now + rest);
    }

    fn all(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
