//! Chooses the owner of a lead: the rules in their order, among the people who are available.

use jiff::Timestamp;

use crate::company::{Person, Team};
use crate::condition::is_free_mail;
use crate::lead::applied::Assignment;
use crate::lead::{Lead, RatedLead};
use crate::routing::availability::{Away, People, ReturnedMail};
use crate::routing::rules::{OTHERWISE, Routing};
use crate::routing::turns::Pool;

/// The result of routing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerChoice {
    /// This person becomes the owner.
    Owner(Assignment),
    /// Nobody: all people that `routing.yaml` names are excluded.
    Nobody,
}

/// The result of one round of the choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerCandidate {
    /// The owner keeps the lead, even above the limit of open leads.
    Kept(String),
    /// This person, if there is room.
    Person {
        /// The person's id.
        person: String,
        /// The rule that decided.
        rule: String,
    },
    /// The member of the pool whose turn it is, if there is room.
    Turn {
        /// The available people.
        pool: Pool,
        /// The rule that decided.
        rule: String,
    },
    /// Nobody is available: the member of the pool whose turn it is, with room or without.
    Anyone(Pool),
    /// Nobody: all people that `routing.yaml` names are excluded.
    Nobody,
}

/// Everything that decides who gets leads at a moment.
#[derive(Debug, Clone, Copy)]
pub struct Distribution<'a> {
    /// The file `routing.yaml`.
    pub routing: &'a Routing,
    /// The file `team.yaml`.
    pub team: &'a Team,
    /// The people's rows: absences and changed capacity.
    pub people: &'a People,
    /// The time of the choice.
    pub now: Timestamp,
}

impl<'a> Distribution<'a> {
    /// Chooses the owner of the lead.
    ///
    /// `employer_owner` is the owner of the first lead of the same employer. People in `excluded` never get the lead;
    /// people in `full` have no room for one more. Whom mail does not reach is passed over like somebody who is away.
    ///
    /// # Examples
    /// The rule names Chloé. If she has no room, the others of the last team take turns.
    /// ```
    /// use leadwright_domain::company::Team;
    /// use leadwright_domain::lead::Lead;
    /// use leadwright_domain::routing::{Distribution, OwnerCandidate, People, Routing};
    /// use serde_json::json;
    ///
    /// let routing: Routing = serde_json::from_value(json!({
    ///     "rules": [{"rule": "large", "when": {"field": "employees", "at_least": 1000}, "to": {"person": "chloe"}}],
    ///     "otherwise": {"team": "sales"},
    /// }))?;
    /// let person = |id: &str| json!({"id": id, "name": id, "email": format!("{id}@acme.example"), "timezone": "UTC"});
    /// let team: Team = serde_json::from_value(json!({
    ///     "people": [person("ana"), person("ben"), person("chloe")], "teams": {"sales": ["ana", "ben", "chloe"]},
    /// }))?;
    /// let lead: Lead = serde_json::from_value(json!({
    ///     "fields": {"employees": ["5000", 0]},
    ///     // …
    /// #   "id": "ld_aaaaaaaaaaaaaaaaaaaaaaaaaa", "version": 1, "created_at": 0, "stage": "sql", "stage_since": 0,
    /// #   "first_touch": {"activity": "20261123T090000000-aaaaaaaaaaaaaaaa", "source": "form"},
    /// #   "score": {"fit": 0, "engagement": 0, "total": 0, "grade": "D", "temperature": "cold"},
    /// }))?;
    /// let (people, now) = (People::new(), "2026-11-23T09:00:00Z".parse()?);
    /// let distribution = Distribution { routing: &routing, team: &team, people: &people, now };
    ///
    /// let chosen = distribution.choose(&lead, None, &[], &[]);
    /// assert_eq!(chosen, OwnerCandidate::Person { person: "chloe".to_owned(), rule: "large".to_owned() });
    ///
    /// let chosen = distribution.choose(&lead, None, &[], &["chloe".to_owned()]);
    /// let OwnerCandidate::Turn { pool, rule } = chosen else { panic!("{chosen:?}") };
    /// assert_eq!((rule.as_str(), pool.of_turn(1), pool.of_turn(2)), ("otherwise", "ana", "ben"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn choose(
        &self,
        lead: &Lead,
        employer_owner: Option<&str>,
        excluded: &[String],
        full: &[String],
    ) -> OwnerCandidate {
        let team = self.team;
        let may = |person: &&Person| person.takes_leads && !excluded.contains(&person.id);
        let here = |person: &&Person| !self.is_away(person) && self.unreachable(person).is_none();
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

    /// The members of the last team who may get a lead although nobody is available; everybody who may, if no team is
    /// the last. Those who are present come first.
    ///
    /// None if all members of the last team are excluded. The manager decides then: no lead goes to a person or a
    /// channel partner that the rules do not name.
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
        self.away(person).is_some()
    }

    /// The person's absence today.
    pub(crate) fn away(&self, person: &Person) -> Option<Away> {
        self.people.get(&person.id)?.away_on(person.date(self.now))
    }

    /// The mail to the person that came back, as long as mail does not reach them.
    pub(crate) fn unreachable(&self, person: &Person) -> Option<&'a ReturnedMail> {
        self.people.get(&person.id)?.unreachable(person)
    }
}

/// The lead's employer: the domain of its address; none for free mail.
pub fn employer(lead: &Lead) -> Option<String> {
    lead.email().filter(|address| !is_free_mail(address.as_str())).map(|address| address.domain().to_owned())
}
