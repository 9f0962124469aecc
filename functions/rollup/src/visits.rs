//! What visitors did at forms, from the queue: added up a batch and written as rows, which the next run counts.
//!
//! Exactly once: a post that was refused, since its row has its own name. Nearly so: all others, which are added up; a batch
//! that is delivered again in other company is counted again.

use jiff::Timestamp;
use leadwright_cloud::batch::BatchRecord;
use leadwright_domain::metrics::visits::{add_up, is_within};
use leadwright_domain::metrics::{Visit, VisitRow};
use leadwright_domain::value::hash::content_hash;
use tracing::{error, info};

use crate::handler::Rollup;

/// A visit, and the id of its message.
type Message = (String, Visit);

/// The visits of a batch, and all other records.
fn visits_of(records: Vec<BatchRecord>) -> (Vec<Message>, Vec<BatchRecord>) {
    let mut visits = Vec::new();
    let mut others = Vec::new();
    for record in records {
        match serde_json::from_str(&record.body) {
            Ok(visit) => visits.push((record.id, visit)),
            Err(_) => others.push(record),
        }
    }
    (visits, others)
}

impl Rollup {
    /// Writes the visits of a batch; the ids of the messages that are to come again, and the records that are none.
    pub(crate) async fn write_visits(
        &self,
        records: Vec<BatchRecord>,
        now: Timestamp,
    ) -> (Vec<String>, Vec<BatchRecord>) {
        let (visits, no_visits) = visits_of(records);
        let count = visits.len();
        let (exact, others): (Vec<Message>, Vec<Message>) = visits.into_iter().partition(|(_, visit)| visit.is_exact());
        let mut failed = Vec::new();
        for (message, visit) in &exact {
            failed.extend(self.write_row(&visit.row(), &visit.id, now, std::slice::from_ref(message)).await);
        }
        let rows = add_up(others.iter().map(|(_, visit)| visit));
        for row in &rows {
            let of_row = others.iter().filter(|(_, visit)| is_within(row.at, visit.at));
            let mut messages: Vec<String> = of_row.map(|(message, _)| message.clone()).collect();
            messages.sort_unstable();
            // The same messages again write the same row.
            let name = content_hash(&messages.iter().map(String::as_str).collect::<Vec<_>>());
            failed.extend(self.write_row(row, &name, now, &messages).await);
        }
        if count > 0 {
            info!(visits = count, rows = exact.len() + rows.len(), failed = failed.len(), "visits of forms written");
        }
        (failed, no_visits)
    }

    /// Writes a row; the messages that it is made of, if that failed.
    async fn write_row(&self, row: &VisitRow, name: &str, now: Timestamp, messages: &[String]) -> Vec<String> {
        match self.table.put_visits(row, name, now).await {
            Ok(()) => Vec::new(),
            Err(failure) => {
                let why = format!("{:#}", anyhow::Error::from(failure));
                error!(messages = messages.len(), why, "visits of forms not written");
                messages.to_vec()
            }
        }
    }
}
