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
        let (what, expires) = self.signed(token).ok_or(TokenError::Wrong)?;
        if expires.is_none_or(|expires| now.as_second() < expires) { Ok(what) } else { Err(TokenError::Expired) }
    }

    /// What a token says that was signed for that purpose, whether or not its time is over: it opens nothing, but tells
    /// whom it was for.
    pub fn verify_expired<P: Purpose>(&self, token: &str) -> Option<P> {
        self.signed(token).map(|(what, _)| what)
    }

    /// What a token says, and the second since 1970 at which its time is over.
    fn signed<P: Purpose>(&self, token: &str) -> Option<(P, Option<i64>)> {
        let parts = self.verified_parts(P::NAME, token)?;
        let (parts, expires) = if P::LIFETIME.is_some() {
            let (expires, parts) = parts.split_last()?;
            (parts, Some(expires.parse().ok()?))
        } else {
            (parts.as_slice(), None)
        };
        Some((P::of_parts(parts)?, expires))
    }
}
