//! Why the table could not be read or written.

use aws_sdk_dynamodb::error::ProvideErrorMetadata;

/// The table could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// DynamoDB refused the call. Its own words may quote a value, so they are left out.
    #[error("DynamoDB refused the call: {code}{}", if *.is_too_large { " (the row is larger than 400 KB)" } else { "" })]
    Refused {
        /// The name of the error, as in `ValidationException`.
        code: String,
        /// The row is larger than DynamoDB takes.
        is_too_large: bool,
    },
    /// The call failed before an answer came.
    #[error("DynamoDB did not answer the call")]
    Call(#[source] Box<aws_sdk_dynamodb::Error>),
    /// Rows of a batch were put off again and again.
    #[error("DynamoDB put off {0} rows of a batch again and again")]
    Unanswered(usize),
    /// Other writers were faster every time. Nothing was written; a later call may succeed.
    #[error("the row {key} was changed by others {attempts} times in a row")]
    Contended {
        /// Its keys; they hold no personal data.
        key: String,
        /// How often the change was tried.
        attempts: u32,
    },
    /// A row is not as this version writes it.
    #[error("the row {key} can't be read: {why}")]
    Broken {
        /// Its keys; they hold no personal data.
        key: String,
        /// What is wrong.
        why: String,
    },
}

impl TableError {
    pub(crate) fn call(error: impl Into<aws_sdk_dynamodb::Error>) -> Self {
        let error = error.into();
        match error.code() {
            Some(code) => {
                let is_too_large = error.message().is_some_and(|words| words.starts_with("Item size"));
                Self::Refused { code: code.to_owned(), is_too_large }
            }
            None => Self::Call(Box::new(error)),
        }
    }
}

/// Whether the condition of a write held; false if it did not, and nothing was written.
pub(crate) fn condition_held<T>(answer: Result<T, impl Into<aws_sdk_dynamodb::Error>>) -> Result<bool, TableError> {
    match answer.map_err(Into::into) {
        Ok(_) => Ok(true),
        Err(aws_sdk_dynamodb::Error::ConditionalCheckFailedException(_)) => Ok(false),
        Err(error) => Err(TableError::call(error)),
    }
}
