//! The row of a delivery that brought a lead.

use serde::{Deserialize, Serialize};

use crate::activity::Activity;
use crate::activity::delivered::Delivered;
use crate::activity::id::ActivityId;

/// The row by which a supplier delivered the lead. That it is bad is said of the row, and is no mark on the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuppliedBy {
    /// The activity that it came by.
    pub activity: ActivityId,
    /// The row.
    #[serde(flatten)]
    pub row: Delivered,
}

impl SuppliedBy {
    /// The row that the activity is, if it is one.
    pub(crate) fn of(activity: &Activity) -> Option<Self> {
        let row = activity.kind.delivered()?.clone();
        Some(Self { activity: activity.id.clone(), row })
    }
}
