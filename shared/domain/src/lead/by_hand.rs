//! What people said of a lead by hand, where a rule or a delivery says otherwise.
//!
//! What must stay true: of two words the later counts, whichever comes in first.

use serde::{Deserialize, Serialize};

use crate::activity::id::ActivityId;
use crate::lead::Lead;

/// A lead was put into a segment or taken out of it by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentByHand {
    /// The activity.
    pub activity: ActivityId,
    /// It is in it; else it is out of it.
    pub is_in: bool,
}

/// What was said last of the delivered row: that it is bad, or that it is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowMark {
    /// The activity.
    pub activity: ActivityId,
    /// Why it is bad, by a reason of `funnel.yaml`; none if it is not bad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Segments that are kept as set by hand: of more, those that were set first go.
const SEGMENTS: usize = 32;

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
