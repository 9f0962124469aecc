//! Mail goes no faster than SES takes it, and no more of it in a day.
//!
//! Each mailer has its share of the rate. Marketing mail waits for the mailer's next slot here, where waiting costs no
//! receive of the queue's message; what takes longer stays on the agenda, and the due index brings it again. Mail that
//! somebody waits for goes at once and takes its slot from marketing.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use leadwright_cloud::Environment;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::environment::MissingVariable;
use leadwright_cloud::mail::{MimeMail, Quotas, SendError, Ses};
use leadwright_domain::lead::AgendaEntry;
use leadwright_domain::sending::{Quota, SendVerdict, slot};

/// How long one mail waits for its slots in one invocation, all its attempts together. With the time limit of a call of
/// SES it stays below the time that is kept for an attempt.
const PATIENCE: SignedDuration = SignedDuration::from_secs(5);

/// Attempts of one claim: a refusal for the rate is a definite one.
const ATTEMPTS: u32 = 6;

/// How long a mail waits that SES refused for the rate again and again.
pub(crate) const A_MOMENT: SignedDuration = SignedDuration::from_mins(1);

/// How long mail that somebody waits for is put off when the day's quota is used up: the quota's 24 hours move on all the
/// time.
const SOON: SignedDuration = SignedDuration::from_mins(5);

/// How long marketing mail is put off then.
const LATER: SignedDuration = SignedDuration::from_hours(1);

/// This mailer's share of what SES takes.
#[derive(Debug)]
pub(crate) struct Pace {
    quotas: Quotas,
    clock: Clock,
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
    pub(crate) fn connect(environment: &Environment) -> Result<Self, MissingVariable> {
        let (quotas, clock) = (Quotas::new(environment.aws()), Clock::connect(environment));
        Ok(Self { quotas, clock, mailers: environment.number("MAILER_CONCURRENCY")?, sent: Mutex::default() })
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
        let wait = self.until_slot(quota.marketing_interval(self.mailers));
        if wait > PATIENCE {
            let reason = format!("SES takes {} mails a minute from us", quota.a_minute);
            return SendVerdict::Wait { until: now + A_MOMENT, reason };
        }
        self.clock.sleep(wait.unsigned_abs()).await;
        verdict
    }

    /// Sends a mail: one attempt, and another after a refusal for the rate alone, which is a definite one.
    pub(crate) async fn send(&self, ses: &Ses, mail: MimeMail<'_>) -> Result<(), SendError> {
        let mut waited = SignedDuration::ZERO;
        for attempt in 1.. {
            self.sends();
            let answer = ses.send(mail.clone()).await;
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
            self.clock.sleep(wait.unsigned_abs()).await;
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
        let now = self.clock.real();
        slot(self.sent().last, interval, now).duration_since(now)
    }

    fn sends(&self) {
        let now = self.clock.real();
        let mut sent = self.sent();
        sent.last = Some(now);
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
pub(crate) fn until_more(is_marketing: bool) -> SignedDuration {
    if is_marketing { LATER } else { SOON }
}
