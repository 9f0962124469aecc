//! TODO-DOC

use crate::config::Config;

/// What the reader knows a mail by: its subject, unless that is different for everybody.
pub fn mail_title<'a>(mail: &'a str, config: &'a Config) -> &'a str {
    let subject = config.emails.get(mail).and_then(|source| source.lines().next()?.strip_prefix("Subject:"));
    subject.map(str::trim).filter(|subject| !subject.contains(['{', '}'])).unwrap_or(mail)
}
