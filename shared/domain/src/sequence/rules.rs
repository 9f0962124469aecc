//! A sequence's file, as a company writes it: topic, start, goal, exits, steps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::funnel::criteria::Criterion;
use crate::sequence::step::Step;
use crate::value::span::Wait;
use crate::value::stage::Stage;

/// The number of sequences that a lead remembers. When there are more, the oldest ended enrolments are forgotten.
pub const REMEMBERED: usize = 32;

/// All sequences, by their names.
pub type Sequences = BTreeMap<String, Sequence>;

/// The file `sequences/NAME.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// The topic of its mails, one of `sending.yaml`: a lead may opt out of it.
    pub topic: String,
    /// The event that enrols a lead.
    pub starts_on: StartsOn,
    /// Whether a lead that was enrolled before may be enrolled again. If left out: only in a sequence that starts on
    /// `recycled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Again>,
    /// The priority among sequences that have a mail for the same lead: the higher one is sent first.
    #[serde(default, skip_serializing_if = "Priority::is_least")]
    pub priority: Priority,
    /// The goal: when this holds, the enrolment ends and counts as a success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<Criterion>,
    /// Exits: when one of these holds, the enrolment ends. (A reply, a hand-off and an unsubscription end it as well.)
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exits: Vec<Criterion>,
    /// The steps, in their order. Leads store their names.
    pub steps: Vec<Step>,
}

/// A sequence's priority: 0, the lowest, to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Priority(u8);

impl Priority {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
    fn is_least(&self) -> bool {
        *self == Self::default()
    }
}

impl TryFrom<i64> for Priority {
    type Error = String;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        u8::try_from(number).map(Self).map_err(|_| "`priority` is from 0 to 255; the highest goes first".to_owned())
    }
}

impl From<Priority> for i64 {
    fn from(priority: Priority) -> Self {
        priority.0.into()
    }
}

/// The event that enrols a lead into a sequence. Exactly one field is set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartsOn {
    /// This form was submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// A list of this source was imported with `--start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The lead entered this stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// The lead entered this segment of `segments.yaml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// The score rose from below to this number of points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<i32>,
    /// A salesperson recycled the lead.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub recycled: bool,
}

/// Whether a lead that was enrolled before may be enrolled again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Again {
    /// Never again.
    Never,
    /// Whenever its enrolment has ended.
    Always,
    /// This time after its last enrolment began, at the earliest.
    After(Wait),
}

impl TryFrom<String> for Again {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "never" => Ok(Self::Never),
            "always" => Ok(Self::Always),
            _ => Wait::try_from(text.clone())
                .map(Self::After)
                .map_err(|_| format!("{text:?} is not when to start again: write never, always, or a time like 90d")),
        }
    }
}

impl From<Again> for String {
    fn from(again: Again) -> Self {
        match again {
            Again::Never => "never".to_owned(),
            Again::Always => "always".to_owned(),
            Again::After(wait) => wait.into(),
        }
    }
}

impl Sequence {
    /// The step with that name; none if the file has none.
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }

    /// The step that follows the named one in the file.
    pub(crate) fn below(&self, name: &str) -> Option<&Step> {
        let at = self.steps.iter().position(|step| step.name == name)?;
        self.steps.get(at + 1)
    }

    /// Whether a lead that was enrolled before may be enrolled again, with the default.
    pub fn enters_again(&self) -> Again {
        self.again.unwrap_or(if self.starts_on.recycled { Again::Always } else { Again::Never })
    }
}
