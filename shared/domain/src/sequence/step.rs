//! The steps of a sequence, as files write them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::funnel::criteria::Criterion;
use crate::sequence::manual::{ManualTask, TaskKind};
use crate::sequence::wait::{DateWait, StepWait};
use crate::value::hours::Hours;
use crate::value::span::{TimeLimit, Wait};
use crate::value::stage::Stage;

/// The name that stands for the end of the sequence where a step's name is expected.
pub const END: &str = "end";

/// A step of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StepFile", into = "StepFile")]
pub struct Step {
    /// The step's name: lower-case letters, digits and dashes.
    pub name: String,
    /// The time after the step before or after enrolment, or a date of the lead; none for no wait.
    pub wait: Option<StepWait>,
    /// After the wait, the step is taken within these hours of the week, on the lead's own clock.
    pub at: Option<Hours>,
    /// The action.
    pub action: StepAction,
    /// The name of the following step, or [`END`]; the next step in the file if left out.
    pub next: Option<String>,
}

/// The action of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepAction {
    /// Sends a mail.
    Mail {
        /// The mail's name in `emails/`.
        mail: String,
        /// Mails that some leads get instead: the first that matches.
        instead: Vec<Variant>,
    },
    /// Waits until a criterion holds.
    Until {
        /// The criterion.
        test: Criterion,
        /// The longest wait.
        at_the_latest: Wait,
    },
    /// Branches. A branch that is left out continues with the next step.
    If {
        /// The criterion that decides.
        test: Criterion,
        /// The step to continue with if it holds, or [`END`].
        then: Option<String>,
        /// The step to continue with if it does not hold, or [`END`].
        otherwise: Option<String>,
    },
    /// Sets fields of the lead: field → value.
    Set(BTreeMap<String, String>),
    /// Moves the lead to one of marketing's stages.
    Stage(Stage),
    /// Asks the lead's owner, or the manager, to call: the words of the task.
    Call(String),
    /// Calls a webhook: POSTs to this URL.
    Webhook(String),
    /// Gives a person a task, and waits until it is done or its time is up.
    Manual(ManualTask),
    /// Has another program send a message: POSTs it to a URL.
    Message {
        /// What kind of message.
        kind: TaskKind,
        /// Its words.
        text: String,
        /// The URL.
        url: String,
    },
    /// Hands the lead to sales: the reason.
    HandOver(String),
    /// No action, only the wait.
    Wait,
}

/// A mail in place of a step's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The mail's name in `emails/`.
    pub mail: String,
    /// The criterion for leads that get it.
    #[serde(default, skip_serializing_if = "Criterion::is_empty")]
    pub when: Criterion,
    /// The percentage of those leads that get it; the same lead is always in or always out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Percent>,
}

/// A percentage: 1 to 99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Percent(u8);

impl Percent {
    /// The percentage as a number.
    pub fn count(self) -> u8 {
        self.0
    }
}

impl TryFrom<i64> for Percent {
    type Error = String;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        let count = u8::try_from(number).ok().filter(|count| (1..=99).contains(count));
        count.map(Self).ok_or_else(|| "`share` is a percentage of the leads, from 1 to 99".to_owned())
    }
}

impl From<Percent> for i64 {
    fn from(percent: Percent) -> Self {
        percent.0.into()
    }
}

/// A step as the file writes it: a field for each action.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StepFile {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    wait: Option<StepWait>,
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
    task: Option<TaskKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<TimeLimit>,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hand_over: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl TryFrom<StepFile> for Step {
    type Error = String;

    fn try_from(written: StepFile) -> Result<Self, Self::Error> {
        let name = written.name.clone();
        if name.is_empty() {
            return Err("a step needs a `name` of its own, which leads store: write it like {name: tips, …}".to_owned());
        }
        let action = action(&written).map_err(|message| format!("the step `{name}` {message}"))?;
        Ok(Self { name, wait: written.wait, at: written.at, action, next: written.next })
    }
}

/// The step's one action.
fn action(written: &StepFile) -> Result<StepAction, String> {
    let StepFile { mail, instead, until, at_the_latest, test, then, otherwise, .. } = written.clone();
    let StepFile { set, stage, call, webhook, hand_over, task, .. } = written.clone();
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
    if matches!(written.wait, Some(StepWait::Until(_))) && is_only_wait(written) {
        return Err("waits for a date, and does nothing then: give the date to the step that does something".to_owned());
    }
    let (task, webhook) = match task {
        Some(kind) => (Some(by_hand_or_program(kind, written)?), None),
        None if written.text.is_some() || written.within.is_some() || written.person.is_some() => {
            return Err("has `text`, `within` or `for`, which belong to a `task`: write `task: letter`".to_owned());
        }
        None => (None, webhook),
    };
    let all = [
        task,
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

/// The step has no action of its own.
fn is_only_wait(written: &StepFile) -> bool {
    let StepFile { name, wait, at, next, .. } = written.clone();
    *written == StepFile { name, wait, at, next, ..StepFile::default() }
}

/// The step's task: for a person, or a message for another program to send.
fn by_hand_or_program(kind: TaskKind, written: &StepFile) -> Result<StepAction, String> {
    let StepFile { text, within, person, webhook, .. } = written.clone();
    let text = text.ok_or("is a `task`, and does not say which: give it a `text`")?;
    match (within, webhook) {
        (None, None) => {
            Err("is a `task`: say how long the sequence waits for it, like `within: 3 working days`".to_owned())
        }
        (Some(within), None) => Ok(StepAction::Manual(ManualTask { kind, text, within, person })),
        (None, Some(url)) if person.is_none() && matches!(kind, TaskKind::Sms | TaskKind::Social) => {
            Ok(StepAction::Message { kind, text, url })
        }
        (_, Some(_)) if matches!(kind, TaskKind::Sms | TaskKind::Social) => {
            Err("is a message that the `webhook` sends: leave out `within` and `for`".to_owned())
        }
        (_, Some(_)) => Err("is a task that no `webhook` does: `task: sms` and `task: social` may have one".to_owned()),
    }
}

const KINDS: &str = "mail, until, if, set, stage, call, task, webhook and hand_over";

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
            StepAction::Manual(ManualTask { kind, text, within, person }) => {
                Self { task: Some(kind), text: Some(text), within: Some(within), person, ..written }
            }
            StepAction::Message { kind, text, url } => {
                Self { task: Some(kind), text: Some(text), webhook: Some(url), ..written }
            }
            StepAction::HandOver(why) => Self { hand_over: Some(why), ..written },
            StepAction::Wait => written,
        }
    }
}

impl Step {
    /// The wait for a date of the lead; none if the step waits for a time, or not at all.
    pub fn date(&self) -> Option<&DateWait> {
        match &self.wait {
            Some(StepWait::Until(date)) => Some(date),
            Some(StepWait::For(_)) | None => None,
        }
    }

    /// The length of time that the step waits; none if it waits for a date, or not at all.
    pub fn length(&self) -> Option<Wait> {
        match self.wait {
            Some(StepWait::For(wait)) => Some(wait),
            Some(StepWait::Until(_)) | None => None,
        }
    }
}
