//! What a lead asked for besides marketing mail: not to be called, not to be written to.
//!
//! What must stay true: a "no" is recorded by whoever was told it, and holds until the lead itself takes it back by the
//! link of a mail to its own address (an older one never lifts it). No list, no form, no program and no salesperson
//! lifts it. Every order of the same activities gives the same answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::activity::id::ActivityId;
use crate::lead::Lead;
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
    fn standing(&self) -> Option<&ContactRefusal> {
        let is_lifted = |no: &&ContactRefusal| {
            self.allowed.as_ref().is_some_and(|yes| yes.occurred_at() > no.activity.occurred_at())
        };
        self.refused.as_ref().filter(|no| !is_lifted(no))
    }
}

impl Lead {
    /// The lead's "no" to a channel, if it holds. One to mail is also lifted by an agreement to marketing mail from its
    /// own address.
    pub fn refuses(&self, channel: Channel) -> Option<&ContactRefusal> {
        let no = self.no_contact.get(&channel)?.standing()?;
        let agrees_anew = channel == Channel::Mail && self.is_lifted(&no.activity);
        (!agrees_anew).then_some(no)
    }

    /// The channels that it refuses.
    pub fn refused_channels(&self) -> impl Iterator<Item = Channel> {
        Channel::ALL.into_iter().filter(|channel| self.refuses(*channel).is_some())
    }

    pub(crate) fn take_refusal(&mut self, channel: Channel, activity: &ActivityId, by: &str) {
        let no = ContactRefusal { activity: activity.clone(), by: by.to_owned() };
        let wish = self.no_contact.entry(channel).or_default();
        wish.refused = wish.refused.take().max(Some(no));
    }

    pub(crate) fn take_allowance(&mut self, channel: Channel, activity: &ActivityId) {
        let wish = self.no_contact.entry(channel).or_default();
        wish.allowed = wish.allowed.take().max(Some(activity.clone()));
    }
}
