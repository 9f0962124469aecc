//! The runner's clock: real time plus an offset that only ever grows.
//!
//! What must stay true: the clock never goes backwards, and a frozen clock shows everybody the same time.

use std::path::PathBuf;
use std::sync::Mutex;

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::sync::locked;

/// The clock.
#[derive(Debug)]
pub(crate) struct Clock {
    reading: Mutex<Reading>,
    /// Until when schedules have run. The holder of this lock may move the clock.
    pub(crate) ran_until: tokio::sync::Mutex<Timestamp>,
    file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy)]
enum Reading {
    Running(SignedDuration),
    Frozen(Timestamp),
}

/// The clock in its file.
#[derive(Serialize, Deserialize)]
struct StoredClock {
    offset_ms: i64,
    /// Until when schedules have run.
    ran_until: Timestamp,
}

impl Clock {
    /// The clock as the last run left it. Without a file of an earlier run it shows the real time, or `starts_at` if
    /// that is later.
    pub(crate) fn open(file: Option<PathBuf>, starts_at: Option<Timestamp>) -> Result<Self> {
        let stored: Option<StoredClock> =
            match &file {
                Some(path) => match std::fs::read_to_string(path) {
                    Ok(text) => Some(serde_json::from_str(&text).with_context(|| {
                        format!("{} is not readable: delete it or start with --fresh", path.display())
                    })?),
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                    Err(error) => {
                        return Err(error).with_context(|| format!("reading {}", path.display()));
                    }
                },
                None => None,
            };
        let now = Timestamp::now();
        let offset = match &stored {
            Some(stored) => SignedDuration::from_millis(stored.offset_ms),
            None => starts_at.unwrap_or(now).max(now).duration_since(now),
        };
        let shown = now.checked_add(offset).unwrap_or(Timestamp::MAX);
        let ran_until = stored.map_or(shown, |stored| stored.ran_until.min(shown));
        Ok(Self { reading: Mutex::new(Reading::Running(offset)), ran_until: ran_until.into(), file })
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        match *locked(&self.reading) {
            Reading::Running(offset) => Timestamp::now().checked_add(offset).unwrap_or(Timestamp::MAX),
            Reading::Frozen(at) => at,
        }
    }

    /// Stops the clock at a moment. A moment before the current time stops it now.
    pub(crate) fn freeze(&self, at: Timestamp) {
        let now = self.now();
        *locked(&self.reading) = Reading::Frozen(at.max(now));
    }

    /// Lets the clock run on from the time it shows.
    pub(crate) fn run(&self) {
        let now = self.now();
        *locked(&self.reading) = Reading::Running(now.duration_since(Timestamp::now()));
    }

    /// Writes the clock to its file for the next run.
    pub(crate) fn save(&self, ran_until: Timestamp) -> Result<()> {
        let Some(path) = &self.file else {
            return Ok(());
        };
        let offset_ms = i64::try_from(self.now().duration_since(Timestamp::now()).as_millis())?;
        let beside = path.with_extension("new");
        std::fs::write(&beside, serde_json::to_vec(&StoredClock { offset_ms, ran_until })?)
            .and_then(|()| std::fs::rename(&beside, path))
            .with_context(|| format!("writing {}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_goes_backwards() {
        let clock = Clock::open(None, None).unwrap();
        let start = clock.now();
        let later = start + SignedDuration::from_hours(72);
        clock.freeze(later);
        assert_eq!(clock.now(), later);
        clock.freeze(start);
        assert_eq!(clock.now(), later);
        clock.run();
        assert!(clock.now() >= later);
    }

    #[test]
    fn it_starts_at_a_time_ahead_and_never_in_the_past() {
        let now = Timestamp::now();
        let day = SignedDuration::from_hours(24);
        let ahead = Clock::open(None, Some(now + day)).unwrap();
        assert!(ahead.now() >= now + day);
        assert!(*ahead.ran_until.try_lock().unwrap() >= now + day);
        assert!(Clock::open(None, Some(now - day)).unwrap().now() >= now);
    }
}
