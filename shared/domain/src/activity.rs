//! Everything that happens to a lead.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::agenda::StepOf;
use crate::identity::LeadId;
use crate::qualification::Question;
use crate::stage::Stage;

/// An activity's id: its time to the millisecond and a hash, as in `20261121T140312123-k5l2m3n4p5q6r7s2`.
///
/// Chosen once, by the producer, so that a retry has the same id; sorts by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActivityId(String);

/// The text is not an activity id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an activity id")]
pub struct NotAnActivityId;

const TIME_FORMAT: &str = "%Y%m%dT%H%M%S%3f";
const TIME_LENGTH: usize = 18;
const HASH_LENGTH: usize = 16;

impl ActivityId {
    /// The id of what happened at `occurred_at` and is told apart by `seeds` from whatever else happened then.
    pub fn new(occurred_at: Timestamp, seeds: &[&str]) -> Self {
        let time = occurred_at.to_zoned(TimeZone::UTC).strftime(TIME_FORMAT).to_string();
        Self(format!("{time}-{}", content_hash(seeds)))
    }

    /// Reads an id.
    ///
    /// # Errors
    /// The text has another shape, or no time.
    pub fn parse(text: &str) -> Result<Self, NotAnActivityId> {
        let (time, hash) = text.split_once('-').ok_or(NotAnActivityId)?;
        let hash_fits = hash.len() == HASH_LENGTH && hash.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if time.len() == TIME_LENGTH && hash_fits && parse_time(time).is_some() {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnActivityId)
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// When it happened, to the millisecond.
    pub fn occurred_at(&self) -> Timestamp {
        parse_time(&self.0[..TIME_LENGTH]).expect("checked when the id was made")
    }

    /// The UTC day it happened on, as in `20261121`.
    pub fn day(&self) -> &str {
        &self.0[..8]
    }

    /// What tells it apart from others of its time: 16 characters.
    pub fn hash(&self) -> &str {
        &self.0[TIME_LENGTH + 1..]
    }
}

fn parse_time(text: &str) -> Option<Timestamp> {
    // By hand: every look at an activity's time comes through here.
    let text = text.as_bytes();
    if text.len() != TIME_LENGTH || text[8] != b'T' {
        return None;
    }
    let number = |from: usize, to: usize| {
        text[from..to]
            .iter()
            .try_fold(0_i32, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i32::from(digit - b'0')))
    };
    let part = |from: usize| i8::try_from(number(from, from + 2)?).ok();
    let year = i16::try_from(number(0, 4)?).ok()?;
    let nanoseconds = number(15, 18)? * 1_000_000;
    let time = DateTime::new(year, part(4)?, part(6)?, part(9)?, part(11)?, part(13)?, nanoseconds).ok()?;
    Offset::UTC.to_timestamp(time).ok()
}

/// A short hash of texts, the same for the same texts: 80 bits in base32.
pub fn content_hash(texts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(text.len().to_be_bytes());
        hasher.update(text.as_bytes());
    }
    BASE32_NOPAD.encode(&hasher.finalize()[..10]).to_lowercase()
}

impl TryFrom<String> for ActivityId {
    type Error = NotAnActivityId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ActivityId> for String {
    fn from(id: ActivityId) -> Self {
        id.0
    }
}

impl fmt::Display for ActivityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something that happened to a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Its id, which holds its time.
    pub id: ActivityId,
    /// Whom it happened to.
    pub lead: LeadId,
    /// An id the caller chose (an `Idempotency-Key`): the same one is applied once, whatever its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The address or number that the sender named the lead by: a lead that is new has it from here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub who: BTreeMap<String, String>,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

impl Activity {
    /// An activity of ours: no caller chose an id for it.
    pub fn new(id: ActivityId, lead: LeadId, what: What) -> Self {
        Self { id, lead, external_id: None, who: BTreeMap::new(), what }
    }

    /// SES took the mail of a send id, claimed at `claimed_at`.
    ///
    /// Its id is the same whoever writes it: the mailer with SES's answer, or the feedback function with its event.
    pub fn mail_sent(lead: &LeadId, mailing: Mailing, claimed_at: Timestamp) -> Self {
        let id = ActivityId::new(claimed_at, &[lead.as_str(), &mailing.send, "mail_sent"]);
        Self::new(id, lead.clone(), What::MailSent(mailing))
    }

