//! A visit of the company's web site in which a lead sent a form, and its agreement that the pages it opens are counted.

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

/// The agreement of a lead that the pages it opens are counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PageViewConsent {
    /// The submission.
    pub activity: ActivityId,
    /// The version of the wording that was agreed to.
    pub wording: String,
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
