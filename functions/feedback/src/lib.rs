//! SES's events: what became of each mail.
//!
//! A `Send` event settles a claim whose answer was lost: it writes the very record that the mailer would have written.
//! A permanent bounce or a complaint ends mail to that address, at once and for good; so do soft bounces on too many days.
//! Deliveries and delays are only counted, but for a delivery after a soft bounce. The counts of a batch are one write, after all else:
//! a record that fails is counted when it comes again. A batch that comes again after its count is counted twice, which
//! SQS makes rare.

mod brake;
mod mailbox;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use lambda_runtime::{Context, Error};
use leadwright_cloud::Environment;
use leadwright_cloud::batch::{BatchRecord, SqsBatchResponse, SqsEvent, one_by_one};
use leadwright_cloud::clock::Clock;
use leadwright_cloud::ledger::{Ledger, LedgerError};
use leadwright_cloud::mail::{Incomplete, MailEvent, MailEventVerdict, MailRef};
use leadwright_cloud::table::{Suppressed, TableError};
use leadwright_cloud::telemetry::Alarm;
use leadwright_domain::activity::{Activity, ActivityKind, Recipient};
use leadwright_domain::lead::{Lead, Suppression};
use leadwright_domain::sending::{
    Control, OutboxId, Outcomes, UNDER_WAY, soft_bounce_limit_reached, soft_bounce_limit_words,
};
use leadwright_domain::value::identity::{EmailAddress, IdentityKey, LeadId};
use tracing::{error, info};

use crate::brake::Watch;

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Feedback {
    ledger: Ledger,
    key: IdentityKey,
    watch: Watch,
    clock: Clock,
}

/// How often a mail of the outbox is read again that others change too: its mailer writes once more at the most.
const SETTLE_ATTEMPTS: u32 = 3;

/// An event that was dealt with.
#[derive(Debug)]
struct Taken {
    /// When its mail was sent.
    sent_at: Timestamp,
    outcome: Outcomes,
    /// What became of a mail to a visitor is known by it: the mail is no longer under way.
    ends_visitor_mail: bool,
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
    #[error("the mail was changed by others {SETTLE_ATTEMPTS} times in a row")]
    Contended,
}

impl Feedback {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it, or the table does not answer.
    pub async fn connect(environment: &Environment) -> Result<Self, Error> {
        Ok(Self {
            ledger: Ledger::connect(environment).await?,
            key: IdentityKey::new(environment.variable("IDENTITY_KEY")?),
            watch: Watch::connect(environment)?,
            clock: Clock::connect(environment),
        })
    }

