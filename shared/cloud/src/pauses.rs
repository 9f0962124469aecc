//! Pauses between attempts at something that others try at the same time.

use std::time::Duration;

use crate::aws::Aws;
use crate::clock::Clock;
use crate::random::Random;

/// The longest pause is that of this attempt.
const LONGEST: u32 = 5;

/// Waits after an attempt that failed.
#[derive(Debug, Clone)]
pub(crate) struct Pauses {
    clock: Clock,
    random: Random,
}

impl Pauses {
    pub(crate) fn new(aws: &Aws) -> Self {
        Self { clock: Clock::new(aws), random: aws.random.clone() }
    }

    /// Waits 5 to 20 ms after the first attempt, which is 0, and twice as long after each further one, up to 640 ms:
    /// those who race wait differently long.
    pub(crate) async fn after(&self, attempt: u32) {
        let pause = (5 + self.random.below(16)) << attempt.min(LONGEST);
        self.clock.sleep(Duration::from_millis(pause)).await;
    }
}
