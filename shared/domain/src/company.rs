//! The company and its people.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::value::hours::{Hours, WorkingTime};
use crate::value::identity::EmailAddress;

/// What a person is called in a sentence.
pub fn first_name(person: &Person) -> &str {
    person.name.split_whitespace().next().unwrap_or(&person.name)
}

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
    /// Who runs this system, and is told when it stops by itself; `reply_to` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<EmailAddress>,
    /// The language of mails without a language in their name: two letters, as in `en`.
    #[serde(default = "english")]
    pub language: String,
}

/// `team.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Who is told of leads that nobody accepts in time: a person's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager: Option<String>,
    /// When people work who have no hours of their own.
    #[serde(default)]
    pub hours: Hours,
    /// Days on which nobody works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Date>,
    /// The salespeople, and who leads them.
    pub people: Vec<Person>,
    /// Names for groups of them, as `routing.yaml` hands leads to: team → ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub teams: BTreeMap<String, Vec<String>>,
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
    /// The person's time zone: hours and times in mails are in it.
    pub timezone: Zone,
    /// A telephone number, as people read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// When the person works, instead of the team's hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// Days on which the person does not work, besides the team's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Date>,
    /// How many turns the person has for each one of a person with weight 1; 1 to [`MAX_WEIGHT`].
    #[serde(default = "crate::value::stored::one")]
    pub weight: u32,
    /// The most new leads in a day of the person's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a_day: Option<u32>,
    /// The most open leads that the person may have and still get new ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_hand: Option<u32>,
    /// Gets leads.
    #[serde(default = "crate::value::stored::yes", skip_serializing_if = "crate::value::stored::is_true")]
    pub takes_leads: bool,
    /// The channel partner for whom the person works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
}

/// The most turns a person may have for one of another's.
pub const MAX_WEIGHT: u32 = 20;

fn english() -> String {
    "en".to_owned()
}

impl Team {
    /// The person of that id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// The name of a person; the id of one who is not in the team, or left it.
    pub fn name_of<'a>(&'a self, id: &'a str) -> &'a str {
        self.person(id).map_or(id, |person| person.name.as_str())
    }

    /// Who is told of leads that nobody accepted.
    pub fn manager(&self) -> Option<&Person> {
        self.manager.as_ref().and_then(|id| self.person(id))
    }

    /// The members of a team that take leads; none if there is no such team.
    pub fn members<'a>(&'a self, team: &str) -> impl Iterator<Item = &'a Person> {
        let ids = self.teams.get(team).into_iter().flatten();
        ids.filter_map(|id| self.person(id)).filter(|person| person.takes_leads)
    }

    /// When one of its people works.
    pub fn working_time<'a>(&'a self, person: &'a Person) -> WorkingTime<'a> {
        let hours = person.hours.as_ref().unwrap_or(&self.hours);
        WorkingTime::new(hours, person.timezone.time_zone(), [&self.holidays, &person.holidays])
    }
}

impl Person {
    /// The day it is for the person at a moment.
    pub fn date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.timezone.time_zone()).date()
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
