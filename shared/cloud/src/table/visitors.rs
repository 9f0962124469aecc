//! Mail to visitors, counted by the minute and the UTC day: how much of it may go.
//!
//! The mailer counts a mail before it sends it, feedback what SES tells of it. Mailers that look at the same moment may
//! send one mail too many each.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::sending::{BrakeRules, VisitorTraffic, day, first_day};

use super::error::TableError;
use super::item::{expiry, number, number_of, text_of};
use super::key::Key;
use super::rows::Table;

/// How long the counts of a minute are kept, and those of a day. They are of no use after it.
const KEPT: [SignedDuration; 2] = [SignedDuration::from_hours(2), SignedDuration::from_hours(72)];

impl Table {
    /// The counts by which one more mail to a visitor may go at `now`.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn visitor_traffic(&self, rules: &BrakeRules, now: Timestamp) -> Result<VisitorTraffic, TableError> {
        let minutes: Vec<String> = VisitorTraffic::minutes(now).map(of_minute).collect();
        let keys = minutes.iter().cloned().chain([of_day(now)]).map(Key::visitors);
        let (rows, days) = futures_util::try_join!(self.rows(keys), self.outcomes(first_day(rules, now)))?;
        let mut counted = BTreeMap::new();
        for row in &rows {
            let count = |name: &str| number_of(row.get(name)).unwrap_or_default();
            counted.insert(text_of(row, "sk")?, (count("sent"), count("known")));
        }
        let of = |span: &str| counted.get(span).copied().unwrap_or_default();
        let (sent, known) =
            minutes.iter().map(|minute| of(minute)).fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        Ok(VisitorTraffic {
            this_minute: minutes.first().map_or(0, |minute| of(minute).0),
            today: of(&of_day(now)).0,
            under_way: u64::saturating_sub(sent, known),
            days,
        })
    }

    /// Counts a mail to a visitor that is about to go at `now`.
    ///
    /// # Errors
    /// See [`TableError`]; it may have been counted all the same.
    pub async fn count_visitor_mail(&self, now: Timestamp) -> Result<(), TableError> {
        let [of_minutes, of_days] = KEPT;
        futures_util::try_join!(
            self.count_visitors(of_minute(now), "sent", 1, now + of_minutes),
            self.count_visitors(of_day(now), "sent", 1, now + of_days),
        )?;
        Ok(())
    }

    /// Counts the mails to visitors, sent in the minute of `sent_at`, whose outcome is known by now.
    ///
    /// # Errors
    /// See [`TableError`]; it may have been counted all the same.
    pub async fn count_known_visitor_mails(&self, sent_at: Timestamp, known: u64) -> Result<(), TableError> {
        self.count_visitors(of_minute(sent_at), "known", known, sent_at + KEPT[0]).await
    }

    async fn count_visitors(&self, span: String, what: &str, count: u64, until: Timestamp) -> Result<(), TableError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(Key::visitors(span).item()))
            .update_expression(format!("ADD {what} :count SET expires = :expires"))
            .expression_attribute_values(":count", number(count))
            .expression_attribute_values(":expires", expiry(until));
        update.send().await.map_err(TableError::call)?;
        Ok(())
    }
}

/// `2026-11-23T10:05`.
fn of_minute(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// `2026-11-23`.
fn of_day(at: Timestamp) -> String {
    day(at).to_string()
}
