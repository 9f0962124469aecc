//! Whom a caller has in hand: a row of the caller's own, which is read as it is now, where an index follows a moment later.
//!
//! What must stay true: it is written with the lead in one transaction, on the condition that it is as it was read. So a
//! caller with two windows has one lead in hand.

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::CancellationReason;
use jiff::Timestamp;
use leadwright_domain::lead::Lead;
use leadwright_domain::value::identity::LeadId;

use super::error::TableError;
use super::item::{BODY, Item, read};
use super::key::Key;
use super::leads::lead_item;
use super::rows::{Table, with_body};
use super::write::{Write, did_not_hold};

/// Whom a caller took in hand last, as the caller's row was when it was read.
#[derive(Debug)]
pub struct CallerHand {
    /// The lead; none if the caller never took one.
    pub lead: Option<LeadId>,
    person: String,
    was: Option<Item>,
}

impl Table {
    /// Whom a caller took in hand last. The lead itself says whether it still is in that hand.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn hand_of(&self, person: &str) -> Result<CallerHand, TableError> {
        let was = self.row(Key::caller_hand(person)).await?;
        let lead = was.as_ref().map(|row| read(row, BODY)).transpose()?;
        Ok(CallerHand { lead, person: person.to_owned(), was })
    }

    /// Writes a lead that its caller took in hand. False if the lead is no longer of version `was`, or the caller has taken
    /// somebody since `hand` was read: then nothing was written.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_in_hand(
        &self,
        lead: &Lead,
        was: u64,
        until: Timestamp,
        hand: &CallerHand,
    ) -> Result<bool, TableError> {
        let row = with_body(Key::caller_hand(&hand.person), &lead.id, Some(until));
        let writes = [Write::over_version(lead_item(lead, self.shards), was), Write::over_body(row, hand.was.clone())];
        let Err(failure) = self.write_all(writes).await else { return Ok(true) };
        let reasons = match failure.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => cancelled.cancellation_reasons(),
            _ => return Err(TableError::call(failure)),
        };
        // Somebody else writes one of the two rows at this moment, or was faster.
        let is_lost =
            |reason: &CancellationReason| did_not_hold(reason) || reason.code() == Some("TransactionConflict");
        if reasons.iter().any(is_lost) { Ok(false) } else { Err(TableError::call(failure)) }
    }
}
