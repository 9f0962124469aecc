//! Activities that were accepted for a lead that is not there. They are applied when the lead begins, else they expire.

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::Activity;
use leadwright_domain::value::identity::LeadId;
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::item::{BODY, Item, read};
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
        let item = with_body(unmatched_key(activity, activity.lead.shard(self.shards)), &kept, Some(end));
        self.write(Write::new(item)).await?;
        Ok(())
    }

    /// The activities that wait for this lead, oldest first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn unmatched_of(&self, lead: &LeadId) -> Result<Vec<Unmatched>, TableError> {
        read_unmatched(&self.of_lead(RowKind::Unmatched, lead, &Key::unmatched_prefix(lead)).await?)
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
        for shard in self.shards_of(&activity.lead).await? {
            self.delete(unmatched_key(activity, shard)).await?;
        }
        Ok(())
    }
}

fn unmatched_key(activity: &Activity, shard: u16) -> Key {
    let id = activity.external_id.as_deref().unwrap_or(activity.id.as_str());
    Key::unmatched(shard, &activity.lead, id)
}

/// The activities of rows, those of a lead oldest first.
fn read_unmatched(rows: &[Item]) -> Result<Vec<Unmatched>, TableError> {
    let mut read: Vec<Unmatched> = rows.iter().map(|row| read(row, BODY)).collect::<Result<_, _>>()?;
    read.sort_by(|one, other| (&one.activity.lead, &one.activity.id).cmp(&(&other.activity.lead, &other.activity.id)));
    Ok(read)
}
