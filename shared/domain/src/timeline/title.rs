//! What a reader knows a mail by.

use minijinja::{Environment, UndefinedBehavior, context};

use crate::activity::mail::TeamMail;
use crate::config::Config;
use crate::value::text::one_line;

/// The most characters of a title.
const LONGEST: usize = 120;

/// What the reader knows a mail by: its subject, as it is for somebody of whom nothing is known. The mail's name if
/// that says nothing, if it has no file any more, and for mails to salespeople.
pub fn mail_title(mail: &str, config: &Config) -> String {
    // The subjects of our own mails say who the lead is, which the reader knows.
    let is_ours = TeamMail::named(mail).is_some();
    let source = config.emails.get(mail).filter(|_| !is_ours);
    let subject = source.and_then(|source| source.lines().next()?.strip_prefix("Subject:"));
    let Some(subject) = subject else { return mail.to_owned() };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    let company = context! { name => config.company.name.as_str(), website => config.company.website.as_str() };
    let title = environment.render_str(subject, context! { company => company }).unwrap_or_default();
    // What is left of a greeting without a name.
    let title = one_line(&title, LONGEST);
    let title = title.trim_matches([' ', ',', ':', '·', '-']);
    if title.is_empty() { mail.to_owned() } else { title.to_owned() }
}
