//! How a lead came to the company's web site, first and last, and whether the pages that it opens there are counted.
//!
//! What must stay true: every order of the same activities gives the same first and last touch.

use crate::activity::id::ActivityId;
use crate::activity::touch::SiteTouch;
use crate::lead::consent::Consent;
use crate::lead::site::LastTouch;
use crate::lead::{Lead, Touch};
use crate::value::purpose::Purpose;

impl Lead {
    /// The visit in which it sent a form last, where its browser told of one.
    pub fn last_visit(&self) -> Option<(&ActivityId, &SiteTouch)> {
        let last = self.last_touch.as_ref().map(|last| (&last.activity, &last.site));
        last.or_else(|| Some((&self.first_touch.activity, self.first_touch.site.as_ref()?)))
    }

    /// Takes a touch: as the first, if it is earlier, and as the last, if it is later. True if it is the first now.
    pub(crate) fn take_touch(&mut self, touch: Touch, visit: Option<LastTouch>) -> bool {
        let known =
            self.last_visit().map(|(activity, site)| LastTouch { activity: activity.clone(), site: site.clone() });
        // Where one submission has both touches, the visit is its last.
        let last = match (known, visit) {
            (Some(known), Some(visit)) if known.activity > visit.activity => Some(known),
            (known, visit) => visit.or(known),
        };
        let is_first = touch.rank() < self.first_touch.rank();
        if is_first {
            self.first_touch = touch;
        }
        let first = &self.first_touch;
        self.last_touch =
            last.filter(|last| last.activity != first.activity || first.site.as_ref() != Some(&last.site));
        is_first
    }

    /// The pages that its browser tells of count: it agreed to be measured, no "no" to mail stands, and none came later. While
    /// one stands, a box that anybody can tick who knows the address changes nothing; lifted for mail, it is not lifted for
    /// this.
    pub fn may_be_followed(&self) -> bool {
        let no = self.unsubscribed.as_ref().max(self.stopped.as_ref());
        let is_later = |agreed: &Consent| no.is_none_or(|no| no.occurred_at() < agreed.activity.occurred_at());
        self.agrees_to(Purpose::Measuring).is_some_and(is_later) && self.standing_no().is_none()
    }
}
