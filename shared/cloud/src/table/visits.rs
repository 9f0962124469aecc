//! What visitors did at forms: rows of counts, which name nobody.
//!
//! What must stay true: a row is written whole, never changed: to write it again, as a message that is delivered again
//! does, counts nothing twice. Its day, if it is over, is marked first, so that it is counted with it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadwright_domain::metrics::visits::PlaceVisits;
use leadwright_domain::metrics::{DayVisits, VisitRow};

use super::error::TableError;
use super::item::{BODY, read, text, utc_day};
use super::key::{Key, RowKind};
use super::rows::{Table, with_body};

/// The time of a day, as its rows are ordered.
fn time(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%H%M%S").to_string()
}

impl Table {
    /// Writes a row of visits; `id` tells it from others of its time.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_visits(&self, row: &VisitRow, id: &str, now: Timestamp) -> Result<(), TableError> {
        let day = utc_day(row.at);
        if day < utc_day(now) {
            self.mark_day_of(row.at, now).await?;
        }
        let item = with_body(Key::visits(&day, &time(row.at), id), &row.places, None);
        self.put(item).await
    }

    /// The visits between two times of each of these UTC days, the second excluded.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn visits(&self, ranges: &[(Timestamp, Timestamp)]) -> Result<DayVisits, TableError> {
        let mut visits = DayVisits::default();
        for (from, until) in ranges {
            let day = utc_day(*from);
            // Midnight is the end of the day before.
            let until = if utc_day(*until) == day { time(*until) } else { "~".to_owned() };
            let query = self
                .client
                .query()
                .table_name(&self.name)
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :until")
                .expression_attribute_values(":pk", text(format!("{}{day}", RowKind::Visits.partition())))
                .expression_attribute_values(":from", text(time(*from)))
                .expression_attribute_values(":until", text(until))
                .consistent_read(true);
            let mut pages = query.into_paginator().send();
            // Page by page: a flood of refused posts may be many rows.
            while let Some(page) = pages.next().await {
                for row in page.map_err(TableError::call)?.items() {
                    let places: Vec<PlaceVisits> = read(row, BODY)?;
                    visits.add(&places);
                }
            }
        }
        Ok(visits)
    }
}