    /// It says whom it is about, so that a lead may begin with it.
    pub fn may_begin(&self) -> bool {
        let says =
            matches!(self.what, What::FormSubmitted(_) | What::LeadImported(_) | What::DealWon { history: true, .. });
        says || !self.who.is_empty()
    }

    /// When it happened.
    pub fn occurred_at(&self) -> Timestamp {
        self.id.occurred_at()
    }
}

/// The kinds of activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// A visitor sent a form.
    FormSubmitted(Submission),
    /// A row of a list became a lead.
    LeadImported(Imported),
    /// The lead looked at a page.
    PageViewed(Event),
    /// The lead used the product.
    ProductUsed(Event),
    /// The lead came to an event: a trade show, a webinar.
    EventAttended(Event),
    /// The lead asked customer service for help.
    TicketOpened(Event),
    /// Customer service is done with it.
    TicketClosed(Event),
    /// A salesperson called, or was called.
    CallLogged(Contact),
    /// A salesperson met the lead, in person or on a screen.
    MeetingHeld(Contact),
    /// The lead answered a mail.
    ReplyReceived(Contact),
    /// A salesperson takes the lead on: nobody needs to be told about it any more.
    Accepted {
        /// The salesperson's id.
        by: String,
    },
    /// Somebody gives the lead to a salesperson.
    Assigned {
        /// The salesperson's id; none lets `routing.yaml` choose another one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// Who says so.
        by: String,
        /// Why, in their words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// Somebody moves the lead in the funnel.
    StageMoved(Move),
    /// Somebody says what qualifies the lead, or what does not.
    Qualified(Answers),
    /// Somebody corrects what is known of the lead.
    Edited {
        /// Field → value; an empty one takes it away.
        fields: BTreeMap<String, String>,
        /// Who says so.
        by: String,
    },
    /// A delivered row is no good: it is credited against who delivered it, and is no mark on the person.
    MarkedBad {
        /// One of the reasons for `bad` in `funnel.yaml`.
        reason: String,
        /// Who says so.
        by: String,
        /// Why, in their words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Somebody ends the sequences the lead is in.
    NurtureStopped {
        /// Who says so.
        by: String,
    },
    /// The lead bought.
    DealWon {
        /// A row of the past: it moves the stage and starts nothing.
        #[serde(default, skip_serializing_if = "is_false")]
        history: bool,
        /// For how much, in the company's currency.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<u64>,
        /// Who says so; none for a row of a list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// Nobody accepted the lead in its time.
    AcceptMissed {
        /// The agenda entry that said so.
        entry: String,
        /// The salesperson who was given it.
        owner: String,
    },
    /// Time passed, and the points with it: the temperature is another.
    Cooled,
    /// The lead was scored again, by a new model.
    Rescored,
    /// SES took a mail.
    MailSent(Mailing),
    /// A mail on the agenda was not sent, and will not be.
    MailDropped {
        /// Which mail.
        #[serde(flatten)]
        mailing: Mailing,
        /// Why, in a reader's words.
        reason: String,
    },
    /// A mail on the agenda may not go now: it waits.
    MailHeld {
        /// Which mail.
        #[serde(flatten)]
        mailing: Mailing,
        /// Until then it is not tried again.
        #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
        until: Timestamp,
        /// Why, in a reader's words.
        reason: String,
    },
    /// A step of a sequence that is no mail was taken: its time had come.
    StepTaken {
        /// Which.
        #[serde(flatten)]
        step: StepOf,
        /// Its agenda entry.
        entry: String,
        /// Fields that the step sets.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        set: BTreeMap<String, String>,
    },
    /// A step's address of another program was called.
    WebhookCalled {
        /// Which.
        #[serde(flatten)]
        step: StepOf,
        /// Its agenda entry.
        entry: String,
        /// Why it was given up, in a reader's words; none if the program took it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failed: Option<String>,
    },
    /// The pictures of a mail were fetched.
    MailOpened(Opening),
    /// A link of a mail was followed. Whether by a person is judged a moment later.
    LinkFollowed(Follow),
    /// A person followed a link of a mail.
    MailClicked(Click),
    /// What followed the links of a mail was a machine: they count for nothing.
    LinksScanned {
        /// The mail's send id.
        send: String,
        /// The mail's name.
        mail: String,
        /// How it is known, in a reader's words.
        reason: String,
    },
    /// The lead chose which marketing mail it wants.
    PreferencesSet(Preferences),
    /// The lead wants no more marketing mail.
    Unsubscribed,
    /// A mail to the lead came back for good: the address takes none.
    Bounced {
        /// The mail's send id.
        send: String,
        /// The [short hash](crate::identity::EmailAddress::short_hash) of the address it is about; if left out, the one
        /// that the lead has when it is applied.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
    },
    /// A mail to the lead came back for now: the mailbox is full, the server does not answer.
    SoftBounced {
        /// The mail's send id.
        send: String,
        /// SES's word for why.
        why: String,
        /// The [short hash](crate::identity::EmailAddress::short_hash) of the address it is about; if left out, the one
        /// that the lead has when it is applied.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
    },
    /// SES took a mail and did not send it: it found a virus.
    MailRejected {
        /// The mail's send id.
        send: String,
    },
    /// The lead told its provider that a mail of ours is spam.
    Complained {
        /// The mail's send id.
        send: String,
        /// The [short hash](crate::identity::EmailAddress::short_hash) of the address it is about; if left out, the one
        /// that the lead has when it is applied.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
    },
    /// The address stands on a list of those that take no mail.
    Suppressed {
        /// Why, in a reader's words.
        reason: String,
        /// Who says so.
        by: String,
        /// The [short hash](crate::identity::EmailAddress::short_hash) of the address it is about; if left out, the one
        /// that the lead has when it is applied.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
    },
}

impl What {
    /// The kind's name, as stored.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::FormSubmitted(_) => "form_submitted",
            Self::LeadImported(_) => "lead_imported",
            Self::PageViewed(_) => "page_viewed",
            Self::ProductUsed(_) => "product_used",
            Self::EventAttended(_) => "event_attended",
            Self::TicketOpened(_) => "ticket_opened",
            Self::TicketClosed(_) => "ticket_closed",
            Self::CallLogged(_) => "call_logged",
            Self::MeetingHeld(_) => "meeting_held",
            Self::ReplyReceived(_) => "reply_received",
            Self::Accepted { .. } => "accepted",
            Self::Assigned { .. } => "assigned",
            Self::StageMoved(_) => "stage_moved",
            Self::Qualified(_) => "qualified",
            Self::Edited { .. } => "edited",
            Self::MarkedBad { .. } => "marked_bad",
            Self::NurtureStopped { .. } => "nurture_stopped",
            Self::DealWon { .. } => "deal_won",
            Self::AcceptMissed { .. } => "accept_missed",
            Self::Cooled => "cooled",
            Self::Rescored => "rescored",
            Self::MailSent(_) => "mail_sent",
            Self::MailDropped { .. } => "mail_dropped",
            Self::MailHeld { .. } => "mail_held",
            Self::StepTaken { .. } => "step_taken",
            Self::WebhookCalled { .. } => "webhook_called",
            Self::MailOpened(_) => "mail_opened",
            Self::LinkFollowed(_) => "link_followed",
            Self::MailClicked(_) => "mail_clicked",
            Self::LinksScanned { .. } => "links_scanned",
            Self::PreferencesSet(_) => "preferences_set",
            Self::Unsubscribed => "unsubscribed",
            Self::Bounced { .. } => "bounced",
            Self::SoftBounced { .. } => "soft_bounced",
            Self::MailRejected { .. } => "mail_rejected",
            Self::Complained { .. } => "complained",
            Self::Suppressed { .. } => "suppressed",
        }
    }
}

/// A form as it was sent. Its fields passed the form's definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The form's name.
    pub form: String,
    /// Where its leads come from, by the form's definition.
    pub source: String,
    /// Field → what the visitor entered; empty ones are left out.
    pub fields: BTreeMap<String, String>,
    /// The words the visitor wrote to us, from the form's message field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The version of the consent wording the visitor agreed to; none if the box stayed empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// The campaign that brought the visitor (`utm_campaign`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The page the form stood on (`Referer`, without its query).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

impl Submission {
    /// Equal for posts of the same form with the same content.
    pub fn content_hash(&self) -> String {
        let mut texts =
            vec![self.form.as_str(), self.consent.as_deref().unwrap_or(""), self.message.as_deref().unwrap_or("")];
        texts.extend(self.fields.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]));
        content_hash(&texts)
    }
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Where the lead came from.
    pub source: String,
    /// Field → value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// The campaign it is attributed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The list says that this person agreed to mail.
    #[serde(default, skip_serializing_if = "is_false")]
    pub consent: bool,
    /// A row of the past: it starts no mail, no hand-off, no sequence.
    #[serde(default, skip_serializing_if = "is_false")]
    pub history: bool,
}

