//! What a lead's consents and its "no" come to: whether marketing mail may go, and whether it is asked to confirm. The
//! rule stands in [`consent`](crate::lead::consent).

use jiff::Timestamp;

use crate::activity::id::ActivityId;
use crate::lead::Lead;
use crate::lead::consent::{ConfirmationRequest, ConfirmationState, Consent, Suppression};
use crate::value::channel::Channel;
use crate::value::purpose::Purpose;
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
        let request = self.confirmation.as_ref().filter(|request| request.what.asked == *asked);
        // What waits is asked about also where a list or another form says yes: that is no word of the address's owner.
        let waits = request.is_some_and(|request| request.what.all().any(|one| one.waits));
        let is_believed = |consent: &&Consent| consent.is_from_own_address() || !waits;
        if let Some(consent) = self.consent.as_ref().filter(|_| self.standing_no().is_none()).filter(is_believed) {
            return ConfirmationState::Agreed(consent);
        }
        if self.standing_no().is_some_and(|no| no.occurred_at() >= asked.occurred_at()) {
            return ConfirmationState::Withdrawn;
        }
        request.map_or(ConfirmationState::Over, ConfirmationState::Open)
    }

    /// The box of a form was ticked with the submission `asked`, and does not count before the address confirms it: after a
    /// "no", or because the form asks for double opt-in and the address has confirmed nothing yet.
    pub(crate) fn is_to_confirm(&self, asked: &ActivityId, double_opt_in: bool) -> bool {
        let is_after_no = self.standing_no().is_some_and(|no| no.occurred_at() < asked.occurred_at());
        let is_confirmed = self.consent.as_ref().is_some_and(Consent::is_from_own_address);
        let is_unproven = double_opt_in && self.standing_no().is_none() && !is_confirmed;
        (is_after_no || is_unproven) && self.suppression().is_none() && self.email().is_some()
    }

    /// A mail asked lately, and its link still works. A stranger who ticks again and again causes one mail in the lifetime
    /// of its link.
    pub fn was_just_asked_to_confirm(&self, now: Timestamp) -> bool {
        let works = |last: &ConfirmationRequest| now < last.mailed_at + CONFIRM_LINK && !self.is_refused(last);
        self.confirmation.as_ref().is_some_and(works)
    }

    /// It said no after the mail had asked: its link does nothing any more. Where that mail followed a "no" already,
    /// and the address's owner did not agree since, it is a stranger who ticks: to say no once more brings no other mail.
    fn is_refused(&self, last: &ConfirmationRequest) -> bool {
        let asked_at = last.what.asked.occurred_at();
        let is_over = self.standing_no().is_some_and(|no| no.occurred_at() >= asked_at);
        let own = self.consent.as_ref().filter(|consent| consent.is_from_own_address());
        let is_agreed = || own.is_some_and(|consent| consent.activity.occurred_at() >= asked_at);
        is_over && (!last.after_no || is_agreed())
    }

    /// Nothing waits for a confirmation any more, if the address's owner agreed. That it was asked is remembered.
    pub(crate) fn release_waiting(&mut self) {
        let is_agreed = self.may_be_marketed_to();
        if let Some(request) = self.confirmation.as_mut().filter(|_| is_agreed) {
            request.what.waits = false;
            request.what.also.clear();
        }
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

impl Lead {
    /// The consent by which the purpose holds now; none if there is none, or a "no" stands.
    pub fn agrees_to(&self, purpose: Purpose) -> Option<&Consent> {
        match purpose {
            Purpose::Mail => self.consent.as_ref().filter(|_| self.may_be_marketed_to()),
            Purpose::Phone if self.refuses(Channel::Calls).is_some() => None,
            Purpose::Phone | Purpose::Measuring => {
                let said = self.purposes.get(&purpose)?;
                said.given.as_ref().filter(|_| said.standing_no().is_none())
            }
        }
    }

    /// The "no" to the purpose that holds, by the lead's own word.
    pub fn withdrew(&self, purpose: Purpose) -> Option<&ActivityId> {
        match purpose {
            Purpose::Mail => self.standing_no(),
            Purpose::Phone | Purpose::Measuring => self.purposes.get(&purpose)?.standing_no(),
        }
    }

    pub(crate) fn take_consent_to(&mut self, purpose: Purpose, new: Consent) {
        match purpose {
            Purpose::Mail => self.take_consent(new),
            Purpose::Phone | Purpose::Measuring => self.purposes.entry(purpose).or_default().take(new),
        }
    }

    pub(crate) fn take_withdrawal(&mut self, purpose: Purpose, no: &ActivityId) {
        match purpose {
            Purpose::Mail => self.unsubscribed = self.unsubscribed.take().max(Some(no.clone())),
            Purpose::Phone | Purpose::Measuring => {
                let said = self.purposes.entry(purpose).or_default();
                said.withdrawn = said.withdrawn.take().max(Some(no.clone()));
            }
        }
    }

    /// It waits for the lead to confirm, from its own address, what was posted with double opt-in: it gets nothing else
    /// until then.
    pub fn awaits_confirmation(&self) -> bool {
        self.confirmation.as_ref().is_some_and(|request| request.what.all().any(|one| one.waits))
            && !self.may_be_marketed_to()
    }
}
