//! Routing: the owner of a lead by `routing.yaml`, among the people who are available.
//!
//! The choice is pure: the people's rows, the employer's owner and the turn are arguments. It runs in rounds:
//! [`Distribution::choose`] names a person, or a pool whose turn decides. A person who turns out to have no room is in
//! `full` in the next round.

pub(crate) mod rules;
pub(crate) mod availability;
pub(crate) mod turns;
pub(crate) mod choose;
pub(crate) mod absence;
pub(crate) mod follow_up;

pub use absence::{Unable, days, is_watched};
pub use availability::{Availability, Away, People, ReturnedMail, limits};
pub use choose::{Distribution, OwnerCandidate, OwnerChoice, employer};
pub use follow_up::FollowUpDue;
pub use rules::{ANYONE, AcceptWithin, KEPT, OTHERWISE, Otherwise, Receiver, Routing, RoutingRule};
pub use turns::Pool;
