//! Over how many shards busy partitions are spread: now, and before. The number may be raised, never lowered.
//!
//! After a raise the rows of before stay where they are. Indexes are read shard by shard, so they show these rows too. A
//! row whose own key holds the shard of its lead is looked for under each number that there was.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use leadwright_domain::value::identity::LeadId;

use super::error::TableError;
use super::item::{Item, number, number_of, text};
use super::key::{Key, RowKind};
use super::rows::Table;

/// The number now.
const NOW: &str = "shards";

/// Every number that there was.
const EVER: &str = "ever";

/// The rows of the table are spread over more shards than the stack's parameter says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the rows of the table are spread over {table} shards, and the parameter Shards says {stack}: leads would be missing. \
     Deploy with Shards={table} or more; the number can be raised, never lowered"
)]
pub struct FewerShards {
    /// What the table says.
    pub table: u16,
    /// What the stack says.
    pub stack: u16,
}

impl Table {
    /// Writes down over how many shards this stack spreads rows, for commands and for the time after a raise. Asked for
    /// by what starts with a new number; doing it again changes nothing.
    ///
    /// # Errors
    /// See [`TableError`]; the inner error if the table says more, and then nothing was written.
    pub async fn register_shards(&self) -> Result<Result<(), FewerShards>, TableError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(Key::shards().item()))
            .update_expression("SET #now = :now ADD #ever :ever")
            .condition_expression("attribute_not_exists(#now) OR #now <= :now")
            .expression_attribute_names("#now", NOW)
            .expression_attribute_names("#ever", EVER)
            .expression_attribute_values(":now", number(self.shards.into()))
            .expression_attribute_values(":ever", AttributeValue::Ns(vec![self.shards.to_string()]))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match update.send().await.map_err(Into::into) {
            Ok(_) => Ok(Ok(())),
            Err(aws_sdk_dynamodb::Error::ConditionalCheckFailedException(failed)) => {
                let row = failed.item.unwrap_or_default();
                let table = number_of(row.get(NOW)).and_then(|now| u16::try_from(now).ok());
                let table = table.ok_or_else(|| broken("it says no number"))?;
                Ok(Err(FewerShards { table, stack: self.shards }))
            }
            Err(error) => Err(TableError::call(error)),
        }
    }

    /// The number of shards that the table itself says; none before a stack of this release has run once.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn registered_shards(&self) -> Result<Option<u16>, TableError> {
        let Some(row) = self.row(Key::shards()).await? else { return Ok(None) };
        let now = number_of(row.get(NOW)).and_then(|now| u16::try_from(now).ok()).filter(|now| *now > 0);
        now.map(Some).ok_or_else(|| broken("it says no number"))
    }

    /// Every number of shards that there was, this stack's first. Read once: another number comes with another deployment.
    async fn ever(&self) -> Result<&[u16], TableError> {
        if let Some(ever) = self.ever.get() {
            return Ok(ever);
        }
        let row: Item = self.row(Key::shards()).await?.unwrap_or_default();
        let before = row.get(EVER).and_then(|ever| ever.as_ns().ok()).into_iter().flatten();
        let before = before.filter_map(|number| number.parse().ok()).filter(|number| *number != self.shards);
        let ever = std::iter::once(self.shards).chain(before).collect();
        Ok(self.ever.get_or_init(|| ever))
    }

    /// The shards that rows of a lead may be in, whose keys hold its shard: that of now first, which new rows go to.
    pub(crate) async fn shards_of(&self, lead: &LeadId) -> Result<Vec<u16>, TableError> {
        let mut all: Vec<u16> = Vec::new();
        for shard in self.ever().await?.iter().map(|number| lead.shard(*number)) {
            if !all.contains(&shard) {
                all.push(shard);
            }
        }
        Ok(all)
    }

    /// The rows of a kind that is spread over shards, whose sort keys begin with that text, which begins with this id: in
    /// all shards that they may be in.
    pub(crate) async fn of_lead(&self, kind: RowKind, id: &LeadId, begin: &str) -> Result<Vec<Item>, TableError> {
        let mut rows = Vec::new();
        for shard in self.shards_of(id).await? {
            let query = self
                .client
                .query()
                .key_condition_expression("pk = :pk AND begins_with(sk, :begin)")
                .expression_attribute_values(":pk", text(kind.partition_of(shard)))
                .expression_attribute_values(":begin", text(begin))
                .consistent_read(true);
            rows.extend(self.all(query).await?);
        }
        Ok(rows)
    }

    /// Every number of shards that a lead's row may have been written with.
    pub(crate) async fn numbers_of_shards(&self) -> Result<Vec<u16>, TableError> {
        Ok(self.ever().await?.to_vec())
    }
}

fn broken(why: &str) -> TableError {
    TableError::Broken { key: Key::shards().to_string(), why: why.to_owned() }
}
