//! The runner's clock: real time plus an offset that only ever grows.
//!
//! What must stay true: the clock never goes backwards, also after a crash and after a correction of the computer's
//! clock; a time that is reached by a jump is in the file before anybody sees it; a frozen clock shows everybody the
//! same time.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Mutex;

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::sync::locked;

/// The clock.
#[derive(Debug)]
pub(crate) struct Clock {
    face: Mutex<Face>,
    /// Until when schedules have run. The holder of this lock may move the clock.
    pub(crate) ran_until: tokio::sync::Mutex<Timestamp>,
    file: Option<PathBuf>,
}

#[derive(Debug)]
struct Face {
    reading: Reading,
    /// The latest time that anybody has seen.
    shown: Timestamp,
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
    /// The time at which it was written. Files of older versions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shown: Option<Timestamp>,
}

impl Face {
    fn now(&mut self) -> Timestamp {
        let read = match self.reading {
            Reading::Running(offset) => Timestamp::now().checked_add(offset).unwrap_or(Timestamp::MAX),
            Reading::Frozen(at) => at,
        };
        self.shown = self.shown.max(read);
        self.shown
    }
}

impl Clock {
    /// The clock as the last run left it. Without a file of an earlier run it shows `starts_at`, or the real time.
    pub(crate) fn open(file: Option<PathBuf>, starts_at: Option<Timestamp>) -> Result<Self> {
        let stored: Option<StoredClock> =
            match &file {
                Some(path) => match std::fs::read_to_string(path) {
                    Ok(text) => Some(serde_json::from_str(&text).with_context(|| {
                        format!(
                            "{} is not readable, and without it the clock would go back. Start with --fresh, which deletes the state of earlier runs",
                            path.display()
                        )
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
            None => starts_at.unwrap_or(now).duration_since(now),
        };
        let shown = stored.as_ref().and_then(|stored| stored.shown).unwrap_or(Timestamp::MIN);
        let mut face = Face { reading: Reading::Running(offset), shown };
        let now = face.now();
        let ran_until = stored.map_or(now, |stored| stored.ran_until.min(now));
        Ok(Self { face: Mutex::new(face), ran_until: ran_until.into(), file })
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        locked(&self.face).now()
    }

    /// Stops the clock and returns the time that it shows from now on.
    pub(crate) fn freeze(&self) -> Timestamp {
        let mut face = locked(&self.face);
        let now = face.now();
        face.reading = Reading::Frozen(now);
        now
    }

    /// Moves the frozen clock ahead to a moment. A moment before the current time changes nothing. The time is in the
    /// file first: after a crash the clock must not start before a time that functions have seen.
    pub(crate) fn move_to(&self, at: Timestamp, ran_until: Timestamp) -> Result<()> {
        let at = at.max(self.now());
        self.write(at, ran_until)?;
        locked(&self.face).reading = Reading::Frozen(at);
        Ok(())
    }

    /// Lets the clock run on from the time it shows.
    pub(crate) fn run(&self) {
        let mut face = locked(&self.face);
        let now = face.now();
        face.reading = Reading::Running(now.duration_since(Timestamp::now()));
    }

    /// Writes the clock to its file for the next run.
    pub(crate) fn save(&self, ran_until: Timestamp) -> Result<()> {
        self.write(self.now(), ran_until)
    }

    /// Replaces the file by one with this time; the operating system has it on the disk when this returns.
    fn write(&self, at: Timestamp, ran_until: Timestamp) -> Result<()> {
        let Some(path) = &self.file else {
            return Ok(());
        };
        let offset_ms = i64::try_from(at.duration_since(Timestamp::now()).as_millis())?;
        let text = serde_json::to_vec(&StoredClock { offset_ms, ran_until, shown: Some(at) })?;
        let beside = path.with_extension("new");
        File::create(&beside)
            .and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()))
            .and_then(|()| std::fs::rename(&beside, path))
            .with_context(|| format!("writing {}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    #[test]
    fn it_never_goes_backwards() {
        let clock = Clock::open(None, None).unwrap();
        let start = clock.freeze();
        let later = start + DAY * 3;
        clock.move_to(later, start).unwrap();
        assert_eq!(clock.now(), later);
        clock.move_to(start, start).unwrap();
        assert_eq!(clock.now(), later);
        clock.run();
        assert!(clock.now() >= later);
    }

    #[test]
    fn it_stands_still_while_the_clock_of_the_computer_is_set_back() {
        let clock = Clock::open(None, None).unwrap();
        let before = clock.now();
        locked(&clock.face).reading = Reading::Running(-DAY);
        assert!(clock.now() >= before);
        clock.run();
        assert!(clock.now() >= before);
    }

    #[test]
    fn it_starts_at_the_time_that_is_given() {
        let now = Timestamp::now();
        for start in [now + DAY, now - DAY] {
            let clock = Clock::open(None, Some(start)).unwrap();
            assert!(clock.now() >= start && clock.now() < start + DAY / 2);
            assert!(*clock.ran_until.try_lock().unwrap() >= start);
        }
    }

    #[test]
    fn the_next_run_goes_on_from_every_time_that_was_shown() {
        let folder = std::env::temp_dir().join(format!("leadwright-clock-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).unwrap();
        let file = folder.join("clock.json");
        let open = || Clock::open(Some(file.clone()), None).unwrap();
        let clock = open();
        let start = clock.freeze();
        clock.move_to(start + DAY, start).unwrap();
        assert!(open().now() >= start + DAY, "killed at a stop of a jump");
        let later = Timestamp::now() + DAY * 9;
        let text = |shown: &str| format!(r#"{{"offset_ms":0,"ran_until":"{start}"{shown}}}"#);
        std::fs::write(&file, text(&format!(r#","shown":"{later}""#))).unwrap();
        assert!(open().now() >= later, "the clock of the computer was set back between two runs");
        std::fs::write(&file, text("")).unwrap();
        assert!(open().now() < later, "the file of an older version");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
