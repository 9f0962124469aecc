//! Spam: how suspicious a post of a form is, by rules of `spam.yaml`, and what becomes of one that is kept aside.
//!
//! A post has signs, each with points; one that reaches the file's limit is kept aside until a person decides. Nothing is
//! refused: the visitor sees the same answer, and a wrong suspicion loses nobody.

mod arrival;
mod captcha;
mod insight;
mod rules;
mod sign;
mod suspect;
mod text;
mod weigh;

pub use arrival::{Arrival, shown_at};
pub use captcha::{CaptchaAnswer, CaptchaVerdict, NotChecked};
pub use insight::AddressInsight;
pub use rules::{CaptchaRules, InsightRules, LinkRules, NetworkRules, SpamRules, TooFast};
pub use sign::{MailDoubt, Sign, Weighed};
pub use suspect::{CONDEMNED_DAYS, Decision, Suspect, SuspectVerdict};
pub use weigh::{Evidence, Suspicion};
