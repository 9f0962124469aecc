//! The suppression list: addresses that get no mail, and what people asked of our calls and letters.
//!
//! Both are kept under keyed hashes, so that they hold when the lead is erased. A row of the second kind has the attribute
//! `channels`, and its key is made of other text: neither is found in place of the other.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use leadwright_domain::value::channel::Channel;
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::item::json;
use super::key::Key;
use super::rows::{Table, with_body};
use super::write::Write;

/// An address that takes no mail. The row holds nothing of the address itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// Why, in a reader's words.
    pub why: String,
}

impl Table {
    /// Puts an address on the suppression list, by its keyed hash; false if it was there: the first
    /// reason stays.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn suppress(&self, hash: &str, suppressed: &Suppressed) -> Result<bool, TableError> {
        let item = with_body(Key::suppressed(hash), suppressed, None);
        self.write(Write::new(item)).await
    }

    /// Keeps an address on the suppression list, for this reason instead of any other.
    pub(crate) async fn keep_suppressed(&self, hash: &str, suppressed: &Suppressed) -> Result<(), TableError> {
        self.put(with_body(Key::suppressed(hash), suppressed, None)).await
    }

    /// Takes an address off the suppression list, by its keyed hash.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn lift_suppression(&self, hash: &str) -> Result<(), TableError> {
        self.delete(Key::suppressed(hash)).await
    }

    /// Why and since when an address takes no mail, by its keyed hash; none if it does.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn suppressed(&self, hash: &str) -> Result<Option<Suppressed>, TableError> {
        self.get(Key::suppressed(hash)).await
    }

    /// Keeps that a person refuses these channels, by the keyed hash of an address or a number of theirs.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn keep_refused(&self, hash: &str, channels: &[Channel], since: Timestamp) -> Result<(), TableError> {
        let row = Suppressed { since, why: "They asked for it".to_owned() };
        let update = self.channels(hash, "ADD channels :channels SET body = if_not_exists(body, :body)", channels);
        update.expression_attribute_values(":body", json(&row)).send().await.map_err(TableError::call)?;
        Ok(())
    }

    /// Forgets that a person refuses these channels: they took it back.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn forget_refused(&self, hash: &str, channels: &[Channel]) -> Result<(), TableError> {
        self.channels(hash, "DELETE channels :channels", channels).send().await.map_err(TableError::call)?;
        Ok(())
    }

    /// The channels that are refused under any of these hashes.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn refused(&self, hashes: &[String]) -> Result<BTreeSet<Channel>, TableError> {
        let rows = self.rows(hashes.iter().map(|hash| Key::suppressed(hash))).await?;
        let names = rows.iter().filter_map(|row| row.get("channels")?.as_ss().ok()).flatten();
        Ok(names.filter_map(|name| Channel::named(name)).collect())
    }

    fn channels(&self, hash: &str, update: &str, channels: &[Channel]) -> UpdateItemFluentBuilder {
        let names = channels.iter().map(|channel| channel.name().to_owned()).collect();
        self.client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(Key::suppressed(hash).item()))
            .update_expression(update)
            .expression_attribute_values(":channels", AttributeValue::Ss(names))
    }
}
