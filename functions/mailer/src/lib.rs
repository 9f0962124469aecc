//! Claims what is due on a lead's agenda, makes one SES attempt, records it.
//!
//! A claim is a conditional write of the lead, so of two mailers one gets it. After it there is exactly one attempt. Its
//! record takes the entry off and puts the next step on in one transaction. If the answer of SES is lost, or this
//! process ends between attempt and record, the claim stands: SES's `Send` event settles it (the `feedback` function).
//! Without one the mail is sent again when the lease ends: a duplicate needs a lost answer *and* a `Send` event that
//! comes later than the lease.

mod mime;
mod steps;

use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Context, Error};
use leadwright_cloud::aws::{Aws, variable};
use leadwright_cloud::batch::{Record, SqsBatchResponse, SqsEvent, one_by_one};
use leadwright_cloud::clock;
use leadwright_cloud::ledger::{Ledger, LedgerError};
use leadwright_cloud::mail::{Mail, Outgoing, SendError};
use leadwright_cloud::queue::Due;
use leadwright_cloud::table::TableError;
use leadwright_domain::activity::{Activity, ActivityId, Mailing, What};
use leadwright_domain::agenda::{Claim, Entry, Task};
use leadwright_domain::identity::LeadId;
use leadwright_domain::lead::Lead;
use leadwright_domain::mail::{self, Letter};
use leadwright_domain::sending::{self, Outside, Verdict};
use leadwright_domain::token::SigningKeys;
use leadwright_domain::tracking::Links;
use tracing::{error, info, warn};

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Mailer {
    ledger: Ledger,
    mail: Mail,
    keys: SigningKeys,
    sender: mime::Sender,
    public_url: String,
}

/// An attempt and its record may take this long: none is begun later, so that none is cut off half-way.
const ATTEMPT: SignedDuration = SignedDuration::from_secs(18);

