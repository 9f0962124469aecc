//! The input and the output of rendering a mail.
//!
//! The input holds everything the mail may say, so that rendering reads no clock and no table.

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::mail::Mailing;
use crate::config::Config;
use crate::lead::Lead;
use crate::mail::header::HeaderLine;
use crate::tracking::Links;
use crate::value::identity::EmailAddress;

/// The input of rendering a mail.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The lead that the mail is to or about.
    pub lead: &'a Lead,
    /// The activity that caused the mail.
    pub about: &'a Activity,
    /// The forms of [`Lead::wishes_to_show`], which hold the visitor's words, in any order; empty in mail to the lead.
    pub asked: &'a [Activity],
    /// The mail and its recipient. For a mail in several languages, the name of the file to send: see
    /// [`file_for`](crate::mail::language::file_for).
    pub mailing: &'a Mailing,
    /// The mail is a step of a sequence.
    pub is_marketing: bool,
    /// The time of sending.
    pub now: Timestamp,
    /// The signed links of a mail to the lead.
    pub links: Links<'a>,
    /// The URL of the lead's page for the [addressee](crate::mail::people::addressee); empty in mail to the lead.
    pub page: &'a str,
    /// The URL of the [addressee](crate::mail::people::addressee)'s page for absences; empty in mail to the lead.
    pub away: &'a str,
}

/// A rendered mail, ready for MIME.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The subject.
    pub subject: HeaderLine,
    /// The preview, which lists of mails show after the subject: the mail's `Preview`, else its first words.
    pub preview: HeaderLine,
    /// The plain-text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The recipient.
    pub to: Mailbox,
    /// The recipient of replies.
    pub reply_to: Mailbox,
}

/// A name and an address, for a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name, if there is one.
    pub name: Option<HeaderLine>,
    /// The address.
    pub address: EmailAddress,
}

impl Mailbox {
    pub(crate) fn new(name: &str, address: &EmailAddress) -> Self {
        Self { name: Some(HeaderLine::new(name)).filter(|name| !name.as_str().is_empty()), address: address.clone() }
    }
}

/// A mail with its variables filled in, still Markdown.
pub(crate) struct Draft {
    pub(crate) subject: HeaderLine,
    pub(crate) is_subject_cut: bool,
    pub(crate) preview: Option<HeaderLine>,
    pub(crate) body: String,
    pub(crate) footer: Option<String>,
}
