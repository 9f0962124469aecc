//! Who gets a lead: `routing.yaml`, and who is there to take one.
//!
//! Choosing is pure: the rows of the day, the employer's owner and the turn are arguments. It goes in rounds: [`choose`]
//! names a person or a pool whose turn decides; who turns out to have no room is `full` in the next round.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::company::Team;
use crate::condition::When;
use crate::lead::score::Temperature;
use crate::value::span::Wait;

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
    pub rules: Vec<RoutingRule>,
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

    pub(crate) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutingRule {
    /// Its name: kept with each lead that it hands off.
    pub rule: String,
    /// What must hold; nothing means every lead.
    #[serde(default)]
    pub when: When,
    /// Who gets the lead.
    pub to: Receiver,
}

/// Who gets a lead. One of the three is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receiver {
    /// This person, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// A member of this team, in turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// Who got the first lead of the same employer.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub employer: bool,
}

/// Who gets leads that no rule gave to anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Otherwise {
    /// A member of this team, in turn.
    pub team: String,
}

/// In place of a rule's name: the owner kept the lead.
pub const KEPT: &str = "owner";
/// In place of a rule's name: no rule had anybody.
pub const OTHERWISE: &str = "otherwise";
/// In place of a rule's name: nobody was free, and a lead is never lost.
pub const ANYONE: &str = "anyone";

impl Routing {
    /// Some rule asks who owns leads of the same employer.
    pub fn asks_employer(&self) -> bool {
        self.rules.iter().any(|rule| rule.to.employer)
    }

    /// Until when the owner must have accepted a lead that was handed off at `from`; none if there is no limit for its
    /// temperature, or one that nobody lives to see.
    pub fn accept_by(&self, team: &Team, owner: &str, temperature: Temperature, from: Timestamp) -> Option<Timestamp> {
        let within = self.accept_within.of(temperature)?;
        let owner = team.person(owner)?;
        team.working_time(owner).add_working(from, within)
    }
}
