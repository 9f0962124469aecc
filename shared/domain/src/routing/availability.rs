//! Availability of people: absences, capacity and whether mail reaches them. They change from day to day, and are rows, not
//! configuration.
//!
//! The field names are stored: they must not change. The absences of a person never overlap.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::company::Person;

/// The availability of every person who has a row, by id.
pub type People = BTreeMap<String, Availability>;

/// The availability of a person, valid until it is changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Availability {
    /// Absences, sorted by their first day; no two overlap.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<Away>,
    /// The maximum of new leads a day, in place of the one in `team.yaml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a_day: Option<u32>,
    /// The maximum of open leads, in place of the one in `team.yaml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_hand: Option<u32>,
    /// A mail to the person came back for good; see [`Availability::unreachable`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<ReturnedMail>,
}

/// A mail to a salesperson that came back for good: a hard bounce or a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedMail {
    /// When the mail was sent.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// Why it came back, in a reader's words.
    pub why: String,
    /// The [short hash](crate::value::identity::EmailAddress::short_hash) of the address: a new address in `team.yaml` is
    /// another mailbox.
    pub of: String,
    /// Mail reaches the person again: when a person said so, or when the first mail that arrived was sent.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub ended: Option<Timestamp>,
}

/// An absence: days on which a person gets no leads, in the person's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Away {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

impl Away {
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.from <= other.until && other.from <= self.until
    }
}

impl Availability {
    /// The absence that includes a day.
    pub fn away_on(&self, date: Date) -> Option<Away> {
        self.away.iter().copied().find(|away| away.from <= date && date <= away.until)
    }

    /// Adds an absence. It replaces those it overlaps, and absences that ended before `today` are dropped.
    pub fn add(&mut self, new: Away, today: Date) {
        self.away.retain(|away| away.until >= today && !away.overlaps(new));
        self.away.push(new);
        self.away.sort_unstable();
    }

    /// The mail that came back, as long as mail does not reach the person.
    pub fn unreachable(&self, person: &Person) -> Option<&ReturnedMail> {
        self.mailbox.as_ref().filter(|mail| mail.ended.is_none() && mail.of == person.email.short_hash())
    }

    /// Takes in that a mail to the person came back which was sent at `sent_at`; false if that is nothing new.
    pub fn came_back(&mut self, person: &Person, why: &str, sent_at: Timestamp) -> bool {
        let of = person.email.short_hash();
        let is_known = |known: &ReturnedMail| known.of == of && known.ended.is_none_or(|ended| sent_at <= ended);
        if self.mailbox.as_ref().is_some_and(is_known) {
            return false;
        }
        self.mailbox = Some(ReturnedMail { since: sent_at, why: why.to_owned(), of, ended: None });
        true
    }

    /// Takes in that mail reaches the person again: by a person's word at `at`, or by a mail sent then that arrived. False
    /// if it always did, or if the mail was sent before the one that came back.
    pub fn arrives(&mut self, person: &Person, at: Timestamp) -> bool {
        let is_later = self.unreachable(person).is_some_and(|mail| at > mail.since);
        if let Some(mail) = self.mailbox.as_mut().filter(|_| is_later) {
            mail.ended = Some(at);
        }
        is_later
    }

    /// Ends the absence of today; future absences stay.
    pub fn back(&mut self, today: Date) {
        self.away.retain(|away| away.from > today);
    }
}

/// A person's current limits: new leads a day, and open leads; none means no limit.
pub fn limits(person: &Person, people: &People) -> (Option<u32>, Option<u32>) {
    let today = people.get(&person.id);
    let said = |of: fn(&Availability) -> Option<u32>| today.and_then(of);
    (said(|row| row.a_day).or(person.a_day), said(|row| row.in_hand).or(person.in_hand))
}
