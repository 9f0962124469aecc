//! Erasing a person: one write after which nothing is sent, applied or shown, and a clearing that goes on until it is done.
//!
//! The clearing walks the kinds of rows, and does with each what [`of_row`] says: what is about the person is deleted;
//! of an activity a skeleton stays, so that its day counts what it counted; what keeps a "no" stays as a hash. Each part
//! may be done again: who is cut off, or fails, is followed by the next who comes by the due index.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use leadwright_domain::activity::ActivityId;
use leadwright_domain::config::Config;
use leadwright_domain::erasure::{Erasure, without_referrer};
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::mail::phone_link;
use leadwright_domain::retention;
use leadwright_domain::search::SearchFields;
use leadwright_domain::value::identity::{Identity, IdentityKey, LeadId, PhoneNumber};
use leadwright_domain::value::stage::Stage;
use serde::Serialize;
use tracing::{info, warn};

use crate::personal::{Reach, of_row};
use crate::table::{BODY, Item, PersonKeys, RowKind, Suppressed, Table, TableError, UnderWay, read, text_of};

/// Races in a lead that an erasure may lose.
const ATTEMPTS: u32 = 12;

/// So many activities are cleared side by side.
const SIDE_BY_SIDE: usize = 20;

/// Why an address takes no mail, where a "no" outlives its person's data.
const SAID_NO: &str = "They said no before their data was erased";

/// Erases people, and says what there is about them.
#[derive(Debug, Clone, Copy)]
pub struct Eraser<'a> {
    /// The table.
    pub table: &'a Table,
    /// The key that ids and hashes are made with.
    pub key: &'a IdentityKey,
    /// The configuration of the day.
    pub config: &'a Config,
}

