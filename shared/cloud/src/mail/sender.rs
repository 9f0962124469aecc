//! Whom mails come from.

use std::str::FromStr;

use leadwright_domain::mail::HeaderLine;
use leadwright_domain::value::identity::EmailAddress;

/// Whom mails come from: `Acme <hello@acme.example>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The name people read; empty for none.
    pub name: String,
    /// The verified address.
    pub address: String,
}

/// `MAIL_FROM` is wrong.
#[derive(Debug, thiserror::Error)]
#[error("MAIL_FROM is written `Acme <hello@acme.example>`")]
pub struct NotASender;

impl FromStr for Sender {
    type Err = NotASender;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, address) = match text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"'), address),
            None => ("", text),
        };
        let address = EmailAddress::parse(address).map_err(|_| NotASender)?;
        Ok(Self { name: HeaderLine::new(name).as_str().to_owned(), address: address.into() })
    }
}
