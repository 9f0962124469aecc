//! A lead: what its activities come to.

pub(crate) mod score;
pub(crate) mod tally;
pub(crate) mod delivery;
pub(crate) mod occasion;
pub(crate) mod agenda;
pub(crate) mod submissions;
pub(crate) mod enrolment;
pub(crate) mod consent;
pub(crate) mod purposes;
pub(crate) mod wishes;
pub(crate) mod changes;
pub(crate) mod applied;
pub(crate) mod next_step;
pub(crate) mod attention;
pub(crate) mod contact;
pub(crate) mod by_hand;
pub(crate) mod supplied;
pub(crate) mod referral;
pub(crate) mod undoing;
mod fields;
pub(crate) mod calling;
mod permission;
mod calls;
mod steps;
mod said;
pub(crate) mod site;
mod visits;

pub use agenda::{AgendaEntry, LIMIT, MARKETING_LEASE, NOTIFICATION_LEASE, Plan, Task};
pub use applied::{Applied, Assignment, Decisions, SkippedStep, SpeedToLead, undone};
pub use attention::{Attention, Reason, Urgency};
pub use by_hand::{RowMark, SegmentByHand};
pub use calling::{CallHold, CallOutcome, CallPlan, CallResult, Calling, IN_HAND};
pub use changes::{ChangedBy, FieldChange};
pub use consent::{ConfirmationRequest, ConfirmationState, Consent, PreferenceChoice, SoftBounce, Suppression};
pub use contact::{ContactRefusal, ContactWish};
pub use delivery::{Claim, Delivery};
pub use enrolment::{Enrolment, Seen};
pub use fields::FieldValue;
pub use next_step::{NextStep, WORDS};
pub use occasion::Occasion;
pub use purposes::PurposeConsent;
pub use referral::Referral;
pub use score::{Grade, Score, Temperature};
pub use site::LastTouch;
pub use submissions::{SAME_WISH, SpanChange, Submissions};
pub use supplied::SuppliedBy;
pub use tally::Tally;
pub use undoing::{Departed, Undoing};
pub use wishes::{KEPT, OpenWish, OpenWishes, WishKind};

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::activity::id::ActivityId;
use crate::activity::touch::SiteTouch;
use crate::lead::changes::FieldChanges;
use crate::lead::contact::ContactWishes;
use crate::lead::fields::Fields;
use crate::lead::purposes::PurposeConsents;
use crate::value::channel::Channel;
use crate::value::identity::{EmailAddress, LeadId, PhoneNumber};
use crate::value::phone::international;
use crate::value::purpose::Purpose;
use crate::value::question::Question;
use crate::value::stage::Stage;
use crate::value::text::visible;
use crate::words::Words;

/// The days without a word between sales and a lead in its hands that are recorded.
pub const UNTOUCHED: [u8; 2] = [7, 30];

