//! Puts the brake on, and tells whoever runs the system, once.
//!
//! Whoever finds the limit passed says so to the alarm. The brake is one conditional write: of several that find it, one
//! wins. The same write says that the operator is told, so the winner alone makes the one SES attempt. After a definite
//! refusal that may pass, the write is taken back, and the next batch tries again. A lost answer is not: the mail may have
//! gone. A process that ends between the two writes tells nobody by mail; the alarm, which goes another way, has told by
//! then. So there is never a second mail about one brake.

use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use lambda_runtime::Error;
use leadwright_cloud::aws::{Aws, variable};
use leadwright_cloud::ledger::Ledger;
use leadwright_cloud::mail::{Mail, SendError, Sender};
use leadwright_cloud::table::TableError;
use leadwright_cloud::telemetry;
use leadwright_domain::mail::{Notice, notice};
use leadwright_domain::sending::{Brake, Control, Outcomes, first_day, limit_exceeded};
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

    /// Looks whether marketing mail may go on, after a batch that `counted` so much; `by` is the invocation.
    ///
    /// What fails here is no reason to bring the batch again, which would count it again: the next one looks.
    pub(crate) async fn look(&self, ledger: &Ledger, counted: Outcomes, by: &str, now: Timestamp) {
        if counted.bounced + counted.complained == 0 && !self.untold.load(Ordering::Relaxed) {
            return;
        }
        // On the heap: it would make the invocation's future large.
        if let Err(failure) = Box::pin(self.put_on_and_tell(ledger, by, now)).await {
            self.untold.store(true, Ordering::Relaxed);
            let why = format!("{:#}", anyhow::Error::from(failure));
            error!(why, "whether marketing mail may go on is not known; the next batch looks again");
        }
    }

    async fn put_on_and_tell(&self, ledger: &Ledger, by: &str, now: Timestamp) -> Result<(), TableError> {
        let rules = &ledger.config.sending.brake;
        let (days, control) =
            futures_util::try_join!(ledger.table.outcomes(first_day(rules, now)), ledger.table.control())?;
        let brake = match control.brake.clone() {
            Some(on) => Some(on).filter(|on| !on.told),
            None => limit_exceeded(&days, rules, &control, now).map(|over| over.brake(now)),
        };
        let Some(brake) = brake else {
            self.untold.store(false, Ordering::Relaxed);
            return Ok(());
        };
        if control.brake.is_none() {
            // A person must know, whatever becomes of the write and of the mail; several may say so.
            error!(why = brake.why, "the brake goes on: marketing mail stops");
            telemetry::count("BrakeOn", &self.stack);
        }
        let brake = Brake { told: true, by: by.to_owned(), ..brake };
        if ledger.table.change_control(|control| put_on(control, &brake)).await? {
            self.tell(ledger, &brake, now).await?;
        }
        Ok(())
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
///
/// What is found may be one's own: the SDK asks again where an answer is lost.
fn put_on(control: &mut Control, brake: &Brake) -> bool {
    match &mut control.brake {
        None => control.brake = Some(brake.clone()),
        Some(on) if !on.told => {
            on.told = true;
            on.by.clone_from(&brake.by);
        }
        Some(on) => return on.by == brake.by,
    }
    true
}

/// Nobody was told of this brake; false if it is released meanwhile, or somebody else tells of it.
fn take_back(control: &mut Control, brake: &Brake) -> bool {
    let on = control.brake.as_mut().filter(|on| on.since == brake.since && on.by == brake.by);
    on.is_some_and(|on| std::mem::replace(&mut on.told, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brake(told: bool, by: &str) -> Brake {
        let since = Timestamp::UNIX_EPOCH;
        Brake { since, headline: String::new(), why: String::new(), told, by: by.to_owned() }
    }

    #[test]
    fn one_tells_and_knows_its_own_brake_after_a_lost_answer() {
        let ours = brake(true, "ours");
        for (found, won, by) in [
            (None, true, "ours"),
            (Some(brake(false, "")), true, "ours"),
            (Some(brake(false, "theirs")), true, "ours"),
            (Some(ours.clone()), true, "ours"),
            (Some(brake(true, "theirs")), false, "theirs"),
            (Some(brake(true, "")), false, ""),
        ] {
            let mut control = Control { brake: found.clone(), ..Control::default() };
            assert_eq!(put_on(&mut control, &ours), won, "{found:?}");
            assert_eq!(control.brake, Some(brake(true, by)), "{found:?}");
        }
    }

    #[test]
    fn only_ones_own_brake_is_taken_back() {
        let ours = brake(true, "ours");
        let released = Control::default();
        for (found, taken) in [
            (Some(ours.clone()), true),
            (Some(brake(false, "ours")), false),
            (Some(brake(true, "theirs")), false),
            (None, false),
        ] {
            let mut control = Control { brake: found.clone(), ..released.clone() };
            assert_eq!(take_back(&mut control, &ours), taken, "{found:?}");
        }
    }
}