/// Something the lead did. Which of the three is given depends on the kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Event {
    /// What, in the company's words: "invited a colleague", "Hannover fair".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The page's address, without its query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Anything else worth knowing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A salesperson and the lead spoke, or tried to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The salesperson's id, or who logged it.
    pub by: String,
    /// They spoke. A call that nobody answered is kept, and is no contact.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub reached: bool,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A move in the funnel, by a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// To where.
    pub to: Stage,
    /// One of the stage's reasons in `funnel.yaml`; needed where the stage has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// For a recycled lead: when to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_on: Option<Date>,
    /// Who says so.
    pub by: String,
    /// Why, in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What qualifies a lead, or does not. What is not said is unknown, and unknown is not no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Question → yes or no.
    pub answers: BTreeMap<Question, bool>,
    /// How it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Who says so.
    pub by: String,
}

/// One mail of one send id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailing {
    /// The send id: its agenda entry's id.
    pub send: String,
    /// The mail's name in `emails/`: of several variants, the one that this lead gets.
    pub mail: String,
    /// To whom.
    pub to: Recipient,
    /// The step of a sequence that it is; none for a notification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepOf>,
}

/// The pictures of a mail were fetched, which mostly means that it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The mail's send id.
    pub send: String,
    /// The mail's name.
    pub mail: String,
    /// How it is known that a machine did, in a reader's words; none if a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
}

