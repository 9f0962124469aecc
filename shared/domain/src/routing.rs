//! Who gets a lead: `routing.yaml`.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::company::Person;
use crate::config::Config;
use crate::scoring::Temperature;

/// `routing.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// A lead that its owner does not accept in time goes to somebody else.
    #[serde(default)]
    pub reassign: bool,
}

/// A lead got its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The salesperson's id.
    pub owner: String,
    /// The rule that chose.
    pub rule: String,
    /// The turn of the round robin that chose, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<u64>,
}

/// How long a person worked between two times.
pub fn working_between(_config: &Config, _person: &Person, from: Timestamp, to: Timestamp) -> SignedDuration {
    to.duration_since(from)
}

/// Until when the person should accept a lead.
pub fn accept_by(_config: &Config, _person: &Person, temperature: Temperature, now: Timestamp) -> Option<Timestamp> {
    (temperature == Temperature::Hot).then(|| now + SignedDuration::from_mins(5))
}
