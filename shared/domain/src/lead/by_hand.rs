//! What people said of a lead by hand, where a rule or a delivery says otherwise.
//!
//! What must stay true: of two words the later counts, whichever comes in first.

use serde::{Deserialize, Serialize};

use crate::activity::id::ActivityId;

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
