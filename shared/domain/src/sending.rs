//! May this mail go, now? Asked at the moment of sending, not only when it was planned.

pub(crate) mod rules;
pub(crate) mod control;
pub(crate) mod brake;
pub(crate) mod soft_bounces;
pub(crate) mod pace;
pub(crate) mod parts;
pub(crate) mod waits;
pub(crate) mod verdict;

pub use brake::{Over, counted, day, first_day, limit_exceeded, percent};
pub use control::{Brake, Control, Outcomes, Outside};
pub use pace::{Quota, slot};
pub use parts::{SendVerdict, SendingRules};
pub use rules::{BrakeRules, Sending, Share, SoftBounces, Tracking};
pub use soft_bounces::{SOFT_BOUNCES, soft_bounce_limit_reached, soft_bounce_limit_words};
pub use waits::PAUSED;
