//! What the provider of a captcha said of a token. It takes a token once: so its answer is stored before anything follows
//! from it.

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::suspicion::CaptchaVerdict;
use leadwright_domain::value::identity::LeadId;
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::key::Key;
use super::rows::{Table, with_body};
use super::write::Write;

/// How long an answer is kept: longer than any token is good.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// The answer to a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCaptcha {
    /// Whose post it came with.
    pub lead: LeadId,
    /// What the provider said.
    pub verdict: CaptchaVerdict,
}

impl Table {
    /// The answer to the token of that hash, if there was one.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn captcha(&self, token: &str) -> Result<Option<StoredCaptcha>, TableError> {
        self.get(Key::captcha(token)).await
    }

    /// Stores the answer to a token. False if another one is there: that one counts.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn keep_captcha(&self, token: &str, answer: &StoredCaptcha, now: Timestamp) -> Result<bool, TableError> {
        let item = with_body(Key::captcha(token), answer, Some(now + KEPT));
        self.write(Write::new(item)).await
    }
}
