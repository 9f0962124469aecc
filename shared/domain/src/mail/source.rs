//! A mail as it is written.

use crate::config::Config;
use crate::mail::error::MailError;

/// The parts of `emails/NAME.md`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    /// What stands behind `Subject:`.
    pub(crate) subject: &'a str,
    /// What stands behind `Preview:`, on the second line.
    pub(crate) preview: Option<&'a str>,
    /// The rest, from the empty line on.
    pub(crate) body: &'a str,
    /// How many lines stand above it.
    pub(crate) above: usize,
}

impl<'a> Source<'a> {
    pub(crate) fn of(config: &'a Config, name: &str) -> Result<Self, MailError> {
        let text = config.emails.get(name).ok_or_else(|| MailError::NoSuchMail(name.to_owned()))?;
        Self::read(text).ok_or(MailError::NoSubject)
    }

    fn read(text: &'a str) -> Option<Self> {
        let (subject, rest) = header(text, "Subject:")?;
        let (preview, body, above) = match header(rest, "Preview:") {
            Some((preview, body)) => (Some(preview), body, 2),
            None => (None, rest, 1),
        };
        let is_apart = body.starts_with('\n') || body.starts_with("\r\n");
        is_apart.then_some(Self { subject, preview, body, above })
    }
}

/// What a header's first line says, and what follows it.
fn header<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let (line, rest) = text.strip_prefix(name)?.split_once('\n')?;
    Some((line.trim(), rest))
}
