//! What a list says about consent, counted, and about whom it can't say so.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Result;
use futures_util::{StreamExt, TryStreamExt, stream};
use leadwright_cloud::table::Table;
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::form::{ConsentAnswer, OPT_IN};
use leadwright_domain::value::identity::{IdentityKey, LeadId};
use leadwright_domain::value::purpose::Purpose;
use serde::Serialize;

use crate::importer::Importer;
use crate::rows::ImportRow;

/// The number of leads that are read at the same time.
const CONCURRENCY: usize = 32;

/// The purposes that a list may say of a person that they agreed to. What a browser measures, no list knows.
const PURPOSES: [Purpose; 2] = [Purpose::Mail, Purpose::Phone];

/// What the rows of a list say of consent, counted.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct ConsentCounts {
    /// Cells that are a yes.
    pub yes: usize,
    /// Cells that are a no.
    pub no: usize,
    /// Cells that are neither: these rows are imported without consent.
    pub not_understood: usize,
    /// Rows of a supplier that say yes and not how the person agreed.
    #[serde(skip)]
    pub without_evidence: usize,
}

impl ConsentCounts {
    /// Counts a row. `not_understood` is told of each cell that is neither yes nor no, by its field.
    pub fn count(&mut self, row: &ImportRow, importer: &Importer<'_>, mut not_understood: impl FnMut(&str, &str)) {
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
                    not_understood(field, value);
                }
            }
        }
        self.without_evidence += usize::from(claims && importer.delivery.is_some() && row.get(OPT_IN).is_none());
    }

    /// Whether a row says anything of consent.
    pub fn is_empty(&self) -> bool {
        self.yes + self.no + self.not_understood == 0
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
pub struct Refusals {
    /// Of people who unsubscribed, or had their mail stopped.
    pub said_no: usize,
    /// Of addresses that take no mail: a bounce, a complaint, the suppression list.
    pub no_mail: usize,
}

impl Refusals {
    /// Adds those of other rows.
    pub fn add(&mut self, other: Self) {
        self.said_no += other.said_no;
        self.no_mail += other.no_mail;
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |rows: usize, about: &str| {
            (rows > 0).then(|| format!("{rows} {} about {about}", if rows == 1 { "row" } else { "rows" }))
        };
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
pub async fn refusals(table: &Table, key: &IdentityKey, leads: &[Activity]) -> Result<Refusals> {
    let claims = |activity: &&Activity| matches!(&activity.kind, ActivityKind::LeadImported(row) if row.consent);
    let mut rows_of: BTreeMap<&LeadId, usize> = BTreeMap::new();
    for activity in leads.iter().filter(claims) {
        *rows_of.entry(&activity.lead).or_default() += 1;
    }
    stream::iter(rows_of)
        .map(|(id, rows)| async move { anyhow::Ok((refusal(table, key, id).await?, rows)) })
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

async fn refusal(table: &Table, key: &IdentityKey, id: &LeadId) -> Result<Option<Refusal>> {
    let Some(lead) = table.lead(id).await? else { return Ok(None) };
    if lead.standing_no().is_some() {
        return Ok(Some(Refusal::Said));
    }
    let is_listed = match lead.email() {
        _ if lead.suppression().is_some() => true,
        Some(address) => table.suppressed(&key.suppression(&address)).await?.is_some(),
        None => false,
    };
    Ok(is_listed.then_some(Refusal::NoMail))
}
