//! What is to happen next with a lead. It stands in the lead itself, so it can't be lost apart from it.

use std::cmp::Reverse;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::activity::{ActivityId, Mailing, Recipient};
use crate::config::Config;
use crate::lead::Lead;

/// How many entries a lead may have, not counting those that judge followed links; more are refused by the fold.
pub const LIMIT: usize = 32;

/// How long a claim on a notification, or one queued, is left alone.
///
/// Past it, with no `Send` event of SES, it is sent again: a duplicate needs a lost answer *and* a `Send` event later
/// than this.
pub const NOTIFICATION_LEASE: SignedDuration = SignedDuration::from_mins(3);

/// The same for marketing mail, which nobody waits for.
pub const MARKETING_LEASE: SignedDuration = SignedDuration::from_mins(30);

/// So many refusals of one mail by SES, and it is given up. They span about 8 hours.
const REFUSALS: u32 = 10;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Something that is to happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its send id: names it for ever, and the mail that comes of it. `[A-Za-z0-9_-]`, at most 256.
    pub id: String,
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
    /// Somebody is at it.
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
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tries: u32,
    /// How often SES refused this very mail; past a limit it is given up.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub refused: u32,
    /// The activity that it is about: it holds the visitor's words.
    pub about: ActivityId,
    /// What is to happen.
    #[serde(flatten)]
    pub task: Task,
}

/// An entry as the activity that plans it records it: what goes without saying is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The entry's id.
    pub id: String,
    /// Not before; none for at once.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub due: Option<Timestamp>,
    /// What it is about, if not the activity that plans it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<ActivityId>,
    /// What is to happen.
    #[serde(flatten)]
    pub task: Task,
}

impl Plan {
    /// The entry, planned by the activity `by` that was applied at `now`.
    pub fn entry(&self, by: &ActivityId, now: Timestamp) -> Entry {
        // At once: it goes to the mailer with this very batch, and the index looks only if that failed. A minute more
        // than the claim's lease, so that the claim does not move the index key.
        let wake = self.due.is_none().then(|| now + NOTIFICATION_LEASE + SignedDuration::from_mins(1));
        Entry {
            id: self.id.clone(),
            due: self.due.unwrap_or(now),
            wake,
            claim: None,
            held: None,
            planned: None,
            tries: 0,
            refused: 0,
            about: self.about.as_ref().unwrap_or(by).clone(),
            task: self.task.clone(),
        }
    }
}

/// What an entry is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Task {
    /// A mail goes out.
    Mail {
        /// Which, by its name in `emails/`.
        mail: String,
        /// To whom.
        to: Recipient,
        /// The sequence it is a step of; none for a notification.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepOf>,
    },
    /// The time is up in which the owner should have accepted the lead.
    Accept {
        /// The owner who was given it.
        owner: String,
        /// Owners who had it before and did not.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        missed: Vec<String>,
    },
    /// A step of a sequence that is no mail is to be taken.
    Step {
        /// Which.
        step: StepOf,
    },
    /// Another program is to be told.
    Webhook {
        /// Where.
        url: String,
        /// The step it is.
        step: StepOf,
    },
    /// Who followed the links of a mail is to be judged: by now all of a burst are there.
    Judge {
        /// The mail's send id.
        send: String,
        /// The mail's name.
        mail: String,
    },
}

impl Task {
    /// The step of a sequence that it is, if it is one.
    pub fn step(&self) -> Option<&StepOf> {
        match self {
            Self::Mail { step, .. } => step.as_ref(),
            Self::Step { step } | Self::Webhook { step, .. } => Some(step),
            Self::Accept { .. } | Self::Judge { .. } => None,
        }
    }

    /// The mail it is, under its entry's id; none if it is something else.
    pub fn mailing(&self, id: &str) -> Option<Mailing> {
        match self {
            Self::Mail { mail, to, step } => {
                Some(Mailing { send: id.to_owned(), mail: mail.clone(), to: *to, step: step.clone() })
            }
            _ => None,
        }
    }
}

/// A step of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StepOf {
    /// The sequence.
    pub sequence: String,
    /// The step's name.
    pub step: String,
}

/// A hold on an entry: one attempt is being made.
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

impl Entry {
    /// When the `due` index looks at it.
    pub fn wakes_at(&self) -> Timestamp {
        self.wake.unwrap_or(self.due)
    }

    /// Marketing mail, as opposed to one that somebody asked for or works by.
    pub fn is_marketing(&self) -> bool {
        matches!(&self.task, Task::Mail { step: Some(_), .. })
    }

    /// The step of a sequence that it is, if it is one.
    pub fn step(&self) -> Option<&StepOf> {
        self.task.step()
    }

    /// How long a claim on it holds.
    pub fn lease(&self) -> SignedDuration {
        if self.is_marketing() { MARKETING_LEASE } else { NOTIFICATION_LEASE }
    }

    /// It may be attempted now.
    pub fn is_ready(&self, now: Timestamp) -> bool {
        let waits = (self.tries > 0 || self.held.is_some()) && self.wakes_at() > now;
        self.due <= now && !waits && self.claim.as_ref().is_none_or(|claim| claim.until <= now)
    }

    /// Puts it off until then, for a reason that stands on the timeline. Nobody is at it any more.
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

    /// Takes hold of it for one attempt, with the variant of the mail that is to go.
    pub fn claim(&mut self, now: Timestamp, mail: &str) {
        let until = now + self.lease();
        let is_variant = matches!(&self.task, Task::Mail { mail: planned, .. } if planned != mail);
        self.claim = Some(Claim { at: now, until, mail: is_variant.then(|| mail.to_owned()) });
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

    /// The mail of this entry, for the record; none if it is for something else.
    pub fn mailing(&self) -> Option<Mailing> {
        let chosen = self.claim.as_ref().and_then(|claim| claim.mail.clone());
        let planned = self.task.mailing(&self.id);
        planned.map(|planned| Mailing { mail: chosen.unwrap_or_else(|| planned.mail.clone()), ..planned })
    }
}

/// What is to be dealt with first of all that is ready: what is no step of a sequence, then the step of the sequence
/// with the higher priority, then what was due first.
pub fn next_ready<'a>(lead: &'a Lead, config: &Config, now: Timestamp) -> Option<&'a Entry> {
    let priority =
        |step: &StepOf| config.sequences.get(&step.sequence).map(|sequence| sequence.priority).unwrap_or_default();
    let ready = lead.agenda.iter().filter(|entry| entry.is_ready(now));
    // None is less than any.
    ready.min_by_key(|entry| (entry.step().map(|step| Reverse(priority(step))), entry.due))
}
