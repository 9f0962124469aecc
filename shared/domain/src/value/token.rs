//! Signed tokens for the links in mails, and signatures for calls of other programs.
//!
//! A token names the key that signed it, and holds nothing that can be guessed. What it is for is signed with it, so that
//! one kind of link never passes for another.

pub(crate) mod keys;
pub(crate) mod purpose;
pub(crate) mod links;
pub(crate) mod webhook;
pub(crate) mod browser;
pub(crate) mod log_in;
pub(crate) mod attempt;
pub(crate) mod cursor;

pub use attempt::{AttemptSecret, LOG_IN_ATTEMPT, LogInAttempt, NotAnAttempt};
pub use browser::BrowserToken;
pub use cursor::PageCursor;
pub use keys::{NoSigningKey, SigningKeys, same};
pub use links::{
    AwayLink, CONFIRM_LINK, ConfirmLink, PreferencesLink, ReferralLink, SellerLink, SessionToken, Target, Tracked,
    UnsubscribeLink,
};
pub use log_in::{LogInSecret, NotALogIn};
pub use purpose::{Purpose, TokenError};
pub use webhook::{NotAWebhookSecret, WebhookSecret, standard_signature};
