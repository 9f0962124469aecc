//! The rows that leads are found by: one for each key of a lead, `SEARCH#shard#part` / `key#lead`.
//!
//! They are written behind the [ledger](crate::ledger)'s transaction, each one write unit, and only where something
//! changed. A search reads the leads that it finds and leaves out those that are no longer what it asks for: so a row
//! that is behind shows nothing wrong. A row that is missing, because the function ended behind the transaction, is
//! written when the queue brings the batch again, or the caller tries again; else by `leadwright reindex`.
//!
//! All keys that begin alike are in one partition a shard, for `begins_with`. Leads are spread over two shards and not
//! over all of the table's, so that a search stays at three requests. Within a shard DynamoDB itself splits a busy
//! partition by its sort keys, which end with a lead's id: leads of one name do not come one behind the other.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::{join, join_all, try_join_all};
use leadwright_domain::company::Company;
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::lead::Lead;
use leadwright_domain::search::{SearchFields, SearchQuery, SearchWords};
use leadwright_domain::value::identity::LeadId;

use super::alias::Alias;
use super::card::Card;
use super::error::TableError;
use super::item::{BODY, Item, read, text, text_of};
use super::key::Key;
use super::rows::Table;

/// The most leads that a search finds.
pub const FOUND: usize = 50;

/// Over how many partitions the leads of a part are spread. Stored rows are found by it: it stays.
const SHARDS: u16 = 2;

/// The rows that a search looks at in each shard, where not all of them are what it asks for.
const LOOKED_AT: i32 = 1000;

/// The most keys of a call of `BatchGetItem`.
const BATCH: usize = 100;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The leads, [`FOUND`] at the most, the latest submission first.
    pub cards: Vec<Card>,
    /// These are all. If not, a word more finds the others.
    pub is_complete: bool,
}

/// A lead's rows: its words, whose it is, and its other names.
#[derive(Debug, PartialEq, Eq, Default)]
struct Rows {
    words: SearchWords,
    owner: Option<String>,
    aliases: BTreeSet<LeadId>,
}

impl Rows {
    fn of(fields: &SearchFields, company: &Company) -> Self {
        let aliases = fields.aliases.keys().cloned().collect();
        Self { words: fields.words(company), owner: fields.owner.clone(), aliases }
    }

    fn item(&self, key: &str, lead: &LeadId) -> Item {
        let mut item = search_key(key, lead).item();
        item.insert("words".to_owned(), text(&self.words.words));
        if let Some(owner) = &self.owner {
            item.insert("owner".to_owned(), text(owner));
        }
        item
    }
}

fn search_key(key: &str, lead: &LeadId) -> Key {
    Key::search(lead.shard(SHARDS), key, lead)
}