impl Eraser<'_> {
    /// What a person is found by: all ids and hashes of a lead, and of those that were merged into it.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn keys_of(&self, id: &LeadId) -> Result<PersonKeys, TableError> {
        let mut leads: Vec<Lead> = self.table.itself(id).await?.into_iter().collect();
        let merged = leads.first().map(|lead| lead.merged.clone()).unwrap_or_default();
        for other in &merged {
            leads.extend(self.table.merged_lead(other).await?);
        }
        let mut ids = BTreeSet::from([id.clone()]);
        for lead in &leads {
            ids.insert(lead.id.clone());
            ids.extend(lead.aliases.keys().cloned());
            ids.extend(lead.merged.iter().cloned());
        }
        // A number that somebody else has, too, names nobody.
        for lead in &leads {
            let Some(number) = SearchFields::of(lead).number(&self.config.company) else { continue };
            let others = self.table.with_number(&number, &self.config.company).await?;
            if let Some(number) = PhoneNumber::parse(&number)
                && others.iter().all(|other| ids.contains(&other.id))
            {
                ids.insert(LeadId::of(self.key, &Identity::Phone(number)));
            }
        }
        // Another name of the person under which somebody else's lead has begun since is that lead's.
        let mut theirs = BTreeSet::new();
        for other in ids {
            if other == *id || self.table.itself(&other).await?.is_none() {
                theirs.insert(other);
            }
        }
        Ok(self.with_hashes(leads, theirs))
    }

    fn with_hashes(&self, leads: Vec<Lead>, ids: BTreeSet<LeadId>) -> PersonKeys {
        let mut hashes = BTreeSet::new();
        for lead in &leads {
            for address in lead.email().into_iter().chain(lead.aliases.values().cloned()) {
                hashes.insert(self.key.suppression(&address));
                hashes.insert(self.key.no_contact(address.as_str()));
            }
            let number = phone_link(lead, &self.config.company);
            if !number.is_empty() {
                hashes.insert(self.key.no_contact(number.split(';').next().unwrap_or_default()));
            }
        }
        PersonKeys { leads, ids, hashes }
    }

    /// Every row about a person, by kind: what an export shows.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn about(&self, person: &PersonKeys) -> Result<Vec<(RowKind, Vec<PersonRow>)>, TableError> {
        let mut all = Vec::new();
        for kind in RowKind::ALL {
            let rows = self.table.rows_about(kind, person, self.config).await?;
            if !rows.is_empty() {
                all.push((kind, rows.iter().map(PersonRow::of).collect()));
            }
        }
        Ok(all)
    }

    /// The same, as a file for the person.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn export(&self, id: &LeadId, now: Timestamp) -> Result<AboutPerson, TableError> {
        let person = self.keys_of(id).await?;
        let rows = self.about(&person).await?.into_iter().map(|(kind, rows)| {
            let personal = of_row(kind).personal;
            (format!("{kind:?}"), RowsAboutPerson { kind, personal, rows })
        });
        Ok(AboutPerson { at: now.to_string(), ids: person.ids.into_iter().collect(), rows: rows.collect() })
    }

    /// Puts the tombstone: from here on nothing of the person is sent, applied or shown. Of a lead that is erased already,
    /// the erasure that there is. The clearing is [due](Eraser::go_on).
    ///
    /// # Errors
    /// See [`TableError`]; nothing was written then.
    pub async fn begin(&self, id: &LeadId, by: &str, now: Timestamp) -> Result<Erasure, TableError> {
        for attempt in 0..ATTEMPTS {
            if let Some(stored) = self.table.tombstone(id).await?
                && let Some(UnderWay { erasure, .. }) = self.table.under_way(&stored.tombstone).await?
            {
                return Ok(erasure);
            }
            let person = self.keys_of(id).await?;
            if let Some(erasure) = self.bury(id, &person, by, now).await? {
                return Ok(erasure);
            }
            self.table.pauses.after(attempt).await;
        }
        Err(TableError::Contended { key: id.to_string(), attempts: ATTEMPTS })
    }

    /// The lead, if nothing keeps it from being erased by itself: it stands in that stage, nothing is planned with it, and its
    /// last sign of life was before `since`.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn is_over(
        &self,
        id: &LeadId,
        (stage, since): (Stage, Timestamp),
        now: Timestamp,
    ) -> Result<Option<Lead>, TableError> {
        let Some(lead) = self.table.itself(id).await? else { return Ok(None) };
        let asked = lead.last_submission.as_ref().map(ActivityId::occurred_at);
        if lead.stage != stage || retention::is_planned(&lead, now) || asked.is_some_and(|asked| asked >= since) {
            return Ok(None);
        }
        for id in std::iter::once(&lead.id).chain(&lead.merged) {
            let timeline = self.table.timeline(id).await?;
            if retention::last_sign(&timeline).is_some_and(|sign| sign >= since) {
                return Ok(None);
            }
        }
        Ok(Some(lead))
    }

    /// Puts the tombstone of a lead by the rule of retention; false if something happened to the lead meanwhile.
    ///
    /// # Errors
    /// See [`TableError`]; nothing was written then.
    pub async fn begin_unchanged(&self, lead: &Lead, now: Timestamp) -> Result<bool, TableError> {
        let person = self.keys_of(&lead.id).await?;
        if person.leads.first().map(Lead::version) != Some(lead.version()) {
            return Ok(false);
        }
        Ok(self.bury(&lead.id, &person, retention::BY, now).await?.is_some())
    }

    /// None if somebody else changed the lead, and nothing was written.
    async fn bury(
        &self,
        id: &LeadId,
        person: &PersonKeys,
        by: &str,
        now: Timestamp,
    ) -> Result<Option<Erasure>, TableError> {
        let others = person.ids.iter().filter(|other| *other != id).cloned().collect();
        // As stored times are.
        let at = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
        let erasure = Erasure::new(id.clone(), others, by, at);
        let is_buried = self.table.bury(&erasure, &person.leads).await?;
        if is_buried {
            info!(lead.id = %id, by, "lead erased: its data are being cleared");
        }
        Ok(is_buried.then_some(erasure))
    }

    /// Goes on with the clearing of a lead that was erased, as long as `more` says so. The erasure as it is then; none if
    /// the lead was not erased, or is there again.
    ///
    /// # Errors
    /// See [`TableError`]; doing it again goes on.
    pub async fn go_on(
        &self,
        id: &LeadId,
        now: Timestamp,
        more: impl Fn() -> bool,
    ) -> Result<Option<Erasure>, TableError> {
        let Some(stored) = self.table.tombstone(id).await? else { return Ok(None) };
        let Some(mut under_way) = self.table.under_way(&stored.tombstone).await? else {
            warn!(lead.id = %id, "a tombstone names no erasure");
            return Ok(None);
        };
        if under_way.erasure.done_at.is_some() {
            return Ok(Some(under_way.erasure));
        }
        let ids = under_way.erasure.ids().cloned().collect();
        let person = self.with_hashes(under_way.was.clone(), ids);
        if !under_way.erasure.is_prepared {
            self.prepare(&mut under_way, &person, now).await?;
        }
        let rows = self.table.rows_about(RowKind::Activity, &person, self.config).await?;
        for part in rows.chunks(SIDE_BY_SIDE) {
            if !more() {
                self.table.put_erasure(&under_way).await?;
                // The next minute goes on.
                self.table.put_tombstone(&under_way.erasure, Some(now)).await?;
                return Ok(Some(under_way.erasure));
            }
            futures_util::future::try_join_all(part.iter().map(|row| self.clear_activity(row))).await?;
            count(&mut under_way.erasure, RowKind::Activity, part.len());
        }
        for kind in RowKind::ALL {
            // A kind that is reached in another way is dealt with before, or has nothing to be cleared.
            if of_row(kind).reach != Reach::ByLead || matches!(kind, RowKind::Lead | RowKind::Activity) {
                continue;
            }
            let rows = self.table.rows_about(kind, &person, self.config).await?;
            self.table.delete_rows(&rows).await?;
            count(&mut under_way.erasure, kind, rows.len());
        }
        let marks = self.table.rows_about(RowKind::Correction, &person, self.config).await?;
        self.table.delete_rows(&marks).await?;
        count(&mut under_way.erasure, RowKind::Lead, under_way.was.len());
        under_way.erasure.done_at = Some(now);
        under_way.was.clear();
        self.table.put_erasure(&under_way).await?;
        info!(lead.id = %id, "erasure done: nothing of the person is left but its certificate");
        Ok(Some(under_way.erasure))
    }

    /// What needs the whole timeline is done before any of it is cleared; done again it changes nothing.
    async fn prepare(&self, under_way: &mut UnderWay, person: &PersonKeys, now: Timestamp) -> Result<(), TableError> {
        // What stays of an activity counts as the rules of today say.
        for lead in &person.leads {
            self.table.correct(&lead.id, self.config, now).await?;
        }
        under_way.erasure.keeps_no = self.keep_no(person, under_way.erasure.at).await?;
        for lead in &person.leads {
            for referred in self.table.referred_by(lead).await? {
                self.forget_in(&referred.id, person).await?;
            }
        }
        let found_by = self.table.rows_about(RowKind::Search, person, self.config).await?;
        self.table.delete_rows(&found_by).await?;
        count(&mut under_way.erasure, RowKind::Search, found_by.len());
        under_way.erasure.is_prepared = true;
        self.table.put_erasure(under_way).await
    }

    /// Keeps a "no" of the person by the keyed hash of their address, in no words but ours. True if there is one.
    async fn keep_no(&self, person: &PersonKeys, since: Timestamp) -> Result<bool, TableError> {
        let mut keeps = !self.table.refused(&person.hashes.iter().cloned().collect::<Vec<_>>()).await?.is_empty();
        for lead in &person.leads {
            let said_no = lead.standing_no().is_some() || lead.suppression().is_some();
            for address in lead.email().into_iter().chain(lead.aliases.values().cloned()) {
                let hash = self.key.suppression(&address);
                let known = self.table.suppressed(&hash).await?;
                if said_no || known.is_some() {
                    keeps = true;
                    let since = known.map_or(since, |known| known.since);
                    self.table.keep_suppressed(&hash, &Suppressed { since, why: SAID_NO.to_owned() }).await?;
                }
            }
        }
        Ok(keeps)
    }

    /// Takes the words about the person out of a lead that they referred.
    async fn forget_in(&self, id: &LeadId, person: &PersonKeys) -> Result<(), TableError> {
        for attempt in 0..ATTEMPTS {
            let Some(lead) = self.table.lead(id).await? else { return Ok(()) };
            let Some(referral) = lead.referral.as_ref().filter(|referral| person.ids.contains(&referral.by)) else {
                return Ok(());
            };
            let mut found = None;
            for owner in std::iter::once(&lead.id).chain(&lead.merged) {
                found = found.or(self.table.activity_row(owner, &referral.activity).await?);
            }
            let Some(row) = found else { return Ok(()) };
            let Some((next, by)) = without_referrer(&lead, &read::<Applied>(&row, BODY)?) else { return Ok(()) };
            if self.table.rewrite((&lead, &next), &by, row).await? {
                return Ok(());
            }
            self.table.pauses.after(attempt).await;
        }
        Err(TableError::Contended { key: id.to_string(), attempts: ATTEMPTS })
    }

    async fn clear_activity(&self, row: &Item) -> Result<(), TableError> {
        let applied = read::<Applied>(row, BODY).ok();
        if let Some(applied) = &applied {
            self.table.clear_names_of(applied).await?;
        }
        self.table.clear_activity(row.clone(), applied.as_ref()).await
    }
}

