//! A pressed button of a page, with the fields of its form as they were entered.

use std::collections::BTreeMap;

use leadwright_domain::form::FieldError;
use leadwright_domain::words::Words;

/// The most a note may hold, in characters. Keeps an activity small.
pub(crate) const NOTE: usize = 2000;

/// A pressed button, with the fields of its form.
#[derive(Debug)]
pub(crate) struct Action {
    /// Names the page it was pressed on: 16 letters and digits.
    pub(crate) page: String,
    fields: BTreeMap<String, String>,
}

impl Action {
    /// The action of posted fields; none if they do not name the page.
    pub(crate) fn of(mut fields: BTreeMap<String, String>) -> Option<Self> {
        let page = fields.remove("press")?;
        let is_ours = page.len() == 16 && page.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        is_ours.then_some(Self { page, fields })
    }

    /// The button.
    pub(crate) fn button(&self) -> &str {
        self.entered("do")
    }

    /// A field as it was entered; none if the form has no such field.
    pub(crate) fn field(&self, name: &str) -> Option<&String> {
        self.fields.get(name)
    }

    /// A field as it was entered; empty if it was not.
    pub(crate) fn entered(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |value| value.trim())
    }

    pub(crate) fn given(&self, name: &str) -> Option<String> {
        Some(self.entered(name).to_owned()).filter(|text| !text.is_empty())
    }

    /// The note; none if it was left empty.
    ///
    /// # Errors
    /// It is too long.
    pub(crate) fn note(&self, words: Words<'_>) -> Result<Option<String>, FieldError> {
        // Browsers send line ends as CR LF.
        let note = self.given("note").map(|note| note.replace('\r', ""));
        match note.as_ref().map_or(0, |note| note.chars().count()) {
            ..=NOTE => Ok(note),
            length => Err(FieldError::new(
                "note",
                words.with("lead-note-too-long", &[("length", length.into()), ("most", NOTE.into())]),
            )),
        }
    }
}
