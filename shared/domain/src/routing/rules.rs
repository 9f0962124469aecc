//! The file `routing.yaml`, as a company writes it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::company::Team;
use crate::condition::When;
use crate::lead::score::Temperature;
use crate::value::span::Wait;

/// The file `routing.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// The SLA: the working time within which an owner must accept a lead, before the lead is escalated to the manager.
    #[serde(default)]
    pub accept_within: AcceptWithin,
    /// A lead that is not accepted in time is also reassigned.
    #[serde(default)]
    pub reassign: bool,
    /// The rules. The first one that holds and has somebody available decides.
    #[serde(default)]
    pub rules: Vec<RoutingRule>,
    /// The receiver of all other leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Otherwise>,
}

/// The limits by temperature, in the owner's working time; none means no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AcceptWithin {
    /// The limit of a hot lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hot: Option<Wait>,
    /// The limit of a warm lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warm: Option<Wait>,
    /// The limit of a cold lead.
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

    pub(crate) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// A rule of routing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutingRule {
    /// The rule's name, stored with each lead that it hands off.
    pub rule: String,
    /// The conditions; an empty list holds for every lead.
    #[serde(default)]
    pub when: When,
    /// The receiver of the lead.
    pub to: Receiver,
}

/// The receiver of a lead. Exactly one of the three fields is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receiver {
    /// This person, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The next member of this team in rotation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// The owner of the first lead of the same employer.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub employer: bool,
}

/// The receiver of leads for which no rule had anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Otherwise {
    /// The team whose next member in rotation gets the lead.
    pub team: String,
}

/// Stands for a rule's name: the owner kept the lead.
pub const KEPT: &str = "owner";
/// Stands for a rule's name: no rule had anybody available.
pub const OTHERWISE: &str = "otherwise";
/// Stands for a rule's name: nobody was available, and a lead is never left without an owner.
pub const ANYONE: &str = "anyone";

impl Routing {
    /// A rule needs the owner of the employer's first lead.
    pub fn asks_employer(&self) -> bool {
        self.rules.iter().any(|rule| rule.to.employer)
    }

    /// The deadline by which the owner must accept a lead that was handed off at `from`. None if its temperature has no
    /// limit, or if the deadline lies more than a thousand years ahead.
    pub fn accept_by(&self, team: &Team, owner: &str, temperature: Temperature, from: Timestamp) -> Option<Timestamp> {
        let within = self.accept_within.of(temperature)?;
        let owner = team.person(owner)?;
        team.working_time(owner).add_working(from, within)
    }
}
