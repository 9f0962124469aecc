//! An attempt to log in at the identity provider: the token that travels there and back, and the secret that stays in the
//! browser meanwhile.
//!
//! What must stay true: the token works only with the secret of the same attempt, so that nobody ends in a browser an attempt
//! that was begun in another one (RFC 9700, section 4.7). The nonce and the verifier of PKCE are made of the secret with the
//! signing key: neither is stored, and neither can be told from the other.

use std::fmt;

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};

use crate::value::hash::keyed_hash;
use crate::value::token::keys::{SigningKeys, same};
use crate::value::token::links::{text_of, text_part};
use crate::value::token::purpose::Purpose;

/// How long somebody may take at the identity provider.
pub const LOG_IN_ATTEMPT: SignedDuration = SignedDuration::from_mins(10);

/// The parameter `state` of an attempt (RFC 6749, section 4.1.1), signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogInAttempt {
    /// The hash of the secret that the browser keeps.
    pub secret_hash: String,
    /// The page to show then.
    pub to: String,
}

impl LogInAttempt {
    /// The browser that holds this secret began the attempt.
    pub fn is_of(&self, secret: &AttemptSecret) -> bool {
        same(&self.secret_hash, &secret.hash())
    }
}

impl Purpose for LogInAttempt {
    const NAME: &'static str = "log-in-attempt";
    const LIFETIME: Option<SignedDuration> = Some(LOG_IN_ATTEMPT);

    fn parts(&self) -> Vec<String> {
        vec![self.secret_hash.clone(), text_part(&self.to)]
    }

    fn of_parts(parts: &[&str]) -> Option<Self> {
        let [secret_hash, to] = parts else { return None };
        Some(Self { secret_hash: (*secret_hash).to_owned(), to: text_of(to)? })
    }
}

/// What the browser keeps of an attempt: letters and digits that nobody can guess.
#[derive(Clone, PartialEq, Eq)]
pub struct AttemptSecret(String);

/// The text is no secret of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no secret of an attempt to log in")]
pub struct NotAnAttempt;

impl fmt::Debug for AttemptSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AttemptSecret(…)")
    }
}

impl AttemptSecret {
    /// A secret of random bytes.
    pub fn of_bytes(bytes: &[u8; 32]) -> Self {
        Self(BASE32_NOPAD.encode(bytes).to_lowercase())
    }

    /// The secret that a browser brings.
    ///
    /// # Errors
    /// It has another shape.
    pub fn read(text: &str) -> Result<Self, NotAnAttempt> {
        let fits = text.len() == 52 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAnAttempt) }
    }

    /// Its text, for the browser alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What may be told of it.
    pub fn hash(&self) -> String {
        keyed_hash(b"log-in-attempt", self.0.as_bytes())
    }
}

impl SigningKeys {
    /// The `nonce` of an attempt, which the provider puts into its token. An attempt that was under way while the key rotated
    /// is begun again.
    pub fn attempt_nonce(&self, secret: &AttemptSecret) -> String {
        keyed_hash(self.newest(), format!("log-in-nonce:{}", secret.0).as_bytes())
    }

    /// The `code_verifier` of an attempt (RFC 7636, section 4.1), which only the provider is shown, with the code.
    pub fn attempt_verifier(&self, secret: &AttemptSecret) -> String {
        keyed_hash(self.newest(), format!("log-in-verifier:{}", secret.0).as_bytes())
    }
}

/// The `code_challenge` of a verifier, by the method `S256` (RFC 7636, section 4.2).
pub(crate) fn code_challenge(verifier: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        assert_eq!(
            code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn an_attempt_ends_in_the_browser_where_it_began_within_ten_minutes() {
        let keys = SigningKeys::read("k1").unwrap();
        let [mine, others] = [[1; 32], [2; 32]].map(|bytes| AttemptSecret::of_bytes(&bytes));
        let began = "2026-11-26T10:00:00Z".parse().unwrap();
        let attempt = LogInAttempt { secret_hash: mine.hash(), to: "/desk/leads?x=1".to_owned() };
        let state = keys.sign(&attempt, began);
        assert!(!state.contains(mine.as_str()), "the address does not tell the secret");
        for (secret, seconds, works) in [(&mine, 0, true), (&mine, 599, true), (&mine, 600, false), (&others, 0, false)]
        {
            let read = keys.verify::<LogInAttempt>(&state, began + SignedDuration::from_secs(seconds));
            assert_eq!(read.is_ok_and(|read| read.is_of(secret) && read.to == "/desk/leads?x=1"), works, "{seconds}");
        }
        let made = [keys.attempt_nonce(&mine), keys.attempt_verifier(&mine), keys.attempt_nonce(&others)];
        assert!(made[0] != made[1] && made[0] != made[2]);
        assert!((43..=128).contains(&made[1].len()), "as long as RFC 7636 wants it");
        assert_eq!(AttemptSecret::read(mine.as_str()), Ok(mine.clone()));
        for wrong in ["", "x", &format!("{}=", &mine.as_str()[1..]), &format!("{}x", mine.as_str())] {
            assert_eq!(AttemptSecret::read(wrong), Err(NotAnAttempt), "{wrong}");
        }
    }
}
