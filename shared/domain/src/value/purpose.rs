//! What a person agrees to with a consent.
//!
//! Every purpose is respected somewhere; one that nothing respects must not be here. Their names are stored in activities
//! and named in files and in `POST /activities`: they must not change.
//!
//! | Purpose | Who respects it |
//! |---|---|
//! | `mail` | `sending/verdict.rs`: marketing mail needs it |
//! | `phone` | `call_lists.rs`: who withdrew it is on no list, and lists with `needs_consent` have nobody without it; tasks of sequences to call |
//! | `measuring` | pages that a browser reports; opens and clicks of mails, as `tracking` of `sending.yaml` says |

use serde::{Deserialize, Serialize};

use crate::words::Words;

/// What a person agrees to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Marketing mail.
    Mail,
    /// Calls that offer something. Who asked to be called is called without it.
    Phone,
    /// What they look at and open is measured: pages of the web site, opens and clicks of mails.
    Measuring,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 3] = [Self::Mail, Self::Phone, Self::Measuring];

    /// The purpose's name in the table, in files and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Measuring => "measuring",
        }
    }

    /// The purpose of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }

    /// The name of its box in a post, of its column in a list, and of what conditions test.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Mail => "consent",
            Self::Phone => "consent_phone",
            Self::Measuring => "consent_measuring",
        }
    }

    /// The purpose whose box, column or condition has that name.
    pub fn of_field(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.field() == name)
    }

    /// What it is, in a reader's words, as a heading.
    pub fn heading(self, words: Words<'_>) -> String {
        words.say(match self {
            Self::Mail => "page-purpose-mail",
            Self::Phone => "page-purpose-phone",
            Self::Measuring => "page-purpose-measuring",
        })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
pub(crate) fn is_mail(purpose: &Purpose) -> bool {
    *purpose == Purpose::Mail
}

pub(crate) fn mail() -> Purpose {
    Purpose::Mail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_is_stored_by_its_name() {
        for purpose in Purpose::ALL {
            assert_eq!(serde_json::to_value(purpose).unwrap(), purpose.name());
            assert_eq!(Purpose::named(purpose.name()), Some(purpose));
        }
        assert_eq!(Purpose::named("partners"), None);
    }
}
