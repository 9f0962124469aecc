//! What an import would do, by one walk over its list: nothing is written.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{Hash, Hasher};

use anyhow::Result;
use futures_util::{StreamExt, TryStreamExt, stream};
use leadwright_cloud::table::Table;
use leadwright_domain::activity::ActivityKind;
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::identity::LeadId;

use crate::columns::ImportList;
use crate::consent::ConsentCounts;
use crate::dates::DateSurvey;
use crate::importer::Importer;
use crate::list::RejectedRow;

/// Leads that are looked for at once.
const LOOKUP: usize = 100;

/// Lookups at the same time.
const CONCURRENCY: usize = 8;

/// Rows between two lookups.
const PIECE: usize = LOOKUP * CONCURRENCY;

/// What an import would do.
#[derive(Debug, Default)]
pub struct Plan {
    /// Rows that can be imported.
    pub rows: u64,
    /// Rows about a lead that an earlier row is about.
    pub repeated: u64,
    /// Leads that the table has, or would be new; counted for a check alone.
    pub known: u64,
    /// Leads that would be new.
    pub new: u64,
    /// What its rows say of consent.
    pub consents: ConsentCounts,
    /// Cells that can't be read as what their field asks for, by field.
    pub unrecognised: BTreeMap<String, usize>,
    /// Leads by the ids of their rows, and all leads: for deals alone.
    pub by_id: HashMap<String, LeadId>,
    /// All leads of the list.
    pub leads: HashSet<LeadId>,
    /// The rows claim consent to mail.
    pub claims: bool,
    /// Names the content of all rows.
    pub content: String,
}

/// What a plan tells of a row while it is read.
#[derive(Debug)]
pub enum Heard<'a> {
    /// A row is read.
    Row,
    /// The row can't be imported.
    Rejected(RejectedRow),
    /// A cell says neither yes nor no: the row is imported without consent.
    NotUnderstood {
        /// How many such cells there were, with this one.
        nth: usize,
        /// The line of the row.
        line: u64,
        /// The field.
        field: &'a str,
        /// What the cell says.
        value: &'a str,
    },
}

/// Looks at the dates of a list.
pub fn survey_dates(list: &ImportList, survey: &mut DateSurvey) -> Result<()> {
    if list.columns.has("date") {
        for row in list.rows()? {
            let Ok(row) = row? else { continue };
            if let Some(date) = list.columns.cell(&row, "date") {
                survey.look(date, list.open.counts_from_1904());
            }
        }
    }
    Ok(())
}

/// What a plan is for.
#[derive(Debug, Clone, Copy)]
pub struct Purpose {
    /// Nothing is written, not even the rejected rows; the leads are looked for.
    pub is_check: bool,
    /// Deals follow, which need the leads of the list.
    pub has_deals: bool,
}

impl Plan {
    /// Walks over the list. `heard` is told of its rows as they are read.
    pub async fn of(
        list: &ImportList,
        importer: &Importer<'_>,
        purpose: Purpose,
        table: &Table,
        mut heard: impl FnMut(Heard<'_>) -> Result<()>,
    ) -> Result<Self> {
        let mut plan = Self::default();
        // By their hashes: a million leads are some megabytes.
        let mut seen: HashSet<u64> = HashSet::new();
        let mut asked: Vec<LeadId> = Vec::new();
        for row in list.rows()? {
            heard(Heard::Row)?;
            let row = match row? {
                Ok(row) => row,
                Err(row) => {
                    heard(Heard::Rejected(row))?;
                    continue;
                }
            };
            let values = list.columns.row(&row);
            let activity = match importer.lead_of(values.clone(), row.line) {
                Ok(activity) => activity,
                Err(why) => {
                    let rejected = RejectedRow::new(&list.open.path, row.line, format!("{why:#}"), row.cells);
                    heard(Heard::Rejected(rejected))?;
                    continue;
                }
            };
            plan.rows += 1;
            let mut not_understood = Vec::new();
            plan.consents
                .count(&values, importer, |field, value| not_understood.push((field.to_owned(), value.to_owned())));
            for (field, value) in &not_understood {
                let nth = plan.consents.not_understood;
                heard(Heard::NotUnderstood { nth, line: row.line, field, value })?;
            }
            plan.content = content_hash(&[&plan.content, &values.content_hash()]);
            if let ActivityKind::LeadImported(imported) = &activity.kind {
                plan.count_unrecognised(&imported.unrecognised);
                plan.claims |= imported.consent;
            }
            if purpose.has_deals {
                plan.by_id.extend(values.get("id").map(|id| (id.to_owned(), activity.lead.clone())));
                plan.leads.insert(activity.lead.clone());
            }
            let mut hasher = DefaultHasher::new();
            activity.lead.as_str().hash(&mut hasher);
            if !seen.insert(hasher.finish()) {
                plan.repeated += 1;
            } else if purpose.is_check {
                asked.push(activity.lead);
                if asked.len() == PIECE {
                    plan.look_for(&std::mem::take(&mut asked), table).await?;
                }
            }
        }
        plan.look_for(&asked, table).await?;
        Ok(plan)
    }

    /// The id of the import of the list: the same list under the same source has the same one.
    pub fn import_id(&self, importer: &Importer<'_>) -> String {
        let start = if importer.history { "" } else { "start" };
        format!("im_{}", content_hash(&[importer.source, start, &self.content]))
    }

    fn count_unrecognised(&mut self, fields: &BTreeSet<String>) {
        for field in fields {
            *self.unrecognised.entry(field.clone()).or_default() += 1;
        }
    }

    async fn look_for(&mut self, leads: &[LeadId], table: &Table) -> Result<()> {
        let found: Vec<usize> = stream::iter(leads.chunks(LOOKUP))
            .map(|some| async move { anyhow::Ok(table.cards_of(some).await?.len()) })
            .buffer_unordered(CONCURRENCY)
            .try_collect()
            .await?;
        let found: u64 = found.into_iter().sum::<usize>() as u64;
        self.known += found;
        self.new += leads.len() as u64 - found;
        Ok(())
    }
}
