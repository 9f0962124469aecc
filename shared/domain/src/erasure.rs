//! Erasure of a person: what stands in the place of their lead, what may begin there again, and what is said of it.
//!
//! What must stay true: nothing that happened until the erasure comes to a lead again, whenever and however it comes. What
//! happens later begins a lead only where the person does it themselves, with a form; a list, another program and a
//! colleague can't bring back somebody who was erased. The lead that begins then knows nothing of before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::activity::{Activity, ActivityKind};
use crate::lead::{Applied, Lead};
use crate::referral::REFERRED_BY;
use crate::value::identity::LeadId;

/// What stands in the place of a lead that was erased: ids and a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// The lead that was erased: this one, or the one that this id was another name of.
    pub lead: LeadId,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
}

impl Tombstone {
    /// The person does something themselves, after the erasure: a lead begins anew with it.
    pub fn lets_begin(&self, activity: &Activity) -> bool {
        activity.occurred_at() > self.at && matches!(activity.kind, ActivityKind::FormSubmitted(_))
    }

    /// The lead has begun anew with this activity. Its versions go on behind `version`, that of the tombstone, so that
    /// nobody who still holds the former lead can write it.
    pub fn begun_again(&self, version: u64, lead: &mut Lead, applied: &mut Applied) {
        applied.decisions.after_erasure = Some(self.at);
        lead.erased_before = Some(self.at);
        lead.version += version;
        applied.seq = lead.version;
    }
}

/// An erasure: how far it is, and its certificate once it is done. It holds ids, counts and times, and nothing that was
/// said of the person; a lead's id is a keyed hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The lead.
    pub lead: LeadId,
    /// Ids that were other names of it: of other addresses, of its telephone number, of leads that were merged into it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub others: BTreeSet<LeadId>,
    /// When somebody asked for it. From then on nothing of the person is shown, sent or applied.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// Who: an id of `team.yaml`, or a name on the command line.
    pub by: String,
    /// What activities count as was made sure of, and what the clearing takes away of the timeline is not needed any more.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub is_prepared: bool,
    /// When everything was cleared.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub done_at: Option<Timestamp>,
    /// The number of rows that were cleared, by the name of their kind. A run that was cut off may have cleared a few more.
    #[serde(default)]
    pub cleared: BTreeMap<String, u64>,
    /// A "no" of the person is kept, by the keyed hash of an address.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub keeps_no: bool,
}

impl Erasure {
    /// An erasure of which nothing is cleared yet.
    pub fn new(lead: LeadId, others: BTreeSet<LeadId>, by: &str, at: Timestamp) -> Self {
        let (cleared, by) = (BTreeMap::new(), by.to_owned());
        Self { lead, others, at, by, is_prepared: false, done_at: None, cleared, keeps_no: false }
    }

    /// Every id of the person.
    pub fn ids(&self) -> impl Iterator<Item = &LeadId> {
        std::iter::once(&self.lead).chain(&self.others)
    }
}

/// What stays of an activity: that there was one of this kind. What it counts as stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skeleton {
    /// The name of its kind; none if the activity could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The lead's version that applied it.
    #[serde(default)]
    pub seq: u64,
}

/// A lead and the activity that says who referred it, both without the words about who did: that person was erased. The
/// hash that their lead had stays. None where there are no such words.
pub fn without_referrer(lead: &Lead, by: &Applied) -> Option<(Lead, Applied)> {
    let (mut lead, mut by, was) = (lead.clone(), by.clone(), by);
    let words = match &mut by.activity.kind {
        ActivityKind::LeadImported(row) => {
            row.fields.remove(REFERRED_BY);
            row.referred_by.take()
        }
        ActivityKind::FormSubmitted(sent) => sent.fields.remove(REFERRED_BY),
        _ => None,
    };
    let is_named = lead.fields.remove(REFERRED_BY).is_some();
    let mut is_evidence = false;
    for answer in lead.answers.values_mut().filter(|answer| answer.activity == by.activity.id && words.is_some()) {
        is_evidence |= answer.evidence.take().is_some();
    }
    lead.version += 1;
    (is_named || is_evidence || by != *was).then_some((lead, by))
}
