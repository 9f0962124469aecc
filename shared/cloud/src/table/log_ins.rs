//! Log-ins that are under way: a row for each person, the tries of each network by the hour, and the used attempts to log
//! in at the identity provider.

use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_dynamodb::types::ReturnValue;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::company::LogIns;
use leadwright_domain::sending::{OutboxEntry, OutboxMail};
use leadwright_domain::value::token::{LogInAttempt, LogInSecret, SigningKeys};

use super::error::TableError;
use super::item::{expiry, number, number_of};
use super::key::Key;
use super::rows::Table;
use super::write::Write;

/// The row of a person's log-ins is of no use from then on: what counts mails and tries counts none that are over.
fn end(now: Timestamp) -> impl Fn(&LogIns) -> Option<Timestamp> {
    move |row| Some(row.ends().unwrap_or(now))
}

/// How long the count of an hour is kept. It is of no use after it.
const KEPT: SignedDuration = SignedDuration::from_hours(2);

impl Table {
    /// Opens a log-in whose link and code are made of `id`, and puts the mail that brings them into the outbox, in one
    /// transaction. False if the person has had too many mails: then nothing was written.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn open_log_in(
        &self,
        person: &str,
        id: &str,
        mail: &OutboxMail,
        keys: &SigningKeys,
        now: Timestamp,
    ) -> Result<bool, TableError> {
        let secret = keys.log_in_secret(id);
        let open = |row: &mut LogIns| {
            row.count_mail(now).then(|| {
                row.open(&secret, Some(id), now);
                vec![OutboxEntry::new(mail.clone(), now)]
            })
        };
        self.change_row_until_and_tell(Key::log_ins(person), end(now), open).await
    }

    /// Opens a log-in that no mail brings.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn open_log_in_by_hand(
        &self,
        person: &str,
        secret: &LogInSecret,
        now: Timestamp,
    ) -> Result<(), TableError> {
        let open = |row: &mut LogIns| {
            row.open(secret, None, now);
            true
        };
        self.change_row_until(Key::log_ins(person), end(now), open).await.map(drop)
    }

    /// Puts another mail that a person asked for into the outbox, under the same limit. False if the person has had too
    /// many mails.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn mail_person(&self, person: &str, mail: &OutboxMail, now: Timestamp) -> Result<bool, TableError> {
        let count = |row: &mut LogIns| row.count_mail(now).then(|| vec![OutboxEntry::new(mail.clone(), now)]);
        self.change_row_until_and_tell(Key::log_ins(person), end(now), count).await
    }

    /// A link with this secret works.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn is_open_log_in(&self, person: &str, secret: &LogInSecret, now: Timestamp) -> Result<bool, TableError> {
        let row: Option<LogIns> = self.get(Key::log_ins(person)).await?;
        Ok(row.is_some_and(|row| row.is_open(secret, now)))
    }

    /// Uses a link up; true if it worked. Of two who use it at the same moment one is in.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn use_log_in(&self, person: &str, secret: &LogInSecret, now: Timestamp) -> Result<bool, TableError> {
        let change = |row: &mut LogIns| row.use_link(secret, now);
        Ok(self.change_row_until(Key::log_ins(person), end(now), change).await?.is_some())
    }

    /// Uses a code up; true if it worked. A wrong one counts.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn use_log_in_code(
        &self,
        person: &str,
        code: &str,
        keys: &SigningKeys,
        now: Timestamp,
    ) -> Result<bool, TableError> {
        let works = AtomicBool::new(false);
        // A wrong code is written, too: it counts.
        let change = |row: &mut LogIns| {
            works.store(row.use_code(code, keys, now), Ordering::Relaxed);
            true
        };
        self.change_row_until(Key::log_ins(person), end(now), change).await?;
        Ok(works.into_inner())
    }

    /// Uses up an attempt to log in at the identity provider; true if it was not used before. Of two at the same moment one
    /// is the first. The row outlives the time that the attempt works.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn use_log_in_attempt(&self, attempt: &LogInAttempt, now: Timestamp) -> Result<bool, TableError> {
        let mut item = Key::log_in_attempt(&attempt.secret_hash).item();
        item.insert("expires".to_owned(), expiry(now + KEPT));
        self.write(Write::new(item)).await
    }

    /// Counts a try to log in from a network, and gives how many there were in this hour.
    ///
    /// # Errors
    /// See [`TableError`]; it may have been counted all the same.
    pub async fn count_log_in_try(&self, network: &str, now: Timestamp) -> Result<u64, TableError> {
        let hour = now.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H").to_string();
        let update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(Key::log_in_tries(network, &hour).item()))
            .update_expression("ADD tries :one SET expires = :expires")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":expires", expiry(now + KEPT))
            .return_values(ReturnValue::UpdatedNew);
        let answer = update.send().await.map_err(TableError::call)?;
        Ok(number_of(answer.attributes.as_ref().and_then(|row| row.get("tries"))).unwrap_or_default())
    }
}
