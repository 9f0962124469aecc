//! A mistake in the configuration, and the list that checks fill.

use crate::value::text::is_name;

/// A mistake in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to `infra/config`.
    pub file: String,
    /// The line, from 1, if the check knows it.
    pub line: Option<usize>,
    /// The column, from 1, in characters, if the check knows it.
    pub column: Option<usize>,
    /// A text on the line, for finding it when its number is unknown.
    pub near: String,
    /// The mistake, and what to write instead.
    pub message: String,
}

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Problems(pub(crate) Vec<Problem>);

impl Problems {
    /// Adds a mistake in a file, on the line that contains `near`.
    pub(crate) fn add(&mut self, file: &str, near: &str, message: &str) {
        self.0.push(Problem {
            file: file.to_owned(),
            line: None,
            column: None,
            near: near.to_owned(),
            message: message.to_owned(),
        });
    }

    /// Reports a file name that cannot be part of ids and URLs.
    pub(crate) fn file_name(&mut self, file: &str, name: &str) {
        if !is_name(name) {
            self.add(file, "", "the file's name may have lower-case letters, digits and dashes only, at most 40");
        }
    }
}
