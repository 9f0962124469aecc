//! TODO-DOC

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// HMAC-SHA256 as lower-case base32.
pub(crate) fn keyed_hash(key: &[u8], message: &[u8]) -> String {
    BASE32_NOPAD.encode(&hmac(key, message)).to_lowercase()
}

/// The HMAC-SHA256 of a message.
pub(crate) fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// A short hash of texts, the same for the same texts: 80 bits in base32.
pub fn content_hash(texts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(text.len().to_be_bytes());
        hasher.update(text.as_bytes());
    }
    BASE32_NOPAD.encode(&hasher.finalize()[..10]).to_lowercase()
}
