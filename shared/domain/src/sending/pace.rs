//! How fast mail may go: SES's rate a second and its quota a day, shared by the mailers that send at once.
//!
//! Marketing mail waits for its slot. What somebody asked for, or works by, does not: it only takes its slot from
//! marketing, and the last part of the day's quota is its alone.

use jiff::{SignedDuration, Timestamp};

/// So many leads may wait for the mailer, whatever the rate: much of what is due (steps, escalations, points that cool)
/// needs no SES. At SES's slowest, one mail a second, so many mails are out in 17 minutes, before their leases of
/// 30 ([`MARKETING_LEASE`](crate::lead::agenda::MARKETING_LEASE)) end.
const WAITING_AT_LEAST: u64 = 1_000;

/// So many mails a day are kept for what somebody waits for, where a tenth is less.
const KEPT: u64 = 5;

/// What SES takes from the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Mails a minute, as long as one likes.
    pub a_minute: u64,
    /// Mails in any 24 hours; none for any number.
    pub a_day: Option<u64>,
    /// Mails in the 24 hours until now.
    pub sent: u64,
}

impl Quota {
    /// Marketing mail may go, `more` mails after this was read: the rest of the day is kept for what somebody waits for.
    pub fn has_room(&self, more: u64) -> bool {
        self.a_day.is_none_or(|most| self.sent.saturating_add(more) < most - kept(most))
    }

    /// How far apart each of `mailers` sends.
    pub fn interval(&self, mailers: u32) -> SignedDuration {
        let millis = (60_000 * u64::from(mailers)).div_ceil(self.a_minute.max(1));
        SignedDuration::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }

    /// How many leads a tick may give the mailer, where `waiting` have been given already: what SES takes until the next
    /// tick, a minute later, or what is small enough at any rate.
    pub fn a_tick(&self, waiting: u64) -> u64 {
        self.a_minute.max(WAITING_AT_LEAST).saturating_sub(waiting)
    }
}

/// How many mails of a day's quota are kept for what somebody waits for: a tenth; of a small quota [`KEPT`], or half.
fn kept(most: u64) -> u64 {
    most.div_ceil(10).max(KEPT.min(most.div_ceil(2)))
}

/// When a mailer may send next that sent last at `last`.
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
        assert_eq!(quota(1).a_tick(950), 50);
        assert_eq!(quota(1).a_tick(1_010), 0);
    }

    /// At SES's slowest the fewest that a tick gives are sent before the first lease ends.
    #[test]
    fn no_lease_ends_in_the_queue() {
        let slowest = Quota { a_minute: 60, a_day: None, sent: 0 };
        let minutes = slowest.a_tick(0).div_ceil(slowest.a_minute);
        assert!(SignedDuration::from_mins(i64::try_from(minutes).unwrap()) < crate::lead::agenda::MARKETING_LEASE);
    }

    proptest! {
        /// However long each pauses, so many mailers never send faster together than SES takes mail.
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
            // Each so far apart, all of them together send no more a second than SES takes.
            prop_assert!(interval.as_millis() * i128::from(a_second) >= 1_000 * i128::from(mailers));
        }
    }
}
