//! Who gets a lead: `routing.yaml`, and who is there to take one.
//!
//! Choosing is pure: the rows of the day, the employer's owner and the turn are arguments. It goes in rounds: [`Distribution::choose`]
//! names a person or a pool whose turn decides; who turns out to have no room is `full` in the next round.

pub(crate) mod rules;
pub(crate) mod availability;
pub(crate) mod turns;
pub(crate) mod choose;
pub(crate) mod absence;

pub use absence::days;
pub use availability::{Availability, Away, People, limits};
pub use choose::{Distribution, OwnerCandidate, OwnerChoice, employer};
pub use rules::{ANYONE, AcceptWithin, KEPT, OTHERWISE, Otherwise, Receiver, Routing, RoutingRule};
pub use turns::Pool;
