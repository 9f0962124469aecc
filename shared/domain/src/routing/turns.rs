//! TODO-DOC

use jiff::Timestamp;

use crate::company::{Person, Team};
use crate::value::hash::content_hash;

/// Those among whom a turn decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    key: String,
    members: Vec<(String, u32)>,
}

impl Pool {
    /// Those of `people` who work now, or all of them if none does; none if there are none.
    pub(crate) fn new(team: &str, people: Vec<&Person>, of: &Team, now: Timestamp) -> Option<Self> {
        let working: Vec<&Person> =
            people.iter().copied().filter(|person| of.working_time(person).is_working(now)).collect();
        let people = if working.is_empty() { people } else { working };
        Self::of(team, people.into_iter().map(|person| (person.id.clone(), person.weight)).collect())
    }

    /// A pool of people with their weights; none if there are none.
    pub fn of(team: &str, members: Vec<(String, u32)>) -> Option<Self> {
        /// Of a row of at most 1 KB, which is one write unit.
        const LONGEST: usize = 200;
        let ids: Vec<&str> = members.iter().map(|(id, _)| id.as_str()).collect();
        let mut key = format!("{team}:{}", ids.join(","));
        if key.len() > LONGEST {
            key = format!("{team}:{}", content_hash(&ids));
        }
        (!members.is_empty()).then_some(Self { key, members })
    }

    /// What its turns are counted under: each set of people who are free together has turns of its own, so that nobody
    /// who comes back has turns to catch up with.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The only member, who needs no turn.
    pub fn only(&self) -> Option<&str> {
        (self.members.len() == 1).then(|| self.members[0].0.as_str())
    }

    /// Whose turn it is; turns count from 1.
    ///
    /// Of W turns, the sum of the weights, each member has as many as its weight, and after N turns no member is a whole
    /// turn away from its share, N × weight ÷ W. The k-th turn of a member lies where its share passes k - 1 and has not
    /// passed k; of those whose turn may be now, the one whose turn must be first has it (earliest deadline first, which
    /// keeps every deadline as there is room for all).
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
