//! The consent boxes of a form, and which words are a consent: of a form's post and of a list's cell alike.

use serde::{Deserialize, Serialize};

use crate::company::Company;
use crate::form::posted::Posted;
use crate::form::wording::Wording;
use crate::value::purpose::{Purpose, is_mail, mail};

/// A consent box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentBox {
    /// What is agreed to: mail in the form's `consent`, something else in its `consents`.
    #[serde(default = "mail", skip_serializing_if = "is_mail")]
    pub purpose: Purpose,
    /// Kept with every consent, so that it can be said what was agreed to. Change it with the wording.
    pub version: String,
    /// The words beside the box.
    pub wording: String,
    /// The address of the page on data protection that the words link to; the company's, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<String>,
    /// Double opt-in: the consent counts, and all that follows the post is sent, once the address has confirmed it by the
    /// link of a mail.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub double_opt_in: bool,
    /// What a form of the company's own posts when its box is ticked, besides `yes` and what else [`ConsentAnswer`] knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// A post without the ticked box is refused: the form is for nothing but mail that needs consent.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub required: bool,
}

/// What follows a post in place of what follows it mostly: where the consent box was left empty, or where the address is to
/// confirm it first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherThanks {
    /// The words of our plain page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thanks: Option<String>,
    /// Where a browser goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thank_you: Option<String>,
}

/// What a post says of mail, as far as the page that follows tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostedConsent {
    /// The box was ticked, or the form has none to leave empty.
    Given,
    /// The box was ticked, and the address is to confirm it.
    ToConfirm,
    /// The box was left empty.
    NotGiven,
}

/// What a posted value, or a cell of a list, says about consent. Only a known yes is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentAnswer {
    /// They agree.
    Yes,
    /// They do not, or nothing is said.
    No,
    /// It can't be told, so it is no consent.
    Unreadable,
}

/// The words for a consent, in small letters: as boxes post them, as people write them into lists, and as spreadsheets
/// write "true" in the languages of their users.
const YES: [&str; 19] = [
    "yes",
    "y",
    "true",
    "1",
    "on",
    "x",
    "ja",
    "oui",
    "sim",
    "sí",
    "si",
    "sì",
    "wahr",
    "vrai",
    "verdadeiro",
    "verdadero",
    "vero",
    "✓",
    "✔",
];

/// The words for no consent.
const NO: [&str; 15] =
    ["", "no", "n", "false", "0", "off", "nein", "nee", "non", "não", "nao", "falsch", "faux", "falso", "-"];

impl ConsentAnswer {
    /// Reads a value. `declared` is what the form's own box posts, if the company's page has another than ours.
    pub fn of(value: &str, declared: Option<&str>) -> Self {
        let value = value.trim();
        if declared.is_some_and(|declared| declared.trim() == value) {
            return Self::Yes;
        }
        let word = value.to_lowercase();
        if YES.contains(&word.as_str()) {
            Self::Yes
        } else if NO.contains(&word.as_str()) {
            Self::No
        } else {
            Self::Unreadable
        }
    }
}

impl ConsentBox {
    /// What the box of the hosted form posts when it is ticked.
    pub fn posted_value(&self) -> &str {
        self.value.as_deref().unwrap_or("yes")
    }

    /// The words as visitors read them.
    pub fn shown(&self, company: &Company) -> Wording {
        Wording {
            purpose: self.purpose,
            version: self.version.clone(),
            text: self.wording.clone(),
            privacy: self.privacy.clone().or_else(|| company.privacy.clone()),
        }
    }

    /// What a post says to the box.
    pub fn answer(&self, posted: &Posted) -> ConsentAnswer {
        let value = posted.get(self.purpose.field());
        value.map_or(ConsentAnswer::No, |value| ConsentAnswer::of(value, self.value.as_deref()))
    }

    pub(crate) fn is_ticked(&self, posted: &Posted) -> bool {
        self.answer(posted) == ConsentAnswer::Yes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Any value but an empty one is taken for consent.
    #[test]
    fn r_suitecrm_5547_only_a_known_yes_is_consent() {
        for yes in ["yes", " YES ", "true", "True", "1", "on", "x", "X", "y", "ja", "Oui", "sim", "Sí", "WAHR", "✓"]
        {
            assert_eq!(ConsentAnswer::of(yes, None), ConsentAnswer::Yes, "{yes:?}");
        }
        for no in ["", "  ", "no", "NO", "n", "false", "0", "off", "nein", "non", "não", "FALSCH", "-"] {
            assert_eq!(ConsentAnswer::of(no, None), ConsentAnswer::No, "{no:?}");
        }
        for other in [
            "undefined",
            "null",
            "maybe",
            "yes, but",
            "not",
            "2",
            "-1",
            "01",
            "unchecked",
            "y e s",
            "NaN",
            "[object Object]",
        ] {
            assert_eq!(ConsentAnswer::of(other, None), ConsentAnswer::Unreadable, "{other:?}");
        }
    }

    #[test]
    fn a_box_of_the_companys_own_posts_what_its_form_declares() {
        let of = |value| ConsentAnswer::of(value, Some("I agree"));
        assert_eq!(
            (of("I agree"), of("yes"), of("i agree")),
            (ConsentAnswer::Yes, ConsentAnswer::Yes, ConsentAnswer::Unreadable)
        );
    }
}
