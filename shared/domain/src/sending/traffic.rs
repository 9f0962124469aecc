//! How much mail to visitors may be under way.
//!
//! Anybody can post dead addresses, and SES tells of a bounce seconds or minutes after the mail. Until then the mail is
//! under way, and counts as if it came back. So a burst of posts can't push the share of hard bounces past the one at which
//! SES reviews the account, however late the bounces come. Where mail arrives, its outcome is known within seconds and
//! makes room for the next.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::sending::brake::counted;
use crate::sending::control::{Control, Outcomes};
use crate::sending::rules::{BOUNCE_REVIEW, BrakeRules, VisitorLimits};

/// How long a mail counts as under way of whose outcome SES says nothing. After this time most of the bounces that come
/// at all have come, and lost events hold nothing up for ever.
pub const UNDER_WAY: SignedDuration = SignedDuration::from_mins(10);

/// The number of mails that may always be under way: else a company whose `at_least` is low could send none.
const ALWAYS: u64 = 5;

/// The time between two checks of a mail that waits its turn. In between it is the time that the mail has waited, so that
/// a long queue costs few checks of each mail.
const TURN: [SignedDuration; 2] = [SignedDuration::from_mins(1), SignedDuration::from_mins(15)];

/// The counts by which one more mail to a visitor may go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VisitorTraffic {
    /// Mails to visitors in the minute of the check.
    pub this_minute: u64,
    /// Mails to visitors in the UTC day of the check.
    pub today: u64,
    /// Mails to visitors in the last [`UNDER_WAY`] whose outcome SES has not told.
    pub under_way: u64,
    /// The outcomes of all mails by UTC day, as the brake counts them.
    pub days: BTreeMap<Date, Outcomes>,
}

impl VisitorTraffic {
    /// The whole minutes of the last [`UNDER_WAY`], the newest first: mails are counted by them.
    pub fn minutes(now: Timestamp) -> impl Iterator<Item = Timestamp> {
        let newest = minute(now);
        (0..UNDER_WAY.as_mins()).filter_map(move |ago| newest.checked_sub(SignedDuration::from_mins(ago)).ok())
    }

    /// How many mails may be under way: as many as could all come back without a review by SES, which is at 5 % hard
    /// bounces. A company that has sent little has `at_least` of the brake for the whole.
    pub fn may_be_under_way(&self, rules: &BrakeRules, control: &Control, now: Timestamp) -> u64 {
        let counted = counted(&self.days, rules, control, now);
        let most = BOUNCE_REVIEW.part_of(counted.sent.max(rules.at_least));
        most.saturating_sub(counted.bounced).max(ALWAYS)
    }

    /// The time until which one more mail waits, and the reason in a reader's words; none if it may go now. `waited` is
    /// how long it has waited already.
    pub(crate) fn wait(
        &self,
        limits: &VisitorLimits,
        rules: &BrakeRules,
        control: &Control,
        waited: SignedDuration,
        now: Timestamp,
    ) -> Option<(Timestamp, String)> {
        if self.today >= u64::from(limits.a_day) {
            let reason = format!("At most {} mails a day go to visitors (sending.yaml)", limits.a_day);
            return Some((tomorrow(now), reason));
        }
        let is_full = self.this_minute >= u64::from(limits.a_minute)
            || self.under_way >= self.may_be_under_way(rules, control, now);
        let [shortest, longest] = TURN;
        // One reason for both: each other one would be an entry of the timeline.
        let reason = "Many visitors wrote at the same time: mail to them waits its turn";
        is_full.then(|| (now + waited.clamp(shortest, longest), reason.to_owned()))
    }
}

/// The beginning of the minute of a time.
pub(crate) fn minute(at: Timestamp) -> Timestamp {
    let second = at.as_second();
    Timestamp::from_second(second - second.rem_euclid(60)).unwrap_or(at)
}

/// The beginning of the next UTC day.
fn tomorrow(now: Timestamp) -> Timestamp {
    let next = now.to_zoned(TimeZone::UTC).tomorrow().and_then(|next| next.start_of_day());
    next.map_or(now + SignedDuration::from_hours(1), |next| next.timestamp())
}
