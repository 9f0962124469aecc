//! Posts of other tools: ad lead forms and webhooks, by the files `sources/NAME.yaml`.
//!
//! A source's post is brought into the shape of a post of one of the company's forms, and that form's rules say what passes:
//! what holds for a form's post holds for it. What is read of a post is an allow list of paths.

pub(crate) mod path;
pub(crate) mod mapped;
pub(crate) mod secrets;
pub(crate) mod proof;
pub(crate) mod rules;
pub(crate) mod reading;

pub use mapped::Mapped;
pub use path::JsonPath;
pub use proof::{Proof, Shown, Signed, app_secret_proof};
pub use reading::{Items, LeadOfPost, TooMany};
pub use rules::{ConsentRule, Fetch, IgnoreRule, LeadSource, Others};
pub use secrets::{NotSecrets, SourceSecrets};
