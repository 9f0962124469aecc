//! Who gets a lead: `routing.yaml`, and who is there to take one.
//!
//! Choosing is pure: the rows of the day, the employer's owner and the turn are arguments. It goes in rounds: [`choose`]
//! names a person or a pool whose turn decides; who turns out to have no room is `full` in the next round.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::activity::content_hash;
use crate::company::{Person, Team};
use crate::condition::{ATTRIBUTES, RATINGS, When, is_free_mail};
use crate::config::{Config, Problems, is_name, listed};
use crate::lead::Lead;
use crate::scoring::Temperature;
use crate::sequence::Wait;

/// `routing.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// In what time of work an owner must accept a lead, else the manager is told.
    #[serde(default)]
    pub accept_within: AcceptWithin,
    /// A lead that is not accepted in time also goes to somebody else.
    #[serde(default)]
    pub reassign: bool,
    /// Who gets which leads: of those that hold, the first that has somebody.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Who gets all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Otherwise>,
}

/// Limits by temperature, in the owner's working time; no limit where none is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AcceptWithin {
    /// For a hot lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hot: Option<Wait>,
    /// For a warm one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warm: Option<Wait>,
    /// For a cold one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cold: Option<Wait>,
}

impl AcceptWithin {
    /// The limit for a lead of that temperature, in working time.
    pub fn of(&self, temperature: Temperature) -> Option<SignedDuration> {
        let limit = match temperature {
            Temperature::Hot => self.hot,
            Temperature::Warm => self.warm,
            Temperature::Cold => self.cold,
        };
        limit.map(Wait::duration)
    }

    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name: kept with each lead that it hands off.
    pub rule: String,
    /// What must hold; nothing means every lead.
    #[serde(default)]
    pub when: When,
    /// Who gets the lead.
    pub to: To,
}

/// Who gets a lead. One of the three is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct To {
    /// This person, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// A member of this team, in turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// Who got the first lead of the same employer.
    #[serde(default, skip_serializing_if = "crate::activity::is_false")]
    pub employer: bool,
}

/// Who gets leads that no rule gave to anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Otherwise {
    /// A member of this team, in turn.
    pub team: String,
}

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
    fn overlaps(self, other: Self) -> bool {
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

/// A lead got its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The salesperson's id.
    pub owner: String,
    /// The rule of `routing.yaml` that chose, or [`KEPT`], [`OTHERWISE`], [`ANYONE`].
    pub rule: String,
    /// The turn of the pool, where a turn chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<u64>,
}

impl Assignment {
    /// To the person whom somebody named, or who took it.
    pub(crate) fn to(owner: &str, rule: &str) -> Self {
        Self { owner: owner.to_owned(), rule: rule.to_owned(), turn: None }
    }
}

/// In place of a rule's name: the owner kept the lead.
pub const KEPT: &str = "owner";
/// In place of a rule's name: no rule had anybody.
pub const OTHERWISE: &str = "otherwise";
/// In place of a rule's name: nobody was free, and a lead is never lost.
pub const ANYONE: &str = "anyone";

/// The answer to whom a lead goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// To this person.
    Owner(Assignment),
    /// There is nobody but those who were excluded, and others whom `routing.yaml` does not name.
    Nobody,
}

/// Who may get a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
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

