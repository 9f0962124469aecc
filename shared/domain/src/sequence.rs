//! Sequences: named steps, each with a wait and an action, through which an enrolled lead moves.
//!
//! What must stay true: an enrolment stores the name of its step, never a position, so that an edited sequence neither
//! repeats a step nor skips one. One enrolment takes each step at most once.

pub(crate) mod wait;
pub(crate) mod manual;
pub(crate) mod step;
pub(crate) mod rules;
pub(crate) mod variant;
pub(crate) mod path;
pub(crate) mod refusal;
pub(crate) mod webhook;

pub use manual::{MANAGER, ManualTask, TaskKind};
pub use path::{fields_set, next_ready, over, task};
pub use refusal::{missed_date, refused_message};
pub use rules::{Again, Priority, REMEMBERED, Sequence, Sequences, StartsOn};
pub use step::{END, Percent, Step, StepAction, Variant};
pub use variant::{mail_for, variant};
pub use wait::{DateTarget, DateWait, Late, Offset, StepWait};
pub use webhook::{is_last_call, webhook_address, webhook_body};
