//! Puts the brake on, together with the notice to whoever runs the system.
//!
//! An invocation that finds a limit passed raises the alarm. The brake and its notice are one transaction, conditional on the
//! control row: of several that find it, one wins, and there is no brake without its notice. The notice is a mail of the
//! outbox: the mailer sends it, once.

use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use leadwright_cloud::Environment;
use leadwright_cloud::environment::MissingVariable;
use leadwright_cloud::ledger::Ledger;
use leadwright_cloud::table::TableError;
use leadwright_cloud::telemetry::{Alarm, Alarms};
use leadwright_domain::sending::{Brake, OutboxEntry, Outcomes, first_day, limit_exceeded, put_on};
use tracing::{error, info};

/// Watches the bounce and complaint rates that SES judges by.
#[derive(Debug)]
pub(crate) struct Watch {
    pub(crate) alarms: Alarms,
    /// Whether marketing mail may go on is known since the last batch that had to do with it.
    is_known: AtomicBool,
}

impl Watch {
    pub(crate) fn connect(environment: &Environment) -> Result<Self, MissingVariable> {
        // An older version may have left a brake without a notice: the first batch looks, whatever is in it.
        Ok(Self { alarms: Alarms::connect(environment)?, is_known: AtomicBool::new(false) })
    }

    /// Looks whether marketing mail may go on, after a batch that `counted` so much; `by` is the invocation.
    ///
    /// What fails here is no reason to bring the batch again, which would count it again: the next one looks.
    pub(crate) async fn look(&self, ledger: &Ledger, counted: Outcomes, by: &str, now: Timestamp) {
        if counted.bounced + counted.complained == 0 && self.is_known.load(Ordering::Relaxed) {
            return;
        }
        // On the heap: it would make the invocation's future large.
        let looked = Box::pin(self.put_on_if_exceeded(ledger, by, now)).await;
        self.is_known.store(looked.is_ok(), Ordering::Relaxed);
        if let Err(failure) = looked {
            let why = format!("{:#}", anyhow::Error::from(failure));
            error!(why, "brake not looked at: the next batch looks whether marketing mail may go on");
        }
    }

    async fn put_on_if_exceeded(&self, ledger: &Ledger, by: &str, now: Timestamp) -> Result<(), TableError> {
        let rules = &ledger.config.sending.brake;
        let (days, control) =
            futures_util::try_join!(ledger.table.outcomes(first_day(rules, now)), ledger.table.control())?;
        let brake = match control.brake.clone() {
            Some(on) => Some(on),
            None => limit_exceeded(&days, rules, &control, now).map(|over| over.brake(now)),
        };
        let Some(brake) = brake.filter(|brake| !brake.told) else { return Ok(()) };
        if control.brake.is_none() {
            // A person must know, whatever becomes of the write; several may say so.
            error!(why = brake.why, "brake goes on: marketing mail and mail to visitors stop");
            self.alarms.raise(Alarm::BrakeOn);
        }
        let brake = Brake { by: by.to_owned(), ..brake };
        let is_ours = ledger
            .table
            .change_control_and_tell(|control| put_on(control, &brake).map(|mail| OutboxEntry::new(mail, now)))
            .await?;
        if is_ours {
            info!(since = %brake.since, "brake is on, its notice is in the outbox");
        }
        Ok(())
    }
}