/// Chooses who gets the lead at `now`.
///
/// `employer_owner` is who got the first lead of the same employer. `excluded` never get it; `full` have no room for one more.
pub fn choose(
    lead: &Lead,
    config: &Config,
    people: &People,
    employer_owner: Option<&str>,
    excluded: &[String],
    full: &[String],
    now: Timestamp,
) -> Choice {
    let team = &config.team;
    let may = |person: &&Person| person.takes_leads && !excluded.contains(&person.id);
    let here = |person: &&Person| !is_away(person, people, now);
    let free = |person: &&Person| may(person) && here(person) && !full.contains(&person.id);
    let turn = |id: &str| Pool::new(id, team.members(id).filter(free).collect(), team, now);
    let owner = lead.owner.as_ref().and_then(|id| team.person(id));
    if let Some(owner) = owner.filter(may).filter(here) {
        return Choice::Kept(owner.id.clone());
    }
    for rule in config.routing.rules.iter().filter(|rule| rule.when.holds(lead)) {
        let name = rule.rule.clone();
        if let Some(pool) = rule.to.team.as_deref().and_then(turn) {
            return Choice::Turn { pool, rule: name };
        }
        let person = if rule.to.employer { employer_owner } else { rule.to.person.as_deref() };
        if let Some(person) = person.and_then(|id| team.person(id)).filter(free) {
            return Choice::Person { person: person.id.clone(), rule: name };
        }
    }
    let last = config.routing.otherwise.as_ref().map(|otherwise| otherwise.team.as_str());
    if let Some(pool) = last.and_then(turn) {
        return Choice::Turn { pool, rule: OTHERWISE.to_owned() };
    }
    anyone(team, last, may, here, now).map_or(Choice::Nobody, Choice::Anyone)
}

/// Those of the last team who may get a lead although none of them is free, or of all where no team is the last; who is
/// here comes first.
///
/// Where nobody of the last team is left it is none: the manager decides then, and no lead goes to people, or to a channel
/// partner, that nobody named.
fn anyone<'a>(
    team: &'a Team,
    last: Option<&str>,
    may: impl Fn(&&'a Person) -> bool,
    here: impl Fn(&&'a Person) -> bool,
    now: Timestamp,
) -> Option<Pool> {
    let (name, all): (&str, Vec<&Person>) = match last.filter(|id| team.members(id).next().is_some()) {
        Some(last) => (last, team.members(last).filter(&may).collect()),
        None => ("all", team.people.iter().filter(|person| person.partner.is_none()).filter(&may).collect()),
    };
    let present: Vec<&Person> = all.iter().copied().filter(here).collect();
    Pool::new(name, if present.is_empty() { all } else { present }, team, now)
}

fn is_away(person: &Person, people: &People, now: Timestamp) -> bool {
    people.get(&person.id).is_some_and(|row| row.away_on(person.date(now)).is_some())
}

/// Those among whom a turn decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    key: String,
    members: Vec<(String, u32)>,
}

impl Pool {
    /// Those of `people` who work now, or all of them if none does; none if there are none.
    fn new(team: &str, people: Vec<&Person>, of: &Team, now: Timestamp) -> Option<Self> {
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

/// The employer of a lead, as the domain of its address; none for free mail.
pub fn employer(lead: &Lead) -> Option<String> {
    lead.email().filter(|address| !is_free_mail(address.as_str())).map(|address| address.domain().to_owned())
}

/// Until when the owner must have accepted a lead that was handed off at `from`; none if there is no limit for its
/// temperature, or one that nobody lives to see.
pub fn accept_by(config: &Config, owner: &str, temperature: Temperature, from: Timestamp) -> Option<Timestamp> {
    let within = config.routing.accept_within.of(temperature)?;
    let owner = config.team.person(owner)?;
    config.team.working_time(owner).add_working(from, within)
}

/// Who gets leads while a person is away: those of the same teams who are there all that time.
pub fn stand_ins<'a>(config: &'a Config, people: &People, person: &Person, away: Away) -> Vec<&'a Person> {
    let team = &config.team;
    let mine = team.teams.iter().filter(|(_, ids)| ids.contains(&person.id)).map(|(name, _)| name.as_str());
    let mut teams: Vec<&str> = mine.collect();
    if teams.is_empty() {
        teams.extend(config.routing.otherwise.as_ref().map(|otherwise| otherwise.team.as_str()));
    }
    let is_there =
        |other: &Person| people.get(&other.id).is_none_or(|row| row.away.iter().all(|theirs| !theirs.overlaps(away)));
    let is_member = |other: &Person| teams.iter().any(|name| team.members(name).any(|member| member.id == other.id));
    let others = team.people.iter().filter(|other| other.id != person.id && is_member(other) && is_there(other));
    others.collect()
}

