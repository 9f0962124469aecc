//! Who referred whom: a row each, beside the lead that says so itself.

use leadwright_domain::lead::Lead;
use leadwright_domain::value::identity::LeadId;
use serde_json::json;

use super::error::TableError;
use super::item::{text, text_of};
use super::key::{Key, RowKind};
use super::rows::{Table, with_body};

/// That one lead referred another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReferralRow {
    /// Who referred, by the id that it had then.
    pub by: LeadId,
    /// Whom.
    pub lead: LeadId,
}

impl Table {
    /// Writes down who referred the lead. To be called before the lead is stored that says so: where that fails, the row says
    /// nothing.
    pub(crate) async fn put_referral(&self, lead: &Lead) -> Result<(), TableError> {
        let Some(referral) = &lead.referral else { return Ok(()) };
        let key = Key::referral(referral.by.shard(self.shards), &referral.by, &lead.id);
        self.put(with_body(key, &json!({}), None)).await
    }

    /// The leads that say that this one referred them, also under an id that it had before.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn referred_by(&self, lead: &Lead) -> Result<Vec<Lead>, TableError> {
        let ids = lead.merged.iter().chain(lead.aliases.keys()).chain([&lead.id]);
        let mut places = Vec::new();
        for by in ids {
            places.extend(self.shards_of(by).await?.into_iter().map(|shard| (shard, by)));
        }
        let rows = places.into_iter().map(|(shard, by)| self.referral_rows(shard, Some(by)));
        let rows: Vec<ReferralRow> = futures_util::future::try_join_all(rows).await?.into_iter().flatten().collect();
        self.of_rows(&rows).await
    }

    /// Every row, in the order of who referred.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn referrals(&self) -> Result<Vec<ReferralRow>, TableError> {
        let shards = (0..self.shards).map(|shard| self.referral_rows(shard, None));
        let mut rows: Vec<ReferralRow> =
            futures_util::future::try_join_all(shards).await?.into_iter().flatten().collect();
        rows.sort();
        Ok(rows)
    }

    /// The leads of these rows that say themselves that they were referred.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn of_rows(&self, rows: &[ReferralRow]) -> Result<Vec<Lead>, TableError> {
        let mut leads = Vec::with_capacity(rows.len());
        for part in rows.chunks(100) {
            let found: Vec<Lead> = self.leads_of(part.iter().map(|row| &row.lead)).await?;
            leads.extend(found.into_iter().filter(|lead| lead.referral.is_some()));
        }
        Ok(leads)
    }

    async fn referral_rows(&self, shard: u16, by: Option<&LeadId>) -> Result<Vec<ReferralRow>, TableError> {
        let begins = by.map_or_else(|| "ld_".to_owned(), |by| format!("{by}#"));
        let query = self
            .client
            .query()
            .key_condition_expression("pk = :pk AND begins_with(sk, :by)")
            .expression_attribute_values(":pk", text(RowKind::Referral.partition_of(shard)))
            .expression_attribute_values(":by", text(begins));
        let rows = self.all(query).await?;
        let read = |row| {
            let (by, lead) = text_of(row, "sk")?.split_once('#').unwrap_or_default();
            Ok(LeadId::parse(by).ok().zip(LeadId::parse(lead).ok()).map(|(by, lead)| ReferralRow { by, lead }))
        };
        rows.iter().filter_map(|row| read(row).transpose()).collect()
    }
}
