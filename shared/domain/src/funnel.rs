//! What moves a lead through the funnel, and the reasons for leaving it: `funnel.yaml`.

pub(crate) mod next_steps;
pub(crate) mod criteria;
pub(crate) mod qualification;

pub use criteria::{Criterion, Evidence, Facts, Funnel, SetAside};
pub use next_steps::{NextSteps, Proposal, ProposedStep};
