//! What is to happen next with a lead. It stands in the lead itself, so it can't be lost apart from it.

use jiff::{SignedDuration, Timestamp};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::activity::id::ActivityId;
use crate::activity::mail::{Mailing, Origin, Recipient, StepRef};
use crate::lead::delivery::Delivery;
use crate::lead::occasion::Occasion;

/// How many entries a lead may have, not counting those that judge followed links, and what a salesperson is to do; more
/// are refused by the fold.
pub const LIMIT: usize = 32;

/// How long a claim on a notification, or one queued, is left alone.
///
/// Past it, with no `Send` event of SES, it is sent again: a duplicate needs a lost answer *and* a `Send` event later
/// than this.
pub const NOTIFICATION_LEASE: SignedDuration = SignedDuration::from_mins(3);

/// The same for marketing mail, which nobody waits for.
pub const MARKETING_LEASE: SignedDuration = SignedDuration::from_mins(30);

/// Something that is to happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaEntry {
    /// Its send id: names it for ever, and the mail that comes of it. `[A-Za-z0-9_-]`, at most 256.
    pub id: String,
    /// When it is due, and how far it has come.
    #[serde(flatten)]
    pub delivery: Delivery,
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
    pub fn entry(&self, by: &ActivityId, now: Timestamp) -> AgendaEntry {
        // At once: it goes to the mailer with this very batch, and the index looks only if that failed. A minute more
        // than the claim's lease, so that the claim does not move the index key.
        let wake = self.due.is_none().then(|| now + NOTIFICATION_LEASE + SignedDuration::from_mins(1));
        AgendaEntry {
            id: self.id.clone(),
            delivery: Delivery { wake, ..Delivery::new(self.due.unwrap_or(now)) },
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
        step: Option<StepRef>,
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
        step: StepRef,
    },
    /// A person is to do what a sequence asks for. It goes on when that is done, or when the entry is due.
    Manual {
        /// The step it is.
        step: StepRef,
        /// What, in words that a salesperson reads.
        what: String,
        /// The person's id.
        to: String,
    },
    /// Another program is to be told.
    Webhook {
        /// Where.
        url: String,
        /// The step it is.
        step: StepRef,
    },
    /// Who followed the links of a mail is to be judged: by now all of a burst are there.
    #[serde(rename = "judge")]
    ClassifyClicks {
        /// The mail's send id.
        send: String,
        /// The mail's name.
        mail: String,
    },
    /// The time is up in which the lead should have confirmed what was posted with double opt-in.
    Unconfirmed {
        /// The form.
        form: String,
    },
    /// A salesperson is to do something about the lead.
    FollowUp {
        /// What, in words that a salesperson reads: "Call again".
        what: String,
        /// Who promised it; none where a rule set it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        /// What it follows.
        on: Occasion,
        /// When it was due, once that was missed: it goes up to the manager every working morning.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "jiff::fmt::serde::timestamp::millisecond::optional"
        )]
        missed: Option<Timestamp>,
    },
}

impl Task {
    /// The step of a sequence that it is, if it is one.
    pub fn step(&self) -> Option<&StepRef> {
        match self {
            Self::Mail { step, .. } => step.as_ref(),
            Self::Step { step } | Self::Manual { step, .. } | Self::Webhook { step, .. } => Some(step),
            Self::Accept { .. } | Self::ClassifyClicks { .. } | Self::Unconfirmed { .. } | Self::FollowUp { .. } => {
                None
            }
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

impl AgendaEntry {
    /// Where the mail comes from that it is; none if it is something else.
    pub fn origin(&self) -> Option<Origin<'_>> {
        match &self.task {
            Task::Mail { to, step, .. } => Some(Origin::of(*to, step.as_ref())),
            Task::Accept { .. }
            | Task::Step { .. }
            | Task::Manual { .. }
            | Task::Webhook { .. }
            | Task::ClassifyClicks { .. }
            | Task::Unconfirmed { .. }
            | Task::FollowUp { .. } => None,
        }
    }

    /// Marketing mail, as opposed to one that somebody asked for or works by.
    pub fn is_marketing(&self) -> bool {
        self.origin().is_some_and(Origin::is_marketing)
    }

    /// The step of a sequence that it is, if it is one.
    pub fn step(&self) -> Option<&StepRef> {
        self.task.step()
    }

    /// How long a claim on it holds.
    pub fn lease(&self) -> SignedDuration {
        if self.is_marketing() { MARKETING_LEASE } else { NOTIFICATION_LEASE }
    }

    /// Takes hold of it for one attempt, with the variant of the mail that is to go.
    pub fn claim(&mut self, now: Timestamp, mail: &str) {
        let is_variant = matches!(&self.task, Task::Mail { mail: planned, .. } if planned != mail);
        self.delivery.claim(now, self.lease(), is_variant.then(|| mail.to_owned()));
    }

    /// The mail of this entry, for the record; none if it is for something else.
    pub fn mailing(&self) -> Option<Mailing> {
        let chosen = self.delivery.claim.as_ref().and_then(|claim| claim.mail.clone());
        let planned = self.task.mailing(&self.id);
        planned.map(|planned| Mailing { mail: chosen.unwrap_or_else(|| planned.mail.clone()), ..planned })
    }
}

/// An entry as a lead stores it: without what it is about where the entry before it is about the same. Entries that one
/// activity planned stand together, and its id would make up a tenth of the lead.
#[derive(Serialize, Deserialize)]
struct StoredEntry {
    id: String,
    #[serde(flatten)]
    delivery: Delivery,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<ActivityId>,
    #[serde(flatten)]
    task: Task,
}

pub(crate) fn serialize<S: Serializer>(agenda: &[AgendaEntry], serializer: S) -> Result<S::Ok, S::Error> {
    let mut before = None;
    serializer.collect_seq(agenda.iter().cloned().map(|AgendaEntry { id, delivery, about, task }| {
        let is_same = before.replace(about.clone()) == Some(about.clone());
        StoredEntry { id, delivery, about: Some(about).filter(|_| !is_same), task }
    }))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<AgendaEntry>, D::Error> {
    let mut before = None;
    let entry = |StoredEntry { id, delivery, about, task }| {
        before = about.or(before.take());
        let about = before.clone().ok_or_else(|| D::Error::missing_field("about"))?;
        Ok(AgendaEntry { id, delivery, about, task })
    };
    Vec::<StoredEntry>::deserialize(deserializer)?.into_iter().map(entry).collect()
}
