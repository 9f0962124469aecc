//! What happened to a lead and what comes next, in a reader's words.

pub(crate) mod recorded;
pub(crate) mod title;
pub(crate) mod wishes;
pub(crate) mod changes;
pub(crate) mod story;
pub(crate) mod next;
pub(crate) mod noise;

pub use changes::{Change, changes};
pub use next::{happens_at, is_nurtured, next};
pub use noise::is_noise;
pub use recorded::recorded;
pub use story::{Reader, Story, departed, skipped, story};
pub use title::mail_title;
pub use wishes::{Wish, wishes};
