//! Signed tokens for the links in mails: they name their purpose and key, and hold nothing that can be guessed.

use crate::identity::{LeadId, keyed_hash};

/// The key that signs links. A token names its key, so that a second one can be told apart when keys rotate.
#[derive(Clone)]
pub struct SigningKey(Vec<u8>);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// How much of an HMAC-SHA256 a token carries: 130 bits.
const SIGNATURE: usize = 26;

impl SigningKey {
    /// A key of any length.
    pub fn new(secret: impl Into<Vec<u8>>) -> Self {
        Self(secret.into())
    }

    /// A short public name of the key.
    fn name(&self) -> String {
        keyed_hash(&self.0, b"name")[..6].to_owned()
    }

    fn signature(&self, lead: &LeadId) -> String {
        keyed_hash(&self.0, format!("unsubscribe:{lead}").as_bytes())[..SIGNATURE].to_owned()
    }

    /// The token that lets `lead` unsubscribe. It does not expire: an old mail's link must work.
    pub fn unsubscribe_token(&self, lead: &LeadId) -> String {
        format!("{}.{}.{}", self.name(), lead.as_str().trim_start_matches("ld_"), self.signature(lead))
    }

    /// Whom an unsubscribe token is for; none if it was not signed with this key.
    pub fn read_unsubscribe_token(&self, token: &str) -> Option<LeadId> {
        let mut parts = token.split('.');
        let (name, lead, signature) = (parts.next()?, parts.next()?, parts.next()?);
        let lead = LeadId::parse(&format!("ld_{lead}")).ok()?;
        let signed = name == self.name() && parts.next().is_none() && same(signature, &self.signature(&lead));
        signed.then_some(lead)
    }
}

/// Compares in a time that does not tell where two texts differ.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Identity, IdentityKey};

    #[test]
    fn only_what_was_signed_reads() {
        let lead = LeadId::of(&IdentityKey::new("k"), &Identity::Entry("1".into()));
        let key = SigningKey::new("secret");
        let token = key.unsubscribe_token(&lead);
        assert_eq!(key.read_unsubscribe_token(&token), Some(lead.clone()));
        assert_eq!(SigningKey::new("other").read_unsubscribe_token(&token), None);
        for wrong in ["", "a.b.c", &token[..token.len() - 1], &format!("{token}.x"), &token.replace('.', "-")] {
            assert_eq!(key.read_unsubscribe_token(wrong), None, "{wrong:?}");
        }
    }
}
