//! TODO-DOC

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::mail::Mailing;
use crate::config::Config;
use crate::lead::Lead;
use crate::mail::header::HeaderLine;
use crate::tracking::Links;
use crate::value::identity::EmailAddress;

/// All that a mail is made of.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The lead it is to or about.
    pub lead: &'a Lead,
    /// What it is about.
    pub about: &'a Activity,
    /// With what the lead last asked for something: it holds the visitor's words. As `about` if it never did.
    pub asked: &'a Activity,
    /// Which mail, to whom. Of a mail in several languages, the one to send: see [`file_for`].
    pub mailing: &'a Mailing,
    /// It is a step of a sequence.
    pub is_marketing: bool,
    /// When.
    pub now: Timestamp,
    /// The signed links of a mail to the lead.
    pub links: Links<'a>,
    /// Where the [addressee] can open the lead's page; empty in mail to the lead.
    pub page: &'a str,
    /// Where the [addressee] can say to be away; empty in mail to the lead.
    pub away: &'a str,
}

/// A mail, ready to be put into MIME.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// What it is about.
    pub subject: HeaderLine,
    /// What lists of mails show behind the subject: the mail's `Preview`, else its first words.
    pub preview: HeaderLine,
    /// The plain part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// To whom.
    pub to: Mailbox,
    /// Where a reply goes.
    pub reply_to: Mailbox,
}

/// A name and an address, for a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name, if one is said.
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