/// A lead as it is stored: 2 to 4 KB as JSON, mostly.
///
/// Each part is bounded, by itself or by what it is named by in the configuration. All of them full at once come to
/// about 80 KB, with the longest of names and a way through 32 sequences at once to 173 KB (`tests/size.rs`); the table
/// takes 400 KB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Its id.
    pub id: LeadId,
    /// Grows with every write; every write is conditional on it.
    pub(crate) version: u64,
    /// When its first activity was applied.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub created_at: Timestamp,
    /// Who it is: field → value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", with = "fields")]
    pub fields: Fields,
    /// Names of the fields whose value could not be read as what the form asks for: it is kept as it was typed, and no
    /// condition matches it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unrecognised: BTreeSet<String>,
    /// What first brought it.
    pub first_touch: Touch,
    /// The newest form it sent.
    #[serde(rename = "asked", default, skip_serializing_if = "Option::is_none")]
    pub last_submission: Option<ActivityId>,
    /// The forms it sent, for points and for telling a second click from a second wish.
    #[serde(default, skip_serializing_if = "Submissions::is_empty")]
    pub submissions: Submissions,
    /// What it did, counted for the score.
    #[serde(default, skip_serializing_if = "Tally::is_empty")]
    pub tally: Tally,
    /// The hash of the scoring model that the tally was counted with.
    #[serde(default)]
    pub model: String,
    /// Its consent to marketing mail: the newest from its own address, else the newest; see [`Lead::may_be_marketed_to`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// Its newest unsubscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribed: Option<ActivityId>,
    /// The newest time that a salesperson or a program stopped the mails to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<ActivityId>,
    /// The consent that a mail asked it to confirm last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<ConfirmationRequest>,
    /// What it said of other purposes than mail; see [`Lead::agrees_to`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub purposes: PurposeConsents,
    /// Addresses of it that take no mail any more, each with the first reason; see [`Lead::suppression`].
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "consent::one_or_more")]
    pub suppressed: Vec<Suppression>,
    /// Where it stands.
    pub stage: Stage,
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub stage_since: Timestamp,
    /// A person moved it back or aside.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub moved_back: bool,
    /// The salesperson's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Which of its owners accepted it, if one did since it was last handed off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Accepted>,
    /// Since when it waits for a salesperson to speak with it; none while it does not.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub waiting_since: Option<Timestamp>,
    /// The first time a salesperson spoke with it since it asked.
    #[serde(rename = "contacted", default, skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<ActivityId>,
    /// When its owner was last told of it, or is to be.
    #[serde(
        rename = "told",
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub owner_notified_at: Option<Timestamp>,
    /// The owner whom the newest hand-off mail went to: an owner that knows the lead.
    #[serde(rename = "told_to", default, skip_serializing_if = "Option::is_none")]
    pub owner_told: Option<String>,
    /// The forms it sent that no salesperson has answered yet.
    #[serde(default, skip_serializing_if = "OpenWishes::is_empty")]
    pub wishes: OpenWishes,
    /// What others changed of it while it had an owner, and nobody has settled since.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub changes: FieldChanges,
    /// Until when a salesperson set it aside, if they named a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside_until: Option<Date>,
    /// What people said of need, budget, authority and timeline; see [`Lead::answer`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<Question, Answer>,
    /// Its score by the model of its newest activity.
    pub score: Score,
    /// The UTC day on which its temperature changes if nothing happens until then; none if it stays.
    #[serde(rename = "cools_on", default, skip_serializing_if = "Option::is_none")]
    pub temperature_changes_on: Option<Date>,
    /// The segments of `segments.yaml` it is in, as of its newest activity.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub segments: BTreeSet<String>,
    /// Which marketing mail it wants, if it ever said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferences: Option<PreferenceChoice>,
    /// The newest time a salesperson spoke with it.
    #[serde(rename = "talked", default, skip_serializing_if = "Option::is_none")]
    pub last_contact: Option<ActivityId>,
    /// The days that were recorded as passed without a word between sales and the lead, 0 if none; see
    /// [`Lead::untouched_next`]. None for a lead that is not in sales' hands, or is so by an earlier release: it does not wake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untouched: Option<u8>,
    /// What it asked customer service, by the ticket's name: the newest of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tickets: BTreeMap<String, Ticket>,
    /// When marketing mails went to it, newest last, in milliseconds: as many as limits need.
    #[serde(rename = "mailed", default, skip_serializing_if = "Vec::is_empty")]
    pub marketing_sent_at: Vec<i64>,
    /// Soft bounces, and deliveries after them, oldest first: as many as the limit needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub soft_bounces: Vec<SoftBounce>,
    /// Links it followed and pictures it loaded, and is not judged for yet.
    #[serde(rename = "follows", default, skip_serializing_if = "Vec::is_empty")]
    pub pending_clicks: Vec<PendingClick>,
    /// The links that it clicked and the mails that it opened, as hashes, the newest last: each counts once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clicked_links: Vec<String>,
    /// Mails whose links a machine went through lately: send id → the judgement.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scanned: BTreeMap<String, ActivityId>,
    /// The sequences it was entered into.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub enrolments: BTreeMap<String, Enrolment>,
    /// Its other addresses, by the id that a lead of that address would have: what comes for that id is this lead's. Mail
    /// goes to its own address alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub aliases: BTreeMap<LeadId, EmailAddress>,
    /// Leads that were merged into it: what comes for their ids is this lead's, and their timelines are a part of its own.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub merged: BTreeSet<LeadId>,
    /// What is to happen next.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "agenda")]
    pub(crate) agenda: Vec<AgendaEntry>,
    /// What it asked of the channels by which a salesperson reaches it; see [`Lead::refuses`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub no_contact: ContactWishes,
    /// The segments that somebody put it into or took it out of by hand.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub segments_by_hand: BTreeMap<String, SegmentByHand>,
    /// What was said last of its delivered row; see [`Lead::is_bad`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_mark: Option<RowMark>,
    /// The row of a supplier's delivery that it began with. Rows of later deliveries are repetitions, and not the lead's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplied: Option<SuppliedBy>,
    /// Where it stands on a call list, or has stood; see [`Lead::on_call_list`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calling: Option<Calling>,
    /// The visit in which it sent a form last, where that is another than that of the first touch; see
    /// [`Lead::last_visit`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_touch: Option<LastTouch>,
    /// Who referred it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referral: Option<Referral>,
    /// The activity that says what was looked up of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enriched: Option<ActivityId>,
    /// When the person was erased before they came again: what happened until then is not theirs any more.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub erased_before: Option<Timestamp>,
}

