//! The company and its people.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::identity::EmailAddress;

/// `company.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// Its name, as mails sign with it.
    pub name: String,
    /// Its postal address; the law of many countries wants it under marketing mail.
    pub address: String,
    /// Its web site.
    pub website: String,
    /// Its time zone: its days are what reports count by.
    pub timezone: Zone,
    /// Where replies to mails go while a lead has no owner.
    pub reply_to: EmailAddress,
}

/// `team.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// The salespeople; leads are handed to them in turn.
    pub people: Vec<Person>,
}

/// A salesperson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// A short name that stays: kept on leads.
    pub id: String,
    /// The name people read.
    pub name: String,
    /// Where hand-offs go.
    pub email: EmailAddress,
    /// The person's time zone: times in mails are in it.
    pub timezone: Zone,
    /// Leads are given to this person.
    #[serde(default = "yes")]
    pub takes_leads: bool,
}

fn yes() -> bool {
    true
}

impl Team {
    /// The person of that id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// Whose turn it is: turns count from 1 and go round.
    pub fn of_turn(&self, turn: u64) -> Option<&Person> {
        let people = u64::try_from(self.people.len()).ok()?;
        let at = turn.checked_sub(1)?.checked_rem(people)?;
        self.people.get(usize::try_from(at).ok()?)
    }
}

/// A time zone of the IANA database, as in `Europe/Lisbon`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// The zone.
    pub fn time_zone(&self) -> TimeZone {
        self.zone.clone()
    }
}

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match TimeZone::get(&name) {
            Ok(zone) => Ok(Self { name, zone }),
            Err(_) => Err(format!("{name:?} is no time zone: write one like Europe/Lisbon or America/Sao_Paulo")),
        }
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name
    }
}
