//! The runner's clock: real time plus an offset that only ever grows.
//!
//! What must stay true: it never goes backwards, and while it is frozen it says the same to everybody.

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
    file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy)]
enum Reading {
    Running(SignedDuration),
    Frozen(Timestamp),
}

#[derive(Serialize, Deserialize)]
struct Kept {
    offset_ms: i64,
    /// Until when schedules have run.
    ran_until: Timestamp,
}

impl Clock {
    /// The clock as it was left, and until when schedules had run; real time where there is no file.
    pub(crate) fn open(file: Option<PathBuf>) -> Result<(Self, Option<Timestamp>)> {
        let kept: Option<Kept> =
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
        let offset = kept.as_ref().map_or(0, |kept| kept.offset_ms);
        let clock = Self { reading: Mutex::new(Reading::Running(SignedDuration::from_millis(offset))), file };
        Ok((clock, kept.map(|kept| kept.ran_until)))
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        match *locked(&self.reading) {
            Reading::Running(offset) => Timestamp::now().checked_add(offset).unwrap_or(Timestamp::MAX),
            Reading::Frozen(at) => at,
        }
    }

    /// Stops the clock at a moment, or moves it there; an earlier moment than now is not taken.
    pub(crate) fn freeze(&self, at: Timestamp) {
        let now = self.now();
        *locked(&self.reading) = Reading::Frozen(at.max(now));
    }

    /// Lets the clock run on from where it stands.
    pub(crate) fn run(&self) {
        let now = self.now();
        *locked(&self.reading) = Reading::Running(now.duration_since(Timestamp::now()));
    }

    /// Keeps the clock for the next start.
    pub(crate) fn save(&self, ran_until: Timestamp) -> Result<()> {
        let Some(path) = &self.file else {
            return Ok(());
        };
        let offset_ms = i64::try_from(self.now().duration_since(Timestamp::now()).as_millis())?;
        let beside = path.with_extension("new");
        std::fs::write(&beside, serde_json::to_vec(&Kept { offset_ms, ran_until })?)
            .and_then(|()| std::fs::rename(&beside, path))
            .with_context(|| format!("writing {}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_goes_backwards() {
        let (clock, _) = Clock::open(None).unwrap();
        let start = clock.now();
        let later = start + SignedDuration::from_hours(72);
        clock.freeze(later);
        assert_eq!(clock.now(), later);
        clock.freeze(start);
        assert_eq!(clock.now(), later);
        clock.run();
        assert!(clock.now() >= later);
    }
}
