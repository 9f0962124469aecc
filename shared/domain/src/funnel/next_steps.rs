//! `next_steps` of `funnel.yaml`: what is to be done next about a lead, where nobody says.
//!
//! What must stay true: there is a proposal for every occasion, also where the file says nothing, so that no lead is left
//! without a next step.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::lead::Occasion;
use crate::value::hours::{WallTime, WorkingTime};
use crate::value::span::Wait;

/// What is proposed after what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NextSteps {
    /// After a salesperson accepted the lead.
    pub accepted: Proposal,
    /// After a call that nobody answered.
    pub no_answer: Proposal,
    /// After somebody spoke with the lead.
    pub spoke: Proposal,
    /// After the lead answered a mail.
    pub replied: Proposal,
    /// After anything else that leaves a lead without a next step.
    pub otherwise: Proposal,
}

/// What is to be done, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// What, in words for salespeople: `Call again`.
    pub what: String,
    /// After this time: with `at` whole days, without it working time of the owner.
    pub after: Wait,
    /// At this time of the day on the owner's clocks, on a working day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<WallTime>,
}

/// A step that is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedStep {
    /// What.
    pub what: String,
    /// When.
    pub due: Timestamp,
}

impl Default for NextSteps {
    fn default() -> Self {
        Self {
            accepted: Proposal::new("Call them", "1h", None),
            no_answer: Proposal::new("Call again", "1d", Some("9:00")),
            spoke: Proposal::new("Follow up", "3d", Some("9:00")),
            replied: Proposal::new("Answer their mail", "1h", None),
            otherwise: Proposal::new("Decide what is next", "1d", Some("9:00")),
        }
    }
}

impl Proposal {
    fn new(what: &str, after: &str, at: Option<&str>) -> Self {
        let fits = "the defaults are lengths and times";
        let at = at.map(|at| WallTime::try_from(at.to_owned()).expect(fits));
        Self { what: what.to_owned(), after: Wait::try_from(after.to_owned()).expect(fits), at }
    }

    /// The number of whole days to wait.
    pub(crate) fn days(&self) -> i64 {
        self.after.duration().as_hours() / 24
    }

    /// When the step is due that is set at `now` for somebody with that working time.
    pub fn due(&self, time: &WorkingTime<'_>, now: Timestamp) -> Timestamp {
        let due = match self.at {
            Some(at) => time.days_later(now, self.days(), at),
            None => time.add_working(now, self.after.duration()),
        };
        due.unwrap_or(now + self.after.duration())
    }
}

impl NextSteps {
    /// What is proposed after that.
    pub fn after(&self, occasion: Occasion) -> &Proposal {
        match occasion {
            Occasion::Accepted => &self.accepted,
            Occasion::NoAnswer => &self.no_answer,
            Occasion::Spoke => &self.spoke,
            Occasion::Replied => &self.replied,
            Occasion::HandedOff
            | Occasion::SetAside
            | Occasion::NotAccepted
            | Occasion::NoOwner
            | Occasion::Chosen
            | Occasion::Sequence
            | Occasion::Otherwise => &self.otherwise,
        }
    }

    /// The step that is proposed after that, at `now`, for somebody with that working time.
    pub fn propose(&self, occasion: Occasion, time: &WorkingTime<'_>, now: Timestamp) -> ProposedStep {
        let proposal = self.after(occasion);
        ProposedStep { what: proposal.what.clone(), due: proposal.due(time, now) }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
