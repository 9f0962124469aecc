//! What SES tells of mails.
//!
//! A `Send` event settles a claim whose answer was lost: it writes the very record that the mailer would have written.
//! A permanent bounce or a complaint ends mail to that address, at once and for good; so do many mails
//! that came back for now. Deliveries and delays are only counted. The counts of a batch are one write, after all else:
//! a record that fails is counted when it comes again. A batch that comes again after its count is counted twice, which
//! SQS makes rare.

mod brake;

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use lambda_runtime::{Context, Error};
use leadwright_cloud::aws::{Aws, variable};
use leadwright_cloud::batch::{Record, SqsBatchResponse, SqsEvent, one_by_one};
use leadwright_cloud::clock;
use leadwright_cloud::control::Suppressed;
use leadwright_cloud::ledger::{Ledger, LedgerError};
use leadwright_cloud::mail_event::{Incomplete, MailEvent, Verdict};
use leadwright_cloud::table::TableError;
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::lead::{Lead, Suppression};
use leadwright_domain::sending::{Control, Outcomes, soft_bounce_limit_reached, soft_bounce_limit_words};
use leadwright_domain::value::identity::{EmailAddress, IdentityKey, LeadId};
use tracing::{error, info};

use crate::brake::Watch;

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Feedback {
    ledger: Ledger,
    key: IdentityKey,
    watch: Watch,
}

/// An event that was dealt with.
#[derive(Debug)]
struct Taken {
    /// When its mail was sent.
    sent_at: Timestamp,
    outcome: Outcomes,
}

