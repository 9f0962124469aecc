//! What came of an import, in words and as JSON.

use std::collections::BTreeMap;

use anyhow::Result;
use leadwright_domain::activity::{Activity, ActivityKind};
use serde::Serialize;

use super::consent::Refusals;
use super::delivery::Came;
use crate::commands::list_file::{ListFile, RejectedRow};
use crate::wording::count::count_of;

/// What came of an import.
#[derive(Debug, Serialize)]
pub(super) struct Summary<'a> {
    /// The name of the list.
    source: &'a str,
    /// Rows that became activities of leads.
    pub(super) leads: usize,
    /// Rows that became deals.
    pub(super) deals: usize,
    /// Of these, how many have another amount than when they were imported before, and count in place of that.
    pub(super) corrected_deals: usize,
    /// Of these, how many scoring could not apply: they are in the dead-letter queue.
    pub(super) not_applied: u64,
    /// Rows that can't be read, by file and line.
    rejected: Vec<RejectedRow>,
    /// Columns that have no field.
    skipped_columns: &'a [String],
    pub(super) seconds: f64,
    /// Of a supplier's list: what came of the delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) delivery: Option<Came>,
    /// Cells that could not be read as what their field asks for, by field: they are kept as they stand in the list.
    unrecognised: BTreeMap<String, usize>,
    /// Rows whose consent changes nothing.
    #[serde(flatten)]
    pub(super) refusals: Refusals,
}

impl<'a> Summary<'a> {
    /// Before anything is imported.
    pub(super) fn of(source: &'a str, files: &[&ListFile], skipped_columns: &'a [String]) -> Self {
        let rejected = files.iter().flat_map(|file| file.rejected()).collect();
        Self {
            source,
            leads: 0,
            deals: 0,
            corrected_deals: 0,
            not_applied: 0,
            rejected,
            skipped_columns,
            seconds: 0.0,
            delivery: None,
            unrecognised: BTreeMap::new(),
            refusals: Refusals::default(),
        }
    }

    /// Counts the cells of the rows that could not be read.
    pub(super) fn count_unrecognised(&mut self, leads: &[Activity]) {
        for activity in leads {
            let ActivityKind::LeadImported(row) = &activity.kind else { continue };
            for field in &row.unrecognised {
                *self.unrecognised.entry(field.clone()).or_default() += 1;
            }
        }
    }

    pub(super) fn print(&self) {
        let Self { source, leads, deals, seconds, unrecognised, refusals, .. } = self;
        #[expect(clippy::cast_precision_loss, reason = "a rounded rate")]
        let rate = (leads + deals) as f64 / seconds;
        println!(
            "{} and {} imported from {source} in {seconds:.0} s ({rate:.0}/s); {} skipped",
            count_of(*leads, "lead"),
            count_of(*deals, "deal"),
            count_of(self.rejected.len(), "row")
        );
        if self.corrected_deals > 0 {
            println!(
                "{} corrected: the amount counts in place of the one that was imported before",
                count_of(self.corrected_deals, "deal")
            );
        }
        for (field, cells) in unrecognised {
            println!("{field}: {} can't be read: kept as text, (not recognised)", count_of(*cells, "cell"));
        }
        print!("{refusals}");
        if let Some(delivery) = &self.delivery {
            print!("{delivery}");
        }
    }

    pub(super) fn print_json(&self) -> Result<()> {
        println!("{}", serde_json::to_string(self)?);
        Ok(())
    }
}
