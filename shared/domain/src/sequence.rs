//! Nurture sequences: named steps, each a wait and something to do.
//!
//! What must stay true: a lead keeps the name of its step, never a position, so that an edited sequence neither repeats
//! a step nor skips one. One path through a sequence takes each step once at the most.

pub(crate) mod step;
pub(crate) mod rules;
pub(crate) mod variant;
pub(crate) mod path;

pub use path::{next_ready, over, task, webhook};
pub use rules::{Again, Priority, REMEMBERED, Sequence, Sequences, StartsOn};
pub use step::{END, Percent, Step, StepAction, Variant};
pub use variant::{mail_for, variant};
