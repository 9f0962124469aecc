//! What a browser shows whose person agreed that the pages it opens are counted.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use crate::value::identity::LeadId;
use crate::value::token::links::{lead_of, lead_part};
use crate::value::token::purpose::Purpose;

/// How long it works. Each form that its person sends with the ticked box brings a new one.
const LIFETIME: SignedDuration = SignedDuration::from_hours(180 * 24);

/// The most fields that it names.
const MOST: usize = 40;

/// Stands between two names of fields, which have letters, digits and `_`.
const BETWEEN: &str = "-";

/// A browser's pseudonym: the id of its lead, which nobody can make an address of, and the names of the fields that this
/// very browser sent. It says nothing else that is known of the lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserToken {
    /// The lead.
    pub lead: LeadId,
    /// Names of the fields that the browser sent.
    pub known: BTreeSet<String>,
}

impl Purpose for BrowserToken {
    const NAME: &'static str = "browser";
    const LIFETIME: Option<SignedDuration> = Some(LIFETIME);

    fn parts(&self) -> Vec<String> {
        let known: Vec<&str> = self.known.iter().take(MOST).map(String::as_str).collect();
        vec![lead_part(&self.lead), known.join(BETWEEN)]
    }

    fn of_parts(parts: &[&str]) -> Option<Self> {
        let [lead, known] = parts else { return None };
        let known = known.split(BETWEEN).filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect();
        Some(Self { lead: lead_of(lead)?, known })
    }
}

#[cfg(test)]
mod tests {
    use crate::value::identity::{Identity, IdentityKey};
    use crate::value::token::{SigningKeys, TokenError, UnsubscribeLink};

    use super::*;

    #[test]
    fn a_browser_says_whose_it_is_for_half_a_year() {
        let keys = SigningKeys::read("key").unwrap();
        let lead = LeadId::of(&IdentityKey::new("secret"), &Identity::Entry("1".to_owned()));
        let now: jiff::Timestamp = "2026-11-26T10:00:00Z".parse().unwrap();
        for known in [&[][..], &["company", "job_title"]] {
            let known = known.iter().map(|name| (*name).to_owned()).collect();
            let token = BrowserToken { lead: lead.clone(), known };
            let text = keys.sign(&token, now);
            assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)), "{text}");
            assert_eq!(keys.verify(&text, now + SignedDuration::from_hours(179 * 24)), Ok(token));
            assert_eq!(keys.verify::<BrowserToken>(&text, now + LIFETIME), Err(TokenError::Expired));
            assert_eq!(keys.verify::<UnsubscribeLink>(&text, now), Err(TokenError::Wrong));
            assert_eq!(
                keys.verify::<BrowserToken>(&text.replacen("company", "country", 1), now).is_ok(),
                !text.contains("company")
            );
        }
    }
}
