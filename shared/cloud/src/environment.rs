//! What a function is started with: the variables that the template sets, and the connection to AWS.

use std::collections::BTreeMap;
use std::fmt;

use crate::aws::Aws;

/// An environment variable that the template sets is missing.
#[derive(Debug, thiserror::Error)]
#[error("the environment variable {0} is missing or unreadable: infra/template.yaml sets it")]
pub struct MissingVariable(pub &'static str);

/// Variables and connection, read once, in init.
#[derive(Clone)]
pub struct Environment {
    aws: Aws,
    variables: BTreeMap<String, String>,
}

impl Environment {
    /// This process's variables, and AWS as they say.
    pub async fn of_process() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self::new(Aws::connect().await, std::env::vars_os().filter_map(text))
    }

    /// These variables over that connection.
    pub fn new(aws: Aws, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { aws, variables: variables.into_iter().collect() }
    }

    /// The connection to AWS.
    pub fn aws(&self) -> &Aws {
        &self.aws
    }

    /// A variable that the template sets.
    ///
    /// # Errors
    /// It is not set, or not text.
    pub fn variable(&self, name: &'static str) -> Result<&str, MissingVariable> {
        self.optional(name).ok_or(MissingVariable(name))
    }

    /// A variable that is a number.
    ///
    /// # Errors
    /// It is not set, or no such number.
    pub fn number<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, MissingVariable> {
        self.variable(name)?.parse().map_err(|_| MissingVariable(name))
    }

    /// The local runner started the function: its stack is on this machine.
    pub fn is_local(&self) -> bool {
        self.optional("LEADWRIGHT_CLOCK") == Some("invocation")
    }

    /// A variable that may be missing.
    pub fn optional(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }
}

impl fmt::Debug for Environment {
    /// Without values: some are secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Environment").field(&self.variables.keys().collect::<Vec<_>>()).finish()
    }
}
