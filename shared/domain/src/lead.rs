//! A lead: what its activities come to.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};

use crate::activity::{ActivityId, Preferences};
use crate::agenda::Entry;
use crate::identity::{EmailAddress, LeadId, PhoneNumber};
use crate::qualification::Question;
use crate::scoring::{Score, Tally};
use crate::stage::Stage;

/// A lead as it is stored: 2 to 4 KB as JSON, mostly.
///
/// Each part is bounded, by itself or by what it is named by in the configuration. All of them full at once come to
/// about 68 KB, with the longest of names and a way through 32 sequences at once to 161 KB (`tests/size.rs`); the table
/// takes 400 KB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Its id.
    pub id: LeadId,
    /// Grows with every write; every write is conditional on it.
    pub version: u64,
    /// When its first activity was applied.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub created_at: Timestamp,
    /// Who it is: field → value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Value>,
    /// What first brought it.
    pub first_touch: Touch,
    /// The newest form it sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<ActivityId>,
    /// The forms it sent, for points and for telling a second click from a second wish.
    #[serde(default, skip_serializing_if = "Submissions::is_empty")]
    pub submissions: Submissions,
    /// What it did, counted for the score.
    #[serde(default, skip_serializing_if = "Tally::is_empty")]
    pub tally: Tally,
    /// The hash of the scoring model that the tally was counted with.
    #[serde(default)]
    pub model: String,
    /// Its newest consent to marketing mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// Its newest unsubscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribed: Option<ActivityId>,
    /// Addresses of it that take no mail any more, each with the first reason; see [`Lead::suppression`].
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_more")]
    pub suppressed: Vec<Suppression>,
    /// Where it stands.
    pub stage: Stage,
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub stage_since: Timestamp,
    /// A person moved it back or aside.
    #[serde(default, skip_serializing_if = "crate::activity::is_false")]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacted: Option<ActivityId>,
    /// When its owner was last told of it, or is to be.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub told: Option<Timestamp>,
    /// What people said of need, budget, authority and timeline; see [`Lead::answer`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<Question, Answer>,
    /// Its score by the model of its newest activity.
    pub score: Score,
    /// The UTC day on which its temperature changes if nothing happens until then; none if it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cools_on: Option<Date>,
    /// The segments of `segments.yaml` it is in, as of its newest activity.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub segments: BTreeSet<String>,
    /// Which marketing mail it wants, if it ever said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferences: Option<Chosen>,
    /// The newest time a salesperson spoke with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talked: Option<ActivityId>,
    /// What it asked customer service, by the ticket's name: the newest of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tickets: BTreeMap<String, Ticket>,
    /// When marketing mails went to it, newest last, in milliseconds: as many as limits need.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mailed: Vec<i64>,
    /// Mails that came back for now, oldest first: as many as the limit needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub soft_bounces: Vec<SoftBounce>,
    /// Links it followed and is not judged for yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follows: Vec<Followed>,
    /// Mails whose links a machine went through lately: send id → the judgement.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scanned: BTreeMap<String, ActivityId>,
    /// The sequences it was entered into.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub enrolments: BTreeMap<String, Enrolment>,
    /// What is to happen next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agenda: Vec<Entry>,
}

/// A field's value, when it was given, in milliseconds, and whether by a salesperson.
///
/// Of two, a salesperson's counts, else the later, whichever came in first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value(pub String, pub i64, #[serde(default, skip_serializing_if = "crate::activity::is_false")] pub bool);

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
    /// The campaign that brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
}

impl Touch {
    /// The source of a lead that began with something that brings nobody, a deal for example.
    pub const UNKNOWN: &'static str = "unknown";

    /// Of two touches the lower rank is the first: known sources before unknown ones, then by time.
    pub(crate) fn rank(&self) -> (bool, &ActivityId) {
        (self.source == Self::UNKNOWN, &self.activity)
    }
}

/// A consent to marketing mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The activity that gave it.
    pub activity: ActivityId,
    /// The version of the wording that was agreed to.
    pub wording: String,
}

/// An end to all mail to an address of the lead's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Suppression {
    /// The activity that said so.
    pub activity: ActivityId,
    /// Why, in a reader's words.
    pub why: String,
    /// The [short hash](EmailAddress::short_hash) of the address; none for whichever the lead has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

