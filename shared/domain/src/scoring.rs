//! The score: fit (who they are) plus engagement (what they do), with an explanation line by line.
//!
//! What must stay true: the score always equals the sum of its explanation (mautic/mautic#5369). A score is a pure
//! function of the lead's fields and counts and of the day, and those do not depend on the order in which activities
//! arrived.

pub(crate) mod rules;
pub(crate) mod compiled;
pub(crate) mod model;
pub(crate) mod count;
pub(crate) mod why;
pub(crate) mod curve;

pub use model::{Line, LineKind, Model};
pub use rules::{EngagementRule, FitRule, Grades, Group, HalfLimits, KINDS, PointLimit, Rules, Thresholds};
pub use why::Contribution;
