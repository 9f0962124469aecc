//! An activity as it is stored: with what was decided from it.
//!
//! What must stay true: decisions are only ever added to an activity, in the write that applies it. The timeline, the
//! cards and the metrics are read from here, and say what was decided then, whatever the configuration says now.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::activity::Activity;
use crate::activity::id::ActivityId;
use crate::activity::ids::LIFTED;
use crate::activity::kinds::ActivityKind;
use crate::activity::mail::StepRef;
use crate::lead::agenda::Plan;
use crate::lead::calling::{CallPlan, CallResult};
use crate::lead::changes::FieldChange;
use crate::lead::tally::Tally;
use crate::lead::undoing::Undoing;
use crate::lead::wishes::WishKind;
use crate::value::stage::StageMove;

/// A lead got its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The salesperson's id.
    pub owner: String,
    /// The rule of `routing.yaml` that chose, or `KEPT`, `OTHERWISE`, `ANYONE` of [`crate::routing`].
    pub rule: String,
    /// The turn of the pool, where a turn chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<u64>,
}

impl Assignment {
    /// To the person whom somebody named, or who took it.
    pub(crate) fn to(owner: &str, rule: &str) -> Self {
        Self { owner: owner.to_owned(), rule: rule.to_owned(), turn: None }
    }
}

/// An activity as it is stored: with where it stands in its lead's order, and what it caused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// What happened.
    #[serde(flatten)]
    pub activity: Activity,
    /// The version of the lead that it made. A replay runs by it.
    pub seq: u64,
    /// When it was applied.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub applied_at: Timestamp,
    /// The hash of the scoring model it was applied with.
    pub model: String,
    /// What it caused.
    #[serde(default, skip_serializing_if = "Decisions::is_none")]
    pub decisions: Decisions,
}

/// What an activity caused.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a decision of its own")]
pub struct Decisions {
    /// The same wish as a minute ago: it is answered once. What its values change follows, all the same.
    #[serde(skip_serializing_if = "crate::value::stored::is_false")]
    pub duplicate: bool,
    /// A row of a delivery about somebody who was known before.
    #[serde(skip_serializing_if = "crate::value::stored::is_false")]
    pub repeated_row: bool,
    /// Why it is kept and causes nothing, in a reader's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignored: Option<String>,
    /// The lead begins with it after the person was erased, at that time.
    #[serde(skip_serializing_if = "Option::is_none", with = "jiff::fmt::serde::timestamp::millisecond::optional")]
    pub after_erasure: Option<jiff::Timestamp>,
    /// The form is a new wish.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wish: Option<WishKind>,
    /// What others changed of a lead that has an owner, by field; none where that is settled.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub changed: BTreeMap<String, Option<FieldChange>>,
    /// The owner whom the hand-off mail went to.
    #[serde(rename = "told_to", skip_serializing_if = "Option::is_none")]
    pub owner_told: Option<String>,
    /// The day until which a person set the lead aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aside_until: Option<Date>,
    /// What the lead did before, counted by the model that is new to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recounted: Option<Tally>,
    /// Of a merge the other lead as it was, of its undoing the lead as it would be without it: JSON, as it is stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined: Option<String>,
    /// A move in the funnel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageMove>,
    /// The lead was given to sales: it waits for a salesperson.
    #[serde(skip_serializing_if = "crate::value::stored::is_false")]
    pub handed_off: bool,
    /// It is in sales' hands: it wakes when nobody has spoken with it for some days.
    #[serde(skip_serializing_if = "crate::value::stored::is_false")]
    pub watched: bool,
    /// A new owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Assignment>,
    /// The salesperson who accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
    /// Somebody spoke with the lead, for the first time since it asked.
    #[serde(rename = "contacted", skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<SpeedToLead>,
    /// Marketing mail stops until the lead itself agrees anew.
    #[serde(skip_serializing_if = "crate::value::stored::is_false")]
    pub stopped: bool,
    /// The form waits with another one for the confirmation that a mail has asked for already.
    #[serde(skip_serializing_if = "crate::value::stored::is_false")]
    pub waits: bool,
    /// The mail that asks to confirm follows a "no" of the lead.
    #[serde(skip_serializing_if = "crate::value::stored::is_false")]
    pub after_no: bool,
    /// The segments it is in now, if they are others than before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<BTreeSet<String>>,
    /// Sequences begun: name and enrolment id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub begun: Vec<(String, String)>,
    /// Sequences over: name and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<(String, String)>,
    /// Those of them whose goal was reached.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<String>,
    /// Steps of sequences that were skipped: what is said of each is the only trace of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<SkippedStep>,
    /// Agenda entries that go, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<String>,
    /// Agenda entries that come.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub planned: Vec<Plan>,
    /// Where it stands on a call list now, if that is elsewhere than before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calling: Option<CallPlan>,
    /// What came of a call by a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub called: Option<CallResult>,
    /// Of an activity that undoes another one: what it put back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone: Option<Box<Undoing>>,
}

impl Decisions {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// A step of a sequence that was not taken, or a sequence that could not begin with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedStep {
    /// Which.
    #[serde(flatten)]
    pub step: StepRef,
    /// Why, in a reader's words. Nothing personal stands in it.
    pub why: String,
}

/// How long a lead waited from asking until somebody spoke with it, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeedToLead {
    /// By the clock.
    pub real: u64,
    /// In the owner's working time.
    pub working: u64,
}

/// The activities of a timeline that were undone. A bounce has been one, though its address takes mail again.
pub fn undone<'a>(timeline: impl IntoIterator<Item = &'a Applied>) -> BTreeSet<ActivityId> {
    let of = |applied: &'a Applied| match &applied.activity.kind {
        ActivityKind::Undone { activity, by } if applied.decisions.undone.is_some() && !by.starts_with(LIFTED) => {
            Some(activity.clone())
        }
        _ => None,
    };
    timeline.into_iter().filter_map(of).collect()
}
