//! The keys that sign, and what they sign.

use crate::value::hash::keyed_hash;

/// The keys that sign links: the first signs, all of them are read, so that a key can rotate while mails with the old
/// one are still in inboxes.
#[derive(Clone)]
pub struct SigningKeys(Vec<Vec<u8>>);

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKeys(…)")
    }
}

/// There is no key to sign with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("SIGNING_KEY holds no key: write one, or several separated by commas, the newest first")]
pub struct NoSigningKey;

/// How much of an HMAC-SHA256 a token carries: 130 bits.
const SIGNATURE: usize = 26;

impl SigningKeys {
    /// Reads `SIGNING_KEY`: keys of any length separated by commas, the newest first.
    ///
    /// # Errors
    /// The text has no key.
    pub fn read(secret: &str) -> Result<Self, NoSigningKey> {
        let keys: Vec<_> = secret.split(',').map(str::trim).filter(|key| !key.is_empty()).collect();
        if keys.is_empty() { Err(NoSigningKey) } else { Ok(Self(keys.into_iter().map(Into::into).collect())) }
    }

    pub(crate) fn newest(&self) -> &[u8] {
        &self.0[0]
    }

    /// All of them, the newest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(Vec::as_slice)
    }

    /// A token of these parts, for the purpose of that name.
    pub(crate) fn sign_parts(&self, purpose: &str, parts: &[String]) -> String {
        let newest = self.newest();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        format!("{}.{}.{}", name(newest), parts.join("."), signature(newest, purpose, &parts))
    }

    /// The parts of a token, if the key it names is one of these and signed it for `purpose`.
    pub(crate) fn verified_parts<'a>(&self, purpose: &str, token: &'a str) -> Option<Vec<&'a str>> {
        let (key, rest) = token.split_once('.')?;
        let (rest, signed) = rest.rsplit_once('.')?;
        let parts: Vec<&str> = rest.split('.').collect();
        let key = self.0.iter().find(|known| name(known) == key)?;
        same(signed, &signature(key, purpose, &parts)).then_some(parts)
    }
}

/// A short public name of a key.
fn name(key: &[u8]) -> String {
    keyed_hash(key, b"name")[..6].to_owned()
}

fn signature(key: &[u8], purpose: &str, parts: &[&str]) -> String {
    // As the links of mails that are out there were signed: `unsubscribe:ld_…`.
    let message = format!("{purpose}:ld_{}", parts.join(":"));
    keyed_hash(key, message.as_bytes())[..SIGNATURE].to_owned()
}

/// Compares in a time that does not tell where two texts differ.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}
