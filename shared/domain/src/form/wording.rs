//! The words beside consent boxes, as they were at a time.
//!
//! What must stay true: what somebody agreed to can be shown later, whatever the form's file says by then. So each wording
//! is kept under its hash, once, when the first consent comes in with it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::value::hash::content_hash;
use crate::value::purpose::Purpose;

/// The words beside a consent box, as visitors read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// What is agreed to.
    pub purpose: Purpose,
    /// The version that the form's file gave it.
    pub version: String,
    /// The words.
    pub text: String,
    /// The page on data protection that they linked to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<String>,
}

/// A wording that somebody agreed to, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptWording {
    /// The words.
    #[serde(flatten)]
    pub wording: Wording,
    /// When the first consent came in with them.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
}

/// How many characters of a hash tell the wordings of one form apart.
const HASH: usize = 10;

impl Wording {
    /// The short hash of all that was shown.
    pub fn hash(&self) -> String {
        let parts = [self.purpose.name(), &self.version, &self.text, self.privacy.as_deref().unwrap_or_default()];
        content_hash(&parts).chars().take(HASH).collect()
    }
}

impl KeptWording {
    /// Of the kept wordings of a form, the one that was agreed to at a time: by the hash that is kept with the consent, else
    /// the newest of its version by then. None if the consent was not given with a form, or before wordings were kept.
    pub fn agreed_to<'a>(
        kept: &'a [Self],
        purpose: Purpose,
        version: &str,
        hash: Option<&str>,
        at: Timestamp,
    ) -> Option<&'a Self> {
        let of_version = kept.iter().filter(|one| one.wording.purpose == purpose && one.wording.version == version);
        match hash {
            Some(hash) => of_version.into_iter().find(|one| one.wording.hash() == hash),
            None => of_version.into_iter().filter(|one| one.since <= at).max_by_key(|one| one.since),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wording_of_a_time_is_found_again() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let kept = |text: &str, since: &str| KeptWording {
            wording: Wording { purpose: Purpose::Mail, version: "v1".into(), text: text.into(), privacy: None },
            since: at(since),
        };
        let all = [kept("Tips", "2026-11-01T00:00:00Z"), kept("Tips and offers", "2026-12-01T00:00:00Z")];
        let text = |hash: Option<&str>, time: &str| {
            let found = KeptWording::agreed_to(&all, Purpose::Mail, "v1", hash, at(time));
            found.map(|one| one.wording.text.as_str())
        };
        assert_eq!(text(None, "2026-11-15T00:00:00Z"), Some("Tips"));
        assert_eq!(text(None, "2026-12-15T00:00:00Z"), Some("Tips and offers"));
        assert_eq!(text(None, "2026-10-15T00:00:00Z"), None);
        assert_eq!(text(Some(&all[0].wording.hash()), "2027-01-01T00:00:00Z"), Some("Tips"));
        assert_ne!(all[0].wording.hash(), all[1].wording.hash());
    }
}