impl Suppression {
    /// Why mail to an address ends that came back for good, in a reader's words.
    pub const BOUNCED: &'static str = "The address does not take mail";
    /// Why mail to an address ends whose reader called one spam, in a reader's words.
    pub const COMPLAINED: &'static str = "They called our mail spam";
}

/// Leads that were written before addresses were told apart have one at most.
fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Suppression>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        One(Suppression),
        More(Vec<Suppression>),
    }
    Ok(match Stored::deserialize(deserializer)? {
        Stored::One(one) => vec![one],
        Stored::More(more) => more,
    })
}

/// A mail that came back for now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SoftBounce {
    /// The activity.
    pub activity: ActivityId,
    /// The [short hash](EmailAddress::short_hash) of the address; none for whichever the lead has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// Which marketing mail a lead wants, and the activity that said so: of two, the later counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// The activity.
    pub activity: ActivityId,
    /// What it said.
    #[serde(flatten)]
    pub preferences: Preferences,
}

/// A question to customer service, by the newest activity about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The activity.
    pub activity: ActivityId,
    /// It waits for an answer.
    pub open: bool,
}

/// A link that was followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// The activity: it holds the time.
    pub activity: ActivityId,
    /// The mail's send id.
    pub send: String,
    /// Where it leads; none for the link that only machines see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// What a person did with a mail of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// Opened it.
    Opened,
    /// Followed a link of it.
    Clicked,
}

/// A way through a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Its id, part of every send id.
    pub id: String,
    /// The activity that began it.
    pub by: ActivityId,
    /// Why it is over, in a reader's words; none while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// What a person did with the mails of its steps: step → the most of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub seen: BTreeMap<String, Seen>,
    /// The steps that it came to so far: none is taken twice, however the sequence is edited meanwhile.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub taken: BTreeSet<String>,
}

impl Enrolment {
    /// A way through a sequence, from now on.
    pub fn new(id: String, by: ActivityId) -> Self {
        Self { id, by, ended: None, seen: BTreeMap::new(), taken: BTreeSet::new() }
    }

    /// The send id is of one of its steps.
    pub fn is_of(&self, send: &str) -> bool {
        send.strip_prefix(&self.id).is_some_and(|step| step.starts_with('_'))
    }
}

impl Lead {
    /// A field's value; none if it is not known, or was taken away.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|value| value.0.as_str()).filter(|value| !value.is_empty())
    }

    /// A field's value, or where the lead first came from, or how it is rated: what conditions test.
    pub fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        match name {
            "source" => Some(Cow::from(&self.first_touch.source)),
            "campaign" => self.first_touch.campaign.as_deref().map(Cow::from),
            "form" => self.first_touch.form.as_deref().map(Cow::from),
            "score" => Some(Cow::from(self.score.total.to_string())),
            "grade" => Some(Cow::from(self.score.grade.letter())),
            "temperature" => Some(Cow::from(self.score.temperature.word())),
            "stage" => Some(Cow::from(self.stage.name())),
            _ => self.field(name).map(Cow::from),
        }
    }

    /// Where mail to it goes.
    pub fn email(&self) -> Option<EmailAddress> {
        self.field("email").and_then(|text| EmailAddress::parse(text).ok())
    }

    /// Its telephone number, where it can be dialled from everywhere.
    pub fn phone(&self) -> Option<PhoneNumber> {
        self.field("phone").and_then(PhoneNumber::parse)
    }

    /// What a reader calls it: name, else e-mail, else telephone number, else id.
    pub fn title(&self) -> &str {
        let known = self.field("name").or_else(|| self.field("email")).or_else(|| self.field("phone"));
        known.unwrap_or(self.id.as_str())
    }

    /// Why no mail goes to the address that it has; none if mail may, or it has no address.
    pub fn suppression(&self) -> Option<&Suppression> {
        let present = self.email()?.short_hash();
        let is_about_it = |end: &&Suppression| end.of.as_ref().is_none_or(|of| *of == present);
        self.suppressed.iter().filter(is_about_it).min()
    }

    /// The mails to the address of that [short hash](EmailAddress::short_hash) that came back for now, oldest first.
    pub fn soft_bounces_of<'a>(&'a self, address: &'a str) -> impl Iterator<Item = &'a ActivityId> {
        let is_its = move |bounce: &&SoftBounce| bounce.of.as_deref().is_none_or(|of| of == address);
        self.soft_bounces.iter().filter(is_its).map(|bounce| &bounce.activity)
    }

    /// It agreed to marketing mail, has not taken that back since, and mail reaches it.
    pub fn may_be_marketed_to(&self) -> bool {
        self.suppression().is_none()
            && self.consent.as_ref().is_some_and(|consent| {
                // At the same instant the stricter counts.
                self.unsubscribed.as_ref().is_none_or(|no| no.occurred_at() < consent.activity.occurred_at())
            })
    }

    /// It said that it wants no mail about the topic.
    pub fn declines(&self, topic: &str) -> bool {
        self.preferences.as_ref().is_some_and(|chosen| chosen.preferences.off.contains(topic))
    }

    /// When it must be looked at next, or never.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.agenda.iter().map(Entry::wakes_at).chain(self.cools_at()).min()
    }

    /// Something is to be done now.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.agenda.iter().any(|entry| entry.is_ready(now)) || self.cools_at().is_some_and(|at| at <= now)
    }

    /// When its temperature changes if nothing happens until then.
    pub fn cools_at(&self) -> Option<Timestamp> {
        self.cools_on.and_then(|day| day.to_zoned(TimeZone::UTC).ok()).map(|midnight| midnight.timestamp())
    }

    /// The lead without what comes and goes between two activities: its version, and who is at its agenda now.
    #[must_use]
    pub fn settled(&self) -> Self {
        let mut settled = self.clone();
        settled.version = 0;
        for entry in &mut settled.agenda {
            entry.wake = None;
            entry.claim = None;
            entry.tries = 0;
            entry.refused = 0;
        }
        settled
    }

    /// Takes a value, unless a later one is there, or a salesperson's.
    pub(crate) fn set_field(&mut self, name: &str, value: &str, at: Timestamp, by_hand: bool) {
        let new = Value(value.to_owned(), at.as_millisecond(), by_hand);
        match self.fields.get_mut(name) {
            Some(old) if (old.2, old.1, &old.0) >= (new.2, new.1, &new.0) => {}
            Some(old) => *old = new,
            None => {
                self.fields.insert(name.to_owned(), new);
            }
        }
    }
}