/// An event could not be dealt with; the queue brings it again.
#[derive(Debug, thiserror::Error)]
enum FeedbackError {
    #[error("not an event of SES (line {0}, column {1})")]
    Malformed(usize, usize),
    #[error(transparent)]
    Incomplete(#[from] Incomplete),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl Feedback {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it, or the table does not answer.
    pub async fn connect() -> Result<Self, Error> {
        let aws = Aws::connect().await;
        let ledger = Ledger::connect(&aws).await?;
        let key = IdentityKey::new(variable("IDENTITY_KEY")?);
        Ok(Self { ledger, key, watch: Watch::connect(&aws)? })
    }

    /// Deals with a batch of events.
    ///
    /// # Errors
    /// The local runner gave no time, or the counts could not be written: then the whole batch comes again.
    pub async fn handle(&self, event: SqsEvent, context: Context) -> Result<SqsBatchResponse, Error> {
        let now = clock::now(&context)?;
        let taken = Mutex::new(Vec::new());
        let answer = one_by_one(event, |record| self.record(record, &taken, now)).await;
        let taken = taken.into_inner().unwrap_or_else(PoisonError::into_inner);
        let counted = self.counted(&taken).await?;
        self.ledger.table.count_outcomes(counted, now).await?;
        self.watch.look(&self.ledger, counted, &context.request_id, now).await;
        Ok(answer)
    }

    /// What a batch adds to the day's counts.
    async fn counted(&self, taken: &[Taken]) -> Result<Outcomes, TableError> {
        // Only of these does it matter when the brake was released.
        let is_read = taken.iter().any(|one| one.outcome.bounced + one.outcome.complained > 0);
        let control = if is_read { self.ledger.table.control().await? } else { Control::default() };
        let outcomes = taken.iter().map(|one| one.outcome.of_mail(one.sent_at, &control));
        Ok(outcomes.fold(Outcomes::default(), Outcomes::plus))
    }

    async fn record(&self, record: Record, taken: &Mutex<Vec<Taken>>, now: Timestamp) -> bool {
        match self.take(&record.body, now).await {
            Ok(one) => {
                taken.lock().unwrap_or_else(PoisonError::into_inner).extend(one);
                true
            }
            Err(failure) => {
                let why = format!("{:#}", anyhow::Error::from(failure));
                error!(message.id = record.id, why, "an event of SES was not dealt with");
                false
            }
        }
    }

    /// Does all that the event says; none if it is about no mail of ours.
    async fn take(&self, body: &str, now: Timestamp) -> Result<Option<Taken>, FeedbackError> {
        // SES's own word to a new event destination; no event, and nothing is wrong with it.
        if body.starts_with("Successfully validated SNS topic for Amazon SES event publishing") {
            return Ok(None);
        }
        let event: MailEvent =
            serde_json::from_str(body).map_err(|wrong| FeedbackError::Malformed(wrong.line(), wrong.column()))?;
        let (verdict, outcome) = (event.verdict()?, event.outcome()?);
        // Mail of somebody else's through the same configuration set.
        let Some((lead, send)) = event.names() else { return Ok(None) };
        let send = send.to_owned();
        match verdict {
            Verdict::Sent => self.settle(&lead, &send, event.sent_at(), now).await?,
            Verdict::Delivered | Verdict::Delayed | Verdict::Nothing => {}
            _ if !event.is_to_lead() => {
                error!(lead.id = %lead, send.id = send, ?verdict, "a mail did not reach its owner");
            }
            Verdict::Bounced => {
                self.suppress(&event, Suppression::BOUNCED, now).await?;
                let what = ActivityKind::Bounced { send: send.clone(), of: address_of(&event) };
                self.apply(&event, &lead, &send, what, now).await?;
            }
            Verdict::Complained => {
                self.suppress(&event, Suppression::COMPLAINED, now).await?;
                let what = ActivityKind::Complained { send: send.clone(), of: address_of(&event) };
                self.apply(&event, &lead, &send, what, now).await?;
            }
            Verdict::SoftBounced(why) => {
                let what =
                    ActivityKind::SoftBounced { send: send.clone(), why: why.to_owned(), of: address_of(&event) };
                if let Some(known) = self.apply(&event, &lead, &send, what, now).await? {
                    self.wear_out(&event, known, now).await?;
                }
            }
            Verdict::Rejected => {
                self.apply(&event, &lead, &send.clone(), ActivityKind::MailRejected { send }, now).await?;
            }
        }
        Ok(Some(Taken { sent_at: event.sent_at(), outcome }))
    }

    /// Records what became of a mail to the lead; the lead as it is then.
    async fn apply(
        &self,
        event: &MailEvent,
        lead: &LeadId,
        send: &str,
        what: ActivityKind,
        now: Timestamp,
    ) -> Result<Option<Lead>, FeedbackError> {
        info!(lead.id = %lead, send.id = send, kind = what.name(), "a mail to the lead did not arrive, or was not wanted");
        let activity = Activity::mail_failed(lead.clone(), what, event.sent_at());
        Ok(self.ledger.apply(lead, &[activity], now).await?.lead)
    }

    /// Puts the addresses that the event is about on the list of those that take no mail.
    async fn suppress(&self, event: &MailEvent, why: &str, now: Timestamp) -> Result<(), FeedbackError> {
        for address in event.addresses() {
            let row = Suppressed { since: now, why: why.to_owned() };
            self.ledger.table.suppress(&self.key.suppression(&address), &row).await?;
        }
        Ok(())
    }

    /// Ends mail to an address that had too many soft bounces.
    async fn wear_out(&self, event: &MailEvent, lead: Lead, now: Timestamp) -> Result<(), FeedbackError> {
        let rule = &self.ledger.config.sending.soft_bounces;
        let Some(of) = address_of(event) else { return Ok(()) };
        let Some(last) = soft_bounce_limit_reached(lead.soft_bounces_of(&of), rule) else { return Ok(()) };
        let reason = soft_bounce_limit_words(rule);
        let last = last.clone();
        self.suppress(event, &reason, now).await?;
        if lead.suppressed.iter().all(|end| end.of.as_ref().is_some_and(|other| *other != of)) {
            let id = lead.id.clone();
            let activity = Activity::suppressed_by_soft_bounces(id.clone(), &last, reason, of);
            self.ledger.apply_to(&id, Some(lead), &[activity], now).await?;
        }
        Ok(())
    }

    /// Records a mail as sent whose claim is still open. Mostly the mailer has done so: then this is one read.
    async fn settle(&self, id: &LeadId, send: &str, sent_at: Timestamp, now: Timestamp) -> Result<(), FeedbackError> {
        let Some(lead) = self.ledger.table.lead(id).await? else { return Ok(()) };
        let Some(entry) = lead.agenda.iter().find(|entry| entry.id == send) else { return Ok(()) };
        let Some(mailing) = entry.mailing() else { return Ok(()) };
        info!(lead.id = %id, send.id = send, "settled");
        let claimed_at = entry.delivery.claim.as_ref().map_or(sent_at, |claim| claim.at);
        let record = Activity::mail_sent(id, mailing, claimed_at);
        self.ledger.apply_to(id, Some(lead), &[record], now).await?;
        Ok(())
    }
}

/// What the lead's address was when the mail went to it: mails to leads have one recipient.
fn address_of(event: &MailEvent) -> Option<String> {
    event.addresses().first().map(EmailAddress::short_hash)
}
