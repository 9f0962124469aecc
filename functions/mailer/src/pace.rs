//! Mail goes no faster than SES takes it, and no more of it in a day.
//!
//! Each mailer has its share of the rate. Marketing mail waits for the mailer's next slot here, where waiting costs no
//! receive of the queue's message; what takes longer stays on the agenda, and the due index brings it again. Mail that
//! somebody waits for goes at once and takes its slot from marketing.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use leadwright_cloud::aws::{Aws, MissingVariable, variable};
use leadwright_cloud::mail::{Mail, Outgoing, SendError};
use leadwright_cloud::quota::Quotas;
use leadwright_domain::lead::{AgendaEntry, Lead};
use leadwright_domain::sending::{Quota, SendVerdict, slot};
use tracing::warn;

use crate::{Mailer, MailerError};

/// One mail waits so long for its slots in one invocation, all its attempts together: with SES's own patience it stays
/// below the time that is kept for an attempt.
const PATIENCE: SignedDuration = SignedDuration::from_secs(5);

/// Attempts of one claim: a refusal for the rate is a definite one.
const ATTEMPTS: u32 = 6;

/// Who is refused for the rate again and again waits so long.
const A_MOMENT: SignedDuration = SignedDuration::from_mins(1);

/// The quota of 24 hours moves on all the time: what somebody waits for is tried again this soon.
const SOON: SignedDuration = SignedDuration::from_mins(5);

/// Marketing mail waits so long for more of the day's quota.
const LATER: SignedDuration = SignedDuration::from_hours(1);

/// This mailer's share of what SES takes.
#[derive(Debug)]
pub(crate) struct Pace {
    quotas: Quotas,
    mailers: u32,
    sent: Mutex<Sent>,
}

#[derive(Debug, Default)]
struct Sent {
    /// When this mailer sent last, by the real clock: SES's seconds are real.
    last: Option<Timestamp>,
    /// The quota that was read last, and how much this mailer has sent since.
    since: Option<(Quota, u64)>,
}

impl Pace {
    pub(crate) fn new(aws: &Aws) -> Result<Self, MissingVariable> {
        let mailers = variable("MAILER_CONCURRENCY")?.parse().map_err(|_| MissingVariable("MAILER_CONCURRENCY"))?;
        Ok(Self { quotas: Quotas::new(aws), mailers, sent: Mutex::default() })
    }

    /// Waits for this mailer's turn to send a mail that may go; says so if that takes long.
    pub(crate) async fn turn(&self, verdict: SendVerdict, entry: &AgendaEntry, now: Timestamp) -> SendVerdict {
        if verdict != SendVerdict::Go || !entry.is_marketing() {
            return verdict;
        }
        // SES does not say: it refuses what is too much.
        let Some((quota, has_room)) = self.quota(now).await else { return verdict };
        if let (false, Some(a_day)) = (has_room, quota.a_day) {
            let reason = format!(
                "SES takes {a_day} mails a day from us, and the last of them are kept for mail that somebody waits for"
            );
            return SendVerdict::Wait { until: now + LATER, reason };
        }
        // A quarter of the rate is left for what somebody waits for, which other mailers send at the same time.
        let wait = self.until_slot(quota.interval(self.mailers) * 4 / 3);
        if wait > PATIENCE {
            let reason = format!("SES takes {} mails a minute from us", quota.a_minute);
            return SendVerdict::Wait { until: now + A_MOMENT, reason };
        }
        tokio::time::sleep(wait.unsigned_abs()).await;
        verdict
    }

    /// Sends a mail: one attempt, and another after a refusal for the rate alone, which is a definite one.
    pub(crate) async fn send(&self, mail: &Mail, outgoing: Outgoing<'_>) -> Result<(), SendError> {
        let mut waited = SignedDuration::ZERO;
        for attempt in 1.. {
            self.sends();
            let answer = mail.send(outgoing.clone()).await;
            if let Err(SendError::TooMany) = answer {
                self.is_used_up();
            }
            let Err(SendError::TooFast) = answer else { return answer };
            // What was read last, and no question more: SES is asked too much already.
            let quota = self.sent().since.map(|(quota, _)| quota);
            let wait = quota.map_or(SignedDuration::from_secs(1), |quota| quota.interval(self.mailers));
            waited += wait;
            if attempt == ATTEMPTS || waited > PATIENCE {
                break;
            }
            tokio::time::sleep(wait.unsigned_abs()).await;
        }
        Err(SendError::TooFast)
    }

    /// The quota, and whether the day has room for marketing mail.
    ///
    /// All mailers are likely to have sent as much as this one since it was read, and each may be about to send one more.
    /// Where that comes near the day's end, the quota is read again.
    async fn quota(&self, now: Timestamp) -> Option<(Quota, bool)> {
        let quota = self.quotas.known(now).await?;
        let (mailers, others) = (u64::from(self.mailers), u64::from(self.mailers.saturating_sub(1)));
        let sent = match self.sent().since {
            Some((read, sent)) if read == quota => sent,
            _ => 0,
        };
        let has_room = quota.has_room(sent.saturating_mul(mailers).saturating_add(others));
        if has_room || sent == 0 {
            self.sent().since = Some((quota, sent));
            return Some((quota, has_room));
        }
        let quota = self.quotas.again(now).await?;
        self.sent().since = Some((quota, 0));
        Some((quota, quota.has_room(others)))
    }

    fn until_slot(&self, interval: SignedDuration) -> SignedDuration {
        let now = Timestamp::now();
        slot(self.sent().last, interval, now).duration_since(now)
    }

    fn sends(&self) {
        let mut sent = self.sent();
        sent.last = Some(Timestamp::now());
        if let Some((_, count)) = &mut sent.since {
            *count = count.saturating_add(1);
        }
    }

    /// More has gone out than was known: the quota is read again before the next mail.
    fn is_used_up(&self) {
        if let Some((quota, count)) = &mut self.sent().since {
            *count = quota.a_day.unwrap_or_default();
        }
    }

    fn sent(&self) -> std::sync::MutexGuard<'_, Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a mail waits for more of the day's quota.
pub(crate) fn until_more(entry: &AgendaEntry) -> SignedDuration {
    if entry.is_marketing() { LATER } else { SOON }
}

impl Mailer {
    /// Lets go of the claim: SES takes no more mail for now. It is no refusal of this mail, and counts for none.
    pub(crate) async fn wait_for_ses(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        warn!(lead.id = %lead.id, send.id = entry.id, why = %SendError::TooFast, "not sent for now");
        // Changed by somebody else meanwhile: the claim's lease ends by itself.
        self.change(lead, entry, |held| held.delivery.put_off(now + A_MOMENT)).await
    }
}