/// The most other addresses of a lead.
pub const ALIASES: usize = 8;

/// A salesperson took the lead on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The salesperson's id.
    pub by: String,
    /// The activity that said so.
    pub activity: ActivityId,
}

/// An answer to one of the questions that qualify a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Yes or no.
    pub yes: bool,
    /// The activity that said so; of two, the later counts.
    pub activity: ActivityId,
    /// Who said so.
    pub by: String,
    /// How it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// What first brought a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// The activity.
    pub activity: ActivityId,
    /// Where it came from.
    pub source: String,
    /// The form it sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// The path of the page that the form stood on, empty if that is not known; none where no form was sent, and in leads
    /// of earlier releases, whose timelines know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The campaign that brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// How it came to the site then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteTouch>,
}

impl Touch {
    /// The source of a lead that began with something that brings nobody, a deal for example.
    pub const UNKNOWN: &'static str = "unknown";

    /// Of two touches the lower rank is the first: known sources before unknown ones, then by time.
    pub(crate) fn rank(&self) -> (bool, &ActivityId) {
        (self.source == Self::UNKNOWN, &self.activity)
    }
}

/// A question to customer service, by the newest activity about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The activity.
    pub activity: ActivityId,
    /// It waits for an answer.
    pub open: bool,
}

/// A link that was followed, or a picture that was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingClick {
    /// The activity: it holds the time.
    pub activity: ActivityId,
    /// The mail's send id.
    pub send: String,
    /// Where it leads; none for the link that only machines see, and for a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// It is the mail's picture.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub picture: bool,
}

