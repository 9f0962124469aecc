//! Signing for a purpose, and reading what was signed for it.

use jiff::{SignedDuration, Timestamp};

use crate::value::token::keys::SigningKeys;

/// What a token is for: a type that holds what the token says.
pub trait Purpose: Sized {
    /// The name that is signed with it. It never changes: mails with its tokens are out there.
    const NAME: &'static str;

    /// How long a token works; none for ever.
    const LIFETIME: Option<SignedDuration>;

    /// What it says, in parts that an address can hold, without a dot.
    fn parts(&self) -> Vec<String>;

    /// What the parts say; none if they are of another shape.
    fn of_parts(parts: &[&str]) -> Option<Self>;
}

/// A link opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// None of our keys signed it for this.
    #[error("the link was not signed by us")]
    Wrong,
    /// We did, and its time is over.
    #[error("the link has expired")]
    Expired,
}

impl SigningKeys {
    /// The token that says `what`. Its lifetime, if it has one, begins at `at`.
    pub fn sign<P: Purpose>(&self, what: &P, at: Timestamp) -> String {
        let expires = P::LIFETIME.map(|lifetime| (at + lifetime).as_second().to_string());
        let parts: Vec<String> = what.parts().into_iter().chain(expires).collect();
        self.sign_parts(P::NAME, &parts)
    }

    /// What a token says that was signed for that purpose and is read at `now`.
    ///
    /// # Errors
    /// See [`TokenError`].
    pub fn verify<P: Purpose>(&self, token: &str, now: Timestamp) -> Result<P, TokenError> {
        let parts = self.verified_parts(P::NAME, token).ok_or(TokenError::Wrong)?;
        let (parts, expires) = match (P::LIFETIME, parts.split_last()) {
            (None, _) => (parts.as_slice(), None),
            (Some(_), Some((expires, parts))) => (parts, Some(expires)),
            (Some(_), None) => return Err(TokenError::Wrong),
        };
        let what = P::of_parts(parts).ok_or(TokenError::Wrong)?;
        let expires = expires.map(|text| text.parse::<i64>().map_err(|_| TokenError::Wrong)).transpose()?;
        if expires.is_none_or(|expires| now.as_second() < expires) { Ok(what) } else { Err(TokenError::Expired) }
    }
}
