//! The consent boxes of a form: what a post agrees to by them.

use std::collections::BTreeMap;

use crate::activity::agreed::Agreed;
use crate::activity::kinds::Submission;
use crate::company::Company;
use crate::form::consent::{ConsentAnswer, ConsentBox, PostedConsent};
use crate::form::{Form, Posted};
use crate::value::purpose::Purpose;

impl Form {
    /// All consent boxes, that of mail first.
    pub fn boxes(&self) -> impl Iterator<Item = &ConsentBox> {
        self.consent.iter().chain(&self.consents)
    }

    /// What is posted with it waits for a confirmation from the address.
    pub fn asks_for_double_opt_in(&self) -> bool {
        self.consent.as_ref().is_some_and(|consent| consent.double_opt_in)
    }

    /// The boxes that have to be ticked and are not.
    pub(crate) fn boxes_missing(&self, posted: &Posted) -> impl Iterator<Item = &ConsentBox> {
        self.boxes().filter(|one| one.required && !one.is_ticked(posted))
    }

    /// What a post agreed to besides mail, and what is kept to prove it. Empty for a form of one plain box.
    pub(crate) fn agreed(&self, posted: &Posted) -> Agreed {
        let others = self.consents.iter().filter(|one| one.is_ticked(posted));
        let is_mail_ticked = self.consent.as_ref().is_some_and(|consent| consent.is_ticked(posted));
        Agreed {
            purposes: others.map(|one| (one.purpose, one.version.clone())).collect(),
            double_opt_in: is_mail_ticked && self.asks_for_double_opt_in(),
            ..Agreed::default()
        }
    }

    /// The hashes of the words beside the boxes that a post ticked: kept where more than a version is kept of a consent.
    pub(crate) fn texts_of(
        &self,
        consent: Option<&String>,
        agreed: &Agreed,
        company: &Company,
    ) -> BTreeMap<Purpose, String> {
        if agreed.is_empty() {
            return BTreeMap::new();
        }
        let is_given = |one: &&ConsentBox| match one.purpose {
            Purpose::Mail => consent == Some(&one.version),
            other => agreed.purposes.get(&other) == Some(&one.version),
        };
        self.boxes().filter(is_given).map(|one| (one.purpose, one.shown(company).hash())).collect()
    }

    /// What the post says about consent to mail. A form without a consent box takes none.
    pub fn consent_answer(&self, posted: &Posted) -> ConsentAnswer {
        self.consent.as_ref().map_or(ConsentAnswer::No, |consent| consent.answer(posted))
    }

    /// The consent box was ticked.
    pub fn is_consent_given(&self, posted: &Posted) -> bool {
        self.consent_answer(posted) == ConsentAnswer::Yes
    }

    /// What a submission says of mail.
    pub fn posted_consent(&self, sent: &Submission) -> PostedConsent {
        match &sent.consent {
            Some(_) if sent.agreed.double_opt_in => PostedConsent::ToConfirm,
            Some(_) => PostedConsent::Given,
            None => PostedConsent::NotGiven,
        }
    }
}