impl Lead {
    /// A field's value; none if it is not known, or was taken away.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|value| value.0.as_str()).filter(|value| !value.is_empty())
    }

    /// A field's value that could be read as what its form asks for.
    pub fn recognised(&self, name: &str) -> Option<&str> {
        self.field(name).filter(|_| !self.unrecognised.contains(name))
    }

    /// Where mail to it goes.
    pub fn email(&self) -> Option<EmailAddress> {
        self.field("email").and_then(|text| EmailAddress::parse(text).ok())
    }

    /// Its telephone number, where it can be dialled from everywhere.
    pub fn phone(&self) -> Option<PhoneNumber> {
        self.recognised("phone").and_then(international)
    }

    /// What a reader calls it: name, else e-mail, else telephone number, else id; without characters that nobody sees.
    pub fn title(&self) -> Cow<'_, str> {
        // Nobody is to dial a number of who asked not to be called.
        let is_shown = |name: &&str| *name != "phone" || self.refuses(Channel::Calls).is_none();
        let names = ["name", "email", "phone"].into_iter().filter(is_shown);
        let mut known = names.filter_map(|name| self.field(name)).map(visible);
        known.find(|text| !text.trim().is_empty()).unwrap_or(Cow::Borrowed(self.id.as_str()))
    }

    /// The soft bounces of mails to the address of that [short hash](EmailAddress::short_hash), and the deliveries after
    /// them, oldest first.
    pub fn soft_bounces_of<'a>(&'a self, address: &'a str) -> impl Iterator<Item = &'a SoftBounce> {
        let is_its = move |bounce: &&SoftBounce| bounce.of.as_deref().is_none_or(|of| of == address);
        self.soft_bounces.iter().filter(is_its)
    }

    /// A mail to the address of that short hash, sent at `sent_at`, is the first to arrive after a soft bounce: that is
    /// worth recording. Of all other mails the delivery says nothing new.
    pub fn is_reached_again(&self, address: &str, sent_at: Timestamp) -> bool {
        let before = self.soft_bounces_of(address).filter(|one| one.activity.occurred_at() < sent_at);
        before.last().is_some_and(|newest| !newest.delivered)
    }

    /// The forms that a salesperson is to be shown: those that wait for an answer, else the newest one it sent.
    pub fn wishes_to_show(&self) -> Vec<&ActivityId> {
        let open: Vec<&ActivityId> = self.wishes.iter().map(|wish| &wish.activity).collect();
        if open.is_empty() { self.last_submission.iter().collect() } else { open }
    }

    /// For a lead in sales' hands: the next number of [`UNTOUCHED`] days without a word, and when they are over. They begin
    /// when it came to its stage, or when somebody spoke with it last.
    ///
    /// The time is computed from what the lead keeps anyway, so that a lead that is called in time costs no write more.
    pub fn untouched_next(&self) -> Option<(u8, Timestamp)> {
        let days = UNTOUCHED.into_iter().find(|days| self.untouched.is_none_or(|passed| passed < *days));
        Some((days?, self.untouched_since()? + SignedDuration::from_hours(24 * i64::from(days?))))
    }

    /// Since when nobody has spoken with a lead in sales' hands; none for any other.
    pub(crate) fn untouched_since(&self) -> Option<Timestamp> {
        let since = self.last_contact.as_ref().map(ActivityId::occurred_at).max(Some(self.stage_since));
        since.filter(|_| self.stage.is_sales())
    }

    /// Its owner was told of it, or took it on, before now.
    pub fn is_known_to_owner(&self) -> bool {
        let accepted = self.accepted.as_ref().map(|accepted| &accepted.by);
        self.owner.as_ref().is_some_and(|owner| self.owner_told.as_ref() == Some(owner) || accepted == Some(owner))
    }

    /// A salesperson may take it on: nobody has, and it is not over.
    pub fn may_be_accepted(&self) -> bool {
        let is_waited_for = || self.agenda.iter().any(|entry| matches!(entry.task, Task::Accept { .. }));
        let is_open = self.stage.is_sales() || self.stage.is_marketings();
        self.accepted.is_none() && (is_open || (self.stage == Stage::Customer && is_waited_for()))
    }

    /// The word that salespeople read for its stage. Before a salesperson has taken it on, nobody works on it.
    pub fn stage_word(&self, words: Words<'_>) -> String {
        let is_waiting = self.stage == Stage::Sql && self.accepted.is_none();
        if is_waiting { Stage::Lead.word(words) } else { self.stage.word(words) }
    }

    /// When it must be looked at next, or never.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let untouched = self.untouched.and_then(|_| self.untouched_next()).map(|(_, at)| at);
        let entries = self.agenda.iter().map(|entry| entry.delivery.wakes_at());
        entries.chain(self.temperature_changes_at()).chain(untouched).min()
    }

    /// Something is to be done now.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.agenda.iter().any(|entry| entry.delivery.is_ready(now))
            || self.temperature_changes_at().is_some_and(|at| at <= now)
            || (self.untouched.is_some() && self.untouched_next().is_some_and(|(_, at)| at <= now))
    }

    /// The number of its writes; the next write is conditional on it.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// What is to happen next.
    pub fn agenda(&self) -> &[AgendaEntry] {
        &self.agenda
    }

    /// The agenda entry with that id, if it is still there.
    pub fn entry(&self, id: &str) -> Option<&AgendaEntry> {
        self.agenda.iter().find(|entry| entry.id == id)
    }

    /// Changes the agenda, as a version of its own. Whatever an activity does to the agenda, the fold does.
    pub fn change_agenda(&mut self, change: impl FnOnce(&mut Vec<AgendaEntry>)) {
        change(&mut self.agenda);
        self.version += 1;
    }

    /// Changes what the agenda says of an entry, as a version of its own.
    pub fn change_entry(&mut self, id: &str, change: impl FnMut(&mut AgendaEntry)) {
        self.change_agenda(|agenda| agenda.iter_mut().filter(|entry| entry.id == id).for_each(change));
    }

    /// When its temperature changes if nothing happens until then.
    pub fn temperature_changes_at(&self) -> Option<Timestamp> {
        self.temperature_changes_on
            .and_then(|day| day.to_zoned(TimeZone::UTC).ok())
            .map(|midnight| midnight.timestamp())
    }

    /// The lead without what comes and goes between two activities: its version, the claims on its agenda, and who has it in hand; and without
    /// the page that leads of earlier releases do not have.
    #[must_use]
    pub fn settled(&self) -> Self {
        let mut settled = self.clone();
        settled.version = 0;
        settled.first_touch.page = None;
        settled.calling = settled.calling.as_ref().map(Calling::unheld);
        for entry in &mut settled.agenda {
            let delivery = &mut entry.delivery;
            (delivery.wake, delivery.claim, delivery.tries, delivery.refused) = (None, None, 0, 0);
        }
        settled
    }

    /// Takes a value, unless a later one is there, or a salesperson's. One that could not be read gives way to it, however
    /// late it came.
    pub(crate) fn set_field(&mut self, name: &str, value: &str, at: Timestamp, by_hand: bool) {
        if self.unrecognised.remove(name) {
            self.fields.remove(name);
        }
        self.take_field(name, value, at, by_hand);
    }

    /// Takes a value that could not be read as what its form asks for, unless there is one that could.
    pub(crate) fn set_unrecognised(&mut self, name: &str, value: &str, at: Timestamp) {
        if self.unrecognised.contains(name) || !self.fields.contains_key(name) {
            self.unrecognised.insert(name.to_owned());
            self.take_field(name, value, at, false);
        }
    }

    /// Takes a value, unless a later one is there, or a salesperson's.
    fn take_field(&mut self, name: &str, value: &str, at: Timestamp, by_hand: bool) {
        let new = FieldValue(value.to_owned(), at.as_millisecond(), by_hand);
        match self.fields.get_mut(name) {
            Some(old) if (old.2, old.1, &old.0) >= (new.2, new.1, &new.0) => {}
            Some(old) => *old = new,
            None => {
                self.fields.insert(name.to_owned(), new);
            }
        }
    }
}

