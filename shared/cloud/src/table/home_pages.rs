//! What employers' home pages say, for a while: each page is asked once, however many leads work there.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::key::Key;
use super::rows::{Table, with_body};

/// How long what a page says is kept, and how long that it said nothing.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
const KEPT_NOTHING: SignedDuration = SignedDuration::from_hours(24);

/// What a home page says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HomePage {
    /// Its address, behind all redirects; empty if nothing was read.
    pub url: String,
    /// Name → value; empty if nothing was read.
    #[serde(default)]
    pub facts: BTreeMap<String, String>,
    /// Until when it is kept. DynamoDB takes rows away some days later.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    until: Timestamp,
}

impl HomePage {
    /// What was read at `now`; a page without facts is asked again after a day.
    pub fn read(url: String, facts: BTreeMap<String, String>, now: Timestamp) -> Self {
        let until = now + if facts.is_empty() { KEPT_NOTHING } else { KEPT };
        Self { url, facts, until }
    }
}

impl Table {
    /// What is known of the home page of a domain; none if it is to be asked.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn home_page(&self, domain: &str, now: Timestamp) -> Result<Option<HomePage>, TableError> {
        let page: Option<HomePage> = self.get(Key::home_page(domain)).await?;
        Ok(page.filter(|page| page.until > now))
    }

    /// Keeps what a home page says.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_home_page(&self, domain: &str, page: &HomePage) -> Result<(), TableError> {
        self.put(with_body(Key::home_page(domain), page, Some(page.until))).await
    }
}
