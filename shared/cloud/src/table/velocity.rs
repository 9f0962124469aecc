//! How many posts came from a network within an hour.

use aws_sdk_dynamodb::types::ReturnValue;
use jiff::SignedDuration;
use jiff::Timestamp;

use super::error::TableError;
use super::item::{expiry, number, number_of};
use super::key::Key;
use super::rows::Table;

/// How long the count of an hour is kept. It is of no use after it.
const KEPT: SignedDuration = SignedDuration::from_hours(2);

impl Table {
    /// Counts posts of a network in an hour, and gives how many there were. `network` is the hash of the block on this day,
    /// `hour` is written as `2026-11-26T10`.
    ///
    /// # Errors
    /// See [`TableError`]; they may have been counted all the same.
    pub async fn count_posts(&self, network: &str, hour: &str, posts: u32, now: Timestamp) -> Result<u32, TableError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(Key::velocity(network, hour).item()))
            .update_expression("ADD posts :posts SET expires = :expires")
            .expression_attribute_values(":posts", number(u64::from(posts)))
            .expression_attribute_values(":expires", expiry(now + KEPT))
            .return_values(ReturnValue::UpdatedNew);
        let answer = update.send().await.map_err(TableError::call)?;
        let all = number_of(answer.attributes.as_ref().and_then(|row| row.get("posts"))).unwrap_or_default();
        Ok(u32::try_from(all).unwrap_or(u32::MAX))
    }
}
