//! Availability of people: absences and capacity that change from day to day. They are rows, not configuration.
//!
//! The field names are stored: they must not change. The absences of a person never overlap.

use std::collections::BTreeMap;

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
