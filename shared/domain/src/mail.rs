//! Mails: a subject and Markdown with variables, rendered as text and HTML.
//!
//! A mail in `emails/NAME.md` begins with `Subject: …`, `Preview: …` if it likes, and an empty line. A variable that does
//! not exist is an error, found by [`check`] before anything is deployed. Mail to a visitor carries no text a visitor
//! wrote, or our sender would deliver spam to addresses that spammers enter (knadh/listmonk#1133): only a first name
//! that looks like one, and what was chosen, not written.

mod check;
mod frame;
mod header;
mod language;
mod sample;
mod source;
mod template;
mod to_lead;
mod to_seller;

use jiff::Timestamp;

use crate::activity::{Activity, Mailing, Recipient};
use crate::company::Person;
use crate::config::Config;
use crate::identity::EmailAddress;
use crate::lead::Lead;
use crate::markdown;
use crate::tracking::Links;
pub use check::check;
pub(crate) use check::check_files;
pub use header::HeaderLine;
pub(crate) use language::is_language;
pub use language::{base_of, file_for, language_of};
pub use sample::{Known, Sample};
use source::Source;
use template::{Template, ToEmpty};
pub use to_seller::answers;

/// What stands under every marketing mail: the partial `emails/footer.md`.
pub const FOOTER: &str = "footer";

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
    pub to: Address,
    /// Where a reply goes.
    pub reply_to: Address,
}

/// A name and an address, for a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The name, if one is said.
    pub name: Option<HeaderLine>,
    /// The address.
    pub address: EmailAddress,
}

impl Address {
    fn new(name: &str, address: &EmailAddress) -> Self {
        Self { name: Some(HeaderLine::new(name)).filter(|name| !name.as_str().is_empty()), address: address.clone() }
    }
}

/// A mail can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The configuration has no such mail.
    #[error("there is no mail `{0}`")]
    NoSuchMail(String),
    /// The file does not begin with its subject.
    #[error("a mail begins with a line `Subject: …`, then `Preview: …` if you like, and an empty line")]
    NoSubject,
    /// A variable or the template's grammar is wrong; the line is counted from 1.
    #[error("line {line}: {message}")]
    Template {
        /// Where in the file.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// Nobody to send it to.
    #[error("the mail has no recipient")]
    NoRecipient,
}

/// The salesperson that a mail goes to; none for a mail to the lead, and where there is no such person.
pub fn addressee<'a>(to: Recipient, lead: &Lead, config: &'a Config) -> Option<&'a Person> {
    match to {
        Recipient::Lead => None,
        Recipient::Owner => owner_of(lead, config),
        Recipient::Manager => config.team.manager(),
    }
}

/// What a person is called in a sentence.
pub fn first_name(person: &Person) -> &str {
    person.name.split_whitespace().next().unwrap_or(&person.name)
}

/// The lead's telephone number as `tel:` wants it; empty if it left none.
pub fn phone_link(lead: &Lead) -> String {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect();
    let dialled = lead.phone().map(|phone| phone.as_str().to_owned());
    dialled.or_else(|| lead.field("phone").map(digits)).unwrap_or_default()
}

fn owner_of<'a>(lead: &Lead, config: &'a Config) -> Option<&'a Person> {
    lead.owner.as_ref().and_then(|id| config.team.person(id))
}

fn names(person: Option<&Person>) -> minijinja::Value {
    minijinja::context! {
        name => person.map_or("", |person| person.name.as_str()),
        first_name => person.map_or("", first_name),
    }
}

/// Fields that mails may name whether or not a form asks for them.
pub(crate) const PROFILE_FIELDS: [&str; 8] =
    ["email", "name", "company", "title", "phone", "country", "employees", "language"];

