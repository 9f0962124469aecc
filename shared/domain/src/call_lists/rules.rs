//! The file `call_lists.yaml`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::company::{Person, Team};
use crate::lead::Lead;
use crate::value::hours::Hours;
use crate::value::purpose::Purpose;
use crate::value::span::{Days, Wait};
use crate::value::stage::Stage;

/// The file `call_lists.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallLists {
    /// The lists. A lead stands on the first one that takes it.
    #[serde(default)]
    pub lists: Vec<CallList>,
}

/// A list of leads that are to be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallList {
    /// Its name, stored on leads: it must not change.
    pub name: String,
    /// What callers read.
    pub title: String,
    /// Where its leads first came from: one of these. Empty: from anywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// They came with a row of one of these suppliers of `suppliers.yaml`. Empty: of any, or of none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suppliers: Vec<String>,
    /// They are in one of these segments. Empty: whatever they are in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<String>,
    /// They are in one of these stages.
    #[serde(default = "suspects", skip_serializing_if = "is_suspects")]
    pub stages: Vec<Stage>,
    /// Only those who agreed to be called, by the box of a form with `purpose: phone`, a list's column `consent_phone`, or on
    /// their preference page.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub needs_consent: bool,
    /// Who calls.
    pub callers: Vec<Caller>,
    /// The calls that nobody answers before the lead is set aside.
    pub tries: u8,
    /// The time between two of them, at the least.
    pub pause: Wait,
    /// When leads may be called, on the clocks of their own zones. Nobody is called on a holiday of the team.
    pub hours: Hours,
    /// What becomes of a lead whose last try nobody answered.
    pub then: AfterTries,
    /// Who gets a lead that is interested.
    #[serde(default, skip_serializing_if = "Taker::is_caller")]
    pub interested: Taker,
}

fn suspects() -> Vec<Stage> {
    vec![Stage::Suspect]
}

fn is_suspects(stages: &[Stage]) -> bool {
    stages == [Stage::Suspect]
}

/// Who calls. In the file `team NAME`, or the id of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Caller {
    /// Everybody in this team.
    Team(String),
    /// The person of this id.
    Person(String),
}

impl From<String> for Caller {
    fn from(text: String) -> Self {
        match text.split_once(' ') {
            Some(("team", name)) => Self::Team(name.trim().to_owned()),
            _ => Self::Person(text),
        }
    }
}

impl From<Caller> for String {
    fn from(caller: Caller) -> Self {
        match caller {
            Caller::Team(name) => format!("team {name}"),
            Caller::Person(id) => id,
        }
    }
}

/// What becomes of a lead that was never reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterTries {
    /// The stage: recycled or disqualified.
    pub to: Stage,
    /// One of the stage's reasons in `funnel.yaml`.
    pub reason: String,
    /// After how many days somebody is to look at a recycled lead again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_after: Option<Days>,
}

/// Who gets a lead that is interested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Taker {
    /// Who spoke with it.
    #[default]
    Caller,
    /// Whom `routing.yaml` says.
    Routing,
}

impl Taker {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    fn is_caller(&self) -> bool {
        *self == Self::Caller
    }
}

impl CallLists {
    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// The list of that name.
    pub fn named(&self, name: &str) -> Option<&CallList> {
        self.lists.iter().find(|list| list.name == name)
    }

    /// The lists that a person calls.
    pub fn of_caller<'a>(&'a self, person: &str, team: &Team) -> impl Iterator<Item = &'a CallList> {
        self.lists.iter().filter(|list| list.has_caller(person, team))
    }
}

impl CallList {
    /// The people who call: those who may change leads.
    pub fn people<'a>(&'a self, team: &'a Team) -> impl Iterator<Item = &'a Person> {
        let ids: BTreeSet<&str> = self.callers.iter().flat_map(|caller| caller.ids(team)).collect();
        team.people.iter().filter(move |one| ids.contains(one.id.as_str()) && team.role(one).may_change_leads())
    }

    /// The person calls.
    pub fn has_caller(&self, person: &str, team: &Team) -> bool {
        self.people(team).any(|one| one.id == person)
    }

    /// The lead belongs on the list, whether it may be called or not.
    pub(crate) fn takes(&self, lead: &Lead, stage: Stage, segments: &BTreeSet<String>) -> bool {
        let source = lead.first_touch.source.to_lowercase();
        let supplier = lead.supplied.as_ref().map(|supplied| &supplied.row.supplier);
        self.stages.contains(&stage)
            && (!self.needs_consent || lead.agrees_to(Purpose::Phone).is_some())
            && (self.sources.is_empty() || self.sources.iter().any(|one| one.to_lowercase() == source))
            && (self.suppliers.is_empty() || supplier.is_some_and(|supplier| self.suppliers.contains(supplier)))
            && (self.segments.is_empty() || self.segments.iter().any(|one| segments.contains(one)))
    }
}

impl Caller {
    fn ids<'a>(&'a self, team: &'a Team) -> Vec<&'a str> {
        match self {
            Self::Team(name) => team.teams.get(name).into_iter().flatten().map(String::as_str).collect(),
            Self::Person(id) => vec![id],
        }
    }
}
