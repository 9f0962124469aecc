//! What was found, and what of a stack is asked.

use leadwright_domain::config::Config;
use serde::Serialize;

use crate::commands::target::Reached;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Severity {
    Error,
    Warning,
    Unknown,
    Ok,
}

impl Severity {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Unknown => "unknown",
            Self::Ok => "ok",
        }
    }
}

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) severity: Severity,
    /// The part of the stack.
    pub(super) about: String,
    /// What was found.
    pub(super) found: String,
    /// What that means; empty where all is well.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) means: String,
    /// What to do; empty where all is well.
    #[serde(rename = "do", skip_serializing_if = "String::is_empty")]
    pub(super) to_do: String,
}

impl Finding {
    pub(super) fn ok(about: impl Into<String>, found: impl Into<String>) -> Self {
        let (about, found) = (about.into(), found.into());
        Self { severity: Severity::Ok, about, found, means: String::new(), to_do: String::new() }
    }

    pub(super) fn new(severity: Severity, about: impl Into<String>, [found, means, to_do]: [String; 3]) -> Self {
        Self { severity, about: about.into(), found, means, to_do }
    }

    /// A part that could not be looked at.
    pub(super) fn unknown(about: impl Into<String>, why: impl std::fmt::Display, help: impl Into<String>) -> Self {
        // One line, whatever AWS's words are.
        let why = why.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        Self::new(Severity::Unknown, about, [format!("not looked at: {why}"), String::new(), help.into()])
    }
}

/// A stack under examination.
pub(super) struct Patient {
    pub(super) stack: Reached,
    pub(super) config: Config,
    /// The stack's parameter `MailFrom`; none if nobody says it.
    pub(super) mail_from: Option<String>,
}
