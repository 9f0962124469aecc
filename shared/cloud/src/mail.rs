//! Mail by SES: who sends, one attempt, what SES takes, and what became of a mail.

mod sender;
mod tags;
mod ses;
mod verdict;
mod bounce;
mod event;
mod quota;
#[cfg(feature = "operator")]
mod account;

#[cfg(feature = "operator")]
pub use account::{AccountError, IdentityState, MailAccount};
pub use event::{Incomplete, MailEvent};
pub use quota::{QuotaError, Quotas};
pub use sender::{NotASender, Sender};
pub use ses::{MimeMail, SendError, Ses};
pub use tags::MailRef;
pub use verdict::MailEventVerdict;
