//! What happens to leads: the activities, which are all that the system knows of them.

pub(crate) mod id;
pub(crate) mod mail;
pub(crate) mod kinds;
pub(crate) mod facts;
pub(crate) mod ids;

pub use facts::{Fields, FirstTouch, KindFacts, Metric, Signal};
pub use id::{ActivityId, NotAnActivityId};
pub use kinds::{
    ActivityKind, Answers, BY_EARLIER, BY_PROGRAM, Contact, Imported, Interaction, Move, NO_CLICK_PENDING, Submission,
};
pub use mail::{
    CONFIRM, Click, Confirmation, Follow, Mailing, Opening, Origin, Preferences, Recipient, StepRef, TeamMail,
};

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::value::identity::LeadId;

/// Something that happened to a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Its id, which holds its time.
    pub id: ActivityId,
    /// Whom it happened to.
    pub lead: LeadId,
    /// An id the caller chose (an `Idempotency-Key`): the same one is applied once, whatever its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The address or number that the sender named the lead by: a lead that is new has it from here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub who: BTreeMap<String, String>,
    /// What happened.
    #[serde(flatten)]
    pub kind: ActivityKind,
}

impl Activity {
    /// An activity of ours: no caller chose an id for it.
    pub fn new(id: ActivityId, lead: LeadId, kind: ActivityKind) -> Self {
        Self { id, lead, external_id: None, who: BTreeMap::new(), kind }
    }

    /// It says whom it is about, so that a lead may begin with it.
    pub fn may_begin(&self) -> bool {
        self.kind.facts().begins_lead || !self.who.is_empty()
    }

    /// When it happened.
    pub fn occurred_at(&self) -> Timestamp {
        self.id.occurred_at()
    }
}
