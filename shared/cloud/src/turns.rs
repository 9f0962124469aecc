//! The round robin's turns.
//!
//! One `UpdateItem` counts the turn up and remembers for whom: an activity that comes again gets the turn it had.
//! It stands outside the lead's transaction, so that parallel hand-offs cost each other nothing.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ReturnValue, ReturnValuesOnConditionCheckFailure};
use leadwright_domain::activity::ActivityId;
use leadwright_domain::config::Config;
use leadwright_domain::fold::Wanted;
use leadwright_domain::routing::Assignment;

use crate::item::{key, number, text};
use crate::table::{Table, TableError, number_of};

/// How many activities are remembered. With so many slots the row stays below 1 KB: one write unit a turn.
const SLOTS: u32 = 16;

/// A turn could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The row is not as this version writes it.
    #[error("the row of the turns has no number")]
    Broken,
}

/// The team's round robin.
#[derive(Debug, Clone)]
pub struct Turns {
    table: Table,
}

impl Turns {
    /// Who gets the lead.
    ///
    /// # Errors
    /// See [`TurnError`].
    pub async fn choose(
        &self,
        wanted: &Wanted,
        activity: &ActivityId,
        config: &Config,
    ) -> Result<Assignment, TurnError> {
        let present = |owner: &String| config.team.person(owner).is_some() && !wanted.excluded.contains(owner);
        if let Some(owner) = wanted.lead.owner.clone().filter(present) {
            return Ok(Assignment { owner, rule: "kept".to_owned(), turn: None });
        }
        let turn = self.draw(activity).await?;
        let owner = config.team.of_turn(turn).map(|person| person.id.clone()).ok_or(TurnError::Broken)?;
        Ok(Assignment { owner, rule: "team".to_owned(), turn: Some(turn) })
    }

    /// The turns kept in `table`.
    pub fn new(table: Table) -> Self {
        Self { table }
    }

    /// The turn of this activity, from 1: a new one, or the one it got before.
    ///
    /// # Errors
    /// See [`TurnError`].
    pub async fn draw(&self, activity: &ActivityId) -> Result<u64, TurnError> {
        let slot = activity.hash().bytes().fold(0_u32, |sum, byte| sum * 31 % 65_521 + u32::from(byte)) % SLOTS;
        let (of, at) = (format!("of{slot}"), format!("at{slot}"));
        let answer = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(key("TURN#team", "TURN")))
            .update_expression(format!(
                "SET turn = if_not_exists(turn, :none) + :one, {at} = if_not_exists(turn, :none) + :one, {of} = :id"
            ))
            .condition_expression(format!("attribute_not_exists({of}) OR {of} <> :id"))
            .expression_attribute_values(":none", number(0))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":id", text(activity.hash()))
            .return_values(ReturnValue::UpdatedNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let drawn = match answer {
            Ok(answer) => number_of(answer.attributes().and_then(|row| row.get(&at))),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(known)) => {
                    number_of(known.item().and_then(|row| row.get(&at)))
                }
                _ => return Err(TableError::call(error).into()),
            },
        };
        drawn.ok_or(TurnError::Broken)
    }
}
