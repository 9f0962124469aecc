//! Parts of lists of leads, for pages: the indexes `work` and `stage`, several partitions side by side.
//!
//! One query a partition, however many leads there are.

use std::cmp::Ordering;

use futures_util::future::try_join_all;
use jiff::Timestamp;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::stage::Stage;

use super::card::Card;
use super::error::TableError;
use super::item::{Item, sortable, text, text_of};
use super::key::lead_of;
use super::leads::stage_partition;
use super::rows::Table;
use super::worklist::{hot, worklist};

/// Leads that are read at once of those that stand long in a stage.
const STANDING: i32 = 50;

/// Leads that stand together in a list, in the order of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListPart {
    /// Those of some owners, by what is to be done next; see [`Table::of_owner`].
    Owners(Vec<String>),
    /// Those of a stage, the newest there first.
    Stage(Stage),
}

/// Leads of a part of a list.
#[derive(Debug)]
pub struct ListedCards {
    /// Each with its place: a list goes on behind a place.
    pub cards: Vec<(String, Card)>,
    /// The part has no more.
    pub is_end: bool,
}

impl ListPart {
    fn index(&self) -> &'static str {
        match self {
            Self::Owners(_) => "work",
            Self::Stage(_) => "stage",
        }
    }

    fn partitions(&self, shards: u16) -> Vec<String> {
        match self {
            Self::Owners(owners) => owners.iter().map(|owner| worklist(owner)).collect(),
            Self::Stage(stage) => (0..shards).map(|shard| stage_partition(*stage, shard)).collect(),
        }
    }

    fn is_forward(&self) -> bool {
        matches!(self, Self::Owners(_))
    }

    /// The order of places in the list.
    fn order(&self, one: &str, other: &str) -> Ordering {
        if self.is_forward() { one.cmp(other) } else { other.cmp(one) }
    }
}

impl Table {
    /// The leads of a part of a list behind a place, `most` at the most. Of each of its partitions `each` rows are read: where
    /// one has more of them than its share, the list is shorter.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn listed(
        &self,
        part: &ListPart,
        after: Option<&str>,
        (each, most): (usize, usize),
    ) -> Result<ListedCards, TableError> {
        let partitions = part.partitions(self.shards);
        let read_one = |partition| self.listed_of(part, partition, after, each);
        let answers = try_join_all(partitions.into_iter().map(read_one)).await?;
        let mut is_end = answers.iter().all(|(_, has_more)| !has_more);
        // Behind the last row of a partition that has more, rows of it are missing: the others go no further.
        let ends = answers.iter().filter(|(_, has_more)| *has_more);
        let ends = ends.filter_map(|(rows, _)| rows.last().map(|(place, _)| place.clone()));
        let end = ends.min_by(|one, other| part.order(one, other));
        let mut rows: Vec<(String, Item)> = answers.into_iter().flat_map(|(rows, _)| rows).collect();
        rows.sort_by(|(one, _), (other, _)| part.order(one, other));
        if let Some(end) = end {
            rows.retain(|(place, _)| part.order(place, &end) != Ordering::Greater);
        }
        is_end &= rows.len() <= most;
        rows.truncate(most);
        // Only what is shown is worth the time to read it.
        let card = |(place, row): (String, Item)| Ok((place, Card::read(&row)?));
        let cards: Result<_, TableError> = rows.into_iter().map(card).collect();
        Ok(ListedCards { cards: cards?, is_end })
    }

    async fn listed_of(
        &self,
        part: &ListPart,
        partition: String,
        after: Option<&str>,
        most: usize,
    ) -> Result<(Vec<(String, Item)>, bool), TableError> {
        let index = part.index();
        let mut query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(index)
            .expression_attribute_names("#pk", format!("{index}_pk"))
            .expression_attribute_values(":pk", text(partition))
            .scan_index_forward(part.is_forward())
            .limit(i32::try_from(most.max(1)).unwrap_or(i32::MAX));
        query = match after {
            None => query.key_condition_expression("#pk = :pk"),
            Some(after) => {
                let compare = if part.is_forward() { ">" } else { "<" };
                query
                    .key_condition_expression(format!("#pk = :pk AND #sk {compare} :after"))
                    .expression_attribute_names("#sk", format!("{index}_sk"))
                    .expression_attribute_values(":after", text(after))
            }
        };
        let answer = query.send().await.map_err(TableError::call)?;
        let place = format!("{index}_sk");
        let has_more = answer.last_evaluated_key.is_some();
        let row = |row: Item| Ok((text_of(&row, &place)?.to_owned(), row));
        let rows: Result<_, TableError> = answer.items.unwrap_or_default().into_iter().map(row).collect();
        Ok((rows?, has_more))
    }

    /// Leads of a stage in one shard that have stood there since before a moment, those that stand there longest first, with their
    /// places; and whether there are more behind the last of them.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn standing(
        &self,
        (stage, shard): (Stage, u16),
        after: Option<&str>,
        until: Timestamp,
    ) -> Result<(Vec<(String, LeadId)>, bool), TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("stage")
            .key_condition_expression("stage_pk = :pk AND stage_sk BETWEEN :after AND :until")
            .expression_attribute_values(":pk", text(stage_partition(stage, shard)))
            .expression_attribute_values(":after", text(after.unwrap_or("0")))
            .expression_attribute_values(":until", text(sortable(until)))
            .limit(STANDING)
            .send()
            .await
            .map_err(TableError::call)?;
        let row = |row: &Item| Ok((text_of(row, "stage_sk")?.to_owned(), lead_of(row)?));
        let rows: Result<Vec<_>, TableError> = answer.items().iter().map(row).collect();
        let mut rows = rows?;
        rows.retain(|(place, _)| Some(place.as_str()) != after);
        Ok((rows, answer.last_evaluated_key.is_some()))
    }

    /// The most urgent leads of an owner, `most` at the most, and whether there are more. Of [`NOBODY`](super::NOBODY), those
    /// that nobody has. One query.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn worklist_head(&self, owner: &str, most: usize) -> Result<(Vec<Card>, bool), TableError> {
        let part = ListPart::Owners(vec![owner.to_owned()]);
        let listed = self.listed(&part, None, (most, most)).await?;
        // Leads that nobody has anything to do about stand at the end.
        let is_open = |card: &Card| card.stage.is_sales() || !card.attention.is_none();
        let has_more = !listed.is_end && listed.cards.last().is_some_and(|(_, card)| is_open(card));
        let open = listed.cards.into_iter().map(|(_, card)| card).filter(is_open).collect();
        Ok((open, has_more))
    }

    /// Hot leads of an owner that wait for a salesperson, with a next step that is due from a moment on, and until another,
    /// if there is one: the last due first, `most` at the most. One query.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn hot_and_new(
        &self,
        owner: &str,
        from: Timestamp,
        until: Option<Timestamp>,
        most: usize,
    ) -> Result<Vec<LeadId>, TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("work")
            .key_condition_expression("work_pk = :pk AND work_sk BETWEEN :from AND :until")
            .expression_attribute_values(":pk", text(worklist(owner)))
            .expression_attribute_values(":from", text(hot(Some(from))))
            // The place of a lead of that very moment ends with its id.
            .expression_attribute_values(":until", text(format!("{}~", hot(until))))
            .scan_index_forward(false)
            .limit(i32::try_from(most).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(TableError::call)?;
        answer.items().iter().map(lead_of).collect()
    }
}