/// What was refused so many times in a row does not pass by itself.
const PERSISTENT: u32 = 4;

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
        Ok(Self {
            ledger: Ledger::connect(&aws).await?,
            mail: Mail::new(&aws, variable("CONFIGURATION_SET")?),
            keys: SigningKeys::read(&variable("SIGNING_KEY")?)?,
            sender: variable("MAIL_FROM")?.parse()?,
            public_url: variable("PUBLIC_URL")?.trim_end_matches('/').to_owned(),
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
            lead = match current.agenda.iter().find(|entry| entry.is_ready(now)) {
                Some(entry) => self.deal_with(current, entry, now).await?,
                None => self.record(current.clone(), cooled(current, now), now).await?,
            };
        }
        Ok(())
    }

    /// Deals with one entry; the lead as it is then.
    async fn deal_with(&self, lead: &Lead, entry: &Entry, now: Timestamp) -> Result<Option<Lead>, MailerError> {
        let mailing = match &entry.task {
            Task::Accept { owner, .. } => {
                return self.record(lead.clone(), accept_missed(lead, entry, owner), now).await;
            }
            Task::Step { step } => {
                let taken = steps::taken(lead, entry, step, &self.ledger.config, now);
                return self.record(lead.clone(), taken, now).await;
            }
            Task::Webhook { .. } | Task::Judge { .. } => return Ok(None),
            Task::Mail { mail, to, step } => {
                Mailing { send: entry.id.clone(), mail: mail.clone(), to: *to, step: step.clone() }
            }
        };
        match sending::verdict(mailing.to, entry, lead, &Outside::default(), &self.ledger.config, now) {
            Verdict::Go => {}
            Verdict::Wait { until, reason } => return self.hold(lead, mailing, until, reason, now).await,
            Verdict::Drop(reason) => return self.drop(lead, mailing, now, reason).await,
        }
        match self.claim(lead, entry, &mailing.mail, now).await? {
            Some(claimed) => self.attempt(claimed, mailing, now).await,
            // Somebody else changed the lead: look again.
            None => Ok(self.ledger.table.lead(&lead.id).await?),
        }
    }

    /// Takes hold of the entry; none if the lead changed meanwhile.
    async fn claim(&self, lead: &Lead, entry: &Entry, mail: &str, now: Timestamp) -> Result<Option<Lead>, MailerError> {
        let mut claimed = lead.clone();
        for held in claimed.agenda.iter_mut().filter(|held| held.id == entry.id) {
            held.claim(now, mail);
        }
        claimed.version += 1;
        Ok(self.ledger.table.put_agenda(&claimed, lead.version).await?.then_some(claimed))
    }

    /// Makes the one attempt that the claim allows.
    async fn attempt(&self, lead: Lead, mailing: Mailing, now: Timestamp) -> Result<Option<Lead>, MailerError> {
        let Some((entry, claim)) = claimed(&lead, &mailing.send) else { return Ok(Some(lead)) };
        match self.send(&lead, &entry, &mailing, &claim, now).await? {
            Ok(()) => {
                info!(lead.id = %lead.id, send.id = mailing.send, mail = mailing.mail, "sent");
                let record = Activity::mail_sent(&lead.id, mailing, claim.at);
                self.record(lead, record, now).await
            }
            Err(SendError::Unknown(why)) => {
                // The claim stands.
                warn!(lead.id = %lead.id, send.id = mailing.send, why, "no answer from SES");
                Ok(Some(lead))
            }
            Err(SendError::Never(why)) => self.drop(&lead, mailing, now, format!("SES refused it: {why}")).await,
            Err(SendError::Rejected(why)) => self.release(lead, mailing, &entry, now, &why, true).await,
            Err(SendError::NotNow(why)) => self.release(lead, mailing, &entry, now, &why, false).await,
        }
    }

    async fn send(
        &self,
        lead: &Lead,
        entry: &Entry,
        mailing: &Mailing,
        claim: &Claim,
        now: Timestamp,
    ) -> Result<Result<(), SendError>, MailerError> {
        let about = self.ledger.table.activity(&lead.id, &entry.about).await?;
        let about = about.ok_or_else(|| MailerError::NoActivity(entry.about.clone()))?.activity;
        let links = Links { base: &self.public_url, keys: &self.keys, lead: &lead.id, mailing, sent_at: claim.at };
        let seller = mail::addressee(mailing.to, lead, &self.ledger.config);
        let asked = match &lead.asked {
            Some(id) if seller.is_some() && *id != about.id => {
                self.ledger.table.activity(&lead.id, id).await?.map(|asked| asked.activity)
            }
            _ => None,
        };
        let page = seller.map_or_else(String::new, |seller| {
            format!("{}/lead/{}", self.public_url, self.keys.seller_token(&lead.id, &seller.id, now))
        });
        let away = seller.map_or_else(String::new, |seller| {
            format!("{}/away/{}", self.public_url, self.keys.away_token(&seller.id, now))
        });
        let letter = Letter {
            config: &self.ledger.config,
            lead,
            about: &about,
            asked: asked.as_ref().unwrap_or(&about),
            mailing,
            is_marketing: entry.is_marketing(),
            now,
            links,
            page: &page,
            away: &away,
        };
        let rendered = match mail::render(&letter) {
            Ok(rendered) => rendered,
            // The configuration is wrong, not the lead: a later deployment may mend it.
            Err(mistake) => {
                return Ok(Err(SendError::NotNow(format!("the mail {} can't be made: {mistake}", mailing.mail))));
            }
        };
        let raw = mime::build(&self.sender, &rendered, entry, claim.at, &links.unsubscribe());
        let raw = match raw {
            Ok(raw) => raw,
            Err(why) => return Ok(Err(SendError::Never(why.to_string()))),
        };
        let to = rendered.to.address.as_str();
        let outgoing =
            Outgoing { from: &self.sender.address, to, raw, send: &entry.id, lead: &lead.id, recipient: mailing.to };
        Ok(self.mail.send(outgoing).await)
    }

    /// Lets go of the claim after a refusal that may pass.
    async fn release(
        &self,
        mut lead: Lead,
        mailing: Mailing,
        entry: &Entry,
        now: Timestamp,
        why: &str,
        is_about_this_mail: bool,
    ) -> Result<Option<Lead>, MailerError> {
        let tries = entry.tries + 1;
        if tries < PERSISTENT {
            warn!(lead.id = %lead.id, send.id = entry.id, tries, why, "not sent for now");
        } else {
            // Somebody has to mend the account, the sender or the template. The mail waits until then.
            error!(lead.id = %lead.id, send.id = entry.id, tries, why, "still not sent");
        }
        let was = lead.version;
        let mut again = true;
        for held in lead.agenda.iter_mut().filter(|held| held.id == entry.id) {
            again = held.release(now, is_about_this_mail);
        }
        if !again {
            return self.drop(&lead, mailing, now, format!("SES refused it too often: {why}")).await;
        }
        lead.version += 1;
        if self.ledger.table.put_agenda(&lead, was).await? {
            return Ok(Some(lead));
        }
        // Changed by somebody else meanwhile: the claim's lease ends by itself.
        Ok(None)
    }

    /// Puts the mail off, and says why.
    async fn hold(
        &self,
        lead: &Lead,
        mailing: Mailing,
        until: Timestamp,
        reason: String,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        let id = ActivityId::new(now, &[lead.id.as_str(), &mailing.send, "mail_held"]);
        let held = What::MailHeld { mailing, until, reason };
        self.record(lead.clone(), Activity::new(id, lead.id.clone(), held), now).await
    }

    async fn drop(
        &self,
        lead: &Lead,
        mailing: Mailing,
        now: Timestamp,
        reason: String,
    ) -> Result<Option<Lead>, MailerError> {
        info!(lead.id = %lead.id, send.id = mailing.send, reason, "dropped");
        let seeds = [lead.id.as_str(), &mailing.send, "mail_dropped"];
        let id = ActivityId::new(now, &seeds);
        let what = What::MailDropped { mailing, reason };
        let dropped = Activity::new(id, lead.id.clone(), what);
        self.record(lead.clone(), dropped, now).await
    }

    async fn record(&self, lead: Lead, activity: Activity, now: Timestamp) -> Result<Option<Lead>, MailerError> {
        let id = lead.id.clone();
        // On the heap: it would make every future around it large.
        Ok(Box::pin(self.ledger.apply_to(&id, Some(lead), &[activity], now)).await?.lead)
    }
}

/// The time to accept the lead is up. The id is the same however often that is found.
fn accept_missed(lead: &Lead, entry: &Entry, owner: &str) -> Activity {
    let id = ActivityId::new(entry.due, &[lead.id.as_str(), &entry.id, "accept_missed"]);
    let what = What::AcceptMissed { entry: entry.id.clone(), owner: owner.to_owned() };
    Activity::new(id, lead.id.clone(), what)
}

/// Its points have lost their worth by today. The id is of the day, however often it is found.
fn cooled(lead: &Lead, now: Timestamp) -> Activity {
    let id = ActivityId::new(lead.cools_at().unwrap_or(now), &[lead.id.as_str(), "cooled"]);
    Activity::new(id, lead.id.clone(), What::Cooled)
}

fn claimed(lead: &Lead, send: &str) -> Option<(Entry, Claim)> {
    let entry = lead.agenda.iter().find(|entry| entry.id == send)?;
    Some((entry.clone(), entry.claim.clone()?))
}
