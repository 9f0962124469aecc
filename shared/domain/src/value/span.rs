//! Lengths of time as companies write them in their files: `90m`, `4h`, `30d`.
//!
//! A length that was read is never negative and never over its limit, so no rule has to check it.

use serde::{Deserialize, Serialize};

/// The longest wait: two years.
const LONGEST: jiff::SignedDuration = jiff::SignedDuration::from_hours(730 * 24);

/// A time to wait, 0 to 730 days. A day of it has 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Wait(jiff::SignedDuration);

impl Wait {
    /// The wait as a duration.
    pub fn duration(self) -> jiff::SignedDuration {
        self.0
    }
}

impl TryFrom<String> for Wait {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = || format!("{text:?} is no time to wait: write it like 90m, 4h or 3d");
        let span: jiff::Span = text.parse().map_err(|_| wrong())?;
        let duration = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(|_| wrong())?;
        if duration.is_negative() {
            return Err(wrong());
        }
        if duration > LONGEST {
            return Err(format!("{text:?} is too long to wait: 730d, two years, is the most"));
        }
        Ok(Self(duration))
    }
}

impl From<Wait> for String {
    fn from(wait: Wait) -> Self {
        format!("{:#}", wait.0)
    }
}

/// A number of whole days, 1 to 400, written like `30d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Days(u16);

impl Days {
    /// The number of days.
    pub fn count(self) -> u16 {
        self.0
    }
}

impl TryFrom<String> for Days {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let days = text.strip_suffix('d').and_then(|number| number.parse().ok());
        match days.filter(|days| (1..=400).contains(days)) {
            Some(days) => Ok(Self(days)),
            None => Err(format!("{text:?} is no number of days: write it like 30d, from 1d to 400d")),
        }
    }
}

impl From<Days> for String {
    fn from(days: Days) -> Self {
        format!("{}d", days.0)
    }
}

/// The most working days that a person may be given for something: a year of them.
const MOST_WORKING_DAYS: u16 = 260;

/// A time in which a person is to do something, written like `3d`, or like `3 working days` of that person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum TimeLimit {
    /// By the clock.
    For(Wait),
    /// Until the end of the last of this number of working days, of which today is none.
    WorkingDays(u16),
}

impl TryFrom<String> for TimeLimit {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let days = text.strip_suffix(" working days").or_else(|| text.strip_suffix(" working day"));
        let Some(days) = days else {
            let wrong = || format!("{text:?} is no time to do something in: write it like 3 working days, 4h or 3d");
            let wait =
                Wait::try_from(text.clone()).map_err(|why| if why.contains("too long") { why } else { wrong() })?;
            return if wait.duration().is_zero() { Err(wrong()) } else { Ok(Self::For(wait)) };
        };
        let days = days.trim().parse().ok().filter(|days| (1..=MOST_WORKING_DAYS).contains(days));
        days.map(Self::WorkingDays).ok_or_else(|| {
            format!("{text:?} is no number of working days: write 1 to {MOST_WORKING_DAYS}, like 3 working days")
        })
    }
}

impl From<TimeLimit> for String {
    fn from(limit: TimeLimit) -> Self {
        match limit {
            TimeLimit::For(wait) => wait.into(),
            TimeLimit::WorkingDays(1) => "1 working day".to_owned(),
            TimeLimit::WorkingDays(days) => format!("{days} working days"),
        }
    }
}
