//! Puts the brake on, and tells whoever runs the system, once.
//!
//! The brake is one conditional write: of several that find the limit passed, one wins. The same write says that the
//! operator is told, so the winner alone makes the one SES attempt. After a definite refusal that may pass, the write is
//! taken back, and the next batch tries again. A lost answer is not: the mail may have gone. A process that ends between
//! the two writes tells nobody by mail; the alarm, which goes another way, has told by then. So there is never a second
//! mail about one brake.

use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use lambda_runtime::Error;
use leadwright_cloud::aws::{Aws, variable};
use leadwright_cloud::ledger::Ledger;
use leadwright_cloud::mail::{Mail, SendError, Sender};
use leadwright_cloud::table::TableError;
use leadwright_cloud::telemetry;
use leadwright_domain::brake::{Brake, Notice, Outcomes, first_day, judge, notice};
use leadwright_domain::sending::Control;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::raw::Raw;
use tracing::{error, info};

/// Watches the shares that SES judges by.
#[derive(Debug)]
pub(crate) struct Watch {
    mail: Mail,
    sender: Sender,
    stack: String,
    /// The operator could not be told: the next batch tries again, whatever is in it.
    untold: AtomicBool,
}

impl Watch {
    pub(crate) fn connect(aws: &Aws) -> Result<Self, Error> {
        // The configuration set has the stack's name.
        let stack = variable("CONFIGURATION_SET")?;
        let sender = variable("MAIL_FROM")?.parse()?;
        Ok(Self { mail: Mail::new(aws, stack.clone()), sender, stack, untold: AtomicBool::new(false) })
    }

    /// Looks whether marketing mail may go on, after a batch that `counted` so much.
    pub(crate) async fn look(&self, ledger: &Ledger, counted: Outcomes, now: Timestamp) -> Result<(), TableError> {
        if counted.bounced + counted.complained == 0 && !self.untold.load(Ordering::Relaxed) {
            return Ok(());
        }
        let rules = &ledger.config.sending.brake;
        let (days, control) =
            futures_util::try_join!(ledger.table.outcomes(first_day(rules, now)), ledger.table.control())?;
        if control.brake.as_ref().is_some_and(|brake| brake.told) {
            return Ok(());
        }
        let brake = match (control.brake.clone(), judge(&days, rules, &control, now)) {
            (Some(untold), _) => untold,
            (None, Some(over)) => over.brake(now),
            (None, None) => {
                self.untold.store(false, Ordering::Relaxed);
                return Ok(());
            }
        };
        let is_new = control.brake.is_none();
        let won = ledger.table.change_control(|control| put_on(control, &brake)).await?;
        if won && is_new {
            // A person must know, whatever becomes of the mail.
            error!(why = brake.why, "the brake is on: marketing mail has stopped");
            telemetry::count("BrakeOn", &self.stack);
        }
        if won { self.tell(ledger, &brake, now).await } else { Ok(()) }
    }

    async fn tell(&self, ledger: &Ledger, brake: &Brake, now: Timestamp) -> Result<(), TableError> {
        let notice = notice(brake, &ledger.config.company, &self.stack);
        let Ok(raw) = self.mime(&notice, now) else {
            error!("the mail about the brake can't be made");
            return Ok(());
        };
        match self.mail.tell(&self.sender.address, notice.to.as_str(), raw).await {
            Ok(()) => info!("the operator is told"),
            Err(why @ (SendError::Never(_) | SendError::Rejected(_) | SendError::Unknown(_))) => {
                error!(%why, "the operator was not told by mail that the brake is on");
            }
            Err(why) => {
                error!(%why, "the operator is not told yet that the brake is on");
                self.untold.store(true, Ordering::Relaxed);
                ledger.table.change_control(|control| take_back(control, brake)).await?;
                return Ok(());
            }
        }
        self.untold.store(false, Ordering::Relaxed);
        Ok(())
    }

    fn mime(&self, notice: &Notice, now: Timestamp) -> std::io::Result<Vec<u8>> {
        let name = (!self.sender.name.is_empty()).then(|| self.sender.name.clone());
        MessageBuilder::new()
            .from(Address::new_address(name, self.sender.address.clone()))
            .to(Address::new_address(None::<String>, notice.to.as_str().to_owned()))
            .subject(notice.subject.as_str())
            .date(now.as_second())
            .message_id(format!("brake.{}@{}", now.as_millisecond(), notice.to.domain()))
            .text_body(notice.text.as_str())
            .html_body(notice.html.as_str())
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .write_to_vec()
    }
}

/// Puts the brake on, or takes it on oneself to tell of one that is on; false if somebody else has.
fn put_on(control: &mut Control, brake: &Brake) -> bool {
    match &mut control.brake {
        None => control.brake = Some(Brake { told: true, ..brake.clone() }),
        Some(on) if !on.told => on.told = true,
        Some(_) => return false,
    }
    true
}

/// Nobody was told of this brake; false if it is released meanwhile.
fn take_back(control: &mut Control, brake: &Brake) -> bool {
    let on = control.brake.as_mut().filter(|on| on.since == brake.since);
    on.is_some_and(|on| std::mem::replace(&mut on.told, false))
}
