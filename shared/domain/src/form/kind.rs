//! TODO-DOC

use serde::{Deserialize, Serialize};

use crate::value::identity::PhoneNumber;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line, at most 200 characters.
    #[default]
    Text,
    /// Many lines, at most 5,000 characters; belongs to the submission, not to the person. A form has one at the most.
    Message,
    /// An e-mail address.
    Email,
    /// A telephone number as people write it, at least 6 digits.
    Phone,
    /// A whole number, 0 or more.
    Number,
    /// A country, as ISO 3166-1's two letters.
    Country,
    /// One of the field's `options`.
    Choice,
}

pub(crate) const TEXT_LIMIT: usize = 200;
pub(crate) const MESSAGE_LIMIT: usize = 5_000;

pub(crate) fn read_phone(entered: &str) -> Option<String> {
    if let Some(number) = PhoneNumber::parse(entered) {
        return Some(number.as_str().to_owned());
    }
    // Without a country it can't be E.164; a seller in the country can still dial it.
    let digits = entered.chars().filter(char::is_ascii_digit).count();
    let fits = (6..=15).contains(&digits) && entered.chars().all(|c| c.is_ascii_digit() || " +-./()\u{a0}".contains(c));
    fits.then(|| entered.to_owned())
}

/// A number as people write it: what follows the last point or comma is thousands, or it is no whole number.
pub(crate) fn read_whole_number(entered: &str) -> Option<u32> {
    let entered = entered.replace([' ', '\u{a0}'], "");
    let is_whole = entered.rsplit_once([',', '.']).is_none_or(|(_, last)| last.is_empty() || last.len() == 3);
    is_whole.then(|| entered.replace([',', '.'], "").parse().ok())?
}

pub(crate) fn read_country(entered: &str) -> Option<String> {
    (entered.len() == 2 && entered.bytes().all(|b| b.is_ascii_alphabetic())).then(|| entered.to_ascii_uppercase())
}
