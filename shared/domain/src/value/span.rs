//! TODO-DOC

use serde::{Deserialize, Serialize};

/// The longest time to wait.
const LONGEST: jiff::SignedDuration = jiff::SignedDuration::from_hours(730 * 24);

/// A time to wait, at most two years; days are of 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Wait(jiff::SignedDuration);

impl Wait {
    /// The time.
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
    /// How many.
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
