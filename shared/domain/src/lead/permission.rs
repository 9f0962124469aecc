//! What a lead's consents and its "no" come to: whether marketing mail may go, and whether it is asked to confirm. The
//! rule stands in [`consent`](crate::lead::consent).

use jiff::Timestamp;

use crate::activity::id::ActivityId;
use crate::lead::Lead;
use crate::lead::consent::{ConfirmationState, Consent, Suppression};
use crate::value::channel::Channel;
use crate::value::token::links::CONFIRM_LINK;

impl Lead {
    /// Why no mail goes to the address that it has; none if mail may, or it has no address.
    pub fn suppression(&self) -> Option<&Suppression> {
        // Mostly there is none: then the address need not be read.
        if self.suppressed.is_empty() {
            return None;
        }
        let present = self.email()?.short_hash();
        let is_about_it = |end: &&Suppression| end.of.as_ref().is_none_or(|of| *of == present);
        self.suppressed.iter().filter(is_about_it).min()
    }

    /// It agreed to marketing mail, no "no" stands, and mail reaches it.
    pub fn may_be_marketed_to(&self) -> bool {
        self.suppression().is_none() && self.consent.is_some() && self.standing_no().is_none()
    }

    /// The newest "no" to marketing mail, if the lead has not taken it back: it unsubscribed, asked for
    /// no mail, or somebody stopped the mails.
    pub fn standing_no(&self) -> Option<&ActivityId> {
        let of_channel = self.refuses(Channel::Mail).map(|no| &no.activity);
        self.unsubscribed.as_ref().max(self.stopped.as_ref()).max(of_channel).filter(|no| !self.is_lifted(no))
    }

    /// It unsubscribed, and has not agreed anew.
    pub fn is_unsubscribed(&self) -> bool {
        self.unsubscribed.as_ref().is_some_and(|no| !self.is_lifted(no))
    }

    /// It said that it wants no mail about the topic.
    pub fn declines(&self, topic: &str) -> bool {
        self.preferences.as_ref().is_some_and(|chosen| chosen.preferences.off.contains(topic))
    }

    /// What became of the consent that was given with the submission `asked`, if a mail asked to confirm it.
    pub fn confirmation_of(&self, asked: &ActivityId) -> ConfirmationState<'_> {
        if self.suppression().is_some() || self.email().is_none() {
            return ConfirmationState::Closed;
        }
        if let Some(consent) = self.consent.as_ref().filter(|_| self.standing_no().is_none()) {
            return ConfirmationState::Agreed(consent);
        }
        if self.standing_no().is_some_and(|no| no.occurred_at() >= asked.occurred_at()) {
            return ConfirmationState::Withdrawn;
        }
        let request = self.confirmation.as_ref().filter(|request| request.what.asked == *asked);
        request.map_or(ConfirmationState::Over, ConfirmationState::Open)
    }

    /// The box of a form was ticked after a "no", with the submission `asked`: a mail may ask the address whether to
    /// believe that. A stranger who ticks again and again causes one mail in the lifetime of its link.
    pub(crate) fn may_be_asked_to_confirm(&self, asked: &ActivityId, now: Timestamp) -> bool {
        self.standing_no().is_some_and(|no| no.occurred_at() < asked.occurred_at())
            && self.suppression().is_none()
            && self.email().is_some()
            && self.confirmation.as_ref().is_none_or(|last| last.mailed_at + CONFIRM_LINK <= now)
    }

    pub(crate) fn take_consent(&mut self, new: Consent) {
        if self.consent.as_ref().is_none_or(|old| new.outranks(old)) {
            self.consent = Some(new);
        }
    }

    pub(crate) fn is_lifted(&self, no: &ActivityId) -> bool {
        self.consent.as_ref().is_some_and(|consent| consent.lifts(no))
    }
}
