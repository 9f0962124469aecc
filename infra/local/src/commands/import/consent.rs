//! What a list says about consent: which cells are a yes, and about whom it can't say so.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Result;
use futures_util::{StreamExt, TryStreamExt, stream};
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::form::{ConsentAnswer, OPT_IN};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::purpose::Purpose;
use serde::Serialize;

use super::rows::{ImportList, ImportRow};
use crate::commands::list_file::ListRow;
use crate::commands::target::Connected;
use crate::wording::count::count_of;

/// The most cells that are printed; the rest is only counted.
const PRINTED: usize = 20;

/// The number of leads that are read at the same time.
const CONCURRENCY: usize = 32;

/// The purposes that a list may say of a person that they agreed to. What a browser measures, no list knows.
const PURPOSES: [Purpose; 2] = [Purpose::Mail, Purpose::Phone];

/// What the row says of a purpose, by the same words as a form's post.
pub(super) fn answer(row: &ImportRow, purpose: Purpose) -> ConsentAnswer {
    ConsentAnswer::of(row.get(purpose.field()).unwrap_or_default(), None)
}

/// Names the rows whose consent can't be read: they are imported without consent.
pub(super) fn name_unreadable(list: &ImportList) {
    let of_row = |(row, values): (ListRow, ImportRow)| {
        PURPOSES.map(|purpose| (row.line, purpose.field(), values.clone(), answer(&values, purpose)))
    };
    let unreadable: Vec<_> =
        list.rows().flat_map(of_row).filter(|(.., answer)| *answer == ConsentAnswer::Unreadable).collect();
    for (line, field, values, _) in unreadable.iter().take(PRINTED) {
        let value = values.get(field).unwrap_or_default();
        eprintln!(
            "{}:{}: {field}: {value:?} is neither yes nor no: imported without consent",
            list.file.path.display(),
            line
        );
    }
    if unreadable.len() > PRINTED {
        eprintln!("and {} more without a readable consent", unreadable.len() - PRINTED);
    }
}

/// Names the rows of a supplier's list that say yes and not how the person agreed: they are imported without consent.
pub(super) fn name_without_evidence(list: &ImportList) {
    let claims = |(_, values): &(ListRow, ImportRow)| {
        PURPOSES.iter().any(|purpose| answer(values, *purpose) == ConsentAnswer::Yes) && values.get(OPT_IN).is_none()
    };
    let rows = list.rows().filter(claims).count();
    if rows > 0 {
        eprintln!(
            "{} consent and not how the person agreed: imported without consent, for calls alone; a column {OPT_IN} says how, \
             like \"box on example.com, 2026-11-02 10:14\"",
            if rows == 1 { "1 row claims".to_owned() } else { format!("{rows} rows claim") }
        );
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
