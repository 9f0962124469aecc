//! What a company edits in `infra/config`, as one checked whole.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::company::{Company, Team};
use crate::form::Form;
use crate::funnel::criteria::{Criterion, Funnel};
use crate::routing::availability::People;
use crate::routing::choose::Distribution;
use crate::routing::rules::Routing;
use crate::scoring::model::Model;
use crate::sending::parts::SendingRules;
use crate::sending::rules::Sending;
use crate::sequence::rules::Sequence;
use crate::value::hash::content_hash;

/// The whole configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// A hash of all of it: two deployments with the same one behave the same.
    #[serde(default)]
    pub version: String,
    /// A hash of `scoring.yaml`: stored with every activity, so that a replay scores with the same rules.
    #[serde(default)]
    pub model_hash: String,
    /// `company.yaml`.
    pub company: Company,
    /// `team.yaml`.
    pub team: Team,
    /// `scoring.yaml`.
    pub scoring: Model,
    /// `funnel.yaml`.
    pub funnel: Funnel,
    /// `routing.yaml`.
    pub routing: Routing,
    /// `segments.yaml`: name → who is in it.
    pub segments: BTreeMap<String, Criterion>,
    /// `sending.yaml`.
    pub sending: Sending,
    /// `forms/NAME.yaml`.
    pub forms: BTreeMap<String, Form>,
    /// `sequences/NAME.yaml`.
    pub sequences: BTreeMap<String, Sequence>,
    /// `emails/NAME.md`, as written.
    pub emails: BTreeMap<String, String>,
}

impl Config {
    /// Gives the parts, put together, their hashes.
    #[must_use]
    pub fn hashed(mut self) -> Self {
        self.model_hash = content_hash(&[&json(&self.scoring)]);
        self.version = String::new();
        self.version = content_hash(&[&json(&self)]);
        self
    }

    /// The names of all fields of all forms.
    pub(crate) fn field_names(&self) -> Vec<&str> {
        self.forms.values().flat_map(|form| form.fields.iter().map(|field| field.name.as_str())).collect()
    }

    /// What says whether a mail may go.
    pub fn sending_rules(&self) -> SendingRules<'_> {
        SendingRules { sending: &self.sending, sequences: &self.sequences, team: &self.team, company: &self.company }
    }

    /// What says who gets leads at `now`; `people` as they were changed by the day.
    pub fn distribution<'a>(&'a self, people: &'a People, now: Timestamp) -> Distribution<'a> {
        Distribution { routing: &self.routing, team: &self.team, people, now }
    }
}

fn json(part: &impl Serialize) -> String {
    serde_json::to_string(part).expect("plain structs with text keys")
}
