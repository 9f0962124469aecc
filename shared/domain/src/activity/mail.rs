//! What activities say of mails: which, to whom, and what its reader did with it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::activity::details::Submission;
use crate::activity::id::ActivityId;
use crate::value::hash::content_hash;
use crate::value::network::NetworkBlock;

/// A step of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StepRef {
    /// The sequence.
    pub sequence: String,
    /// The step's name.
    pub step: String,
}

/// A mail to salespeople or their manager. A file of that name in `emails/` writes it; a new one is a row here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamMail {
    /// To the salesperson who gets a lead.
    HandOff,
    /// To the manager, about a lead that nobody accepted in its time.
    Escalation,
    /// To the owner of a lead whose date to try again has come.
    Reminder,
    /// To a lead's owner, else the manager, whom a sequence asks to call.
    Call,
}

impl TeamMail {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::HandOff, Self::Escalation, Self::Reminder, Self::Call];

    /// The mail's name in `emails/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::HandOff => "hand-off",
            Self::Escalation => "escalation",
            Self::Reminder => "reminder",
            Self::Call => "call",
        }
    }

    /// The mail of that name, in whatever language its file is: `hand-off`, `hand-off.pt`. None for a mail to leads.
    pub fn named(name: &str) -> Option<Self> {
        let base = name.split_once('.').map_or(name, |(base, _)| base);
        Self::ALL.into_iter().find(|mail| mail.name() == base)
    }

    /// It is the mail of that name, in whatever language.
    pub fn is(self, name: &str) -> bool {
        Self::named(name) == Some(self)
    }

    /// It asks its reader to call at last: if it does not reach them, the lead is forgotten. (Who gets a new lead and is
    /// not reached is escalated.)
    pub fn asks_to_call(self) -> bool {
        match self {
            Self::Reminder | Self::Call => true,
            Self::HandOff | Self::Escalation => false,
        }
    }

    /// Who gets it, as long as the lead has an owner.
    pub fn to(self) -> Recipient {
        match self {
            Self::HandOff | Self::Reminder | Self::Call => Recipient::Owner,
            Self::Escalation => Recipient::Manager,
        }
    }
}

/// The mail that asks a lead, at its own address, to confirm a consent that somebody gave on a form. A file of that name in
/// `emails/` writes it.
pub const CONFIRM: &str = "confirm";

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
    pub step: Option<StepRef>,
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
    /// The link of that mail, as the lead [remembers](crate::lead::Lead::clicked_links) it; none in clicks that were
    /// recorded before links were remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The same link of the same mail was clicked before.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub again: bool,
}

impl Click {
    /// A click on a link of a mail, by a lead that clicked other links, or the same, before.
    pub fn new(send: &str, mail: &str, url: &str, clicked_links: &[String]) -> Self {
        let link = content_hash(&[send, url]);
        let again = clicked_links.contains(&link);
        Self { send: send.to_owned(), mail: mail.to_owned(), url: url.to_owned(), link: Some(link), again }
    }
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
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub again: bool,
}

/// A consent that was given on a form, and is confirmed from the lead's own address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The submission with the ticked box: its id holds the time.
    pub asked: ActivityId,
    /// The form that was sent.
    pub form: String,
    /// The version of the wording that was agreed to.
    pub wording: String,
    /// What follows such a post, the thank-you mail among it, waits for the confirmation: double opt-in.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub waits: bool,
    /// From which network it was confirmed: kept as long as the consent. None as long as it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkBlock>,
    /// Other forms that were posted for the address while this one waited: one mail asks, and one click confirms them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Confirmation>,
}

impl Confirmation {
    /// Of a submission that agreed to mail; none of any other.
    pub(crate) fn of(activity: &ActivityId, sent: &Submission) -> Option<Self> {
        let (form, wording) = (sent.form.clone(), sent.consent.clone()?);
        let waits = sent.agreed.double_opt_in;
        Some(Self { asked: activity.clone(), form, wording, waits, network: None, also: Vec::new() })
    }

    /// The submissions that it confirms, the first first.
    pub fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.also)
    }
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

/// Where a mail comes from. It says which rules the mail has to pass, so it is matched exhaustively wherever mails are
/// told apart: no mail can be marketing without consent, limits, brake and a way to unsubscribe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin<'a> {
    /// To a salesperson or the manager: a hand-off, a reminder, a report, a log-in link.
    Team,
    /// To a visitor, for what the visitor just did: a thank-you, a confirmation.
    Visitor,
    /// To whoever runs the system: a notice.
    Operator,
    /// Marketing: a step of a sequence.
    Step(&'a StepRef),
    /// Marketing: a campaign of that name.
    Campaign(&'a str),
}

/// What the `sequence` of a [`StepRef`] begins with that is a campaign's mail. No sequence can be named like that.
const CAMPAIGN: &str = "campaign/";

impl<'a> Origin<'a> {
    /// The origin of a mail on a lead's agenda, by what is stored of it: its recipient and its step.
    pub fn of(to: Recipient, step: Option<&'a StepRef>) -> Self {
        match (to, step) {
            (Recipient::Owner | Recipient::Manager, _) => Self::Team,
            (Recipient::Lead, None) => Self::Visitor,
            (Recipient::Lead, Some(step)) => {
                step.sequence.strip_prefix(CAMPAIGN).map_or(Self::Step(step), Self::Campaign)
            }
        }
    }

    /// It waits while the brake is on: mail to people outside the company, whose bounces and complaints SES counts.
    pub fn obeys_brake(self) -> bool {
        match self {
            Self::Team | Self::Operator => false,
            Self::Visitor | Self::Step(_) | Self::Campaign(_) => true,
        }
    }

    /// Marketing mail, as opposed to one that somebody asked for or works by.
    pub fn is_marketing(self) -> bool {
        match self {
            Self::Team | Self::Visitor | Self::Operator => false,
            Self::Step(_) | Self::Campaign(_) => true,
        }
    }
}

impl Mailing {
    /// Where it comes from.
    pub fn origin(&self) -> Origin<'_> {
        Origin::of(self.to, self.step.as_ref())
    }

    /// It asks the lead to confirm a consent: [`CONFIRM`], in any language.
    pub fn asks_to_confirm(&self) -> bool {
        self.origin() == Origin::Visitor && self.mail.split('.').next() == Some(CONFIRM)
    }
}
