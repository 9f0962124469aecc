//! The compiled configuration.

use leadwright_domain::config::Config;

use crate::environment::{Environment, MissingVariable};

/// The configuration can't be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Where it lies is not said.
    #[error(transparent)]
    Variable(#[from] MissingVariable),
    /// The file can't be read.
    #[error("can't read {path}: is the layer with the compiled configuration there?")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is of another version of Leadwright.
    #[error("{path} is not a configuration of this version: compile it again (`cargo run -- compile`)")]
    Parse {
        /// The file.
        path: String,
        /// Why.
        source: serde_json::Error,
    },
}

/// Loads what `LEADWRIGHT_CONFIG` names.
///
/// # Errors
/// See [`ConfigError`].
pub fn load(environment: &Environment) -> Result<Config, ConfigError> {
    let path = environment.variable("LEADWRIGHT_CONFIG")?;
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
    serde_json::from_str(&text).map_err(|source| ConfigError::Parse { path: path.to_owned(), source })
}
