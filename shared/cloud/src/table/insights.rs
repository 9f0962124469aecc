//! What SES said of an address. It is asked once in 90 days: each question costs a cent.

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::suspicion::AddressInsight;

use super::error::TableError;
use super::key::Key;
use super::rows::{Table, with_body};
use super::write::Write;

/// The number of days that an answer is kept.
pub(crate) const INSIGHT_DAYS: u16 = 90;

impl Table {
    /// What is known of the address of that hash, if SES was asked.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn insight(&self, address: &str) -> Result<Option<AddressInsight>, TableError> {
        self.get(Key::insight(address)).await
    }

    /// Stores what SES said of an address.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn keep_insight(&self, address: &str, said: AddressInsight, now: Timestamp) -> Result<(), TableError> {
        let ends = now + SignedDuration::from_hours(24 * i64::from(INSIGHT_DAYS));
        // Who asked at the same time has the same answer.
        self.write(Write::new(with_body(Key::insight(address), &said, Some(ends)))).await.map(drop)
    }
}