/// Renders a mail.
///
/// # Errors
/// See [`MailError`].
pub fn render(letter: &Letter<'_>) -> Result<Rendered, MailError> {
    let (to, reply_to) = addresses(letter)?;
    let written = write(letter, ToEmpty::Nothing)?;
    let follow = |url: &str| letter.links.follow(url);
    let tracked = letter.is_marketing && letter.config.sending.tracking.clicks;
    let mut text = markdown::to_text(&written.body);
    let body = markdown::to_html(&written.body, if tracked { Some(&follow) } else { None });
    let footer = written.footer.as_deref().map(|footer| {
        text.extend(["\n-- \n", &markdown::to_text(footer)]);
        markdown::to_html(footer, None)
    });
    let html = frame::html(letter, &written, &body, footer.as_deref());
    let preview = written.preview.unwrap_or_else(|| HeaderLine::beginning(&text));
    Ok(Rendered { subject: written.subject, preview, text, html, to, reply_to })
}

/// A mail with its variables filled in, still Markdown.
struct Written {
    subject: HeaderLine,
    is_subject_cut: bool,
    preview: Option<HeaderLine>,
    body: String,
    footer: Option<String>,
}

fn write(letter: &Letter<'_>, to_empty: ToEmpty) -> Result<Written, MailError> {
    let Letter { config, mailing, .. } = *letter;
    let source = Source::of(config, &mailing.mail)?;
    let template = Template::new(to_empty);
    let variables = variables(letter)?;
    let subject = template.line(source.subject, &variables, 1)?;
    let (subject, is_subject_cut) = (HeaderLine::new(&subject), HeaderLine::is_cut(&subject));
    if subject.as_str().is_empty() {
        return Err(MailError::NoSubject);
    }
    let preview = source.preview.map(|line| template.line(line, &variables, 2)).transpose()?;
    let preview = preview.map(|text| HeaderLine::new(&text)).filter(|line| !line.as_str().is_empty());
    let body = template.body(source.body, &variables, source.above)?;
    let footer = letter.is_marketing.then(|| footer(letter, &template)).transpose()?;
    Ok(Written { subject, is_subject_cut, preview, body, footer })
}

/// What stands under a marketing mail, in the mail's language.
fn footer(letter: &Letter<'_>, template: &Template) -> Result<String, MailError> {
    let name = language::footer_of(letter.config, &letter.mailing.mail);
    let source = letter.config.emails.get(&name).ok_or(MailError::NoSuchMail(name))?;
    template.body(source, &variables(letter)?, 0)
}

fn variables(letter: &Letter<'_>) -> Result<minijinja::Value, MailError> {
    let owner = owner_of(letter.lead, letter.config);
    if letter.mailing.to == Recipient::Lead {
        return Ok(to_lead::variables(letter, owner));
    }
    let reader = addressee(letter.mailing.to, letter.lead, letter.config).ok_or(MailError::NoRecipient)?;
    Ok(to_seller::variables(letter, reader, owner))
}

/// To whom the mail goes, and where a reply to it goes.
fn addresses(letter: &Letter<'_>) -> Result<(Address, Address), MailError> {
    let Letter { config, lead, mailing, .. } = *letter;
    let of = |person: &Person| Address::new(&person.name, &person.email);
    let of_company = || Address::new(&config.company.name, &config.company.reply_to);
    let of_lead = || lead.email().map(|email| Address::new(lead.field("name").unwrap_or_default(), &email));
    let owner = owner_of(lead, config);
    match (mailing.to, addressee(mailing.to, lead, config)) {
        // The name a visitor entered stays out of the header.
        (Recipient::Lead, _) => {
            let address = lead.email().ok_or(MailError::NoRecipient)?;
            Ok((Address { name: None, address }, owner.map_or_else(of_company, of)))
        }
        (Recipient::Owner, Some(seller)) => Ok((of(seller), of_lead().unwrap_or_else(of_company))),
        // The manager's answer is for the owner: "what keeps you?"
        (Recipient::Manager, Some(seller)) => Ok((of(seller), owner.map_or_else(of_company, of))),
        (Recipient::Owner | Recipient::Manager, None) => Err(MailError::NoRecipient),
    }
}
