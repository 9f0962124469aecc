//! The stack's secrets, for commands that work on a deployed stack. Functions get theirs at deployment.

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::DisplayErrorContext;

use crate::aws::Aws;

/// The secret can't be read.
#[derive(Debug, thiserror::Error)]
#[error("can't read the secret {name}: {why}")]
pub struct SecretError {
    /// Which.
    pub name: String,
    /// Why.
    pub why: String,
}

/// The text of a secret.
///
/// # Errors
/// There is no secret of that name, or the caller may not read it.
pub async fn secret(aws: &Aws, name: &str) -> Result<String, SecretError> {
    let error = |why| SecretError { name: name.to_owned(), why };
    let answer = Client::new(&aws.sdk).get_secret_value().secret_id(name).send().await;
    let answer = answer.map_err(|failure| error(DisplayErrorContext(failure).to_string()))?;
    answer.secret_string.ok_or_else(|| error("it is not text".to_owned()))
}
