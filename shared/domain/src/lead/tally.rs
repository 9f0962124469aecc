//! How often a lead met each rule of the scoring model, by day: what the score is counted from.
//!
//! What must stay true: the same activities give the same tally, whatever their order (invariant 7), and its size has a
//! limit, whatever a lead does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::value::day::Day;

/// How often each engagement rule was met, by day.
///
/// Rules go by their place in the model, so a tally is good for that model only: [`crate::lead::Lead::model`]. What lies
/// past a rule's horizon is gone; old days stand together in weeks and blocks of four. Both follow the newest day alone,
/// so that the same activities give the same tally whatever their order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Tally {
    /// The newest day on which the lead did anything.
    pub(crate) newest: Option<Day>,
    /// By rule and day.
    pub(crate) entries: Vec<TallyEntry>,
}

/// So many times, a rule and bucket of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TallyEntry {
    pub(crate) rule: u16,
    /// The bucket's first day; 0 for a rule that goes by no day.
    pub(crate) day: Day,
    /// At most [`TIMES_LIMIT`].
    pub(crate) times: u16,
}

/// More times in a bucket are counted as so many.
pub(crate) const TIMES_LIMIT: u16 = 999;

/// A tally in JSON: for each rule the first day and its times, then days since the one before, and times.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    newest: Option<Day>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    counts: BTreeMap<u16, Vec<Day>>,
}

impl From<Tally> for Stored {
    fn from(tally: Tally) -> Self {
        let counts = tally.entries.chunk_by(|a, b| a.rule == b.rule).map(|entries| {
            let mut before = 0;
            let numbers = entries.iter().flat_map(|entry| {
                let since = entry.day - before;
                before = entry.day;
                [since, Day::from(entry.times)]
            });
            (entries[0].rule, numbers.collect())
        });
        Self { newest: tally.newest, counts: counts.collect() }
    }
}

impl TryFrom<Stored> for Tally {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let mut entries = Vec::new();
        for (rule, numbers) in stored.counts {
            let (pairs, rest) = numbers.as_chunks::<2>();
            if !rest.is_empty() {
                return Err("a tally has a day without times");
            }
            let mut day: Day = 0;
            for [since, times] in pairs {
                day = day.checked_add(*since).ok_or("a tally has an impossible day")?;
                let times = u16::try_from(*times).ok().filter(|times| (1..=TIMES_LIMIT).contains(times));
                let times = times.ok_or("a tally has impossible times")?;
                entries.push(TallyEntry { rule, day, times });
            }
        }
        Ok(Self { newest: stored.newest, entries })
    }
}

impl Tally {
    /// Nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.newest.is_none()
    }

    /// Where the entry of a rule and day is, or belongs.
    pub(crate) fn place(&self, rule: u16, day: Day) -> Result<usize, usize> {
        self.entries.binary_search_by_key(&(rule, day), |entry| (entry.rule, entry.day))
    }
}
