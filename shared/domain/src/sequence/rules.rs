//! Nurture sequences: named steps, each a wait and something to do.
//!
//! What must stay true: a lead keeps the name of its step, never a position, so that an edited sequence neither repeats
//! a step nor skips one. One way through a sequence takes each step once at the most.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::funnel::criteria::Criterion;
use crate::sequence::step::Step;
use crate::value::span::Wait;
use crate::value::stage::Stage;

/// So many sequences a lead remembers to have been in: of more, the oldest that are over are forgotten.
pub const REMEMBERED: usize = 32;

/// All sequences, by their names.
pub type Sequences = BTreeMap<String, Sequence>;

/// `sequences/NAME.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// The topic of `sending.yaml` that its mails are about: a lead may not want it.
    pub topic: String,
    /// What enters a lead.
    pub starts_on: StartsOn,
    /// Whether a lead that was in it before enters it again; if left out, only where it starts on `recycled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Again>,
    /// Of two sequences that have a mail for the same lead, the one with the higher priority goes first.
    #[serde(default, skip_serializing_if = "Priority::is_least")]
    pub priority: Priority,
    /// What it is for: when this holds, it is over, and counts as a success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<Criterion>,
    /// When one of these holds, it is over. (A reply, a hand-off to sales and an unsubscription end it anyway.)
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exits: Vec<Criterion>,
    /// The steps, in their order. Their names are kept on leads.
    pub steps: Vec<Step>,
}

/// Which sequence goes first: 0, the least, to 255.
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

/// What enters a lead into a sequence. One of them is set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartsOn {
    /// This form was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// A list of this source was imported with `--start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The lead came into this stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// The lead came into this segment of `segments.yaml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// The score came from below to so many points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<i32>,
    /// A salesperson put the lead aside for later.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub recycled: bool,
}

/// Whether a lead that was in a sequence before enters it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Again {
    /// Once for ever.
    Never,
    /// Whenever it has come to its end.
    Always,
    /// So long after it was last entered, at the earliest.
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
    /// The step of that name; none where the name is gone.
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }

    /// The step that stands behind the one of that name in the file.
    pub(crate) fn below(&self, name: &str) -> Option<&Step> {
        let at = self.steps.iter().position(|step| step.name == name)?;
        self.steps.get(at + 1)
    }

    /// Whether a lead that was in it before enters it again.
    pub fn enters_again(&self) -> Again {
        self.again.unwrap_or(if self.starts_on.recycled { Again::Always } else { Again::Never })
    }
}
