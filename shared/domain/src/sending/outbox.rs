//! The outbox: mails that have no lead. Each is a row of its own, with the states of an agenda entry.
//!
//! What must stay true: a mail's id says what it is about, so that it is made once, whoever makes it and however often.
//! Every change counts the row's version up and is written on the condition that nobody else changed the row: of two
//! mailers one claims it. After a claim there is one attempt. What is sent or given up stays for 90 days, so that its id is
//! not made again.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::activity::mail::Origin;
use crate::lead::agenda::NOTIFICATION_LEASE;
use crate::lead::delivery::Delivery;
use crate::sending::control::Brake;
use crate::value::identity::shard_of;

/// How long the row of a mail stays that was sent or given up.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The longest id. It is also a send id, which SES takes up to 256 characters of.
const LONGEST: usize = 128;

/// The id of a mail of the outbox, which is its send id too: 1 to 128 of `[A-Za-z0-9_-]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OutboxId(String);

/// The text is no id of a mail of the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id of the outbox has 1 to 128 letters, digits, `-` and `_`")]
pub struct NotAnOutboxId;

impl OutboxId {
    /// Reads an id.
    ///
    /// # Errors
    /// The text has another shape.
    pub fn parse(text: &str) -> Result<Self, NotAnOutboxId> {
        let fits = (1..=LONGEST).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAnOutboxId) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which of `shards` partitions of the due index holds this mail's row.
    pub fn shard(&self, shards: u16) -> u16 {
        shard_of(&self.0, shards)
    }
}

impl TryFrom<String> for OutboxId {
    type Error = NotAnOutboxId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<OutboxId> for String {
    fn from(id: OutboxId) -> Self {
        id.0
    }
}

impl fmt::Display for OutboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a mail of the outbox is. A new one is a row here, and its letter in [`outbox_letter`](crate::mail::outbox_letter).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum OutboxMail {
    /// To whoever runs the system: the brake has gone on.
    BrakeNotice {
        /// Since when the brake is on.
        #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
        since: Timestamp,
        /// What happened, in a few words.
        headline: String,
        /// Why, in a reader's words.
        why: String,
    },
    /// To whoever runs the system, or to the salespeople's manager: mail does not reach a salesperson.
    MailboxNotice {
        /// The salesperson's id.
        person: String,
        /// When the mail was sent that came back.
        #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
        since: Timestamp,
        /// Why it came back, in a reader's words.
        why: String,
        /// Who is told.
        to: NoticeReader,
    },
}

/// Who is told that mail does not reach a salesperson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeReader {
    /// Whoever runs the system.
    Operator,
    /// The salespeople's manager.
    Manager,
}

impl OutboxMail {
    /// The notice of a brake.
    pub fn brake_notice(brake: &Brake) -> Self {
        Self::BrakeNotice { since: brake.since, headline: brake.headline.clone(), why: brake.why.clone() }
    }

    /// Its id: the same for the same mail, whoever makes it.
    pub fn id(&self) -> OutboxId {
        match self {
            Self::BrakeNotice { since, .. } => OutboxId(format!("brake-{}", since.as_millisecond())),
            // Ids of people have lower-case letters, digits and dashes, at most 40.
            Self::MailboxNotice { person, since, to, .. } => {
                let to = match to {
                    NoticeReader::Operator => "operator",
                    NoticeReader::Manager => "manager",
                };
                OutboxId(format!("mailbox-{person}-{}-{to}", since.as_millisecond()))
            }
        }
    }

    /// Where it comes from, which decides the rules that it has to pass.
    pub fn origin(&self) -> Origin<'static> {
        match self {
            Self::BrakeNotice { .. } | Self::MailboxNotice { to: NoticeReader::Operator, .. } => Origin::Operator,
            Self::MailboxNotice { to: NoticeReader::Manager, .. } => Origin::Team,
        }
    }
}

/// How a mail of the outbox ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxEnd {
    /// SES took it.
    Sent {
        /// When.
        #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
        at: Timestamp,
    },
    /// SES refused it too often, or for good.
    GivenUp {
        /// When.
        #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
        at: Timestamp,
        /// Why, in a reader's words.
        why: String,
    },
}

/// A mail of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxEntry {
    /// Its id.
    pub id: OutboxId,
    /// Grows with every write; every write is conditional on it.
    pub version: u64,
    /// When it is due, and how far it has come.
    #[serde(flatten)]
    pub delivery: Delivery,
    /// What it is.
    #[serde(flatten)]
    pub mail: OutboxMail,
    /// How it ended; none while it is to be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<OutboxEnd>,
}

impl OutboxEntry {
    /// A mail that is to go from `due` on.
    pub fn new(mail: OutboxMail, due: Timestamp) -> Self {
        Self { id: mail.id(), version: 1, delivery: Delivery::new(due), mail, end: None }
    }

    /// It may be attempted now.
    pub fn is_ready(&self, now: Timestamp) -> bool {
        self.end.is_none() && self.delivery.is_ready(now)
    }

    /// When the `due` index looks at it; none once it has ended.
    pub fn wakes_at(&self) -> Option<Timestamp> {
        self.end.is_none().then(|| self.delivery.wakes_at())
    }

    /// When its row may go; none while it is to be sent.
    pub fn expires_at(&self) -> Option<Timestamp> {
        match self.end.as_ref()? {
            OutboxEnd::Sent { at } | OutboxEnd::GivenUp { at, .. } => at.checked_add(KEPT).ok(),
        }
    }

    /// Claims it for one attempt: for three minutes nobody else makes one.
    pub fn claim(&mut self, now: Timestamp) {
        self.version += 1;
        self.delivery.claim(now, NOTIFICATION_LEASE, None);
    }

    /// Lets go of it after a definite refusal; it is tried again later, each time waiting longer. A mail that SES refused
    /// too often, for what it is, is given up.
    pub fn release(&mut self, now: Timestamp, why: &str, is_about_this_mail: bool) {
        self.version += 1;
        if !self.delivery.release(now, is_about_this_mail) {
            self.end = Some(OutboxEnd::GivenUp { at: now, why: why.to_owned() });
        }
    }

    /// Lets go of it until then: SES takes no mail now, which is nothing that this mail did.
    pub fn put_off(&mut self, until: Timestamp) {
        self.version += 1;
        self.delivery.put_off(until);
    }

    /// SES took it.
    pub fn sent(&mut self, at: Timestamp) {
        self.version += 1;
        self.end = Some(OutboxEnd::Sent { at });
    }

    /// It can never go.
    pub fn give_up(&mut self, now: Timestamp, why: &str) {
        self.version += 1;
        self.end = Some(OutboxEnd::GivenUp { at: now, why: why.to_owned() });
    }
}
