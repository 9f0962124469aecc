//! The pace of sending: SES's rate per second and its daily quota, shared by the mailers that run at once.
//!
//! Marketing mail waits for its slot. Transactional mail (the team's, and mail that a visitor asked for) does not wait:
//! it takes a slot away from marketing mail, and the last part of the daily quota is reserved for it.

use jiff::{SignedDuration, Timestamp};

/// The number of leads that may wait for the mailer at any rate, since much of what is due (steps, escalations, points
/// that decay) needs no SES. At SES's slowest rate, one mail a second, this number of mails is sent in 17 minutes,
/// before their leases of 30 minutes ([`MARKETING_LEASE`](crate::lead::agenda::MARKETING_LEASE)) end.
const WAITING_AT_LEAST: u64 = 1_000;

/// Minimum daily reserve for transactional mail, where a tenth of the quota is less.
const KEPT: u64 = 5;

/// The sending limits of the SES account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The rate: mails per minute, without end.
    pub a_minute: u64,
    /// The quota: mails in any 24 hours; none for no limit.
    pub a_day: Option<u64>,
    /// Mails sent in the last 24 hours.
    pub sent: u64,
}

impl Quota {
    /// Marketing mail may be sent when `more` mails were sent after this was read. The rest of the quota is reserved
    /// for transactional mail.
    pub fn has_room(&self, more: u64) -> bool {
        self.a_day.is_none_or(|most| self.sent.saturating_add(more) < most - kept(most))
    }

    /// The time between two mails of one of `mailers` mailers.
    pub fn interval(&self, mailers: u32) -> SignedDuration {
        let millis = (60_000 * u64::from(mailers)).div_ceil(self.a_minute.max(1));
        SignedDuration::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }

    /// The same for marketing mail: a quarter of the rate is left for what somebody waits for, which other mailers send at
    /// the same time.
    pub fn marketing_interval(&self, mailers: u32) -> SignedDuration {
        self.interval(mailers) * 4 / 3
    }

    /// The number of leads that a scheduler tick may hand to the mailer, when `waiting` are handed over already: the
    /// mails that SES takes until the next tick a minute later, but at least 1,000.
    pub fn a_tick(&self, waiting: u64) -> u64 {
        self.a_minute.max(WAITING_AT_LEAST).saturating_sub(waiting)
    }
}

/// The reserve for transactional mail in a daily quota: a tenth; of a small quota [`KEPT`], at most half.
fn kept(most: u64) -> u64 {
    most.div_ceil(10).max(KEPT.min(most.div_ceil(2)))
}

/// The time at which a mailer may send next, if it last sent at `last`.
pub fn slot(last: Option<Timestamp>, interval: SignedDuration, now: Timestamp) -> Timestamp {
    last.and_then(|last| last.checked_add(interval).ok()).map_or(now, |next| next.max(now))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_tenth_of_the_day_is_kept() {
        let quota = |a_day, sent| Quota { a_minute: 60, a_day, sent };
        for (quota, more, has_room) in [
            (quota(None, 1_000_000), 0, true),
            (quota(Some(200), 179), 0, true),
            (quota(Some(200), 180), 0, false),
            (quota(Some(200), 170), 9, true),
            (quota(Some(200), 170), 10, false),
            (quota(Some(0), 0), 0, false),
            (quota(Some(u64::MAX), u64::MAX), u64::MAX, false),
        ] {
            assert_eq!(quota.has_room(more), has_room, "{quota:?} {more}");
        }
    }

    #[test]
    fn shares_and_ticks() {
        let quota = |a_second: u64| Quota { a_minute: 60 * a_second, a_day: None, sent: 0 };
        for (a_second, mailers, millis, tick) in [
            (1, 4, 4_000, 1_000),
            (14, 4, 286, 1_000),
            (20, 4, 200, 1_200),
            (1_000, 4, 4, 60_000),
            (0, 1, 60_000, 1_000),
        ] {
            assert_eq!(quota(a_second).interval(mailers), SignedDuration::from_millis(millis), "{a_second}");
            assert_eq!(quota(a_second).a_tick(0), tick, "{a_second}");
        }
        assert_eq!(quota(1).marketing_interval(3), SignedDuration::from_secs(4));
        assert_eq!(quota(1).a_tick(950), 50);
        assert_eq!(quota(1).a_tick(1_010), 0);
    }

    /// At SES's slowest rate, the smallest batch of a tick is sent before the first lease ends.
    #[test]
    fn no_lease_ends_in_the_queue() {
        let slowest = Quota { a_minute: 60, a_day: None, sent: 0 };
        let minutes = slowest.a_tick(0).div_ceil(slowest.a_minute);
        assert!(SignedDuration::from_mins(i64::try_from(minutes).unwrap()) < crate::lead::agenda::MARKETING_LEASE);
    }

    proptest! {
        /// Whatever pauses the mailers make, together they never send faster than SES takes mail.
        #[test]
        fn mailers_share_the_rate(
            a_second in 1_u64..100,
            mailers in 1_u32..20,
            pauses in prop::collection::vec(0_i64..700, 2..40),
        ) {
            let quota = Quota { a_minute: 60 * a_second, a_day: None, sent: 0 };
            let interval = quota.interval(mailers);
            let mut now = Timestamp::UNIX_EPOCH;
            let (mut last, mut sent) = (None, Vec::new());
            for pause in pauses {
                now += SignedDuration::from_millis(pause);
                now = slot(last, interval, now);
                last = Some(now);
                sent.push(now);
            }
            for two in sent.windows(2) {
                prop_assert!(two[1].duration_since(two[0]) >= interval);
            }
            // With this interval, all mailers together send no more mails a second than SES takes.
            prop_assert!(interval.as_millis() * i128::from(a_second) >= 1_000 * i128::from(mailers));
        }
    }
}
