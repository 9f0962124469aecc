//! Who looked at which lead. The rows expire; no write of the lead tells of it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::value::identity::LeadId;
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::item::{BODY, read};
use super::key::{Key, RowKind};
use super::rows::{Table, with_body};

/// How many days it is known who looked.
pub const VIEW_DAYS: u16 = 90;

/// Somebody looked at a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The person's id.
    pub person: String,
    /// The last time within the hour.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub at: Timestamp,
    /// They came by the link of a mail, without a log-in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_link: bool,
    /// The call list that dealt the lead out to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dealt: Option<String>,
}

impl Table {
    /// Writes down that somebody looks at a lead. Within an hour it is one row.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_view(&self, lead: &LeadId, view: &View) -> Result<(), TableError> {
        let hour = view.at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H").to_string();
        // A look in the same hour does not take its place.
        let key = if view.dealt.is_some() { Key::dealt } else { Key::view };
        let item = with_body(
            key(lead, &hour, &view.person),
            view,
            Some(view.at + SignedDuration::from_hours(24 * i64::from(VIEW_DAYS))),
        );
        self.put(item).await
    }

    /// Who looked at a lead, in the order of the hours.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn views(&self, lead: &LeadId) -> Result<Vec<View>, TableError> {
        let rows = self.partition(format!("{}{lead}", RowKind::View.partition())).await?;
        rows.iter().map(|row| read(row, BODY)).collect()
    }
}
