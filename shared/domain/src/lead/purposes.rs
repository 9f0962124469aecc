//! Consents to other purposes than mail.
//!
//! What must stay true is what holds for mail: every order of the same activities gives the same answer, and after a "no"
//! only the lead itself agrees anew, on the page of a mail to its own address. No form, list, program or salesperson does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::activity::id::ActivityId;
use crate::lead::consent::Consent;
use crate::value::purpose::Purpose;

/// What was said of a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PurposeConsent {
    /// The consent that counts: the newest from the lead's own address, else the newest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Consent>,
    /// The newest time that the lead withdrew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<ActivityId>,
}

/// The consents of a lead besides that to mail, by purpose.
pub(crate) type PurposeConsents = BTreeMap<Purpose, PurposeConsent>;

impl PurposeConsent {
    /// The "no" that holds, if one does. At the same instant the stricter counts.
    pub(crate) fn standing_no(&self) -> Option<&ActivityId> {
        let is_lifted = |no: &&ActivityId| self.given.as_ref().is_some_and(|given| given.lifts(no));
        self.withdrawn.as_ref().filter(|no| !is_lifted(no))
    }

    pub(crate) fn take(&mut self, new: Consent) {
        if self.given.as_ref().is_none_or(|old| new.outranks(old)) {
            self.given = Some(new);
        }
    }

    /// Takes over what another lead said that is the same person. A "no" of either stands, whatever the other agreed to;
    /// what only one of two addresses agreed to is no word about the other.
    pub(crate) fn join(&mut self, other: Self, takes_consent: bool) {
        let stands = self.standing_no().is_some() || other.standing_no().is_some();
        self.withdrawn = self.withdrawn.take().max(other.withdrawn);
        if let Some(given) = other.given.filter(|_| takes_consent) {
            self.take(given);
        }
        if stands && self.standing_no().is_none() {
            self.given = None;
        }
    }
}