impl Table {
    /// The leads that a query finds. With `whose`, only those of that person and those without an owner are looked at.
    ///
    /// Three requests, however many leads there are: a query a shard, side by side, and one read of what they found.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn search(
        &self,
        query: &SearchQuery,
        whose: Option<&str>,
        company: &Company,
    ) -> Result<Found, TableError> {
        let (leads, is_complete) = self.found(query, whose, company).await?;
        let mut cards: Vec<Card> = leads.iter().map(Card::of).collect();
        cards.sort_by(|one, other| (other.asked, &one.title).cmp(&(one.asked, &other.title)));
        Ok(Found { cards, is_complete })
    }

    /// The leads that a query finds, in no order, and whether these are all.
    pub(crate) async fn found(
        &self,
        query: &SearchQuery,
        whose: Option<&str>,
        company: &Company,
    ) -> Result<(Vec<Lead>, bool), TableError> {
        let shards = try_join_all((0..SHARDS).map(|shard| self.found_in(shard, query, whose))).await?;
        let mut is_complete = shards.iter().all(|(_, is_complete)| *is_complete);
        let mut ids: BTreeSet<LeadId> = shards.into_iter().flat_map(|(ids, _)| ids).collect();
        while ids.len() > FOUND {
            ids.pop_last();
            is_complete = false;
        }
        if ids.is_empty() {
            return Ok((Vec::new(), is_complete));
        }
        let rows = self.rows(ids.iter().map(Key::lead)).await?;
        let mut leads: Vec<Lead> = rows.iter().map(|row| read(row, BODY)).collect::<Result<_, _>>()?;
        leads.retain(|lead| query.finds(&SearchFields::of(lead).words(company)));
        Ok((leads, is_complete))
    }

    /// The ids of leads of a shard, and whether these are all.
    async fn found_in(
        &self,
        shard: u16,
        query: &SearchQuery,
        whose: Option<&str>,
    ) -> Result<(BTreeSet<LeadId>, bool), TableError> {
        let begin = if query.is_whole() { format!("{}#", query.key()) } else { query.key().to_owned() };
        let mut request = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :key)")
            .expression_attribute_values(":pk", text(Key::search_partition(shard, query.key())))
            .expression_attribute_values(":key", text(begin));
        let mut filters = Vec::new();
        for (place, word) in query.others().enumerate() {
            filters.push(format!("contains(words, :word{place})"));
            request = request.expression_attribute_values(format!(":word{place}"), text(word));
        }
        if let Some(person) = whose {
            filters.push("(attribute_not_exists(#owner) OR #owner = :person)".to_owned());
            request = request
                .expression_attribute_names("#owner", "owner")
                .expression_attribute_values(":person", text(person));
        }
        let request = if filters.is_empty() {
            // One more than is shown says that there are more.
            request.limit(i32::try_from(FOUND).unwrap_or(i32::MAX) + 1)
        } else {
            request.filter_expression(filters.join(" AND ")).limit(LOOKED_AT)
        };
        let answer = request.send().await.map_err(TableError::call)?;
        let ids = answer.items().iter().filter_map(|row| lead_of(row).transpose()).collect::<Result<_, _>>()?;
        Ok((ids, answer.last_evaluated_key.is_none()))
    }

    /// Writes the rows of a lead where they are others than before, and takes away those whose value is gone.
    pub(crate) async fn write_search(
        &self,
        lead: &LeadId,
        before: Option<&SearchFields>,
        now: &SearchFields,
        company: &Company,
    ) -> Result<(), TableError> {
        let before = before.map(|fields| Rows::of(fields, company)).unwrap_or_default();
        let now = Rows::of(now, company);
        let is_same = now.words.words == before.words.words && now.owner == before.owner;
        let new = now.words.keys.iter().filter(|key| !is_same || !before.words.keys.contains(*key));
        let gone = before.words.keys.difference(&now.words.keys);
        self.change_search(lead, &now, new.collect(), gone.collect()).await?;
        let aliases = now.aliases.difference(&before.aliases);
        self.change_aliases(lead, aliases.collect(), before.aliases.difference(&now.aliases).collect()).await
    }

    /// Puts the rows of some keys, and deletes those of others, side by side.
    async fn change_search(
        &self,
        lead: &LeadId,
        rows: &Rows,
        new: Vec<&String>,
        gone: Vec<&String>,
    ) -> Result<(), TableError> {
        let puts = join_all(new.into_iter().map(|key| self.put(rows.item(key, lead))));
        let deletes = join_all(gone.into_iter().map(|key| self.delete(search_key(key, lead))));
        let (puts, deletes) = join(puts, deletes).await;
        puts.into_iter().chain(deletes).collect()
    }

    /// The keys of the rows that a lead is found by.
    pub(super) fn search_keys(lead: &Lead, company: &Company) -> Vec<Key> {
        let rows = Rows::of(&SearchFields::of(lead), company);
        rows.words.keys.iter().map(|key| search_key(key, &lead.id)).collect()
    }

    async fn change_aliases(&self, lead: &LeadId, new: Vec<&LeadId>, gone: Vec<&LeadId>) -> Result<(), TableError> {
        let alias = Alias { lead: lead.clone(), by_number_since: None };
        for id in new {
            self.put_alias(id, &alias).await?;
        }
        for id in gone {
            self.forget_alias(id, lead).await?;
        }
        Ok(())
    }

    /// Makes the rows that a lead is found by what they should be, whatever is there. True if one was missing, another, or
    /// too many.
    ///
    /// What the lead was found by before is read from its timeline.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn repair_search(&self, lead: &Lead, config: &Config) -> Result<bool, TableError> {
        let company = &config.company;
        let rows = Rows::of(&SearchFields::of(lead), company);
        let mut ever = Rows::default();
        let mut replayed = None;
        for applied in self.timeline(&lead.id).await? {
            let then = fold::replay(replayed, &applied, &config.scoring);
            let of_then = Rows::of(&SearchFields::of(&then), company);
            ever.words.keys.extend(of_then.words.keys);
            ever.aliases.extend(of_then.aliases);
            replayed = Some(then);
        }
        let all: Vec<&String> = rows.words.keys.union(&ever.words.keys).collect();
        let mut stored: BTreeMap<String, Item> = BTreeMap::new();
        for keys in all.chunks(BATCH) {
            for row in self.rows(keys.iter().map(|key| search_key(key, &lead.id))).await? {
                stored.insert(text_of(&row, "sk")?.to_owned(), row);
            }
        }
        let is_stored = |key: &str| stored.get(search_key(key, &lead.id).sort());
        let is_right = |key: &&String| is_stored(key) == Some(&rows.item(key, &lead.id));
        let wrong: Vec<&String> = rows.words.keys.iter().filter(|key| !is_right(key)).collect();
        let gone = ever.words.keys.difference(&rows.words.keys).filter(|key| is_stored(key).is_some());
        let gone: Vec<&String> = gone.collect();
        let is_changed = !wrong.is_empty() || !gone.is_empty();
        self.change_search(&lead.id, &rows, wrong, gone).await?;
        // Few leads have any: they are not compared.
        let gone = ever.aliases.difference(&rows.aliases).collect();
        self.change_aliases(&lead.id, rows.aliases.iter().collect(), gone).await?;
        Ok(is_changed)
    }
}

/// The lead that a row names: the end of its sort key.
fn lead_of(row: &Item) -> Result<Option<LeadId>, TableError> {
    let id = text_of(row, "sk")?.rsplit('#').next();
    Ok(id.and_then(|id| LeadId::parse(id).ok()))
}
