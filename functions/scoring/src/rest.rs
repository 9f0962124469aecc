//! A program that did not answer is left alone for a while: it would hold up each batch.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use leadwright_cloud::clock::Clock;

/// So long it is not asked again.
const REST: SignedDuration = SignedDuration::from_secs(30);

/// The rest of a program, in real time.
#[derive(Debug)]
pub(crate) struct Rest {
    clock: Clock,
    until: Mutex<Timestamp>,
}

impl Rest {
    /// It may be asked.
    pub(crate) fn none(clock: Clock) -> Self {
        Self { clock, until: Mutex::new(Timestamp::MIN) }
    }

    /// It is left alone now.
    pub(crate) fn is_on(&self) -> bool {
        self.clock.real() < *self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It did not answer: from now on it is left alone.
    pub(crate) fn begin(&self) {
        *self.until.lock().unwrap_or_else(PoisonError::into_inner) = self.clock.real() + REST;
    }
}
