//! TODO-DOC

/// A mail can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The configuration has no such mail.
    #[error("there is no mail `{0}`")]
    NoSuchMail(String),
    /// The file does not begin with its subject.
    #[error("a mail begins with a line `Subject: …`, then `Preview: …` if you like, and an empty line")]
    NoSubject,
    /// A variable or the template's grammar is wrong; the line is counted from 1.
    #[error("line {line}: {message}")]
    Template {
        /// Where in the file.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// Nobody to send it to.
    #[error("the mail has no recipient")]
    NoRecipient,
}
