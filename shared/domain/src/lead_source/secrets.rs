//! The secrets of sources, by name.

use std::collections::BTreeMap;
use std::fmt;

/// The secrets. One name may have two values while a secret is changed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SourceSecrets(BTreeMap<String, Vec<String>>);

/// The text of the secrets is not as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the secrets of sources are JSON like {{\"google\": \"KEY\", \"zapier\": \"NEW,OLD\"}}")]
pub struct NotSecrets;

impl SourceSecrets {
    /// Reads them: a JSON object of texts, each one secret, or two with a comma between. Any text that is no object has none:
    /// a stack begins with a text of chance.
    ///
    /// # Errors
    /// It begins as an object, and is not one of texts.
    pub fn read(text: &str) -> Result<Self, NotSecrets> {
        let text = text.trim();
        if !text.starts_with('{') {
            return Ok(Self::default());
        }
        let named: BTreeMap<String, String> = serde_json::from_str(text).map_err(|_| NotSecrets)?;
        let values =
            |text: String| text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect();
        Ok(Self(named.into_iter().map(|(name, text)| (name, values(text))).collect()))
    }

    /// The values of a name: none if it has not been set.
    pub fn of(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}

impl fmt::Debug for SourceSecrets {
    /// Names alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SourceSecrets").field(&self.0.keys().collect::<Vec<_>>()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_secret_or_two() {
        let secrets = SourceSecrets::read(r#"{"google": "one", "zapier": "new, old,", "empty": " "}"#).unwrap();
        assert_eq!(secrets.of("google"), ["one"]);
        assert_eq!(secrets.of("zapier"), ["new", "old"]);
        assert!(secrets.of("empty").is_empty() && secrets.of("nobody").is_empty());
        assert_eq!(format!("{secrets:?}"), r#"SourceSecrets(["empty", "google", "zapier"])"#);
        // What a stack begins with.
        assert_eq!(SourceSecrets::read("xY7").unwrap(), SourceSecrets::default());
        for text in ["{", r#"{"a": 1}"#, r#"{"a": ["b"]}"#] {
            assert_eq!(SourceSecrets::read(text), Err(NotSecrets), "{text}");
        }
    }
}
