//! The outbox: mails that have no lead. Each is a row of its own, with the states of an agenda entry.
//!
//! What must stay true: a mail's id says what it is about, so that it is made once, whoever makes it and however often.
//! Every change counts the row's version up and is written on the condition that nobody else changed the row: of two
//! mailers one claims it. After a claim there is one attempt. What is sent or given up stays for 90 days, so that its id is
//! not made again.
//!
//! A mail of the outbox is a letter that is written when it goes, or one that was rendered when it was made: then the row
//! names the object that has its bytes.

use std::fmt;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::activity::mail::Origin;
use crate::lead::agenda::NOTIFICATION_LEASE;
use crate::lead::delivery::Delivery;
use crate::sending::control::Brake;
use crate::value::hash::bytes_hash;
use crate::value::identity::{EmailAddress, LeadId, shard_of};

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

/// The largest rendered mail, in bytes of MIME. SES takes 10 MB through this API
/// (<https://docs.aws.amazon.com/ses/latest/dg/quotas.html>, "maximum message size").
pub const LARGEST_MIME: usize = 10_000_000;

/// What text and attachments of a rendered mail may add up to, in bytes before they are encoded: base64 makes 76 characters
/// and a line's end of 57 bytes, which makes 9.6 MB of 7 MB, and the rest is for headers.
pub const LARGEST_CONTENT: usize = 7_000_000;

/// A rendered mail is larger than SES takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the mail has {bytes} bytes, and SES takes {LARGEST_MIME}: leave out or shorten its attachments")]
pub struct MailTooLarge {
    /// Its size in MIME.
    pub bytes: usize,
}

/// The name of the object with the bytes of a rendered mail: `mail/`, the outbox id, `/`, a hash of the bytes, `.eml`.
///
/// By the hash, whoever renders a mail again writes another object, and a row never names bytes that were not made for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailFile {
    id: OutboxId,
    name: String,
}

/// The text is no name of a rendered mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a rendered mail is named `mail/`, an id of the outbox, `/`, a hash and `.eml`")]
pub struct NotAMailFile;

impl MailFile {
    /// The name for these bytes.
    ///
    /// # Errors
    /// SES would not take a mail of that size.
    pub fn of(id: &OutboxId, mime: &[u8]) -> Result<Self, MailTooLarge> {
        let bytes = mime.len();
        if bytes > LARGEST_MIME {
            return Err(MailTooLarge { bytes });
        }
        Ok(Self { id: id.clone(), name: format!("mail/{id}/{}.eml", bytes_hash(mime)) })
    }

    /// The outbox id of the mail.
    pub fn id(&self) -> &OutboxId {
        &self.id
    }

    /// The object's name in the bucket.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl TryFrom<String> for MailFile {
    type Error = NotAMailFile;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let parts = name.strip_prefix("mail/").and_then(|rest| rest.strip_suffix(".eml")?.split_once('/'));
        let (id, hash) = parts.ok_or(NotAMailFile)?;
        let is_hash = hash.len() == 26 && hash.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let id = OutboxId::parse(id).ok().filter(|_| is_hash).ok_or(NotAMailFile)?;
        Ok(Self { id, name })
    }
}

impl From<MailFile> for String {
    fn from(file: MailFile) -> Self {
        file.name
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
    /// To one address, as it was rendered when it was made: a report.
    Rendered {
        /// The recipient: of the team, or outside.
        to: EmailAddress,
        /// The object that has its bytes.
        file: MailFile,
    },
    /// To a person of the team: a link and a code to log in with. Both are made of the id when the mail is written.
    LogIn {
        /// The person's id.
        person: String,
        /// The id of the log-in: lower-case letters and digits.
        log_in: String,
        /// When it was asked for.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        at: Timestamp,
        /// The page to show then.
        page: String,
    },
    /// To a person of the team: a fresh link to a lead, in place of one whose time is over.
    FreshLink {
        /// The person's id.
        person: String,
        /// The lead.
        lead: LeadId,
        /// When it was asked for.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        at: Timestamp,
    },
    /// To one of the team, or to whoever runs the system: the leads that have something due, on a day.
    DueSteps {
        /// Who reads it.
        reader: StepsReader,
        /// The day, on the reader's clocks: there is one mail a day.
        day: Date,
    },
    /// To the manager, or to whoever runs the system: what was to be done about a hot lead was not done in its time.
    OverdueStep {
        /// Who reads it.
        reader: StepsReader,
        /// The lead.
        lead: LeadId,
        /// The agenda entry that was missed.
        entry: String,
    },
}

/// Who reads of leads that have something due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepsReader {
    /// One of the team.
    Person {
        /// The person's id.
        id: String,
    },
    /// Whoever runs the system.
    Operator,
}

impl StepsReader {
    /// A name for ids: `p-ana`, `operator`.
    fn name(&self) -> String {
        match self {
            Self::Person { id } => format!("p-{id}"),
            Self::Operator => "operator".to_owned(),
        }
    }

    fn origin(&self) -> Origin<'static> {
        match self {
            Self::Person { .. } => Origin::Team,
            Self::Operator => Origin::Operator,
        }
    }
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
            Self::Rendered { file, .. } => file.id().clone(),
            Self::LogIn { log_in, .. } => OutboxId(format!("log-in-{log_in}")),
            Self::FreshLink { person, lead, at } => OutboxId(format!("link-{person}-{lead}-{}", at.as_second())),
            Self::DueSteps { reader, day } => OutboxId(format!("due-{day}-{}", reader.name())),
            Self::OverdueStep { reader, lead, entry } => {
                OutboxId(format!("overdue-{}-{}", bytes_hash(format!("{lead} {entry}").as_bytes()), reader.name()))
            }
        }
    }

    /// Who reads of leads that have something due, and of which lead if it is of one; none for other mails.
    pub fn due_steps(&self) -> Option<(&StepsReader, Option<&LeadId>)> {
        match self {
            Self::DueSteps { reader, .. } => Some((reader, None)),
            Self::OverdueStep { reader, lead, .. } => Some((reader, Some(lead))),
            Self::BrakeNotice { .. }
            | Self::MailboxNotice { .. }
            | Self::Rendered { .. }
            | Self::LogIn { .. }
            | Self::FreshLink { .. } => None,
        }
    }

    /// Where it comes from, which decides the rules that it has to pass.
    pub fn origin(&self) -> Origin<'static> {
        match self {
            Self::BrakeNotice { .. } | Self::MailboxNotice { to: NoticeReader::Operator, .. } => Origin::Operator,
            Self::MailboxNotice { to: NoticeReader::Manager, .. }
            | Self::Rendered { .. }
            | Self::LogIn { .. }
            | Self::FreshLink { .. } => Origin::Team,
            Self::DueSteps { reader, .. } | Self::OverdueStep { reader, .. } => reader.origin(),
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
