//! The steps of a sequence, as they are written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::funnel::criteria::Criterion;
use crate::value::hours::Hours;
use crate::value::span::Wait;
use crate::value::stage::Stage;

/// In place of a step's name: the sequence ends here.
pub const END: &str = "end";

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StepFile", into = "StepFile")]
pub struct Step {
    /// Its name: lower-case letters, digits and dashes.
    pub name: String,
    /// How long after the step before, or after entry; none for at once.
    pub wait: Option<Wait>,
    /// Then not before one of these hours of the week, on the lead's own clock.
    pub at: Option<Hours>,
    /// What is done then.
    pub action: StepAction,
    /// The step after it, or [`END`]; the next one in the file if left out.
    pub next: Option<String>,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepAction {
    /// A mail goes out.
    Mail {
        /// Its name in `emails/`.
        mail: String,
        /// Mails that go in its place, for some: the first that fits.
        instead: Vec<Variant>,
    },
    /// Waits until something holds.
    Until {
        /// What.
        test: Criterion,
        /// And no longer than this.
        at_the_latest: Wait,
    },
    /// Goes one way or the other. A way that is left out goes on with the next step.
    If {
        /// What decides.
        test: Criterion,
        /// The step to go on with where it holds, or [`END`].
        then: Option<String>,
        /// The step to go on with where it does not, or [`END`].
        otherwise: Option<String>,
    },
    /// Sets fields of the lead: field → value.
    Set(BTreeMap<String, String>),
    /// Moves the lead to a stage of marketing's.
    Stage(Stage),
    /// Asks the lead's owner, or the manager, to call: in these words.
    Call(String),
    /// Tells another program: POSTs to this address.
    Webhook(String),
    /// Hands the lead to sales: for this reason.
    HandOver(String),
    /// Nothing but the wait.
    Wait,
}

/// A mail in place of a step's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Its name in `emails/`.
    pub mail: String,
    /// For leads of whom this holds.
    #[serde(default, skip_serializing_if = "Criterion::is_empty")]
    pub when: Criterion,
    /// For so many of a hundred of them, always the same ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Percent>,
}

/// So many of a hundred leads: 1 to 99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Percent(u8);

impl Percent {
    /// How many.
    pub fn count(self) -> u8 {
        self.0
    }
}

impl TryFrom<i64> for Percent {
    type Error = String;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        let count = u8::try_from(number).ok().filter(|count| (1..=99).contains(count));
        count.map(Self).ok_or_else(|| "`share` is so many of a hundred leads, from 1 to 99".to_owned())
    }
}

impl From<Percent> for i64 {
    fn from(percent: Percent) -> Self {
        percent.0.into()
    }
}

/// A step as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StepFile {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    wait: Option<Wait>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Hours>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    instead: Vec<Variant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Criterion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_the_latest: Option<Wait>,
    #[serde(rename = "if", skip_serializing_if = "Option::is_none")]
    test: Option<Criterion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    then: Option<String>,
    #[serde(rename = "else", skip_serializing_if = "Option::is_none")]
    otherwise: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<Stage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hand_over: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl TryFrom<StepFile> for Step {
    type Error = String;

    fn try_from(written: StepFile) -> Result<Self, Self::Error> {
        let name = written.name.clone();
        let action = action(&written).map_err(|message| format!("the step `{name}` {message}"))?;
        Ok(Self { name, wait: written.wait, at: written.at, action, next: written.next })
    }
}

/// The one thing that a step does.
fn action(written: &StepFile) -> Result<StepAction, String> {
    let StepFile { mail, instead, until, at_the_latest, test, then, otherwise, .. } = written.clone();
    let StepFile { set, stage, call, webhook, hand_over, .. } = written.clone();
    if !instead.is_empty() && mail.is_none() {
        return Err("has `instead`, and no `mail` that it stands in for".to_owned());
    }
    if at_the_latest.is_some() != until.is_some() {
        return Err("waits `until` something, and `at_the_latest` so long: write both, or neither".to_owned());
    }
    if until.is_some() && (written.wait.is_some() || written.at.is_some()) {
        return Err("waits `until` something: `wait` and `at` belong to a step before it, or behind it".to_owned());
    }
    if hand_over.is_some() && written.next.is_some() {
        return Err("hands over to sales, which ends the sequence: leave out its `next`".to_owned());
    }
    if (then.is_some() || otherwise.is_some()) && test.is_none() {
        return Err("has `then` or `else`, and no `if` that decides".to_owned());
    }
    if test.is_some() && then.is_none() && otherwise.is_none() {
        return Err("has an `if`, and neither `then: STEP` nor `else: STEP`".to_owned());
    }
    let all = [
        mail.map(|mail| StepAction::Mail { mail, instead }),
        until.zip(at_the_latest).map(|(test, at_the_latest)| StepAction::Until { test, at_the_latest }),
        test.map(|test| StepAction::If { test, then, otherwise }),
        set.map(StepAction::Set),
        stage.map(StepAction::Stage),
        call.map(StepAction::Call),
        webhook.map(StepAction::Webhook),
        hand_over.map(StepAction::HandOver),
    ];
    let mut all = all.into_iter().flatten();
    match (all.next(), all.next()) {
        (Some(does), None) => Ok(does),
        (None, _) if written.wait.is_some() || written.at.is_some() => Ok(StepAction::Wait),
        (None, _) => Err(format!("does nothing: give it one of {KINDS}")),
        (Some(_), Some(_)) => Err(format!("does two things: of {KINDS} a step has one")),
    }
}

const KINDS: &str = "mail, until, if, set, stage, call, webhook and hand_over";

impl From<Step> for StepFile {
    fn from(step: Step) -> Self {
        let written = Self { name: step.name, wait: step.wait, at: step.at, next: step.next, ..Self::default() };
        match step.action {
            StepAction::Mail { mail, instead } => Self { mail: Some(mail), instead, ..written },
            StepAction::Until { test, at_the_latest } => {
                Self { until: Some(test), at_the_latest: Some(at_the_latest), ..written }
            }
            StepAction::If { test, then, otherwise } => Self { test: Some(test), then, otherwise, ..written },
            StepAction::Set(set) => Self { set: Some(set), ..written },
            StepAction::Stage(stage) => Self { stage: Some(stage), ..written },
            StepAction::Call(words) => Self { call: Some(words), ..written },
            StepAction::Webhook(url) => Self { webhook: Some(url), ..written },
            StepAction::HandOver(why) => Self { hand_over: Some(why), ..written },
            StepAction::Wait => written,
        }
    }
}
