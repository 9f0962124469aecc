//! Other names of leads: an id that another address or a number of a lead has, `ALIAS#id`. What comes for that id is the
//! lead's.
//!
//! The row of an address follows the [lead](leadwright_domain::lead::Lead::aliases), as its search rows do. The row of
//! a number is written when something first comes for it, so that the id which the sender was told names the lead.

use jiff::Timestamp;
use leadwright_domain::company::Company;
use leadwright_domain::search::{SearchFields, SearchQuery};
use leadwright_domain::value::identity::{Identity, IdentityKey, LeadId};
use serde::{Deserialize, Serialize};

use super::card::Card;
use super::error::{TableError, condition_held};
use super::item::json;
use super::key::Key;
use super::rows::{Table, with_body};

/// That an id is another name of a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// The lead.
    pub lead: LeadId,
    /// It is by a telephone number, which may become another person's: only what names the id itself goes by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_number_since: Option<Timestamp>,
}

impl Alias {
    /// Only what names the id itself goes by it.
    pub(crate) fn is_by_number(&self) -> bool {
        self.by_number_since.is_some()
    }
}

/// Whom an address, a number or an id names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// This lead.
    One(LeadId),
    /// No lead.
    Nobody,
    /// Several leads have the number.
    Several(Vec<Card>),
}

impl Table {
    /// The lead that this id is another name of.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn alias(&self, id: &LeadId) -> Result<Option<Alias>, TableError> {
        self.get(Key::alias(id)).await
    }

    pub(crate) async fn put_alias(&self, id: &LeadId, alias: &Alias) -> Result<(), TableError> {
        let item = with_body(Key::alias(id), alias, None);
        self.put(item).await
    }

    /// Takes an alias away, if it still names this lead.
    pub(crate) async fn forget_alias(&self, id: &LeadId, lead: &LeadId) -> Result<(), TableError> {
        let body = json(&Alias { lead: lead.clone(), by_number_since: None });
        let delete = self.client.delete_item().table_name(&self.name).set_key(Some(Key::alias(id).item()));
        let delete = delete.condition_expression("body = :body").expression_attribute_values(":body", body);
        condition_held(delete.send().await).map(drop)
    }

    /// The leads that have a telephone number, in E.164.
    pub(crate) async fn with_number(
        &self,
        number: &str,
        company: &Company,
    ) -> Result<Vec<leadwright_domain::lead::Lead>, TableError> {
        Ok(self.found(&SearchQuery::phone(number), None, company).await?.0)
    }

    /// The lead that an address, a telephone number or an id from outside names. What has the lead's number and no
    /// address names it too, unless several have that number.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn named(&self, key: &IdentityKey, who: &Identity, company: &Company) -> Result<Named, TableError> {
        let id = LeadId::of(key, who);
        let Identity::Phone(number) = who else { return self.named_by_id(&id).await };
        let mut leads = self.with_number(number.as_str(), company).await?;
        if leads.iter().all(|lead| lead.id != id)
            && let Some(lead) = self.lead(&id).await?
        {
            leads.push(lead);
        }
        Ok(match leads.as_slice() {
            [] => self.named_by_id(&id).await?,
            [lead] => Named::One(lead.id.clone()),
            several => Named::Several(several.iter().map(Card::of).collect()),
        })
    }

    /// The lead that an id names: its own, or that of which it is another name.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn named_by_id(&self, id: &LeadId) -> Result<Named, TableError> {
        if self.row(Key::lead(id)).await?.is_some() {
            return Ok(Named::One(id.clone()));
        }
        Ok(self.alias(id).await?.map_or(Named::Nobody, |alias| Named::One(alias.lead)))
    }

    /// Other leads that may be the same person: of the same telephone number, or of the same name and company. A number
    /// or a name alone proves nothing: several people may have it.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn possible_duplicates(
        &self,
        fields: &SearchFields,
        other_than: Option<&LeadId>,
        company: &Company,
    ) -> Result<Vec<Card>, TableError> {
        let mut leads = Vec::new();
        if let Some(number) = fields.number(company) {
            leads.extend(self.with_number(&number, company).await?);
        }
        if let Some(query) = fields.same_name_and_company() {
            let (found, _) = self.found(&query, None, company).await?;
            leads.extend(found.into_iter().filter(|lead| fields.has_same_name_and_company(&SearchFields::of(lead))));
        }
        let mut cards: Vec<Card> = leads.iter().map(Card::of).filter(|card| Some(&card.id) != other_than).collect();
        cards.sort_by(|one, other| one.id.cmp(&other.id));
        cards.dedup_by(|one, other| one.id == other.id);
        Ok(cards)
    }
}
