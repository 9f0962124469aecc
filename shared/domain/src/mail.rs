//! Mails: a subject and Markdown with variables, rendered as text and HTML.
//!
//! A mail in `emails/NAME.md` begins with `Subject: …`, an optional `Preview: …`, and an empty line. A variable that
//! does not exist is an error, which the check finds before deployment. Mail to a visitor contains no text that a
//! visitor wrote, or our sender would deliver spam to addresses that spammers enter (knadh/listmonk#1133): only a first
//! name that looks like one, and options the visitor chose.

pub(crate) mod markdown;
pub(crate) mod header;
pub(crate) mod error;
pub(crate) mod people;
pub(crate) mod language;
pub(crate) mod source;
pub(crate) mod letter;
pub(crate) mod template;
pub(crate) mod variables;
pub(crate) mod frame;
pub(crate) mod reply_by;
pub(crate) mod to_lead;
pub(crate) mod to_seller;
pub(crate) mod render;
pub(crate) mod sample;
pub(crate) mod notice;
pub(crate) mod due_steps;

pub use due_steps::{DueStep, due_steps};
pub use error::MailError;
pub use frame::MailPage;
pub use header::HeaderLine;
pub use language::{FOOTER, base_of, file_for, file_in, language_of};
pub use letter::{Letter, Mailbox, Rendered};
pub use notice::{DeskLinks, Notice, OutboxLetter, outbox_letter};
pub use people::{addressee, country_words, dialled, field_words, phone_link};
pub use render::render;
pub use sample::{Sample, SampleKnows};
