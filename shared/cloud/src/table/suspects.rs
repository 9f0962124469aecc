//! Posts that are kept aside as spam, until a person decides about them or they expire.

use std::fmt;

use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::suspicion::{CONDEMNED_DAYS, Decision, Suspect, SuspectVerdict};
use leadwright_domain::value::hash::content_hash;

use super::error::TableError;
use super::item::{BODY, Item, number, number_of, read, text, text_of};
use super::key::{Key, RowKind};
use super::rows::{ATTEMPTS, Table, with_body};
use super::write::{Write, deletion_of_body};

/// The longest that a post may be kept aside; `keep` of `spam.yaml` is no more.
pub const SUSPECT_DAYS: u16 = 90;

/// The same post within this number of seconds is one.
const SAME_POST: i64 = 600;

/// What the sort key of a post begins with that waits, and of one that is decided.
const WAITING: &str = "W#";
const DECIDED: &str = "D#";

/// The name of a post that is kept aside, as in `3-20261126T1040-k5x2…`: its shard, its time, and a hash of its content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SuspectId {
    shard: u16,
    name: String,
}

/// A text is no name of a post that is kept aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a post that is kept aside has a name like 3-20261126T1040-k5x2c4m7q3ab6d2e: `leadwright suspects` lists them")]
pub struct NotASuspectId;

/// What came of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecideResult {
    /// It is stored.
    Decided,
    /// The same was decided before.
    Already,
    /// It was released before: what was applied is not taken back.
    Released,
    /// There is no such post: it has expired.
    Gone,
}

/// How many posts of some days were kept aside, and what was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SuspectCounts {
    /// Kept aside.
    pub aside: u64,
    /// Released by a person.
    pub released: u64,
    /// Condemned by a person.
    pub condemned: u64,
}

impl SuspectId {
    /// The same content of the same lead within ten minutes has the same name: a form that is sent twice is one.
    fn of(activity: &Activity, shards: u16) -> Self {
        let at = activity.occurred_at();
        let begin = at.as_second() - at.as_second().rem_euclid(SAME_POST);
        let begin = Timestamp::from_second(begin).unwrap_or(at).to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M");
        let content = match &activity.kind {
            ActivityKind::FormSubmitted(sent) => sent.content_hash(),
            _ => activity.id.to_string(),
        };
        let key = activity.external_id.as_deref().unwrap_or_default();
        let name = format!("{begin}-{}", content_hash(&[activity.lead.as_str(), key, &content]));
        Self { shard: activity.lead.shard(shards), name }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(text: &str) -> Result<Self, NotASuspectId> {
        let (shard, name) = text.split_once('-').ok_or(NotASuspectId)?;
        let is_name = (1..=60).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let shard = shard.parse().ok().filter(|_| is_name).ok_or(NotASuspectId)?;
        Ok(Self { shard, name: name.to_owned() })
    }

    fn key(&self, state: &str) -> Key {
        Key::suspect(self.shard, &format!("{state}{}", self.name))
    }
}

impl fmt::Display for SuspectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.shard, self.name)
    }
}

