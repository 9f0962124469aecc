//! The reasons why a mail cannot be rendered.

/// A mail cannot be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The configuration has no mail with this name.
    #[error("there is no mail `{0}`")]
    NoSuchMail(String),
    /// The file does not begin with a subject.
    #[error("a mail begins with a line `Subject: …`, then `Preview: …` if you like, and an empty line")]
    NoSubject,
    /// A variable or the template's syntax is wrong.
    #[error("line {line}: {message}")]
    Template {
        /// The line in the file, counted from 1.
        line: usize,
        /// The mistake, and what to write instead.
        message: String,
    },
    /// The mail has no recipient.
    #[error("the mail has no recipient")]
    NoRecipient,
}
