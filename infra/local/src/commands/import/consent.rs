//! What a list says about consent, counted, and about whom it can't say so.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Result;
use futures_util::{StreamExt, TryStreamExt, stream};
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::form::{ConsentAnswer, OPT_IN};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::purpose::Purpose;
use serde::Serialize;

use super::importer::Importer;
use super::rows::ImportRow;
use crate::commands::target::Connected;
use crate::wording::count::count_of;

/// The most cells that are printed; the rest is only counted.
const PRINTED: usize = 20;

/// The number of leads that are read at the same time.
const CONCURRENCY: usize = 32;

/// The purposes that a list may say of a person that they agreed to. What a browser measures, no list knows.
const PURPOSES: [Purpose; 2] = [Purpose::Mail, Purpose::Phone];

/// What the rows of a list say of consent, counted.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct ConsentCounts {
    /// Cells that are a yes.
    yes: usize,
    /// Cells that are a no.
    no: usize,
    /// Cells that are neither: these rows are imported without consent.
    not_understood: usize,
    /// Rows of a supplier that say yes and not how the person agreed.
    #[serde(skip)]
    without_evidence: usize,
}

impl ConsentCounts {
    /// Counts a row, and names a cell that is neither yes nor no.
    pub(super) fn count(&mut self, row: &ImportRow, line: u64, importer: &Importer<'_>) {
        let mut claims = false;
        for purpose in PURPOSES {
            let field = purpose.field();
            let Some(value) = row.get(field) else { continue };
            match importer.consent.answer(row, purpose, &importer.dates) {
                ConsentAnswer::Yes => {
                    self.yes += 1;
                    claims = true;
                }
                ConsentAnswer::No => self.no += 1,
                ConsentAnswer::Unreadable => {
                    self.not_understood += 1;
                    if self.not_understood <= PRINTED && !importer.is_quiet {
                        eprintln!(
                            "{}:{line}: {field}: {value:?} is neither yes nor no: imported without consent; if it is a yes, say \
                             so with --consent-yes {value:?}",
                            importer.path.display()
                        );
                    }
                }
            }
        }
        self.without_evidence += usize::from(claims && importer.delivery.is_some() && row.get(OPT_IN).is_none());
    }

    /// Whether a row says anything of consent.
    pub(super) fn is_empty(&self) -> bool {
        self.yes + self.no + self.not_understood == 0
    }

    /// Says how many cells more were not read, and how many rows have no evidence.
    pub(super) fn name_rest(&self) {
        if self.not_understood > PRINTED {
            eprintln!("and {} more without a readable consent", self.not_understood - PRINTED);
        }
        let rows = self.without_evidence;
        if rows > 0 {
            eprintln!(
                "{} consent and not how the person agreed: imported without consent, for calls alone; a column {OPT_IN} says how, \
                 like \"box on example.com, 2026-11-02 10:14\"",
                if rows == 1 { "1 row claims".to_owned() } else { format!("{rows} rows claim") }
            );
        }
    }
}

impl fmt::Display for ConsentCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { yes, no, not_understood, .. } = self;
        write!(f, "consent: {yes} yes, {no} no, {not_understood} not understood")
    }
}

/// Rows that claim the consent of somebody who gets no marketing mail all the same.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct Refusals {
    /// Of people who unsubscribed, or had their mail stopped.
    said_no: usize,
    /// Of addresses that take no mail: a bounce, a complaint, the suppression list.
    no_mail: usize,
}

impl Refusals {
    pub(super) fn add(&mut self, other: Self) {
        self.said_no += other.said_no;
        self.no_mail += other.no_mail;
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |rows: usize, about: &str| (rows > 0).then(|| format!("{} about {about}", count_of(rows, "row")));
        let said = part(
            self.said_no,
            "people who unsubscribed or had their mail stopped: only they themselves can take that back",
        );
        let kept_off = part(self.no_mail, "addresses that take no mail (a bounce, a complaint, the suppression list)");
        let parts: Vec<String> = said.into_iter().chain(kept_off).collect();
        if parts.is_empty() {
            return Ok(());
        }
        writeln!(f, "still no marketing mail, whatever the list says of consent: {}", parts.join("; "))
    }
}

/// Counts the rows that claim a consent in vain. It is asked once the rows are applied, so that it tells of the leads as
/// they are now.
pub(super) async fn refusals(stack: &Connected, leads: &[Activity]) -> Result<Refusals> {
    let claims = |activity: &&Activity| matches!(&activity.kind, ActivityKind::LeadImported(row) if row.consent);
    let mut rows_of: BTreeMap<&LeadId, usize> = BTreeMap::new();
    for activity in leads.iter().filter(claims) {
        *rows_of.entry(&activity.lead).or_default() += 1;
    }
    stream::iter(rows_of)
        .map(|(id, rows)| async move { anyhow::Ok((refusal(stack, id).await?, rows)) })
        .buffer_unordered(CONCURRENCY)
        .try_fold(Refusals::default(), |mut sum, (refusal, rows)| async move {
            match refusal {
                Some(Refusal::Said) => sum.said_no += rows,
                Some(Refusal::NoMail) => sum.no_mail += rows,
                None => {}
            }
            Ok(sum)
        })
        .await
}

/// Why somebody gets no marketing mail whatever a list says.
enum Refusal {
    /// They said no.
    Said,
    /// No mail goes to the address.
    NoMail,
}

async fn refusal(stack: &Connected, id: &LeadId) -> Result<Option<Refusal>> {
    let Some(lead) = stack.table.lead(id).await? else { return Ok(None) };
    if lead.standing_no().is_some() {
        return Ok(Some(Refusal::Said));
    }
    let is_listed = match lead.email() {
        _ if lead.suppression().is_some() => true,
        Some(address) => stack.table.suppressed(&stack.key.suppression(&address)).await?.is_some(),
        None => false,
    };
    Ok(is_listed.then_some(Refusal::NoMail))
}
