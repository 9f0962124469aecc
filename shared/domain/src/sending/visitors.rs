//! The verdict on mail that visitors cause by what they post.

use jiff::{SignedDuration, Timestamp};

use crate::lead::agenda::AgendaEntry;
use crate::sending::parts::{Outside, SendVerdict, SendingRules};
use crate::sending::waits::{braked_until, too_late};

impl SendingRules<'_> {
    /// Whether a mail to a visitor goes, waits, or has waited so long that it is of no use any more. It waits for the
    /// brake, and for its turn within the limits of `visitors` in `sending.yaml`.
    pub(crate) fn of_visitor(&self, entry: &AgendaEntry, outside: &Outside, now: Timestamp) -> SendVerdict {
        let (limits, delivery) = (&self.sending.visitors, &entry.delivery);
        let braked = braked_until(&outside.control, now)
            .map(|(until, brake)| (until, format!("Mail to visitors is stopped: {}", brake.why)));
        let waited = delivery.planned.map_or(SignedDuration::ZERO, |planned| now.duration_since(planned));
        let turn = || outside.visitors.wait(limits, &self.sending.brake, &outside.control, waited, now);
        // What may go now goes, also if it is late: it may have waited for SES's quota, which is no reason to lose it.
        let Some((until, reason)) = braked.or_else(turn) else { return SendVerdict::Go };
        match too_late(delivery, limits.give_up_after.duration(), now) {
            Some(reason) => SendVerdict::Drop(reason),
            None => SendVerdict::Wait { until, reason },
        }
    }
}
