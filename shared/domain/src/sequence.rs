//! Nurture sequences: named steps, each a wait and a mail.

use serde::{Deserialize, Serialize};

use crate::activity::What;
use crate::stage::Stage;

/// `sequences/NAME.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// What enters a lead.
    pub starts_on: Entry,
    /// The steps, in their order. Their names are kept on leads, so that an edited sequence neither repeats nor skips.
    pub steps: Vec<Step>,
}

/// What enters a lead into a sequence. One of the three is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// This form was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// A list of this source was imported with `--start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// A salesperson put the lead aside for later. Each time it is entered anew.
    #[serde(default, skip_serializing_if = "crate::activity::is_false")]
    pub recycled: bool,
}

impl Entry {
    /// `what` enters a lead.
    pub fn matches(&self, what: &What) -> bool {
        match what {
            What::FormSubmitted(sent) => self.form.as_deref() == Some(sent.form.as_str()),
            What::StageMoved(moved) => self.recycled && moved.to == Stage::Recycled,
            What::LeadImported(row) => !row.history && self.source.as_deref() == Some(row.source.as_str()),
            _ => false,
        }
    }
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name: letters, digits, `_`, `-`.
    pub name: String,
    /// How long after the step before, or after entry: `1d`, `3d 4h`, `90m`.
    pub wait: Wait,
    /// The mail's name in `emails/`.
    pub mail: String,
}

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

impl Sequence {
    /// The step after the one of that name; none at the end, or where the name is gone.
    pub fn after(&self, name: &str) -> Option<&Step> {
        let at = self.steps.iter().position(|step| step.name == name)?;
        self.steps.get(at + 1)
    }
}
