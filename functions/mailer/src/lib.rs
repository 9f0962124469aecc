//! Claims what is due on a lead's agenda, makes one SES attempt, records it.
//!
//! A claim is a conditional write of the lead, so of two mailers one gets it. After it there is exactly one attempt. Its
//! record takes the entry off and puts the next step on in one transaction. If the answer of SES is lost, or this
//! process ends between attempt and record, the claim stands: SES's `Send` event settles it (the `feedback` function).
//! Without one the mail is sent again when the lease ends: a duplicate needs a lost answer *and* a `Send` event that
//! comes later than the lease.

mod attempt;
mod judge;
mod letter;
mod mime;
mod pace;
mod steps;
mod webhook;

use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Context, Error};
use leadwright_cloud::aws::{Aws, variable};
use leadwright_cloud::batch::{Record, SqsBatchResponse, SqsEvent, one_by_one};
use leadwright_cloud::clock;
use leadwright_cloud::control::{Found, Wanted};
use leadwright_cloud::ledger::{Ledger, LedgerError};
use leadwright_cloud::mail::{Mail, Sender};
use leadwright_cloud::queue::Due;
use leadwright_cloud::table::TableError;
use leadwright_domain::activity::{Activity, ActivityId, Mailing, Recipient, StepRef};
use leadwright_domain::lead::{AgendaEntry, Lead, Task};
use leadwright_domain::sending::SendVerdict;
use leadwright_domain::value::identity::{IdentityKey, LeadId};
use leadwright_domain::value::token::SigningKeys;
use leadwright_domain::{mail, sending, sequence};
use tracing::{error, info};

use crate::pace::Pace;

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Mailer {
    ledger: Ledger,
    mail: Mail,
    pace: Pace,
    keys: SigningKeys,
    identity: IdentityKey,
    sender: Sender,
    public_url: String,
    stack: String,
    webhooks: webhook::Webhooks,
}

/// An attempt and its record may take this long: none is begun later, so that none is cut off half-way.
///
/// Five seconds for SES's rate before it, five for refusals for the rate, ten for SES's answer, and the table's calls.
const ATTEMPT: SignedDuration = SignedDuration::from_secs(28);

/// A lead's mails could not be dealt with; the queue brings it again.
#[derive(Debug, thiserror::Error)]
enum MailerError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("the activity {0} that a mail is about is gone")]
    NoActivity(ActivityId),
    #[error("no time is left for another attempt; the next invocation goes on")]
    OutOfTime,
}

impl Mailer {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it, or the table does not answer.
    pub async fn connect() -> Result<Self, Error> {
        let aws = Aws::connect().await;
        // The configuration set has the stack's name.
        let stack = variable("CONFIGURATION_SET")?;
        Ok(Self {
            ledger: Ledger::connect(&aws).await?,
            mail: Mail::new(&aws, stack.clone()),
            pace: Pace::new(&aws)?,
            keys: SigningKeys::read(&variable("SIGNING_KEY")?)?,
            identity: IdentityKey::new(variable("IDENTITY_KEY")?),
            sender: variable("MAIL_FROM")?.parse()?,
            public_url: variable("PUBLIC_URL")?.trim_end_matches('/').to_owned(),
            stack,
            webhooks: webhook::Webhooks::default(),
        })
    }

    /// Deals with leads that have something due.
    ///
    /// # Errors
    /// The local runner gave no time.
    pub async fn handle(&self, event: SqsEvent, context: Context) -> Result<SqsBatchResponse, Error> {
        let now = clock::now(&context)?;
        // The deadline is of the real clock, whatever `now` is.
        let stop = Timestamp::from_millisecond(i64::try_from(context.deadline)?)? - ATTEMPT;
        Ok(one_by_one(event, |record| self.take(record, now, stop)).await)
    }

    async fn take(&self, record: Record, now: Timestamp, stop: Timestamp) -> bool {
        let why = match serde_json::from_str::<Due>(&record.body) {
            Ok(due) => match self.send_due(&due.lead, now, stop).await {
                Ok(()) => return true,
                Err(failure) => format!("{:#}", anyhow::Error::from(failure)),
            },
            Err(_) => "the message names no lead".to_owned(),
        };
        error!(message.id = record.id, error = why, "due mails were not dealt with");
        false
    }

    /// Sends what is due to or about the lead, one mail after the other.
    async fn send_due(&self, id: &LeadId, now: Timestamp, stop: Timestamp) -> Result<(), MailerError> {
        let mut lead = self.ledger.table.lead(id).await?;
        while let Some(current) = lead.as_ref().filter(|lead| lead.is_due(now)) {
            if Timestamp::now() > stop {
                return Err(MailerError::OutOfTime);
            }
            lead = match sequence::next_ready(current, &self.ledger.config.sequences, now) {
                Some(entry) => self.deal_with(current, entry, now).await?,
                None => self.record(current.clone(), cooled(current, now), now).await?,
            };
        }
        Ok(())
    }

