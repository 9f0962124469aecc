//! The score: fit (who they are) and engagement (what they do), each explained line by line.
//!
//! The explanation's points always sum to the score (mautic/mautic#5369). A score is a pure function of what the
//! lead holds and of the day, and what the lead holds does not depend on the order in which activities came in.

pub(crate) mod rules;
pub(crate) mod compiled;
pub(crate) mod model;
pub(crate) mod count;
pub(crate) mod why;

pub use model::{Line, LineKind, Model};
pub use rules::{EngagementRule, FitRule, Grades, Group, HalfLimits, KINDS, PointLimit, Rules, Thresholds};
pub use why::Contribution;
