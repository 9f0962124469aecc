//! What an import would do, by one walk over its list: nothing is written.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{Hash, Hasher};

use anyhow::Result;
use futures_util::{StreamExt, TryStreamExt, stream};
use leadwright_domain::activity::ActivityKind;
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::identity::LeadId;

use super::bar::spinner;
use super::columns::ImportList;
use super::consent::ConsentCounts;
use super::importer::Importer;
use crate::commands::list_file::{RejectedRow, RejectedRows};
use crate::commands::target::Connected;

/// Leads that are looked for at once.
const LOOKUP: usize = 100;

/// Lookups at the same time.
const CONCURRENCY: usize = 8;

/// Rows between two lookups.
const PIECE: usize = LOOKUP * CONCURRENCY;

/// What an import would do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Rows that can be imported.
    pub(super) rows: u64,
    /// Rows about a lead that an earlier row is about.
    pub(super) repeated: u64,
    /// Leads that the table has, or would be new; counted for a check alone.
    pub(super) known: u64,
    pub(super) new: u64,
    pub(super) rejected: Vec<RejectedRow>,
    pub(super) consents: ConsentCounts,
    /// Cells that can't be read as what their field asks for, by field.
    pub(super) unrecognised: BTreeMap<String, usize>,
    /// Leads by the ids of their rows, and all leads: for deals alone.
    pub(super) by_id: HashMap<String, LeadId>,
    pub(super) leads: HashSet<LeadId>,
    /// The rows claim consent to mail.
    pub(super) claims: bool,
    /// Names the content of all rows.
    pub(super) content: String,
}

/// What a plan is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purpose {
    /// Nothing is written, not even the rejected rows; the leads are looked for.
    pub(super) is_check: bool,
    /// Deals follow, which need the leads of the list.
    pub(super) has_deals: bool,
}

impl Plan {
    /// Walks over the list.
    pub(super) async fn of(list: &ImportList, importer: &Importer<'_>, purpose: Purpose) -> Result<Self> {
        let mut plan = Self::default();
        let mut rejected = RejectedRows::new(&list.open.path, &list.columns.headings, !purpose.is_check);
        // By their hashes: a million leads are some megabytes.
        let mut seen: HashSet<u64> = HashSet::new();
        let mut asked: Vec<LeadId> = Vec::new();
        let progress = spinner("{spinner} {pos} rows read, {per_sec}")?;
        for row in list.rows()? {
            progress.inc(1);
            let row = match row? {
                Ok(row) => row,
                Err(row) => {
                    rejected.add(row);
                    continue;
                }
            };
            let values = list.columns.row(&row);
            let activity = match importer.lead_of(values.clone(), row.line) {
                Ok(activity) => activity,
                Err(why) => {
                    rejected.add(RejectedRow::new(&list.open.path, row.line, format!("{why:#}"), row.cells));
                    continue;
                }
            };
            plan.rows += 1;
            plan.consents.count(&values, row.line, importer);
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
                    plan.look_for(&std::mem::take(&mut asked), importer.stack).await?;
                }
            }
        }
        plan.look_for(&asked, importer.stack).await?;
        progress.finish_and_clear();
        plan.rejected = rejected.finish();
        Ok(plan)
    }

    fn count_unrecognised(&mut self, fields: &BTreeSet<String>) {
        for field in fields {
            *self.unrecognised.entry(field.clone()).or_default() += 1;
        }
    }

    async fn look_for(&mut self, leads: &[LeadId], stack: &Connected) -> Result<()> {
        let found: Vec<usize> = stream::iter(leads.chunks(LOOKUP))
            .map(|some| async move { anyhow::Ok(stack.table.cards_of(some).await?.len()) })
            .buffer_unordered(CONCURRENCY)
            .try_collect()
            .await?;
        let found: u64 = found.into_iter().sum::<usize>() as u64;
        self.known += found;
        self.new += leads.len() as u64 - found;
        Ok(())
    }
}