/// A link of a mail was followed, by whomever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follow {
    /// The mail's send id.
    pub send: String,
    /// The mail's name.
    pub mail: String,
    /// Where it leads; none for the link that only machines see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How it is known from the request alone that a machine did, in a reader's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
}

/// A person followed a link of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Click {
    /// The mail's send id.
    pub send: String,
    /// The mail's name.
    pub mail: String,
    /// Where it leads.
    pub url: String,
}

/// Which marketing mail a lead wants.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Preferences {
    /// Topics of `sending.yaml` that it does not want.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub off: BTreeSet<String>,
    /// No marketing mail until then.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub paused_until: Option<Timestamp>,
    /// It agreed anew, after it had unsubscribed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub again: bool,
}

/// Who gets a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The lead.
    Lead,
    /// The salesperson who owns the lead.
    Owner,
    /// The salespeople's manager.
    Manager,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
pub(crate) fn is_false(value: &bool) -> bool {
    !value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_true(value: &bool) -> bool {
    *value
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_hold_their_time_and_sort_by_it() {
        let early: Timestamp = "2026-11-21T14:03:12.123456Z".parse().unwrap();
        let late: Timestamp = "2026-11-21T14:03:12.124Z".parse().unwrap();
        let id = ActivityId::new(early, &["x"]);
        assert_eq!(id.occurred_at(), "2026-11-21T14:03:12.123Z".parse().unwrap());
        assert_eq!(id.day(), "20261121");
        assert_eq!(id.hash().len(), 16);
        assert!(id < ActivityId::new(late, &["a"]));
        assert_eq!(ActivityId::parse(id.as_str()).unwrap(), id);
        assert_ne!(ActivityId::new(early, &["ab", "c"]), ActivityId::new(early, &["a", "bc"]));
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in ["", "x", "20261121T140312123", "20269921T140312123-aaaaaaaaaaaaaaaa", "20261121T140312123-AAAA"] {
            assert!(ActivityId::parse(text).is_err(), "{text:?}");
        }
    }
}
