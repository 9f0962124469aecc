//! The rules of sending: whether a mail may be sent now. They run at the moment of sending, not only when the mail is
//! planned.

pub(crate) mod rules;
pub(crate) mod control;
pub(crate) mod outbox;
pub(crate) mod brake;
pub(crate) mod soft_bounces;
pub(crate) mod pace;
pub(crate) mod traffic;
pub(crate) mod parts;
pub(crate) mod waits;
pub(crate) mod visitors;
pub(crate) mod verdict;

pub use brake::{Over, counted, day, first_day, limit_exceeded, percent, put_on};
pub use control::{Brake, Control, Outcomes};
pub use outbox::{
    LARGEST_CONTENT, LARGEST_MIME, MailFile, MailTooLarge, NotAMailFile, NotAnOutboxId, NoticeReader, OutboxEnd,
    OutboxEntry, OutboxId, OutboxMail, StepsReader,
};
pub use pace::{Quota, slot};
pub use parts::{Outside, SendVerdict, SendingRules};
pub use rules::{BrakeRules, Sending, Share, SoftBounces, Tracking, VisitorLimits};
pub use soft_bounces::{SOFT_BOUNCES, soft_bounce_limit_reached, soft_bounce_limit_words};
pub use traffic::{UNDER_WAY, VisitorTraffic};
pub use waits::PAUSED;
