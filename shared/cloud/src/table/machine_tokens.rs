//! Tokens of programs: a row each, in one partition, so that all of them are found; and how much they are used.

use aws_sdk_dynamodb::types::ReturnValue;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::company::MachineToken;
use leadwright_domain::routing::People;

use super::error::TableError;
use super::item::{BODY, Item, expiry, json, number, number_of, read, text_of};
use super::key::{Key, RowKind};
use super::rows::{Table, with_body};
use super::write::Write;

/// The most keys that `BatchGetItem` takes.
const BATCH_KEYS: usize = 100;

/// A token that is over stays in the list for this time.
const LISTED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long the count of a minute is kept. It is of no use after it.
const COUNT_KEPT: SignedDuration = SignedDuration::from_mins(10);

/// The row of a token.
fn item(id: &str, token: &MachineToken) -> Item {
    with_body(Key::machine_token(id), token, Some(token.ends + LISTED))
}

impl Table {
    /// Writes a new token.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_machine_token(&self, id: &str, token: &MachineToken) -> Result<(), TableError> {
        self.put(item(id, token)).await
    }

    /// The token with that id as it stands now, and what was said of these people of the team: one request for up to 99
    /// people. One that was ended a moment ago is not there.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn machine_token_and_people(
        &self,
        id: &str,
        people: impl IntoIterator<Item = &str>,
    ) -> Result<(Option<MachineToken>, People), TableError> {
        let token_key = Key::machine_token(id).item();
        let keys = std::iter::once(token_key.clone()).chain(people.into_iter().map(|id| Key::person(id).item()));
        let keys: Vec<Item> = keys.collect();
        let (mut token, mut people) = (None, People::new());
        for keys in keys.chunks(BATCH_KEYS) {
            for row in self.rows_read(keys.to_vec(), true).await? {
                if row.get("pk") == token_key.get("pk") {
                    token = Some(read(&row, BODY)?);
                } else {
                    people.insert(text_of(&row, "sk")?.to_owned(), read(&row, BODY)?);
                }
            }
        }
        Ok((token, people))
    }

    /// All tokens, each with its id; those that are over may still be among them.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn machine_tokens(&self) -> Result<Vec<(String, MachineToken)>, TableError> {
        let rows = self.partition(RowKind::MachineToken.partition()).await?;
        rows.iter().map(|row| Ok((text_of(row, "sk")?.to_owned(), read(row, BODY)?))).collect()
    }

    /// Ends a token at once.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn end_machine_token(&self, id: &str) -> Result<(), TableError> {
        self.delete(Key::machine_token(id)).await
    }

    /// Writes down that a token is used at `now`. One that was ended meanwhile stays ended.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn write_token_use(&self, id: &str, was: &MachineToken, now: Timestamp) -> Result<(), TableError> {
        let mut used = was.clone();
        used.used = Some(now);
        let item = item(id, &used);
        self.write(Write::over_body(item, Some(Item::from([(BODY.to_owned(), json(was))])))).await.map(drop)
    }

    /// Adds requests of a token to the count of this minute, and gives how many there were in it.
    ///
    /// # Errors
    /// See [`TableError`]; they may have been counted all the same.
    pub async fn count_requests(&self, id: &str, requests: u64, now: Timestamp) -> Result<u64, TableError> {
        let minute = now.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M").to_string();
        let update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(Key::token_use(id, &minute).item()))
            .update_expression("ADD requests :more SET expires = :expires")
            .expression_attribute_values(":more", number(requests))
            .expression_attribute_values(":expires", expiry(now + COUNT_KEPT))
            .return_values(ReturnValue::UpdatedNew);
        let answer = update.send().await.map_err(TableError::call)?;
        Ok(number_of(answer.attributes.as_ref().and_then(|row| row.get("requests"))).unwrap_or_default())
    }
}
