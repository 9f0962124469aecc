//! What came of an import, in words and as JSON.

use std::collections::BTreeMap;

use anyhow::Result;
use leadwright_lists::consent::{ConsentCounts, Refusals};
use leadwright_lists::list::RejectedRow;
use leadwright_lists::plan::Plan;
use serde::Serialize;

use super::deals::Deals;
use super::delivery::Came;
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
    skipped_columns: Vec<String>,
    pub(super) seconds: f64,
    /// Of a supplier's list: what came of the delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) delivery: Option<Came>,
    /// Cells that could not be read as what their field asks for, by field: they are kept as they stand in the list.
    unrecognised: BTreeMap<String, usize>,
    /// What the rows say of consent.
    #[serde(skip_serializing_if = "ConsentCounts::is_empty")]
    consents: ConsentCounts,
    /// Rows whose consent changes nothing.
    #[serde(flatten)]
    pub(super) refusals: Refusals,
    /// The id of the import.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) import: Option<String>,
    /// Of a check: what would happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<Check>,
}

/// What an import would do.
#[derive(Debug, Serialize)]
struct Check {
    /// Rows that can be imported.
    rows: u64,
    /// Leads that would be new.
    new: u64,
    /// Leads that the table has.
    known: u64,
    /// Rows about a lead that an earlier row of the list is about.
    repeated: u64,
    /// Deals that would be imported, or are known.
    deals: usize,
}

impl<'a> Summary<'a> {
    /// Before anything is imported.
    pub(super) fn of(
        source: &'a str,
        skipped_columns: Vec<String>,
        plan: &mut Plan,
        rejected: Vec<RejectedRow>,
    ) -> Self {
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
            unrecognised: std::mem::take(&mut plan.unrecognised),
            consents: plan.consents,
            refusals: Refusals::default(),
            import: None,
            check: None,
        }
    }

    /// Adds rejected rows of another list.
    pub(super) fn reject(&mut self, rows: Vec<RejectedRow>) {
        self.rejected.extend(rows);
    }

    /// How many rows are rejected.
    pub(super) fn rejected_count(&self) -> usize {
        self.rejected.len()
    }

    /// Says what would happen.
    pub(super) fn plan(&mut self, plan: &Plan, deals: &Deals) {
        let Plan { rows, new, known, repeated, .. } = *plan;
        self.check = Some(Check { rows, new, known, repeated, deals: deals.count() });
    }

    /// Prints what would happen.
    pub(super) fn print_check(&self) {
        let Some(Check { rows, new, known, repeated, deals }) = self.check else { return };
        println!(
            "{rows} of {} rows can be imported: {new} new leads, {known} known ones; {repeated} rows are about a lead of an earlier row",
            rows + self.rejected.len() as u64
        );
        if deals > 0 {
            println!("{} can be imported", count_of(deals, "deal"));
        }
        self.print_cells();
        for column in &self.skipped_columns {
            println!("the column {column:?} is skipped");
        }
        println!("Nothing was imported.");
    }

    fn print_cells(&self) {
        if !self.consents.is_empty() {
            println!("{}", self.consents);
        }
        for (field, cells) in &self.unrecognised {
            println!("{field}: {} can't be read: kept as text, (not recognised)", count_of(*cells, "cell"));
        }
    }

    pub(super) fn print(&self) {
        let Self { source, leads, deals, seconds, refusals, .. } = self;
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
        self.print_cells();
        print!("{refusals}");
        if let Some(delivery) = &self.delivery {
            print!("{delivery}");
        }
        if let Some(import) = &self.import {
            println!("The import is {import}.");
        }
    }

    pub(super) fn print_json(&self) -> Result<()> {
        println!("{}", serde_json::to_string(self)?);
        Ok(())
    }
}
