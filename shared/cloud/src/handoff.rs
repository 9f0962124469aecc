//! The hand-off: who gets a lead, with all that has to be read and counted for it.
//!
//! Two counters stand outside the lead's transaction, so that parallel hand-offs cost each other nothing: the turns of a
//! pool, and a person's leads of the day. Each is one `UpdateItem` that also remembers for whom it counted: an activity
//! that comes again gets the turn it had, and is not counted twice. (Unless its invocation died after drawing and more
//! than 32 others drew until it came again: then the turn is skipped. No two leads ever have the same turn.)
//! In the ordinary case a hand-off is one query (people), one read (whose turns the pool may forget) and one update (turn).

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ReturnValue, ReturnValuesOnConditionCheckFailure};
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::ActivityId;
use leadwright_domain::config::Config;
use leadwright_domain::lead::{Assignment, Lead};
use leadwright_domain::routing;
use leadwright_domain::routing::{ANYONE, KEPT, OwnerCandidate, People, Pool};
use leadwright_domain::value::hash::content_hash;

use crate::table::{Item, Key, Table, TableError, condition_held, drawn_by, expiry, number, number_of, text, text_of};

/// How many turns back a pool remembers who drew them. The row stays below 1 KB: one write unit a turn.
const REMEMBERED: u64 = 32;

/// How many forgotten draws are removed with each draw.
const FORGOTTEN: usize = 24;

/// How many activities a counter of a day remembers. With 16 slots the row stays below 1 KB: one write unit a count.
const SLOTS: u32 = 16;

/// How long the counter of a day is kept: it is of no use after that day, in any time zone.
const KEEP_A_DAY: SignedDuration = SignedDuration::from_hours(72);

/// How long a pool's turns are kept: after a longer break the pool begins with its first turn again.
const KEEP_TURNS: SignedDuration = SignedDuration::from_hours(400 * 24);

/// No owner could be chosen.
#[derive(Debug, thiserror::Error)]
pub enum HandOffError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The row is not as this version writes it.
    #[error("the row {0} has no number")]
    Broken(String),
}

/// Says who gets leads.
#[derive(Debug, Clone, Copy)]
pub struct HandOff<'a> {
    /// The table.
    pub table: &'a Table,
    /// The configuration of the day.
    pub config: &'a Config,
    /// The invocation's time.
    pub now: Timestamp,
}

