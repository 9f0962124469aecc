//! One thing that is to be done once: due, claimed, tried, put off.
//!
//! What must stay true: after a claim there is one attempt, and nobody else makes another until the claim's lease ends.
//! Entries of a lead's agenda and mails of the outbox go by the same states.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// After this number of refusals by SES a mail is given up. The pauses between them add up to about 8 hours.
const REFUSALS: u32 = 10;

/// A claim: one attempt is being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Since when. The record of the attempt has this time, so that it has one id however often it is written.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// Until when nobody else may try.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub until: Timestamp,
    /// Which of the mail's variants goes out, if it is not the mail itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
}

/// When something is due, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Not before.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub due: Timestamp,
    /// When the `due` index looks at it. Later than `due` while it is on its way: queued, or claimed.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub wake: Option<Timestamp>,
    /// It is claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
    /// Why it waits until `due`, in a reader's words: it may not go before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<String>,
    /// When it was to happen at first, if it was put off since.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub planned: Option<Timestamp>,
    /// How often it was tried and not taken: the pause before the next try grows with it.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_zero")]
    pub tries: u32,
    /// How often SES refused this very mail; past a limit it is given up.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_zero")]
    pub refused: u32,
}

impl Delivery {
    /// Something that is due then, and was never tried.
    pub fn new(due: Timestamp) -> Self {
        Self { due, wake: None, claim: None, held: None, planned: None, tries: 0, refused: 0 }
    }

    /// When the `due` index looks at it.
    pub fn wakes_at(&self) -> Timestamp {
        self.wake.unwrap_or(self.due)
    }

    /// It may be attempted now.
    pub fn is_ready(&self, now: Timestamp) -> bool {
        let waits = (self.tries > 0 || self.held.is_some()) && self.wakes_at() > now;
        self.due <= now && !waits && self.claim.as_ref().is_none_or(|claim| claim.until <= now)
    }

    /// Puts it off until then, for a reason that stands on the timeline. Its claim ends.
    pub fn hold(&mut self, until: Timestamp, reason: &str) {
        self.claim = None;
        self.planned.get_or_insert(self.due);
        self.due = until;
        self.wake = None;
        self.held = Some(reason.to_owned());
    }

    /// Puts it off again for the reason it waits for already: there is nothing to tell.
    pub fn hold_on(&mut self, until: Timestamp) {
        self.claim = None;
        self.wake = Some(until);
    }

    /// Claims it for one attempt; `mail` is the variant that goes out, if it is not the planned mail itself.
    pub fn claim(&mut self, now: Timestamp, lease: SignedDuration, mail: Option<String>) {
        let until = now + lease;
        self.claim = Some(Claim { at: now, until, mail });
        // What already looks later stays as it is: the index key does not move, which saves two write units.
        if self.wakes_at() < until {
            self.wake = Some(until);
        }
    }

    /// Lets go of it after a definite refusal; it is tried again later, each time waiting longer.
    ///
    /// False if SES refused this very mail so often that it is to be dropped (mautic/mautic#7226). What is wrong with the
    /// account, SES or the configuration is not the mail's fault: then it waits for as long as it takes.
    pub fn release(&mut self, now: Timestamp, is_about_this_mail: bool) -> bool {
        self.claim = None;
        self.refused += u32::from(is_about_this_mail);
        // 1, 2, 4, … minutes, at most 4 hours.
        let pause = SignedDuration::from_mins(1 << self.tries.min(8)).min(SignedDuration::from_hours(4));
        self.tries = self.tries.saturating_add(1);
        self.wake = Some(now + pause);
        self.refused < REFUSALS
    }

    /// Lets go of it until then: SES takes no mail now, which is nothing that this mail did.
    pub fn put_off(&mut self, until: Timestamp) {
        self.claim = None;
        self.tries = self.tries.max(1);
        self.wake = Some(until);
    }
}
