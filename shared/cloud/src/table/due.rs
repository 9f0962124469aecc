//! The index of what is due: a row stands in it as long as something is due for it.

use jiff::Timestamp;
use leadwright_domain::value::identity::LeadId;

use super::error::{TableError, condition_held};
use super::item::{Item, sortable, text, text_of};
use super::key::Key;
use super::rows::{Page, Start, Table};

/// A lead that something is due for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueLead {
    /// The lead.
    pub lead: LeadId,
    sort_key: String,
}

/// Puts a row into the index: it is seen from `wake` on.
pub(crate) fn set_due(item: &mut Item, shard: u16, wake: Timestamp, lead: &LeadId) {
    item.insert("due_pk".to_owned(), text(partition(shard)));
    item.insert("due_sk".to_owned(), text(sort_key(wake, lead)));
}

fn partition(shard: u16) -> String {
    format!("DUE#{shard}")
}

fn sort_key(wake: Timestamp, lead: &LeadId) -> String {
    format!("{}#{lead}", sortable(wake))
}

impl Table {
    /// Leads of one shard that something is due for at `now`, longest waiting first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn due(&self, shard: u16, now: Timestamp, start: Option<Start>) -> Result<Page<DueLead>, TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("due")
            .key_condition_expression("due_pk = :pk AND due_sk <= :now")
            .expression_attribute_values(":pk", text(partition(shard)))
            // `~` sorts behind every lead id.
            .expression_attribute_values(":now", text(format!("{}#~", sortable(now))))
            .set_exclusive_start_key(start.map(Start::into_key))
            .send()
            .await
            .map_err(TableError::call)?;
        let rows: Result<_, _> = answer.items().iter().map(due_lead).collect();
        Ok(Page { rows: rows?, next: answer.last_evaluated_key.map(Start::from_key) })
    }

    /// Takes a due lead out of the index's sight until `until`; none if somebody else just did, or it changed.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn lease(&self, due: &DueLead, until: Timestamp) -> Result<Option<DueLead>, TableError> {
        let leased = DueLead { lead: due.lead.clone(), sort_key: sort_key(until, &due.lead) };
        let answer = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(Key::lead(&due.lead).item()))
            .update_expression("SET due_sk = :until")
            .condition_expression("due_sk = :was")
            .expression_attribute_values(":until", text(&leased.sort_key))
            .expression_attribute_values(":was", text(&due.sort_key))
            .send()
            .await;
        Ok(condition_held(answer)?.then_some(leased))
    }
}

fn due_lead(item: &Item) -> Result<DueLead, TableError> {
    let sort_key = text_of(item, "due_sk")?.to_owned();
    let lead = sort_key.split_once('#').and_then(|(_, id)| LeadId::parse(id).ok());
    match lead {
        Some(lead) => Ok(DueLead { lead, sort_key }),
        None => Err(TableError::Broken { key: sort_key, why: "no lead id in the key".to_owned() }),
    }
}
