//! The file `reports.yaml`, as a company writes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::company::{Team, Zone};
use crate::metrics::range::Compare;
use crate::value::hours::WallTime;
use crate::value::identity::EmailAddress;
use crate::value::period::PeriodLength;

/// A report that comes by mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// What it is called, in the subject of its mails.
    pub title: String,
    /// The length of the period that it covers; it comes once that is over.
    pub every: PeriodLength,
    /// The weekday on which a weekly report comes; Monday if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Weekday>,
    /// The time at which it comes.
    pub at: WallTime,
    /// The time zone of `at`; the company's if left out. The days that are counted are always the company's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<Zone>,
    /// The people of `team.yaml` who get it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<Recipient>,
    /// Addresses of people who are not in `team.yaml`: a name → an address.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outside: BTreeMap<String, EmailAddress>,
    /// What the period is compared with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compare: Vec<Compare>,
    /// All numbers are attached as CSV.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub csv: bool,
    /// It says what the numbers advise, where they say it beyond chance.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub advice: bool,
    /// What it shows, from top to bottom.
    pub sections: Vec<Section>,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// Whom a report goes to. In the file `manager`, `team NAME`, or the id of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Recipient {
    /// The manager of `team.yaml`.
    Manager,
    /// Everybody in this team.
    Team(String),
    /// The person of this id.
    Person(String),
}

impl From<String> for Recipient {
    fn from(text: String) -> Self {
        match text.split_once(' ') {
            Some(("team", name)) => Self::Team(name.trim().to_owned()),
            None if text == "manager" => Self::Manager,
            _ => Self::Person(text),
        }
    }
}

impl From<Recipient> for String {
    fn from(recipient: Recipient) -> Self {
        match recipient {
            Recipient::Manager => "manager".to_owned(),
            Recipient::Team(name) => format!("team {name}"),
            Recipient::Person(id) => id,
        }
    }
}

/// A part of a report: a table of measures, with a chart where a chart says more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The heading above it.
    pub heading: String,
    /// What the rows are: the values of a dimension, or `day`, `week`, `month`, `year`. Left out, there is one row for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The measures that are the columns.
    pub measures: Vec<String>,
    /// How many values of a dimension are shown, the largest first; the others are added up in one row.
    #[serde(default = "ten", skip_serializing_if = "is_ten")]
    pub most: u16,
    /// This number of periods in place of one, up to the report's own. Left out `by`, they are the rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trend: Option<u16>,
}

const fn ten() -> u16 {
    10
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_ten(most: &u16) -> bool {
    *most == ten()
}

/// One who gets a report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Addressee {
    /// A person of `team.yaml`, by id.
    Person(String),
    /// An address outside the team, by its name in the report.
    Outside(String),
}

impl Report {
    /// Who gets it, each once.
    pub fn addressees(&self, team: &Team) -> BTreeSet<Addressee> {
        let people = self.to.iter().flat_map(|recipient| recipient.ids(team)).map(Addressee::Person);
        people.chain(self.outside.keys().cloned().map(Addressee::Outside)).collect()
    }

    /// The address of one who gets it; none if the configuration does not have it any more.
    pub fn address<'a>(&'a self, addressee: &Addressee, team: &'a Team) -> Option<&'a EmailAddress> {
        match addressee {
            Addressee::Person(id) => team.person(id).map(|person| &person.email),
            Addressee::Outside(name) => self.outside.get(name),
        }
    }
}

impl Recipient {
    /// The ids of the people whom it stands for.
    pub(crate) fn ids(&self, team: &Team) -> Vec<String> {
        match self {
            Self::Manager => team.manager.iter().cloned().collect(),
            Self::Team(name) => team.teams.get(name).cloned().unwrap_or_default(),
            Self::Person(id) => vec![id.clone()],
        }
    }
}
