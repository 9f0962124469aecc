//! What the intake function is to do, as its queue names it.

use serde::{Deserialize, Serialize};

/// A job: a message of the `intake` queue, like `{"job": "fetch", "source": "meta", "id": "…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum IntakeJob {
    /// To ask the API of a source for the fields of a lead.
    Fetch(LeadAtSource),
}

/// A lead that lies at a tool: only its id came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadAtSource {
    /// The source's name: a file of `infra/config/sources`.
    pub source: String,
    /// The tool's own id of the lead.
    pub id: String,
}

/// A message is no job; it says where, and no word of the message.
#[derive(Debug, thiserror::Error)]
#[error("not a job of the intake (line {line}, column {column})")]
pub struct NoJob {
    line: usize,
    column: usize,
}

impl IntakeJob {
    /// Reads a message of the queue.
    ///
    /// # Errors
    /// It is no job.
    pub fn read(body: &str) -> Result<Self, NoJob> {
        serde_json::from_str(body).map_err(|wrong| NoJob { line: wrong.line(), column: wrong.column() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages that an older version queued are read.
    #[test]
    fn messages_stay_as_they_are() {
        let lead = LeadAtSource { source: "meta".to_owned(), id: "1234567890123456".to_owned() };
        let message = r#"{"job":"fetch","source":"meta","id":"1234567890123456"}"#;
        assert_eq!(serde_json::to_string(&IntakeJob::Fetch(lead.clone())).unwrap(), message);
        assert_eq!(IntakeJob::read(message).unwrap(), IntakeJob::Fetch(lead));
        let no_job = IntakeJob::read(r#"{"job":"fetch","source":"meta"}"#).unwrap_err();
        assert!(no_job.to_string().starts_with("not a job of the intake (line 1"), "{no_job}");
    }
}