impl HandOff<'_> {
    /// Who gets the lead because of `activity`; never one of `excluded`. None only if there is nobody else.
    ///
    /// The same activity gets the same answer, as far as the counters remember it.
    ///
    /// # Errors
    /// See [`HandOffError`]; a turn that was drawn is drawn again then.
    pub async fn choose(
        &self,
        lead: &Lead,
        activity: &ActivityId,
        excluded: &[String],
    ) -> Result<Option<Assignment>, HandOffError> {
        let people = self.table.people().await?;
        let employer = routing::employer(lead).filter(|_| self.config.routing.asks_employer());
        let mut employers = match &employer {
            Some(domain) => self.employers_owner(domain).await?,
            None => None,
        };
        // Whom this hand-off itself has made the employer's owner.
        let mut made: Option<String> = None;
        let mut full = Vec::new();
        loop {
            let owner = employers.as_deref();
            let choice = self.config.distribution(&people, self.now).choose(lead, owner, excluded, &full);
            let (person, rule, turn) = match choice {
                OwnerCandidate::Nobody => return Ok(None),
                OwnerCandidate::Kept(owner) => {
                    return Ok(Some(Assignment { owner, rule: KEPT.to_owned(), turn: None }));
                }
                OwnerCandidate::Anyone(pool) => {
                    let (owner, turn) = self.whose_turn(&pool, activity).await?;
                    if let (Some(domain), Some(made)) = (&employer, &made) {
                        // Nobody has room: whoever was made the employer's owner does not get the lead either.
                        self.make_employers_owner(domain, Some(made), &owner).await?;
                    }
                    return Ok(Some(Assignment { owner, rule: ANYONE.to_owned(), turn }));
                }
                OwnerCandidate::Person { person, rule } => (person, rule, None),
                OwnerCandidate::Turn { pool, rule } => {
                    let (person, turn) = self.whose_turn(&pool, activity).await?;
                    (person, rule, turn)
                }
            };
            // Before there is known to be room, which can't be taken back: of two colleagues who come at the same moment
            // one makes the employer's owner, and the other goes to that one.
            if let Some(domain) = &employer
                && self.may_replace(employers.as_deref(), made.as_deref())
                && employers.as_ref() != Some(&person)
            {
                if self.make_employers_owner(domain, employers.as_deref(), &person).await? {
                    made = Some(person.clone());
                    employers = Some(person.clone());
                } else {
                    (made, employers) = (None, self.employers_owner(domain).await?);
                    continue;
                }
            }
            if self.has_room(&person, &people, activity).await? {
                return Ok(Some(Assignment { owner: person, rule, turn }));
            }
            full.push(person);
        }
    }

    async fn whose_turn(&self, pool: &Pool, activity: &ActivityId) -> Result<(String, Option<u64>), HandOffError> {
        if let Some(only) = pool.only() {
            return Ok((only.to_owned(), None));
        }
        let turn = self.draw(pool.key(), activity).await?;
        Ok((pool.of_turn(turn).to_owned(), Some(turn)))
    }

    /// The pool's next turn, or the one that the activity drew before. Takes away what is too old to be remembered.
    async fn draw(&self, pool: &str, activity: &ActivityId) -> Result<u64, HandOffError> {
        let drawn = self.table.drawn(pool).await?;
        let newest = drawn.iter().map(|(_, turn)| *turn).max().unwrap_or_default();
        let mine = drawn_by(activity);
        let is_old = |by: &String, turn: u64| turn + REMEMBERED <= newest && *by != mine;
        let old = drawn.iter().filter(|(by, turn)| is_old(by, *turn)).take(FORGOTTEN).enumerate();
        let mut names: HashMap<String, String> = old.map(|(at, (by, _))| (format!("#o{at}"), by.clone())).collect();
        let old: Vec<&str> = names.keys().map(String::as_str).collect();
        let remove = if old.is_empty() { String::new() } else { format!(" REMOVE {}", old.join(", ")) };
        let count = "if_not_exists(turn, :none) + :one";
        let update = format!("SET turn = {count}, #mine = {count}, expires = :expires{remove}");
        names.insert("#mine".to_owned(), mine.clone());
        let answer = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(Key::turns(pool).item()))
            .update_expression(update)
            .condition_expression("attribute_not_exists(#mine)")
            .set_expression_attribute_names(Some(names))
            .expression_attribute_values(":none", number(0))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":expires", expiry(self.now + KEEP_TURNS))
            .return_values(ReturnValue::UpdatedNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let turn = match answer {
            Ok(answer) => number_of(answer.attributes().and_then(|row| row.get(&mine))),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(known)) => {
                    number_of(known.item().and_then(|row| row.get(&mine)))
                }
                _ => return Err(TableError::call(error).into()),
            },
        };
        turn.ok_or_else(|| HandOffError::Broken(format!("of the turns of {pool}")))
    }

    /// There is room for one more lead, which is counted where the person has a limit a day.
    async fn has_room(&self, person: &str, people: &People, activity: &ActivityId) -> Result<bool, HandOffError> {
        let Some(person) = self.config.team.person(person) else { return Ok(true) };
        let (a_day, in_hand) = routing::limits(person, people);
        // Before the day's counter: it has no way back. The index lags by a moment, so at the limit one or two leads
        // that come at the same time may be too many; the limit a day is exact.
        if let Some(most) = in_hand
            && (most == 0 || self.table.in_hand(&person.id, most).await? >= most)
        {
            return Ok(false);
        }
        match a_day {
            None => Ok(true),
            Some(0) => Ok(false),
            Some(most) => self.take(Key::load(&person.id, person.date(self.now)).item(), activity, most).await,
        }
    }

    /// Counts a day up for an activity, unless it was counted before; false if there are `most` already.
    async fn take(&self, row: Item, activity: &ActivityId, most: u32) -> Result<bool, HandOffError> {
        let slot = activity.hash().bytes().fold(0_u32, |sum, byte| sum * 31 % 65_521 + u32::from(byte)) % SLOTS;
        let of = format!("of{slot}");
        let answer = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(row))
            .update_expression(format!(
                "SET taken = if_not_exists(taken, :none) + :one, {of} = :id, expires = :expires"
            ))
            .condition_expression(format!(
                "(attribute_not_exists({of}) OR {of} <> :id) AND (attribute_not_exists(taken) OR taken < :most)"
            ))
            .expression_attribute_values(":none", number(0))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":id", text(activity.hash()))
            .expression_attribute_values(":expires", expiry(self.now + KEEP_A_DAY))
            .expression_attribute_values(":most", number(most.into()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let Err(error) = answer else { return Ok(true) };
        let Some(UpdateItemError::ConditionalCheckFailedException(known)) = error.as_service_error() else {
            return Err(TableError::call(error).into());
        };
        let known = known.item().and_then(|row| row.get(&of)).and_then(|of| of.as_s().ok());
        Ok(known.is_some_and(|id| id == activity.hash()))
    }

    async fn employers_owner(&self, domain: &str) -> Result<Option<String>, TableError> {
        let row = self.table.row(employer_key(domain)).await?;
        row.map(|row| text_of(&row, "owner").map(ToOwned::to_owned)).transpose()
    }

    /// Who got the first lead of an employer stays its owner, as long as that person takes leads. One who was made the owner
    /// by this hand-off, and has no room, does not.
    fn may_replace(&self, owner: Option<&str>, made: Option<&str>) -> bool {
        let takes_leads = |id: &str| self.config.team.person(id).is_some_and(|person| person.takes_leads);
        owner.is_none_or(|owner| made == Some(owner) || !takes_leads(owner))
    }

    /// Makes a person the owner of an employer; false if somebody else got a lead of the same employer at the same moment:
    /// theirs stands.
    async fn make_employers_owner(&self, domain: &str, was: Option<&str>, owner: &str) -> Result<bool, TableError> {
        let mut item = employer_key(domain).item();
        item.insert("owner".to_owned(), text(owner));
        let put = self.table.client.put_item().table_name(&self.table.name).set_item(Some(item));
        let put = match was {
            Some(was) => put
                .condition_expression("#owner = :was")
                .expression_attribute_names("#owner", "owner")
                .expression_attribute_values(":was", text(was)),
            None => put.condition_expression("attribute_not_exists(pk)"),
        };
        condition_held(put.send().await)
    }
}

fn employer_key(domain: &str) -> Key {
    Key::employer(&content_hash(&[domain]))
}
