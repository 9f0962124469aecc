//! Who may get a lead: the rules in their order, among those who are free.

use jiff::Timestamp;

use crate::company::{Person, Team};
use crate::condition::is_free_mail;
use crate::lead::applied::Assignment;
use crate::lead::{Lead, RatedLead};
use crate::routing::availability::People;
use crate::routing::rules::{OTHERWISE, Routing};
use crate::routing::turns::Pool;

/// The answer to whom a lead goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerChoice {
    /// To this person.
    Owner(Assignment),
    /// There is nobody but those who were excluded, and others whom `routing.yaml` does not name.
    Nobody,
}

/// Who may get a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerCandidate {
    /// Its owner keeps it, however much is in hand.
    Kept(String),
    /// This person, if there is room.
    Person {
        /// The id.
        person: String,
        /// The rule that chose.
        rule: String,
    },
    /// Whose turn it is in the pool, if there is room.
    Turn {
        /// Those who are free.
        pool: Pool,
        /// The rule that chose.
        rule: String,
    },
    /// Nobody is free: whose turn it is in the pool, room or not.
    Anyone(Pool),
    /// There is nobody but those who were excluded, and others whom `routing.yaml` does not name.
    Nobody,
}

/// All that says who gets leads at a moment.
#[derive(Debug, Clone, Copy)]
pub struct Distribution<'a> {
    /// `routing.yaml`.
    pub routing: &'a Routing,
    /// `team.yaml`.
    pub team: &'a Team,
    /// Absences and capacity, as they were changed by the day.
    pub people: &'a People,
    /// When.
    pub now: Timestamp,
}

impl<'a> Distribution<'a> {
    /// Chooses who gets the lead.
    ///
    /// `employer_owner` is who got the first lead of the same employer. `excluded` never get it; `full` have no room for
    /// one more.
    pub fn choose(
        &self,
        lead: &Lead,
        employer_owner: Option<&str>,
        excluded: &[String],
        full: &[String],
    ) -> OwnerCandidate {
        let team = self.team;
        let may = |person: &&Person| person.takes_leads && !excluded.contains(&person.id);
        let here = |person: &&Person| !self.is_away(person);
        let free = |person: &&Person| may(person) && here(person) && !full.contains(&person.id);
        let turn = |id: &str| Pool::new(id, team.members(id).filter(free).collect(), team, self.now);
        let owner = lead.owner.as_ref().and_then(|id| team.person(id));
        if let Some(owner) = owner.filter(may).filter(here) {
            return OwnerCandidate::Kept(owner.id.clone());
        }
        let rated = RatedLead::stored(lead);
        for rule in self.routing.rules.iter().filter(|rule| rule.when.holds(&rated)) {
            let name = rule.rule.clone();
            if let Some(pool) = rule.to.team.as_deref().and_then(turn) {
                return OwnerCandidate::Turn { pool, rule: name };
            }
            let person = if rule.to.employer { employer_owner } else { rule.to.person.as_deref() };
            if let Some(person) = person.and_then(|id| team.person(id)).filter(free) {
                return OwnerCandidate::Person { person: person.id.clone(), rule: name };
            }
        }
        let last = self.routing.otherwise.as_ref().map(|otherwise| otherwise.team.as_str());
        if let Some(pool) = last.and_then(turn) {
            return OwnerCandidate::Turn { pool, rule: OTHERWISE.to_owned() };
        }
        self.anyone(last, may, here).map_or(OwnerCandidate::Nobody, OwnerCandidate::Anyone)
    }

    /// Those of the last team who may get a lead although none of them is free, or of all where no team is the last; who
    /// is here comes first.
    ///
    /// Where nobody of the last team is left it is none: the manager decides then, and no lead goes to people, or to a
    /// channel partner, that nobody named.
    fn anyone(
        &self,
        last: Option<&str>,
        may: impl Fn(&&'a Person) -> bool,
        here: impl Fn(&&'a Person) -> bool,
    ) -> Option<Pool> {
        let team = self.team;
        let (name, all): (&str, Vec<&Person>) = match last.filter(|id| team.members(id).next().is_some()) {
            Some(last) => (last, team.members(last).filter(&may).collect()),
            None => ("all", team.people.iter().filter(|person| person.partner.is_none()).filter(&may).collect()),
        };
        let present: Vec<&Person> = all.iter().copied().filter(here).collect();
        Pool::new(name, if present.is_empty() { all } else { present }, team, self.now)
    }

    fn is_away(&self, person: &Person) -> bool {
        self.people.get(&person.id).is_some_and(|row| row.away_on(person.date(self.now)).is_some())
    }
}

/// The employer of a lead, as the domain of its address; none for free mail.
pub fn employer(lead: &Lead) -> Option<String> {
    lead.email().filter(|address| !is_free_mail(address.as_str())).map(|address| address.domain().to_owned())
}
