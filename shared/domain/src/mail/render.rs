//! Renders a mail: its file, filled with variables, as text and HTML.

use crate::activity::mail::Recipient;
use crate::company::Person;
use crate::mail::error::MailError;
use crate::mail::header::HeaderLine;
use crate::mail::language::footer_of;
use crate::mail::letter::{Draft, Letter, Mailbox, Rendered};
use crate::mail::people::{addressee, owner_of};
use crate::mail::source::Source;
use crate::mail::template::{Template, ToEmpty};
use crate::mail::variables::WrongVariable;

/// Renders a mail.
///
/// # Errors
/// See [`MailError`].
pub fn render(letter: &Letter<'_>) -> Result<Rendered, MailError> {
    let (to, reply_to) = addresses(letter)?;
    let written = write(letter, ToEmpty::Nothing)?;
    let follow = |url: &str| letter.links.follow(url);
    let tracked = letter.is_marketing && letter.config.sending.tracking.of(letter.lead).clicks;
    let mut text = crate::mail::markdown::text::to_text(&written.body);
    let body = crate::mail::markdown::html::to_html(&written.body, if tracked { Some(&follow) } else { None });
    let footer = written.footer.as_deref().map(|footer| {
        text.extend(["\n-- \n", &crate::mail::markdown::text::to_text(footer)]);
        crate::mail::markdown::html::to_html(footer, None)
    });
    let html = crate::mail::frame::html(letter, &written, &body, footer.as_deref());
    let preview = written.preview.unwrap_or_else(|| HeaderLine::beginning(&text));
    Ok(Rendered { subject: written.subject, preview, text, html, to, reply_to })
}

pub(crate) fn write(letter: &Letter<'_>, to_empty: ToEmpty) -> Result<Draft, MailError> {
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
    Ok(Draft { subject, is_subject_cut, preview, body, footer })
}

/// Wrong uses of variables in a mail, each with its line.
///
/// # Errors
/// See [`MailError`].
pub(crate) fn wrong_variables(letter: &Letter<'_>) -> Result<Vec<(usize, WrongVariable)>, MailError> {
    let source = Source::of(letter.config, &letter.mailing.mail)?;
    let variables = variables(letter)?;
    let parts = [(source.subject, 0), (source.preview.unwrap_or_default(), 1), (source.body, source.above)];
    let each = parts.into_iter().flat_map(|(text, above)| {
        crate::mail::variables::wrong(text, &variables).into_iter().map(move |wrong| {
            let line = text.lines().position(|line| holds(line, &wrong.written)).unwrap_or(0);
            (line + 1 + above, wrong)
        })
    });
    Ok(each.collect())
}

/// The variable is written in the line.
fn holds(line: &str, variable: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    line.match_indices(variable)
        .any(|(at, _)| !line[..at].ends_with(is_of_name) && !line[at + variable.len()..].starts_with(is_of_name))
}

/// The footer of a marketing mail, in the mail's language.
fn footer(letter: &Letter<'_>, template: &Template) -> Result<String, MailError> {
    let name = footer_of(letter.config, &letter.mailing.mail);
    let source = letter.config.emails.get(&name).ok_or(MailError::NoSuchMail(name))?;
    template.body(source, &variables(letter)?, 0)
}

fn variables(letter: &Letter<'_>) -> Result<minijinja::Value, MailError> {
    let owner = owner_of(letter.lead, letter.config);
    if letter.mailing.to == Recipient::Lead {
        return Ok(crate::mail::to_lead::variables(letter, owner));
    }
    let reader = addressee(letter.mailing.to, letter.lead, letter.config).ok_or(MailError::NoRecipient)?;
    Ok(crate::mail::to_seller::variables(letter, reader, owner))
}

/// The mail's recipient, and the recipient of replies to it.
fn addresses(letter: &Letter<'_>) -> Result<(Mailbox, Mailbox), MailError> {
    let Letter { config, lead, mailing, .. } = *letter;
    let of = |person: &Person| Mailbox::new(&person.name, &person.email);
    let of_company = || Mailbox::new(&config.company.name, &config.company.reply_to);
    let of_lead = || lead.email().map(|email| Mailbox::new(lead.field("name").unwrap_or_default(), &email));
    let owner = owner_of(lead, config);
    match (mailing.to, addressee(mailing.to, lead, config)) {
        // The name a visitor entered stays out of the header.
        (Recipient::Lead, _) => {
            let address = lead.email().ok_or(MailError::NoRecipient)?;
            Ok((Mailbox { name: None, address }, owner.map_or_else(of_company, of)))
        }
        (Recipient::Owner, Some(seller)) => Ok((of(seller), of_lead().unwrap_or_else(of_company))),
        // The manager's reply is for the owner, as a question about the lead.
        (Recipient::Manager, Some(seller)) => Ok((of(seller), owner.map_or_else(of_company, of))),
        (Recipient::Owner | Recipient::Manager, None) => Err(MailError::NoRecipient),
    }
}