    /// Deals with one entry; the lead as it is then.
    async fn deal_with(&self, lead: &Lead, entry: &AgendaEntry, now: Timestamp) -> Result<Option<Lead>, MailerError> {
        match &entry.task {
            Task::Accept { owner, .. } => {
                let missed = Activity::accept_missed(&lead.id, &entry.id, owner, entry.delivery.due);
                self.record(lead.clone(), missed, now).await
            }
            Task::Step { step } | Task::Webhook { step, .. } if self.is_paused(step).await? => {
                self.put_aside(lead, entry, |waiting| waiting.delivery.put_off(now + sending::PAUSED)).await
            }
            Task::Step { step } => {
                let taken = steps::taken(lead, entry, step, &self.ledger.config);
                self.record(lead.clone(), taken, now).await
            }
            Task::Webhook { url, step } => self.call(lead, entry, url, step, now).await,
            Task::ClassifyClicks { send, mail } => self.judge(lead, entry, send, mail, now).await,
            Task::Mail { mail, to, step } => {
                let mail = self.mail_for(lead, step.as_ref(), mail, *to, now);
                let mailing = Mailing { send: entry.id.clone(), mail, to: *to, step: step.clone() };
                self.deal_with_mail(lead, entry, mailing, now).await
            }
        }
    }

    /// The file of the mail that goes out: of its variants the one for this lead, in its language.
    fn mail_for(&self, lead: &Lead, step: Option<&StepRef>, planned: &str, to: Recipient, now: Timestamp) -> String {
        let config = &self.ledger.config;
        let mail = step.map_or_else(
            || planned.to_owned(),
            |step| sequence::mail_for(lead, step, planned, &config.sequences, &config.scoring, now),
        );
        if to == Recipient::Lead { mail::file_for(config, &mail, lead).to_owned() } else { mail }
    }

    /// Somebody stopped the sequence for a while. (A mail learns it with all else that stands in its way.)
    async fn is_paused(&self, step: &StepRef) -> Result<bool, MailerError> {
        Ok(self.ledger.table.control().await?.paused.contains(&step.sequence))
    }

    /// Sends the mail, puts it off or drops it, as the rules say of it now.
    async fn deal_with_mail(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        mailing: Mailing,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        let found = self.look_up(lead, entry, &mailing).await?;
        let verdict = self.ledger.config.sending_rules().verdict(mailing.to, entry, lead, &found.outside, now);
        match self.pace.turn(verdict, entry, now).await {
            SendVerdict::Go => {}
            SendVerdict::Wait { until, reason } => return self.put_off(lead, entry, mailing, until, reason, now).await,
            SendVerdict::Drop(reason) => return self.drop(lead, mailing, now, reason).await,
        }
        match self.claim(lead, entry, &mailing.mail, now).await? {
            Some(claimed) => self.attempt(claimed, mailing, &found, now).await,
            // Somebody else changed the lead: look again.
            None => Ok(self.ledger.table.lead(&lead.id).await?),
        }
    }

    /// Reads what the mail is about and what may stand in its way.
    async fn look_up(&self, lead: &Lead, entry: &AgendaEntry, mailing: &Mailing) -> Result<Found, MailerError> {
        let to_lead = mailing.to == Recipient::Lead;
        let address = lead.email().filter(|_| to_lead);
        let suppression = address.map(|address| self.identity.suppression(&address));
        let wanted = Wanted {
            lead: &lead.id,
            about: &entry.about,
            asked: lead.last_submission.as_ref().filter(|_| !to_lead),
            suppression: suppression.as_deref(),
            is_marketing: entry.is_marketing(),
        };
        let found = self.ledger.table.before_mail(wanted).await?;
        found.ok_or_else(|| MailerError::NoActivity(entry.about.clone()))
    }

    /// Puts the mail off, and says why, unless that is said already.
    pub(crate) async fn put_off(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        mailing: Mailing,
        until: Timestamp,
        reason: String,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        if entry.delivery.held.as_ref() != Some(&reason) {
            let held = Activity::mail_held(&lead.id, mailing, until, reason, now);
            return self.record(lead.clone(), held, now).await;
        }
        self.put_aside(lead, entry, |held| held.delivery.hold_on(until)).await
    }

    /// Changes what the agenda says of an entry, in one conditional write; none if somebody else changed the lead meanwhile.
    pub(crate) async fn change(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        change: impl FnMut(&mut AgendaEntry),
    ) -> Result<Option<Lead>, MailerError> {
        let mut changed = lead.clone();
        changed.agenda.iter_mut().filter(|held| held.id == entry.id).for_each(change);
        changed.version += 1;
        Ok(self.ledger.table.put_agenda(&changed, lead.version).await?.then_some(changed))
    }

    /// The same of an entry that nobody is at: the lead as it is then, whoever changed it.
    async fn put_aside(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        change: impl FnMut(&mut AgendaEntry),
    ) -> Result<Option<Lead>, MailerError> {
        match self.change(lead, entry, change).await? {
            Some(changed) => Ok(Some(changed)),
            None => Ok(self.ledger.table.lead(&lead.id).await?),
        }
    }

    /// Takes the mail off the agenda for good, and says why.
    async fn drop(
        &self,
        lead: &Lead,
        mailing: Mailing,
        now: Timestamp,
        reason: String,
    ) -> Result<Option<Lead>, MailerError> {
        info!(lead.id = %lead.id, send.id = mailing.send, reason, "dropped");
        self.record(lead.clone(), Activity::mail_dropped(&lead.id, mailing, reason, now), now).await
    }

    async fn record(&self, lead: Lead, activity: Activity, now: Timestamp) -> Result<Option<Lead>, MailerError> {
        let id = lead.id.clone();
        // On the heap: it would make every future around it large.
        Ok(Box::pin(self.ledger.apply_to(&id, Some(lead), &[activity], now)).await?.lead)
    }
}

/// Its points have lost their worth by today.
fn cooled(lead: &Lead, now: Timestamp) -> Activity {
    Activity::temperature_changed(&lead.id, lead.temperature_changes_at().unwrap_or(now))
}
