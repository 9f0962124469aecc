//! Hashes that name things: keyed hashes for secrets and people, short ones for contents.
//!
//! Frozen: stored ids, tokens and row keys are made with these functions, and other output would lose what is stored.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// HMAC-SHA256 of the message as 52 characters of lower-case base32.
pub(crate) fn keyed_hash(key: &[u8], message: &[u8]) -> String {
    BASE32_NOPAD.encode(&hmac(key, message)).to_lowercase()
}

/// HMAC-SHA256 of the message, 32 bytes (RFC 2104).
pub(crate) fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// A hash of the list of texts: 80 bits of SHA-256 as 16 characters of base32.
///
/// Each text is hashed with its length, so that `["ab", "c"]` and `["a", "bc"]` differ.
pub fn content_hash(texts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(text.len().to_be_bytes());
        hasher.update(text.as_bytes());
    }
    BASE32_NOPAD.encode(&hasher.finalize()[..10]).to_lowercase()
}

/// A hash of bytes: 130 bits of SHA-256 as 26 characters of base32.
pub(crate) fn bytes_hash(bytes: &[u8]) -> String {
    let mut text = BASE32_NOPAD.encode(&Sha256::digest(bytes)).to_lowercase();
    text.truncate(26);
    text
}
