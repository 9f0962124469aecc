//! Who referred a lead.

use serde::{Deserialize, Serialize};

use crate::activity::Activity;
use crate::activity::id::ActivityId;
use crate::activity::kinds::ActivityKind;
use crate::value::identity::LeadId;

/// Who referred a lead: it began with that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// The lead that referred it, by the id that it had then.
    pub by: LeadId,
    /// The activity that said so.
    pub activity: ActivityId,
}

impl Referral {
    /// Who referred the lead that begins with the activity; none if nobody did, or they name themselves.
    pub(crate) fn of(activity: &Activity) -> Option<Self> {
        let by = match &activity.kind {
            ActivityKind::FormSubmitted(sent) => sent.touches.referred_by.as_ref(),
            ActivityKind::LeadImported(row) => row.referrer.as_ref(),
            _ => None,
        };
        let by = by.filter(|by| **by != activity.lead && Some(*by) != activity.via.as_ref())?;
        Some(Self { by: by.clone(), activity: activity.id.clone() })
    }
}
