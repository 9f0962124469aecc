//! What the intake function is to do, as its queue names it.

use jiff::Timestamp;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::stage::Stage;
use serde::{Deserialize, Serialize};

/// A job: a message of the `intake` queue, like `{"job": "fetch", "source": "meta", "id": "…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum IntakeJob {
    /// To ask the API of a source for the fields of a lead.
    Fetch(LeadAtSource),
    /// To ask how long the token of a source is valid.
    CheckToken {
        /// The source's name.
        source: String,
    },
    /// To read a mail that somebody wrote to us.
    Mail(MailFile),
    /// To look a lead up that began.
    Enrich(LeadToLookUp),
    /// To look at a list that somebody uploaded.
    CheckList(ListJob),
    /// To import it, or go on with that.
    ImportList(ListJob),
    /// To write an export, or go on with that.
    Export {
        /// The id of the export.
        export: String,
    },
    /// To erase leads that gave no sign of life for as long as `company.yaml` says, or go on with that.
    Retain(RetainJob),
    /// To take away exports and lists that may hold somebody who was erased since.
    ClearFiles,
    /// Nothing: S3 sends a message of its own when it is told of the queue.
    Nothing,
}

/// A lead that began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadToLookUp {
    /// Its id.
    pub lead: LeadId,
}

/// A list that somebody uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListJob {
    /// The id of the upload.
    pub upload: String,
    /// The press of a button that it is of: an earlier one is nothing to do.
    pub turn: u64,
}

/// Leads of a stage in one shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetainJob {
    /// The stage.
    pub stage: Stage,
    /// The shard.
    pub shard: u16,
    /// The place of the last one that was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A mail in the bucket of the mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailFile {
    /// The object's name.
    pub file: String,
    /// When it was written there.
    pub at: Timestamp,
}

/// What S3 sends when an object is written
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>).
#[derive(Deserialize)]
struct Notification {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "eventTime")]
    at: Timestamp,
    s3: Written,
}

#[derive(Deserialize)]
struct Written {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    key: String,
}

/// S3's message to a queue that it was told of.
#[derive(Deserialize)]
struct TestMessage {
    #[serde(rename = "Event")]
    event: String,
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
        let wrong = match serde_json::from_str(body) {
            Ok(job) => return Ok(job),
            Err(wrong) => wrong,
        };
        if let Ok(Notification { records }) = serde_json::from_str(body)
            && let Ok([Record { at, s3 }]) = <[Record; 1]>::try_from(records)
        {
            // S3 writes names as in a form; SES's names have no letter that this changes.
            return Ok(Self::Mail(MailFile { file: s3.object.key, at }));
        }
        if serde_json::from_str(body).is_ok_and(|TestMessage { event }| event == "s3:TestEvent") {
            return Ok(Self::Nothing);
        }
        Err(NoJob { line: wrong.line(), column: wrong.column() })
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
        let check = IntakeJob::CheckToken { source: "meta".to_owned() };
        assert_eq!(serde_json::to_string(&check).unwrap(), r#"{"job":"check_token","source":"meta"}"#);
        let written = r#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-11-26T10:00:00.000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"mail/0abc","size":7}}}]}"#;
        let mail = MailFile { file: "mail/0abc".to_owned(), at: "2026-11-26T10:00:00Z".parse().unwrap() };
        assert_eq!(IntakeJob::read(written).unwrap(), IntakeJob::Mail(mail));
        let test = r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-11-26T10:00:00.000Z","Bucket":"b"}"#;
        assert_eq!(IntakeJob::read(test).unwrap(), IntakeJob::Nothing);
        let no_job = IntakeJob::read(r#"{"job":"fetch","source":"meta"}"#).unwrap_err();
        assert!(no_job.to_string().starts_with("not a job of the intake (line"), "{no_job}");
    }
}