    /// Deals with a batch of events.
    ///
    /// # Errors
    /// The local runner gave no time, or the counts could not be written: then the whole batch comes again.
    pub async fn handle(&self, event: SqsEvent, context: Context) -> Result<SqsBatchResponse, Error> {
        let now = self.clock.now(&context)?;
        let taken = Mutex::new(Vec::new());
        let answer = one_by_one(event, |record| self.record(record, &taken, now)).await;
        let taken = taken.into_inner().unwrap_or_else(PoisonError::into_inner);
        let counted = self.counted(&taken).await?;
        self.ledger.table.count_outcomes(counted, now).await?;
        self.count_visitor_mails(&taken, now).await;
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

    /// Counts the mails to visitors that are no longer under way. Where that fails they stay so for some minutes: the batch
    /// is not brought again, which would count all else twice.
    async fn count_visitor_mails(&self, taken: &[Taken], now: Timestamp) {
        let is_recent = |one: &&Taken| one.ends_visitor_mail && now.duration_since(one.sent_at) <= UNDER_WAY;
        let mut minutes: BTreeMap<i64, (Timestamp, u64)> = BTreeMap::new();
        for one in taken.iter().filter(is_recent) {
            minutes.entry(one.sent_at.as_second() / 60).or_insert((one.sent_at, 0)).1 += 1;
        }
        for (sent_at, known) in minutes.into_values() {
            if let Err(failure) = self.ledger.table.count_known_visitor_mails(sent_at, known).await {
                let why = format!("{:#}", anyhow::Error::from(failure));
                error!(
                    why,
                    known, "outcomes of mails to visitors not counted: they count as under way for some minutes"
                );
            }
        }
    }

    async fn record(&self, record: BatchRecord, taken: &Mutex<Vec<Taken>>, now: Timestamp) -> bool {
        match self.take(&record.body, now).await {
            Ok(one) => {
                taken.lock().unwrap_or_else(PoisonError::into_inner).extend(one);
                true
            }
            Err(failure) => {
                let why = format!("{:#}", anyhow::Error::from(failure));
                error!(message.id = record.id, why, "mail event of SES not dealt with");
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
        let is_to_visitor = match event.about() {
            // Mail of somebody else's through the same configuration set.
            None => return Ok(None),
            Some(MailRef::OfLead { lead, send, to, is_to_visitor }) => {
                // On the heap: it would make the invocation's future large.
                Box::pin(self.take_of_lead(&event, verdict, &lead, send, to, now)).await?;
                is_to_visitor
            }
            Some(MailRef::OfOutbox { id, is_to_operator }) => {
                self.take_of_outbox(&event, verdict, &id).await?;
                if !is_to_operator {
                    self.take_of_team(&event, verdict, now).await?;
                }
                false
            }
        };
        let ends_visitor_mail = is_to_visitor && verdict.is_outcome();
        Ok(Some(Taken { sent_at: event.sent_at(), outcome, ends_visitor_mail }))
    }

    async fn take_of_lead(
        &self,
        event: &MailEvent,
        verdict: MailEventVerdict<'_>,
        lead: &LeadId,
        send: String,
        to: Recipient,
        now: Timestamp,
    ) -> Result<(), FeedbackError> {
        match verdict {
            MailEventVerdict::Sent => self.settle(lead, &send, event.sent_at(), now).await?,
            MailEventVerdict::Delayed | MailEventVerdict::Nothing => {}
            _ if to != Recipient::Lead => {
                if verdict != MailEventVerdict::Delivered {
                    error!(lead.id = %lead, send.id = send, ?verdict, "mail did not reach its salesperson");
                }
                self.take_of_team(event, verdict, now).await?;
            }
            MailEventVerdict::Delivered => self.delivered(event, lead, send, now).await?,
            MailEventVerdict::Bounced => {
                self.suppress(event, Suppression::BOUNCED, now).await?;
                let kind = ActivityKind::Bounced { send, of: address_of(event) };
                self.apply(event, lead, kind, now).await?;
            }
            MailEventVerdict::Complained => {
                self.suppress(event, Suppression::COMPLAINED, now).await?;
                let kind = ActivityKind::Complained { send, of: address_of(event) };
                self.apply(event, lead, kind, now).await?;
            }
            MailEventVerdict::SoftBounced(why) => {
                let of = address_of(event);
                let kind = ActivityKind::SoftBounced { send, why: why.to_owned(), of };
                if let Some(known) = self.apply(event, lead, kind, now).await? {
                    self.suppress_at_limit(event, known, now).await?;
                }
            }
            MailEventVerdict::Rejected => {
                self.apply(event, lead, ActivityKind::MailRejected { send, why: None }, now).await?;
            }
            MailEventVerdict::Refused(why) => {
                let kind = ActivityKind::MailRejected { send, why: Some(why.to_owned()) };
                self.apply(event, lead, kind, now).await?;
            }
        }
        Ok(())
    }

    /// A mail to the lead arrived: that is recorded where it ends a row of soft bounces.
    async fn delivered(
        &self,
        event: &MailEvent,
        id: &LeadId,
        send: String,
        now: Timestamp,
    ) -> Result<(), FeedbackError> {
        let Some(of) = address_of(event) else { return Ok(()) };
        let Some(lead) = self.ledger.table.lead(id).await? else { return Ok(()) };
        if lead.is_reached_again(&of, event.sent_at()) {
            let kind = ActivityKind::MailDelivered { send, of: Some(of) };
            let activity = Activity::mail_ended(id.clone(), kind, event.sent_at());
            self.ledger.apply_to(id, Some(lead), &[activity], now).await?;
        }
        Ok(())
    }

    /// A mail that has no lead: its claim is settled, and that it did not arrive is for a person to know.
    async fn take_of_outbox(
        &self,
        event: &MailEvent,
        verdict: MailEventVerdict<'_>,
        id: &OutboxId,
    ) -> Result<(), FeedbackError> {
        match verdict {
            MailEventVerdict::Sent => self.settle_outbox(id, event.sent_at()).await?,
            MailEventVerdict::Delivered | MailEventVerdict::Delayed | MailEventVerdict::Nothing => {}
            MailEventVerdict::Bounced
            | MailEventVerdict::SoftBounced(_)
            | MailEventVerdict::Complained
            | MailEventVerdict::Rejected
            | MailEventVerdict::Refused(_) => {
                error!(send.id = %id, ?verdict, "mail of the outbox did not arrive");
                self.watch.alarms.raise(Alarm::NotSent);
            }
        }
        Ok(())
    }

    /// Records what became of a mail to the lead; the lead as it is then.
    async fn apply(
        &self,
        event: &MailEvent,
        lead: &LeadId,
        kind: ActivityKind,
        now: Timestamp,
    ) -> Result<Option<Lead>, FeedbackError> {
        let facts = kind.facts();
        info!(lead.id = %lead, send.id = facts.send, kind = facts.name, "mail to the lead did not arrive, or was not wanted");
        let activity = Activity::mail_ended(lead.clone(), kind, event.sent_at());
        Ok(self.ledger.apply(lead, &[activity], now).await?.lead)
    }

    /// Puts the addresses that the event is about on the suppression list.
    async fn suppress(&self, event: &MailEvent, why: &str, now: Timestamp) -> Result<(), FeedbackError> {
        for address in event.addresses() {
            let row = Suppressed { since: now, why: why.to_owned() };
            self.ledger.table.suppress(&self.key.suppression(&address), &row).await?;
        }
        Ok(())
    }

    /// Ends mail to an address that had too many soft bounces.
    async fn suppress_at_limit(&self, event: &MailEvent, lead: Lead, now: Timestamp) -> Result<(), FeedbackError> {
        let rule = &self.ledger.config.sending.soft_bounces;
        let Some(of) = address_of(event) else { return Ok(()) };
        let Some(last) = soft_bounce_limit_reached(lead.soft_bounces_of(&of), rule) else { return Ok(()) };
        let reason = soft_bounce_limit_words(rule);
        self.suppress(event, &reason, now).await?;
        if lead.suppressed.iter().all(|end| end.of.as_ref().is_some_and(|other| *other != of)) {
            let id = lead.id.clone();
            let activity = Activity::suppressed_by_soft_bounces(id.clone(), last, reason, of.clone());
            self.ledger.apply_to(&id, Some(lead), &[activity], now).await?;
        }
        Ok(())
    }

    /// Records a mail as sent whose claim is still open. Mostly the mailer has done so: then this is one read.
    async fn settle(&self, id: &LeadId, send: &str, sent_at: Timestamp, now: Timestamp) -> Result<(), FeedbackError> {
        let Some(lead) = self.ledger.table.lead(id).await? else { return Ok(()) };
        let Some(entry) = lead.entry(send) else { return Ok(()) };
        let Some(mailing) = entry.mailing() else { return Ok(()) };
        info!(lead.id = %id, send.id = send, "open claim of a mail settled by its Send event");
        let claimed_at = entry.delivery.claim.as_ref().map_or(sent_at, |claim| claim.at);
        let record = Activity::mail_sent(id, mailing, claimed_at);
        self.ledger.apply_to(id, Some(lead), &[record], now).await?;
        Ok(())
    }

    /// Marks a mail of the outbox as sent that is not yet. Mostly the mailer has done so: then this is one read.
    async fn settle_outbox(&self, id: &OutboxId, sent_at: Timestamp) -> Result<(), FeedbackError> {
        let table = &self.ledger.table;
        for _ in 0..SETTLE_ATTEMPTS {
            let Some(mut mail) = table.outbox(id).await?.filter(|mail| mail.end.is_none()) else { return Ok(()) };
            let was = mail.version;
            mail.sent(sent_at);
            if table.put_outbox(&mail, was).await? {
                info!(send.id = %id, "open claim of a mail of the outbox settled by its Send event");
                return Ok(());
            }
        }
        Err(FeedbackError::Contended)
    }
}

/// What the lead's address was when the mail went to it: mails to leads have one recipient.
fn address_of(event: &MailEvent) -> Option<String> {
    event.addresses().first().map(EmailAddress::short_hash)
}
