//! TODO-DOC

use crate::value::text::is_name;

/// A mistake in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, below `infra/config`.
    pub file: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// A text that stands on the line, where its number is not known.
    pub near: String,
    /// What is wrong, and what to write instead.
    pub message: String,
}

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Problems(pub(crate) Vec<Problem>);

impl Problems {
    /// A mistake in a file, on the line where `near` stands.
    pub(crate) fn add(&mut self, file: &str, near: &str, message: &str) {
        self.0.push(Problem { file: file.to_owned(), line: None, near: near.to_owned(), message: message.to_owned() });
    }

    /// The file's name becomes part of ids and addresses.
    pub(crate) fn file_name(&mut self, file: &str, name: &str) {
        if !is_name(name) {
            self.add(file, "", "the file's name may have lower-case letters, digits and dashes only, at most 40");
        }
    }
}
