//! What changes by the day for the people of `team.yaml`: absences and capacity, and what they have in hand.

use aws_sdk_dynamodb::types::Select;
use jiff::Timestamp;
use jiff::civil::Date;
use leadwright_domain::activity::ActivityId;
use leadwright_domain::company::Person;
use leadwright_domain::routing::{Availability, People};
use leadwright_domain::sending::OutboxEntry;

use super::error::TableError;
use super::item::{BODY, number_of, read, text, text_of};
use super::key::{Key, RowKind};
use super::rows::Table;
use super::worklist::{CLOSED, worklist};

/// Activities that have drawn a turn begin with it: `of-` and the activity's hash.
const DRAWN: &str = "of-";

/// The attribute that holds an activity's turn.
pub(crate) fn drawn_by(activity: &ActivityId) -> String {
    format!("{DRAWN}{}", activity.hash())
}

impl Table {
    /// What was said of people. Of whom nothing was said, `team.yaml` holds.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn people(&self) -> Result<People, TableError> {
        let rows = self.partition(RowKind::People.partition()).await?;
        rows.iter().map(|row| Ok((text_of(row, "sk")?.to_owned(), read(row, BODY)?))).collect()
    }

    /// Who has drawn which turn of a pool, as far as it is remembered. What was drawn a moment ago may be missing.
    pub(crate) async fn drawn(&self, pool: &str) -> Result<Vec<(String, u64)>, TableError> {
        let answer = self.client.get_item().table_name(&self.name).set_key(Some(Key::turns(pool).item()));
        let row = answer.send().await.map_err(TableError::call)?.item.unwrap_or_default();
        let drawn = row.into_iter().filter(|(attribute, _)| attribute.starts_with(DRAWN));
        Ok(drawn.filter_map(|(by, turn)| Some((by, number_of(Some(&turn))?))).collect())
    }

    /// Changes what is said of a person, and gives what holds then. It counts from the next hand-off on.
    ///
    /// If somebody else changes it at the same time, `change` is made again, on theirs.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn change_availability(
        &self,
        person: &str,
        change: impl Fn(&mut Availability),
    ) -> Result<Availability, TableError> {
        let always = |row: &mut Availability| {
            change(row);
            true
        };
        Ok(self.change_row(Key::person(person), always).await?.unwrap_or_default())
    }

    /// Changes what is said of a person, and puts the mails that tell of it into the outbox, in one transaction. False if
    /// `change` says that there is nothing to change.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn change_availability_and_tell(
        &self,
        person: &str,
        change: impl Fn(&mut Availability) -> Option<Vec<OutboxEntry>>,
    ) -> Result<bool, TableError> {
        self.change_row_and_tell(Key::person(person), change).await
    }

    /// Takes in that a mail reached a person which was sent at `sent_at`; false if that is nothing new, which mostly costs
    /// one read.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn mail_arrived(&self, person: &Person, sent_at: Timestamp) -> Result<bool, TableError> {
        let change = |row: &mut Availability| row.arrives(person, sent_at);
        Ok(self.change_row(Key::person(&person.id), change).await?.is_some())
    }

    /// How many open leads a person has, counted up to `most`. The index follows the leads within a moment.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn in_hand(&self, person: &str, most: u32) -> Result<u32, TableError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("work")
            // Leads that are closed sort behind `~`.
            .key_condition_expression("work_pk = :pk AND work_sk < :closed")
            .expression_attribute_values(":pk", text(worklist(person)))
            .expression_attribute_values(":closed", text(CLOSED))
            .select(Select::Count)
            .limit(i32::try_from(most).unwrap_or(i32::MAX))
            .into_paginator()
            .send();
        let mut count = 0;
        while let Some(page) = pages.next().await {
            count += u32::try_from(page.map_err(TableError::call)?.count()).unwrap_or_default();
            if count >= most {
                break;
            }
        }
        Ok(count.min(most))
    }

    /// How many new leads a person with a limit a day got on that day.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn taken(&self, person: &str, date: Date) -> Result<u64, TableError> {
        let answer = self.client.get_item().table_name(&self.name).set_key(Some(Key::load(person, date).item()));
        let answer = answer.consistent_read(true).send().await.map_err(TableError::call)?;
        Ok(number_of(answer.item().and_then(|row| row.get("taken"))).unwrap_or_default())
    }
}
