//! What was said of a lead by hand: channels that it refuses, segments, rows that are bad.

use crate::activity::id::ActivityId;
use crate::lead::Lead;
use crate::lead::by_hand::{RowMark, SegmentByHand};
use crate::lead::contact::ContactRefusal;
use crate::value::channel::Channel;

/// Segments that are kept as set by hand: of more, those that were set first go.
const SEGMENTS: usize = 32;

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

impl Lead {
    /// The reason for which the delivered row is marked as bad; none if it is not.
    pub fn is_bad(&self) -> Option<&str> {
        self.row_mark.as_ref().and_then(|mark| mark.reason.as_deref())
    }

    pub(crate) fn mark_row(&mut self, activity: &ActivityId, reason: Option<&String>) {
        if self.row_mark.as_ref().is_none_or(|mark| mark.activity < *activity) {
            self.row_mark = Some(RowMark { activity: activity.clone(), reason: reason.cloned() });
        }
    }

    pub(crate) fn set_segment(&mut self, segment: &str, activity: &ActivityId, is_in: bool) {
        let sets = &mut self.segments_by_hand;
        if sets.get(segment).is_none_or(|set| set.activity < *activity) {
            sets.insert(segment.to_owned(), SegmentByHand { activity: activity.clone(), is_in });
        }
        if sets.len() > SEGMENTS
            && let Some(oldest) = sets.iter().min_by_key(|(_, set)| &set.activity).map(|(name, _)| name.clone())
        {
            sets.remove(&oldest);
        }
    }
}
