//! What happens to leads: the activities, which are all that the system knows of them.

pub(crate) mod id;
pub(crate) mod mail;
pub(crate) mod agreed;
pub(crate) mod delivered;
pub mod touch;
mod details;
pub(crate) mod kinds;
pub(crate) mod kind_facts;
pub(crate) mod facts;
pub(crate) mod ids;
pub mod deals;

pub use agreed::Agreed;
pub use delivered::{Delivered, key_of, supplier_of};
pub use id::{ActivityId, NotAnActivityId};
pub use kind_facts::{Fields, FirstTouch, KindFacts, Metric, Signal};
pub use kinds::{
    ActivityKind, Answers, BY_EARLIER, BY_PROGRAM, Contact, Enrichment, Imported, Interaction, Move, NO_CLICK_PENDING,
    Submission,
};
pub use mail::{
    CONFIRM, Click, Confirmation, Follow, Mailing, Opening, Origin, Preferences, Recipient, StepRef, TeamMail,
};
pub use touch::{SiteTouch, SiteTouches};

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
    /// The id that it came for, where that is another name of its lead: a second address, or its telephone number. Its own
    /// id, where it was another lead's as long as the two were merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<LeadId>,
    /// What its person calls the program that did it for them; none where they did it themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// What happened.
    #[serde(flatten)]
    pub kind: ActivityKind,
}

impl Activity {
    /// An activity of ours: no caller chose an id for it.
    pub fn new(id: ActivityId, lead: LeadId, kind: ActivityKind) -> Self {
        Self { id, lead, external_id: None, who: BTreeMap::new(), via: None, agent: None, kind }
    }

    /// The activity, done by a program of that name for its person.
    #[must_use]
    pub fn by_agent(self, name: &str) -> Self {
        Self { agent: Some(name.to_owned()), ..self }
    }

    /// It says whom it is about, so that a lead may begin with it.
    pub fn may_begin(&self) -> bool {
        self.kind.facts().begins_lead || !self.who.is_empty()
    }

    /// The lead's browser told it: it counts as long as the lead agrees to that, and waits for no lead.
    pub fn is_by_browser(&self) -> bool {
        matches!(&self.kind, ActivityKind::PageViewed(view) if view.by_browser)
    }

    /// The activity for the lead that its own id is another name of.
    #[must_use]
    pub fn redirected(&self, lead: &LeadId) -> Self {
        Self { lead: lead.clone(), via: Some(self.lead.clone()), ..self.clone() }
    }

    /// It came by another address of its lead, or by its number.
    pub fn is_by_other_name(&self) -> bool {
        self.via.as_ref().is_some_and(|via| *via != self.lead)
    }

    /// It was another lead's while the two were one, and came back: what it was answered with then is not sent again.
    pub fn came_back(&self) -> bool {
        self.via.as_ref() == Some(&self.lead)
    }

    /// The telephone number that alone says whom it is about, as it was written; none where it names an address.
    pub fn only_number(&self) -> Option<&str> {
        let fields = match &self.kind {
            ActivityKind::LeadImported(row) => &row.fields,
            _ => &self.who,
        };
        let number = fields.get("phone").filter(|_| !fields.contains_key("email"));
        number.map(String::as_str)
    }

    /// When it happened.
    pub fn occurred_at(&self) -> Timestamp {
        self.id.occurred_at()
    }
}