/// A lead as conditions see it: rated as of a moment, and in the stage that it is about to have.
#[derive(Debug, Clone, Copy)]
pub struct RatedLead<'a> {
    /// The lead.
    pub lead: &'a Lead,
    /// Its stage, as far as it is decided.
    pub stage: Stage,
    /// Its score as of the moment.
    pub score: Score,
}

impl<'a> RatedLead<'a> {
    /// The lead as it is stored, with the score of its newest activity.
    pub fn stored(lead: &'a Lead) -> Self {
        Self { lead, stage: lead.stage, score: lead.score }
    }

    /// A field's value, or where the lead first came from, or how it is rated: what conditions test.
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let touch = &self.lead.first_touch;
        match name {
            "source" => Some(Cow::from(&touch.source)),
            "campaign" => touch.campaign.as_deref().map(Cow::from),
            "form" => touch.form.as_deref().map(Cow::from),
            "supplier" => self.lead.supplied.as_ref().map(|by| Cow::from(&by.row.supplier)),
            "score" => Some(Cow::from(self.score.total.to_string())),
            "grade" => Some(Cow::from(self.score.grade.letter())),
            "temperature" => Some(Cow::from(self.score.temperature.name())),
            "stage" => Some(Cow::from(self.stage.name())),
            _ if let Some(purpose) = Purpose::of_field(name) => self.lead.agrees_to(purpose).map(|_| Cow::from("yes")),
            _ => self.lead.recognised(name).map(Cow::from),
        }
    }
}
