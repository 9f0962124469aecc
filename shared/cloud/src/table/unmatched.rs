//! Activities that were accepted for a lead that is not there. They are applied when the lead begins, else they expire.

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::Activity;
use leadwright_domain::value::identity::LeadId;
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::item::{BODY, Item, read, text};
use super::key::{Key, RowKind};
use super::rows::{Table, with_body};
use super::write::Write;

/// An activity without its lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmatched {
    /// The activity.
    pub activity: Activity,
    /// When it was found that its lead is not there.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// The leads that have the number which it names, where these are several: it can't be said whom it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared_by: Vec<LeadId>,
}

/// How long an activity waits for its lead. The API's answer says so too.
pub const UNMATCHED_DAYS: u16 = 90;

impl Table {
    /// Keeps an activity whose lead is not there. Of one that comes again, the first stays.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn keep_unmatched(
        &self,
        activity: &Activity,
        shared_by: &[LeadId],
        now: Timestamp,
    ) -> Result<(), TableError> {
        let kept = Unmatched { activity: activity.clone(), since: now, shared_by: shared_by.to_vec() };
        let end = now + SignedDuration::from_hours(24 * i64::from(UNMATCHED_DAYS));
        let item = with_body(self.unmatched_key(activity), &kept, Some(end));
        self.write(Write::new(item)).await?;
        Ok(())
    }

    /// The activities that wait for this lead, oldest first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn unmatched_of(&self, lead: &LeadId) -> Result<Vec<Unmatched>, TableError> {
        let query = self
            .client
            .query()
            .key_condition_expression("pk = :pk AND begins_with(sk, :lead)")
            .expression_attribute_values(":pk", text(RowKind::Unmatched.partition_of(lead.shard(self.shards))))
            .expression_attribute_values(":lead", text(Key::unmatched_prefix(lead)))
            .consistent_read(true);
        read_unmatched(&self.all(query).await?)
    }

    /// Every activity whose lead is not there, those of a lead oldest first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn unmatched(&self) -> Result<Vec<Unmatched>, TableError> {
        let mut all = Vec::new();
        for shard in 0..self.shards {
            all.extend(read_unmatched(&self.partition(RowKind::Unmatched.partition_of(shard)).await?)?);
        }
        Ok(all)
    }

    /// Forgets an activity without its lead: it was applied or queued again, or somebody discards it.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn forget_unmatched(&self, activity: &Activity) -> Result<(), TableError> {
        let key = self.unmatched_key(activity).item();
        let delete = self.client.delete_item().table_name(&self.name).set_key(Some(key));
        delete.send().await.map_err(TableError::call)?;
        Ok(())
    }

    fn unmatched_key(&self, activity: &Activity) -> Key {
        let id = activity.external_id.as_deref().unwrap_or(activity.id.as_str());
        Key::unmatched(activity.lead.shard(self.shards), &activity.lead, id)
    }
}

/// The activities of rows, those of a lead oldest first.
fn read_unmatched(rows: &[Item]) -> Result<Vec<Unmatched>, TableError> {
    let mut read: Vec<Unmatched> = rows.iter().map(|row| read(row, BODY)).collect::<Result<_, _>>()?;
    read.sort_by(|one, other| (&one.activity.lead, &one.activity.id).cmp(&(&other.activity.lead, &other.activity.id)));
    Ok(read)
}