impl Routing {
    /// Some rule asks who owns leads of the same employer.
    pub fn asks_employer(&self) -> bool {
        self.rules.iter().any(|rule| rule.to.employer)
    }

    pub(crate) fn check(&self, config: &Config, problems: &mut Problems) {
        let file = "routing.yaml";
        // Times that somebody can keep, and that somebody would still be told of.
        let (least, most) = (SignedDuration::from_mins(1), SignedDuration::from_hours(400 * 24));
        for temperature in [Temperature::Hot, Temperature::Warm, Temperature::Cold] {
            if self.accept_within.of(temperature).is_some_and(|within| !(least..=most).contains(&within)) {
                let name = temperature.word().to_lowercase();
                let message = format!("`{name}` of `accept_within` is from 1m to 400d: write it like {name}: 4h");
                problems.add(file, "accept_within", &message);
            }
        }
        let besides: Vec<&str> = ATTRIBUTES.into_iter().chain(RATINGS).collect();
        for (at, rule) in self.rules.iter().enumerate() {
            let name = rule.rule.as_str();
            if !is_name(name) || [KEPT, OTHERWISE, ANYONE].contains(&name) {
                let message = format!(
                    "a rule's name may have lower-case letters, digits and dashes only, at most 40, and not be `{KEPT}`, `{OTHERWISE}` or `{ANYONE}`"
                );
                problems.add(file, name, &message);
            }
            if self.rules[..at].iter().any(|other| other.rule == rule.rule) {
                problems.add(file, name, &format!("two rules are named `{name}`: each needs a name of its own"));
            }
            rule.when.check(file, name, config, &besides, problems);
            rule.to.check(name, &config.team, problems);
        }
        match &self.otherwise {
            Some(otherwise) => check_team(&otherwise.team, "otherwise", &config.team, problems),
            None => problems.add(
                file,
                "otherwise",
                "there is no `otherwise`: say who gets the leads that no rule names, like `otherwise: {team: sales}`",
            ),
        }
        if !self.accept_within.is_none() && config.team.manager.is_none() {
            let message = "`accept_within` tells the manager of leads that wait too long, but team.yaml names no `manager`: add one, like `manager: dora`";
            problems.add(file, "accept_within", message);
        }
        if self.reassign && self.accept_within.is_none() {
            let message = "`reassign` is for leads that nobody accepts in time: say in what time, like `accept_within: {hot: 5m}`";
            problems.add(file, "reassign", message);
        }
    }
}

impl To {
    fn check(&self, rule: &str, team: &Team, problems: &mut Problems) {
        let file = "routing.yaml";
        let set = usize::from(self.person.is_some()) + usize::from(self.team.is_some()) + usize::from(self.employer);
        if set != 1 {
            let message = format!(
                "the rule `{rule}` goes to {}: `to` needs one of `person: ID`, `team: NAME` and `employer: true`",
                if set == 0 { "nobody" } else { "several" }
            );
            problems.add(file, rule, &message);
        }
        if let Some(name) = &self.team {
            check_team(name, rule, team, problems);
        }
        match self.person.as_ref().map(|id| (id, team.person(id))) {
            Some((id, None)) => problems.add(file, rule, &format!("the rule names `{id}`, {}", team.nobody())),
            Some((id, Some(person))) if !person.takes_leads => {
                let message = format!("the rule names `{id}`, who has `takes_leads: false`: name another person");
                problems.add(file, rule, &message);
            }
            _ => {}
        }
    }
}

fn check_team(name: &str, near: &str, team: &Team, problems: &mut Problems) {
    if !team.teams.contains_key(name) {
        let there_are = listed(team.teams.keys());
        problems.add("routing.yaml", near, &format!("team.yaml has no team `{name}`; there are: {there_are}"));
    }
}
