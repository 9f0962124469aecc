//! Turns: the order in which the members of a pool get leads, by their weights.
//!
//! What must stay true: the same turn of the same pool is always the same person, so that a redelivered activity gets
//! the same owner.

use jiff::Timestamp;

use crate::company::{Person, Team};
use crate::value::hash::content_hash;

/// The people among whom a turn decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    key: String,
    members: Vec<(String, u32)>,
}

impl Pool {
    /// The pool of those of `people` who work now, or of all of them if nobody works; none for an empty list.
    pub(crate) fn new(team: &str, people: Vec<&Person>, of: &Team, now: Timestamp) -> Option<Self> {
        let working: Vec<&Person> =
            people.iter().copied().filter(|person| of.working_time(person).is_working(now)).collect();
        let people = if working.is_empty() { people } else { working };
        Self::of(team, people.into_iter().map(|person| (person.id.clone(), person.weight)).collect())
    }

    /// A pool of people with their weights; none for an empty list.
    pub fn of(team: &str, members: Vec<(String, u32)>) -> Option<Self> {
        /// Keeps the row within 1 KB, which is one write unit.
        const LONGEST: usize = 200;
        let ids: Vec<&str> = members.iter().map(|(id, _)| id.as_str()).collect();
        let mut key = format!("{team}:{}", ids.join(","));
        if key.len() > LONGEST {
            key = format!("{team}:{}", content_hash(&ids));
        }
        (!members.is_empty()).then_some(Self { key, members })
    }

    /// The key under which the pool's turns are counted. Each set of people who are available together has its own
    /// count, so that a person who returns has no turns to catch up with.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The members' ids.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(id, _)| id.as_str())
    }

    /// The only member, who needs no turn.
    pub fn only(&self) -> Option<&str> {
        (self.members.len() == 1).then(|| self.members[0].0.as_str())
    }

    /// The member whose turn it is; turns count from 1.
    ///
    /// Of W turns, the sum of the weights, each member has as many as its weight, and after N turns no member is a
    /// whole turn away from its share, N × weight ÷ W. The k-th turn of a member falls where its share is above k - 1
    /// and at most k. Of the members who may have the turn now, the one with the earliest deadline has it (earliest
    /// deadline first, which meets every deadline since there are enough turns for all).
    pub fn of_turn(&self, turn: u64) -> &str {
        let all: u64 = self.members.iter().map(|(_, weight)| u64::from(*weight).max(1)).sum();
        let place = turn.saturating_sub(1) % all;
        let mut had = vec![0_u64; self.members.len()];
        let mut chosen = 0;
        for slot in 0..=place {
            let candidates = std::iter::zip(&self.members, &had).enumerate();
            let turns = candidates.map(|(at, ((_, weight), had))| {
                let weight = u64::from(*weight).max(1);
                (((had + 1) * all).div_ceil(weight), had * all / weight, at)
            });
            let next = turns.filter(|(_, begins, _)| *begins <= slot).min();
            chosen = next.expect("until a slot, more turns begin than there were slots before it").2;
            had[chosen] += 1;
        }
        &self.members[chosen].0
    }
}