/// The same content within this time is one wish, however often the button was pressed (SuiteCRM#9463).
pub const SAME_WISH: SignedDuration = SignedDuration::from_mins(10);

/// How many spans a lead keeps. A post of the same wish as one no longer kept counts as another wish.
const SPANS: usize = 16;

/// The forms a lead sent: the newest of them.
///
/// Posts of the same content that lie within [`SAME_WISH`] of each other form one span. Joining spans does not depend
/// on the order in which posts come in, so neither does their number, nor any score made of it. (Exact as long as no
/// post comes in late among those no longer kept.)
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Submissions {
    spans: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Span {
    first: ActivityId,
    last: Timestamp,
    form: String,
    content: String,
}

/// What a post did to the spans of its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanChange {
    /// The first posts of the spans that it joined: none for a new wish, two where it lies between.
    pub removed: Vec<ActivityId>,
    /// The first post of the span that it is part of now.
    pub first: ActivityId,
}

impl SpanChange {
    /// It is the same wish as one already there.
    pub fn is_repeated(&self) -> bool {
        !self.removed.is_empty()
    }

    /// The wishes and when they were made are the same as before.
    pub fn is_nothing(&self) -> bool {
        self.removed.len() == 1 && self.removed[0] == self.first
    }
}

impl Submissions {
    /// No form was sent.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The form was last sent when?
    pub(crate) fn last_of_form(&self, form: &str) -> Option<Timestamp> {
        self.spans.iter().filter(|span| span.form == form).map(|span| span.last).max()
    }

    /// Adds a post of a form, by its content's hash.
    pub fn add(&mut self, form: &str, content: &str, id: &ActivityId) -> SpanChange {
        let at = id.occurred_at();
        let mut span =
            Span { first: id.clone(), last: at, form: form.to_owned(), content: content.chars().take(8).collect() };
        let mut removed = Vec::new();
        self.spans.retain(|other| {
            let same = other.form == span.form
                && other.content == span.content
                && other.first.occurred_at() - SAME_WISH <= at
                && at <= other.last + SAME_WISH;
            if same {
                span.last = span.last.max(other.last);
                span.first = span.first.clone().min(other.first.clone());
                removed.push(other.first.clone());
            }
            !same
        });
        let change = SpanChange { removed, first: span.first.clone() };
        let place = self.spans.partition_point(|other| other.first < span.first);
        self.spans.insert(place, span);
        if self.spans.len() > SPANS {
            self.spans.remove(0);
        }
        change
    }
}
