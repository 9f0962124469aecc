//! A visit of the company's web site in which a lead sent a form.

use serde::{Deserialize, Serialize};

use crate::activity::Activity;
use crate::activity::id::ActivityId;
use crate::activity::kinds::ActivityKind;
use crate::activity::touch::SiteTouch;

/// A visit in which the lead sent a form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LastTouch {
    /// The submission.
    pub activity: ActivityId,
    /// How it came to the site then.
    pub site: SiteTouch,
}

impl LastTouch {
    /// The visit that the activity tells of.
    pub(crate) fn of(activity: &Activity) -> Option<Self> {
        let ActivityKind::FormSubmitted(sent) = &activity.kind else { return None };
        // Where only the first is known, it is this visit's, too.
        let site = sent.touches.last.as_deref().or(sent.touches.first.as_deref())?;
        Some(Self { activity: activity.id.clone(), site: site.clone() })
    }
}
