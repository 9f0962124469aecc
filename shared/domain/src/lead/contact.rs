//! What a lead asked for besides marketing mail: not to be called, not to be written to.
//!
//! What must stay true: a "no" is recorded by whoever was told it, and holds until the lead itself takes it back by the
//! link of a mail to its own address (an older one never lifts it). No list, no form, no program and no salesperson
//! lifts it. Every order of the same activities gives the same answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::activity::id::ActivityId;
use crate::value::channel::Channel;

/// What was said of a channel: the newest "no", and the newest time that it was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ContactWish {
    /// The newest "no".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<ContactRefusal>,
    /// The newest time that the lead itself took it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<ActivityId>,
}

/// The lead asked to be left alone by a channel.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ContactRefusal {
    /// The activity that says so.
    pub activity: ActivityId,
    /// Who was told.
    pub by: String,
}

/// The wishes of a lead, by channel.
pub(crate) type ContactWishes = BTreeMap<Channel, ContactWish>;

impl ContactWish {
    /// The "no" that holds, if one does. At the same instant the stricter counts.
    pub(crate) fn standing(&self) -> Option<&ContactRefusal> {
        let is_lifted = |no: &&ContactRefusal| {
            self.allowed.as_ref().is_some_and(|yes| yes.occurred_at() > no.activity.occurred_at())
        };
        self.refused.as_ref().filter(|no| !is_lifted(no))
    }
}
