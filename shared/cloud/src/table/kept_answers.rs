//! What requests of programs were answered, by their `Idempotency-Key`: the same request gets the same answer for a day.

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::value::hash::content_hash;
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::key::Key;
use super::rows::{Table, with_body};
use super::write::Write;

/// How long a key is remembered.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A request that came with a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswer {
    /// The hash of what was asked.
    pub content: String,
    /// The status of the answer and its JSON; none as long as there is none. It holds ids and numbers alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<(u16, String)>,
}

impl Table {
    /// Keeps that a token's request with this key came, if none did before; else what is known of that one. One write, and
    /// a read where there was one.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn begin_answer(
        &self,
        token: &str,
        key: &str,
        content: &str,
        now: Timestamp,
    ) -> Result<Option<KeptAnswer>, TableError> {
        let row_key = Key::kept_answer(token, &content_hash(&[key]));
        let new = KeptAnswer { content: content.to_owned(), answer: None };
        if self.write(Write::new(with_body(row_key.clone(), &new, Some(now + KEPT)))).await? {
            return Ok(None);
        }
        // If it expired between the two, the request is as new.
        self.get(row_key).await
    }

    /// Keeps what the request with this key was answered.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn keep_answer(
        &self,
        token: &str,
        key: &str,
        answer: &KeptAnswer,
        now: Timestamp,
    ) -> Result<(), TableError> {
        self.put(with_body(Key::kept_answer(token, &content_hash(&[key])), answer, Some(now + KEPT))).await
    }
}