fn count(erasure: &mut Erasure, kind: RowKind, number: usize) {
    if number > 0 {
        *erasure.cleared.entry(format!("{kind:?}")).or_default() += number as u64;
    }
}

/// What an erasure does with the rows of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtErasure {
    /// They are taken away.
    Deleted,
    /// What they say is taken away; that they were counted stays.
    Counted,
    /// They stay, as a keyed hash.
    StaysAsHash,
}

impl AtErasure {
    /// What becomes of the rows of a kind.
    pub fn of(kind: RowKind) -> Self {
        match of_row(kind).reach {
            Reach::StaysAsHash => Self::StaysAsHash,
            _ if kind == RowKind::Activity => Self::Counted,
            _ => Self::Deleted,
        }
    }
}

/// Everything about a person.
#[derive(Debug, Clone, Serialize)]
pub struct AboutPerson {
    /// When it was read.
    pub at: String,
    /// Their ids here.
    pub ids: Vec<LeadId>,
    /// The rows, by their kind.
    pub rows: BTreeMap<String, RowsAboutPerson>,
}

/// The rows of a kind about a person.
#[derive(Debug, Clone, Serialize)]
pub struct RowsAboutPerson {
    /// Their kind.
    #[serde(skip)]
    pub kind: RowKind,
    /// What of them is personal.
    pub personal: &'static [&'static str],
    /// The rows.
    pub rows: Vec<PersonRow>,
}

/// A row about a person, as an export shows it.
#[derive(Debug, Clone, Serialize)]
pub struct PersonRow {
    /// Its key.
    pub key: String,
    /// What it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<serde_json::Value>,
}

impl PersonRow {
    fn of(row: &Item) -> Self {
        let part = |name| text_of(row, name).unwrap_or_default().to_owned();
        let content = text_of(row, BODY).ok().and_then(|body| serde_json::from_str(body).ok());
        Self { key: format!("{} / {}", part("pk"), part("sk")), content }
    }
}
