//! Everything that happens to a lead.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::activity::delivered::Delivered;
pub use crate::activity::details::{Answers, Contact, Enrichment, Imported, Interaction, Move, Submission};
use crate::activity::id::ActivityId;
use crate::activity::mail::{Click, Confirmation, Follow, Mailing, Opening, Preferences, StepRef};
use crate::value::channel::Channel;
use crate::value::currency::Currency;
use crate::value::identity::{EmailAddress, LeadId};
use crate::value::money::Money;
use crate::value::purpose::Purpose;

/// The kinds of activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ActivityKind {
    /// A visitor sent a form.
    FormSubmitted(Submission),
    /// A row of a list became a lead.
    LeadImported(Imported),
    /// The lead looked at a page.
    PageViewed(Interaction),
    /// The lead used the product.
    ProductUsed(Interaction),
    /// The lead came to an event: a trade show, a webinar.
    EventAttended(Interaction),
    /// The lead asked customer service for help.
    TicketOpened(Interaction),
    /// Customer service is done with it.
    TicketClosed(Interaction),
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
        #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
        history: bool,
        /// For how much, in whole units of its currency.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<u64>,
        /// For how much, in minor units of its currency: set in place of `amount` where there is a fraction.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount_minor: Option<u64>,
        /// The currency of the amount: the company's when the deal was recorded. Earlier releases stored none; see
        /// [`won`](ActivityKind::won).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        currency: Option<Currency>,
        /// Who says so; none for a row of a list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        /// The deal that this one is, told again with another amount: it counts in place of that one, and moves nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        corrects: Option<ActivityId>,
    },
    /// Nobody accepted the lead in its time.
    AcceptMissed {
        /// The agenda entry that said so.
        entry: String,
        /// The salesperson who was given it.
        owner: String,
        /// Why they could not accept it, in words that follow their name; none if they could.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unable: Option<String>,
    },
    /// Time passed, and the points with it: the temperature is another.
    #[serde(rename = "cooled")]
    TemperatureChanged,
    /// Nobody has spoken for so many days with a lead that is in sales' hands: one of
    /// [`UNTOUCHED`](crate::lead::UNTOUCHED).
    Untouched {
        /// The days.
        days: u8,
    },
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
        step: StepRef,
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
        step: StepRef,
        /// Its agenda entry.
        entry: String,
        /// Why it was given up, in a reader's words; none if the program took it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failed: Option<String>,
    },
    /// The pictures of a mail were fetched. Whether by a person is judged a moment later, with the links that are followed.
    PictureLoaded {
        /// The mail's send id.
        send: String,
        /// The mail's name.
        mail: String,
    },
    /// A person opened a mail, or a known machine did.
    MailOpened(Opening),
    /// A link of a mail was followed. Whether by a person is judged a moment later.
    LinkFollowed(Follow),
    /// A person followed a link of a mail.
    MailClicked(Click),
    /// What followed the links of a mail was a machine: they count for nothing, and neither do its pictures.
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
    /// The lead confirmed, by the link of a mail to its own address, a consent that was given on a form.
    ConsentConfirmed(Confirmation),
    /// Nobody confirmed, in its time, what was posted with a form that asks for double opt-in.
    ConsentExpired {
        /// The agenda entry that said so.
        entry: String,
        /// The form.
        form: String,
    },
    /// The lead agreed, on the preference page of a mail to its own address, to another purpose than mail.
    ConsentGiven {
        /// To what.
        purpose: Purpose,
    },
    /// The lead withdrew what it had agreed to.
    ConsentWithdrawn {
        /// What.
        purpose: Purpose,
    },
    /// The lead wants no more marketing mail.
    Unsubscribed {
        /// The send id of the mail whose link it followed; none if nothing says which, as in older links.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        send: Option<String>,
    },
    /// A hard bounce of a mail to the lead: the address takes no mail.
    Bounced {
        /// The mail's send id.
        send: String,
        /// The [short hash](crate::value::identity::EmailAddress::short_hash) of the address it is about; if left out, the one
        /// that the lead has when it is applied.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
    },
    /// A soft bounce of a mail to the lead: the mailbox is full, or the server does not answer.
    SoftBounced {
        /// The mail's send id.
        send: String,
        /// SES's word for why.
        why: String,
        /// The [short hash](crate::value::identity::EmailAddress::short_hash) of the address it is about; if left out, the one
        /// that the lead has when it is applied.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
    },
    /// A mail arrived after a soft bounce: the soft bounces before it no longer count. Other deliveries are only counted.
    MailDelivered {
        /// The mail's send id.
        send: String,
        /// The [short hash](crate::value::identity::EmailAddress::short_hash) of the address it is about; if left out, the one
        /// that the lead has when it is applied.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
    },
    /// A mail was refused for what it is, by SES or by the lead's server. That says nothing against the address.
    MailRejected {
        /// The mail's send id.
        send: String,
        /// SES's word for why the lead's server refused it; none if SES itself found a virus.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// The lead told its provider that a mail of ours is spam.
    Complained {
        /// The mail's send id.
        send: String,
        /// The [short hash](crate::value::identity::EmailAddress::short_hash) of the address it is about; if left out, the one
        /// that the lead has when it is applied.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
    },
    /// The address was put on the suppression list.
    Suppressed {
        /// Why, in a reader's words.
        reason: String,
        /// Who says so.
        by: String,
        /// The [short hash](crate::value::identity::EmailAddress::short_hash) of the address it is about; if left out, the one
        /// that the lead has when it is applied.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
    },
    /// Somebody says that the lead has another address: what comes for it is the lead's.
    Aliased {
        /// The address.
        address: EmailAddress,
        /// The id that a lead of that address would have.
        alias: LeadId,
        /// Who says so.
        by: String,
        /// It is no longer so.
        #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
        removed: bool,
    },
    /// Two leads are one person: this one takes over what the other is.
    Merged {
        /// The other lead.
        other: LeadId,
        /// Who says so.
        by: String,
    },
    /// A merge is taken back: the two are what they would be without it.
    Unmerged {
        /// The other lead.
        other: LeadId,
        /// Who says so.
        by: String,
    },
    /// Somebody says what is to be done next about the lead: a promise, or what a salesperson wants to do.
    FollowUpSet {
        /// When it is to be done.
        #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
        due: Timestamp,
        /// What, in their words: "An offer".
        what: String,
        /// Who says so.
        by: String,
    },
    /// What was to be done next about the lead is done.
    FollowUpDone {
        /// Who says so.
        by: String,
        /// What came of it, in their words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// The agenda entry that is done; if left out, what was next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<String>,
        /// What was done, where the entry is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        what: Option<String>,
    },
    /// What was to be done next about the lead was not done in its time.
    FollowUpMissed {
        /// The agenda entry that said so.
        entry: String,
        /// What was to be done.
        what: String,
        /// The salesperson who had the lead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<String>,
        /// Why they could not do it, in words that follow their name; none if they could.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unable: Option<String>,
    },
    /// The lead was found with salespeople and without a next step, as older releases left leads: it gets one.
    NextStepMissing,
    /// Somebody wrote a note about the lead.
    Noted {
        /// Who.
        by: String,
        /// The note.
        note: String,
    },
    /// A salesperson wrote to the lead from their own mailbox: an attempt to reach it, like a call that nobody answered.
    MailWritten {
        /// The salesperson's id, or who logged it.
        by: String,
        /// What it said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Somebody takes back what they, or a colleague, did by mistake. What has left (a mail, a webhook) has left.
    Undone {
        /// The activity that is taken back.
        activity: ActivityId,
        /// Who says so.
        by: String,
    },
    /// The lead asked to be left alone by a channel. It holds until the lead itself takes it back.
    DoNotContact {
        /// By which.
        channel: Channel,
        /// Who was told so.
        by: String,
        /// What was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// The lead takes back, by the link of a mail to its own address, that it is to be left alone by a channel.
    ContactAllowed {
        /// By which.
        channel: Channel,
    },
    /// Somebody starts a sequence for the lead.
    SequenceStarted {
        /// The sequence's name.
        sequence: String,
        /// Who says so.
        by: String,
    },
    /// Somebody puts the lead into a segment, or takes it out, whatever `segments.yaml` says.
    SegmentSet {
        /// The segment's name.
        segment: String,
        /// It is in it from now on; else it is out of it.
        is_in: bool,
        /// Who says so.
        by: String,
    },
    /// What others know of the lead was looked up: its employer's home page, the company's own program.
    Enriched(Enrichment),
    /// The row that was marked as bad is good.
    NotBad {
        /// Who says so.
        by: String,
        /// Why, in their words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
}

impl ActivityKind {
    /// The row of a supplier's delivery that it is, if it is one.
    pub fn delivered(&self) -> Option<&Delivered> {
        match self {
            Self::FormSubmitted(sent) => sent.delivered.as_ref(),
            Self::LeadImported(row) => row.delivered.as_ref(),
            _ => None,
        }
    }

    /// A deal was won, for an amount in minor units of that currency, which is the company's.
    ///
    /// A whole amount is stored in whole units, as every release has stored it: so the ids that are made of what is
    /// stored stay, and a deal that is posted again is known.
    pub fn deal_won(history: bool, minor: Option<u64>, currency: Currency, by: Option<String>) -> Self {
        let units = currency.minor_units();
        let amount = minor.filter(|minor| minor % units == 0).map(|minor| minor / units);
        let amount_minor = minor.filter(|minor| minor % units != 0);
        Self::DealWon { history, amount, amount_minor, currency: minor.map(|_| currency), by, corrects: None }
    }

    /// The amount of a won deal in the currency that it was recorded in; none for a deal without an amount, and for every
    /// other kind. An amount that names no currency, as earlier releases stored it, is in `unnamed`.
    pub fn won(&self, unnamed: Currency) -> Option<Money> {
        let Self::DealWon { amount, amount_minor, currency, .. } = self else { return None };
        let currency = currency.unwrap_or(unnamed);
        let minor = amount_minor.or_else(|| amount.map(|whole| whole.saturating_mul(currency.minor_units())))?;
        Some(Money::new(minor, currency))
    }

    /// Who did it, of what people do and may take back: an id of `team.yaml`, or what another program calls them. None
    /// for what the lead did, what the system did, and a row of the past.
    pub fn done_by(&self) -> Option<&str> {
        match self {
            Self::CallLogged(contact) | Self::MeetingHeld(contact) | Self::ReplyReceived(contact) => Some(&contact.by),
            Self::StageMoved(moved) => Some(&moved.by),
            Self::Qualified(said) => Some(&said.by),
            Self::DealWon { by, history, .. } => by.as_deref().filter(|_| !history),
            Self::Accepted { by }
            | Self::Assigned { by, .. }
            | Self::Edited { by, .. }
            | Self::MarkedBad { by, .. }
            | Self::NurtureStopped { by }
            | Self::Noted { by, .. }
            | Self::MailWritten { by, .. }
            | Self::DoNotContact { by, .. }
            | Self::SequenceStarted { by, .. }
            | Self::SegmentSet { by, .. }
            | Self::NotBad { by, .. }
            | Self::FollowUpSet { by, .. }
            | Self::FollowUpDone { by, .. } => Some(by),
            // What was taken back is done again instead.
            Self::Undone { .. }
            | Self::FormSubmitted(_)
            | Self::LeadImported(_)
            | Self::PageViewed(_)
            | Self::ProductUsed(_)
            | Self::EventAttended(_)
            | Self::TicketOpened(_)
            | Self::TicketClosed(_)
            | Self::AcceptMissed { .. }
            | Self::TemperatureChanged
            | Self::Rescored
            | Self::MailSent(_)
            | Self::MailDropped { .. }
            | Self::MailHeld { .. }
            | Self::StepTaken { .. }
            | Self::WebhookCalled { .. }
            | Self::PictureLoaded { .. }
            | Self::MailOpened(_)
            | Self::LinkFollowed(_)
            | Self::MailClicked(_)
            | Self::LinksScanned { .. }
            | Self::PreferencesSet(_)
            | Self::ConsentConfirmed(_)
            | Self::ConsentExpired { .. }
            | Self::ConsentGiven { .. }
            | Self::ConsentWithdrawn { .. }
            | Self::Unsubscribed { .. }
            | Self::Bounced { .. }
            | Self::SoftBounced { .. }
            | Self::MailDelivered { .. }
            | Self::MailRejected { .. }
            | Self::Complained { .. }
            | Self::Suppressed { .. }
            | Self::ContactAllowed { .. }
            | Self::Untouched { .. }
            | Self::FollowUpMissed { .. }
            | Self::NextStepMissing
            | Self::Enriched(_)
            // These have a way back of their own.
            | Self::Aliased { .. }
            | Self::Merged { .. }
            | Self::Unmerged { .. } => None,
        }
    }

    /// A salesperson and the lead spoke or wrote to each other.
    pub(crate) fn is_talk(&self) -> bool {
        match self {
            Self::CallLogged(contact) | Self::MeetingHeld(contact) | Self::ReplyReceived(contact) => contact.reached,
            _ => false,
        }
    }
}

/// The `by` of a "no" that was known from before the lead's data was erased.
pub const BY_EARLIER: &str = "earlier";

/// The `by` of what another program says in its own name.
pub const BY_PROGRAM: &str = "api";

/// The `reason` of [`ActivityKind::LinksScanned`] where no click was pending: the task is removed, and no bot was seen. It
/// is stored, so its words stay.
pub const NO_CLICK_PENDING: &str = "No link waited to be judged";