impl Table {
    /// Keeps a post aside for this number of days. The same post stays one.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn keep_suspect(&self, suspect: &Suspect, days: u16) -> Result<(), TableError> {
        let id = SuspectId::of(&suspect.activity, self.shards);
        let item = with_body(id.key(WAITING), suspect, Some(in_days(suspect.since, days)));
        if self.write(Write::new(item)).await? {
            // A number for people. If the function ends between the two, it is one too small.
            self.count_suspects(suspect.since, "aside").await?;
        }
        Ok(())
    }

    /// The activity is kept aside, or was.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn is_suspect(&self, activity: &Activity) -> Result<bool, TableError> {
        let SuspectId { name, .. } = SuspectId::of(activity, self.shards);
        let ids =
            self.shards_of(&activity.lead).await?.into_iter().map(|shard| SuspectId { shard, name: name.clone() });
        Ok(!self.rows(ids.flat_map(|id| [id.key(WAITING), id.key(DECIDED)])).await?.is_empty())
    }

    /// A post that is kept aside.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn suspect(&self, id: &SuspectId, now: Timestamp) -> Result<Option<Suspect>, TableError> {
        Ok(self.suspect_row(id, now).await?.map(|(_, _, suspect)| suspect))
    }

    /// The posts that wait for a decision, the newest first, to ten minutes: `most` of those before the name `before`.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn waiting_suspects(
        &self,
        before: Option<&SuspectId>,
        most: usize,
        now: Timestamp,
    ) -> Result<Vec<(SuspectId, Suspect)>, TableError> {
        self.suspects(WAITING, before, most, now).await
    }

    /// The posts that somebody decided about, the newest first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn decided_suspects(&self, most: usize, now: Timestamp) -> Result<Vec<(SuspectId, Suspect)>, TableError> {
        self.suspects(DECIDED, None, most, now).await
    }

    /// Stores a decision: the post waits no longer, and expires in a week. To be called for a release after its activity
    /// was applied or queued: a crash between the two leaves it waiting, and doing it again changes nothing.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn decide_suspect(&self, id: &SuspectId, decision: &Decision) -> Result<DecideResult, TableError> {
        for attempt in 0..ATTEMPTS {
            let Some((key, row, suspect)) = self.suspect_row(id, decision.at).await? else {
                return Ok(DecideResult::Gone);
            };
            if suspect.decision.as_ref().is_some_and(|made| made.verdict == decision.verdict) {
                return Ok(DecideResult::Already);
            }
            let Some(decided) = suspect.decided(decision.clone()) else { return Ok(DecideResult::Released) };
            let item = with_body(id.key(DECIDED), &decided, Some(in_days(decision.at, CONDEMNED_DAYS)));
            let is_written = if suspect.decision.is_none() {
                let was = row.get(BODY).cloned().unwrap_or_else(|| text(""));
                self.move_row(Write::new(item), deletion_of_body(key, was, &self.name)).await?
            } else {
                self.write(Write::over_body(item, Some(row))).await?
            };
            if is_written {
                let what = match decision.verdict {
                    SuspectVerdict::Released => "released",
                    SuspectVerdict::Condemned => "condemned",
                };
                self.count_suspects(suspect.since, what).await?;
                return Ok(DecideResult::Decided);
            }
            self.pauses.after(attempt).await;
        }
        Err(TableError::Contended { key: id.key(WAITING).to_string(), attempts: ATTEMPTS })
    }

    /// What became of the posts that were kept aside on these UTC days.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn suspect_counts(&self, first: Date, last: Date) -> Result<SuspectCounts, TableError> {
        let query = self
            .client
            .query()
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(RowKind::SuspectCounts.partition()))
            .expression_attribute_values(":first", text(first.to_string()))
            .expression_attribute_values(":last", text(last.to_string()));
        let rows = self.all(query).await?;
        let sum = |name: &str| rows.iter().filter_map(|row| number_of(row.get(name))).sum();
        Ok(SuspectCounts { aside: sum("aside"), released: sum("released"), condemned: sum("condemned") })
    }

    async fn suspects(
        &self,
        state: &str,
        before: Option<&SuspectId>,
        most: usize,
        now: Timestamp,
    ) -> Result<Vec<(SuspectId, Suspect)>, TableError> {
        let until = before.map_or_else(|| format!("{state}~"), |before| format!("{state}{}", before.name));
        let limit = i32::try_from(most + 1).unwrap_or(i32::MAX);
        let of_shard = |shard: u16| {
            let query = self
                .client
                .query()
                .table_name(&self.name)
                .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
                .expression_attribute_values(":pk", text(RowKind::Suspect.partition_of(shard)))
                .expression_attribute_values(":first", text(state))
                .expression_attribute_values(":last", text(until.clone()))
                .scan_index_forward(false)
                .limit(limit);
            async move { query.send().await.map_err(TableError::call) }
        };
        let pages = futures_util::future::try_join_all((0..self.shards).map(of_shard)).await?;
        let mut all = Vec::new();
        for row in pages.into_iter().flat_map(|page| page.items.unwrap_or_default()) {
            let shard =
                text_of(&row, "pk")?.rsplit('#').next().and_then(|shard| shard.parse().ok()).unwrap_or_default();
            let name = text_of(&row, "sk")?.trim_start_matches(state).to_owned();
            let id = SuspectId { shard, name };
            if before != Some(&id) && !is_over(&row, now) {
                all.push((id, read(&row, BODY)?));
            }
        }
        all.sort_by(|(one, _), (other, _)| other.name.cmp(&one.name));
        all.truncate(most);
        Ok(all)
    }

    async fn suspect_row(&self, id: &SuspectId, now: Timestamp) -> Result<Option<(Key, Item, Suspect)>, TableError> {
        for state in [WAITING, DECIDED] {
            let key = id.key(state);
            if let Some(row) = self.row(key.clone()).await?.filter(|row| !is_over(row, now)) {
                let suspect = read(&row, BODY)?;
                return Ok(Some((key, row, suspect)));
            }
        }
        Ok(None)
    }

    /// Writes a row and takes another away, or does neither: false.
    async fn move_row(&self, put: Write, gone: TransactWriteItem) -> Result<bool, TableError> {
        let parts = vec![put.in_transaction(&self.name), gone];
        let Err(failure) = self.client.transact_write_items().set_transact_items(Some(parts)).send().await else {
            return Ok(true);
        };
        let is_raced = failure.as_service_error().is_some_and(|error| {
            error.is_transaction_canceled_exception() || error.is_transaction_in_progress_exception()
        });
        if is_raced { Ok(false) } else { Err(TableError::call(failure)) }
    }

    async fn count_suspects(&self, since: Timestamp, what: &str) -> Result<(), TableError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(Key::suspect_counts(since.to_zoned(TimeZone::UTC).date()).item()))
            .update_expression(format!("ADD {what} :one"))
            .expression_attribute_values(":one", number(1));
        update.send().await.map_err(TableError::call)?;
        Ok(())
    }
}

fn in_days(at: Timestamp, days: u16) -> Timestamp {
    at + SignedDuration::from_hours(24 * i64::from(days))
}

/// The row has expired. DynamoDB takes it away some days later.
fn is_over(row: &Item, now: Timestamp) -> bool {
    number_of(row.get("expires")).is_some_and(|at| i64::try_from(at).is_ok_and(|at| at <= now.as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_was_written() {
        let id = SuspectId { shard: 3, name: "20261126T1040-abc".to_owned() };
        assert_eq!(SuspectId::parse(&id.to_string()), Ok(id));
        for wrong in ["", "3", "3-", "x-20261126T1040-abc", "3-../../x", "3-W#x"] {
            assert_eq!(SuspectId::parse(wrong), Err(NotASuspectId), "{wrong}");
        }
    }
}
