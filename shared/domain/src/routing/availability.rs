//! TODO-DOC

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::company::Person;

/// What changes by the day, for each person it was said of: rows, not configuration.
pub type People = BTreeMap<String, Availability>;

/// What holds for a person until it is said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Availability {
    /// Absences, the first first; no two of them overlap.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<Away>,
    /// The most new leads a day, instead of `team.yaml`'s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a_day: Option<u32>,
    /// The most open leads, instead of `team.yaml`'s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_hand: Option<u32>,
}

/// Days on which a person gets no leads, in the person's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Away {
    /// The first.
    pub from: Date,
    /// The last.
    pub until: Date,
}

impl Away {
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.from <= other.until && other.from <= self.until
    }
}

impl Availability {
    /// The absence that a day lies in.
    pub fn away_on(&self, date: Date) -> Option<Away> {
        self.away.iter().copied().find(|away| away.from <= date && date <= away.until)
    }

    /// Adds an absence. It takes the place of those it overlaps; those that are over by `today` go.
    pub fn add(&mut self, new: Away, today: Date) {
        self.away.retain(|away| away.until >= today && !away.overlaps(new));
        self.away.push(new);
        self.away.sort_unstable();
    }

    /// Ends the absence of today; those to come stay.
    pub fn back(&mut self, today: Date) {
        self.away.retain(|away| away.from > today);
    }
}

/// A person's limits of the day: the most new leads, and the most open leads.
pub fn limits(person: &Person, people: &People) -> (Option<u32>, Option<u32>) {
    let today = people.get(&person.id);
    let said = |of: fn(&Availability) -> Option<u32>| today.and_then(of);
    (said(|row| row.a_day).or(person.a_day), said(|row| row.in_hand).or(person.in_hand))
}
